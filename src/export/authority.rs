//! The notice to the authority as a file: as text to paste, and as a Word document.

use chrono::{DateTime, Utc};

use super::paper::{About, Block, Paper, Run};
use super::{ExportError, Voice, docx, edpb};
use crate::case::Case;
use crate::case::notice::{Attachment, NoticeData};
use crate::case::package::{Answer, Package, Phase, Section};
use crate::phrase::Phrase;
use crate::report::Value;
use crate::template::Templates;

fn answer(answer: &Answer, voice: &Voice<'_>) -> String {
    match answer {
        Answer::Read(found) => value(&found.value, &found.raw, voice),
        Answer::Said(phrase) => voice.say(phrase),
    }
}

/// A value that stands in no report, in words.
pub(super) fn value(value: &Value, raw: &str, voice: &Voice<'_>) -> String {
    Templates::value(value, raw, voice.language(), voice.policy.organisation.time_zone)
}

fn heading(section: &Section, voice: &Voice<'_>) -> String {
    format!("{}. {}", section.number, voice.words.form_heading(section.number))
}

fn answers(section: &Section, voice: &Voice<'_>) -> String {
    let said = section.answers.iter().map(|one| answer(one, voice).trim().to_owned());
    said.collect::<Vec<_>>().join("\n")
}

fn title(package: &Package, voice: &Voice<'_>) -> String {
    let key = match package.phase {
        Phase::First => "package_title_first",
        Phase::Full => "package_title_full",
        Phase::Supplement => "package_title_supplement",
    };
    voice.say(&Phrase::new(key).with("reference", &package.reference).with("at", package.notified_at))
}

/// The form field by field, its heading and the answer, nothing else in between: to be pasted.
pub fn text(package: &Package, voice: &Voice<'_>) -> String {
    let section = |one: &Section| format!("{}\n{}\n", heading(one, voice), answers(one, voice));
    package.sections.iter().map(section).collect::<Vec<_>>().join("\n")
}

/// The same with what to mind before it, for the terminal.
pub fn advice(package: &Package, voice: &Voice<'_>) -> String {
    let sentences = [&package.lacks, &package.before, &package.notes].into_iter().flatten();
    let mut lines = vec![title(package, voice), voice.say(&package.why)];
    lines.extend(sentences.map(|one| format!("- {}", voice.say(one))));
    lines.extend(
        package.timeline.iter().map(|line| format!("- {}: {}", voice.when(line.at), voice.say(&line.what))),
    );
    lines.join("\n")
}

/// The form as pages.
pub fn paper(package: &Package, case_number: &str, voice: &Voice<'_>, now: DateTime<Utc>) -> Paper {
    let organisation = &voice.policy.organisation;
    let headline = title(package, voice);
    let mut paper = Paper::new(About {
        title: headline.clone(),
        subject: case_number.to_owned(),
        author: organisation.name.clone(),
        language: voice.language().to_owned(),
        at: Some(now),
        footer: format!("{} · {case_number}", organisation.name),
    });
    paper.push(Block::Title(headline));
    paper.push(Block::Subtitle(format!("{} · {case_number}", organisation.name)));
    if package.phase == Phase::First {
        paper.push(Block::Note(vec![Run::plain(voice.say(&Phrase::new("form_phased")))]));
    }
    for section in &package.sections {
        paper.labelled(heading(section, voice), answers(section, voice));
    }
    if !package.timeline.is_empty() {
        paper.heading(2, voice.say(&Phrase::new("timeline_title")));
        let line =
            |one: &crate::case::package::Line| format!("{}: {}", voice.when(one.at), voice.say(&one.what));
        paper.bullets(package.timeline.iter().map(line).collect());
    }
    paper
}

/// The files that go along with a notice that holds a package: the form as a Word document, the case as the EDPB's JSON.
///
/// # Errors
/// Where the document could not be packed.
pub fn files(
    data: &NoticeData,
    case: &Case,
    voice: &Voice<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Attachment>, ExportError> {
    let Some(package) = &data.package else { return Ok(Vec::new()) };
    let name = case.number.to_lowercase();
    let docx = docx::write(&paper(package, &case.number, voice, now))?;
    let json = edpb::notification(case, voice, now);
    let json = serde_json::to_vec_pretty(&json).unwrap_or_default();
    Ok(vec![
        Attachment {
            name: format!("{name}-datatilsynet.docx"),
            media_type: docx::MEDIA_TYPE.to_owned(),
            bytes: docx,
        },
        Attachment {
            name: format!("{name}-edpb.json"),
            media_type: "application/json".to_owned(),
            bytes: json,
        },
    ])
}
