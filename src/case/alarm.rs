//! That mail cannot be read or sent, told by the way that still works: when it is told, to whom, in which words. About the
//! house and no case; no word of a case stands in it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::notice::{Audience, Automatic, Notice, NoticeData, Recipient, StepKey, Template};
use super::overview::Overview;
use super::people::{self, Who};
use super::{Case, people::Addressee};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::Policy;

/// Before everything else.
const PRIORITY: u8 = 0;
/// A renewal that failed without a refusal, and a refused login, are tried again meanwhile; within a minute they are told.
const SOON_SECS: i64 = 45;
/// A server's own words are cut there.
const LONGEST_SAID: usize = 300;

/// What no longer works. The name of a mailbox is the ledger's, `imap:avvik@mx.eksempel.no/INBOX`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Mailbox(String),
    Transport,
}

impl Part {
    /// Names it among the facts of the store and in what makes its mails once-only.
    pub fn key(&self) -> String {
        match self {
            Part::Mailbox(name) => format!("mailbox:{name}"),
            Part::Transport => "transport".to_owned(),
        }
    }
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The token server will not give a new access token.
    TokenRefused,
    /// It could not be asked, or its answer made no sense.
    TokenFailed,
    /// The mail server refuses the login or the folder.
    Refused,
    /// It cannot be reached or answers nothing of use.
    Unreachable,
    /// Neither: what reads or keeps the mail on our side fails.
    Own,
    /// Mail waits and none was accepted.
    NotAccepted,
}

/// How a part does at one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// Nothing was tried yet, or nothing that would show it.
    Unknown,
    Works,
    Fails {
        cause: Cause,
        /// Known from before this look.
        since: Option<DateTime<Utc>>,
        /// In the words of the program or the server; without content and secrets.
        said: String,
    },
}

/// What is remembered of a part that fails, over restarts too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub since: DateTime<Utc>,
    pub cause: Cause,
    pub said: String,
    /// How often it was told, and when last.
    pub told: u32,
    pub told_at: Option<DateTime<Utc>>,
}

/// When it is told. Times are in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub after_secs: i64,
    pub repeat_secs: i64,
}

/// What to do after a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Nothing,
    /// Remember it; it is too early to tell.
    Watch(Known),
    /// Tell it and remember that.
    Tell(Known),
    /// It was told and works again: tell that once, and forget.
    Recovered(Known),
    /// It works before it was told.
    Forget,
}

/// Decides about one part.
pub fn judge(known: Option<&Known>, health: &Health, rule: Rule, now: DateTime<Utc>) -> Verdict {
    let (cause, since, said) = match (health, known) {
        (Health::Unknown, _) | (Health::Works, None) => return Verdict::Nothing,
        (Health::Works, Some(known)) if known.told > 0 => return Verdict::Recovered(known.clone()),
        (Health::Works, Some(_)) => return Verdict::Forget,
        (Health::Fails { cause, since, said }, _) => (*cause, *since, said),
    };
    let seen = Known { since: since.unwrap_or(now), cause, said: said.clone(), told: 0, told_at: None };
    let now_known = match known {
        Some(known) => {
            Known { since: known.since.min(seen.since), told: known.told, told_at: known.told_at, ..seen }
        }
        None => seen,
    };
    let due_at = match now_known.told_at {
        Some(at) => at + TimeDelta::seconds(rule.repeat_secs),
        None => now_known.since + TimeDelta::seconds(wait_secs(cause, rule)),
    };
    if due_at <= now {
        return Verdict::Tell(Known {
            told: now_known.told.saturating_add(1),
            told_at: Some(now),
            ..now_known
        });
    }
    if known == Some(&now_known) { Verdict::Nothing } else { Verdict::Watch(now_known) }
}

fn wait_secs(cause: Cause, rule: Rule) -> i64 {
    match cause {
        // The store has seen it for so long already.
        Cause::TokenRefused | Cause::NotAccepted => 0,
        Cause::TokenFailed | Cause::Refused => SOON_SECS.min(rule.after_secs),
        Cause::Unreachable | Cause::Own => rule.after_secs,
    }
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    Role(Role),
    Address(String),
}

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    pub part: Part,
    pub known: Known,
    /// It works again.
    pub over: bool,
    /// Other parts that fail now, and since when.
    pub also: Vec<(Part, DateTime<Utc>)>,
    /// How many mails wait to be sent.
    pub unsent: usize,
}

