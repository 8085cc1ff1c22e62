//! Statutory clocks as data (domain.md 8b, R24): what starts one, when it ends, who receives what, what proves it. Dated,
//! so that a change of the law is a few lines with their date and no code.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BandName, BeforeStep, OverdueRule};
use crate::contacts::Role;
use crate::report::Kind;

/// What starts a statutory clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// When we became aware (GDPR art. 33(1)).
    ControllerAware,
    /// When high risk is decided (art. 34(1)).
    HighRisk,
    /// When the first notice was sent with items open (art. 33(4)).
    PhasedNotice,
    /// When the case opened (art. 33(5)).
    CaseOpened,
    /// When a person said that the law's threshold is reached, such as a major incident (DORA art. 18).
    Classified,
    /// When the report under the regime named in `after` was sent.
    Submitted,
}

/// What a time limit in hours or months does on a day on which nobody works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClosedDays {
    /// It runs on (Regulation 1182/71 art. 3(3): periods in hours).
    #[default]
    Count,
    /// It ends at noon of the next working day (Regulation (EU) 2025/301 art. 5).
    NoonNextWorkingDay,
}

/// What shows that it was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// When.
    #[default]
    Date,
    /// When, and the receiver's reference.
    Reference,
}

/// A second limit: the earlier of the two counts. One that had run out before the first began could not be kept and
/// does not count (Regulation (EU) 2025/301 art. 5: an incident classified later than a day after awareness).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtLatest {
    pub trigger: Trigger,
    pub offset_secs: i64,
}

/// The law from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub valid_from: NaiveDate,
    pub law: Option<String>,
    pub offset_secs: Option<i64>,
    pub from_band: Option<BandName>,
}

/// A statutory clock as data (domain.md 8b).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Regime {
    /// The law it comes from, `GDPR art. 33(1)`.
    pub law: String,
    pub valid_from: NaiveDate,
    /// The first day on which it is no longer in force.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    pub trigger: Trigger,
    /// The regime whose report starts this one.
    #[serde(default)]
    pub after: Option<String>,
    /// Elapsed seconds from the trigger; none where the law says "without undue delay".
    pub offset_secs: Option<i64>,
    /// Months from the trigger: the same day number, else the month's last day (Regulation 1182/71 art. 3(2)(c)).
    #[serde(default)]
    pub offset_months: Option<u32>,
    #[serde(default)]
    pub at_latest: Option<AtLatest>,
    #[serde(default)]
    pub closed_days: ClosedDays,
    /// Regimes of one law that a person sets going with one line, `dora`. Until then the first of them runs all the same.
    #[serde(default)]
    pub group: Option<String>,
    /// `initial`, `intermediate` or `final`, where a law wants several reports.
    #[serde(default)]
    pub stage: Option<String>,
    /// Which kinds of breach it concerns; none: all.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Owed from this band on, where it differs from what the bands say.
    #[serde(default)]
    pub from_band: Option<BandName>,
    /// Who receives it: `Datatilsynet`, `persons affected`, `register`.
    pub recipient: String,
    #[serde(default)]
    pub proof: Proof,
    /// Where there is no fixed hour, or after it: a decision or the missing rest is asked for each …
    pub ask_every_secs: Option<i64>,
    pub ask: Vec<Role>,
    /// Reminders before its end, and what follows after it; the authority's under GDPR stand with the bands.
    #[serde(default)]
    pub before: Vec<BeforeStep>,
    #[serde(default)]
    pub overdue: Option<OverdueRule>,
    #[serde(default)]
    pub changes: Vec<Change>,
}

impl Regime {
    /// As it stands on a day, with every change up to it; none where it is not in force.
    pub fn on(&self, day: NaiveDate) -> Option<Regime> {
        if day < self.valid_from || self.valid_to.is_some_and(|end| day >= end) {
            return None;
        }
        let mut now = self.clone();
        now.changes.clear();
        for change in self.changes.iter().filter(|change| change.valid_from <= day) {
            now.law = change.law.clone().unwrap_or(now.law);
            now.offset_secs = change.offset_secs.or(now.offset_secs);
            now.from_band = change.from_band.or(now.from_band);
        }
        Some(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn regime() -> Regime {
        Regime {
            law: "GDPR art. 33(1)".into(),
            valid_from: day("2018-07-20"),
            valid_to: Some(day("2030-01-01")),
            trigger: Trigger::ControllerAware,
            after: None,
            offset_secs: Some(100),
            offset_months: None,
            at_latest: None,
            closed_days: ClosedDays::Count,
            group: None,
            stage: None,
            kinds: Vec::new(),
            from_band: None,
            recipient: "Datatilsynet".into(),
            proof: Proof::Date,
            ask_every_secs: None,
            ask: Vec::new(),
            before: Vec::new(),
            overdue: None,
            changes: vec![Change {
                valid_from: day("2028-01-01"),
                law: None,
                offset_secs: Some(200),
                from_band: Some(BandName::High),
            }],
        }
    }

    #[test]
    fn the_law_is_that_of_its_day() {
        let offset = |text: &str| regime().on(day(text)).and_then(|one| one.offset_secs);
        assert_eq!(offset("2018-07-19"), None);
        assert_eq!(offset("2027-12-31"), Some(100));
        assert_eq!(offset("2028-01-01"), Some(200));
        assert_eq!(offset("2030-01-01"), None);
        assert_eq!(regime().on(day("2029-05-05")).and_then(|one| one.from_band), Some(BandName::High));
    }
}
