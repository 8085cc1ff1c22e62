//! Somebody outside caused it: they are told and chased until they say what they did about it (S81).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::notice::{Audience, NoticeData, Recipient, StepKey, Template};
use super::super::people::{self, Addressee};
use super::super::tell::{Draft, Letter};
use super::super::{Case, obligation};
use super::{Said, keep, reference};
use crate::contacts::is_within;
use crate::phrase::Phrase;
use crate::policy::Policy;

/// More parties than this have no part in one case.
const MOST_PARTIES: usize = 50;

/// A party outside that is to tell what it did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct External {
    pub number: u32,
    pub party: String,
    pub email: String,
    /// Our case number as this one knows it.
    pub reference: String,
    /// In the officer's words, which the party reads.
    pub reason: Option<String>,
    pub told_at: DateTime<Utc>,
    #[serde(default)]
    pub feedback: Vec<Said>,
    /// The first that we could believe, or that the officer wrote down.
    #[serde(default)]
    pub feedback_at: Option<DateTime<Utc>>,
}

impl External {
    /// The name of its obligation.
    pub fn obligation(&self) -> String {
        format!("{}{}", obligation::EXTERNAL, self.number)
    }

    /// What the mail to it says besides what the audience may see.
    pub fn fill(&self, data: &mut NoticeData) {
        data.case_number.clone_from(&self.reference);
        data.words.clone_from(&self.reason);
    }
}

/// The party of an obligation's name.
pub fn of<'a>(case: &'a Case, obligation: &str) -> Option<&'a External> {
    case.externals.iter().find(|one| one.obligation() == obligation)
}

pub fn addressee(one: &External, policy: &Policy) -> Addressee {
    Addressee {
        recipient: Recipient {
            email: one.email.clone(),
            name: Some(one.party.clone()),
            language: people::language(None, policy),
        },
        audience: Audience::External,
        because: Phrase::new("told_external"),
    }
}

/// Tells a party and starts the chase.
pub fn add(
    draft: &mut Draft<'_>,
    party: &str,
    email: &str,
    reason: Option<String>,
) -> Result<Phrase, Phrase> {
    let email = checked(email, draft.policy)?;
    let case = &mut draft.case;
    if case.externals.iter().any(|one| one.email == email && one.feedback_at.is_none()) {
        return Err(Phrase::new("refused_external_told").with("party", party));
    }
    if case.externals.len() >= MOST_PARTIES {
        return Err(Phrase::new("refused_no_external"));
    }
    let number = case.externals.len() + 1;
    let one = External {
        number: u32::try_from(number).unwrap_or(u32::MAX),
        party: party.trim().to_owned(),
        email,
        reference: reference(case, 'E', number),
        reason,
        told_at: draft.now,
        feedback: Vec::new(),
        feedback_at: None,
    };
    let said = Phrase::new("external_told")
        .with("party", &one.party)
        .with("email", &one.email)
        .with("reason", &one.reason);
    let key = StepKey { obligation: one.obligation(), generation: 0, step: "told".to_owned(), occurrence: 0 };
    let (to, filled) = (addressee(&one, draft.policy), one.clone());
    draft.case.externals.push(one);
    let fill = Box::new(move |data: &mut NoticeData| filled.fill(data));
    draft.tell(Letter { template: Template::ExternalChase, to, key, in_reply_to: None, fill });
    Ok(said)
}

/// An address outside the house.
fn checked(email: &str, policy: &Policy) -> Result<String, Phrase> {
    let email = email.trim().trim_matches(['<', '>']).to_lowercase();
    let wrong = || Phrase::new("refused_address").with("email", &email);
    let (local, domain) = email.rsplit_once('@').ok_or_else(wrong)?;
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>,;:()\"".contains(c);
    if local.is_empty() || !domain.contains('.') || email.contains(odd) || local.contains('@') {
        return Err(wrong());
    }
    let ours = policy.organisation.domains.iter().any(|own| is_within(domain, own));
    if ours || crate::redact::is_masked(&email) {
        return Err(wrong());
    }
    Ok(email)
}

/// What a party told by phone or otherwise, written down by the officer. Without a name it is the only one that is awaited.
pub fn write_down(
    draft: &mut Draft<'_>,
    party: Option<&str>,
    text: &str,
    by: &str,
) -> Result<Phrase, Phrase> {
    let now = draft.now;
    let awaited = draft.case.externals.iter().filter(|one| one.feedback_at.is_none()).count();
    let is_meant = |one: &&mut External| match party {
        Some(name) => {
            one.party.to_lowercase() == name.trim().to_lowercase() || one.email == name.trim().to_lowercase()
        }
        None => one.feedback_at.is_none() && awaited == 1,
    };
    let Some(one) = draft.case.externals.iter_mut().rev().find(is_meant) else {
        return Err(Phrase::new("refused_no_external"));
    };
    keep(&mut one.feedback, &Said { at: now, by: by.to_owned(), text: text.to_owned(), verified: true });
    one.feedback_at.get_or_insert(now);
    Ok(Phrase::new("external_feedback").with("party", &one.party))
}

/// Keeps an answer with the one whose it is; answers what to say of it.
pub(super) fn answered(draft: &mut Draft<'_>, index: usize, said: Option<&Said>) -> Phrase {
    let now = draft.now;
    let Some(one) = draft.case.externals.get_mut(index) else { return Phrase::new("comment_kept") };
    let Some(said) = said else { return Phrase::new("comment_from_other").with("who", &one.party) };
    keep(&mut one.feedback, said);
    if said.verified {
        one.feedback_at.get_or_insert(now);
    }
    let key = if said.verified { "party_answered" } else { "party_unverified" };
    Phrase::new(key).with("name", &one.party).with("reference", &one.reference).with("text", said.shown())
}

/// Takes back what this person wrote down since; what a party wrote itself stays.
pub fn undo(case: &mut Case, old: &[External], by: &str) {
    for one in &mut case.externals {
        let known = old.iter().find(|known| known.number == one.number);
        let Some(known) = known.filter(|known| known.feedback_at.is_none()) else { continue };
        one.feedback.retain(|said| said.by != by || known.feedback.contains(said));
        if !one.feedback.iter().any(|said| said.verified) {
            one.feedback_at = None;
        }
    }
}
