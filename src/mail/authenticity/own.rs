//! What our own DKIM and DMARC check found (RFC 6376, RFC 9989), and what that proves.
//!
//! A genuine signature by the domain of From proves the sender. A broken one proves nothing: servers on the way and
//! Exchange at delivery change bodies (M11), so our own check never finds a forgery.

use super::{Accept, Authenticity, LATER, Verdict, same_domain, verdict};

/// What a verdict by our own check names as its method.
pub const METHOD: &str = "own-dkim";

/// What came of one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureOutcome {
    /// Genuine.
    Pass,
    /// Not genuine, or there is no such key.
    Fail,
    /// Of a kind that is not believed: expired, a part of the body only, a key in test mode, a stranger's.
    Ignored,
    /// The DNS did not answer; later it may.
    Temporary,
}

/// One DKIM-Signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSignature {
    /// The signing domain, `d=`.
    pub domain: String,
    pub outcome: SignatureOutcome,
    /// Why, as the end of the sentence "the signature of DOMAIN …".
    pub why: String,
    /// The signing domain is the From domain or, where its DMARC record allows it, of the same organisation.
    pub aligned: bool,
}

/// The DMARC record that holds for the From domain (RFC 9989 section 4.10); asked for only where a signature is genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DmarcRecord {
    /// `strict`: `adkim=s`, only the very domain counts.
    Found {
        strict: bool,
    },
    Absent,
    /// The DNS did not answer.
    Unknown,
}

/// Why signatures could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The header is not such that a signature could prove it; trying again does not help.
    Header(String),
    /// The DNS did not answer in time.
    NoAnswer,
}

/// What our own check found about one mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnCheck {
    /// The address in From as the checked header has it. The reader's must be the same.
    pub from: Option<String>,
    pub signatures: Vec<CheckedSignature>,
    pub dmarc: Option<DmarcRecord>,
    pub hindrance: Option<Hindrance>,
}

impl OwnCheck {
    /// A check that could not be made.
    pub fn hindered(hindrance: Hindrance) -> OwnCheck {
        OwnCheck { hindrance: Some(hindrance), ..OwnCheck::default() }
    }

    /// The proof of this From address, if there is one and it is accepted.
    pub(super) fn proof(&self, from: &str, accept: &[Accept]) -> Option<Authenticity> {
        let is_theirs = self.from.as_deref().is_some_and(|checked| same_address(checked, from));
        let accepted = accept.contains(&Accept::DkimAligned)
            || accept.contains(&Accept::Dmarc) && matches!(self.dmarc, Some(DmarcRecord::Found { .. }));
        if !is_theirs || !accepted {
            return None;
        }
        let genuine = |one: &&CheckedSignature| one.outcome == SignatureOutcome::Pass && one.aligned;
        let found = self.signatures.iter().find(genuine)?;
        let why = format!("our own check found a genuine signature of {} for the From domain", found.domain);
        Some(verdict(Verdict::Authenticated, why, Some(METHOD)))
    }

    /// Why there is no proof.
    pub(super) fn why_not(&self, from: &str, accept: &[Accept]) -> String {
        let temporary =
            self.signatures.iter().find(|signature| signature.outcome == SignatureOutcome::Temporary);
        match (&self.hindrance, temporary) {
            (Some(Hindrance::Header(why)), _) => {
                return format!("our own check cannot use the header: {why}");
            }
            (Some(Hindrance::NoAnswer), _) => {
                return format!("the DNS did not answer, so its signature could not be checked; {LATER}");
            }
            (None, Some(one)) => {
                return format!(
                    "the DNS did not answer, so the signature of {} could not be checked; {LATER}",
                    one.domain
                );
            }
            (None, None) => {}
        }
        let genuine = self.signatures.iter().find(|one| one.outcome == SignatureOutcome::Pass);
        match genuine {
            Some(_) if self.dmarc == Some(DmarcRecord::Unknown) => {
                format!("the DNS did not answer, so the DMARC record could not be read; {LATER}")
            }
            Some(_) if !self.from.as_deref().is_some_and(|checked| same_address(checked, from)) => {
                "the signed From field can be read in two ways".to_owned()
            }
            Some(one) if one.aligned && !accept.contains(&Accept::DkimAligned) => {
                "the From domain has no DMARC record, and the configuration accepts nothing else".to_owned()
            }
            Some(one) => format!("the genuine signature is of {}, not of the From domain", one.domain),
            None => match self.signatures.first() {
                Some(one) => format!("the signature of {} {}", one.domain, one.why),
                None => "the mail bears no signature that counts".to_owned(),
            },
        }
    }
}

