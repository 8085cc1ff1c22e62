//! The option of the EDPB's template that somebody's words mean: our words for it first, then what people say.
//! The template has one letter a field; where words mean several, the gravest is taken, and the words go along with it.

use super::super::fold;
use super::choices;
use super::table::ROWS;

/// Words that say that something is not so: then no option is read out of them.
const DENIALS: [&str; 9] = ["ikke", "ikkje", "ingen", "uten", "utan", "not", "no", "without", "none"];

/// What people say: letter, and beginnings of words or of several words, parted by `|`. The first row that is said wins.
type Said = &'static [(&'static str, &'static str)];

#[rustfmt::skip]
const INCIDENT: Said = &[
    ("b", "losepenge|ransomware|kryptovirus|utpressingsvirus"),
    ("d", "phishing|nettfiske|sosial manipulering|social engineering|svindel e post"),
    ("g", "datatyveri|eksfiltr|exfiltrat|data stolen"),
    ("c", "hacking|hacket|hacka|datainnbrudd|datainnbrot|skadevare|malware|dataangrep|cyberangrep"),
    ("e", "sarbarhet|vulnerability"),
    ("a", "snoking|snoka|snoket|misbruk av tilgang|misbrukte tilgang|abuse of access"),
    ("s", "blindkopi|skjult kopi|bcc|synlige adresser|apne adresser|open distribution"),
    ("v", "publisert ved en feil|utilsiktet publiser|publisering ved|lagt ut pa nett|unintended publication"),
    ("l", "feilsendt post|post pa avveie|brev pa avveie|feillevert|misdeliver|mail lost"),
    ("r", "sendt til feil|feilsend|feil mottaker|feil mottakar|sende til feil|sent til feil|sent by mistake|sent to the wrong|wrong recipient"),
    ("h", "feil person|feil pasient|feil journal|mix up|wrong person"),
    ("i", "mistet pc|mistet mobil|mistet telefon|stjalet pc|stjalet mobil|stjalet barbar|tapt enhet|mistet enhet|mistet minne|lost laptop|stolen laptop|lost device|stolen device|device lost"),
    ("o", "mistet papir|papirer pa avveie|dokumenter pa avveie|glemt igjen|paper lost"),
    ("k", "kastet i soppel|papirsoppel|makulering|papiravfall"),
    ("j", "kassert utstyr|kassert pc|e waste"),
    ("n", "feil tilgang|feil rettighet|tilgangsfeil|for vide tilgang|apen mappe|wrong access|access rights"),
    ("m", "feil oppsett|feilkonfigur|feil innstilling|misconfigur"),
    ("t", "teknisk feil|systemfeil|programfeil|technical"),
    ("p", "slettet ved en feil|utilsiktet slett|slettet ved|sletta ved|deleted by"),
    ("w", "muntlig|munnleg|verbal"),
    ("f", "uautorisert tilgang|uvedkommende tilgang|urettmessig tilgang|uautorisert innsyn|unauthorised access|unauthorized access"),
];
#[rustfmt::skip]
const PERSONS: Said = &[
    ("e", "pasient|patient"),
    ("i", "sarbar|eldre|flyktning|vulnerable"),
    ("f", "elev|student|skoleelev|pupil"),
    ("d", "barn|mindrearig|children|minor"),
    ("b", "ansatt|tilsett|tilsatt|arbeidstak|medarbeid|soker til stilling|employee|staff"),
    ("g", "abonnent|subscriber"),
    ("h", "bruker|brukar|user"),
    ("a", "kunde|customer|client"),
];
#[rustfmt::skip]
const DATA: Said = &[
    ("k", "helse|diagnos|journal|medisin|sykdom|sjukdom|legeerklar|provesvar|health|medical"),
    ("m", "sykmeld|sjukmeld|sykefravar|sjukefravar|sick leave"),
    ("j", "genetisk|gentest|genetic"),
    ("c", "biometri|fingeravtrykk|ansiktsgjenkjenn|biometric"),
    ("d", "straffedom|straffbar|lovovertred|lovbrot|criminal"),
    ("h", "seksuel|legning|sexual"),
    ("g", "religio|livssyn|trosretning"),
    ("e", "politisk oppfatning|politisk syn|political"),
    ("f", "etnisk|ethnic|rasemess"),
    ("i", "fagforening|trade union"),
    ("s", "passord|passordet|innlogging|brukernavn|brukarnamn|password|credentials"),
    ("n", "fodselsnum|personnum|d num|national id|identification number"),
    ("p", "passkopi|kopi av pass|forerkort|passport"),
    ("q", "kortnum|kredittkort|bankkort|betalingskort|kontonum|payment card|bank account"),
    ("l", "lonn|inntekt|okonomi|skatt|faktura|salary|financial|income"),
    ("o", "posisjon|lokasjon|gps|location"),
    ("r", "profil|karakter|vurdering"),
    ("b", "adresse|telefon|e post|epost|mobil|kontakt|address|phone|e mail|email"),
    ("a", "navn|namn|fodselsdato|name|date of birth"),
];
#[rustfmt::skip]
const IMPACT: Said = &[
    ("l", "fysisk|psykisk|liv og helse|physical|mental"),
    ("d", "identitetstyv|id tyveri|identitetsmisbruk|identity theft"),
    ("e", "bedrageri|svindel|fraud"),
    ("f", "okonomisk tap|financial loss"),
    ("c", "diskriminer|forskjellsbehand|discriminat"),
    ("i", "taushetsplikt|teieplikt|professional secrecy"),
    ("h", "omdomme|rykte|reputation"),
    ("k", "sosial ulempe|social disadvantage"),
    ("j", "uvedkommende|uvedkomande|third parties"),
    ("a", "tap av kontroll|mister kontroll|loss of control"),
];
#[rustfmt::skip]
const PREVENTION: Said = &[
    ("f", "opplaring|kurs|training"),
    ("c", "rutine|prosedyre|prosess|process|procedure"),
    ("d", "krypter|encrypt"),
    ("j", "tofaktor|to faktor|mfa|flerfaktor|multi factor"),
    ("i", "tilgangsstyring|tilgangsniva|access level"),
    ("b", "sikkerhetskop|tryggingskop|backup"),
    ("n", "oppdater|patch|update"),
    ("g", "slett|erase|deletion"),
    ("e", "retningslinje|policy|policies"),
    ("h", "hendelseslogg|incident log"),
    ("k", "revisjon|audit"),
];
#[rustfmt::skip]
const IN_PLACE: Said = &[
    ("c", "krypter|encrypt"),
    ("a", "pseudonym"),
    ("h", "tofaktor|to faktor|mfa|passordbeskytt|multi factor"),
    ("b", "sikkerhetskop|tryggingskop|backup"),
    ("g", "tilgangsstyring|tilgangsniva|access level"),
    ("j", "last skap|last dor|innelast|locked"),
];
#[rustfmt::skip]
const MEANS: Said = &[
    ("a", "brev|e post|epost|sms|telefon|ringt|ringte|mote|muntlig|melding|letter|email|e mail|phone|in person"),
    ("b", "nettside|nettsted|kunngjor|pressemelding|sosiale medi|website|press release|public"),
];

