//! What the officer writes below a field's label may be an order: `Hold utenfor: …` is no further line of the consequences,
//! and must not go with them to a controller, the authority or the persons affected (design promise 5).

use crate::mail::Reading;
use crate::report::{Field, Found, Report, Value};

/// From so many characters on, a mail program may have wrapped the line of an order.
const WRAPPED_FROM: usize = 62;

/// These fields of a mail, each as far as the first line that was read as an order, or that wanted to be one; those of which
/// nothing is left are left out.
pub fn without_orders(reading: &Reading, fields: &[Field]) -> Report {
    let orders: Vec<String> = reading
        .commands
        .iter()
        .map(|line| &line.raw)
        .chain(reading.misread.iter().map(|line| &line.raw))
        .map(|raw| even(raw))
        .collect();
    let cut = |text: &str| {
        let is_order = |line: &&str| {
            let line = even(line);
            let wrapped = line.chars().count() >= WRAPPED_FROM;
            !line.is_empty() && orders.iter().any(|raw| *raw == line || wrapped && raw.starts_with(&line))
        };
        text.lines().take_while(|line| !is_order(line)).collect::<Vec<_>>().join("\n").trim_end().to_owned()
    };
    let shortened = |found: &Found| {
        let raw = cut(&found.raw);
        let value = match &found.value {
            Value::Text(text) => Value::Text(cut(text)),
            Value::Answer { answer, text } => Value::Answer { answer: *answer, text: cut(text) },
            other => other.clone(),
        };
        let is_empty = raw.is_empty() || matches!(&value, Value::Text(text) if text.is_empty());
        (!is_empty).then(|| Found { value, raw, ..found.clone() })
    };
    let named = reading.report.iter().filter(|(field, _)| fields.contains(field));
    named.filter_map(|(field, found)| Some((*field, shortened(found)?))).collect()
}

/// White space evened.
fn even(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Context, read};

    fn left(text: &str, field: Field) -> Option<String> {
        let raw = format!(
            "From: kari@eksempel.no\r\nSubject: SV: [AVVIK-2026-0001] Nytt avvik\r\nIn-Reply-To: <a@b.no>\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{}",
            text.replace('\n', "\r\n")
        );
        let reading = read(raw.as_bytes(), &Context::default());
        without_orders(&reading, &[field]).remove(&field).map(|found| found.raw)
    }

    #[test]
    fn a_field_ends_where_an_order_begins() {
        let text = "Mulige konsekvenser: Svindel,\nog frykt\nHold utenfor: Per Berg, fordi han er mistenkt\nog mer om ham";
        assert_eq!(left(text, Field::Consequences).as_deref(), Some("Svindel,\nog frykt"));
        let misread = "Mulige konsekvenser: Svindel\nMeldt Datatilsynet: snart, tror jeg";
        assert_eq!(left(misread, Field::Consequences).as_deref(), Some("Svindel"));
        let nothing = "Mulige konsekvenser:\nLukk: fordi det ikke var noe";
        assert_eq!(left(nothing, Field::Consequences), None);
        let several = "Hva har skjedd: Vi mistet en liste.\nDen lå i en konvolutt.";
        assert_eq!(
            left(several, Field::WhatHappened).as_deref(),
            Some("Vi mistet en liste.\nDen lå i en konvolutt.")
        );
    }
}
