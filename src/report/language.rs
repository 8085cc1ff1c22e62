//! Which language a mail is written in: by whose labels it uses, and by small words.

use super::fold;
use super::labels::Language;
use super::text::Sheet;

#[rustfmt::skip]
const NB: &[&str] = &[
    "ikke", "jeg", "hva", "ble", "en", "et", "fra", "hvordan", "dere", "noen", "bare", "de", "hvor",
    "vaere", "mottaker", "nar", "opplysninger",
];
#[rustfmt::skip]
const NN: &[&str] = &[
    "ikkje", "eg", "kva", "vart", "blei", "ein", "eit", "korleis", "dykk", "nokon", "berre", "dei", "kor",
    "vere", "mottakar", "me", "opplysningar", "no", "noko", "etter",
];
#[rustfmt::skip]
const BOTH: &[&str] = &[
    "og", "av", "til", "som", "det", "er", "har", "vi", "for", "pa", "med", "at", "i", "hei", "avvik",
    "avviksmelding", "hos",
];
#[rustfmt::skip]
const EN: &[&str] = &[
    "the", "and", "of", "to", "was", "we", "is", "has", "have", "with", "not", "a", "were", "been", "by",
    "our", "this", "an",
];
#[rustfmt::skip]
const ELSE: &[&str] = &[
    "och", "att", "inte", "ar", "jag", "af", "und", "der", "die", "nicht", "est", "les", "des", "el", "los",
];

/// `nb`, `nn`, `en` or `other`.
pub fn of(sheets: &[(Sheet, &str)], subject: &str) -> &'static str {
    let Some((sheet, _)) = sheets.first() else { return by_words(&fold::words(subject), [0; 4]) };
    let mut votes = [0usize; 4];
    let mut words = fold::words(fold::cut(&sheet.rest, 8_192));
    for entry in &sheet.entries {
        for language in &entry.languages {
            let at = match language {
                Language::Nb => 0,
                Language::Nn => 1,
                Language::En => 2,
            };
            if let Some(vote) = votes.get_mut(at) {
                *vote += 3;
            }
        }
        words.extend(fold::words(fold::cut(&entry.value, 2_000)));
    }
    words.truncate(2_000);
    words.extend(fold::words(fold::cut(subject, 400)));
    by_words(&words, votes)
}

fn by_words(words: &[String], mut votes: [usize; 4]) -> &'static str {
    for word in words {
        let is = |list: &[&str]| usize::from(list.contains(&word.as_str()));
        let both = is(BOTH);
        for (vote, points) in
            votes.iter_mut().zip([2 * is(NB) + both, 2 * is(NN) + both, 2 * is(EN), 3 * is(ELSE)])
        {
            *vote += points;
        }
    }
    let names = ["nb", "nn", "en", "other"];
    let best = votes.iter().copied().max().filter(|most| *most > 0);
    best.and_then(|best| votes.iter().position(|vote| *vote == best))
        .and_then(|at| names.get(at))
        .copied()
        .unwrap_or("other")
}
