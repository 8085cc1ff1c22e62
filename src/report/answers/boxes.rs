//! Tick boxes and crosses (L24).

use crate::report::passage::Passage;
use crate::report::words::Sense;

/// One box each, however it was drawn.
const DRAWN: &[(&str, char)] = &[
    ("[X]", '☒'),
    ("[x]", '☒'),
    ("(x)", '☒'),
    ("(X)", '☒'),
    ("[ ]", '☐'),
    ("[]", '☐'),
    ("( )", '☐'),
    ("☑", '☒'),
    ("✓", '☒'),
    ("✔", '☒'),
    ("✗", '☒'),
    ("🗹", '☒'),
    ("□", '☐'),
    ("❑", '☐'),
];

/// The text with every box as `☒` or `☐`; `None` where it has none.
fn boxes(text: &str) -> Option<String> {
    if !text.contains(['[', '(', '☒', '☐', '☑', '✓', '✔', '✗', '🗹', '□', '❑']) {
        return None;
    }
    let mut text = text.to_owned();
    for (drawn, meant) in DRAWN.iter().filter(|(drawn, _)| !drawn.is_empty()) {
        if text.contains(drawn) {
            text = text.replace(drawn, meant.encode_utf8(&mut [0; 4]));
        }
    }
    text.contains(['☒', '☐']).then_some(text)
}

/// Each option with whether its box is ticked; the boxes stand before their words, or behind them.
pub fn options(text: &str) -> Vec<(bool, String)> {
    let Some(text) = boxes(text) else { return Vec::new() };
    let mut found = Vec::new();
    let places: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| matches!(c, '☒' | '☐')).collect();
    let before =
        places.first().is_some_and(|(at, _)| text.get(..*at).is_some_and(|head| head.trim().is_empty()))
            || text.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == '.');
    let mut start = 0;
    for (index, (at, mark)) in places.iter().enumerate() {
        let end = at + mark.len_utf8();
        let words = match before {
            true => text.get(end..places.get(index + 1).map_or(text.len(), |(next, _)| *next)),
            false => text.get(start..*at),
        };
        start = end;
        let words = words.unwrap_or_default();
        let words = if before {
            words.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()
        } else {
            words
        };
        found.push((*mark == '☒', words.trim().trim_matches([',', ';', '|', ':', '/']).trim().to_owned()));
    }
    found
}

/// The options that are ticked, where the text has tick boxes at all; `None` where it has none.
pub fn ticked(text: &str) -> Option<String> {
    let options = options(text);
    if options.is_empty() {
        return None;
    }
    let chosen: Vec<&str> = options
        .iter()
        .filter(|(ticked, _)| *ticked)
        .map(|(_, option)| option.as_str())
        .filter(|option| !option.is_empty())
        .collect();
    Some(chosen.join(", "))
}

/// A cross or tick alone in a cell.
pub fn is_cross(cell: &str) -> bool {
    matches!(
        cell.trim(),
        "x" | "X" | "☒" | "☑" | "✓" | "✔" | "✗" | "●" | "•" | "[x]" | "[X]" | "(x)" | "(X)" | "🗹"
    )
}

/// `Ja`, `Nei`, `Delvis`, `Vet ikke` alone in a cell.
pub fn is_choice(cell: &str) -> bool {
    if cell.is_empty() || cell.len() > 30 {
        return false;
    }
    let passage = Passage::new(cell);
    let span = passage.whole();
    let whole = |sense: Sense| span.sense(0, sense) == Some(span.len());
    [Sense::Yes, Sense::No, Sense::Partly, Sense::Unsure, Sense::Planned].into_iter().any(whole)
}
