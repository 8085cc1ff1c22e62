//! What a failure report says: RFC 3464 where it is kept to, else by the words that mail servers use.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use super::class::{auto_submitted, has_null_return_path};
use super::decode::normal_address;
use super::message::{Message, Part, field, truncate};
use super::reading::{Bounce, BounceAction};
use super::thread::message_ids;

/// Characters of a body that are searched.
const MAX_SEARCHED: usize = 100_000;

/// Subjects of failure reports (M21), at the start.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^\W*(\[?(undeliver(able|ed)|undelivered mail|delivery (status|failure|failed|has failed|error|notification|report|delayed)|",
        r"delivery unsuccessful|unable to deliver|returned mail|mail (delivery|system|could not|not delivered|status|failure)|failure (notice|notification|delivery)|(failed (mail|delivery|to deliver)|mail failed)|",
        r"non[- ]?(delivery|delivered|deliverable|receipt)|not delivered|could not deliver|could ?n[o']t send|message (delivery|status|undeliverable|not delivered|delayed|could not|rejected|not sent)|",
        r"(your )?(message|mail|email) (to .{0,80} )?(was|could|has|cannot|can't|is)? ?(not|been)? ?(be )?(undeliverable|delivered|returned|rejected|delayed|bounced)|",
        r"warning: (could not send|message|e?-?mail)|e-?mail (delivery|could not|undeliverable|address|not delivered)|rejected|error (sending|delivering)|bounce|nondeliverable|ndn:|dsn:|",
        r"automatically rejected|blocked|user unknown|permanent (failure|delivery)|temporary delivery|address (not found|change|unknown)|considered unsolicited|nicht zustellbar|unzustellbar|zustellung|",
        r"kan ikke leveres|ikke levert|levering(s)? ?(forsinket|feil|status|mislyktes|mislykket)|returnert|kunne ikke levere|ikkje levert|kan ikkje leverast|",
        r"olevererbart|kunde inte levereras|kunne ikke leveres|ikke-levering|échec|message non|non remis|correo devuelto|mensaje|mancata consegna))",
    ))
});
/// Body phrases of failure reports.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"could ?n[o']t be delivered|could not be (sent|processed|delivered)|was ?n[o']t delivered|not (been )?delivered|delivery (to|of|has|failed|attempt)|undeliverable|",
        r"(user|recipient|address|mailbox|account|domain|host) (is )?(unknown|not found|rejected|unavailable|invalid|does ?n[o']t exist|disabled|inactive|full|over quota)|",
        r"unknown (user|recipient|address|mailbox)|no such (user|recipient|mailbox|person|address)|over quota|quota exceeded|mailbox (is )?full|",
        r"returned (to|mail)|unable to deliver|permanent (fatal )?error|fatal errors|failed (recipient|permanently|address)|following (address|recipient|addresses)|",
        r"did not reach|kunne ikke leveres|ikke levert|ble avvist|kan ikke leveres|finnes ikke|nicht zugestellt|",
        r"\b5\d\d[ -]\d\.\d{1,3}\.\d{1,3}|(smtp|said|error|response|code|status)\W{1,12}[45]\d\d\b|\b(550|551|552|553|554)[ -]|rcpt to:|",
        r"this message was created automatically by mail|i'm sorry to have to inform you|original message (follows|was received|headers)|bounced",
    ))
});
static DAEMON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(mailer[-_.]?daemon|mail[-_.]?daemon|post[-_]?master|mailmaster|mdaemon|maildelivery|mail\.?system|mailsystem|bounces?|ndr|microsoftexchange[0-9a-f]+|mailerdaemon)([+=-].*)?$",
    )
});
static AMAZON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#""notificationType\\?"\s*:\s*\\?"(Bounce|Delivery)\\?""#));
/// Senders that also write other mails: they need more signs.
static ROBOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(no-?reply|do-?not-?reply|errors?|root|mail|mailadmin|listmaster|emailgateway|admin)([+=-].*)?$",
    )
});
static DELAYED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"delayed|warning: (could not send|message still)|forsinket|still being retried|will (be retried|retry|continue to (try|attempt))|not been delivered yet|temporarily",
    )
});
static STATUS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[^\d.])([245]\.\d{1,2}\.\d{1,3})(?:[^\d.]|\.?\s|$)"));
static REPLY_CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\d.])([45])[0-7]\d(?:[ :#-]|$)"));
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[\p{L}0-9!#$%&'*+/=?^_`{|}~.-]+@[\p{L}0-9-]+(?:\.[\p{L}0-9-]+)+"));
static MESSAGE_ID: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^[>\s]*message-id:\s*(<[^<>\s]{3,900}>)"));
/// Lines that name the recipient.
static RECIPIENT_LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?m)^.{0,40}(rcpt to:|(final|original)-recipient:|failed( recipients?)?:|recipient( address)?( \(s\))?:|delivered to|delivery to|deliver(ed|y)? (your )?(message|mail) to|",
        r"following (address|recipient)|invalid (address|recipient)|unknown (user|address|recipient|local)|user unknown|no such|does not exist|ikke levert|kunne ikke|finnes ikke|wasn't delivered to|was not delivered to).*$",
    ))
});

fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text).case_insensitive(true).size_limit(1 << 23).build().expect("a constant pattern")
}

/// Why a mail without a delivery-status part is a failure report all the same; `None` where it is not.
/// A person who writes about a failure, or forwards one, has neither its sender nor its return path.
pub fn signs(message: &Message) -> Option<String> {
    if message.field("x-failed-recipients").is_some() {
        return Some("X-Failed-Recipients".to_owned());
    }
    if let Some(kind) = amazon_notice(message) {
        return Some(format!("Amazon SES says {kind:?}"));
    }
    let subject = message.subject.as_deref().unwrap_or_default();
    let null = has_null_return_path(message);
    let daemon = is_daemon(message);
    let machine = null || daemon || is_robot(message);
    if !machine
        || auto_submitted(message).as_deref() == Some("auto-replied") && !daemon && !SUBJECT.is_match(subject)
    {
        return None;
    }
    let failure_subject = SUBJECT.is_match(subject);
    let body = searched(message);
    let failure_body = BODY.is_match(&body);
    let returned = returned_fields(message).is_some();
    if !null && !daemon {
        let coded = REPLY_CODE.is_match(&body) || STATUS.is_match(&body);
        let sure = failure_subject && failure_body && (returned || coded);
        return sure.then(|| "a robot, the subject and the codes of a failure report".to_owned());
    }
    let sender = if null { "a null return path" } else { "a mail daemon" };
    match (failure_subject, failure_body, returned) {
        (true, _, _) => Some(format!("{sender} and the subject of a failure report")),
        (false, true, true) => Some(format!("{sender}, words of a failure and the returned mail")),
        (false, true, false) if daemon && (null || REPLY_CODE.is_match(&body) || STATUS.is_match(&body)) => {
            Some(format!("{sender} and words of a failure"))
        }
        _ => None,
    }
}

/// Amazon SES reports by SNS as JSON in a plain mail.
fn amazon_notice(message: &Message) -> Option<BounceAction> {
    message.field("x-amz-sns-message-id")?;
    match AMAZON.captures(message.text.as_deref()?)?.get(1)?.as_str() {
        "Bounce" => Some(BounceAction::Failed),
        _ => Some(BounceAction::Delivered),
    }
}

fn is_robot(message: &Message) -> bool {
    let from = message.from.first().map(|from| from.address.as_str()).unwrap_or_default();
    from.split('@').next().is_some_and(|local| ROBOT.is_match(local))
}

fn is_daemon(message: &Message) -> bool {
    let of = |address: &str| {
        address.split('@').next().is_some_and(|local| DAEMON.is_match(local.trim_matches(['<', '"', ' '])))
    };
    let from =
        message.from.first().map(|from| from.address.as_str()).or(message.field("from")).unwrap_or_default();
    let name =
        message.from.first().and_then(|from| from.name.as_deref()).unwrap_or_default().to_ascii_lowercase();
    of(from)
        || name.contains("mail delivery")
        || name.contains("mailer-daemon")
        || name.contains("mailer daemon")
        || message.field("from").is_some_and(|raw| raw.to_ascii_lowercase().contains("mailer-daemon"))
}

