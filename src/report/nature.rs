//! What a breach is by its words: privacy or security, and which properties it broke (L18, S78, S79).

use super::answers::ticked;
use super::field::{Kind, Property};
use super::fold;

/// Beginnings of words that tell a property of the breach (L18, S78, S79), folded.
#[rustfmt::skip]
const CONFIDENTIALITY: &[&str] = &[
    "konfidensial", "mistet", "mista ", "glemt", "confidential", "uvedkom", "feil mottak", "feilsend", "feil adress", "wrong recipient",
    "pa avveie", "pa avvege", "uautorisert tilgang", "unauthorised access", "unauthorized access", "snok",
    "innsyn", "publiser", "disclos", "lekk", "leak", "stjal", "stolen", "phish", "kompromitt", "compromis",
    "exposed", "eksponer",
];
#[rustfmt::skip]
const INTEGRITY: &[&str] = &[
    "integrit", "blitt endret", "ble endret", "urettmessig endr", "feil journal", "feil pasient", "altered",
    "modified", "vart endra",
];
#[rustfmt::skip]
const AVAILABILITY: &[&str] = &[
    "tilgjengelighet", "tilgjengelegheit", "tilgjenge ", "availab", "utilgjengelig", "utilgjengeleg",
    "gatt tapt", "slettet ved", "losepenge", "ransomware", "nedetid", "kryptert av angrip", "tapt",
    "outage", "lost access", "tjenestenekt", "denial of service",
];

/// The properties that were broken, as far as the words tell.
pub fn properties(text: &str) -> Vec<Property> {
    let text = ticked(text).unwrap_or_else(|| text.to_owned());
    let plain = format!(" {} ", fold::words(fold::cut(&text, 8_192)).join(" "));
    let has = |list: &[&str]| list.iter().any(|start| plain.contains(&format!(" {start}")));
    let table = [
        (Property::Confidentiality, CONFIDENTIALITY),
        (Property::Integrity, INTEGRITY),
        (Property::Availability, AVAILABILITY),
    ];
    table.into_iter().filter(|(_, list)| has(list)).map(|(property, _)| property).collect()
}

#[rustfmt::skip]
const SECURITY: &[&str] = &[
    "datainnbrudd", "innbrudd", "losepenge", "ransomware", "phish", "hacking", "hacket", "hacka", "hacked",
    "skadevare", "malware", "virus", "sikkerhetsbrudd", "sikkerhetshend", "sikkerhetsavvik", "sikkerhet",
    "tryggleik", "dataangrep", "cyber", "angrep", "intrusion", "security", "kompromitt", "compromis",
    "tjenestenekt", "ddos", "svindel", "unauthori", "suspicious login", "mistenkelig innlogging",
];
#[rustfmt::skip]
const PRIVACY: &[&str] = &[
    "personvern", "personopplysning", "personoppl", "personal data", "privacy", "feilsend", "feil mottak",
    "wrong recipient", "uvedkom", "fodselsnummer", "helseoppl", "pasient", "journal", "elev", "avveie",
    "avvege", "data breach", "personnummer", "feilpubliser", "customers", "kunder", "kundar", "ansatte",
    "tilsette", "health data", "patients", "data subject", "lonn", "salar", "client", "registrerte",
];

/// Privacy, security or both, as far as the words tell.
pub fn kinds(text: &str) -> Vec<Kind> {
    let text = ticked(text).unwrap_or_else(|| text.to_owned());
    let plain = format!(" {} ", fold::words(fold::cut(&text, 8_192)).join(" "));
    let has = |list: &[&str]| list.iter().any(|start| plain.contains(&format!(" {start}")));
    let table = [(Kind::Privacy, PRIVACY), (Kind::Security, SECURITY)];
    table.into_iter().filter(|(_, list)| has(list)).map(|(kind, _)| kind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ticked_boxes_count() {
        assert_eq!(
            properties("[x] Konfidensialitet [ ] Integritet ☒ Tilgjengelighet"),
            [Property::Confidentiality, Property::Availability]
        );
        assert_eq!(ticked("☐ Ja ☒ Nei").as_deref(), Some("Nei"));
        assert_eq!(ticked("Ja"), None);
    }

    #[test]
    fn kinds_follow_the_words_of_the_breach() {
        assert_eq!(kinds("E-post sendt til feil mottaker"), [Kind::Privacy]);
        assert_eq!(kinds("Løsepengevirus"), [Kind::Security]);
        assert_eq!(kinds("Datainnbrudd der pasientopplysninger er tatt"), [Kind::Privacy, Kind::Security]);
    }
}
