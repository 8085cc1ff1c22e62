//! Joint controllers: which of us notifies, follows up and closes (GDPR art. 26, S84).

use serde::{Deserialize, Serialize};

use super::super::Case;
use super::super::gate::Speaker;
use super::super::tell::Draft;
use super::system_of;
use crate::contacts::{Duty, JointController};
use crate::phrase::Phrase;
use crate::policy::Policy;

/// Words for us and for them in a command, in lower case.
const US: [&str; 5] = ["vi", "oss", "us", "we", "vår verksemd"];
const THEM: [&str; 5] = ["de", "dem", "dei", "they", "them"];

/// The arrangement that holds for this case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joint {
    pub name: String,
    pub notifies: Duty,
    pub follows_up: Duty,
    pub closes: Duty,
    /// Who set it for this case; none where it is as the contacts say.
    pub set_by: Option<String>,
}

impl Joint {
    fn of(one: &JointController) -> Joint {
        Joint {
            name: one.name.clone(),
            notifies: one.notifies,
            follows_up: one.follows_up,
            closes: one.closes,
            set_by: None,
        }
    }

    /// The arrangement in words.
    pub fn said(&self) -> Phrase {
        let who = |duty| Phrase::new(if duty == Duty::Us { "joint_us" } else { "joint_them" });
        Phrase::new("joint_duties")
            .with("name", &self.name)
            .with("notifies", who(self.notifies))
            .with("follows", who(self.follows_up))
            .with("closes", who(self.closes))
    }
}

/// The joint controller that notifies instead of us: its name.
pub fn notifier(case: &Case) -> Option<&str> {
    case.joint.as_ref().filter(|joint| joint.notifies == Duty::Them).map(|joint| joint.name.as_str())
}

/// As the contacts say for the case's system, unless a person has set it.
pub(super) fn refresh(case: &mut Case, policy: &Policy) {
    if case.joint.as_ref().is_some_and(|joint| joint.set_by.is_some()) {
        return;
    }
    let found = policy.contacts.joint_controllers.iter().find(|one| system_of(case, &one.systems).is_some());
    case.joint = found.map(Joint::of);
}

/// Sets who notifies, follows up and closes for this case; what is not said stays.
pub fn set(draft: &mut Draft<'_>, speaker: &Speaker, written: [Option<&str>; 3]) -> Result<Phrase, Phrase> {
    refresh(&mut draft.case, draft.policy);
    let all = &draft.policy.contacts.joint_controllers;
    let named = all.iter().find(|one| written.into_iter().flatten().any(|text| same(text, &one.name)));
    let only = all.first().filter(|_| all.len() == 1);
    let known = draft.case.joint.clone();
    let joint = match named {
        Some(one) => known.filter(|known| known.name == one.name).or_else(|| Some(Joint::of(one))),
        None => known.or_else(|| only.map(Joint::of)),
    };
    let Some(mut joint) = joint else { return Err(Phrase::new("refused_no_joint")) };
    let ours = &draft.policy.organisation.name;
    let targets = [&mut joint.notifies, &mut joint.follows_up, &mut joint.closes];
    let name = joint.name.clone();
    for (duty, text) in targets.into_iter().zip(written) {
        let Some(text) = text else { continue };
        let is = |words: &[&str]| words.iter().any(|word| same(text, word));
        *duty = match text {
            _ if is(&US) || same(text, ours) => Duty::Us,
            _ if is(&THEM) || same(text, &name) => Duty::Them,
            _ => return Err(Phrase::new("refused_joint_side").with("name", name)),
        };
    }
    joint.set_by = Some(speaker.email.clone());
    let said = joint.said();
    draft.case.joint = Some(joint);
    Ok(said)
}

fn same(text: &str, name: &str) -> bool {
    text.trim().trim_end_matches('.').to_lowercase() == name.trim().trim_end_matches('.').to_lowercase()
}