/// One notice a person, each with the deadline of the cases that this person may know of.
pub fn notices(policy: &Policy, to: &[To], alarm: &Alarm, cases: &[Case], now: DateTime<Utc>) -> Vec<Notice> {
    let notice = |to: Addressee| {
        let open = Overview::of(cases, policy, &to.recipient.email, now).open;
        let deadline = open.iter().filter_map(|case| case.due_at).min();
        let data = NoticeData { recipient_name: to.recipient.name.clone(), ..data(policy, alarm, deadline) };
        Notice {
            template: Template::Alarm,
            audience: to.audience,
            automatic: Automatic::Generated,
            null_sender: false,
            priority: PRIORITY,
            reply_wanted: false,
            in_reply_to: None,
            reason: to.because,
            to: to.recipient,
            key: key(alarm),
            data: Box::new(data),
            attachments: Vec::new(),
            calendar: None,
        }
    };
    addressees(policy, to, now).into_iter().map(notice).collect()
}

/// Once for each part, trouble and telling, however often the program is started.
fn key(alarm: &Alarm) -> StepKey {
    let over = if alarm.over { "|over" } else { "" };
    StepKey {
        obligation: Template::Alarm.name().to_owned(),
        generation: 0,
        step: format!("{}|{}{over}", alarm.part.key(), alarm.known.since.to_rfc3339()),
        occurrence: alarm.known.told,
    }
}

fn addressees(policy: &Policy, to: &[To], now: DateTime<Utc>) -> Vec<Addressee> {
    let nobody = Case::blank("", "", now);
    let held = |role: &Role| policy.contacts.holders(*role).next().is_some();
    let roles: Vec<Role> = match to.is_empty() {
        false => {
            to.iter().filter_map(|one| if let To::Role(role) = one { Some(*role) } else { None }).collect()
        }
        true => {
            let usual: Vec<Role> =
                [Role::ItManager, Role::SecurityOfficer].into_iter().filter(held).collect();
            if usual.is_empty() { vec![Role::PrivacyOfficer] } else { usual }
        }
    };
    let who: Vec<Who> = roles.into_iter().map(Who::Role).collect();
    let mut all = people::resolve(&nobody, &who, policy, now);
    for one in to {
        let To::Address(email) = one else { continue };
        if !all.iter().any(|known| known.recipient.email.eq_ignore_ascii_case(email)) {
            all.push(address(email, policy));
        }
    }
    all
}

/// Somebody whom the configuration names by address only.
fn address(email: &str, policy: &Policy) -> Addressee {
    let because = Phrase::new("told_named");
    match policy.contacts.person_by_email(email) {
        Some(person) => people::addressee(person, policy, because),
        None => Addressee {
            recipient: Recipient {
                email: email.to_owned(),
                name: None,
                language: policy.organisation.language.clone(),
            },
            audience: Audience::Management,
            because,
        },
    }
}

fn data(policy: &Policy, alarm: &Alarm, deadline: Option<DateTime<Utc>>) -> NoticeData {
    let is_mailbox = matches!(alarm.part, Part::Mailbox(_));
    let headline = match (is_mailbox, alarm.over) {
        (true, false) => "alarm_mailbox",
        (true, true) => "alarm_mailbox_over",
        (false, false) => "alarm_transport",
        (false, true) => "alarm_transport_over",
    };
    NoticeData {
        organisation: policy.organisation.name.clone(),
        address: policy.organisation.address.clone(),
        about_reason: Some(Phrase::new(headline)),
        items: items(alarm, deadline),
        next_step: (!alarm.over).then(|| todo(alarm)),
        ..NoticeData::default()
    }
}

