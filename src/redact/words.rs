//! The words that say what a number is, in one table a kind, and whether they stand near one (P10).

/// How far before a number a word speaks of it, and how far after it, in characters.
const BEFORE: usize = 40;
const AFTER: usize = 24;

/// National numbers: bokmål and nynorsk, English, Swedish and Danish. Lower case. `*` lets the word go on, as in
/// `fødselsnummeret`; without it, it must end there. No word begins inside another.
const PERSON: &[&str] = &[
    "fnr",
    "f.nr",
    "f. nr",
    "f-nr",
    "fødselsnummer*",
    "fødselsnumre*",
    "fødselsnr",
    "fødsels-",
    "fødselsdato*",
    "fodselsnummer*",
    "fodselsnr",
    "foedselsnummer*",
    "født",
    "fødd",
    "personnummer*",
    "personnumre*",
    "personnr",
    "person nr",
    "persnr",
    "pnr",
    "p.nr",
    "d-nummer*",
    "d-nr",
    "dnummer*",
    "dnr",
    "h-nummer*",
    "fh-nummer*",
    "fh-nr",
    "fhnr",
    "hjelpenummer*",
    "hjelpenr",
    "npid",
    "ident",
    "identnummer*",
    "identitetsnummer*",
    "identifikasjonsnummer*",
    "nasjonal id",
    "norsk id",
    "id-nummer*",
    "idnr",
    "national id*",
    "national identity*",
    "national insurance*",
    "identity number*",
    "identification number*",
    "personal number*",
    "personal id*",
    "social security*",
    "birth number*",
    "id number*",
    "ssn",
];
const ACCOUNT: &[&str] = &[
    "konto",
    "kontonr",
    "kontonummer*",
    "kontonumre*",
    "kto",
    "kto.nr",
    "bankkonto*",
    "lønnskonto*",
    "lønskonto*",
    "sparekonto*",
    "brukskonto*",
    "bank account*",
    "account",
    "account no",
    "account number*",
    "acct",
];
/// What else is a number with check digits.
const OTHER: &[&str] = &["kid", "kidnr", "kid-nr", "kid-nummer*", "kidnummer*"];

/// What the words around a number say of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Near {
    /// A word for a national number stands near it.
    pub person: bool,
    /// The nearest word before it is one for accounts.
    pub account: bool,
}

/// Reads the words around the bytes `start..end`, not beyond an empty line.
pub fn near(text: &str, start: usize, end: usize) -> Near {
    let before = text.get(..start).unwrap_or_default();
    let before = lower(tail(before, BEFORE));
    let after = text.get(end..).unwrap_or_default();
    let after = lower(head(after, AFTER).lines().next().unwrap_or_default());
    let before = before.rsplit("\n\n").next().unwrap_or_default();
    let person = last(before, PERSON);
    let account = last(before, ACCOUNT);
    Near {
        person: person.is_some() || last(&after, PERSON).is_some(),
        account: account > person && account > last(before, OTHER),
    }
}

/// Whether a word for one of these kinds ends the text, so that letters touch the number: `fnr20036914700`.
pub fn ends_with_a_name(text: &str) -> bool {
    let before = lower(tail(text, BEFORE));
    [PERSON, ACCOUNT].into_iter().flatten().any(|word| before.ends_with(word.trim_end_matches('*')))
}

/// The last characters of a text, at most so many.
fn tail(text: &str, characters: usize) -> &str {
    let start = text.char_indices().rev().take(characters).last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

fn head(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// In lower case; nothing where there are no letters, as in a column of numbers.
fn lower(text: &str) -> String {
    if !text.contains(char::is_alphabetic) {
        return String::new();
    }
    text.chars().filter(|c| *c != '\r').flat_map(char::to_lowercase).collect()
}

/// Where the last of these words begins, in a text in lower case.
fn last(text: &str, words: &[&str]) -> Option<usize> {
    let mut inside = false;
    let begins = text.char_indices().filter(|(_, c)| {
        let begins = c.is_alphabetic() && !inside;
        inside = c.is_alphabetic();
        begins
    });
    begins
        .filter(|(at, _)| {
            let rest = text.get(*at..).unwrap_or_default();
            words.iter().any(|word| begins_with(rest, word))
        })
        .last()
        .map(|(at, _)| at)
}

fn begins_with(text: &str, word: &str) -> bool {
    match word.strip_suffix('*') {
        Some(word) => text.starts_with(word),
        None => text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(words: &str) -> Near {
        near(words, words.len(), words.len())
    }

    #[test]
    fn a_word_names_the_number_after_it() {
        for words in
            ["fnr ", "F.nr: ", "Fødselsnummeret hennes er ", "Personnr.\t", "national ID no. ", "født "]
        {
            assert!(before(words).person, "{words}");
        }
        for words in [
            "incident ",
            "identisk ",
            "ordnr ",
            "fnr\n\n",
            "Personnummer og så mye mer enn førti tegn at det er glemt: ",
        ] {
            assert!(!before(words).person, "{words}");
        }
        assert!(near("12345 (fnr)", 0, 5).person);
        assert!(!near("12345\nfnr", 0, 5).person);
    }

    #[test]
    fn the_nearest_word_says_whether_it_is_an_account() {
        assert!(before("fnr og kontonr. ").account);
        assert!(!before("konto, fnr ").account);
        assert!(!before("Konto 1, KID ").account);
        assert!(!before("kontorist ").account);
    }

    #[test]
    fn a_name_may_touch_the_number() {
        assert!(ends_with_a_name("FNR") && ends_with_a_name("se kontonr") && !ends_with_a_name("sak"));
    }
}
