//! A review as tables, in the order in which management asks.

use super::{Cause, Review, Times};
use crate::case::figures::{Section, counted};
use crate::phrase::Phrase;
use crate::report::Property;

impl Review {
    /// Tables without rows are left out; that nothing was evaluated is said.
    pub fn sections(&self) -> Vec<Section> {
        let all = [
            self.cases_section(),
            self.kinds_section(),
            self.bands_section(),
            self.causes_section(),
            self.times_section(),
            self.authority_section(),
            self.not_told_section(),
            self.told_section(),
            self.measures_section(),
            self.evaluations_section(),
        ];
        all.into_iter().filter(|section| !section.rows.is_empty()).collect()
    }

    fn cases_section(&self) -> Section {
        let section = Section::new("review_cases")
            .count("review_counted", self.cases)
            .count("review_open", self.still_open)
            .count("review_questioned", self.questioned)
            .count("review_not_breaches", self.not_breaches)
            .count("review_merged", self.merged);
        if self.exercises > 0 { section.count("review_exercises", self.exercises) } else { section }
    }

    fn kinds_section(&self) -> Section {
        let mut section = Section::new("review_kinds");
        for (kind, count) in &self.kinds {
            section = section.row(Phrase::new("label_kind").with("kind", kind), counted(*count));
        }
        for (property, count) in &self.properties {
            section = section.count(property_key(*property), *count);
        }
        section
    }

    fn bands_section(&self) -> Section {
        let bands = self.bands.iter().rev();
        bands.fold(Section::new("review_bands"), |section, (band, count)| {
            section.row(Phrase::new("label_band").with("band", band), counted(*count))
        })
    }

    /// The most frequent first: what comes again is what a measure is for.
    fn causes_section(&self) -> Section {
        let mut causes: Vec<(&Cause, &usize)> = self.causes.iter().collect();
        causes.sort_by_key(|(cause, count)| (std::cmp::Reverse(**count), **cause));
        causes.into_iter().fold(Section::new("review_causes"), |section, (cause, count)| {
            section.count(cause_key(*cause), *count)
        })
    }

    fn times_section(&self) -> Section {
        let table = [
            ("review_to_report", self.to_report),
            ("review_to_first_act", self.to_first_act),
            ("review_to_authority", self.to_authority),
        ];
        let known = table.into_iter().filter(|(_, times)| times.count > 0);
        known.fold(Section::new("review_times"), |section, (what, times)| {
            section.row(Phrase::new(what), said(times))
        })
    }

    fn authority_section(&self) -> Section {
        let mut section = Section::new("review_authority")
            .count("review_told", self.authority_told)
            .count("review_told_late", self.told_late.len());
        for (number, reason) in &self.told_late {
            let figure = match reason {
                Some(reason) => Phrase::new("figure_text").with("text", reason),
                None => Phrase::new("review_no_reason"),
            };
            section = section.row(Phrase::new("label_case").with("case", number), figure);
        }
        for number in &self.overdue {
            let what = Phrase::new("label_case").with("case", number);
            section = section.row(what, Phrase::new("review_overdue"));
        }
        section
    }

    fn not_told_section(&self) -> Section {
        self.not_told.iter().fold(Section::new("review_not_told"), |section, (number, band, reason)| {
            let what = Phrase::new("label_case_band").with("case", number).with("band", band);
            section.row(what, reason.clone())
        })
    }

    fn told_section(&self) -> Section {
        Section::new("review_others")
            .count("review_persons_told", self.persons_told)
            .count("review_persons_not_told", self.persons_not_told)
            .count("review_lists_told", self.lists_told)
            .count("review_contacts_told", self.contacts_told)
    }

    fn measures_section(&self) -> Section {
        Section::new("review_measures")
            .count("review_decided", self.measures.decided)
            .count("review_immediate", self.measures.immediate)
            .count("review_corrective", self.measures.corrective)
            .count("review_done", self.measures.done)
            .count("review_done_late", self.measures.done_late)
            .count("review_late", self.measures.late)
    }

    fn evaluations_section(&self) -> Section {
        let section = Section::new("review_evaluations")
            .count("review_evaluated", self.evaluations.len())
            .count("review_to_evaluate", self.to_evaluate);
        self.evaluations.iter().fold(section, |section, (number, text)| {
            let figure = Phrase::new("figure_text").with("text", text);
            section.row(Phrase::new("label_case").with("case", number), figure)
        })
    }
}

fn said(times: Times) -> Phrase {
    Phrase::new("figure_times")
        .with("median", times.median_secs)
        .with("worst", times.worst_secs)
        .with("count", times.count)
}

fn property_key(property: Property) -> &'static str {
    match property {
        Property::Confidentiality => "breached_confidentiality",
        Property::Integrity => "breached_integrity",
        Property::Availability => "breached_availability",
    }
}

fn cause_key(cause: Cause) -> &'static str {
    match cause {
        Cause::WrongRecipient => "cause_wrong_recipient",
        Cause::WrongAccess => "cause_wrong_access",
        Cause::Lost => "cause_lost",
        Cause::Published => "cause_published",
        Cause::Attack => "cause_attack",
        Cause::Fault => "cause_fault",
        Cause::Other => "cause_other",
        Cause::Unknown => "cause_unknown",
    }
}