fn items(alarm: &Alarm, deadline: Option<DateTime<Utc>>) -> Vec<Phrase> {
    let known = &alarm.known;
    // Without the kind in front, `imap:`.
    let short = |name: &str| name.split_once(':').map_or(name, |(_, name)| name).to_owned();
    let since = |part: &Part, at: DateTime<Utc>, over: bool| match (part, over) {
        (Part::Mailbox(name), false) => {
            Phrase::new("alarm_mailbox_since").with("name", short(name)).with("at", at)
        }
        (Part::Mailbox(name), true) => {
            Phrase::new("alarm_mailbox_was").with("name", short(name)).with("at", at)
        }
        (Part::Transport, false) => Phrase::new("alarm_transport_since").with("at", at),
        (Part::Transport, true) => Phrase::new("alarm_transport_was").with("at", at),
    };
    let first = match (&alarm.part, is_of_token(known.cause) && !alarm.over) {
        // The old token may live for a while yet.
        (Part::Mailbox(name), true) => Phrase::new("alarm_mailbox_token_since").with("name", short(name)),
        (Part::Transport, true) => Phrase::new("alarm_transport_token_since"),
        (part, false) => since(part, known.since, alarm.over),
    };
    let mut items = vec![first.with("at", known.since)];
    if !alarm.over {
        items.push(Phrase::new(match (known.cause, is_folder(&alarm.part)) {
            (Cause::TokenRefused, _) => "alarm_token_refused",
            (Cause::TokenFailed, _) => "alarm_token_failed",
            (Cause::Own, false) => "alarm_own_fault",
            (Cause::Own, true) => "alarm_own_fault_folder",
            (Cause::Refused | Cause::Unreachable, true) => "alarm_folder",
            (Cause::Refused, false) => "alarm_refused",
            (Cause::Unreachable, false) => "alarm_unreachable",
            (Cause::NotAccepted, _) => "alarm_not_accepted",
        }));
        let said: String = known.said.chars().take(LONGEST_SAID).collect();
        if !said.is_empty() {
            items.push(Phrase::new("alarm_said").with("text", said));
        }
    }
    items.extend(alarm.also.iter().map(|(part, at)| since(part, *at, false)));
    items.push(Phrase::new("alarm_unsent").with("count", alarm.unsent));
    items.push(match deadline {
        Some(at) => Phrase::new("alarm_deadline").with("at", at),
        None => Phrase::new("alarm_no_deadline"),
    });
    items
}

fn todo(alarm: &Alarm) -> Phrase {
    Phrase::new(match (&alarm.part, alarm.known.cause) {
        (_, cause) if is_of_token(cause) => "alarm_do_token",
        (_, Cause::Own) => "alarm_do_own",
        (part, _) if is_folder(part) => "alarm_do_folder",
        (Part::Mailbox(_), _) => "alarm_do_mailbox",
        (Part::Transport, _) => "alarm_do_transport",
    })
}

fn is_of_token(cause: Cause) -> bool {
    matches!(cause, Cause::TokenRefused | Cause::TokenFailed)
}