/// Reads message/delivery-status parts: of several recipients the worst one.
pub fn from_status(message: &Message) -> Option<Bounce> {
    let statuses =
        message.parts.iter().filter(|part| part.depth == 0 && part.media_type.ends_with("delivery-status"));
    let mut best: Option<Bounce> = None;
    for part in statuses {
        for group in groups(part.text.as_deref().unwrap_or_default()) {
            if let Some(bounce) = recipient(&group)
                && best.as_ref().is_none_or(|known| rank(bounce.action) < rank(known.action))
            {
                best = Some(bounce);
            }
        }
    }
    let mut best = best?;
    if best.recipient.is_none() || best.status.is_none() {
        let words = from_words(message);
        best.recipient = best.recipient.or(words.recipient);
        best.status = best.status.or(words.status);
    }
    best.original_message_id = original_message_id(message);
    Some(best)
}

fn rank(action: BounceAction) -> u8 {
    match action {
        BounceAction::Failed => 0,
        BounceAction::Delayed => 1,
        BounceAction::Relayed => 2,
        BounceAction::Expanded => 3,
        BounceAction::Delivered => 4,
    }
}

/// The blocks of fields of a delivery status (RFC 3464 section 2.1), folded lines joined.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let mut groups = vec![Vec::new()];
    for line in text.lines() {
        let open = groups.last_mut().filter(|group: &&mut Vec<(String, String)>| !group.is_empty());
        if line.trim().is_empty() {
            if open.is_some() {
                groups.push(Vec::new());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = open.and_then(|group| group.last_mut()) {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let (Some((name, value)), Some(group)) = (line.split_once(':'), groups.last_mut()) {
            group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

fn recipient(group: &[(String, String)]) -> Option<Bounce> {
    let diagnostic = field(group, "diagnostic-code").unwrap_or_default();
    let address = field(group, "original-recipient").and_then(typed_address);
    let address = field(group, "final-recipient").and_then(typed_address).or(address);
    let action = field(group, "action").and_then(action);
    if address.is_none() && action.is_none() {
        return None;
    }
    let stated =
        field(group, "status").and_then(|value| STATUS.captures(value)).map(|found| found[1].to_owned());
    // `5.0.0` says nothing; the server's own words often say more.
    let vague = stated.as_deref().is_none_or(|status| status.ends_with(".0.0"));
    let status =
        if vague { STATUS.captures(diagnostic).map(|found| found[1].to_owned()).or(stated) } else { stated };
    let action = action.unwrap_or(BounceAction::Failed);
    Some(Bounce {
        action,
        permanent: is_permanent(action, status.as_deref(), diagnostic),
        status,
        recipient: address,
        original_message_id: None,
    })
}

fn action(value: &str) -> Option<BounceAction> {
    let word = value.split([' ', ';', '(']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match word.as_str() {
        "failed" | "failure" | "fail" => BounceAction::Failed,
        "delayed" => BounceAction::Delayed,
        "delivered" | "deliverable" => BounceAction::Delivered,
        "relayed" => BounceAction::Relayed,
        "expanded" => BounceAction::Expanded,
        _ => return None,
    })
}

/// `rfc822; <kari@eksempel.no>`, or the address alone.
fn typed_address(value: &str) -> Option<String> {
    let address = value.split_once(';').map(|(_, address)| address).unwrap_or(value);
    ADDRESS.find(address).and_then(|found| normal_address(found.as_str()))
}

/// Only a failure can be permanent; then its class digit says, else the SMTP reply code; unsaid it is permanent.
fn is_permanent(action: BounceAction, status: Option<&str>, text: &str) -> bool {
    if action != BounceAction::Failed {
        return false;
    }
    match status.and_then(|status| status.chars().next()) {
        Some('4') => false,
        Some(_) => true,
        None => REPLY_CODE.captures(text).is_none_or(|found| &found[1] == "5"),
    }
}

/// Reads a failure report that has no delivery status.
pub fn from_words(message: &Message) -> Bounce {
    let body = searched(message);
    let subject = message.subject.as_deref().unwrap_or_default();
    let status = STATUS.captures(&body).or_else(|| STATUS.captures(subject)).map(|found| found[1].to_owned());
    let unsaid = status.as_deref().is_none_or(|status| status.starts_with('4'));
    let delayed = unsaid && (DELAYED.is_match(subject) || DELAYED.is_match(&body));
    let said = if delayed { BounceAction::Delayed } else { BounceAction::Failed };
    let action = amazon_notice(message).unwrap_or(said);
    Bounce {
        action,
        permanent: is_permanent(action, status.as_deref(), &body),
        recipient: recipient_in_words(message, &body),
        status,
        original_message_id: original_message_id(message),
    }
}

/// X-Failed-Recipients; else an address in a telling line; else any address that is not ours or the server's own;
/// else the To of the returned mail.
fn recipient_in_words(message: &Message, body: &str) -> Option<String> {
    if let Some(found) = message.field("x-failed-recipients").and_then(|value| ADDRESS.find(value)) {
        return normal_address(found.as_str());
    }
    let told: Vec<&str> = message.to.iter().map(|to| to.address.as_str()).collect();
    let from = message.from.first().map(|from| from.address.as_str()).unwrap_or_default();
    let returned = returned_fields(message);
    let sender = returned.and_then(|fields| field(fields, "from")).unwrap_or_default().to_ascii_lowercase();
    let fits = |address: &&str| {
        let local = address.split('@').next().unwrap_or_default();
        let lower = address.to_ascii_lowercase();
        !told.iter().any(|known| known.eq_ignore_ascii_case(address))
            && !from.eq_ignore_ascii_case(address)
            && !sender.contains(&lower)
            && (!DAEMON.is_match(local) || local.len() > 12)
    };
    // A Message-ID looks like an address.
    let is_id = |line: &&str| line.to_ascii_lowercase().contains("message-id");
    let own_words: String = body.lines().filter(|line| !is_id(line)).collect::<Vec<_>>().join("\n");
    let telling = RECIPIENT_LINE
        .find_iter(&own_words)
        .flat_map(|line| {
            ADDRESS
                .find_iter(
                    own_words
                        .get(line.start()..(line.end() + 200).min(own_words.len()))
                        .unwrap_or(line.as_str()),
                )
                .collect::<Vec<_>>()
        })
        .map(|found| found.as_str())
        .find(|address| fits(address));
    let any = || ADDRESS.find_iter(&own_words).map(|found| found.as_str()).find(|address| fits(address));
    let to = || {
        returned
            .and_then(|fields| field(fields, "to"))
            .and_then(|value| ADDRESS.find(value))
            .map(|found| found.as_str())
    };
    telling.or_else(to).or_else(any).and_then(normal_address)
}

/// The fields of the mail that came back: a nested mail, or text/rfc822-headers (RFC 6522 section 4).
fn returned_fields(message: &Message) -> Option<&[(String, String)]> {
    message
        .parts
        .iter()
        .find(|part| part.depth == 0 && !part.fields.is_empty())
        .map(|part| part.fields.as_slice())
}

fn returned_header_text(message: &Message) -> impl Iterator<Item = &str> {
    let is_header =
        |part: &&Part| part.media_type.contains("rfc822") || part.media_type.ends_with("delivery-status");
    message.parts.iter().filter(is_header).filter_map(|part| part.text.as_deref())
}

fn original_message_id(message: &Message) -> Option<String> {
    // The order is that of how well each is tied to the mail that failed.
    let nested = returned_fields(message).and_then(|fields| field(fields, "message-id")).map(str::to_owned);
    let in_text = || {
        returned_header_text(message).chain(message.text.as_deref()).find_map(|text| {
            MESSAGE_ID.captures(text.get(..MAX_SEARCHED).unwrap_or(text)).map(|found| found[1].to_owned())
        })
    };
    let answered = || message.field("in-reply-to").or(message.field("references")).map(str::to_owned);
    let stated = || {
        returned_header_text(message)
            .flat_map(str::lines)
            .find(|line| {
                line.to_ascii_lowercase().starts_with("x-original-message-id:")
                    || line.to_ascii_lowercase().starts_with("original-message-id:")
            })
            .map(str::to_owned)
    };
    nested
        .or_else(stated)
        .or_else(|| envelope_id(message))
        .or_else(in_text)
        .or_else(answered)
        .and_then(|value| message_ids(&value).into_iter().next())
}

/// The ENVID that we gave at the hand-over: the Message-ID (RFC 3464 section 2.2.1). Some servers leave it in xtext.
fn envelope_id(message: &Message) -> Option<String> {
    let statuses =
        message.parts.iter().filter(|part| part.depth == 0 && part.media_type.ends_with("delivery-status"));
    let groups = statuses.flat_map(|part| groups(part.text.as_deref().unwrap_or_default()));
    let stated = groups.into_iter().find_map(|group| field(&group, "original-envelope-id").map(from_xtext));
    stated.filter(|id| id.contains('@'))
}

/// `+XX` is a byte in upper-case hexadecimal digits (RFC 3461 section 4).
fn from_xtext(text: &str) -> String {
    let byte = |at: usize| match text.as_bytes().get(at..at + 3) {
        Some([b'+', digits @ ..]) if !digits.iter().any(u8::is_ascii_lowercase) => {
            std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok())
        }
        _ => None,
    };
    let (mut plain, mut at) = (Vec::with_capacity(text.len()), 0);
    while let Some(own) = text.as_bytes().get(at) {
        let coded = byte(at).filter(u8::is_ascii_graphic);
        plain.push(coded.unwrap_or(*own));
        at += if coded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}

/// All the report's own words: its bodies and text parts, not the returned mail.
fn searched(message: &Message) -> String {
    let mut all = message.text.clone().unwrap_or_default();
    if let Some(html) = &message.html {
        all.push('\n');
        all.push_str(&super::html::to_text(html, super::html::Quotes::Keep).text);
    }
    for part in message.parts.iter().filter(|part| part.depth == 0 && part.fields.is_empty()) {
        if part.media_type.starts_with("message/") {
            all.push('\n');
            all.push_str(part.text.as_deref().unwrap_or_default());
        }
    }
    truncate(&mut all, MAX_SEARCHED);
    all
}

#[cfg(test)]
mod tests {
    use super::super::message::parse;
    use super::*;

    /// A report with the status alone, as a server writes it that returns nothing of the mail.
    fn report(envelope_id: &str) -> Option<String> {
        let raw = format!(
            "From: MAILER-DAEMON@b.no\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n\
             --x\r\n\r\nIt failed.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.b.no\r\n\
             {envelope_id}\r\nFinal-Recipient: rfc822; ola@b.no\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x--\r\n"
        );
        from_status(&parse(raw.as_bytes()).expect("readable")).expect("a bounce").original_message_id
    }

    #[test]
    fn the_envelope_id_tells_which_mail_failed_where_nothing_of_it_came_back() {
        let ours = Some("0193+a=b@eksempel.no".to_owned());
        assert_eq!(report("Original-Envelope-Id: 0193+a=b@eksempel.no\r\n"), ours);
        assert_eq!(report("Original-Envelope-Id: 0193+2Ba+3Db@eksempel.no\r\n"), ours);
        assert_eq!(report("Original-Envelope-Id: <0193+a=b@eksempel.no>\r\n"), ours);
        assert_eq!(report("Original-Envelope-Id: QQ314159\r\n"), None);
        assert_eq!(report("Arrival-Date: Fri, 13 Mar 2026 10:00:00 +0100\r\n"), None);
    }
}