/// What kind of incident it is, field 60.
pub fn incident(text: &str) -> Option<&'static str> {
    of(60, INCIDENT, text)
}

/// From inside or outside, meant or not, field 61: only in the words of the template.
pub fn origin(text: &str) -> Option<&'static str> {
    of(61, &[], text)
}

/// Whose data, field 65.
pub fn persons(text: &str) -> Option<&'static str> {
    of(65, PERSONS, text)
}

/// What data, field 70.
pub fn data(text: &str) -> Option<&'static str> {
    of(70, DATA, text)
}

/// What was in place, field 75.
pub fn in_place(text: &str) -> Option<&'static str> {
    of(75, IN_PLACE, text)
}

/// What it may do to the persons, field 85.
pub fn impact(text: &str) -> Option<&'static str> {
    of(85, IMPACT, text)
}

/// What prevents the next one, field 94.
pub fn prevention(text: &str) -> Option<&'static str> {
    of(94, PREVENTION, text)
}

/// How they were told, field 104.
pub fn means(text: &str) -> Option<&'static str> {
    of(104, MEANS, text)
}

fn of(number: u16, said: Said, text: &str) -> Option<&'static str> {
    let words = fold::words(fold::cut(text, 2_000));
    if words.iter().any(|word| DENIALS.contains(&word.as_str())) {
        return None;
    }
    let text = format!(" {} ", words.join(" "));
    let row = ROWS.iter().find(|(row, _)| *row == number);
    let ours = row.and_then(|(_, to)| choices(to)).unwrap_or_default().iter().find(|(.., nb, en)| {
        [nb, en].into_iter().any(|own| {
            let own = fold::words(own).join(" ");
            !own.is_empty() && text.contains(&format!(" {own} "))
        })
    });
    let beginning = |mark: &str| text.contains(&format!(" {mark}"));
    let theirs = || said.iter().find(|(_, marks)| marks.split('|').any(beginning)).map(|(letter, _)| *letter);
    ours.map(|(letter, ..)| *letter).or_else(theirs)
}

#[cfg(test)]
mod tests {
    use super::super::To;
    use super::*;

    #[test]
    fn words_of_people_mean_an_option_and_denied_ones_none() {
        assert_eq!(incident("E-post sendt til feil mottaker"), Some("r"));
        assert_eq!(incident("Løsepengevirus på filserveren"), Some("b"));
        assert_eq!(incident("phishing eller sosial manipulering"), Some("d"));
        assert_eq!(incident("Vi vet lite om det"), None);
        assert_eq!(data("navn, adresse og diagnoser"), Some("k"));
        assert_eq!(data("navn, ikke helseopplysninger"), None);
        assert_eq!(persons("Elever på 9. trinn"), Some("f"));
        assert_eq!(means("Brev til hver enkelt"), Some("a"));
    }

    #[test]
    fn our_own_words_for_an_option_lead_back_to_it() {
        for number in [60, 61, 65, 70, 85] {
            let to = ROWS.iter().find(|(row, _)| *row == number).map(|(_, to)| to).expect("a row");
            assert!(matches!(to, To::Words(..)));
            for (letter, _, nb, en) in choices(to).expect("options") {
                for words in [nb, en].into_iter().filter(|words| !words.is_empty()) {
                    // "not malicious" denies and is the template's own word.
                    let denied = fold::words(words).iter().any(|word| DENIALS.contains(&word.as_str()));
                    let read = of(number, &[], words);
                    assert!(denied || read.is_some(), "{number} {letter}: {words}");
                }
            }
        }
    }
}
