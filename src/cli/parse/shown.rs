//! A reading as a person wants to see it: what was understood, from which words, where they stood and how sure that is.

use std::path::Path;

use super::super::case::name;
use super::super::table::table;
use super::explained::Explained;
use crate::mail::{Class, Context, Forwarded, Reading};
use crate::redact::{self, Travelled, travelled};
use crate::report::{Found, Report, label};

/// Longest cell of the table, in characters.
const CELL: usize = 44;

/// Several lines, the last one empty.
pub fn shown(file: &Path, reading: &Reading, context: &Context, explained: &Explained<'_>) -> String {
    let mut file = file.display().to_string();
    redact::mask_identifier(&mut file);
    let mut lines = vec![file];
    lines.push(format!("  {} ({})", name(&reading.class), reading.reason));
    let from = reading.from.as_ref().map_or("nobody", |from| from.address.as_str());
    let subject = reading.subject.as_deref().unwrap_or("no subject");
    lines.push(format!("  from {from} · {} · {subject}", reading.language));
    lines.extend(reading.forwarded.as_ref().map(forwarded));
    if !reading.report.is_empty() {
        lines.push(String::new());
        lines.extend(
            report(&reading.report, &reading.language, explained).lines().map(|line| format!("  {line}")),
        );
        lines.push(String::new());
    }
    for line in &reading.commands {
        lines.push(format!("  command {} «{}»", line.command.name(), short(&line.raw, 70)));
    }
    for misread in &reading.misread {
        lines.push(format!("  not understood, like {}: «{}»", misread.resembles, short(&misread.raw, 70)));
    }
    if matches!(reading.class, Class::Message | Class::Unreadable) && !reading.open.is_empty() {
        let open: Vec<&str> = reading.open.iter().map(|field| label(*field, &reading.language)).collect();
        lines.push(format!("  open: {}", open.join(", ")));
    }
    for (field, found) in &reading.conflicts {
        let value = short(&explained.value(found, &reading.language), CELL);
        lines.push(format!("  also said: {} = {value} ({})", label(*field, &reading.language), found.source));
    }
    for one in &reading.unread {
        lines.push(format!("  not read ({}): {}", one.why.name(), one.name));
    }
    for one in &reading.redactions {
        lines.push(format!("  masked: {} × {}", one.count, name(&one.kind)));
    }
    lines.extend(match travelled(reading, context.address.as_deref(), &context.domains) {
        Some(Travelled::Outside) => {
            Some("  a national identity number was sent openly to or from outside".to_owned())
        }
        Some(Travelled::Inside) => {
            Some("  a national identity number was sent openly, but among our own".to_owned())
        }
        None => None,
    });
    lines.extend(explained.lines(reading).into_iter().map(|line| format!("  risk: {line}")));
    for one in &reading.signatures {
        let holds = if one.valid { "valid" } else { "not valid" };
        let who = one.who.as_deref().unwrap_or("somebody unknown");
        lines.push(format!("  signed by {who}: {holds} ({})", one.why));
    }
    for one in &reading.attachments {
        lines.push(format!("  attachment: {} ({}, {} B)", one.name, one.media_type, one.bytes));
    }
    lines.extend(reading.defects.iter().map(|defect| format!("  defect: {defect}")));
    lines.push(String::new());
    lines.join("\n")
}

fn forwarded(found: &Forwarded) -> String {
    let who = [found.name.as_deref(), found.address.as_deref()];
    let who: Vec<&str> = who.into_iter().flatten().collect();
    let about =
        found.subject.as_deref().map_or_else(String::new, |subject| format!(" «{}»", short(subject, 60)));
    format!(
        "  passed on: a mail of {}{about}",
        if who.is_empty() { "somebody".to_owned() } else { who.join(", ") }
    )
}

fn report(report: &Report, language: &str, explained: &Explained<'_>) -> String {
    let rows: Vec<Vec<String>> = report
        .iter()
        .map(|(field, found)| {
            let cells = [explained.value(found, language), found.raw.clone()].map(|text| short(&text, CELL));
            let [value, raw] = cells;
            vec![label(*field, language).to_owned(), value, raw, found.source.clone(), confidence(found)]
        })
        .collect();
    table(&["field", "understood as", "as written", "source", "confidence"], &rows)
}

fn confidence(found: &Found) -> String {
    let sure = name(&found.confidence);
    if found.prose { format!("{sure}, from a sentence") } else { sure }
}

fn short(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() <= most {
        true => line,
        false => line.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}
