//! The mails that belong to the house and not to one case: the sign of life with what is open, and the year's review.
//! One a person, each with what that person may know.

use chrono::{DateTime, Utc};

use super::Case;
use super::figures::Week;
use super::notice::{Automatic, Notice, NoticeData, StepKey, Template};
use super::overview::Overview;
use super::people::{self, Addressee, Who};
use super::review::{Review, Reviewed};
use crate::contacts::Role;
use crate::phrase::Phrase;
use crate::policy::Policy;

/// After first notices, escalations and receipts.
const PRIORITY: u8 = 3;
/// Later than this the mail says that it should have come before.
const LATE_AFTER_SECS: i64 = 3_600;

/// What of the house no case tells.
#[derive(Clone, Debug, PartialEq)]
pub struct House {
    /// When this mail was due; makes it once-only.
    pub due_at: DateTime<Utc>,
    pub next_at: DateTime<Utc>,
    /// The head of the checkpoint chain, hex.
    pub head: String,
    /// What a person should look at, a sentence each.
    pub items: Vec<Phrase>,
    /// In the first mail of the week.
    pub week: Option<Week>,
}

/// That the program lives, and what stands open.
pub fn digests(policy: &Policy, cases: &[Case], house: &House, now: DateTime<Utc>) -> Vec<Notice> {
    let mut items = house.items.clone();
    if (now - house.due_at).num_seconds() > LATE_AFTER_SECS {
        items.insert(0, Phrase::new("house_was_silent").with("at", house.due_at));
    }
    let fill = |to: &Addressee, data: &mut NoticeData| {
        let mut overview = Overview::of(cases, policy, &to.recipient.email, now);
        let headline = Phrase::new("house_alive").with("count", overview.total).with("late", overview.late);
        overview.headline = Some(headline);
        overview.next_at = Some(house.next_at);
        overview.head = Some(house.head.clone());
        data.overview = Some(overview);
        data.items = items.clone();
        data.sections = house.week.iter().map(Week::section).collect();
    };
    notices(policy, Template::Digest, &policy.digest.to, house.due_at, now, fill)
}

/// The figures of a year.
pub fn reviews(
    policy: &Policy,
    year: i32,
    all: &[Reviewed],
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Notice> {
    let review = Review::of(year, all, policy, now);
    let fill = |to: &Addressee, data: &mut NoticeData| {
        let kept_out = all.iter().filter(|one| people::is_excluded(&one.case, &to.recipient.email));
        let kept_out: Vec<String> = kept_out.map(|one| one.case.number.clone()).collect();
        data.year = Some(year);
        data.sections = review.without(&kept_out).sections();
    };
    notices(policy, Template::YearlyReview, &policy.digest.review_to, due_at, now, fill)
}

fn notices(
    policy: &Policy,
    template: Template,
    roles: &[Role],
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
    fill: impl Fn(&Addressee, &mut NoticeData),
) -> Vec<Notice> {
    let who: Vec<Who> = roles.iter().map(|role| Who::Role(*role)).collect();
    let key = StepKey {
        obligation: template.name().to_owned(),
        generation: 0,
        step: due_at.to_rfc3339(),
        occurrence: 0,
    };
    let notice = |to: Addressee| {
        let mut data = NoticeData {
            organisation: policy.organisation.name.clone(),
            address: policy.organisation.address.clone(),
            recipient_name: to.recipient.name.clone(),
            ..NoticeData::default()
        };
        fill(&to, &mut data);
        Notice {
            template,
            audience: to.audience,
            automatic: Automatic::Generated,
            null_sender: false,
            priority: PRIORITY,
            reply_wanted: false,
            in_reply_to: None,
            reason: to.because,
            to: to.recipient,
            key: key.clone(),
            data: Box::new(data),
            attachments: Vec::new(),
            calendar: None,
        }
    };
    let nobody = Case::blank("", "", now);
    people::resolve(&nobody, &who, policy, now).into_iter().map(notice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::review::tests::{at, case, policy};

    fn house() -> House {
        House {
            due_at: at("2026-03-12T07:00:00Z"),
            next_at: at("2026-03-13T07:00:00Z"),
            head: "9f2c".to_owned(),
            items: vec![],
            week: None,
        }
    }

    #[test]
    fn an_empty_house_still_says_that_it_lives() {
        let sent = digests(&policy(), &[], &house(), at("2026-03-12T07:00:01Z"));
        assert_eq!(sent.len(), 1);
        let overview = sent[0].data.overview.as_ref().expect("an overview");
        assert_eq!((overview.total, overview.next_at), (0, Some(at("2026-03-13T07:00:00Z"))));
        assert_eq!(sent[0].data.items, []);
    }

    #[test]
    fn a_late_one_says_since_when_nothing_was_heard() {
        let sent = digests(&policy(), &[], &house(), at("2026-03-19T07:00:00Z"));
        assert_eq!(sent[0].data.items, [Phrase::new("house_was_silent").with("at", house().due_at)]);
    }

    #[test]
    fn who_is_kept_out_of_a_case_reads_nothing_of_it_in_either_mail() {
        let policy = policy();
        let mut secret = case("AVVIK-2026-0007", "2026-03-10T08:00:00Z");
        let officer = digests(&policy, &[], &house(), house().due_at)[0].to.email.clone();
        secret.excluded = vec![officer.clone()];
        let now = at("2027-01-15T07:00:00Z");
        let one = Reviewed { case: secret.clone(), first_acted_at: None, evaluations: vec!["virker".into()] };
        let sent =
            [digests(&policy, &[secret], &house(), now), reviews(&policy, 2026, &[one], now, now)].concat();
        let (kept_out, others): (Vec<&Notice>, Vec<&Notice>) =
            sent.iter().partition(|notice| notice.to.email == officer);
        assert_eq!((kept_out.len(), others.len()), (2, 1));
        for notice in kept_out {
            assert!(!serde_json::to_string(&notice.data).expect("JSON").contains("0007"), "{notice:?}");
        }
        assert!(serde_json::to_string(&sent).expect("JSON").contains("0007"));
    }
}