/// A Maildir: there is no server that could be at fault.
fn is_folder(part: &Part) -> bool {
    matches!(part, Part::Mailbox(name) if name.starts_with("maildir:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::review::tests::{at, policy};

    const RULE: Rule = Rule { after_secs: 600, repeat_secs: 4 * 3_600 };

    fn fails(cause: Cause) -> Health {
        Health::Fails { cause, since: None, said: "x".to_owned() }
    }

    /// Minutes after eight at which something was told, with what; the state goes from look to look, one a minute.
    fn play(looks: impl Iterator<Item = Health>) -> Vec<(i64, &'static str)> {
        let start = at("2026-03-12T08:00:00Z");
        let (mut known, mut told) = (None, Vec::new());
        for (minute, health) in (0..).zip(looks) {
            let now = start + TimeDelta::minutes(minute);
            match judge(known.as_ref(), &health, RULE, now) {
                Verdict::Nothing => {}
                Verdict::Watch(next) => known = Some(next),
                Verdict::Tell(next) => {
                    told.push((minute, "alarm"));
                    // What is remembered comes back from the disk as it went there.
                    let text = serde_json::to_string(&next).expect("JSON");
                    known = Some(serde_json::from_str(&text).expect("the same"));
                }
                Verdict::Recovered(_) => {
                    told.push((minute, "over"));
                    known = None;
                }
                Verdict::Forget => known = None,
            }
        }
        told
    }

    fn many(health: &Health, times: usize) -> impl Iterator<Item = Health> + use<> {
        std::iter::repeat_n(health.clone(), times)
    }

    #[test]
    fn a_refused_token_is_told_at_once_the_rest_after_ten_minutes_again_each_four_hours_and_its_end_once() {
        let refused = fails(Cause::TokenRefused);
        assert_eq!(
            play(many(&refused, 242).chain(many(&Health::Works, 9))),
            [(0, "alarm"), (240, "alarm"), (242, "over")]
        );
        assert_eq!(play(many(&fails(Cause::TokenFailed), 5)), [(1, "alarm")]);
        assert_eq!(play(many(&fails(Cause::Refused), 5)), [(1, "alarm")]);
        let away = fails(Cause::Unreachable);
        assert_eq!(play(many(&away, 12).chain(many(&Health::Works, 2))), [(10, "alarm"), (12, "over")]);
    }

    #[test]
    fn what_passes_before_its_time_is_never_told() {
        let away = fails(Cause::Unreachable);
        let looks = many(&away, 10).chain(many(&Health::Works, 1)).chain(many(&away, 10));
        assert_eq!(play(looks), []);
    }

    #[test]
    fn not_knowing_is_neither_trouble_nor_its_end() {
        let looks = many(&fails(Cause::TokenRefused), 1).chain(many(&Health::Unknown, 500));
        assert_eq!(play(looks), [(0, "alarm")]);
    }

    #[test]
    fn a_refusal_that_follows_an_outage_is_told_at_once() {
        let looks = many(&fails(Cause::Unreachable), 3).chain(many(&fails(Cause::TokenRefused), 2));
        assert_eq!(play(looks), [(3, "alarm")]);
    }

    fn alarm(told: u32) -> Alarm {
        let known = Known {
            since: at("2026-03-12T08:00:00Z"),
            cause: Cause::Refused,
            said: "refused".to_owned(),
            told,
            told_at: None,
        };
        Alarm { part: Part::Transport, known, over: false, also: Vec::new(), unsent: 2 }
    }

    #[test]
    fn whose_fault_it_is_is_said_of_each_part() {
        let (imap, folder) = ("imap:avvik@mx.eksempel.no/INBOX", "maildir:/var/mail/avvik");
        let said = |part: Part, cause: Cause| -> Vec<String> {
            let known = Known { cause, ..alarm(1).known };
            let alarm = Alarm { part, known, ..alarm(1) };
            let data = data(&policy(), &alarm, None);
            let keys = data.items.iter().take(2).chain(&data.next_step).map(|one| one.key.clone());
            keys.collect()
        };
        let mailbox = |name: &str| Part::Mailbox(name.to_owned());
        for (part, cause, expected) in [
            (mailbox(imap), Cause::Own, ["alarm_mailbox_since", "alarm_own_fault", "alarm_do_own"]),
            (mailbox(folder), Cause::Own, ["alarm_mailbox_since", "alarm_own_fault_folder", "alarm_do_own"]),
            (mailbox(folder), Cause::Unreachable, ["alarm_mailbox_since", "alarm_folder", "alarm_do_folder"]),
            (mailbox(imap), Cause::Refused, ["alarm_mailbox_since", "alarm_refused", "alarm_do_mailbox"]),
            (
                mailbox(imap),
                Cause::TokenRefused,
                ["alarm_mailbox_token_since", "alarm_token_refused", "alarm_do_token"],
            ),
            (
                Part::Transport,
                Cause::TokenFailed,
                ["alarm_transport_token_since", "alarm_token_failed", "alarm_do_token"],
            ),
        ] {
            assert_eq!(said(part.clone(), cause), expected, "{part:?} {cause:?}");
        }
    }

    #[test]
    fn each_telling_has_its_own_key_and_the_same_one_after_a_restart() {
        let now = at("2026-03-12T08:10:00Z");
        let keys = |told| notices(&policy(), &[], &alarm(told), &[], now).remove(0).key;
        assert_eq!(keys(1), keys(1));
        assert_ne!(keys(1), keys(2));
    }

    #[test]
    fn it_goes_to_those_named_and_to_the_privacy_officer_where_nobody_else_is_there() {
        let now = at("2026-03-12T08:10:00Z");
        let to = |to: &[To]| -> Vec<String> {
            notices(&policy(), to, &alarm(1), &[], now).into_iter().map(|one| one.to.email).collect()
        };
        let officer = to(&[To::Role(Role::PrivacyOfficer)]);
        assert_eq!(officer.len(), 1);
        let usual = [Role::ItManager, Role::SecurityOfficer];
        let nobody = usual.iter().all(|role| policy().contacts.holders(*role).next().is_none());
        assert!(!nobody || to(&[]) == officer);
        assert_eq!(to(&[To::Address("vakt@drift.no".to_owned())]), ["vakt@drift.no"]);
    }
}
