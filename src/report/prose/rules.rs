//! The words by which sentences are known, folded, and small questions about a sentence.

use super::sentences::Sentence;
use crate::report::counts::words as numbers;
use crate::report::fold;
use crate::report::times::pattern;

/// Says when the breach was noticed.
pub fn noticed(folded: &str) -> bool {
    pattern!(r"\b(oppdag\w*|discover\w*|detected|noticed|became aware|ble klar over|vart klar over|ble kjent med|vart kjend med|fant ut|fann ut|fikk vite|fekk vite|found out|ble oppmerksom\w*)\b").is_match(folded)
}

/// Says when it happened.
pub fn occurred(folded: &str) -> bool {
    !noticed(folded)
        && pattern!(r"\b(skjedde|happened|occurred|took place|fant sted|hende|inntraff|ble sendt|vart sendt?|blei sendt?|was sent|sendte|ble stjalet|was stolen|ble publisert|mistet|lost)\b").is_match(folded)
}

pub fn affected(folded: &str) -> bool {
    pattern!(r"\b(berort\w*|raka|ramma|rammet|affected|gjelder|gjeld|omfatter|omfattar|involver\w*|impact\w*|opplysninger om|opplysningar om|information about|data on|data about)\b").is_match(folded)
}

const PERSONS: &str = r"\b(personer|personar|pasienter|pasientar|pasientane|elever|elevar|kunder|kundar|brukere|brukarar|studenter|studentar|barn|registrerte|sokere|sokarar|medlemmer|medlemer|beboere|bebuarar|innbyggere|innbyggjarar|foreldre|familier|klienter|persons|people|patients|customers|individuals|users|students|pupils|members|data subjects|clients|children|residents|applicants|berorte|raka)\b";
const STAFF: &str =
    r"\b(ansatte|tilsette|medarbeidere|medarbeidarar|employees|staff|ledere|leerare|larere|lararar)\b";

/// The few words before the first word for persons that a number stands next to. Staff count only in a sentence
/// that says they are affected: else they are those who found it.
pub fn before_persons(sentence: &Sentence, affected: bool) -> Option<String> {
    let places = pattern!(PERSONS)
        .find_iter(&sentence.folded)
        .chain(pattern!(STAFF).find_iter(if affected { &sentence.folded } else { "" }));
    let single = pattern!(r"\b(?:gjelder|gjeld|berorer|affects|about) ((?:en|ein|one|1) \w+)")
        .captures(&sentence.folded);
    for place in places {
        let before: Vec<&str> = sentence.folded.get(..place.start())?.split_whitespace().collect();
        let near = before.iter().rev().take(2).any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            !word.is_empty() && (word.starts_with(|c: char| c.is_ascii_digit()) || counted(word))
        });
        if near {
            let from = before.len().saturating_sub(5);
            let window = before.get(from..)?.join(" ");
            // What a comma or a full stop parts from the number does not belong to it.
            let window = window.rsplit([';', '(']).next().unwrap_or_default().to_owned();
            let window = window.rsplit(", ").next().unwrap_or_default().to_owned();
            return Some(window);
        }
    }
    single.and_then(|found| found.get(1)).map(|m| m.as_str().to_owned())
}

fn counted(word: &str) -> bool {
    (numbers::small(word).is_some() && !matches!(word, "en" | "ei" | "ein"))
        || matches!(
            word,
            "par"
                | "fa"
                | "few"
                | "flere"
                | "fleire"
                | "several"
                | "titalls"
                | "titals"
                | "hundrevis"
                | "tusenvis"
                | "hundreds"
                | "thousands"
                | "alle"
                | "all"
                | "mange"
                | "many"
                | "couple"
        )
}

/// Beginnings of words and whole phrases for types of data.
const DATA: &str = r"\b(helseoppl\w*|helsedata|health (?:data|information|records?)|fodselsnummer\w*|personnummer\w*|fodselsdato\w*|dates? of birth|birth dates?|national id\w*(?: numbers?)?|social security numbers?|adresse[rn]?|addresses|home address|postal address\w*|telefonnummer\w*|phone numbers?|e-?postadresse\w*|e-?mail address\w*|navn|namn|names?|lonn\w*|salary|salaries|passord\w*|passwords?|kontonummer\w*|account numbers?|bank details|kredittkort\w*|kortnummer\w*|credit card\w*(?: numbers?)?|card numbers?|diagnose\w*|diagnos[ie]s|journal(?:er|en|oppl\w*|notat\w*)?|medical records?|pasientoppl\w*|karakter(?:er|ar|ane)|grades|elevvurdering\w*|fagforening\w*|union membership|sykmelding\w*|sjukmelding\w*|bilder|bilete|photos|images|kontaktoppl\w*|kontaktinformasjon\w*|contact details|contact information|legeerklaring\w*|straffe\w*|religion\w*|etnisk\w*|biometri\w*|fingerprints?|passkopi\w*|pass(?:nummer|kopier)|passport\w*|ip-adresse\w*|ip address\w*|logindata|credentials|brukernavn|usernames?|barnevern\w*|sosiale? forhold|financial data|okonomi\w*oppl\w*)\b";

