//! The words of the commands in nb, nn and en, as data.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Line;
use crate::command::{Command, MeasureKind};
use crate::report;

/// Which command a label begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Assess,
    NotifyAuthority,
    AuthorityNotified,
    AuthorityPhoned,
    SupplementSent,
    InformPersons,
    PersonsInformed,
    Delay,
    Send,
    Notify,
    NotifyControllers,
    Assign(&'static str),
    Measure,
    MeasureOf(MeasureKind),
    ActionGroup,
    GroupContact,
    ReportDelivered,
    NotABreach,
    Close,
    Reopen,
    Merge,
    NotSame,
    ExternalParty,
    JointControllers,
    Exercise,
    Aware,
    Evidence,
    Police,
    Evaluate,
    Exclude,
    Ask,
    Correct(&'static str),
    Acknowledge,
    Confirm,
    Release,
    Undo,
    Help,
}

impl Verb {
    pub fn name(self) -> &'static str {
        match self {
            Verb::Assess => "assess",
            Verb::NotifyAuthority => "notify_authority",
            Verb::AuthorityNotified => "authority_notified",
            Verb::AuthorityPhoned => "authority_phoned",
            Verb::SupplementSent => "supplement_sent",
            Verb::InformPersons => "inform_persons",
            Verb::PersonsInformed => "persons_informed",
            Verb::Delay => "delay_reason",
            Verb::Send => "send",
            Verb::Notify => "notify_lists",
            Verb::NotifyControllers => "notify_controllers",
            Verb::Assign(_) => "assign",
            Verb::Measure | Verb::MeasureOf(_) => "measure",
            Verb::ActionGroup => "action_group",
            Verb::GroupContact => "group_contact",
            Verb::ReportDelivered => "report_delivered",
            Verb::NotABreach => "not_a_breach",
            Verb::Close => "close",
            Verb::Reopen => "reopen",
            Verb::Merge => "merge",
            Verb::NotSame => "not_same",
            Verb::ExternalParty => "external_party",
            Verb::JointControllers => "joint_controllers",
            Verb::Exercise => "exercise",
            Verb::Aware => "aware",
            Verb::Evidence => "evidence",
            Verb::Police => "police_report",
            Verb::Evaluate => "evaluate",
            Verb::Exclude => "exclude",
            Verb::Ask => "ask",
            Verb::Correct(_) => "contact_correct",
            Verb::Acknowledge => "acknowledge",
            Verb::Confirm => "contact_confirm",
            Verb::Release => "release",
            Verb::Undo => "undo",
            Verb::Help => "help",
        }
    }
}

