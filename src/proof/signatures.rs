//! Judges the signatures of one header block: first what needs no key, then key by key, then whose domain it is.

use chrono::{DateTime, Utc};
use mail_auth::common::crypto::{Algorithm, CryptoError, HashAlgorithm};
use mail_auth::common::headers::Header;
use mail_auth::common::verify::VerifySignature;
use mail_auth::dkim::{Canonicalization, DkimError, Signature};
use mail_auth::dmarc::Alignment;
use mail_auth::dmarc::verify::DmarcParameters;
use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, DnsError, Error,
    MessageAuthenticator, Parameters, SpfOutput,
};

use super::MAX_SIGNATURES;
use super::lookups::Lookups;
use crate::mail::authenticity::{CheckedSignature, DmarcRecord, Hindrance, OwnCheck, SignatureOutcome};
use crate::mail::signed::BodyHashes;

/// Fields that stand once (RFC 5322 section 3.6, RFC 2045 section 3). A second one is not signed, and a reader might
/// take it for the first (RFC 6376 section 8.15).
const ONCE: [&str; 13] = [
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];
/// RFC 8301 section 3.2.
const SHORTEST_RSA_BITS: usize = 1024;
/// More names in `h=` than any signer writes.
const MAX_SIGNED_FIELDS: usize = 200;

/// With the line ends that the signer saw; a Maildir keeps lines with LF alone.
pub fn with_line_ends(block: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(block.len() + 128);
    for line in block.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                all.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                all.extend_from_slice(b"\r\n");
            }
            None => all.extend_from_slice(line),
        }
    }
    all
}

/// Checks a header block against the body's hashes.
pub async fn check(
    authenticator: &MessageAuthenticator,
    block: &[u8],
    hashes: &BodyHashes,
    now: DateTime<Utc>,
) -> OwnCheck {
    let unusable = |why: String| OwnCheck::hindered(Hindrance::Header(why));
    let Some(mut message) = AuthenticatedMessage::parse(block) else {
        return unusable("it is not well formed".to_owned());
    };
    let is_named = |name: &[u8], field: &str| name.eq_ignore_ascii_case(field.as_bytes());
    let count = |field: &str| message.headers.iter().filter(|(name, _)| is_named(name, field)).count();
    if let Some(field) = ONCE.iter().find(|field| count(field) > 1) {
        return unusable(format!("it holds more than one {field}"));
    }
    let has_subject = count("subject") > 0;
    let [from] = message.from.as_slice() else {
        return unusable("it does not name one sender".to_owned());
    };
    let from = from.clone();
    let domain = from.rsplit_once('@').map(|(_, domain)| normal_domain(domain)).unwrap_or_default();
    let mut signatures = broken(&message);
    put_hashes(&mut message, hashes);
    message.dkim_headers.truncate(MAX_SIGNATURES);
    message.dkim_headers.retain_mut(|header| {
        let signature = &mut header.header;
        // Neither reports to the signer nor a third party's word; both would be further questions.
        (signature.r, signature.atps, signature.atpsh) = (false, None, None);
        let why = not_believed(signature, has_subject, &domain, now);
        signatures.extend(why.map(|why| checked(signature, SignatureOutcome::Ignored, why)));
        why.is_none()
    });
    let lookups = Lookups::new();
    let asked = Parameters::new(&message).with_txt_cache(&lookups);
    let mut outputs = authenticator.verify_dkim(asked).await;
    // Those without a signature are the broken ones, which stand there already.
    outputs.retain(|output| output.signature().is_some());
    let mut dmarc = None;
    for output in &outputs {
        let Some(signature) = output.signature() else { continue };
        let (outcome, why) = outcome(output, signature, &lookups);
        let mut found = checked(signature, outcome, why);
        if outcome == SignatureOutcome::Pass {
            let record = record(authenticator, &message, output, &lookups).await;
            found.aligned =
                normal_domain(&signature.d) == domain || *record.dkim_result() == DmarcResult::Pass;
            dmarc = Some(stated(&record));
        }
        let done = found.aligned;
        // The genuine and the hopeful first: they are what is told.
        signatures.insert(0, found);
        if done {
            break;
        }
    }
    OwnCheck { from: Some(from), signatures, dmarc, hindrance: None }
}

/// The hashes that the reader made, in the place of those of no body.
fn put_hashes(message: &mut AuthenticatedMessage<'_>, hashes: &BodyHashes) {
    for (form, algorithm, length, hash) in &mut message.body_hashes {
        let known = match (*form, *algorithm, *length) {
            (Canonicalization::Simple, HashAlgorithm::Sha256, 0) => hashes.simple.as_deref(),
            (Canonicalization::Relaxed, HashAlgorithm::Sha256, 0) => hashes.relaxed.as_deref(),
            _ => None,
        };
        *hash = known.map(bytes).unwrap_or_default();
    }
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.as_bytes().chunks_exact(2);
    digits
        .filter_map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap_or_default(), 16).ok())
        .collect()
}

/// Signatures that cannot be read, or speak of a part of the body.
fn broken(message: &AuthenticatedMessage<'_>) -> Vec<CheckedSignature> {
    let domain =
        |header: &Header<'_, Error>| Signature::parse(header.value).map(|one| one.d).unwrap_or_default();
    let told = |header: &Header<'_, Error>| {
        let why = match header.header {
            Error::Dkim(DkimError::SignatureLength) => "covers a part of the body only",
            _ => "cannot be read",
        };
        CheckedSignature {
            domain: domain(header),
            outcome: SignatureOutcome::Ignored,
            why: why.to_owned(),
            aligned: false,
        }
    };
    message.errors.iter().take(MAX_SIGNATURES).map(told).collect()
}

