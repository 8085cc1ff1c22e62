//! Receipts: disposition notifications (RFC 8098), and those of mail programs that write words only.

use std::sync::LazyLock;

use regex::Regex;

use super::{is_passed_on, words};
use crate::mail::message::Message;
use crate::mail::wording::{any_of, folded, start, starting_with};

/// A receipt in words is short: longer, and it is a letter.
const LONGEST: usize = 1500;

static SUBJECT: LazyLock<Regex> = LazyLock::new(|| starting_with(words::all().map(|one| one.receipt)));
static READ: LazyLock<Regex> = LazyLock::new(|| any_of(words::all().map(|one| one.read)));

/// The reason why a mail is a disposition notification by its structure.
pub fn by_structure(message: &Message) -> Option<String> {
    let part = message.parts.iter().find(|part| {
        let kind = part.media_type.strip_prefix("message/").unwrap_or_default();
        part.depth == 0 && matches!(kind, "disposition-notification" | "global-disposition-notification")
    });
    let report = message.media_type == "multipart/report"
        && message.report_type.as_deref().is_some_and(|kind| kind == "disposition-notification");
    // Mail programs pass the parts of a receipt on as files of a person's own mail.
    if !report && (part.is_none() || message.media_type != "multipart/report" && is_passed_on(message)) {
        return None;
    }
    let text = part.and_then(|part| part.text.as_deref()).unwrap_or_default();
    Some(match disposition(text) {
        Some(what) => format!("a disposition notification: {what} (RFC 8098)"),
        None => "a disposition notification (RFC 8098)".to_owned(),
    })
}

/// What was done with the mail: `Disposition: manual-action/MDN-sent-manually; displayed/error` (RFC 8098 section 3.2.6).
fn disposition(text: &str) -> Option<&'static str> {
    const TYPES: &[&str] = &["displayed", "deleted", "denied", "dispatched", "processed", "failed"];
    let value = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("disposition").then_some(value)
    })?;
    let what = value.rsplit(';').next()?.split(['/', ',']).next()?.trim();
    TYPES.iter().copied().find(|known| what.eq_ignore_ascii_case(known))
}

/// `Lest: Nytt avvik` with the words of a receipt and nothing else: Exchange inside one organisation, and gateways that
/// take the structure away. An answer or a forward of one begins otherwise.
pub fn by_words(message: &Message) -> Option<String> {
    let subject = folded(message.subject.as_deref().unwrap_or_default(), 300);
    if !SUBJECT.is_match(&subject) {
        return None;
    }
    let body = match (&message.text, &message.html) {
        (Some(text), _) => text.trim().to_owned(),
        (None, Some(html)) => {
            use crate::mail::html::{Quotes, to_text};
            to_text(start(html, 50_000), Quotes::Keep).text.trim().to_owned()
        }
        (None, None) => String::new(),
    };
    let is_receipt = body.len() <= LONGEST && READ.is_match(&folded(&body, LONGEST));
    is_receipt.then(|| "the subject and the words of a receipt".to_owned())
}