/// Labels before a colon, separated by `|`.
const LABELS: &[(Verb, &str)] = &[
    (Verb::Assess, "restrisiko|residual risk|risikovurdering|risk assessment"),
    (
        Verb::NotifyAuthority,
        "meld datatilsynet|meld til datatilsynet|melde datatilsynet|varsle datatilsynet|notify authority|notify the authority|notify datatilsynet|notify dpa",
    ),
    (
        Verb::AuthorityNotified,
        "meldt datatilsynet|meldt til datatilsynet|datatilsynet meldt|datatilsynet varslet|datatilsynet varsla|authority notified|notified authority|notified the authority|datatilsynet notified",
    ),
    (
        Verb::AuthorityPhoned,
        "ringt datatilsynet|ringte datatilsynet|ringt til datatilsynet|ringde datatilsynet|datatilsynet ringt|phoned the authority|phoned authority|called the authority|called authority|authority phoned|authority called|phoned datatilsynet|called datatilsynet",
    ),
    (
        Verb::SupplementSent,
        "ettersendt datatilsynet|ettersendt til datatilsynet|ettersend til datatilsynet|datatilsynet ettersendt|supplement sent|supplement sent to the authority|supplement sent to datatilsynet|sent supplement|supplemented the authority|authority supplemented",
    ),
    (
        Verb::InformPersons,
        "informer berørte|informer de berørte|informere berørte|varsle berørte|informer råka|informer dei råka|inform persons|inform affected|inform the affected|inform data subjects|inform affected persons",
    ),
    (
        Verb::PersonsInformed,
        "berørte informert|de berørte informert|berørte varslet|de berørte er informert|råka informert|råka informerte|dei råka informerte|dei råka er informerte|råka varsla|persons informed|affected informed|data subjects informed|affected persons informed",
    ),
    (
        Verb::Delay,
        "forsinkelse|årsak til forsinkelse|grunn til forsinkelse|begrunnelse for forsinkelse|forseinking|årsak til forseinking|delay|delay reason|reason for delay|reasons for delay",
    ),
    (Verb::Send, "send"),
    (
        Verb::NotifyControllers,
        "varsle behandlingsansvarlige|varsle behandlingsansvarlig|varsle de behandlingsansvarlige|varsle behandlingsansvarlege|varsle behandlingsansvarleg|varsle dei behandlingsansvarlege|varsle dataansvarlige|varsle dataansvarlig|varsle dataansvarlege|notify controllers|notify the controllers|notify controller|notify the controller",
    ),
    (
        Verb::Notify,
        "varsle|varsle lister|varsle liste|varsle listene|varsel til|notify|notify lists|notify list",
    ),
    (Verb::Assign("case-owner"), "avvikseier|avvikseigar|case owner|saksansvarlig|saksansvarleg"),
    (Verb::Assign("measure-owner"), "tiltakseier|tiltakseigar|measure owner|action owner"),
    (Verb::Assign("system-owner"), "systemeier|systemeigar|system owner"),
    (Verb::Assign("department-manager"), "avdelingsleder|avdelingsleiar|department manager"),
    (Verb::Assign("line-manager"), "linjeleder|linjeleiar|nærmeste leder|line manager"),
    (
        Verb::Assign("security-officer"),
        "sikkerhetsleder|sikkerhetsansvarlig|tryggleiksleiar|security officer",
    ),
    (Verb::Assign("it-manager"), "it sjef|it leder|it leiar|it manager"),
    (Verb::Assign("coordinator"), "koordinator|coordinator"),
    (Verb::Measure, "tiltak|nytt tiltak|measure|new measure|action"),
    (
        Verb::MeasureOf(MeasureKind::Immediate),
        "strakstiltak|nytt strakstiltak|umiddelbart tiltak|immediate measure|immediate action|immediate measures|immediate actions",
    ),
    (
        Verb::MeasureOf(MeasureKind::Corrective),
        "korrigerende tiltak|nytt korrigerende tiltak|korrigerande tiltak|nytt korrigerande tiltak|corrective measure|corrective action|corrective measures|corrective actions",
    ),
    (Verb::ActionGroup, "aksjonsgruppe|aksjonsgruppa|beredskapsgruppe|beredskapsgruppa|action group"),
    (
        Verb::GroupContact,
        "kontaktperson|gruppens kontaktperson|kontaktperson i gruppa|contact person|group contact",
    ),
    (
        Verb::ReportDelivered,
        "hendelsesrapport|hendelsesrapporten|hendingsrapport|hendingsrapporten|incident report",
    ),
    (Verb::NotABreach, "ikke avvik|ikke et avvik|ikkje avvik|ikkje eit avvik|not a breach|no breach"),
    (
        Verb::Close,
        "lukk|lukk saken|lukk saka|lukk sak|lukk avvik|lukk avviket|close|close case|close the case",
    ),
    (Verb::Reopen, "gjenåpne|gjenåpne saken|gjenåpne sak|gjenopne|opne att|opne saka att|reopen|reopen case"),
    (Verb::Merge, "slå sammen med|slå sammen|slå saman med|slå saman|merge with|merge into|merge"),
    (
        Verb::NotSame,
        "ikke samme sak|ikke samme avvik|ikke samme hendelse|ikke samme sak som|ikkje same sak|ikkje same saka|ikkje same avvik|ikkje same hending|ikkje same sak som|not same|not the same|not the same as|not the same case|not the same incident|not same case|not same incident",
    ),
    (Verb::ExternalParty, "ekstern part|eksternt firma|ekstern aktør|external party"),
    (
        Verb::JointControllers,
        "felles ansvar|felles behandlingsansvar|felles behandlingsansvarlige|felles behandlingsansvarlege|joint controllers|joint controllership|joint responsibility",
    ),
    (Verb::Exercise, "øvelse|øving|dette er en øvelse|dette er ei øving|exercise|drill|this is an exercise"),
    (Verb::Aware, "kjent|kjent fra|kjent siden|kjend|kjend frå|aware|aware since|aware from|became aware"),
    (Verb::Evidence, "bevis|prov|evidence"),
    (
        Verb::Police,
        "politianmeldt|politianmeldelse|anmeldt|politimeld|politimeldt|meld til politiet|police report|reported to police|reported to the police",
    ),
    (Verb::Evaluate, "evaluering|evaluation|evaluate"),
    (Verb::Exclude, "hold utenfor|hald utanfor|exclude|keep out"),
    (Verb::Ask, "spør melder|spør meldar|spør innmelder|ask reporter|ask the reporter|ask"),
    (Verb::Correct("phone"), "ny telefon|nytt telefonnummer|ny tlf|nytt nummer|new phone|new phone number"),
    (
        Verb::Correct("email"),
        "ny e post|ny epost|ny e postadresse|ny epostadresse|new email|new e mail|new email address",
    ),
    (Verb::Correct("name"), "nytt navn|nytt namn|new name|ny kontakt|ny kontaktperson|new contact"),
];

