//! The steps of the action group: when it is to be summoned, and what is asked until its work is done.

use super::super::group::{self, members};
use super::super::people::Who;
use super::{Gravity, Plan, Step};
use crate::phrase::Phrase;
use crate::policy::Wait;

impl Plan<'_> {
    pub(super) fn group(&self) -> Vec<Step> {
        let rule = &self.policy.group;
        match self.obligation.name.as_str() {
            group::CONTACT => self.group_asked(rule.ask_contact_every, "step_group_contact", Vec::new()),
            group::REPORT => {
                let contact = members::contact_person(self.case, self.policy);
                let contact = contact.map(|one| Who::Member(one.recipient.email));
                self.group_asked(rule.ask_report_every, "step_group_report", contact.into_iter().collect())
            }
            _ => self.founding(),
        }
    }

    /// Asked at the next working moment. When the time is over the program summons by itself, or goes on asking.
    fn founding(&self) -> Vec<Step> {
        let Some(due) = self.obligation.due_at else { return Vec::new() };
        let to = members::asked(self.case, self.policy);
        let by = Some(due).filter(|_| self.policy.group.summon_by_itself);
        let what = || Phrase::new("step_group").with("due", by);
        let opening = self.policy.calendar.next_opening(self.obligation.triggered_at);
        let mut steps = vec![self.step("ask", 0, opening, to.clone(), Gravity::Ask, what())];
        if self.policy.group.summon_by_itself {
            steps.push(self.step("summon", 0, due, to, Gravity::Ask, what()));
            return steps;
        }
        let again = self.recurring(|n| self.repeat(due, Wait::WorkingDays(1), n));
        for (n, at) in std::iter::once((0, due)).chain(again) {
            steps.push(self.step("again", n, at, to.clone(), Gravity::Ask, what()));
        }
        steps
    }

    fn group_asked(&self, every: Wait, what: &str, besides: Vec<Who>) -> Vec<Step> {
        let to: Vec<Who> = members::asked(self.case, self.policy).into_iter().chain(besides).collect();
        self.recurring(|n| self.repeat(self.obligation.triggered_at, every, n))
            .into_iter()
            .map(|(n, at)| self.step("ask", n, at, to.clone(), Gravity::Ask, Phrase::new(what)))
            .collect()
    }
}
