//! What a failure report says: RFC 3464 where it is kept to, else by the words that mail systems use.
//!
//! `status` reads the fields of a delivery status; `dialect` holds what each system writes, `patterns` makes it ready for
//! use; `notice` parts a report from the mail that came back; `recipient` and `original` say whom and which mail it is
//! about; `amazon` reads JSON.

mod amazon;
mod dialect;
mod notice;
mod original;
mod patterns;
mod recipient;
mod status;

use self::amazon::Notification;
use self::notice::Notice;
use self::patterns::{PATTERNS, SENDERS, SUBJECTS};
use self::status::{Group, Recipient};
use super::class::automatic::{auto_submitted, has_null_return_path};
use super::message::{Message, Part};
use super::reading::{Bounce, BounceAction};
use super::wording::folded;

/// Bytes of a subject that are looked at.
const MAX_SUBJECT: usize = 300;

/// A report that has a delivery status part, or says that it is a multipart/report of that type (RFC 6522).
pub fn by_structure(message: &Message) -> Option<Bounce> {
    let has_part = message.parts.iter().any(is_status);
    let is_report = message.media_type == "multipart/report"
        && message.report_type.as_deref().is_some_and(|kind| kind == "delivery-status");
    if !has_part && !is_report {
        return None;
    }
    // Mail programs pass the parts of a report on as files of a person's own mail.
    if !matches!(message.media_type.as_str(), "multipart/report" | "message/delivery-status")
        && !is_by_machine(message)
    {
        return None;
    }
    Some(read(message, &Notice::of(message)))
}

fn is_status(part: &Part) -> bool {
    part.depth == 0 && part.media_type.starts_with("message/") && part.media_type.ends_with("delivery-status")
}

fn is_by_machine(message: &Message) -> bool {
    let subject = folded(message.subject.as_deref().unwrap_or_default(), MAX_SUBJECT);
    Sender::of(message).is_machine()
        || auto_submitted(message).is_some()
        || patterns::of_subject(&subject).is_some()
}

/// The sender's address is one that no person answers from.
pub fn is_by_robot(message: &Message) -> bool {
    let sender = Sender::of(message);
    sender.daemon || sender.robot
}

/// A report that is one by its words, with the reason. A person who writes about a failure, or forwards one, has
/// neither its sender nor its return path.
pub fn by_words(message: &Message) -> Option<(String, Bounce)> {
    if let Some(Notification::Bounce(bounce)) = amazon::notification(message) {
        return Some((format!("Amazon SES says {:?}", bounce.action).to_lowercase(), bounce));
    }
    let failed = message.field("x-failed-recipients").is_some();
    let sender = Sender::of(message);
    if !sender.is_machine() && !failed {
        return refused_by_a_list(message);
    }
    let subject = folded(message.subject.as_deref().unwrap_or_default(), MAX_SUBJECT);
    let system = patterns::of_subject(&subject);
    if !failed
        && !sender.daemon
        && system.is_none()
        && auto_submitted(message).as_deref() == Some("auto-replied")
    {
        return None;
    }
    let notice = Notice::of(message);
    let reason = match system {
        _ if failed => Some("X-Failed-Recipients".to_owned()),
        system => signs(&sender, system.map(|one| one.name), &notice),
    };
    reason.map(|reason| (reason, read(message, &notice))).or_else(|| refused_by_a_list(message))
}

/// Amazon's word that a recipient called a mail of ours spam.
pub fn is_complaint(message: &Message) -> bool {
    amazon::notification(message) == Some(Notification::Complaint)
}

/// Why a mail of such a sender is a failure report; the less the sender says, the more its words must.
fn signs(sender: &Sender, system: Option<&str>, notice: &Notice) -> Option<String> {
    let who = sender.name();
    let style = |system: &str| format!("{who}, and the subject of a failure report ({system})");
    let says = || PATTERNS.failed.is_match(notice.folded());
    let returned = || !notice.returned().is_empty();
    let coded = || status::reply_class(notice.own()).is_some() || status::enhanced(notice.own()).is_some();
    let named = || sender.postmaster && recipient::is_announced(notice);
    if sender.null || sender.daemon {
        return match system {
            Some(system) => Some(style(system)),
            None if !says() => None,
            None if returned() => Some(format!("{who}, words of a failure and the returned mail")),
            None if sender.daemon && (sender.null || coded()) || sender.null && sender.postmaster => {
                Some(format!("{who} and words of a failure"))
            }
            None => None,
        };
    }
    match system {
        Some(system) if says() && (returned() || coded() || named()) => Some(style(system)),
        None if named() && coded() && says() => Some(who.to_owned()),
        _ => None,
    }
}

