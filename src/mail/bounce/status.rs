//! Fields of a delivery status (RFC 3464), and the codes by which a failure is permanent or temporary (RFC 3463).

use std::sync::LazyLock;

use regex::Regex;

use super::recipient;
use crate::mail::message::field;
use crate::mail::reading::BounceAction;

/// Most groups of a delivery status that are looked at: one a recipient.
const MAX_GROUPS: usize = 500;

/// An enhanced status code on its own: no part of a number, a version or an IP address.
static ENHANCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9A-Za-z.])([245]\.[0-7]\.[0-9]{1,3})(?:[^0-9A-Za-z.]|\.?(?:\s|$))")
        .expect("a constant pattern")
});
/// A reply code of SMTP with what follows it (RFC 5321 section 4.2); before it no number.
static REPLY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9A-Za-z.@])([45])[0-7][0-9](?:[ :#;,\])'-]|$)").expect("a constant pattern")
});

/// One group of fields: name in lower case, value unfolded.
pub type Group = Vec<(String, String)>;

/// What one group says of one recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    pub action: BounceAction,
    pub status: Option<String>,
    pub permanent: bool,
    pub address: Option<String>,
}

/// The groups of fields of a delivery status (RFC 3464 section 2.1), empty lines between them, folded lines joined.
/// Lines that are no fields are passed over, so that a status is read even where it stands in plain text.
pub fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![Group::new()];
    for line in text.lines() {
        let full = groups.len() >= MAX_GROUPS;
        let open = groups.last_mut().filter(|group| !group.is_empty());
        if line.trim().is_empty() {
            if full {
                break;
            }
            if open.is_some() {
                groups.push(Group::new());
            }
        } else if line.starts_with([' ', '\t']) && open.is_some() {
            if let Some((_, value)) = open.and_then(|group| group.last_mut()) {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':')
            && let Some(group) = groups.last_mut()
        {
            group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

/// The worst that a delivery status says: a failure before a delay before a success, a permanent one first.
pub fn worst(groups: &[Group]) -> Option<Recipient> {
    // Of equals the first.
    groups.iter().filter_map(recipient_of).min_by_key(|one| rank(one.action, one.permanent))
}

fn rank(action: BounceAction, permanent: bool) -> u8 {
    match action {
        BounceAction::Failed if permanent => 0,
        BounceAction::Failed => 1,
        BounceAction::Delayed => 2,
        BounceAction::Relayed => 3,
        BounceAction::Expanded => 4,
        BounceAction::Delivered => 5,
    }
}

fn recipient_of(group: &Group) -> Option<Recipient> {
    // Exchange writes an internal address into Final-Recipient and the one that was asked for into Original-Recipient.
    let typed = |name: &str| field(group, name).and_then(recipient::typed);
    let address = typed("final-recipient")
        .filter(|address| !address.starts_with("IMCEA"))
        .or_else(|| typed("original-recipient"))
        .or_else(|| typed("x-actual-recipient"));
    let named = ["final-recipient", "original-recipient"].iter().any(|name| field(group, name).is_some());
    let said = field(group, "action").and_then(action);
    if !named && said.is_none() {
        return None;
    }
    let stated = field(group, "status").and_then(enhanced);
    let unsaid = match stated.as_deref() {
        Some(status) if status.starts_with('2') => BounceAction::Delivered,
        _ => BounceAction::Failed,
    };
    let action = said.unwrap_or(unsaid);
    let (status, permanent) = judge(action, stated, field(group, "diagnostic-code").unwrap_or_default());
    Some(Recipient { action, status, permanent, address })
}

/// The Action field (RFC 3464 section 2.3.3), and what some servers write in its place.
fn action(value: &str) -> Option<BounceAction> {
    let word = value.split([' ', ';', '(']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match word.as_str() {
        "failed" | "failure" | "fail" | "error" => BounceAction::Failed,
        "delayed" | "delay" => BounceAction::Delayed,
        "delivered" | "deliverable" => BounceAction::Delivered,
        "relayed" => BounceAction::Relayed,
        "expanded" => BounceAction::Expanded,
        _ => return None,
    })
}

/// The status and whether the failure is permanent. Only a failure can be; then the class digit says. What the other
/// server said itself (`said`) goes before a status that says nothing (`5.0.0`), and a refusal for good before a status
/// that calls it temporary because the sending server had hoped to try again.
pub fn judge(action: BounceAction, stated: Option<String>, said: &str) -> (Option<String>, bool) {
    let failed = action == BounceAction::Failed;
    let replied = reply_class(said);
    let vague = stated.as_deref().is_none_or(|status| status.ends_with(".0.0"));
    let said_code = enhanced(said);
    let refused = failed
        && replied == Some('5')
        && stated.as_deref().is_some_and(|one| one.starts_with('4'))
        && said_code.as_deref().is_none_or(|code| code.starts_with('5'));
    let status = if vague || refused { said_code.or(stated) } else { stated };
    let class = match (refused, vague) {
        (true, _) => Some('5'),
        // `5.0.0` is what many servers write whatever happened; the reply code is what happened.
        (false, true) => {
            let exact = status.as_deref().filter(|status| !status.ends_with(".0.0"));
            exact.and_then(class).or(replied).or_else(|| status.as_deref().and_then(class))
        }
        (false, false) => status.as_deref().and_then(class),
    };
    (status, failed && class != Some('4'))
}

fn class(status: &str) -> Option<char> {
    status.chars().next()
}

/// The first enhanced status code in a text; one that stands behind a reply code goes before others.
pub fn enhanced(text: &str) -> Option<String> {
    let found = |text: &str| {
        ENHANCED.captures(text).and_then(|found| found.get(1)).map(|code| code.as_str().to_owned())
    };
    let behind = REPLY.find_iter(text).take(20).find_map(|reply| {
        let next = crate::mail::wording::start(text.get(reply.end().saturating_sub(1)..)?, 12);
        ENHANCED.captures(next)?.get(1).filter(|code| code.start() <= 2).map(|code| code.as_str().to_owned())
    });
    behind.or_else(|| found(text))
}

/// `4` or `5`, from the first reply code in a text.
pub fn reply_class(text: &str) -> Option<char> {
    REPLY.captures(text)?.get(1)?.as_str().chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Recipient {
        worst(&groups(text)).expect("a recipient")
    }

    #[test]
    fn the_worst_of_several_recipients_is_told() {
        let read = read(
            "Reporting-MTA: dns; mx.b.example.org\n\nFinal-Recipient: rfc822; a@b.example.org\nAction: delivered\nStatus: 2.0.0\n\n\
             Final-Recipient: rfc822; b@b.example.org\nAction: failed\nStatus: 4.4.7\n\n\
             Final-Recipient: rfc822; c@b.example.org\nAction: failed\nStatus: 5.1.1\n",
        );
        assert_eq!(read.address.as_deref(), Some("c@b.example.org"));
        assert_eq!((read.status.as_deref(), read.permanent), (Some("5.1.1"), true));
    }

    #[test]
    fn what_the_other_server_said_goes_before_a_status_that_says_nothing() {
        for (action, stated, said, status, permanent) in [
            (BounceAction::Failed, "5.0.0", "smtp; 550 5.1.1 no such user", "5.1.1", true),
            (BounceAction::Failed, "5.0.0", "smtp; 452 try later", "5.0.0", false),
            (BounceAction::Failed, "4.5.0", "smtp; 550 5.5.0 refused", "5.5.0", true),
            (BounceAction::Failed, "4.4.7", "smtp; 421 timed out", "4.4.7", false),
            (BounceAction::Failed, "4.4.7", "smtp; 554 4.4.7 expired", "4.4.7", false),
            (BounceAction::Failed, "5.4.7", "delivery expired", "5.4.7", true),
            (BounceAction::Delayed, "4.4.1", "smtp; 550 no", "4.4.1", false),
            (BounceAction::Failed, "5.2.2", "smtp; 552 4.2.2 full", "5.2.2", true),
        ] {
            let judged = judge(action, Some(stated.to_owned()), said);
            assert_eq!(judged, (Some(status.to_owned()), permanent), "{stated} {said}");
        }
    }

    #[test]
    fn codes_are_no_versions_addresses_or_counts() {
        for (text, code) in [
            ("550 5.1.1 unknown", Some("5.1.1")),
            ("550 #5.1.0 rejected", Some("5.1.0")),
            ("over quota (#5.2.2)", Some("5.2.2")),
            ("host 4.2.1.7 said: 550-5.7.26 no", Some("5.7.26")),
            ("Exim 4.92.3 on 5.4.1.2", None),
            ("MOS 4.4.4b-GA", None),
            ("status 4.4.7.", Some("4.4.7")),
        ] {
            assert_eq!(enhanced(text).as_deref(), code, "{text}");
        }
        assert_eq!(reply_class("mx[192.0.2.1] said: 550 no"), Some('5'));
        assert_eq!(reply_class("450 <a@b.example.org>: later"), Some('4'));
        assert_eq!(reply_class("1550 users, mx5.b.no, v4.50"), None);
    }

    #[test]
    fn a_group_without_an_action_is_a_failure_unless_its_status_says_otherwise() {
        assert_eq!(
            read("Final-Recipient: rfc822;a@b.example.org\nStatus: 2.1.5\n").action,
            BounceAction::Delivered
        );
        assert_eq!(read("Original-Recipient: <user@domain>\n").action, BounceAction::Failed);
    }

    #[test]
    fn an_internal_address_of_exchange_gives_way_to_the_one_that_was_asked_for() {
        let text = "Final-Recipient: rfc822;IMCEAEX-_O=X@b.example.org\nOriginal-Recipient: rfc822;kari@b.example.org\nAction: failed";
        assert_eq!(read(text).address.as_deref(), Some("kari@b.example.org"));
    }
}
