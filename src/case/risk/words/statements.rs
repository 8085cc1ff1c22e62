//! The small words that turn a statement round: denied, doubted, hoped for. Folded; bokmål, nynorsk, English.

/// A list for each language.
pub type Small = [&'static [&'static str]; 3];

/// Denies what follows.
#[rustfmt::skip]
pub const NOT: Small = [
    &["ikke", "ingen", "intet", "uten", "verken", "hverken", "aldri", "unntatt"],
    &["ikkje", "inga", "utan", "unnateke"],
    &["not", "without", "neither", "nor", "never", "none", "nobody", "except", "excluding"],
];
/// Denies what follows, unless the sentence is Norwegian: there it is the nynorsk word for now.
pub const NO_OR_NOW: Small = [&[], &[], &["no"]];
/// Denies the noun that follows, and not the verb.
#[rustfmt::skip]
pub const NONE: Small = [
    &["ingen", "intet", "uten", "verken", "hverken"],
    &["inga", "utan"],
    &["without", "neither", "no"],
];
/// `not only`, `cannot rule out`, `do not know whether`, `not encrypted`: no denial of what stands near.
#[rustfmt::skip]
pub const NOT_DENYING: Small = [
    &["bare", "kun", "utelukke", "utelukkes", "om", "vet", "sikker", "kryptert", "kryptere", "krypterte", "sladdet", "slettet", "fjernet"],
    &["berre", "utelukka", "utelukkast", "veit", "sletta", "fjerna"],
    &["only", "exclude", "rule", "whether", "if", "know", "sure", "encrypted", "deleted", "removed", "masked"],
];
/// What may stand between the denial and the thing that is denied.
#[rustfmt::skip]
pub const CARRIES: Small = [
    &["sendt", "sende", "inneholder", "inneholdt", "inneholde", "omfatter", "omfattet", "gjelder", "gjaldt", "delt", "lekket", "eksponert", "involverer", "utlevert", "blitt", "noe", "noen", "sensitive"],
    &["inneheld", "inneheldt", "omfattar", "gjeld", "vart", "vort", "nokon", "noko"],
    &["contain", "contained", "include", "included", "involve", "involved", "disclose", "disclosed", "expose", "exposed", "affect", "affected", "sent", "been", "any"],
];
/// After a verb that is denied: what the thing would have been.
#[rustfmt::skip]
pub const INVOLVED: Small = [
    &["berort", "berorte", "med", "omfattet", "inkludert", "involvert", "rammet", "eksponert", "lekket"],
    &["raka", "omfatta", "ramma", "rorte"],
    &["affected", "included", "involved", "exposed", "leaked", "disclosed", "compromised", "concerned", "part"],
];
/// The denial of a verb, behind the thing.
pub const VERB_NOT: Small = [&["ikke"], &["ikkje"], &["not"]];
/// The speaker is not sure.
#[rustfmt::skip]
pub const HEDGES: Small = [
    &["forelopig", "trolig", "neppe", "antar", "usikker", "usikkert", "sannsynligvis", "antagelig", "antakelig", "tror", "vidt", "enna", "enda", "kanskje", "virker"],
    &["forebels", "truleg", "sannsynlegvis", "trur", "enno", "verkar"],
    &["probably", "believe", "assume", "presumably", "likely", "yet", "maybe", "perhaps", "seems"],
];
/// Asked for, planned or waited for: not done.
#[rustfmt::skip]
pub const NOT_DONE: Small = [
    &["ba", "bedt", "be", "ber", "skal", "vil", "ma", "bor", "venter", "avventer", "onsker", "prover", "forsoker", "haper"],
    &["bad", "bede", "ventar", "onskjer", "provar", "vonar"],
    &["asked", "ask", "asking", "requested", "request", "will", "should", "shall", "must", "pending", "awaiting", "waiting", "trying", "hope", "hoping", "want"],
];
/// Feared, not happened.
#[rustfmt::skip]
pub const POSSIBLE: Small = [
    &["kan", "kunne", "fare", "risiko", "mulig", "mulighet", "frykter", "forsok"],
    &["mogleg", "fryktar"],
    &["could", "may", "might", "risk", "possible", "possibly", "potential", "potentially", "attempt", "attempts", "attempted"],
];
/// We ourselves, and so not the recipient.
pub const OURS: Small = [&["vi", "jeg"], &["me", "eg"], &["we", "i"]];
/// Words by which a sentence is known as Norwegian.
#[rustfmt::skip]
pub const NORWEGIAN: Small = [
    &["og", "er", "det", "som", "til", "har", "vi", "av", "ikke", "ble", "ligger", "om", "pa"],
    &["ikkje", "vart", "blei", "ligg", "ei", "eit", "ein"],
    &[],
];
pub const OR: Small = [&["eller", "heller", "verken"], &[], &["or", "nor"]];
/// Begin a clause of their own.
pub const BUT: Small = [&["men", "mens", "og"], &["medan"], &["but", "while", "and"]];
pub const YES: Small = [&["ja"], &[], &["yes"]];
/// As an answer.
pub const ANSWERS_NO: Small = [&["nei"], &[], &["no"]];
/// As an answer: neither yes nor no.
pub const ANSWERS_UNKNOWN: Small = [&["ukjent", "usikkert"], &["ukjend"], &["unknown"]];
