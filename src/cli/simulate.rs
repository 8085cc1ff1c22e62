//! `varsel simulate --risk BAND [--reported TIME] [--answer "4h=S: 3 K: 3"]…`: the whole course of a report, every mail
//! with its time, reader, text and reason, from the report on until the case is at rest or the days are over.

mod answer;
mod course;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Duration, FixedOffset, Utc};
use serde_json::json;

use super::table::table;
use super::{Failure, Outcome, print, print_json, settings};
use crate::case::notice::Notice;
use crate::clock::Clock;
use crate::daemon;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::template::Templates;
use answer::Answer;
use course::{Course, Happened};

#[derive(clap::Args)]
pub struct Arguments {
    /// undecided, low, medium, high or critical: what the privacy officer judges at once, without taking the case in hand
    #[arg(long, default_value = "undecided", value_parser = ["undecided", "low", "medium", "high", "critical"])]
    risk: String,
    /// When the report arrives, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    reported: Option<DateTime<FixedOffset>>,
    /// privacy, security or both
    #[arg(long, default_value = "privacy", value_parser = ["privacy", "security", "both"])]
    kind: String,
    /// The report names a system: ICT is concerned
    #[arg(long)]
    ict: bool,
    /// The first processor of the contacts reports it
    #[arg(long)]
    processor: bool,
    /// What somebody answers so long after the report, read as a reply is: "4h=S: 3 K: 3", "26h head=OK",
    /// "5h reporter=Antall berørte: 40"; the privacy officer if nobody is named; \n begins a new line
    #[arg(long, value_name = "WHEN[ WHO]=TEXT", value_parser = answer::parse)]
    answer: Vec<Answer>,
    /// The privacy officer writes so long after the report that the authority was notified just then, "20h"
    #[arg(long, value_name = "WAIT", value_parser = crate::config::duration)]
    notified_after: Option<i64>,
    /// How many days to look ahead
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u16).range(1..=365))]
    days: u16,
    /// One object a line
    #[arg(long)]
    json: bool,
}

pub fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    let start = given.reported.map_or_else(|| Clock::System.now(), |at| at.with_timezone(&Utc));
    let (templates, _) = daemon::templates(&settings)?;
    let context = daemon::context(&settings, None);
    let course = course::play(&settings.policy, &context, &given, start)?;
    let view = View { policy: &settings.policy, templates, start };
    if given.json {
        return course.happened.iter().try_for_each(|one| print_json(&view.object(one)));
    }
    let rows: Vec<Vec<String>> = course.happened.iter().map(|one| view.row(one)).collect();
    print(&table(&["when", "after", "text", "to", "why this person", "about"], &rows))?;
    print(&view.end(&course, start + Duration::days(i64::from(given.days))))
}

struct View<'a> {
    policy: &'a Policy,
    templates: Arc<Templates>,
    start: DateTime<Utc>,
}

impl View<'_> {
    fn row(&self, happened: &Happened) -> Vec<String> {
        let (at, cells) = match happened {
            Happened::Mail { at, notice } => (
                at,
                [
                    notice.template.name().to_owned(),
                    notice.to.email.clone(),
                    self.say(&notice.reason),
                    self.about(notice),
                ],
            ),
            Happened::Answer { at, from, text } => {
                let text = text.replace('\n', " / ");
                (at, ["<- answer".to_owned(), format!("from {from}"), String::new(), text])
            }
        };
        let minutes = (*at - self.start).num_minutes();
        let mut row = vec![self.local(*at), format!("+{} h {:02}", minutes / 60, minutes % 60)];
        row.extend(cells);
        row
    }

    fn object(&self, happened: &Happened) -> serde_json::Value {
        match happened {
            Happened::Mail { at, notice } => json!({
                "schema": 1, "at": at, "local": self.local(*at), "after_secs": (*at - self.start).num_seconds(),
                "event": "mail", "template": notice.template, "to": notice.to.email, "audience": notice.audience,
                "subject": self.subject(notice), "step": notice.key, "reason": notice.reason.key,
                "items": notice.data.items.iter().map(|item| self.say(item)).collect::<Vec<_>>(),
            }),
            Happened::Answer { at, from, text } => json!({
                "schema": 1, "at": at, "local": self.local(*at), "after_secs": (*at - self.start).num_seconds(),
                "event": "answer", "from": from, "text": text,
            }),
        }
    }

    /// What the mail lists as its matter, else its subject.
    fn about(&self, notice: &Notice) -> String {
        let data = &notice.data;
        let said = data.items.iter().chain(&data.done).chain(&data.not_done);
        let said: Vec<String> = said.map(|one| self.say(one)).collect();
        if said.is_empty() { self.subject(notice) } else { said.join(" · ") }
    }

    fn subject(&self, notice: &Notice) -> String {
        let zone = self.policy.organisation.time_zone;
        let rendered = self.templates.render(notice.template, &notice.to.language, &notice.data, zone);
        rendered.map_or_else(|error| error.to_string(), |rendered| rendered.subject)
    }

    fn say(&self, phrase: &Phrase) -> String {
        self.templates.phrase(phrase, "en", self.policy.organisation.time_zone)
    }

    fn local(&self, at: DateTime<Utc>) -> String {
        self.policy.calendar.local(at).format("%a %d.%m.%Y %H.%M").to_string()
    }

    fn end(&self, course: &Course, end: DateTime<Utc>) -> String {
        match &course.next {
            None => "Then the case is at rest.".to_owned(),
            Some(due) if due.at > end => {
                format!("Further on: {} {} on {}.", due.key.obligation, due.key.step, self.local(due.at))
            }
            Some(due) => {
                format!("Cut off after {} mails, before {}.", course.happened.len(), self.local(due.at))
            }
        }
    }
}
