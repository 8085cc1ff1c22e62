//! A notice as a finished mail: rendered, composed, with its Message-ID, before the commit. A retry sends these bytes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::history;
use super::{Engine, EngineError, Result};
use crate::case::Case;
use crate::case::notice::{Attachment, Automatic, Meeting, Notice};
use crate::export::{ExportError, Voice, authority, incident, letter};
use crate::mail::compose::{self, Outgoing};
use crate::mail::invite::{self, Invitation, Method};
use crate::phrase::Phrase;
use crate::store::{Entry, NewOutbox};
use crate::template::{Rendered, Templates};

/// How our mails name themselves.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Marks our mails in `X-Varsel-Instance`, so that we know them when they come back.
    pub instance: String,
    /// Tokens go into the Reply-To subaddress, or into the subject where subaddresses are off.
    pub token_in_subject: bool,
}

impl Engine {
    /// Renders and composes. Falls back to the built-in text where an overriding one fails on real data: a notice with
    /// a plain text is better than none.
    pub(super) fn compose(
        &self,
        case: &Case,
        notice: &Notice,
        token: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<NewOutbox> {
        self.compose_with(case, notice, token, &[], now)
    }

    /// The same with the case's history, for a notice that encloses its report.
    pub(super) fn compose_with(
        &self,
        case: &Case,
        notice: &Notice,
        token: Option<String>,
        history: &[Entry],
        now: DateTime<Utc>,
    ) -> Result<NewOutbox> {
        let organisation = &self.policy.organisation;
        let failed = |why: String| EngineError::Notice { template: notice.template.name().to_owned(), why };
        let rendered = self.rendered(notice)?;
        let (local, domain) =
            organisation.address.rsplit_once('@').unwrap_or((&organisation.address, "localhost"));
        let message_id = format!("{}@{domain}", Uuid::now_v7().simple());
        let thread = (!case.id.is_empty()).then(|| format!("{}.thread@{domain}", case.id));
        let mark = match &token {
            Some(token) if self.sender.token_in_subject => format!(" [#{token}]"),
            _ => String::new(),
        };
        let reply_to =
            token.filter(|_| !self.sender.token_in_subject).map(|token| format!("{local}+{token}@{domain}"));
        let mail = Outgoing {
            from: (Some(organisation.name.clone()), organisation.address.clone()),
            to: (notice.to.name.clone(), notice.to.email.clone()),
            envelope_from: self.envelope_from(notice),
            reply_to,
            subject: rendered.subject + &mark,
            text: rendered.text,
            html: rendered.html,
            message_id: message_id.clone(),
            date: now,
            in_reply_to: notice.in_reply_to.clone(),
            references: thread.into_iter().chain(notice.in_reply_to.clone()).collect(),
            automatic: match notice.automatic {
                Automatic::Replied => compose::Automatic::Replied,
                Automatic::Generated => compose::Automatic::Generated,
            },
            instance: self.sender.instance.clone(),
            boundary_seed: message_id.clone(),
            suppress_auto: notice.automatic == Automatic::Replied,
            attachments: self
                .attachments(case, notice, history, now)
                .map_err(|error| failed(error.to_string()))?,
            calendar: notice.calendar.as_ref().map(|meeting| self.invitation(case, notice, meeting, now)),
        };
        let finished = self.finished(case, notice, mail, &mark).map_err(|error| failed(error.to_string()))?;
        let key = &notice.key;
        Ok(NewOutbox {
            case_id: Some(case.id.clone()).filter(|id| !id.is_empty()),
            template: notice.template.name().to_owned(),
            audience: name(&notice.audience),
            recipient: notice.to.email.clone(),
            dedup_key: format!(
                "{}|{}|{}|{}|{}|{}",
                case.id, key.obligation, key.generation, key.step, key.occurrence, notice.to.email
            ),
            message_id,
            envelope_from: self.envelope_from(notice),
            subject: finished.subject,
            bytes: finished.bytes,
            priority: notice.priority,
            created_at: now.timestamp_millis(),
            next_attempt_at: now.timestamp_millis(),
            reason: notice.reason.key.clone(),
            claimed: false,
        })
    }

    /// The notice in words.
    pub(super) fn rendered(&self, notice: &Notice) -> Result<Rendered> {
        let zone = self.policy.organisation.time_zone;
        let render = |templates: &Templates| {
            templates.render(notice.template, &notice.to.language, &notice.data, zone)
        };
        render(&self.templates).or_else(|_| render(&self.builtin)).map_err(|error| EngineError::Notice {
            template: notice.template.name().to_owned(),
            why: error.to_string(),
        })
    }

    /// A meeting as the object that goes into the recipient's calendar. Nothing of the report stands in it.
    fn invitation(&self, case: &Case, notice: &Notice, meeting: &Meeting, now: DateTime<Utc>) -> String {
        let organisation = &self.policy.organisation;
        let say = |phrase: &Phrase| self.say_in(phrase, &notice.to.language);
        let about = |key: &str| {
            say(&Phrase::new(key).with("case", &case.number).with("organisation", &organisation.name))
        };
        invite::write(&Invitation {
            method: if meeting.cancelled { Method::Cancel } else { Method::Request },
            uid: meeting.uid.clone(),
            sequence: meeting.sequence,
            stamp: now,
            starts_at: meeting.starts_at,
            minutes: meeting.minutes,
            zone: organisation.time_zone,
            organizer: (organisation.name.clone(), organisation.address.clone()),
            attendee: (notice.to.name.clone(), notice.to.email.clone()),
            summary: about("group_summary"),
            place: say(&meeting.place),
            description: about("group_description"),
        })
    }

    /// What a notice carries, and the papers that are written from it in its reader's words.
    fn attachments(
        &self,
        case: &Case,
        notice: &Notice,
        history: &[Entry],
        now: DateTime<Utc>,
    ) -> std::result::Result<Vec<Attachment>, ExportError> {
        let voice = Voice::new(&self.policy, &self.templates, &notice.to.language);
        let mut papers = authority::files(&notice.data, case, &voice, now)?;
        papers.extend(letter::file(&notice.data, case, &voice, now)?);
        if notice.data.encloses_report {
            let lines: Vec<_> = history.iter().map(|entry| history::line(entry, &voice)).collect();
            papers.push(incident::report(case, &lines, &voice, now).file(&case.number)?);
        }
        Ok(notice.attachments.iter().cloned().chain(papers).collect())
    }

    /// Null towards somebody we do not know: our mail must not come back as a bounce of a forged sender.
    fn envelope_from(&self, notice: &Notice) -> Option<String> {
        (!notice.null_sender).then(|| self.policy.organisation.address.clone())
    }
}

fn name(audience: &crate::case::notice::Audience) -> String {
    serde_json::to_value(audience)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
