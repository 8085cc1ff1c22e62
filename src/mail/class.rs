//! What kind of mail it is: by structure first, then by header fields, then by words. The reason is kept.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::bounce;
use super::itip;
use super::message::Message;
use super::reading::{Bounce, Calendar, Class, Context, RefersTo};

/// Our own mails carry this field; nobody else's do.
pub const INSTANCE_FIELD: &str = "x-varsel-instance";

/// The class with its reason and what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Classified {
    pub class: Class,
    pub reason: String,
    pub bounce: Option<Bounce>,
    pub calendar: Option<Calendar>,
    /// A machine sent it: never answer it by machine (RFC 3834 section 2).
    pub automatic: bool,
}

/// Subjects of absence notices (M20), at the start of the subject after any reply prefix.
static ABSENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\s*((re|sv|svar|aw|antw)\s*:\s*)*(automatisk svar|autosvar|auto(matic)?[ -]?(reply|response|respons)|autoreply|auto\s*:|automatiskt svar|",
        r"automatische antwort|abwesenheits|out of (the )?office|ute av kontoret|ikke på kontoret|ikkje på kontoret|ikke til stede|",
        r"fravær(ende|smelding)?\b|frånvaro|ferie(avvikling|svar)?\s*(:|$)|vacation|away (from|until)|réponse automatique|respuesta automática)",
        r"|is out of the office|\(ikke på kontoret\)|\bis away\b",
    ))
});
/// A person's answer; GroupWise writes `Sv: X (Ikke på kontoret)` too, and that ends in a bracket.
static ANSWER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(re|sv|svar|aw|antw)\s*:"));
/// Words of a breach report (S90, L1): a machine's mail that has one is taken for a report (M2).
static REPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"avvik|brudd|\bbrot\b|hendelse|hending|datainnbrudd|lekkasje|på avveie|på avvege|uvedkommende|uvedkomande|personopplysning|personvern|",
        r"uautorisert|\bincident|\bbreach|data leak|leaked|unauthori[sz]ed|compromised|ransomware|løsepenge|phishing|malware|",
        r"security (alert|event)|sikkerhetsvarsel|exfiltrat|personal data|sikkerheitshending",
    ))
});
/// Plainer words, asked of bulk mail: processors do tell their customers of a breach through a list.
static STRONG_REPORT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"personvernbrudd|sikkerhetsbrudd|databrudd|datainnbrudd|brudd på personopplysning|brot på personopplysning|sikkerhetshendelse|",
        r"sikkerheitshending|avviksmelding|melding om avvik|data breach|personal data breach|security breach|security incident",
    ))
});

fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text).case_insensitive(true).build().expect("a constant pattern")
}

/// Says what kind of mail it is and why.
pub fn classify(message: &Message, refers_to: &RefersTo, context: &Context) -> Classified {
    // From the breach mailbox itself: it may be a report, but a receipt would come back to us.
    let automatic = is_automatic(message, is_our_own_list(message, context)) || is_from_us(message, context);
    let mut found = by_structure(message, context)
        .or_else(|| by_failure_signs(message))
        .or_else(|| by_fields(message, refers_to, context))
        .unwrap_or_else(|| plain(Class::Message, "a person's mail: no sign of a machine"));
    if found.class == Class::Message {
        found = unreadable(message).unwrap_or(found);
    }
    Classified {
        automatic: automatic
            || !matches!(found.class, Class::Message | Class::Own | Class::Calendar | Class::Unreadable),
        ..found
    }
}

fn plain(class: Class, reason: &str) -> Classified {
    Classified { class, reason: reason.to_owned(), bounce: None, calendar: None, automatic: false }
}

/// A bounce by its words alone that speaks of a breach: an alert such as "Blocked: exfiltration of personal data" from a
/// null sender. Whether it names a mail of ours only the daemon knows.
pub fn may_be_report(message: &Message, class: Class) -> bool {
    let structured = message.media_type == "multipart/report"
        || message.parts.iter().any(|part| part.media_type.ends_with("delivery-status"));
    let subject = message.subject.as_deref().unwrap_or_default();
    class == Class::Bounce
        && !structured
        && (REPORT.is_match(subject) || REPORT.is_match(&new_words(message)))
}

