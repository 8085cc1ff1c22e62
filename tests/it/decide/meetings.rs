//! The action group in the tables: what a calendar answers, and the sentences about the group.

use varsel::case::event::MeetingAnswer;
use varsel::case::notice::Meeting;
use varsel::case::{ActionGroup, Case, Event};
use varsel::mail::Calendar;

use super::facts::{is, some, to};
use super::play::Happened;
use super::table::Step;
use super::world::{World, email};

/// What this person's calendar sends.
pub fn answer(step: &Step, who: &str, case: &Case, world: &World, mail_id: i64) -> Event {
    let time = |at: &String| world.policy.calendar.local(world.time(at)).fixed_offset();
    let counter = step.proposes.is_some();
    let answers = step.answers.clone().unwrap_or_else(|| "TENTATIVE".to_owned());
    Event::CalendarAnswered(Box::new(MeetingAnswer {
        mail_id,
        from: email(who).to_owned(),
        authenticated: !step.unauthenticated,
        authenticity: "as the table says".to_owned(),
        calendar: Calendar {
            method: if counter { "COUNTER" } else { "REPLY" }.to_owned(),
            uid: case.action_group.as_ref().map(|group| group.uid.clone()).unwrap_or_default(),
            attendee: email(step.attendee.as_deref().unwrap_or(who)).to_owned(),
            partstat: answers,
            sequence: step.sequence,
            stamp: step.stamp.as_ref().map(time),
            starts_at: step.proposes.as_ref().map(time),
            comment: step.comment.clone(),
            sent_by: step.sent_by.as_deref().map(|who| email(who).to_owned()),
        },
    }))
}

/// None where the sentence is of something else.
pub fn holds(words: &[&str], happened: &Happened, world: &World) -> Option<Result<(), String>> {
    let case = &happened.decision.case;
    Some(match words {
        ["no", "group"] => some(case.action_group.is_none()),
        ["group", wanted] => group(case).and_then(|group| {
            let state = serde_json::to_value(group.state()).unwrap();
            is(&state.as_str().unwrap_or_default(), wanted)
        }),
        ["sequence", wanted] => {
            group(case).and_then(|group| is(&group.sequence.to_string().as_str(), wanted))
        }
        ["meeting", date, time] => group(case).and_then(|group| {
            let at = group.meeting_at.ok_or("there is no meeting")?;
            is(&world.written(at.to_utc()), &format!("{date} {time}"))
        }),
        ["member", who, wanted] => group(case).and_then(|group| {
            let member = group.members.iter().find(|one| one.email == email(who)).ok_or("is no member")?;
            let partstat = serde_json::to_value(member.partstat).unwrap();
            is(&partstat.as_str().unwrap_or_default(), wanted)
        }),
        ["introduction", who] => some(meetings(happened, who).iter().any(|one| one.introduction_only)),
        ["invited", who, wanted] => numbers(happened, who, false, wanted),
        ["called", "off", who, wanted] => numbers(happened, who, true, wanted),
        ["not", "invited", who] => some(meetings(happened, who).is_empty()),
        _ => return None,
    })
}

fn group(case: &Case) -> Result<&ActionGroup, String> {
    case.action_group.as_ref().ok_or_else(|| "there is no group".to_owned())
}

fn meetings<'a>(happened: &'a Happened, who: &str) -> Vec<&'a Meeting> {
    to(happened, who).filter_map(|notice| notice.calendar.as_ref()).collect()
}

fn numbers(happened: &Happened, who: &str, cancelled: bool, wanted: &str) -> Result<(), String> {
    let sent = meetings(happened, who);
    let sent: Vec<String> =
        sent.iter().filter(|one| one.cancelled == cancelled).map(|one| one.sequence.to_string()).collect();
    is(&sent.join(" ").as_str(), &wanted)
}
