//! Any words of a mail, as body, HTML and attachment, are a report whose fields are either found or open.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use varsel::mail::{Context, html};
use varsel::report::{Parts, Source, read};

fuzz_target!(|text: &str| {
    let anchor = DateTime::parse_from_rfc3339("2026-03-13T09:30:00+01:00").expect("a time");
    let page = html::to_text(text, html::Quotes::Keep).text;
    for reply in [false, true] {
        let sources = vec![
            Source::new("body", text),
            Source::new("html", page.clone()),
            Source { pairs: vec![(text.to_owned(), page.clone())], ..Source::new("attachment:a", text) },
        ];
        let found = read(&Parts { sources, subject: text.to_owned(), reply }, anchor, &Context::default());
        for field in found.report.keys() {
            assert!(!found.open.contains(field));
        }
    }
});
