//! S36: a national number sent by e-mail without encryption to or from outside is a breach in itself; between our own
//! people it is none, but not recommended.

use serde::{Deserialize, Serialize};

use crate::contacts::is_within;
use crate::mail::reading::{Mailbox, Reading, RedactionKind};

/// Where a mail with a readable national number went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Travelled {
    /// From one of ours to our own people only.
    Inside,
    /// From outside, or to somebody outside.
    Outside,
}

/// Whether a mail carried a national number openly, and where to. None where it carried none, where no own domain is
/// known, or where it came encrypted to us. Else that the number could be read says that the mail was not; encryption
/// between mail servers does not count, for nobody can see afterwards that it held all the way. Accounts and cards are not
/// meant by the rule. What was sent as Bcc is not known.
pub fn travelled(reading: &Reading, address: Option<&str>, domains: &[String]) -> Option<Travelled> {
    let holds = reading.redactions.iter().any(|one| one.kind == RedactionKind::NationalId && one.count > 0);
    if !holds || domains.is_empty() || reading.opened {
        return None;
    }
    let ours = |mailbox: &Mailbox| is_ours(&mailbox.address, address, domains);
    // Without a readable sender nobody knows that it came from inside.
    let inside = reading.from.as_ref().is_some_and(ours) && reading.to.iter().chain(&reading.cc).all(ours);
    Some(if inside { Travelled::Inside } else { Travelled::Outside })
}

/// In a domain of ours or below it, or the breach mailbox itself, with a token after its name or without.
fn is_ours(mailbox: &str, address: Option<&str>, domains: &[String]) -> bool {
    let mailbox = mailbox.to_lowercase();
    let Some((local, domain)) = mailbox.rsplit_once('@') else { return false };
    let name = local.split_once('+').map_or(local, |(name, _)| name);
    domains.iter().any(|own| is_within(domain, &own.to_lowercase()))
        || address
            .and_then(|own| own.rsplit_once('@'))
            .is_some_and(|own| own.0.eq_ignore_ascii_case(name) && own.1.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::reading::Redaction;

    /// From, To, Cc; domains; what follows.
    fn went(from: &str, to: &[&str], cc: &[&str], kind: RedactionKind) -> Option<Travelled> {
        let mailbox = |address: &&str| Mailbox { name: None, address: (*address).to_owned() };
        let reading = Reading {
            from: Some(mailbox(&from)).filter(|from| !from.address.is_empty()),
            to: to.iter().map(mailbox).collect(),
            cc: cc.iter().map(mailbox).collect(),
            redactions: vec![Redaction { kind, count: 1 }],
            ..Reading::unreadable("")
        };
        travelled(&reading, Some("avvik@varsling.example"), &["eksempel.no".to_owned()])
    }

    #[test]
    fn a_mail_from_outside_or_to_somebody_outside_carried_it_openly() {
        use RedactionKind::NationalId;
        use Travelled::{Inside, Outside};
        let ours = "avvik@varsling.example";
        for (from, to, cc, where_to) in [
            ("a@eksempel.no", &[ours][..], &[][..], Inside),
            ("a@eksempel.no", &["avvik+abcdefgh12345678@varsling.example"], &["b@skole.eksempel.no"], Inside),
            ("a@eksempel.no", &[], &[], Inside),
            ("a@EKSEMPEL.no", &[ours], &[], Inside),
            ("a@example.org", &[ours], &[], Outside),
            ("a@eksempel.no", &[ours, "b@example.org"], &[], Outside),
            ("a@eksempel.no", &[ours], &["b@example.org"], Outside),
            ("a@eksempel.no", &["annen@varsling.example"], &[], Outside),
            ("a@ikke-eksempel.no", &[ours], &[], Outside),
            ("", &[ours], &[], Outside),
        ] {
            assert_eq!(went(from, to, cc, NationalId), Some(where_to), "{from} {to:?} {cc:?}");
        }
    }

    #[test]
    fn accounts_are_not_meant_and_without_own_domains_the_rule_says_nothing() {
        assert_eq!(went("a@example.org", &[], &[], RedactionKind::BankAccount), None);
        let mut reading = Reading::unreadable("");
        reading.redactions = vec![Redaction { kind: RedactionKind::NationalId, count: 1 }];
        assert_eq!(travelled(&reading, Some("avvik@eksempel.no"), &[]), None);
        let domains = ["eksempel.no".to_owned()];
        assert_eq!(travelled(&reading, None, &domains), Some(Travelled::Outside));
        reading.opened = true;
        assert_eq!(travelled(&reading, None, &domains), None, "what came encrypted was not sent openly");
    }
}
