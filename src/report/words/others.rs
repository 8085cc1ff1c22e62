//! Words that belong to no language of ours.

/// Small words of neighbours that would otherwise be taken for Norwegian: Swedish, Danish, German, and a few more.
pub const FOREIGN: &str = "och|att|inte|är|jag|från|ett|af|blev|hvad|mig|dig|noget|und|nicht|der|die|das|ich|ist|wurde|mit|von|\
    uden|vad|hej|ej|oplysninger|hvornår|uppgifter|bitte|est|les|des|el|los|för|eller|också|vår|våra|har|vi|som|på|til|jeg|ikke|også|av|sehr|wir|eine|\
    einen|sind|auf|nous|pas|une|dans|avec|por|para|que|het|een|niet|zijn|che|una|não|uma";

/// Small words that only they have.
pub const FOREIGN_ONLY: &str = "och|att|inte|är|jag|från|ett|af|blev|hvad|mig|dig|noget|und|nicht|der|die|das|ich|ist|wurde|von|uden|vad|\
    hej|oplysninger|hvornår|uppgifter|bitte|est|les|des|los|också|sehr|wir|eine|einen|sind|nous|pas|une|dans|avec|para|que|het|een|niet|zijn|che|una|não|uma";

/// Information systems by their names (S70); written with a capital somewhere.
pub const PRODUCTS: &str = "DIPS|DIPS Arena|Visma|Visma Flyt Skole|Visma InSchool|Visma.net|Gerica|CosDoc|Profil|Metavision|Sectra|Infodoc|\
    Pridok|WinMed|CGM Journal|System X|Helsenorge|Helseplattformen|Kjernejournal|Norsk Helsenett|Altinn|Agresso|Unit4|Xledger|\
    Tripletex|PowerOffice|Fiken|Feide|Canvas|Itslearning|Fronter|Showbie|Transponder|Vigilo|IST Everyday|Public 360|P360|WebSak|\
    ePhorte|Elements|Acos|SharePoint|OneDrive|Microsoft 365|Office 365|Microsoft Teams|Teams|Outlook|Exchange|Azure|Google Drive|Google Workspace|Dropbox|\
    Gmail|Salesforce|HubSpot|Zendesk|Jira|Confluence|ServiceNow|SuperOffice|Dynamics 365|Workday|SAP|Simployer|Huldt|Webcruiter|Jobbnorge|\
    ReachMee|Mailchimp|MailMojo|Questback|Nettskjema|SurveyMonkey|Slack|Zoom|GitHub|GitLab|WordPress|Citrix|Oracle|Moodle|Inspera|WISEflow|Cristin|\
    Socio|Familia|Modulus|Gosys|Compilo|TQM|EQS|Synergi|Landax";

/// Beginnings of case numbers of other systems, in capitals before digits.
pub const CASE_NUMBERS: &str = "INC|REQ|CHG|TICKET|CASE|SEC|PRB|RITM|TASK|CS|SR|TT";

/// What mail programs put before a subject (M4).
pub const SUBJECT_PREFIXES: &str = "sv|re|vs|vb|fw|fwd|aw|wg|ang|vedr|svar|videresend|videresendt|vidaresend|vidaresendt|ekstern|[ekstern]|[external]|external";
