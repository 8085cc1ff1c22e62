//! Signs that a report may be no breach at all (S80): a hint to a person, never a reason to close.

use super::Case;
use crate::phrase::Phrase;
use crate::report::{self, Field};

/// What is no breach of security, as people write it in nb, nn and en; every word of one of them, in this order.
const NO_BREACH: [(&str, &str); 4] = [
    (
        "hint_log_on",
        "får ikke logget|ikke logget på|kommer ikke inn på pc|får ikkje logga|ikkje logga på|cannot log on|can not log in|cannot log in|unable to log",
    ),
    (
        "hint_planned_downtime",
        "planlagt nedetid|planlagd nedetid|planned downtime|scheduled downtime|planlagt vedlikehold|planlagt vedlikehald|planned maintenance",
    ),
    ("hint_planned_update", "planlagt oppdatering|planlagd oppdatering|planned update|scheduled update"),
    (
        "hint_forgotten_password",
        "glemt passord|glemte passordet|gløymt passord|gløymde passordet|forgot my password|forgotten password",
    ),
];

/// Hints for those who handle the case.
pub fn hints(case: &Case) -> Vec<Phrase> {
    let told = [Field::WhatHappened, Field::HowItArose, Field::MainCause];
    let words: Vec<String> = told
        .iter()
        .filter_map(|field| case.report.get(field))
        .flat_map(|found| report::words(&found.raw))
        .collect();
    let says = |wanted: &str| {
        let wanted = report::words(wanted);
        !wanted.is_empty() && words.windows(wanted.len()).any(|window| window == wanted)
    };
    NO_BREACH.iter().filter(|(_, list)| list.split('|').any(says)).map(|(key, _)| Phrase::new(key)).collect()
}
