//! Dates, times and periods as people write them in nb, nn and en (T7–T11).
//!
//! Day comes before month. A time without a zone is read in the organisation's zone. What is unclear becomes the
//! earliest plausible instant, with a precision that says how vague it was: an unclear reading never moves a
//! deadline later.

mod clock;
mod dates;
mod pieces;
mod relative;

mod period;

use chrono::{DateTime, Duration, FixedOffset, LocalResult, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use super::field::{Moment, Precision};
use super::fold;
use super::passage::{Passage, Span};
use super::words::Sense;
use dates::Day;
use pieces::{Piece, Pieces};

pub use period::{is_ongoing, length, period, period_in};

/// The longest text in which a time is looked for, in bytes.
const LONGEST: usize = 600;

/// Whether a date without a year, or a weekday, means the one before or the one after the anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Past,
    Ahead,
}

/// From when times count, and in which zone.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    pub at: DateTime<FixedOffset>,
    pub tz: Tz,
    pub toward: Direction,
}

impl Anchor {
    pub fn new(at: DateTime<FixedOffset>, tz: Tz, toward: Direction) -> Self {
        Anchor { at, tz, toward }
    }

    /// The anchor on the wall of the organisation.
    pub fn local(&self) -> NaiveDateTime {
        self.at.with_timezone(&self.tz).naive_local()
    }
}

/// The moment that a text names, counted from the anchor (when the mail was written); it lies in the past where
/// the text leaves that open.
pub fn moment(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Moment> {
    moment_of(text, Anchor::new(anchor, tz, Direction::Past))
}

/// As [`moment`], for due dates and meetings: the next one, where the text leaves that open.
pub fn moment_ahead(text: &str, anchor: DateTime<FixedOffset>, tz: Tz) -> Option<Moment> {
    moment_of(text, Anchor::new(anchor, tz, Direction::Ahead))
}

fn moment_of(text: &str, anchor: Anchor) -> Option<Moment> {
    let passage = Passage::new(fold::cut(text, LONGEST));
    moment_in(passage.whole(), &anchor)
}

/// The moment that a span names.
pub fn moment_in(span: Span<'_>, anchor: &Anchor) -> Option<Moment> {
    let pieces = pieces::read(span, anchor);
    Said::of(&pieces).to_moment(anchor)
}

/// The moment that a span names; a time of day by itself is that of the day told before it.
pub fn moment_after(span: Span<'_>, before: Span<'_>, anchor: &Anchor) -> Option<Moment> {
    let mut said = Said::of(&pieces::read(span, anchor));
    if said.day.is_none() && said.clock.is_some() && !said.from_another {
        let told = Said::of(&pieces::read(before, anchor)).day;
        said.day = told.filter(|day| day.precision <= Precision::Day);
    }
    said.to_moment(anchor)
}

/// True where the text counts from a day told elsewhere: `samme dag kl. 15`.
pub fn counts_from_another(text: &str) -> bool {
    Passage::new(fold::cut(text, LONGEST)).whole().marks().any(|mark| matches!(mark.sense, Sense::SameDay(_)))
}

/// The moment that such a text names, when the other day is known.
pub fn from_another(
    text: &str,
    base: DateTime<FixedOffset>,
    anchor: DateTime<FixedOffset>,
    tz: Tz,
) -> Option<Moment> {
    let anchor = Anchor::new(anchor, tz, Direction::Past);
    let passage = Passage::new(fold::cut(text, LONGEST));
    let pieces = pieces::read(passage.whole(), &anchor);
    let after = pieces.list.iter().find_map(|item| match item.piece {
        Piece::Same(after) => Some(after),
        _ => None,
    })?;
    let date = base.with_timezone(&tz).date_naive().checked_add_signed(Duration::days(after))?;
    let said = Said::of(&pieces);
    match said.clock {
        Some(clock) => {
            let day = Day::whole(date);
            place(date.and_time(clock.time(&day, anchor.local())), clock.precision, tz)
        }
        None if after == 0 => Some(Moment { at: base, precision: Precision::Day }),
        None => place(date.and_time(chrono::NaiveTime::MIN), Precision::Day, tz),
    }
}

/// What a text says before it is placed on the time line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Said {
    /// Exact already: counted back from the anchor.
    instant: Option<Moment>,
    day: Option<Day>,
    clock: Option<clock::Clock>,
    /// Minutes east of Greenwich, where the text says so.
    zone: Option<i32>,
    /// It counts from a day told elsewhere, `samme dag kl. 15`: read as today's it would move a deadline later (T11).
    from_another: bool,
}

