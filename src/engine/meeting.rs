//! Answers to our invitations: which case they belong to, and who speaks.

use chrono::{DateTime, Utc};

use super::intake::Arrived;
use super::{Engine, Result, load};
use crate::case::Event;
use crate::case::event::MeetingAnswer;
use crate::mail::Calendar;
use crate::mail::authenticity::{Authenticity, Verdict};
use crate::store::{Outcome, Tx};

impl Engine {
    /// A REPLY or COUNTER whose UID is a meeting of ours goes to that case; any other is only noted.
    pub(super) async fn take_meeting_answer(
        &self,
        tx: &mut Tx,
        mail_id: i64,
        mail: &Arrived,
        authenticity: Authenticity,
        now: DateTime<Utc>,
    ) -> Result<(Outcome, String, Option<String>)> {
        let noted = |case| Ok((Outcome::Calendar, mail.reading.reason.clone(), case));
        let Some(calendar) = mail.reading.calendar.clone() else { return noted(None) };
        let known = match meeting_case(&calendar) {
            Some(id) => load(tx, id).await?,
            None => None,
        };
        let Some((case, version)) = known else { return noted(None) };
        let from =
            mail.reading.from.as_ref().map_or_else(String::new, |from| from.address.to_ascii_lowercase());
        let event = Event::CalendarAnswered(Box::new(MeetingAnswer {
            mail_id,
            from,
            authenticated: authenticity.verdict == Verdict::Authenticated,
            authenticity: authenticity.said(),
            calendar,
        }));
        self.decide_and_write(tx, &case, Some(version), &event, now).await?;
        noted(Some(case.id))
    }
}

/// The case in the UID of our meetings, `CASE.group@domain`.
fn meeting_case(calendar: &Calendar) -> Option<&str> {
    let case = calendar.uid.split_once('@')?.0.strip_suffix(".group")?;
    (case.len() == 32 && case.chars().all(|c| c.is_ascii_hexdigit())).then_some(case)
}