/// Words that are a command alone on their line, separated by `|`.
const BARE: &[(Verb, &str)] = &[
    (
        Verb::Acknowledge,
        "ok|okay|okei|mottatt|motteke|mottatt og lest|bekreft|bekreftet|bekrefta|bekreftes|stadfest|ack|acknowledge|acknowledged|received|confirmed|confirm",
    ),
    (Verb::Close, "lukk|lukk saken|lukk saka|lukk sak|close|close case|close the case"),
    (Verb::Reopen, "gjenåpne|gjenåpne saken|gjenåpne sak|gjenopne|opne att|reopen|reopen case"),
    (
        Verb::Confirm,
        "bekreft kontakt|bekrefter kontakt|kontakt bekreftet|stadfest kontakt|stadfestar kontakt|confirm contact|contact confirmed",
    ),
    (Verb::Release, "slipp saken|slipp saka|slepp saka|slipp|release|release case|release the case"),
    (Verb::Undo, "angre|undo"),
    (Verb::Help, "hjelp|help"),
];

type Book = HashMap<String, Verb>;

static LABEL_BOOK: LazyLock<Book> = LazyLock::new(|| book(LABELS));
static BARE_BOOK: LazyLock<Book> = LazyLock::new(|| book(BARE));

fn book(list: &[(Verb, &str)]) -> Book {
    let row = |(verb, labels): &(Verb, &str)| {
        let verb = *verb;
        labels.split('|').map(|label| (report::words(label).join(" "), verb)).collect::<Vec<_>>()
    };
    list.iter().flat_map(row).collect()
}

/// The command that a label, folded to words, begins.
pub fn find(label: &str) -> Option<Verb> {
    if label.is_empty() || label.len() > 60 {
        return None;
    }
    LABEL_BOOK.get(label).or_else(|| BARE_BOOK.get(label)).copied()
}

/// A label with one slip in a long word: near enough to say so, not near enough to act.
pub fn nearly(words: &[String]) -> Option<Verb> {
    if words.is_empty() || words.len() > 5 || words.iter().all(|word| word.len() < 6) {
        return None;
    }
    let alike = |label: &str| {
        label.split(' ').count() == words.len()
            && label.split(' ').zip(words).all(|(known, word)| report::same_word(known, word))
    };
    LABEL_BOOK.iter().find(|(label, _)| alike(label)).map(|(_, verb)| *verb)
}

pub fn is_measure(label: &str) -> bool {
    matches!(find(label), Some(Verb::Measure))
}

/// A command of one word or two, with nothing behind it; what needs a reason is misread without one.
pub fn bare(words: &str) -> Option<Line> {
    let done = |command| Some(Line::Command(command));
    match BARE_BOOK.get(words) {
        Some(Verb::Acknowledge) => done(Command::Acknowledge {}),
        Some(Verb::Close) => done(Command::Close { reason: None }),
        Some(Verb::Reopen) => done(Command::Reopen { reason: None }),
        Some(Verb::Confirm) => done(Command::ContactConfirm {}),
        Some(Verb::Release) => done(Command::Release {}),
        Some(Verb::Undo) => done(Command::Undo {}),
        Some(Verb::Help) => done(Command::Help {}),
        _ => match LABEL_BOOK.get(words) {
            Some(
                verb @ (Verb::NotifyAuthority
                | Verb::AuthorityNotified
                | Verb::AuthorityPhoned
                | Verb::SupplementSent
                | Verb::InformPersons
                | Verb::PersonsInformed
                | Verb::NotABreach
                | Verb::NotifyControllers
                | Verb::NotSame
                | Verb::Merge),
            ) => Some(Line::Misread(verb.name())),
            _ => None,
        },
    }
}