fn checked(signature: &Signature, outcome: SignatureOutcome, why: &str) -> CheckedSignature {
    CheckedSignature { domain: signature.d.clone(), outcome, why: why.to_owned(), aligned: false }
}

/// Why a signature counts for nothing, whatever its key says.
fn not_believed(
    signature: &Signature,
    has_subject: bool,
    domain: &str,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    let covers = |field: &str| signature.h.iter().any(|name| name.eq_ignore_ascii_case(field));
    let now = u64::try_from(now.timestamp()).unwrap_or_default();
    let wrong = [
        (!may_align(&normal_domain(&signature.d), domain), "is of another domain than From"),
        (signature.v != 1, "has no version"),
        (signature.a == Algorithm::RsaSha1, "is made with SHA-1"),
        (signature.h.len() > MAX_SIGNED_FIELDS, "names too many fields"),
        (!covers("from"), "does not cover From"),
        (has_subject && !covers("subject"), "does not cover Subject"),
        (signature.x != 0 && signature.x <= now, "is expired"),
    ];
    wrong.into_iter().find(|(is_so, _)| *is_so).map(|(_, why)| why)
}

/// Whether two domains could be of one organisation: they share two labels at least. Spares the question otherwise, and
/// keeps a record that a top-level domain may have from making one organisation of all below it.
fn may_align(one: &str, other: &str) -> bool {
    let shared = one.rsplit('.').zip(other.rsplit('.')).take_while(|(one, other)| one == other);
    shared.filter(|(label, _)| !label.is_empty()).count() >= 2
}

fn normal_domain(domain: &str) -> String {
    let domain = domain.trim_end_matches('.');
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_ascii_lowercase())
}

fn outcome(
    output: &DkimOutput<'_>,
    signature: &Signature,
    lookups: &Lookups,
) -> (SignatureOutcome, &'static str) {
    let key = lookups.key(&signature.domain_key());
    let is_short = signature.a != Algorithm::Ed25519Sha256
        && key.as_ref().is_some_and(|key| key.bits < SHORTEST_RSA_BITS);
    match output.result() {
        _ if is_short => (SignatureOutcome::Fail, "has a key that is too short"),
        // Without the key's own words nothing is believed.
        DkimResult::Pass => match key {
            Some(key) if !key.is_testing => (SignatureOutcome::Pass, "is genuine"),
            _ => (SignatureOutcome::Ignored, "has a key in test mode"),
        },
        DkimResult::TempError(_) => (SignatureOutcome::Temporary, "could not be checked"),
        DkimResult::Neutral(error) | DkimResult::Fail(error) | DkimResult::PermError(error) => {
            (SignatureOutcome::Fail, words(error))
        }
        DkimResult::None => (SignatureOutcome::Fail, "could not be checked"),
    }
}

fn words(error: &Error) -> &'static str {
    match error {
        Error::Dkim(DkimError::FailedBodyHashMatch) => "does not fit the body, which was changed on the way",
        Error::Dkim(DkimError::SignatureExpired) => "is expired",
        Error::Dkim(DkimError::RevokedPublicKey) => "has a key that was withdrawn",
        Error::Dkim(DkimError::FailedAuidMatch) => "names an identity of another domain",
        Error::Dns(DnsError::RecordNotFound(_)) => "has no key in the DNS",
        Error::Crypto(CryptoError::FailedVerification | CryptoError::Library(_)) => {
            "does not fit the mail's header"
        }
        Error::Dns(_) | Error::Crypto(_) | Error::ParseError => "has a key that cannot be used",
        _ => "is not genuine",
    }
}

/// The DMARC record that holds for the From domain, and whether this signature is aligned by it.
async fn record<'x>(
    authenticator: &MessageAuthenticator,
    message: &'x AuthenticatedMessage<'x>,
    output: &'x DkimOutput<'x>,
    lookups: &'x Lookups,
) -> DmarcOutput {
    // The envelope is not known here; DKIM alone must do.
    let spf = SpfOutput::default();
    let asked = DmarcParameters::new(message, std::slice::from_ref(output), "", &spf);
    let asked = Parameters::new(asked).with_txt_cache(lookups).with_ipv4_cache(lookups);
    authenticator.verify_dmarc(asked).await
}

fn stated(found: &DmarcOutput) -> DmarcRecord {
    match (found.dmarc_record(), found.dkim_result()) {
        (Some(record), _) => DmarcRecord::Found { strict: record.adkim == Alignment::Strict },
        (None, DmarcResult::TempError(_)) => DmarcRecord::Unknown,
        (None, _) => DmarcRecord::Absent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_that_share_less_than_two_labels_are_of_no_one_organisation() {
        for (one, other, may) in [
            ("b.no", "b.no", true),
            ("mail.b.no", "b.no", true),
            ("a.b.no", "c.b.no", true),
            ("b.no", "c.no", false),
            ("evilb.no", "b.no", false),
            ("no", "b.no", false),
            ("no", "no", false),
            ("", "b.no", false),
            ("..", "..", false),
        ] {
            assert_eq!(may_align(one, other), may, "{one} {other}");
        }
    }

    #[test]
    fn lines_end_as_the_signer_saw_them() {
        assert_eq!(with_line_ends(b"A: b\nC: d\r\n\n"), b"A: b\r\nC: d\r\n\r\n");
        assert_eq!(with_line_ends(b"A: b"), b"A: b");
    }
}