/// A list manager that does not pass the mail on.
fn refused_by_a_list(message: &Message) -> Option<(String, Bounce)> {
    let subjects = &*SUBJECTS;
    let (name, _, words) = subjects.lists.iter().find(|(_, field, _)| message.field(field).is_some())?;
    let subject = folded(message.subject.as_deref().unwrap_or_default(), MAX_SUBJECT);
    if !words.is_match(&subject) {
        return None;
    }
    let notice = Notice::of(message);
    let bounce = read(message, &notice);
    let held = subjects.held.is_match(&subject);
    let action = if held { BounceAction::Delayed } else { BounceAction::Failed };
    let list = recipient::addresses(notice.own()).next().and_then(super::decode::normal_address);
    let bounce = Bounce { action, permanent: !held, recipient: list.or(bounce.recipient), ..bounce };
    Some((format!("the list manager {name} did not pass the mail on"), bounce))
}

/// Who sent a mail, as far as that tells a report.
struct Sender {
    null: bool,
    daemon: bool,
    postmaster: bool,
    robot: bool,
}

impl Sender {
    fn of(message: &Message) -> Sender {
        let raw = message.field("from").unwrap_or_default();
        let from = message.from.first();
        let address = from.map_or(raw, |from| from.address.as_str());
        let local = address.split('@').next().unwrap_or_default().trim_matches(['<', '"', ' ']);
        let local = local.to_ascii_lowercase();
        let name = from.and_then(|from| from.name.as_deref()).unwrap_or_default();
        let named = || SENDERS.daemon_name.is_match(&folded(name, MAX_SUBJECT));
        let raw_daemon = || raw.get(..200).unwrap_or(raw).to_ascii_lowercase().contains("mailer-daemon");
        Sender {
            null: has_null_return_path(message) || raw.trim() == "<>",
            daemon: SENDERS.daemon.is_match(&local) || named() || raw_daemon(),
            postmaster: SENDERS.postmaster.is_match(&local),
            robot: SENDERS.robot.is_match(&local),
        }
    }

    fn is_machine(&self) -> bool {
        self.null || self.daemon || self.postmaster || self.robot
    }

    fn name(&self) -> &'static str {
        match self {
            Sender { null: true, .. } => "a null return path",
            Sender { daemon: true, .. } => "a mail daemon",
            Sender { postmaster: true, .. } => "a postmaster with codes and words of a failure",
            _ => "a robot with codes and words of a failure",
        }
    }
}

/// Reads a report: the fields of its delivery status, wherever they stand; what they do not say, its words say.
fn read(message: &Message, notice: &Notice) -> Bounce {
    let groups = status_groups(message, notice);
    let found = status::worst(&groups).unwrap_or_else(|| in_words(message, notice));
    let words = || status::enhanced(notice.own());
    Bounce {
        action: found.action,
        status: found.status.or_else(words),
        permanent: found.permanent,
        recipient: found.address.or_else(|| recipient::in_words(message, notice)),
        original_message_id: original::message_id(message, notice, &groups),
    }
}

/// The groups of all delivery status parts; else those that stand in the text, as gateways leave them; else those of a
/// report within the report.
fn status_groups(message: &Message, notice: &Notice) -> Vec<Group> {
    let of_parts = |fits: &dyn Fn(&Part) -> bool| -> Vec<Group> {
        let texts = message.parts.iter().filter(|part| fits(part)).filter_map(|part| part.text.as_deref());
        texts.flat_map(status::groups).collect()
    };
    let proper = of_parts(&is_status);
    if status::worst(&proper).is_some() {
        return proper;
    }
    let lower = notice.whole().to_ascii_lowercase();
    if lower.contains("final-recipient:") || lower.contains("original-recipient:") {
        let told = |group: &Group| group.iter().any(|(name, _)| name.ends_with("-recipient"));
        let loose: Vec<Group> = status::groups(notice.whole()).into_iter().filter(told).collect();
        if status::worst(&loose).is_some_and(|one| one.address.is_some()) {
            return loose;
        }
    }
    let nested = of_parts(&|part| part.depth == 1 && part.media_type.ends_with("delivery-status"));
    if notice.own().contains('@') || nested.is_empty() { proper } else { nested }
}

/// Action, status and permanence by the words alone.
fn in_words(message: &Message, notice: &Notice) -> Recipient {
    let subject = folded(message.subject.as_deref().unwrap_or_default(), MAX_SUBJECT);
    let stated = status::enhanced(notice.own()).or_else(|| status::enhanced(&subject));
    let told = SUBJECTS.actions.iter().find(|(words, _)| words.is_match(&subject)).map(|(_, action)| *action);
    let unsaid = stated.as_deref().is_none_or(|status| status.starts_with('4'));
    let late = || SUBJECTS.late.is_match(&subject) || PATTERNS.delayed.is_match(notice.folded());
    let arrived = || PATTERNS.delivered.is_match(notice.folded());
    let action = match (told, stated.as_deref()) {
        (Some(action), _) => action,
        (None, Some(status)) if status.starts_with('2') => BounceAction::Delivered,
        _ if unsaid && late() => BounceAction::Delayed,
        (None, None) if arrived() && status::reply_class(notice.own()).is_none() => BounceAction::Delivered,
        _ => BounceAction::Failed,
    };
    let (status, permanent) = status::judge(action, stated, notice.own());
    let untried = || notice.own().lines().any(|line| PATTERNS.untried.is_match(line.trim()));
    let passes = status.is_none() && status::reply_class(notice.own()).is_none() && untried();
    Recipient { action, permanent: permanent && !passes, status, address: None }
}

