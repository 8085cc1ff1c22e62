//! The demo's terminal: what happens, when, how much time is left, who was mailed and why.

use mail_parser::MessageParser;

use crate::case::notice::Template;
use crate::cli::table::table;
use crate::cli::{Failure, Outcome, instant, print};
use crate::clock::Clock;
use crate::config::Settings;
use crate::daemon::App;
use crate::engine;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::store::{Entry, OutboxRow};

/// What has been told so far.
#[derive(Default)]
pub struct Story {
    last_mail: i64,
    /// The first sign of life is told, those of the following days are not.
    lives: bool,
    last_entry: std::collections::HashMap<String, i64>,
}

impl Story {
    /// What a person does.
    pub fn person(&self, app: &App, clock: &Clock, what: &str) -> Outcome {
        print(&format!("\n{}  {what}", time(app.engine.policy(), clock.now())))
    }

    /// What the person wrote.
    pub fn quote(&self, text: &str) -> Outcome {
        text.lines().filter(|line| !line.is_empty()).try_for_each(|line| print(&format!("{:18}│ {line}", "")))
    }

    /// What followed: changes of cases, then mails.
    pub async fn tell(&mut self, app: &App, clock: &Clock, settings: &Settings) -> Outcome {
        self.changes(app).await?;
        let store = app.engine.store();
        for row in &store.outbox_after(self.last_mail).await? {
            self.last_mail = self.last_mail.max(row.id);
            if row.template == Template::Digest.name() && std::mem::replace(&mut self.lives, true) {
                continue;
            }
            let left = self.time_left(app, clock, row).await?;
            let (when, who, what) =
                (time(&settings.policy, clock.now()), person(row, &settings.policy), what(row));
            print(&format!("{when}    → {who}{}: {what}{left}", why(row)))?;
        }
        Ok(())
    }

    async fn changes(&mut self, app: &App) -> Outcome {
        let store = app.engine.store();
        for (number, head) in store.chain_heads().await? {
            let last = self.last_entry.entry(head.case_id.clone()).or_default();
            if *last == head.seq {
                continue;
            }
            for entry in store.history_after(&head.case_id, *last).await? {
                *last = entry.seq;
                let told = ["reported", "changed", "refused", "comment", "deadline_reached", "not_reached"];
                let mark = if entry.event == "deadline_reached" { '⏰' } else { '✓' };
                if let Some(phrase) = reason(&entry).filter(|_| told.contains(&entry.event.as_str())) {
                    print(&format!("{:18}{mark} {number}: {}", "", app.engine.say_in(&phrase, "en")))?;
                }
            }
        }
        Ok(())
    }

    async fn time_left(&self, app: &App, clock: &Clock, row: &OutboxRow) -> Result<String, Failure> {
        let shows = matches!(
            row.template.as_str(),
            "new-case" | "out-of-hours" | "reminder" | "escalation" | "overdue"
        );
        let Some(id) = row.case_id.as_deref().filter(|_| shows) else { return Ok(String::new()) };
        let Some(stored) = app.engine.store().case_get(id).await? else { return Ok(String::new()) };
        let case = engine::parse(&stored)?;
        let Some(due) = case.authority_running() else { return Ok(String::new()) };
        let minutes = (due - clock.now()).num_minutes();
        let span = format!("{} h {:02} min", minutes.abs() / 60, minutes.abs() % 60);
        Ok(if minutes >= 0 { format!(" ({span} left)") } else { format!(" ({span} late)") })
    }

    /// The table of cases at the end.
    pub async fn register(&self, app: &App, settings: &Settings) -> Outcome {
        let mut rows = Vec::new();
        for row in app.engine.store().case_list(None).await?.iter().rev() {
            let case = engine::parse(row)?;
            let told =
                case.authority_told.as_ref().map_or("-".to_owned(), |told| time(&settings.policy, told.at));
            let mails = app.engine.store().outbox_of_case(&row.id).await?.len();
            rows.push(vec![
                case.number.clone(),
                case.status().to_owned(),
                case.band(&settings.policy).name().to_owned(),
                time(&settings.policy, instant(row.opened_at)),
                case.authority_due().map_or("-".to_owned(), |due| time(&settings.policy, due)),
                told,
                mails.to_string(),
            ]);
        }
        print(&table(&["case", "status", "risk", "opened", "deadline", "authority told", "mails"], &rows))
    }

