//! What kind of mail it is: by structure first, then by header fields, then by words. The reason is kept.
//!
//! `automatic` reads the fields that say a machine sent it, `receipt` and `feedback` know their reports, `words` is the
//! words of each language; failure reports have a room of their own (`super::bounce`).

pub mod automatic;
mod feedback;
mod receipt;
mod words;

use std::sync::LazyLock;

use regex::Regex;

use self::automatic::{
    answering_sign, auto_submitted, has_null_return_path, is_automatic, is_our_own_list, list_sign,
    our_domains,
};
use super::bounce;
use super::forward::{self, Prefix};
use super::html::{self, Quotes};
use super::itip;
use super::message::{Message, Part};
use super::reading::{Bounce, Calendar, Class, Context, RefersTo};
use super::reply;
use super::smime;
use super::wording::{any_of, folded, start, starting_with};
use crate::report;

/// Our own mails carry this field; nobody else's do.
pub const INSTANCE_FIELD: &str = "x-varsel-instance";

/// Bytes of a body in which words are looked for, and bytes of a subject.
const MAX_WORDS: usize = 20_000;
const MAX_SUBJECT: usize = 500;

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

static ABSENCE: LazyLock<Regex> = LazyLock::new(|| starting_with(words::all().map(|one| one.absence)));
static ABSENCE_WITHIN: LazyLock<Regex> = LazyLock::new(|| any_of(words::all().map(|one| one.absence_within)));
static FORMULA: LazyLock<Regex> = LazyLock::new(|| starting_with([words::FORMULAS]));
static ABSENT: LazyLock<Regex> = LazyLock::new(|| any_of(words::all().map(|one| one.absent)));
static TAKEN_IN: LazyLock<Regex> = LazyLock::new(|| any_of(words::all().map(|one| one.taken_in)));
static REPORT: LazyLock<Regex> = LazyLock::new(|| any_of(words::all().map(|one| one.report)));
static PLAIN_REPORT: LazyLock<Regex> = LazyLock::new(|| any_of(words::all().map(|one| one.plain_report)));

