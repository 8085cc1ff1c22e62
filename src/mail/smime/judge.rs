//! Whether a signature that fits is also to be believed: who issued the certificate, for what, until when, and whether it
//! belongs to the mail's author (RFC 8550 sections 3 and 4).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use rustls::pki_types::{CertificateDer, UnixTime};
use webpki::{
    EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeId, KeyPurposeIdIter, KeyUsage,
    RequiredEkuNotFoundContext,
};
use x509_cert::Certificate;
use x509_cert::ext::pkix;
use x509_cert::name::Name;
use x509_cert::spki::ObjectIdentifier;

use super::ber::{self, Elements};
use super::structure::Signer;
use super::{Issuers, Sealed};
use crate::mail::message::{Message, truncate};
use crate::mail::reading::{Signature, SignatureKind};

/// id-kp-emailProtection and anyExtendedKeyUsage (RFC 5280 section 4.2.1.12), as their bytes.
const EMAIL_PROTECTION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
const ANY_USAGE: &[u8] = &[0x55, 0x1d, 0x25, 0];
const ALTERNATIVE_NAMES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const EMAIL_IN_SUBJECT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
/// An rfc822Name among the names of a certificate.
const ADDRESS: u8 = 0x81;
/// Longest name of an issuer or signer, bytes; most addresses of one certificate.
const MAX_NAME: usize = 200;
const MAX_ADDRESSES: usize = 20;

/// Says of a signature whether it is valid, whose it is, and why.
pub fn judge(sealed: &Sealed, message: &Message, issuers: &Issuers) -> Signature {
    let signer = match &sealed.signer {
        Ok(signer) => signer,
        Err(why) => return said(false, None, (*why).to_owned()),
    };
    let addresses = addresses(&signer.certificate);
    let from = message.from.first().map(|from| from.address.as_str()).filter(|_| message.from_count == 1);
    let own = addresses.iter().find(|one| from.is_some_and(|from| from.eq_ignore_ascii_case(one)));
    let subject = &signer.certificate.tbs_certificate.subject;
    let named = own.or(addresses.first()).cloned().or_else(|| name(subject));
    let believed = believed(signer, message, issuers);
    // A name that no known issuer stands for is only a word.
    let who = named.clone().filter(|_| believed.is_ok());
    let whole = match sealed.alone {
        true => Ok(()),
        false => Err("it fits, but only a part of the mail was signed".to_owned()),
    };
    let named = named.unwrap_or_else(|| "nobody".to_owned());
    let found = signer
        .fits
        .map_err(str::to_owned)
        .and_then(|()| believed.map_err(|why| format!("{why}; it names {named}")))
        .and_then(|()| match own {
            Some(_) => whole,
            None => Err(format!("it fits, but it is that of {named}, not of the mail's author")),
        });
    let more = match signer.signers {
        0 | 1 => String::new(),
        count => format!("; the first of {count} signatures was looked at"),
    };
    match found {
        Ok(()) => said(true, who, format!("{}{more}", praise(signer, issuers))),
        Err(why) => said(false, who, format!("{why}{more}")),
    }
}

fn said(valid: bool, who: Option<String>, why: String) -> Signature {
    Signature { kind: SignatureKind::Smime, valid, who, why }
}

fn praise(signer: &Signer, issuers: &Issuers) -> String {
    let issuer = name(&signer.certificate.tbs_certificate.issuer).unwrap_or_else(|| "an issuer".to_owned());
    let known = if issuers.of_the_house { "in [smime] ca_file" } else { "among this machine's roots" };
    format!(
        "unchanged since it was signed; certificate from {issuer}, known {known}; whether it was revoked was not asked"
    )
}

/// The certificate's use, validity and chain.
fn believed(signer: &Signer, message: &Message, issuers: &Issuers) -> Result<(), String> {
    let fields = &signer.certificate.tbs_certificate;
    let damaged = |_| "the signer's certificate is damaged".to_owned();
    let usages = fields.get::<pkix::KeyUsage>().map_err(damaged)?;
    let named = fields.get::<pkix::ExtendedKeyUsage>().map_err(damaged)?;
    let may_sign = usages.is_none_or(|(_, may)| may.digital_signature() || may.non_repudiation());
    if !may_sign || named.is_none() {
        return Err(NOT_FOR_MAIL.to_owned());
    }
    let arrived = message.received.or(message.date);
    let arrived = arrived.and_then(|at| u64::try_from(at.timestamp()).ok()).map(Duration::from_secs);
    let at =
        arrived.or(signer.signed_at).ok_or("neither the mail nor the signature says when it was written")?;
    chain(signer, at, issuers)?;
    let begins = fields.validity.not_before.to_unix_duration();
    match signer.signed_at {
        Some(signed) if signed < begins => Err("it was signed before the certificate was valid".to_owned()),
        _ => Ok(()),
    }
}

