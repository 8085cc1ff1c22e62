//! English.

use super::Table;
use crate::case::risk::sign::Data::{
    Assumed, Behaviour, Credentials, Customer, Daily, Financial, Fraud, General, Hints, Intimate, Limited,
    Routine, Safety, Sensitive, Service, Simple, Status,
};
use crate::case::risk::sign::Exposure::{Deleted, Known, Lost, Misused, Public, Recovered, Unseen};
use crate::case::risk::sign::Identity::{
    Anonymous, BirthDate, CommonName, Contact, FirstName, Handle, Name, NationalId, NationalIdAlone, Photo,
    Pseudonymous, VaguePhoto,
};
use crate::case::risk::sign::Sign::{
    Changed, Data, Encrypted, Exposure, Final, Harm, Identity, Lowered, Malicious, NoData, Plain, Restored,
    Sector, Special, Unavailable,
};
use crate::case::risk::sign::{self, Special::Children, Special::Vulnerable};

#[rustfmt::skip]
pub const WORDS: Table = &[
    // -- special categories of data (GDPR art. 9 and 10), and what is as private
    (&[Data(Sensitive)], "health data|health information|health record*|healthcare data|medical*|diagnos*|illness*|disease*|patient data|patient record*|patient information|prescription*|medication*|allerg*|test result*|lab result*|blood test*|x-ray*|disabilit*|mental health|psychiatr*|substance abuse|pregnan*"),
    (&[Data(Sensitive)], "trade union*|union member*|religio*|ethnic*|racial*|political opinion*|political view*|sexual*|biometric*|fingerprint*|genetic*|criminal*|conviction*|special categor*|sensitive data|sensitive personal data|sensitive information|social services"),
    (&[Data(Sensitive), Special(Children)], "child welfare*|child protection*|special needs education"),
    (&[Data(Routine)], "general blood test*|routine blood test*"),
    (&[Data(General)], "appointment|appointments|appointment letter*|doctor's appointment*"),
    (&[Data(Hints)], "sick leave*|sickness absence*|referral|referrals"),
    // -- money
    (&[Data(Financial)], "salary|salaries|payroll*|payslip*|wage*|account number*|bank account*|bank detail*|iban|credit card*|debit card*|payment card*|card number*|payment data|payment information|payment detail*|financial*|invoice*|income|balance|transaction*|tax return*|tax data|loan*|debt*|credit rating*|credit score*|pension*"),
    (&[Data(Customer)], "is a customer|are customers|was a customer|were customers|customer list*"),
    (&[Data(Limited)], "account numbers only|only account number*|one day of transactions|only one invoice|single invoice only"),
    (&[Data(Fraud)], "cvc*|cvv*|full card data|full card detail*|full credit card*|complete card*|card number .. expiry|card number .. security code|bank statement*"),
    (&[Data(Credentials)], "password|passwords|credentials|login details|login data|access key*|api key*|pin code*"),
    // -- what somebody does
    (&[Data(Behaviour)], "location data|locations|gps*|traffic data|call log*|calls .. week|browsing*|search history|purchase history|order history|behavio*|preferences|activity log*|absence*|job application*|personnel file*|cctv*|recording*|correspondence|chat log*"),
    (&[Data(Behaviour)], "grades"),
    (&[Data(Behaviour), Special(Children)], "school report*|pupil assessment*|student assessment*"),
    (&[Data(Service)], "calls to the helpdesk|calls to the help desk|helpdesk calls|help desk calls|calls to customer service|customer service calls"),
    (&[Data(Daily)], "calls .. year|call log* .. year|movement pattern*|daily life|profiling"),
    (&[Data(Intimate)], "psychological support|crisis line*|suicide*|calls .. psycholog*"),
    // -- ordinary data, and what tells who somebody is
    (&[Data(Simple), Identity(Name)], "name|names|full name*|surname*|last name*|first and last name*|list of names|member list*|participant list*|staff list*|attendee list*"),
    (&[Data(Simple), Identity(Name), Special(Children)], "class list*|pupil list*"),
    (&[Data(Simple), Identity(FirstName)], "first name|first names"),
    (&[Data(Simple), Identity(CommonName)], "common name|common names"),
    (&[Data(Simple), Identity(BirthDate)], "date of birth|dates of birth|birth date*|birthday*|year of birth"),
    (&[Data(Simple), Identity(NationalId)], "national id*|national identity*|identity number*|id number*|social security*|passport*|driving licen*|driver's licen*|identity card*|id card*|id document*"),
    (&[Data(Simple), Identity(NationalIdAlone)], "only national id*|only id number*|only identity number*|id numbers only|identity numbers only|identity number without name*|identity numbers without name*"),
    (&[Data(Simple), Identity(Contact)], "address|addresses|home address*|postal address*|phone|phones|phone number*|telephone|telephone number*|mobile number*|e-mail|email|emails|e-mail address*|email address*|contact detail*|contact information|contact data"),
    (&[Data(Simple), Identity(Photo)], "photo|photos|photograph*|picture|pictures|image|images"),
    (&[Data(Simple), Identity(VaguePhoto)], "blurred photo*|blurred image*|blurred picture*|vague photo*"),
    (&[Data(Simple), Identity(Handle)], "customer number*|customer id*|username*|user name*|ip address*|member number*|employee number*|student number*|initials"),
    (&[Identity(Pseudonymous)], "pseudonymi*|coded data|de-identified"),
    (&[Identity(Anonymous)], "anonymis*|anonymiz*"),
    (&[Data(Simple)], "age|gender|job title*|marital status|ordinary personal data|shopping list*|loyalty card*"),
    (&[Data(Status)], "luxury*|wealthy|vip customer*|premium customer*|social status"),
    (&[Data(Assumed)], "patient|patients|list of patients|patient list*|patient names|adult book*|adult film*|erotic*|congregation*|party member*|dating profile*|dating service*"),
    (&[Data(Safety)], "undercover*|secret address*|protected address*|confidential address*|witness protection|women's shelter*|crisis centre*|restraining order*|under threat"),
    (&[NoData], "no personal data|no personal information|no personally identifiable"),
    (&[Lowered(sign::Lowered::Public)], "already public*|already publicly|publicly known|public before|in the phone book|previously published"),
    (&[Lowered(sign::Lowered::Obsolete)], "outdated|obsolete|no longer valid|out of date"),
    // -- whom it concerns, and whose data they are
    (&[Special(Children)], "child|children|pupil|pupils|minors|kindergarten*|schoolchild*|nursery school*|primary school*"),
    (&[Special(Vulnerable)], "vulnerable|nursing home*|care home*|refugee*|asylum*|elderly|dementia*|prisoner*|inmate*|psychiatr*"),
    (&[Sector], "hospital*|health trust*|clinic|clinics|outpatient*|general practitioner*|gp practice|doctor's office|nursing home*|health centre*|health service*|child welfare*|crisis centre*|patient*|police*|prison*|probation*"),
    // -- where the data are
    (&[Exposure(Known)], "to the wrong|wrong attachment*|sent the wrong file|sent the wrong document|intranet*|shared drive*|shared folder*|wrong recipient*|wrong person*|wrong customer*|wrong patient*|wrong parent*|wrong addressee*|wrong email*|wrong e-mail*|wrong printer|wrong department|recipient|recipients|to a colleague|to colleagues|to a neighbour|to a neighbor|to all employees|to all staff|all employees had|all employees could|all staff had|all staff could|staff could see|employees could see|too wide access|snoop*|visible to other*"),
    (&[Exposure(Lost)], "was lost|were lost|been lost|has lost|have lost|lost laptop*|lost phone*|lost usb*|lost device*|lost a|lost my|lost the|lost his|lost her|lost their|lost on|left behind|stolen|missing|mislaid|misplaced|unknown recipient*|unknown person*|unknown third part*|recipient* .. unknown|do not know who|don't know who|not known who|unauthorised person*|unauthorized person*|outsider*"),
    (&[Exposure(Lost), Malicious], "theft*|burglar*|break-in|hacked|hacking|hacker*|intrusion*|cyberattack*|cyber attack*|compromised|phish*|unauthorised access*|unauthorized access*|suspicious login*|attacker*"),
    (&[Exposure(Public)], "published|publicly available|publicly accessible|public link*|open link*|openly accessible|website*|web site*|web page*|internet|searchable|search engine*|social media|facebook*|exposed online|open to the internet"),
    (&[Exposure(Misused), Malicious], "misused|misuse|extort*|exfiltrat*|dark web|darknet|leaked online|sold on|used for fraud|blackmail*"),
    (&[Exposure(Misused), Malicious, Unavailable], "ransom*"),
    (&[Exposure(Deleted)], "confirm* .. deleted|confirm* .. deletion|confirm* .. deleting|recipient* .. deleted|deleted by the recipient*|deleted by recipient*|deleted at the recipient*|deletion .. confirmed|deletion confirmed|confirm* .. destroyed|confirm* .. shredded|recipient* .. shredded"),
    (&[Exposure(Recovered)], "return* .. unopened|unopened .. return*|found .. unopened|recovered .. unopened|back unopened|still sealed"),
    (&[Exposure(Unseen)], "nobody has opened|nobody opened|no one opened|no one has opened|nobody downloaded|no one downloaded|nobody has seen|no one has seen|not opened by|not read by|recipient* .. not opened|recipient* .. not read|deleted unread|no downloads|logs show that nobody|logs show that no one|logs show no access"),
    (&[Encrypted], "disk encryption|disk was encrypted|disk is encrypted|drive was encrypted|drive is encrypted|encrypted disk*|encrypted drive*|encrypted laptop*|laptop was encrypted|laptop is encrypted|device was encrypted|device is encrypted|phone was encrypted|phone is encrypted|encrypted usb*|encrypted memory stick*|bitlocker*|filevault*|fully encrypted"),
    (&[Plain], "unencrypted|not encrypted|without encryption|without a password|no encryption|unlocked|not locked|plain text|plaintext|not password protected"),
    // -- changed, lost, and back again
    (&[Changed], "altered|tampered|overwritten|wrong record*|wrong medical record*|wrong chart*|mixed up|unauthorised change*|unauthorized change*|incorrectly registered|manipulated"),
    (&[Unavailable], "unavailable|outage*|downtime|data loss|loss of data|accidentally deleted|deleted by mistake|deleted by accident|destroyed by|lost access|denial of service|ddos*|encrypted by"),
    (&[Restored], "restored|recovered from backup|can be restored|corrected|rectified|available again|back online|back in operation|up again"),
    (&[Final], "no backup*|without backup*|cannot be restored|can not be restored|cannot be recovered|can not be recovered|permanently lost|lost for good|irrecoverabl*|irretrievabl*"),
    (&[Malicious], "attack|attacks|attacked|malware|virus|trojan*|fraud*|stolen|snoop*|on purpose|deliberate*|malicious*|sabotage*"),
    // -- what may come of it
    (&[Harm(sign::Harm::Body)], "physical harm|bodily harm|life and health|risk to life|danger to life|patient safety|threats|violence|stalking|persecution"),
    (&[Harm(sign::Harm::Identity)], "identity theft*|id theft*|identity fraud*|fraud*|discriminat*|scam*|impersonat*"),
    (&[Harm(sign::Harm::Standing)], "reputation*|humiliat*|distress*|embarrass*|shame|financial loss*|economic loss*|loss of trust|bullying|anxiety|stigma*"),
];