/// Encrypted bodies and those not taken apart: a person must look at them (M22).
fn unreadable(message: &Message) -> Option<Classified> {
    let encrypted = |kind: &str| {
        matches!(kind, "application/pkcs7-mime" | "application/x-pkcs7-mime" | "application/pgp-encrypted")
    };
    if message.only_header {
        return Some(plain(Class::Unreadable, "too many nested mails or parts to take apart"));
    }
    let found = message.media_type == "multipart/encrypted"
        || encrypted(&message.media_type)
        || message.parts.iter().any(|part| part.depth == 0 && encrypted(&part.media_type))
        || message
            .text
            .as_deref()
            .is_some_and(|text| text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----"));
    found.then(|| plain(Class::Unreadable, "encrypted, or signed so that its text cannot be read"))
}

/// Multipart reports, calendar methods, our own mails.
fn by_structure(message: &Message, context: &Context) -> Option<Classified> {
    let report = message.media_type == "multipart/report";
    let has = |kinds: &[&str]| {
        message.parts.iter().any(|part| part.depth == 0 && kinds.contains(&part.media_type.as_str()))
    };
    let kind = message.report_type.as_deref().unwrap_or_default();
    if has(&["message/disposition-notification", "message/global-disposition-notification"])
        || report && kind == "disposition-notification"
    {
        return Some(plain(Class::Receipt, "a disposition notification (RFC 8098)"));
    }
    if has(&["message/feedback-report"]) || report && ["feedback-report", "tlsrpt"].contains(&kind) {
        return Some(plain(Class::Bulk, "a machine's report of abuse or transport (RFC 5965, RFC 8460)"));
    }
    if has(&["message/delivery-status", "message/global-delivery-status"])
        || report && kind == "delivery-status"
    {
        let bounce = bounce::from_status(message).unwrap_or_else(|| bounce::from_words(message));
        let reason = "a delivery status notification (RFC 3464)".to_owned();
        return Some(Classified {
            class: Class::Bounce,
            reason,
            bounce: Some(bounce),
            calendar: None,
            automatic: true,
        });
    }
    if is_own(message, context) {
        return Some(plain(Class::Own, "one of our own mails, by its instance field"));
    }
    let calendar = itip::calendar(message)?;
    let reason = format!("a calendar part with method {} (RFC 5546)", calendar.method);
    Some(Classified {
        class: Class::Calendar,
        reason,
        bounce: None,
        calendar: Some(calendar),
        automatic: false,
    })
}

/// A mail of this very instance. Another organisation's Varsel may report to us, and so may a colleague who writes from
/// the shared mailbox: neither is dropped.
fn is_own(message: &Message, context: &Context) -> bool {
    let written_by = message.field(INSTANCE_FIELD).map(str::trim);
    match (&context.instance, written_by) {
        (Some(ours), Some(theirs)) => ours == theirs,
        (None, Some(_)) => is_from_us(message, context) || context.address.is_none(),
        _ => false,
    }
}

fn is_from_us(message: &Message, context: &Context) -> bool {
    let ours = context.address.as_deref();
    ours.zip(message.from.first()).is_some_and(|(ours, from)| from.address.eq_ignore_ascii_case(ours))
}

/// Bounces that do not keep to RFC 3464.
fn by_failure_signs(message: &Message) -> Option<Classified> {
    let reason = bounce::signs(message)?;
    let bounce = bounce::from_words(message);
    Some(Classified { class: Class::Bounce, reason, bounce: Some(bounce), calendar: None, automatic: true })
}

/// RFC 3834, its forerunners, and list fields.
fn by_fields(message: &Message, refers_to: &RefersTo, context: &Context) -> Option<Classified> {
    let subject = message.subject.as_deref().unwrap_or_default();
    let submitted = auto_submitted(message);
    if submitted.as_deref() == Some("auto-replied") {
        return Some(plain(Class::AutoReply, "Auto-Submitted: auto-replied (RFC 3834)"));
    }
    if let Some(sign) = autoreply_sign(message) {
        return Some(plain(Class::AutoReply, sign));
    }
    let absence = ABSENCE.is_match(subject);
    if absence && (submitted.is_some() || has_null_return_path(message)) {
        return Some(plain(Class::AutoReply, "an absence subject on a mail that a machine sent"));
    }
    if absence
        && (!refers_to.in_reply_to.is_empty() || refers_to.case.is_some() || refers_to.token.is_some())
        && !REPORT.is_match(&new_words(message))
        && starts_with_absence(subject)
    {
        return Some(plain(Class::AutoReply, "an absence subject on an answer to another mail"));
    }
    if let Some(value) = submitted {
        return Some(if says_report(message, answers_us(refers_to, context)) {
            plain(Class::Message, "sent by a machine, but it reads like a report")
        } else {
            Classified {
                reason: format!("Auto-Submitted: {value}, and no word of a report"),
                ..plain(Class::AutoReply, "")
            }
        });
    }
    bulk(message, refers_to, context)
}

/// "Automatisk svar:" itself at the start, neither a question about it nor a person's answer to it.
fn starts_with_absence(subject: &str) -> bool {
    if ANSWER.is_match(subject) && !subject.trim_end().ends_with(')') {
        return false;
    }
    ABSENCE.find(subject).is_some_and(|found| {
        subject
            .get(found.end()..)
            .is_some_and(|rest| rest.trim_start().starts_with([':', '-', '(']) || rest.trim().is_empty())
            || found.as_str().ends_with(':')
    })
}

fn bulk(message: &Message, refers_to: &RefersTo, context: &Context) -> Option<Classified> {
    let precedence = message.field("precedence").unwrap_or_default().trim().to_ascii_lowercase();
    let sign = if message.field("list-id").is_some() {
        "List-Id"
    } else if message.field("list-unsubscribe").is_some() {
        "List-Unsubscribe"
    } else if ["bulk", "list", "junk"].contains(&precedence.as_str()) {
        "Precedence"
    } else {
        return None;
    };
    if answers_us(refers_to, context) {
        return Some(plain(Class::Message, "through a list, but it answers our mail"));
    }
    if is_our_own_list(message, context) {
        return Some(plain(Class::Message, "through a list of our own"));
    }
    if STRONG_REPORT.is_match(message.subject.as_deref().unwrap_or_default()) {
        return Some(plain(Class::Message, "sent to many, but its subject is that of a report"));
    }
    Some(Classified { reason: format!("sent to many: {sign}"), ..plain(Class::Bulk, "") })
}

fn answers_us(refers_to: &RefersTo, context: &Context) -> bool {
    let ours = |id: &String| {
        let domain = id.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        our_domains(context).any(|known| known.eq_ignore_ascii_case(domain))
    };
    refers_to.case.is_some() || refers_to.token.is_some() || refers_to.in_reply_to.iter().any(ours)
}

/// The breach mailbox may itself be a group: then every report has list fields.
fn is_our_own_list(message: &Message, context: &Context) -> bool {
    let list = message.field("list-id").unwrap_or_default().to_ascii_lowercase();
    let list = list.rsplit('<').next().unwrap_or_default().trim_end_matches(['>', ' ']);
    our_domains(context).any(|domain| list.ends_with(&format!(".{}", domain.to_ascii_lowercase())))
}

fn our_domains(context: &Context) -> impl Iterator<Item = &str> {
    let own =
        context.address.as_deref().and_then(|address| address.rsplit_once('@')).map(|(_, domain)| domain);
    context.domains.iter().map(String::as_str).chain(own)
}

/// The keyword of Auto-Submitted in lower case, if it is not `no` (RFC 3834 section 5): comments and parameters go.
pub fn auto_submitted(message: &Message) -> Option<String> {
    let value = message.field("auto-submitted")?;
    let mut depth = 0_usize;
    let keyword: String = value
        .chars()
        .filter(|&character| {
            match character {
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .take_while(|&character| character != ';')
        .collect();
    let keyword = keyword.trim().to_ascii_lowercase();
    (keyword != "no" && !keyword.is_empty()).then_some(keyword)
}

/// Fields from before RFC 3834. X-Auto-Response-Suppress is none of them: it asks, it does not say (M3).
fn autoreply_sign(message: &Message) -> Option<&'static str> {
    let has = |name: &str| message.field(name).is_some();
    let is = |name: &str, value: &str| {
        message.field(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    };
    let said = |name: &str| message.field(name).is_some_and(|value| !value.trim().eq_ignore_ascii_case("no"));
    if said("x-autoreply")
        || said("x-autorespond")
        || has("x-autoresponder")
        || has("x-mail-autoreply")
        || has("x-autoreply-from")
    {
        return Some("X-Autoreply or its like");
    }
    if is("precedence", "auto_reply") || is("x-precedence", "auto_reply") {
        return Some("Precedence: auto_reply");
    }
    if is("x-apple-action", "vacation") {
        return Some("X-Apple-Action: vacation");
    }
    let agent = message.field("x-ms-exchange-generated-message-source").unwrap_or_default();
    if agent.eq_ignore_ascii_case("Mailbox Rules Agent") && has("in-reply-to") {
        return Some("generated by Exchange's mailbox rules");
    }
    None
}

/// Whether a machine's mail reads like a report. In an answer to us the subject is our own, and so is the quoted text.
fn says_report(message: &Message, answers_us: bool) -> bool {
    let subject = message.subject.as_deref().unwrap_or_default();
    if ABSENCE.is_match(subject) || has_null_return_path(message) && message.field("in-reply-to").is_some() {
        return false;
    }
    let words = new_words(message);
    if answers_us {
        REPORT.is_match(&super::reply::new_text(&words).text)
    } else {
        REPORT.is_match(subject) || REPORT.is_match(&words)
    }
}

/// The body as far as it matters for looking for words.
fn new_words(message: &Message) -> String {
    let mut words = match (&message.text, &message.html) {
        (Some(text), _) => text.clone(),
        (None, Some(html)) => super::html::to_text(html, super::html::Quotes::Drop).text,
        (None, None) => String::new(),
    };
    super::message::truncate(&mut words, 20_000);
    words
}

pub(super) fn has_null_return_path(message: &Message) -> bool {
    message.field("return-path").is_some_and(|value| value.trim() == "<>")
}

/// Whether a machine sent it or sent it on. The fields of a list of our own say nothing: behind it are persons.
fn is_automatic(message: &Message, our_own_list: bool) -> bool {
    let precedence = message.field("precedence").unwrap_or_default().trim().to_ascii_lowercase();
    let list = message.fields.iter().any(|(name, _)| name.starts_with("list-"))
        || ["bulk", "list", "junk"].contains(&precedence.as_str());
    auto_submitted(message).is_some()
        || has_null_return_path(message)
        || autoreply_sign(message).is_some()
        || list && !our_own_list
}
