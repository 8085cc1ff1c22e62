//! What words and phrases tell, in English.

use crate::report::field::CountPrecision::{Exact, Unknown, Vague as Loose};
use crate::report::words::Sense::{self, *};
use crate::report::words::Unit::{
    Day as Days, HalfHour, Hour as Hours, Minute, Month as Months, Week as Weeks, Year as Years,
};
use crate::report::words::Which::{Latest, Next, Previous, This};

pub const SENSES: &[(Sense, &str)] = &[
    (
        About,
        "approx|approximately|about|around|roughly|circa|some|almost|nearly|estimated|an estimated|in the region of|ish|probably|c",
    ),
    (
        AtLeast,
        "over|more than|at least|minimum|no fewer than|no less than|not less than|in excess of|upwards of|exceeding",
    ),
    (AtMost, "up to|fewer than|less than|at most|maximum|max|below|no more than|not more than|under"),
    (OrMore, "or more|and up|plus|possibly more|probably more|and above"),
    (OrLess, "or fewer|or less"),
    (Between, "between"),
    (From, "from"),
    (Until, "to|until|till|through|thru|up to and including"),
    (And, "and"),
    (Or, "or"),
    (Sense::Vague(0, None, Unknown), "none known|no known|none that we know of|nobody known"),
    (Sense::Vague(0, Some(0), Exact), "none|nobody|no one|no persons|no individuals|zero|nil"),
    (Sense::Vague(2, Some(3), Loose), "a couple|a couple of"),
    (Sense::Vague(200, Some(300), Loose), "a couple of hundred|a couple hundred"),
    (Sense::Vague(2_000, Some(3_000), Loose), "a couple of thousand|a couple thousand"),
    (Sense::Vague(10, Some(99), Loose), "tens of|tens"),
    (Sense::Vague(24, Some(99), Loose), "dozens|several dozen|several dozens"),
    (Sense::Vague(100, Some(999), Loose), "a few hundred|some hundred"),
    (Sense::Vague(200, Some(999), Loose), "several hundred|hundreds|many hundreds"),
    (Sense::Vague(1_000, Some(9_999), Loose), "a few thousand"),
    (Sense::Vague(2_000, Some(9_999), Loose), "several thousand|thousands|many thousands|many thousand"),
    (Sense::Vague(20_000, Some(99_999), Loose), "tens of thousands"),
    (Sense::Vague(200_000, Some(999_999), Loose), "hundreds of thousands"),
    (Sense::Vague(2, Some(9), Loose), "a few|few|a handful|a small number"),
    (Sense::Vague(2, None, Loose), "several|many|a number of|a large number|numerous|multiple"),
    (Sense::Vague(1, None, Loose), "all|everyone|everybody|the whole|the entire|every"),
    // -- when
    (Month(1), "january|jan"),
    (Month(2), "february|feb"),
    (Month(3), "march|mar"),
    (Month(4), "april|apr"),
    (Month(5), "may"),
    (Month(6), "june|jun"),
    (Month(7), "july|jul"),
    (Month(8), "august|aug"),
    (Month(9), "september|sept|sep"),
    (Month(10), "october|oct"),
    (Month(11), "november|nov"),
    (Month(12), "december|dec"),
    (Weekday(0), "monday|mondays"),
    (Weekday(1), "tuesday"),
    (Weekday(2), "wednesday"),
    (Weekday(3), "thursday"),
    (Weekday(4), "friday"),
    (Weekday(5), "saturday"),
    (Weekday(6), "sunday"),
    (ShortWeekday(0), "mon"),
    (ShortWeekday(1), "tue|tues"),
    (ShortWeekday(2), "wed"),
    (ShortWeekday(3), "thu|thur|thurs"),
    (ShortWeekday(4), "fri"),
    (ShortWeekday(5), "sat"),
    (ShortWeekday(6), "sun"),
    (Day(2, 0), "the day before yesterday|day before yesterday"),
    (Day(1, 0), "yesterday"),
    (Day(1, 17), "last night|yesterday evening|yesterday night"),
    (Day(0, 0), "today"),
    (Night, "overnight|the night to|night of"),
    (Day(0, 5), "this morning|earlier this morning|early this morning|early today"),
    (Day(0, 12), "this afternoon"),
    (Day(0, 17), "this evening|tonight"),
    (Day(-1, 0), "tomorrow"),
    (Part(5), "morning|in the morning"),
    (Part(12), "afternoon|in the afternoon"),
    (Part(17), "evening|in the evening"),
    (Part(0), "night|at night"),
    (Sense::Which(Previous), "last|previous"),
    (Sense::Which(Latest), "past"),
    (Sense::Which(This), "this"),
    (Sense::Which(Next), "next|coming"),
    (Week, "week"),
    (Weekend, "weekend"),
    (Early(1), "early in|early|beginning of|the beginning of|start of|the start of"),
    (Early(10), "middle of|the middle of|mid"),
    (Early(20), "end of|the end of|late in|late"),
    (Year(1), "last year"),
    (Year(0), "this year"),
    (Sense::Unit(Minute), "minute|minutes|min|mins"),
    (Sense::Unit(HalfHour), "half hour|half an hour"),
    (Sense::Unit(Hours), "hour|hours|hr|hrs"),
    (Sense::Unit(Days), "day|days"),
    (Sense::Unit(Weeks), "week|weeks"),
    (Sense::Unit(Months), "month|months"),
    (Sense::Unit(Years), "year|years"),
    (Several(1), "a|an"),
    (Several(3), "a couple of|a couple|couple of"),
    (Several(6), "a few|some|few"),
    (Several(9), "several"),
    (Ago, "ago|back|earlier"),
    (Since, "since|ever since"),
    (JustNow, "just now|a moment ago|moments ago|right now"),
    (SameDay(0), "same day|the same day|same date|same evening|same time"),
    (SameDay(1), "next day|the next day|following day|the following day|the day after|next morning"),
    (Ongoing, "ongoing|still ongoing|still|not over|continuing|continues|to this day"),
    (
        UntilNow,
        "until now|to date|to the present|until today|to present|up to now|through today|to today|to now|till now",
    ),
    (At, "at"),
    (HalfPast, "half past"),
    (Quarter, "quarter|a quarter"),
    (Past, "past"),
    (Before, "to"),
    (Hour(11), "lunch|lunchtime|lunch time"),
    (Hour(0), "midnight"),
    (Hour(12), "noon|midday"),
    (Hour(8), "start of business|start of the working day"),
    (Morning, "am|a.m"),
    (Afternoon, "pm|p.m"),
    (Zone(0), "utc|gmt|zulu|z"),
    (Zone(60), "cet|met|bst|wat"),
    (Zone(120), "cest|mest|eet"),
    (Zone(180), "eest|msk"),
    (Zone(-300), "est"),
    (Zone(-240), "edt"),
    (Zone(-360), "cst"),
    (Zone(-480), "pst"),
    (Zone(-420), "pdt"),
    (Zone(330), "ist"),
    // -- answers
    (Yes, "yes|yep|yeah|true|confirmed"),
    (Sense::No, "no|nope|false|none"),
    (Partly, "partly|partially|some of|not all|in part|most of|half of"),
    (Planned, "planned|scheduled|in preparation|being prepared|is planned"),
    (
        Unsure,
        "being assessed|under consideration|maybe|not sure|unsure|unknown|under review|not decided|to be decided|considering|don't know|cannot assess|cannot be assessed|cannot say",
    ),
    (
        Not,
        "not|no|never|without|yet to|isn't|wasn't|haven't|hasn't|weren't|aren't|neither|nobody|no one|none",
    ),
    (
        Intent,
        "will|will be|shall|going to|plan to|plans to|intend to|intends to|we're going|we'll|to be sent|expect to|is to be|are to be",
    ),
    // -- what is told
    (
        Noticed,
        "discover*|detected|detect|noticed|became aware|become aware|becoming aware|found out|identified|spotted|were alerted|\
        was alerted|came to our attention|came to light|came to our notice|learned|learnt|realised|realized|we were informed|we were notified|i found|we found|found that|alerted that|alerted us|alerted me|i noticed|i saw that|we saw that|understood that",
    ),
    (
        Happened,
        "happened|occurred|took place|was sent|were sent|sent|was stolen|were stolen|was lost|lost|was published|published|\
        was exposed|were exposed|was accessed|gained access|was uploaded|uploaded|left|was left|clicked|was deleted by|emailed|\
        mailed|was posted|disclosed|was disclosed|logged in|started|began|was taken|had access|could see|could open",
    ),
    (
        Undergone,
        "sent|delivered|published|stolen|posted|uploaded|shared|collected|shown|copied|printed|mailed|emailed|exposed|hit|attacked|disclosed|opened|viewed",
    ),
    (
        Affected,
        "affected|affects|affecting|impact*|concerns|concerning|involv*|information about|data on|data about|details of|\
        records of|data of|data belonging to|belonging to|information on|relating to",
    ),
    (
        Person,
        "person|persons|people|individuals|data subjects|data subject|those affected|affected persons|persons affected",
    ),
    (
        Group,
        "patient|patients|customer|customers|user|users|student|students|pupil|pupils|member|members|client|clients|child|\
        children|resident|residents|applicant|applicants|subscriber|subscribers|parent|parents|guardian|guardians|tenant|tenants|donors|citizen|citizens|\
        suppliers|relatives|minors|policyholders|guests|passengers|former employees|job applicants|participants|\
        consumers|next of kin|account holders|cardholders",
    ),
    (Staff, "employee|employees|staff|staff members|workers|teachers|managers|colleagues|contractors"),
    (Record, "record|records|document|documents|files|entries|rows|applications|invoices|forms|photos"),
    (
        Data,
        "health data|health information|health record|health records|medical record|medical records|medical data|medical information|diagnosis|diagnoses|\
        date of birth|dates of birth|birth dates|birthdates|national id*|national identity number*|\
        national identification number*|social security number*|personal identity number*|address|addresses|home address*|\
        postal address*|phone number*|telephone number*|mobile number*|e-mail address*|email address*|names|name|salary|\
        salaries|payroll data|password*|account number*|bank detail*|bank account*|credit card number*|credit card*|card number*|\
        payment card*|grades|exam results|union membership|trade union*|sick leave|photos|images|photographs|contact details|contact information|\
        criminal record*|religion|religious*|ethnic*|biometric*|fingerprints|passport*|identity document*|ip address*|\
        credentials|login details|usernames|user names|financial data|financial information|political*|sexual*|\
        genetic*|location data|purchase history|order history|employee number*|customer number*|test results|\
        prescriptions|insurance number*|tax*return*|income|personnel file*",
    ),
    (Owned, "my|your|wrong"),
    (Described, "old|former|external|same|similar|another|right|correct|unknown"),
    (
        Informing,
        "inform|informed|informing|information to|notif*|contact*|told|letter|letters|alerted|written to|communicated",
    ),
    (
        Informed,
        "informed|notified|contacted|told|alerted|been written to|received a letter|received letters|was called|were called|advised",
    ),
    (
        Hears,
        "get a letter|get a message|get an e-mail|get a notice|receive a letter|receive a message|receive an e-mail",
    ),
    (
        ToldUs,
        "told us|told me|called us|called me|rang us|rang me|phoned us|phoned me|pointed out|alert came|alarm went|tip came|report came",
    ),
    (Ourselves, "me|us"),
    (They, "they|them|these"),
    (Encrypted, "encrypted|encryption|bitlocker|filevault|unintelligible|fully encrypted"),
    (
        Unencrypted,
        "unencrypted|not encrypted|un-encrypted|clear text|cleartext|plain text|plaintext|without encryption|not protected|\
        was not encrypted|were not encrypted|without a password|unprotected",
    ),
    (HalfProtected, "password protected|password-protected|pseudonymised|pseudonymized|some of the data"),
    (
        KeyLost,
        "likely circumvented|circumvented|key compromised|keys compromised|key was compromised|password was included|password was written|key was taken|password was attached|keys were taken",
    ),
    (Toward, "to|with"),
    (
        Recipient,
        "recipient*|wrong person*|wrong address*|wrong e-mail*|wrong email*|wrong customer*|wrong client*|wrong patient*|\
        wrong company|wrong department|outsider*|unauthorised person*|unauthorized person*|unauthorised part*|\
        unauthorized part*|third part*|external part*|external*|unknown person*|another customer|another client|another patient|\
        attacker*|intruder*|threat actor*|a former employee|journalist*|distribution list",
    ),
    (Upon, "on|in|onto"),
    (
        OpenPlace,
        "website|web site|internet|intranet|shared drive|public folder|public link|facebook*|social media|publicly|dark web|\
        the bus|the train|open share|public bucket|the printer|wrong printer",
    ),
    (Lay, "lay|lies|lie|remained|appeared|available|visible"),
    (Gone, "found|stolen|retrieved"),
    (Access, "access"),
    (We, "we|our it team|our team|it department"),
    (Have, "is|are|was|were|have|has|been|had"),
    (Asked, "asked|requested|instructed|told"),
    (Turn, "took|have taken|has taken|turned|switched|shut|pulled"),
    (Off, "off|offline|down"),
    (Confirmed, "confirm*"),
    (Deleting, "delet*|destroy*|return*|shred*|dispose*"),
    (
        Done,
        "deleted|revoked|recalled|disabled|blocked|reset|removed|isolated|taken offline|taken down|closed|rotated|locked|\
        patched|shut down|contained|suspended|restored|secured|turned off|turned on|enabled|wiped|remote wiped|quarantined|retrieved|recovered|\
        changed all passwords|disconnected|withdrawn|unpublished|notified the police|reported to the police|fixed|destroyed|shredded",
    ),
    (
        Mishap,
        "by mistake|by accident|accidentally|inadvertently|erroneously|mistakenly|in error|not been deleted|not deleted|without backup|by the attacker*|by an attacker",
    ),
    (
        Plan,
        "implement*|introduc*|train*|updat*|review*|chang*|strengthen*|improv*|establish*|enabl*|two-factor|two factor|\
        multi-factor|mfa|evaluat*|test|testing|install*|encrypt*|delet*|risk assessment*|secure|remind*|roll out|rotate|\
        replac*|revis*|audit*|monitor*",
    ),
    (
        Cause,
        "due to|caused by|the cause is|the cause was|root cause was|root cause is|because of|as a result of|owing to|was the result of",
    ),
    (
        Effect,
        "could lead to|may lead to|might lead to|can lead to|could result in|may result in|might result in|risk of|\
        could be used|may be used|could be misused|could cause|may cause|may experience|could be identified|consequence could|consequences could|exposes them to",
    ),
    (When, "when|after"),
    (Of, "of|for|on|about|regarding"),
    (That, "that|because|but|when|after"),
    (Custom, "one must|must one|do we have to|do i have to|must be reported|are required to|is required to"),
    (House, "at"),
    (
        Authority,
        "datatilsynet|authority|supervisory authority|the police|police|dpo|data protection officer|management|regulator",
    ),
    (
        LeadsTo,
        "up|sent|due|access|belonging|relating|related|disclosed|emailed|data|exposed|sold|shown|forwarded|given|available|list|file|letter|email",
    ),
    (
        Reference,
        "our ref|our reference|your ref|your reference|ref|reference|reference number|ticket|case|incident",
    ),
    (Number, "no|number|id|is"),
    (
        Formal,
        "hi|hello|hey|dear|good morning|good afternoon|good evening|thanks|thank you|many thanks|regards|see below|see attached*|\
        please see|please find|attached|please contact|feel free to contact|do not hesitate|don't hesitate|call me|\
        sent from my|we hereby|this is a notification|this is a breach|this is to notify|we are writing to|i am writing to|\
        to whom it may concern|more information will follow|more info to follow|fyi|for your information|i attach|enclosed|\
        we will get back|have a nice|have a good|forwarding|as required by|first notice|initial notice|preliminary notice|first notification|initial notification|preliminary notification|initial report|preliminary report",
    ),
    // -- the nature of the breach
    (
        Confidentiality,
        "confidential*|wrong recipient*|unauthorised access|unauthorized access|unauthorised disclosure|unauthorized disclosure|disclos*|leak*|stolen|theft|phish*|compromis*|exposed|\
        exposure|published|wrong person|wrong client|wrong customer|wrong patient|wrong address|to the wrong|intrusion|intruder*|exfiltrat*|snoop*|lost laptop|lost phone|lost usb*|misdirected|\
        misaddressed|left on the|data theft|gained access|without a legitimate need|no legitimate need|no need to know|without a need to know|unauthorised lookup*|unauthorized lookup*",
    ),
    (
        Integrity,
        "integrity|altered|modified|tampered|corrupted|falsified|overwritten|wrong patient record|wrong record",
    ),
    (
        Availability,
        "availab*|unavailab*|ransomware|outage|lost access|denial of service|ddos|data loss|lost data|not available|downtime|\
        destroyed|deleted by accident|accidentally deleted|encrypted by the attacker*|no backup|being encrypted|been encrypted by|was encrypted by|were encrypted by",
    ),
    (
        Security,
        "ransomware|phish*|hacking|hacked|hacker*|malware|cyber*|intrusion|security|compromis*|ddos|denial of service|\
        unauthori*|suspicious login*|suspicious log-in*|attack*|attacker*|virus|exploit*|vulnerabilit*|brute force*|threat actor*|breached|intruder*",
    ),
    (Ransom, "ransom*|extortion*|cryptolocker*"),
    (
        Privacy,
        "personal data|privacy|wrong recipient*|data breach|customers|customer data|health data|patients|patient data|data subject*|client|clients|\
        employees|employee data|personal information|medical record*|students|pupils|members|applicants|social security number*|\
        salaries|gdpr|names and*address*|email addresses|e-mail addresses|credit card number*|children",
    ),
    (
        Guard,
        "data loss prevention|security officer*|security manager*|security team*|security department|security guard*|social security|virus scanner*|virus protection",
    ),
];