    /// A mail as a person reads it.
    pub fn mail(&self, bytes: &[u8]) -> Outcome {
        let Some(mail) = MessageParser::default().parse(bytes) else { return Ok(()) };
        print(&format!("Subject: {}\n", mail.subject().unwrap_or_default()))?;
        let text = mail.body_text(0).unwrap_or_default();
        text.lines().take(45).try_for_each(|line| print(&format!("  {}", line.trim_end())))?;
        if text.lines().count() > 45 { print("  …") } else { Ok(()) }
    }
}

fn time(policy: &Policy, at: chrono::DateTime<chrono::Utc>) -> String {
    policy.calendar.local(at).format("%a %d %b %H.%M").to_string()
}

fn person(row: &OutboxRow, policy: &Policy) -> String {
    if let Some(person) = policy.contacts.person_by_email(&row.recipient) {
        let role = person.roles.first().map_or("", |role| role.name()).replace('-', " ");
        return format!("{} ({role})", person.name);
    }
    match policy.contacts.contacts_by_email(&row.recipient).next() {
        Some(contact) => format!("{}, {}", contact.party, contact.name),
        None => row.recipient.clone(),
    }
}

/// The reason of a history entry, out of its payload.
fn reason(entry: &Entry) -> Option<Phrase> {
    let payload: serde_json::Value = serde_json::from_slice(entry.payload.as_deref()?).ok()?;
    serde_json::from_value(payload.get("reason")?.clone()).ok()
}

/// Why this person, where the role before it does not say it.
fn why(row: &OutboxRow) -> &'static str {
    match row.reason.as_str() {
        "told_as_stand_in" => ", who stands in",
        "told_as_fallback" => ", as nobody else is left",
        "told_holds" => ", who holds the case",
        "told_named" => ", who is named on the case",
        "told_list" => ", on the contact list",
        "receipt_to_reporter" => ", who reported it",
        _ => "",
    }
}

/// What the mail is, in a few words.
fn what(row: &OutboxRow) -> &'static str {
    let template = Template::ALL.into_iter().find(|one| one.name() == row.template);
    match template {
        Some(Template::Acknowledgement) => "receipt: what was understood and what is missing",
        Some(Template::ProcessorReceipt) => "receipt to the supplier, with what the law asks of it",
        Some(Template::MissingInformation) => "asks for what is still missing",
        Some(Template::NewCase) => "a case: what happened, the deadline, how to answer",
        Some(Template::OutOfHours) => "a case out of hours: you hold the privacy officer's tasks now",
        Some(Template::RiskProposal) => "new information, and what it means for the risk",
        Some(Template::ListSecurity) => "the security list: check your side, call us",
        Some(Template::ListPrivacy) => "the privacy list: check your side, call us",
        Some(Template::Reminder) => "reminder",
        Some(Template::Escalation) => "escalation: nobody has the case in hand, or the deadline is near",
        Some(Template::Overdue) => "the deadline has passed: say why, and act",
        Some(Template::CommandReceipt) => "receipt: what your lines changed",
        Some(Template::Unverified) => "somebody tried to change the case and was not believed",
        Some(Template::InYourName) => "a mail came in your name and was not believed",
        Some(Template::BounceEscalation) => "a colleague cannot be reached: you stand in",
        Some(Template::MeasureReminder) => "a measure of yours is due",
        Some(Template::MeasureEvaluation) => "did the measures work?",
        Some(Template::GroupInvitation) => "the action group meets: an invitation for the calendar",
        Some(Template::GroupFollowup) => "about the action group",
        Some(Template::PersonsLetter) => "a draft of the letter to the persons affected",
        Some(Template::Closed) => "the case is closed",
        Some(Template::Digest) => "a sign of life and what is open; from now on each working morning",
        Some(Template::Alarm) => "mail cannot be read or sent",
        Some(Template::YearlyReview) => "the year in figures, for the management",
        Some(Template::AuthorityPackage) => "the notice to the authority, field by field, ready to paste",
        Some(Template::AuthoritySupplement) => "what is new since the authority was notified, to send on",
        Some(Template::ControllerBrief) => "a brief for a controller",
        Some(Template::ExternalChase) => "a question to somebody outside",
        Some(Template::ContactVerification) => "the question whether a row of the contact lists is right",
        Some(Template::ContactReceipt) => "what an answer to that changed",
        None => "a mail",
    }
}
