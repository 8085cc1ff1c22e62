//! Machines' reports about our mail in general: abuse, authentication, transport, unsubscription. No report of a breach.

use super::{is_passed_on, subject};
use crate::mail::bounce;
use crate::mail::message::{Message, field};

/// Why a mail is such a report.
pub fn sign(message: &Message) -> Option<&'static str> {
    let has = |kind: &str| message.parts.iter().any(|part| part.depth == 0 && part.media_type == kind);
    let report = message.report_type.as_deref().filter(|_| message.media_type == "multipart/report");
    if has("message/feedback-report") || report == Some("feedback-report") {
        return Some("a report of abuse or failed authentication (RFC 5965, RFC 6591)");
    }
    if has("application/tlsrpt+gzip") || has("application/tlsrpt+json") || report == Some("tlsrpt") {
        return Some("a report of encrypted transport (RFC 8460)");
    }
    if is_dmarc_aggregate(message) {
        return Some("an aggregate report of authentication (RFC 9990)");
    }
    if message.field("x-apple-unsubscribe").is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) {
        return Some("a mail program unsubscribes its user");
    }
    if is_complaint_of_outlook(message) {
        return Some("a complaint of Outlook.com about spam");
    }
    if bounce::is_complaint(message) {
        return Some("a complaint about spam that Amazon SES tells of");
    }
    is_bare_feedback(message).then_some("the fields of a report of abuse as text (RFC 5965)")
}

/// `Report Domain: …` and a file named `receiver!domain!begin!end` (RFC 9990, before it RFC 7489 section 7.2.1.1).
fn is_dmarc_aggregate(message: &Message) -> bool {
    let mut files =
        message.parts.iter().filter(|part| part.depth == 0).filter_map(|part| part.name.as_deref());
    files.any(is_aggregate_name) && subject(message).contains("report domain:") && !is_passed_on(message)
}

fn is_aggregate_name(name: &str) -> bool {
    let stem = [".xml.gz", ".xml", ".zip"].iter().find_map(|end| name.strip_suffix(end));
    let Some(stem) = stem else { return false };
    let parts: Vec<&str> = stem.split('!').collect();
    let is_time = |text: &&str| text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    (4..=5).contains(&parts.len()) && parts.iter().skip(2).take(2).all(is_time)
}

/// `complaint about message from 192.0.2.1` with the mail complained of, which Outlook.com has marked.
fn is_complaint_of_outlook(message: &Message) -> bool {
    const MARK: &str = "x-hmxmroriginalrecipient";
    let nested = || message.parts.iter().any(|part| part.depth == 0 && field(&part.fields, MARK).is_some());
    message.field(MARK).is_some() || subject(message).starts_with("complaint about message from") && nested()
}

/// The fields that RFC 5965 section 3.1 requires, where the mail lost its parts.
fn is_bare_feedback(message: &Message) -> bool {
    let Some(text) = &message.text else { return false };
    let text = crate::mail::wording::start(text, 20_000);
    let has = |wanted: &str| {
        text.lines()
            .any(|line| line.get(..wanted.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(wanted)))
    };
    text.contains("Feedback-Type:") && has("feedback-type:") && has("user-agent:") && has("version:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_aggregate_report_follows_its_grammar() {
        for name in
            ["mx.b.no!eksempel.no!1700000000!1700086399.xml.gz", "b.no!e.no!1700000000!1700086399!1.zip"]
        {
            assert!(is_aggregate_name(name), "{name}");
        }
        for name in ["rapport.xml", "a!b!c!d.xml", "avvik!.zip", ""] {
            assert!(!is_aggregate_name(name), "{name}");
        }
    }
}
