//! Signatures on a mail, as those who handle the case are told of them. They decide nothing: who may steer a case is
//! [`super::gate`]'s to say, and a signed text can be sent again by anybody who has it.

use serde_json::Value;

use crate::mail::Reading;
use crate::phrase::Phrase;

/// One sentence a signature that holds, or that is a known person's and does not; others say nothing to a reader.
pub fn said(reading: &Reading) -> Vec<Phrase> {
    let named = reading.signatures.iter().filter_map(|one| Some((one.valid, one.who.as_deref()?)));
    let key = |valid| if valid { "signed_valid" } else { "signed_broken" };
    named.map(|(valid, who)| Phrase::new(key(valid)).with("who", who)).collect()
}

/// A history payload with the mail's signatures, and that it came encrypted.
pub fn noted(mut payload: Value, reading: &Reading) -> Value {
    if !reading.signatures.is_empty() {
        payload["signatures"] = serde_json::to_value(&reading.signatures).unwrap_or_default();
    }
    if reading.opened {
        payload["encrypted"] = Value::Bool(true);
    }
    payload
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Signature, SignatureKind};

    #[test]
    fn only_what_a_known_person_signed_is_told() {
        let signature = |valid, who: Option<&str>| Signature {
            kind: SignatureKind::Openpgp,
            valid,
            who: who.map(str::to_owned),
            why: "why".to_owned(),
        };
        let mut reading = Reading::unreadable("");
        assert_eq!(noted(serde_json::json!({ "mail": 1 }), &reading), serde_json::json!({ "mail": 1 }));
        reading.signatures =
            vec![signature(true, Some("Kari")), signature(false, Some("Ola")), signature(false, None)];
        let keys: Vec<String> = said(&reading).into_iter().map(|phrase| phrase.key).collect();
        assert_eq!(keys, ["signed_valid", "signed_broken"]);
        let payload = noted(serde_json::json!({ "mail": 1 }), &reading);
        assert_eq!(payload["signatures"].as_array().map(Vec::len), Some(3));
        assert_eq!(payload["signatures"][0]["kind"], "openpgp");
    }
}
