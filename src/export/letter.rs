//! The draft of the letter to the persons affected, as a Word file to finish and send (S53, S93, GDPR art. 34(2)).

use chrono::{DateTime, Utc};

use super::paper::{About, Paper};
use super::{ExportError, Voice, docx};
use crate::case::Case;
use crate::case::notice::{Attachment, LetterPart, NoticeData};

/// What a notice that carries the letter carries as a file.
///
/// # Errors
/// The file could not be written.
pub fn file(
    data: &NoticeData,
    case: &Case,
    voice: &Voice<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Attachment>, ExportError> {
    if data.letter.is_empty() {
        return Ok(None);
    }
    let bytes = docx::write(&paper(&data.letter, voice, now))?;
    let name = voice.pick(["brev", "brev", "letter"]);
    Ok(Some(Attachment {
        name: format!("{}-{name}.docx", case.number.to_lowercase()),
        media_type: docx::MEDIA_TYPE.to_owned(),
        bytes,
    }))
}

/// The letter alone: it is for the persons affected, so no case number and nothing of the handling stands in it (R16).
fn paper(parts: &[LetterPart], voice: &Voice<'_>, now: DateTime<Utc>) -> Paper {
    let organisation = &voice.policy.organisation.name;
    let title = voice.pick([
        "Melding om personopplysningene dine",
        "Melding om personopplysningane dine",
        "About your personal data",
    ]);
    let mut paper = Paper::new(About {
        title: title.to_owned(),
        subject: String::new(),
        author: organisation.clone(),
        language: voice.language().to_owned(),
        at: Some(now),
        footer: organisation.clone(),
    });
    for part in parts {
        if let Some(heading) = &part.heading {
            paper.heading(2, voice.say(heading));
        }
        let lines: Vec<String> = part.lines.iter().map(|line| voice.say(line)).collect();
        if part.listed {
            paper.bullets(lines);
        } else {
            for line in lines {
                paper.paragraph(line);
            }
        }
    }
    paper
}