impl Said {
    /// What these pieces say together.
    fn of(pieces: &Pieces) -> Said {
        let mut said = Said::default();
        let mut just_now = None;
        let mut unclear = None;
        for item in &pieces.list {
            match item.piece {
                Piece::Instant(moment) => said.instant = said.instant.or(Some(moment)),
                Piece::JustNow(moment) => just_now = Some(moment),
                Piece::Day(day) if said.day.is_none_or(|known| day.rank < known.rank) => said.day = Some(day),
                Piece::Clock(clock) => said.clock = said.clock.or(Some(clock)),
                Piece::Unclear(day, clock) => unclear = unclear.or(Some((day, clock))),
                Piece::Zone(minutes) => said.zone = said.zone.or(Some(minutes)),
                Piece::Same(_) => said.from_another = true,
                Piece::Day(_) | Piece::Until | Piece::UntilNow | Piece::Ongoing => {}
            }
        }
        // `14.03` beside a day or another word is a time; alone it may be a date (T7).
        match unclear {
            Some((Some(day), _)) if said.day.is_none() && said.clock.is_none() && pieces.alone => {
                said.day = Some(day)
            }
            Some((_, Some(clock))) => said.clock = said.clock.or(Some(clock)),
            _ => {}
        }
        if said.day.is_none() && said.clock.is_none() {
            said.instant = said.instant.or(just_now);
        }
        said
    }

    fn to_moment(self, anchor: &Anchor) -> Option<Moment> {
        if let Some(instant) = self.instant {
            return Some(instant);
        }
        if self.from_another && self.day.is_none() {
            return None;
        }
        let now = anchor.local();
        match (self.day, self.clock) {
            (Some(day), Some(clock)) if day.precision <= Precision::Day => {
                let local = day.date.and_time(clock.time(&day, now));
                self.placed(local, clock.precision, anchor.tz)
            }
            (Some(day), _) => place(day.date.and_time(day.from), day.precision, anchor.tz),
            (None, Some(clock)) => {
                // A time alone is today's, or yesterday's where that is still to come.
                let today = Day::whole(now.date());
                let at = now.date().and_time(clock.time(&today, now));
                let at =
                    if at > now && anchor.toward == Direction::Past { at - Duration::days(1) } else { at };
                self.placed(at, clock.precision, anchor.tz)
            }
            (None, None) => None,
        }
    }

    fn placed(self, local: NaiveDateTime, precision: Precision, tz: Tz) -> Option<Moment> {
        let Some(minutes) = self.zone else { return place(local, precision, tz) };
        let offset = FixedOffset::east_opt(minutes.checked_mul(60)?)?;
        let at = offset.from_local_datetime(&local).single()?;
        Some(Moment { at: at.with_timezone(&tz).fixed_offset(), precision })
    }
}

/// A local time on the time line: the earlier of two in October; in the missing hour of March an hour later, vaguer (T5).
fn place(local: NaiveDateTime, precision: Precision, tz: Tz) -> Option<Moment> {
    match tz.from_local_datetime(&local) {
        LocalResult::Single(at) => Some(Moment { at: at.fixed_offset(), precision }),
        LocalResult::Ambiguous(first, _) => Some(Moment { at: first.fixed_offset(), precision }),
        LocalResult::None => {
            let at = tz.from_local_datetime(&(local + Duration::hours(1))).earliest()?;
            Some(Moment { at: at.fixed_offset(), precision: precision.max(Precision::Hour) })
        }
    }
}

#[cfg(test)]
mod tests;