#[cfg(test)]
mod tests {
    use super::super::message::parse;
    use super::*;

    /// A report with the status alone, as a server writes it that returns nothing of the mail.
    fn report(envelope_id: &str) -> Option<String> {
        let raw = format!(
            "From: MAILER-DAEMON@b.example.org\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n\
             --x\r\n\r\nIt failed.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.b.example.org\r\n\
             {envelope_id}\r\nFinal-Recipient: rfc822; ola@b.example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x--\r\n"
        );
        by_structure(&parse(raw.as_bytes()).expect("readable")).expect("a bounce").original_message_id
    }

    #[test]
    fn the_envelope_id_tells_which_mail_failed_where_nothing_of_it_came_back() {
        let ours = Some("0193+a=b@eksempel.no".to_owned());
        assert_eq!(report("Original-Envelope-Id: 0193+a=b@eksempel.no\r\n"), ours);
        assert_eq!(report("Original-Envelope-Id: 0193+2Ba+3Db@eksempel.no\r\n"), ours);
        assert_eq!(report("Original-Envelope-Id: <0193+a=b@eksempel.no>\r\n"), ours);
        assert_eq!(report("Original-Envelope-Id: QQ314159\r\n"), None);
        assert_eq!(report("Arrival-Date: Fri, 13 Mar 2026 10:00:00 +0100\r\n"), None);
    }

    fn words(from: &str, subject: &str, body: &str) -> Option<Bounce> {
        let raw = format!("From: {from}\nTo: avvik@eksempel.no\nSubject: {subject}\n\n{body}\n");
        by_words(&parse(raw.replace('\n', "\r\n").as_bytes()).expect("a mail")).map(|(_, bounce)| bounce)
    }

    #[test]
    fn a_system_that_gave_up_after_trying_is_not_permanent() {
        let exim = "A message that you sent could not be delivered to one or more of its recipients. The following\n\
                    address(es) failed:\n\n  kari@b.example.org\n    retry timeout exceeded\n";
        let read =
            words("Mail Delivery System <Mailer-Daemon@mx.b.example.org>", "Mail delivery failed", exim)
                .expect("a bounce");
        assert_eq!((read.action, read.permanent), (BounceAction::Failed, false));
        assert_eq!(read.recipient.as_deref(), Some("kari@b.example.org"));
    }

    #[test]
    fn the_recipient_is_the_one_in_the_reports_own_words() {
        let qmail = "Hi. This is the qmail-send program at b.no.\nI'm afraid I wasn't able to deliver your message to the \
                     following addresses.\nContact hjelp@b.example.org.\n\n<Kari@b.example.org>:\n550 no\n\n--- Below this line is a copy of \
                     the message.\n\nReturn-Path: <avvik@eksempel.no>\nTo: annen@b.example.org\nMessage-ID: <n1@eksempel.no>\n";
        let read = words("MAILER-DAEMON@b.example.org", "failure notice", qmail).expect("a bounce");
        assert_eq!(read.recipient.as_deref(), Some("Kari@b.example.org"));
        assert_eq!(read.original_message_id.as_deref(), Some("n1@eksempel.no"));
        assert!(read.permanent);
    }

    #[test]
    fn a_postmaster_who_writes_himself_is_a_person() {
        assert_eq!(
            words("postmaster@b.example.org", "Blocked: e-post med personnummer", "Vi stanset en e-post."),
            None
        );
        assert_eq!(
            words(
                "Kari <kari@b.example.org>",
                "Undeliverable: x",
                "550 5.1.1 kari@b.example.org unknown user"
            ),
            None
        );
    }

    #[test]
    fn a_list_that_holds_the_mail_may_still_pass_it_on() {
        let raw = "From: liste-bounces@b.example.org\r\nX-List-Administrivia: yes\r\nTo: avvik@eksempel.no\r\n\
                   Subject: Your message to Liste awaits moderator approval\r\n\r\nYour mail to 'liste@b.example.org' waits.\r\n";
        let (_, read) = by_words(&parse(raw.as_bytes()).expect("a mail")).expect("a bounce");
        assert_eq!(
            (read.action, read.recipient.as_deref()),
            (BounceAction::Delayed, Some("liste@b.example.org"))
        );
    }
}