/// Says what kind of mail it is and why.
pub fn classify(message: &Message, refers_to: &RefersTo, context: &Context) -> Classified {
    // From the breach mailbox itself: it may be a report, but a receipt would come back to us.
    let automatic = is_automatic(message, is_our_own_list(message, context)) || is_from_us(message, context);
    let mut found = by_structure(message, context)
        .or_else(|| by_failure_signs(message))
        .or_else(|| by_fields(message, refers_to, context))
        .or_else(|| by_words(message, refers_to, context))
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

fn plain(class: Class, reason: impl Into<String>) -> Classified {
    Classified { class, reason: reason.into(), bounce: None, calendar: None, automatic: false }
}

/// A bounce by its words alone that speaks of a breach: an alert such as "Blocked: exfiltration of personal data" from a
/// null sender. Whether it names a mail of ours only the daemon knows.
pub fn may_be_report(message: &Message, class: Class) -> bool {
    let structured = || {
        message.media_type == "multipart/report"
            || message.parts.iter().any(|part| part.media_type.ends_with("delivery-status"))
    };
    class == Class::Bounce
        && !structured()
        && (REPORT.is_match(&subject(message)) || REPORT.is_match(&folded(&new_words(message), MAX_WORDS)))
}

/// Encrypted bodies and those not taken apart: a person must look at them (M22).
fn unreadable(message: &Message) -> Option<Classified> {
    if message.only_header {
        return Some(plain(Class::Unreadable, "too many nested mails or parts to take apart"));
    }
    let pgp = message.media_type == "multipart/encrypted"
        || message.media_type == "application/pgp-encrypted"
        || message.parts.iter().any(|part| part.depth == 0 && part.media_type == "application/pgp-encrypted")
        || message
            .text
            .as_deref()
            .is_some_and(|text| text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----"));
    if pgp {
        return Some(plain(Class::Unreadable, "encrypted, or signed so that its text cannot be read"));
    }
    message.parts.iter().filter(|part| part.depth == 0).find_map(|part| {
        let why = smime_part(part, message).then(|| smime::why_closed(&part.content)).flatten()?;
        Some(plain(Class::Unreadable, why))
    })
}

/// A part that may hide the mail in an S/MIME structure. Under another type it counts where the mail says nothing else.
fn smime_part(part: &Part, message: &Message) -> bool {
    let named = || part.name.as_deref().is_some_and(|name| name.to_lowercase().ends_with(".p7m"));
    match part.media_type.as_str() {
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => true,
        "application/octet-stream" => named() && message.text.is_none() && message.html.is_none(),
        _ => false,
    }
}

/// Multipart reports, our own mails, calendar methods.
fn by_structure(message: &Message, context: &Context) -> Option<Classified> {
    if let Some(reason) = receipt::by_structure(message) {
        return Some(plain(Class::Receipt, reason));
    }
    if let Some(reason) = feedback::sign(message) {
        return Some(plain(Class::Bulk, reason));
    }
    if let Some(bounce) = bounce::by_structure(message) {
        let reason = "a delivery status notification (RFC 3464)";
        return Some(Classified { bounce: Some(bounce), ..plain(Class::Bounce, reason) });
    }
    if is_own(message, context) {
        return Some(plain(Class::Own, "one of our own mails, by its instance field"));
    }
    let calendar = itip::calendar(message, context.time_zone)?;
    let reason = format!("a calendar part with method {} (RFC 5546)", calendar.method);
    Some(Classified { calendar: Some(calendar), ..plain(Class::Calendar, reason) })
}

/// A mail of this very instance. Another organisation's Varsel may report to us, and so may a colleague who writes from
/// the shared mailbox: neither is dropped.
fn is_own(message: &Message, context: &Context) -> bool {
    let mut written_by = instances(message).peekable();
    match &context.instance {
        Some(ours) => written_by.any(|one| one == ours),
        None => written_by.peek().is_some() && (is_from_us(message, context) || context.address.is_none()),
    }
}

/// Who says that a Varsel of theirs wrote it; more than one where one passed on what another wrote.
fn instances(message: &Message) -> impl Iterator<Item = &str> {
    message.fields.iter().filter(|(name, _)| name == INSTANCE_FIELD).map(|(_, value)| value.trim())
}

/// A mail that another organisation's Varsel wrote: by its own word, which spares it an answer and gives it nothing.
pub fn is_by_another_varsel(message: &Message, context: &Context) -> bool {
    auto_submitted(message).is_some() && instances(message).next().is_some() && !is_own(message, context)
}

fn is_from_us(message: &Message, context: &Context) -> bool {
    let ours = context.address.as_deref();
    ours.zip(message.from.first()).is_some_and(|(ours, from)| is_ours(&from.address, ours))
}

/// Our address, or it with a subaddress.
fn is_ours(address: &str, ours: &str) -> bool {
    let (Some((local, domain)), Some((own, own_domain))) = (address.rsplit_once('@'), ours.rsplit_once('@'))
    else {
        return false;
    };
    let local = local.split('+').next().unwrap_or_default();
    local.eq_ignore_ascii_case(own) && domain.eq_ignore_ascii_case(own_domain)
}

/// Failure reports that do not keep to RFC 3464.
fn by_failure_signs(message: &Message) -> Option<Classified> {
    let (reason, bounce) = bounce::by_words(message)?;
    Some(Classified { bounce: Some(bounce), ..plain(Class::Bounce, reason) })
}

/// RFC 3834, its forerunners, and list fields.
fn by_fields(message: &Message, refers_to: &RefersTo, context: &Context) -> Option<Classified> {
    // What a person wrote is passed on by machine: no keyword of RFC 3834, and the person's own words.
    let submitted = auto_submitted(message).filter(|keyword| keyword != "auto-forwarded");
    let by_varsel = is_by_another_varsel(message, context);
    if by_varsel && submitted.as_deref() == Some("auto-replied") {
        return Some(plain(Class::Receipt, "a receipt of another Varsel"));
    }
    if submitted.as_deref() == Some("auto-replied") {
        return Some(plain(Class::AutoReply, "Auto-Submitted: auto-replied (RFC 3834)"));
    }
    if let Some(sign) = answering_sign(message) {
        return Some(plain(Class::AutoReply, sign));
    }
    if let Some(value) = submitted {
        if is_absence(message) {
            return Some(plain(Class::AutoReply, "an absence subject on a mail that a machine sent"));
        }
        let answers = answers_us(refers_to, context);
        return Some(if says_report(message, answers) {
            plain(Class::Message, "sent by a machine, but it reads like a report")
        } else if !answers && report::is_form(&new_words(message)) {
            plain(Class::Message, "sent by a machine, but it answers the questions of a report")
        } else if by_varsel {
            plain(Class::Receipt, "a notice of another Varsel, and no word of a report")
        } else {
            plain(Class::AutoReply, format!("Auto-Submitted: {value}, and no word of a report"))
        });
    }
    // An answer to us is looked at by its words first: absence notices come through lists too.
    list_sign(message).filter(|_| !is_absence(message)).map(|sign| bulk(message, sign, refers_to, context))
}

fn bulk(message: &Message, sign: &str, refers_to: &RefersTo, context: &Context) -> Classified {
    if answers_us(refers_to, context) {
        return plain(Class::Message, "through a list, but it answers our mail");
    }
    if is_our_own_list(message, context) {
        return plain(Class::Message, "through a list of our own");
    }
    if PLAIN_REPORT.is_match(&subject(message)) {
        return plain(Class::Message, "sent to many, but its subject is that of a report");
    }
    if is_from_our_domain(message, context) && says_report(message, false) {
        return plain(Class::Message, "sent to many from our own domain, and it reads like a report");
    }
    plain(Class::Bulk, format!("sent to many: {sign}"))
}

fn is_from_our_domain(message: &Message, context: &Context) -> bool {
    let domain =
        message.from.first().and_then(|from| from.address.rsplit_once('@')).map(|(_, domain)| domain);
    domain.is_some_and(|domain| our_domains(context).any(|ours| ours.eq_ignore_ascii_case(domain)))
}

fn answers_us(refers_to: &RefersTo, context: &Context) -> bool {
    let ours = |id: &String| {
        let domain = id.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        our_domains(context).any(|known| known.eq_ignore_ascii_case(domain))
    };
    refers_to.case.is_some() || refers_to.token.is_some() || refers_to.in_reply_to.iter().any(ours)
}

/// Words, where a weaker sign of a machine stands beside them: no return path, a wish to be spared answers, a sender who
/// is no person, or an answer to a mail of ours.
fn by_words(message: &Message, refers_to: &RefersTo, context: &Context) -> Option<Classified> {
    if let Some(reason) = receipt::by_words(message) {
        return Some(plain(Class::Receipt, reason));
    }
    let absence = is_absence(message);
    let null = has_null_return_path(message);
    if absence && null {
        return Some(plain(Class::AutoReply, "an absence subject on a mail that wants no answer"));
    }
    let spared = message.field("x-auto-response-suppress");
    let spared = spared.is_some_and(|value| !value.trim().eq_ignore_ascii_case("none"));
    let answers = answers_us(refers_to, context) || !refers_to.in_reply_to.is_empty();
    let formula = || FORMULA.is_match(&subject(message));
    let doubtful = absence && (answers || spared || formula())
        || answers && (null || spared || bounce::is_by_robot(message));
    if doubtful && let Some(reason) = machine_words(message, absence, null || spared) {
        return Some(plain(Class::AutoReply, reason));
    }
    list_sign(message).map(|sign| bulk(message, sign, refers_to, context))
}

/// What the new words of a doubtful answer show it to be; nothing where they speak of a breach.
fn machine_words(message: &Message, absence: bool, wants_no_answer: bool) -> Option<&'static str> {
    let words = folded(&reply::new_text(&new_words(message)).text, MAX_WORDS);
    if REPORT.is_match(&words) {
        return None;
    }
    if absence {
        return Some("an absence subject, and no word of a report");
    }
    if wants_no_answer && ABSENT.is_match(&words) {
        return Some("the words of an absence notice on a mail that wants no answer");
    }
    let taken_in = TAKEN_IN.is_match(&words) || TAKEN_IN.is_match(&subject(message));
    taken_in.then_some("a machine's thanks for a mail of ours")
}

/// "Automatisk svar:" itself, neither a question about it nor a person's answer to it: the words end the subject, or a
/// mark follows them. GroupWise writes `Sv: X (Ikke på kontoret)`, and Domino `Kari Nordmann is out of the office`.
fn is_absence(message: &Message) -> bool {
    let written = message.subject.as_deref().unwrap_or_default();
    let prefix = forward::prefix(written);
    let subject = folded(forward::bare_subject(written), MAX_SUBJECT);
    match prefix {
        Prefix::Forward => return false,
        Prefix::Reply => return ABSENCE_WITHIN.is_match(&subject) && subject.ends_with(')'),
        Prefix::None if ABSENCE_WITHIN.is_match(&subject) => return true,
        Prefix::None => {}
    }
    ABSENCE.find(&subject).is_some_and(|words| {
        let rest = subject.get(words.end()..).unwrap_or_default().trim_start();
        let marked = rest.starts_with(|next: char| next.is_ascii_digit() || ":-–(,.!".contains(next));
        let timed = || ["til ", "until ", "from ", "fra ", "frå "].iter().any(|word| rest.starts_with(word));
        words.as_str().ends_with(':') || rest.is_empty() || marked || timed()
    })
}

/// A person answers a report or passes it on.
fn is_passed_on(message: &Message) -> bool {
    forward::prefix(message.subject.as_deref().unwrap_or_default()) != Prefix::None
}

/// Whether a machine's mail reads like a report. In an answer to us the subject is our own, and so is the quoted text.
fn says_report(message: &Message, answers_us: bool) -> bool {
    if is_absence(message) || has_null_return_path(message) && message.field("in-reply-to").is_some() {
        return false;
    }
    let words = new_words(message);
    if answers_us {
        REPORT.is_match(&folded(&reply::new_text(&words).text, MAX_WORDS))
    } else {
        REPORT.is_match(&subject(message)) || REPORT.is_match(&folded(&words, MAX_WORDS))
    }
}

fn subject(message: &Message) -> String {
    folded(message.subject.as_deref().unwrap_or_default(), MAX_SUBJECT)
}

/// The body as far as words are looked for in it.
fn new_words(message: &Message) -> String {
    match (&message.text, &message.html) {
        (Some(text), _) => start(text, MAX_WORDS).to_owned(),
        (None, Some(source)) => {
            let text = html::to_text(start(source, 10 * MAX_WORDS), Quotes::Drop).text;
            start(&text, MAX_WORDS).to_owned()
        }
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{message::parse, thread};

    fn class(fields: &str, body: &str) -> Class {
        let context = Context {
            address: Some("avvik@eksempel.no".to_owned()),
            domains: vec!["eksempel.no".to_owned()],
            ..Context::default()
        };
        let raw = format!("From: a@b.example.org\nTo: avvik@eksempel.no\n{fields}\n\n{body}\n");
        let message = parse(raw.replace('\n', "\r\n").as_bytes()).expect("a mail");
        classify(&message, &thread::refers_to(&message, &context), &context).class
    }

    #[test]
    fn an_absence_is_told_from_a_question_about_one() {
        for subject in [
            "Automatisk svar: Nytt avvik",
            "Autosvar: Nytt avvik",
            "Ute av kontoret: x",
            "Fraværende: x",
            "Fraværsmelding",
            "Automatiskt svar: x",
            "Automatic reply: x",
            "Auto reply: x",
            "Out of Office",
            "Out of the office until Monday",
            "Ikkje på kontoret: x",
            "Ola Nordmann is out of the office (returning 03/01/2026)",
            "Sv: Nytt avvik (Ikke på kontoret)",
            "Automatische Antwort: x",
        ] {
            let fields = format!("Subject: {subject}\nReturn-Path: <>\nIn-Reply-To: <n1@eksempel.no>");
            assert_eq!(class(&fields, "Tilbake mandag."), Class::AutoReply, "{subject}");
        }
        for subject in [
            "Spørsmål om automatisk svar i skjemaet",
            "Autosvaret deres virker ikke",
            "Out of office hours support?",
            "SV: Automatisk svar: Nytt avvik",
            "Ferieavviklingen og avviket",
            "Fraværet av rutiner",
        ] {
            let fields = format!("Subject: {subject}\nIn-Reply-To: <n1@eksempel.no>");
            assert_eq!(class(&fields, "Kan dere se på dette?"), Class::Message, "{subject}");
        }
    }

    #[test]
    fn the_formula_of_an_answering_machine_needs_no_other_sign_but_a_report_counts_more() {
        assert_eq!(class("Subject: Automatic reply: Your alert", "Back on Monday."), Class::AutoReply);
        assert_eq!(class("Subject: Automatisk svar: x", "Brevet kom på avveie."), Class::Message);
        assert_eq!(class("Subject: Ute av kontoret: PC-en ble stjålet", "Den lå i bilen."), Class::Message);
        assert_eq!(class("Subject: x\nAuto-Submitted: auto-forwarded", "Brevet kom bort."), Class::Message);
    }

    #[test]
    fn another_varsels_receipts_are_noted_and_our_own_mail_is_known_wherever_our_name_stands() {
        let context = Context {
            address: Some("avvik@eksempel.no".to_owned()),
            instance: Some("ours".to_owned()),
            ..Context::default()
        };
        let found = |fields: &str, body: &str| {
            let raw =
                format!("From: avvik@nabo.example\r\nTo: avvik@eksempel.no\r\n{fields}\r\n\r\n{body}\r\n");
            let message = parse(raw.as_bytes()).expect("a mail");
            let found = classify(&message, &thread::refers_to(&message, &context), &context);
            (found.class, found.automatic)
        };
        let report = "Det er meldt et avvik: personopplysninger er på avveie.";
        let theirs = "X-Varsel-Instance: theirs\r\nAuto-Submitted: auto-replied";
        assert_eq!(found(theirs, report), (Class::Receipt, true));
        let notice = theirs.replace("replied", "generated");
        assert_eq!(found(&notice, report), (Class::Message, true), "it may report to us");
        assert_eq!(found(&notice, "Hei"), (Class::Receipt, true));
        assert_eq!(found("X-Varsel-Instance: theirs", report), (Class::Message, false));
        assert_eq!(found("X-Varsel-Instance: theirs\r\nX-Varsel-Instance: ours", report).0, Class::Own);
    }

    #[test]
    fn a_receipt_in_words_needs_both_subject_and_words() {
        let body = "Meldingen din\n\nTil: Ola\nEmne: Nytt avvik\n\nble lest fredag 13. mars 2026 10:00.";
        assert_eq!(class("Subject: Lest: Nytt avvik", body), Class::Receipt);
        assert_eq!(class("Subject: Lest: Nytt avvik", "Jeg har sett på det."), Class::Message);
        assert_eq!(class("Subject: SV: Lest: Nytt avvik", body), Class::Message);
        assert_eq!(
            class("Subject: Read: the list", &format!("It was read on the bus. {}", "x ".repeat(900))),
            Class::Message
        );
    }

    #[test]
    fn a_machines_thanks_are_told_from_a_persons() {
        let answer = "In-Reply-To: <n1@eksempel.no>\nSubject: SV: Nytt avvik";
        let thanks = "Takk for din henvendelse. Saken er registrert.";
        assert_eq!(class(answer, thanks), Class::Message);
        assert_eq!(class(&format!("{answer}\nX-Auto-Response-Suppress: All"), thanks), Class::AutoReply);
        let found = class(&format!("{answer}\nX-Auto-Response-Suppress: All"), "Lekkasjen er stanset.");
        assert_eq!(found, Class::Message);
    }
}
