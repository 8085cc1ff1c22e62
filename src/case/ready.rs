//! What the case waits for now, as lines that the reader can send back: the name of a command, which the text shows as an
//! example in the reader's language, or the line itself. Only what this person may give: a line that would be refused
//! helps nobody.

use chrono::{DateTime, Utc};

use super::{Case, ObligationState, group, obligation, parties};
use crate::contacts::Role;
use crate::policy::Policy;

/// So many likely twins are put to one person at a time.
const MOST_TWINS: usize = 2;

/// The lines for somebody with these roles; none once the case is closed.
pub fn lines(
    case: &Case,
    policy: &Policy,
    roles: &[Role],
    language: &str,
    now: DateTime<Utc>,
) -> Vec<String> {
    if !case.is_open() {
        return Vec::new();
    }
    let mut offer = Offer { case, policy, roles, english: language == "en", lines: Vec::new() };
    offer.command("acknowledge");
    offer.twins();
    offer.awareness();
    offer.risk();
    offer.authority();
    offer.other_laws();
    offer.measures();
    offer.supplement();
    offer.others();
    for (command, line) in group::letters::ready_lines(case, policy, now, language) {
        offer.add(command, line);
    }
    offer.closing();
    offer.lines
}

/// What is put to one person.
struct Offer<'a> {
    case: &'a Case,
    policy: &'a Policy,
    roles: &'a [Role],
    english: bool,
    lines: Vec<String>,
}

impl Offer<'_> {
    fn add(&mut self, command: &str, line: Option<String>) {
        let allowed = self.policy.may.get(command.trim_end_matches("_no"));
        if allowed.is_some_and(|allowed| self.roles.iter().any(|role| allowed.contains(role))) {
            self.lines.push(line.unwrap_or_else(|| command.to_owned()));
        }
    }

    fn command(&mut self, command: &str) {
        self.add(command, None);
    }

    fn line(&mut self, command: &str, line: String) {
        self.add(command, Some(line));
    }

    fn pick<T>(&self, norwegian: T, english: T) -> T {
        if self.english { english } else { norwegian }
    }

    fn pending(&self, name: &str) -> bool {
        self.case.obligation(name).is_some_and(obligation::Obligation::is_pending)
    }

    fn twins(&mut self) {
        let same = self.pick("Slå sammen med:", "Merge with:");
        let another = self.pick("Ikke samme sak:", "Not the same case:");
        for twin in self.case.twins.iter().take(MOST_TWINS) {
            self.line("merge", format!("{same} {}", twin.number));
            self.line("not_same", format!("{another} {}", twin.number));
        }
    }

    fn awareness(&mut self) {
        if self.case.aware.unsure {
            let at = self.policy.calendar.local(self.case.aware.at).format("%d.%m.%Y kl. %H.%M");
            let label = self.pick("Kjent:", "Aware:");
            self.line("aware", format!("{label} {at}"));
        }
    }

    fn risk(&mut self) {
        if self.case.risk.decided.is_none() {
            let weighed = self.case.proposal().map(|proposal| proposal.under(&self.policy.bands));
            let (s, k) = weighed.map_or((3, 3), |one| (one.likelihood, one.consequence));
            let line = self.pick(format!("S: {s}  K: {k}"), format!("Risk: L{s} C{k}"));
            self.line("assess", line);
        }
    }

    fn authority(&mut self) {
        let case = self.case;
        let untold = case.authority_told.is_none();
        let undecided = case.authority.as_ref().is_none_or(|ruling| case.risk.is_questioned(ruling.at));
        if untold && undecided {
            self.command("notify_authority");
            self.command("notify_authority_no");
        }
        if untold && case.authority.as_ref().is_some_and(|ruling| ruling.yes) {
            self.command("authority_notified");
        }
        let late =
            case.obligation(obligation::AUTHORITY).is_some_and(|one| one.state == ObligationState::Late);
        if late && case.delay_reason.is_none() {
            self.command("delay_reason");
        }
    }

    /// Whether a law's threshold is reached where nobody has said so, else that the report was sent.
    fn other_laws(&mut self) {
        let (case, policy) = (self.case, self.policy);
        let runs =
            |one: &&obligation::Obligation| one.is_pending() && obligation::is_other(&one.name, policy);
        for one in case.obligations.iter().filter(runs) {
            let Some(regime) = obligation::regime(&one.name, case, policy) else { continue };
            let group = regime.group.clone().unwrap_or_else(|| one.name.clone());
            let word = group.to_uppercase();
            if regime.group.is_some() && !case.classified.contains_key(&group) {
                for answer in self.pick(["ja", "nei, fordi …"], ["yes", "no, because …"]) {
                    self.line("classified", format!("{word}: {answer}"));
                }
            } else {
                let label = self.pick("Meldt", "Submitted");
                let date = self.pick("dd.mm.åååå kl. tt.mm, ref. …", "dd.mm.yyyy hh.mm, ref. …");
                self.line("submitted", format!("{label} {word}: {date}"));
            }
        }
    }

    fn measures(&mut self) {
        let (word, approved) = self.pick(("Tiltak", "godkjent"), ("Measure", "approved"));
        for measure in self.case.measures.iter().filter(|measure| measure.waits_for_approval()) {
            self.line("measure_approve", format!("{word} {}: {approved}", measure.number));
        }
    }

    fn supplement(&mut self) {
        if self.case.authority_told.is_some() && self.pending(obligation::SUPPLEMENT) {
            self.command("supplement_sent");
        }
    }

    /// The persons affected, the contact lists, controllers and parties outside.
    fn others(&mut self) {
        if self.pending(obligation::PERSONS) {
            self.command(if self.case.persons.is_some() { "persons_informed" } else { "inform_persons" });
        }
        if self.case.lists.is_none() && self.pending(obligation::LISTS) {
            self.command("notify_lists");
        }
        // Whom to tell of the controllers, or what is new since they were told.
        let news = parties::controllers::has_news(self.case, self.policy);
        if self.pending(obligation::CONTROLLERS) || news {
            self.command("notify_controllers");
        }
        if self.case.externals.iter().any(|one| one.feedback_at.is_none()) {
            self.command("external_feedback");
        }
    }

    fn closing(&mut self) {
        let first = [obligation::AUTHORITY, obligation::PERSONS, obligation::LISTS, obligation::CONTROLLERS];
        if self.case.risk.decided.is_some() && !first.into_iter().any(|name| self.pending(name)) {
            self.command("close");
        }
    }
}
