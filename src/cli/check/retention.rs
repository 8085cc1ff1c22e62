//! What the policy means for what is kept, in one line.

use crate::policy::RetentionPolicy;

/// How long each kind of content is kept.
pub fn kept(rule: &RetentionPolicy) -> String {
    if !rule.forgets() {
        return "note: nothing is ever erased; write a section [retention] in the policy (GDPR art. 5(1)(e))"
            .to_owned();
    }
    let kinds = [
        ("mail as it came", rule.raw_secs),
        ("what was read in it", rule.readings_secs),
        ("our own mail", rule.sent_secs),
        ("what the history quotes", rule.history_secs),
    ];
    let said: Vec<String> = kinds.iter().map(|(kind, secs)| format!("{kind} {}", length(*secs))).collect();
    format!(
        "erased after closing, never while a case is open: {}; the case, the register and the chain are always kept",
        said.join(", ")
    )
}

/// `after 90 d`, `after 5 y`, `never`.
fn length(secs: Option<i64>) -> String {
    const DAY: i64 = 86_400;
    match secs {
        None => "never".to_owned(),
        Some(secs) if secs >= DAY && secs % (365 * DAY) == 0 => format!("after {} y", secs / (365 * DAY)),
        Some(secs) if secs >= DAY => format!("after {} d", secs / DAY),
        Some(secs) => format!("after {} h", secs / 3_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_each_kind_and_what_is_never_erased() {
        let rule = RetentionPolicy {
            raw_secs: Some(90 * 86_400),
            readings_secs: Some(365 * 86_400),
            sent_secs: None,
            history_secs: Some(5 * 365 * 86_400),
            ..RetentionPolicy::default()
        };
        let said = kept(&rule);
        for part in [
            "mail as it came after 90 d",
            "read in it after 1 y",
            "our own mail never",
            "quotes after 5 y",
            "open",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(kept(&RetentionPolicy::default()).contains("nothing is ever erased"));
    }
}