const NOT_FOR_MAIL: &str = "it fits, but the certificate is not one for signing mail";

fn chain(signer: &Signer, at: Duration, issuers: &Issuers) -> Result<(), String> {
    let roots = issuers.certificates.iter().filter_map(|text| STANDARD.decode(text).ok());
    let roots: Vec<CertificateDer<'_>> = roots.map(CertificateDer::from).collect();
    let anchors: Vec<_> = roots.iter().filter_map(|one| webpki::anchor_from_trusted_cert(one).ok()).collect();
    let der = CertificateDer::from(signer.bytes.as_slice());
    let others: Vec<_> = signer.others.iter().map(|one| CertificateDer::from(one.as_slice())).collect();
    let certificate = EndEntityCert::try_from(&der).map_err(|error| in_words(&error))?;
    let time = UnixTime::since_unix_epoch(at);
    let all = webpki::ALL_VERIFICATION_ALGS;
    let found = certificate.verify_for_usage(all, &anchors, &others, time, ForMail, None, None);
    found.map(|_| ()).map_err(|error| in_words(&error))
}

fn in_words(error: &Error) -> String {
    let day = |time: &UnixTime| {
        let at = i64::try_from(time.as_secs()).ok().and_then(|secs| DateTime::from_timestamp(secs, 0));
        at.map_or_else(|| "long ago".to_owned(), |at| at.format("%Y-%m-%d").to_string())
    };
    match error {
        Error::CertExpired { not_after, .. } => {
            format!("it fits, but a certificate was valid until {} only", day(not_after))
        }
        Error::CertNotValidYet { not_before, .. } => {
            format!("it fits, but a certificate is valid from {} only", day(not_before))
        }
        Error::UnknownIssuer => {
            "it fits, but who issued the certificate is not known here ([smime] ca_file names whom to trust)"
                .to_owned()
        }
        Error::RequiredEkuNotFoundContext(_) | Error::EmptyEkuExtension | Error::CaUsedAsEndEntity => {
            NOT_FOR_MAIL.to_owned()
        }
        Error::InvalidSignatureForPublicKey => {
            "it fits, but the certificate does not come from the issuer that it names".to_owned()
        }
        _ => "it fits, but the certificate does not lead to an issuer that is known here".to_owned(),
    }
}

/// A certificate for mail; an issuer's says so too or says nothing (RFC 8550 section 4.4.4).
struct ForMail;

impl ExtendedKeyUsageValidator for ForMail {
    fn validate(&self, usages: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        let mut present = Vec::new();
        for usage in usages {
            let usage = usage?;
            if usage == KeyPurposeId::new(EMAIL_PROTECTION) || usage == KeyPurposeId::new(ANY_USAGE) {
                return Ok(());
            }
            present.push(usage.to_decoded_oid());
        }
        if present.is_empty() {
            return Ok(());
        }
        let required = KeyUsage::required(EMAIL_PROTECTION);
        Err(Error::RequiredEkuNotFoundContext(RequiredEkuNotFoundContext { required, present }))
    }
}

/// The mail addresses that the certificate was issued for; those in the subject only where it names none elsewhere
/// (RFC 8550 section 3).
fn addresses(certificate: &Certificate) -> Vec<String> {
    let fields = &certificate.tbs_certificate;
    let extensions = fields.extensions.iter().flatten().filter(|one| one.extn_id == ALTERNATIVE_NAMES);
    let names = extensions.filter_map(|one| Elements(one.extn_value.as_bytes()).next_of(ber::SEQUENCE));
    let named: Vec<String> = names
        .flat_map(|names| names.elements())
        .filter(|one| one.tag == ADDRESS)
        .filter_map(|one| plain(one.content))
        .take(MAX_ADDRESSES)
        .collect();
    if named.is_empty() { attribute(&fields.subject, EMAIL_IN_SUBJECT).into_iter().collect() } else { named }
}

/// What a person calls it.
fn name(name: &Name) -> Option<String> {
    attribute(name, COMMON_NAME).or_else(|| attribute(name, ORGANISATION))
}

fn attribute(name: &Name, kind: ObjectIdentifier) -> Option<String> {
    let mut attributes = name.0.iter().flat_map(|one| one.0.iter());
    attributes.find(|one| one.oid == kind).and_then(|one| plain(one.value.value()))
}

/// A text of a certificate on one line, if it is one.
fn plain(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    truncate(&mut text, MAX_NAME);
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