fn same_address(one: &str, other: &str) -> bool {
    match (one.rsplit_once('@'), other.rsplit_once('@')) {
        (Some((one, domain)), Some((other, others))) => {
            one.eq_ignore_ascii_case(other) && same_domain(domain, others)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::reading::{Mailbox, Reading};
    use super::super::{AuthservId, Rule, is_own_check_wanted, judge};
    use super::*;
    use crate::mail::BodyHashes;

    fn reading(headers: &str) -> Reading {
        let mut reading = Reading::unreadable("");
        reading.from = Some(Mailbox { name: None, address: "kari@b.no".to_owned() });
        reading.trace.from_count = 1;
        reading.body_hashes = Some(BodyHashes::default());
        let fields = headers.lines().filter_map(|line| line.split_once(": "));
        reading.trace.fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        reading
    }

    fn rule(accept: &[Accept]) -> Rule {
        let authserv_id = Some(AuthservId::Named("mx.eksempel.no".to_owned()));
        Rule { authserv_id, accept: accept.to_vec(), required: true }
    }

    fn signature(domain: &str, outcome: SignatureOutcome, aligned: bool) -> CheckedSignature {
        CheckedSignature { domain: domain.to_owned(), outcome, why: "is so".to_owned(), aligned }
    }

    fn check(signatures: Vec<CheckedSignature>, dmarc: DmarcRecord) -> OwnCheck {
        OwnCheck { from: Some("Kari@b.no".to_owned()), signatures, dmarc: Some(dmarc), hindrance: None }
    }

    #[test]
    fn a_genuine_signature_of_the_from_domain_proves_the_sender_and_nothing_else_does() {
        use SignatureOutcome::{Fail, Ignored, Pass, Temporary};
        const FOUND: DmarcRecord = DmarcRecord::Found { strict: false };
        let both = [Accept::Dmarc, Accept::DkimAligned];
        let one = |outcome, aligned| vec![signature("b.no", outcome, aligned)];
        let elsewhere = OwnCheck { from: Some("ola@b.no".to_owned()), ..check(one(Pass, true), FOUND) };
        for (name, check, accept, believed, says) in [
            ("genuine", check(one(Pass, true), FOUND), &both[..], true, "genuine signature of b.no"),
            ("without a record", check(one(Pass, true), DmarcRecord::Absent), &both[..], true, "b.no"),
            ("dmarc alone, with a record", check(one(Pass, true), FOUND), &both[..1], true, "b.no"),
            (
                "dmarc alone, without",
                check(one(Pass, true), DmarcRecord::Absent),
                &both[..1],
                false,
                "no DMARC",
            ),
            (
                "dmarc alone, unknown",
                check(one(Pass, true), DmarcRecord::Unknown),
                &both[..1],
                false,
                "later helps",
            ),
            ("neither accepted", check(one(Pass, true), FOUND), &[Accept::Auth][..], false, "our own server"),
            ("a stranger's", check(one(Pass, false), FOUND), &both[..], false, "not of the From domain"),
            ("broken", check(one(Fail, true), FOUND), &both[..], false, "the signature of b.no is so"),
            ("not believed", check(one(Ignored, true), FOUND), &both[..], false, "is so"),
            ("no answer", check(one(Temporary, false), FOUND), &both[..], false, "later helps"),
            ("another From", elsewhere, &both[..], false, "two ways"),
            (
                "the second of two",
                check(vec![signature("list.org", Fail, false), signature("b.no", Pass, true)], FOUND),
                &both[..],
                true,
                "b.no",
            ),
            ("out of time", OwnCheck::hindered(Hindrance::NoAnswer), &both[..], false, "later helps"),
            ("a bad header", OwnCheck::hindered(Hindrance::Header("so".to_owned())), &both[..], false, "so"),
        ] {
            let found = judge(&reading(""), &rule(accept), Some(&check));
            assert_eq!(found.verdict == Verdict::Authenticated, believed, "{name}: {}", found.why);
            assert_ne!(found.verdict, Verdict::Forged, "{name}");
            assert!(found.why.contains(says), "{name}: {}", found.why);
            assert_eq!(found.method.as_deref() == Some(METHOD), believed, "{name}");
        }
    }

    #[test]
    fn the_receiving_servers_word_stands_above_our_own_check() {
        const OUR: &str =
            "received: from x by mx.eksempel.no with ESMTPS id 1; Fri, 13 Mar 2026 10:00:00 +0100";
        let own = check(
            vec![signature("b.no", SignatureOutcome::Pass, true)],
            DmarcRecord::Found { strict: false },
        );
        let rule = rule(&[Accept::Dmarc, Accept::DkimAligned]);
        for (result, expected, wanted) in [
            ("dmarc=fail header.from=b.no", Verdict::Forged, false),
            ("dmarc=pass header.from=b.no", Verdict::Authenticated, false),
            ("dmarc=none header.from=b.no", Verdict::Authenticated, true),
        ] {
            let reading = reading(&format!("authentication-results: mx.eksempel.no; {result}\n{OUR}"));
            assert_eq!(judge(&reading, &rule, Some(&own)).verdict, expected, "{result}");
            assert_eq!(is_own_check_wanted(&reading, &rule), wanted, "{result}");
        }
        let mut two = reading("");
        two.trace.from_count = 2;
        assert_eq!(judge(&two, &rule, Some(&own)).verdict, Verdict::Forged);
        assert!(!is_own_check_wanted(&two, &rule));
    }

    #[test]
    fn the_dns_is_asked_only_where_an_answer_could_count() {
        let both = [Accept::Dmarc, Accept::DkimAligned];
        assert!(is_own_check_wanted(&reading(""), &rule(&both)));
        assert!(!is_own_check_wanted(&reading(""), &rule(&[Accept::Auth])), "not accepted");
        assert!(!is_own_check_wanted(&reading(""), &Rule { required: false, ..rule(&both) }), "not needed");
        let unsigned = Reading { body_hashes: None, ..reading("") };
        assert!(!is_own_check_wanted(&unsigned, &rule(&both)), "no signature");
    }
}