/// The types of data that a sentence names and does not deny, as written.
pub fn data_words(sentence: &Sentence) -> Vec<String> {
    let chars: Vec<char> = sentence.text.chars().collect();
    pattern!(DATA)
        .find_iter(&sentence.folded)
        .filter(|m| !denied(sentence.folded.get(..m.start()).unwrap_or_default()))
        .map(|m| {
            let start = sentence.folded.get(..m.start()).map_or(0, |before| before.chars().count());
            let length = m.as_str().chars().count();
            chars.iter().skip(start).take(length).collect()
        })
        .collect()
}

fn denied(before: &str) -> bool {
    let near: Vec<&str> = before.split_whitespace().rev().take(3).collect();
    near.iter().any(|word| {
        matches!(
            word.trim_matches(','),
            "ikke" | "ikkje" | "ingen" | "uten" | "utan" | "no" | "not" | "without"
        )
    }) || near.first().is_some_and(|word| matches!(*word, "ditt" | "mitt" | "my" | "your" | "feil" | "wrong"))
}

/// Tells of something done to limit the harm.
pub fn measure(folded: &str) -> bool {
    let done = pattern!(
        r"\b(bedt|ba|bad|bede|bedd|bedne)\b.*\bslett|\bbekreft\w*.*\bslett|\b(er|ble|vart|blei|har|is|was|were|have|has|been)\b.*\b(stengt|stengd|stengde|sperret|sperra|trukket tilbake|tilbakekalt|tilbakekalla|byttet|bytta|nullstilt|fjernet|fjerna|isolert|koblet fra|kopla fra|tatt av nett|tatt ned|slettet|sletta|sikret|sikra|endret slik|deleted|revoked|recalled|disabled|blocked|reset|removed|isolated|taken offline|taken down|closed|rotated|locked|patched)\b|\b(asked|requested)\b.*\bdelete|\bslatt pa\b|\b(we|vi|me) (deleted|revoked|recalled|disabled|blocked|reset|removed|isolated|stengte|sperret|sperra|slettet|sletta|fjernet|fjerna|bytta|byttet|tilbakekalte|nullstilte)\b"
    );
    let mishap = pattern!(
        r"\bved en feil|ved eit uhell|ved et uhell|by mistake|by accident|accidentally|feilaktig\b|\b(ikke|ikkje|not) (blitt )?(slettet|sletta|stengt|deleted)\b"
    );
    done.is_match(folded) && !mishap.is_match(folded)
}

/// Speaks of telling the persons affected.
pub fn about_informing(folded: &str) -> bool {
    pattern!(r"\b(de berorte|berorte|dei raka|pasienten\w*|kunden[e]?|kundane|elevene|elevane|foreldrene|foreldra|affected|customers|data subjects|individuals|patients)\b.*\b(informer\w*|informasjon|varsl\w*|varsla|orienter\w*|informed|notified|notify|inform|contacted|told)\b").is_match(folded)
}

/// Greetings, thanks and the sentence that only says "this is a report".
pub fn formality(folded: &str) -> bool {
    let text = folded.trim();
    text.len() < 120
        && pattern!(r"^(hei|hallo|god (dag|morgen|kveld)|hi|hello|dear|kjare|til rette vedkommende|takk|tusen takk|thanks?|thank you|mvh|vennlig hilsen|hilsen|helsing|regards|sendt fra min|sent from my|ring meg|vi melder (med dette|herved)|vi melder om|herved meldes|dette er en avviksmelding|her kommer|se under|sja under|see below|please find|vedlagt)\b[^.]*[.!,]?$").is_match(text)
}

/// The paragraph without a greeting on its first line.
pub fn without_greeting(paragraph: &str) -> &str {
    let Some((first, rest)) = paragraph.split_once('\n') else { return paragraph };
    if first.len() < 60 && formality(&fold::fold(first)) { rest } else { paragraph }
}
