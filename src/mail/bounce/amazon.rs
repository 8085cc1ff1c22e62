//! Amazon SES tells of bounces, complaints and deliveries by SNS: JSON in a plain mail.

use serde::Deserialize;
use serde_json::Value;

use super::recipient::typed;
use super::status;
use crate::mail::message::Message;
use crate::mail::reading::{Bounce, BounceAction};
use crate::mail::wording::start;

/// Bytes of a notification that are read.
const MAX_JSON: usize = 200_000;

/// What SES tells of.
#[derive(Clone, Debug, PartialEq)]
pub enum Notification {
    Bounce(Bounce),
    /// A recipient called the mail spam.
    Complaint,
}

/// Reads the notification; `None` where the mail is none.
pub fn notification(message: &Message) -> Option<Notification> {
    message.field("x-amz-sns-message-id")?;
    let value = json(message.text.as_deref()?)?;
    // The mail may hold the whole SNS message, with the notification as a string in it.
    let inner = value.get("Message").and_then(Value::as_str).and_then(json);
    let value = inner.unwrap_or(value);
    let kind = ["notificationType", "eventType"].iter().find_map(|key| value.get(key)?.as_str())?;
    let original = value.pointer("/mail/commonHeaders/messageId").and_then(Value::as_str);
    let bounce = match kind {
        "Bounce" => failure(&value),
        "Delivery" => delivery(&value),
        "Complaint" => return Some(Notification::Complaint),
        _ => return None,
    };
    Some(Notification::Bounce(Bounce {
        original_message_id: original.map(|id| id.trim_matches(['<', '>', ' ']).to_owned()),
        ..bounce
    }))
}

/// The first JSON value of a text: below it SNS writes how to unsubscribe. sendmail breaks long lines with `!` and a
/// blank, inside of strings too.
fn json(text: &str) -> Option<Value> {
    let text = start(text.trim_start(), MAX_JSON);
    let first = |text: &str| Value::deserialize(&mut serde_json::Deserializer::from_str(text)).ok();
    let whole = || text.replace('\r', "").replace("!\n ", "");
    first(text).or_else(|| first(&whole())).filter(Value::is_object)
}

fn failure(value: &Value) -> Bounce {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let said = text("/bounce/bouncedRecipients/0/diagnosticCode");
    let stated = status::enhanced(text("/bounce/bouncedRecipients/0/status"));
    let (status, permanent) = status::judge(BounceAction::Failed, stated, said);
    Bounce {
        action: BounceAction::Failed,
        permanent: if status.is_some() { permanent } else { text("/bounce/bounceType") != "Transient" },
        status,
        recipient: typed(text("/bounce/bouncedRecipients/0/emailAddress")),
        original_message_id: None,
    }
}

fn delivery(value: &Value) -> Bounce {
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    Bounce {
        action: BounceAction::Delivered,
        permanent: false,
        status: status::enhanced(text("/delivery/smtpResponse")),
        recipient: typed(text("/delivery/recipients/0")),
        original_message_id: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message::parse;

    fn told(json: &str) -> Option<Notification> {
        let raw = format!(
            "From: no-reply@sns.example.org\r\nx-amz-sns-message-id: 1\r\n\r\n{json}\r\n\r\n--\r\nBye"
        );
        notification(&parse(raw.as_bytes()).expect("a mail"))
    }

    #[test]
    fn a_notification_names_recipient_status_and_mail() {
        let json = r#"{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"kari@b.example.org","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 no"}]},"mail":{"commonHeaders":{"messageId":"<n1@eksempel.no>"}}}"#;
        let wanted = Bounce {
            action: BounceAction::Failed,
            status: Some("5.1.1".to_owned()),
            permanent: true,
            recipient: Some("kari@b.example.org".to_owned()),
            original_message_id: Some("n1@eksempel.no".to_owned()),
        };
        assert_eq!(told(json), Some(Notification::Bounce(wanted.clone())));
        let whole = serde_json::json!({ "Type": "Notification", "Message": json }).to_string();
        assert_eq!(told(&whole), Some(Notification::Bounce(wanted.clone())));
        assert_eq!(
            told(&whole.replace("user", "us!\r\n er").replace("kari", "ka!\r\n ri")),
            Some(Notification::Bounce(wanted))
        );
        assert_eq!(told(r#"{"notificationType":"Complaint"}"#), Some(Notification::Complaint));
    }

    #[test]
    fn a_bounce_without_a_status_is_permanent_as_its_type_says() {
        for (kind, permanent) in [("Transient", false), ("Permanent", true), ("Undetermined", true)] {
            let json = format!(r#"{{"eventType":"Bounce","bounce":{{"bounceType":"{kind}"}}}}"#);
            let Some(Notification::Bounce(bounce)) = told(&json) else { panic!("{kind}") };
            assert_eq!(bounce.permanent, permanent, "{kind}");
        }
        assert_eq!(told("Hei"), None);
        assert_eq!(told("{\"Message\":\"x\"}"), None);
    }
}
