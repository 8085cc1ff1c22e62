//! The tables of `dialect` as patterns, who sends reports, and what subjects tell.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::dialect::{DIALECTS, Dialect};
use crate::mail::reading::BounceAction;
use crate::mail::wording::{any_of, set_of, starting_with};

/// Senders that write nothing but reports: the part of the address before `@`.
const DAEMONS: &str = concat!(
    r"mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|mail[-_.]?delivery([-_.]?(system|subsystem))?|",
    r"mail[-_.]?system|bounces?|ndr|microsoftexchange[0-9a-f]+"
);
/// The same by display name.
const DAEMON_NAMES: &str = "mail delivery|mail deliver system|mailer[- ]daemon|e?-?mail administrator";
/// A person may write from these too: more is asked of them.
const POSTMASTERS: &str =
    "post[-_.]?master|mail[-_.]?master|mail[-_.]?admin|emailgateway|sys[-_.]?admin|administrator";
/// Senders that write other mails as well, all by machine.
const ROBOTS: &str = concat!(
    r"no[-_.]?reply|do[-_.]?not[-_.]?reply|ikke[-_.]?svar|svar[-_.]?ikke|ikkje[-_.]?svar|errors?|root|mail|admin|",
    "listmaster|auto[-_.]?(reply|svar|mail|responder)"
);

/// Subjects that tell what became of a mail where no delivery status does.
const ACTIONS: &[(&str, BounceAction)] = &[
    (
        concat!(
            "delivered:|levert:|leveret:|levererat:|zugestellt:|successful mail delivery|return receipt|",
            "delivery status notification: success|delivery notification: delivery has succeeded|",
            "successfully delivered"
        ),
        BounceAction::Delivered,
    ),
    ("relayed:|videresendt levering:", BounceAction::Relayed),
    ("expanded:", BounceAction::Expanded),
];
/// Words of a subject that tell of a delay.
const LATE: &str = concat!(
    r"delayed|\((delay|forsinkelse)\)|warning: (could not send|could not deliver|message|e?-?mail)|delay in|",
    "forsinke[tl]|forsinka|fördröjd|verzögert"
);

/// Mailing-list managers that refuse or hold a mail: the field that only they write, and their words. The mail did not
/// reach the list's members.
const LIST_MANAGERS: &[(&str, &str, &str)] = &[
    (
        "fml",
        "x-mlserver",
        "not member|not a member|loop alert|duplicated message-id|rejected|restriction|permission denied",
    ),
    (
        "Mailman",
        "x-list-administrivia",
        "awaits moderator approval|request to mailing list .{1,80} rejected|venter på godkjenning|ventar på godkjenning",
    ),
    ("ezmlm", "mailing-list", "returned post for|failure notice"),
];

/// A list manager holds the mail for a moderator: it may still arrive.
const HELD: &str = "awaits moderator approval|venter på godkjenning|ventar på godkjenning";

/// The tables of systems as patterns.
pub struct Patterns {
    pub subject: RegexSet,
    pub failed: Regex,
    pub delayed: Regex,
    pub untried: Regex,
    pub delivered: Regex,
    pub recipient: Regex,
    /// For text of which only ASCII letters are in lower case: places stay as they are.
    pub returned: Regex,
}

/// The tables of senders as patterns.
pub struct Senders {
    pub daemon: Regex,
    pub daemon_name: Regex,
    pub postmaster: Regex,
    pub robot: Regex,
}

/// Compiled at the first mail that a machine may have sent.
pub static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let all = |list: fn(&Dialect) -> &'static str| any_of(DIALECTS.iter().map(list));
    let subjects: Vec<String> = DIALECTS.iter().map(|one| at_start(one.subject)).collect();
    let returned: Vec<&str> =
        DIALECTS.iter().map(|one| one.returned).filter(|list| !list.is_empty()).collect();
    Patterns {
        subject: set_of(subjects.iter().map(String::as_str)),
        failed: all(|one| one.failed),
        delayed: all(|one| one.delayed),
        untried: all(|one| one.untried),
        delivered: all(|one| one.delivered),
        recipient: all(|one| one.recipient),
        returned: Regex::new(&format!(
            r"(?m)^[ \t>*=_]*(?:{}|(?:received|return-path|dkim-signature|x-received):[ \t]?[^\r\n]{{8}})",
            returned.join("|")
        ))
        .expect("a constant pattern"),
    }
});

/// What subjects tell as patterns.
pub struct Subjects {
    pub actions: Vec<(Regex, BounceAction)>,
    pub late: Regex,
    pub held: Regex,
    /// Name, field and words of each list manager.
    pub lists: Vec<(&'static str, &'static str, Regex)>,
}

pub static SUBJECTS: LazyLock<Subjects> = LazyLock::new(|| Subjects {
    actions: ACTIONS.iter().map(|(words, action)| (starting_with([*words]), *action)).collect(),
    late: any_of([LATE]),
    held: any_of([HELD]),
    lists: LIST_MANAGERS.iter().map(|(name, field, words)| (*name, *field, any_of([*words]))).collect(),
});

/// Asked of every mail.
pub static SENDERS: LazyLock<Senders> = LazyLock::new(|| {
    let whole = |list: &str| Regex::new(&format!("^(?:{list})(?:[+=-].*)?$")).expect("a constant pattern");
    Senders {
        daemon: whole(DAEMONS),
        daemon_name: starting_with([DAEMON_NAMES]),
        postmaster: whole(POSTMASTERS),
        robot: whole(ROBOTS),
    }
});

/// A list of subjects, bound to the start; list marks and brackets before it do not count.
fn at_start(list: &str) -> String {
    if list.is_empty() {
        String::new()
    } else {
        format!(r"^[^\p{{L}}\p{{N}}]*(?:\[?postmaster\]? )?(?:{list})")
    }
}

/// The system whose report begins with such a subject.
pub fn of_subject(subject: &str) -> Option<&'static Dialect> {
    PATTERNS.subject.matches(subject).iter().next().and_then(|at| DIALECTS.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_is_that_of_the_system_that_writes_it() {
        for (subject, system) in [
            ("kan ikke leveres: lønnsslipp", "Exchange"),
            ("delivery status notification (failure)", "Gmail"),
            ("undelivered mail returned to sender", "Postfix"),
            ("mail delivery failed: returning message to sender", "Exim"),
            ("failure notice", "qmail"),
            ("returned mail: see transcript for details", "sendmail"),
            ("message status - undeliverable", "GroupWise"),
            ("levering forsinket", "general Norwegian"),
            ("*** undeliverable ***", "general English"),
        ] {
            assert_eq!(of_subject(subject).map(|one| one.name), Some(system), "{subject}");
        }
        for subject in ["sv: kan ikke leveres: x", "vs: undelivered mail returned to sender", "avvik", ""] {
            assert!(of_subject(subject).is_none(), "{subject}");
        }
    }

    #[test]
    fn a_daemon_is_no_person() {
        for local in
            ["mailer-daemon", "bounces+ola=b.no", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"]
        {
            assert!(SENDERS.daemon.is_match(local), "{local}");
        }
        assert!(!SENDERS.daemon.is_match("daemon.mailer") && !SENDERS.robot.is_match("administrasjon"));
        assert!(SENDERS.postmaster.is_match("postmaster") && SENDERS.robot.is_match("no-reply"));
    }
}
