//! A signature taken apart (RFC 5652 sections 3 and 5), and whether it fits what was signed. Whom it is of, and whether to
//! believe that, is asked elsewhere.

use std::borrow::Cow;
use std::time::Duration;

use cms::signed_data::{SignerIdentifier, SignerInfo};
use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use sha2::{Digest, Sha256, Sha384, Sha512};
use webpki::EndEntityCert;
use x509_cert::Certificate;
use x509_cert::attr::AttributeValue;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::spki::ObjectIdentifier;
use x509_cert::time::Time;

use super::ber::{self, Element, Elements};

/// Certificates that are looked at: so many, and so many bytes of them together; no chain of a person's is longer.
const MAX_CERTIFICATES: usize = 10;
const MAX_CERTIFICATE_BYTES: usize = 64 * 1024;
/// The largest certificate or signer that is taken apart: some orders in them take time that grows with its square.
const MAX_ONE: usize = 16 * 1024;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// enveloped-data, encrypted-data, auth-enveloped-data (RFC 5083).
const ENCRYPTED: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.23"),
];
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
/// Names only the key; the digest is the signer's.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// What an S/MIME structure is.
pub enum Structure<'a> {
    Signed(Signed<'a>),
    Encrypted,
    /// Compressed, or nothing that is known.
    Other,
}

/// A SignedData, in which nothing has been checked.
pub struct Signed<'a> {
    content_type: &'a [u8],
    /// None where what was signed stands apart from it.
    pub content: Option<Cow<'a, [u8]>>,
    certificates: Vec<&'a [u8]>,
    first_signer: Option<Element<'a>>,
    pub signers: usize,
}

/// Whose signature it is, as the certificate says.
#[derive(Clone, Debug)]
pub struct Signer {
    /// What was signed fits its digest, and the signature the digest and the key; else why not, in plain words.
    pub fits: Result<(), &'static str>,
    pub certificate: Certificate,
    pub bytes: Vec<u8>,
    /// What else came with it, for the chain to its issuer.
    pub others: Vec<Vec<u8>>,
    /// Since 1970, as the signer says.
    pub signed_at: Option<Duration>,
    pub signers: usize,
}

/// Takes the outermost layers apart; none where it is no such structure at all.
pub fn read(bytes: &[u8]) -> Option<Structure<'_>> {
    let mut info = Elements(bytes).next_of(ber::SEQUENCE)?.elements();
    let kind = ObjectIdentifier::from_bytes(info.next_of(ber::OID)?.content).ok()?;
    if ENCRYPTED.contains(&kind) {
        return Some(Structure::Encrypted);
    }
    if kind != SIGNED_DATA {
        return Some(Structure::Other);
    }
    let mut fields = info.next_of(0xa0)?.elements().next_of(ber::SEQUENCE)?.elements();
    fields.next_of(0x02)?;
    fields.next_of(ber::SET)?;
    let mut inner = fields.next_of(ber::SEQUENCE)?.elements();
    let content_type = inner.next_of(ber::OID)?.content;
    let content = match inner.maybe(0xa0) {
        Some(content) => Some(content.elements().next()?.octets()?),
        None => None,
    };
    let certificates = fields.maybe(0xa0).map(certificates).unwrap_or_default();
    // Revocation lists are not looked at.
    fields.maybe(0xa1);
    let signers = fields.next_of(ber::SET)?;
    Some(Structure::Signed(Signed {
        content_type,
        content,
        certificates,
        first_signer: signers.elements().next(),
        signers: signers.elements().count(),
    }))
}

fn certificates(set: Element<'_>) -> Vec<&[u8]> {
    let mut bytes = 0;
    set.elements()
        .filter(|one| one.tag == ber::SEQUENCE && one.whole.len() <= MAX_ONE)
        .map(|one| one.whole)
        .take(MAX_CERTIFICATES)
        .take_while(|one| {
            bytes += one.len();
            bytes <= MAX_CERTIFICATE_BYTES
        })
        .collect()
}

impl Signed<'_> {
    /// Who signed, and whether the signature fits.
    ///
    /// # Errors
    /// Why there is nobody whose signature it could be, in plain words.
    pub fn check(&self, detached: Option<&[u8]>) -> Result<Signer, &'static str> {
        let element = self.first_signer.ok_or("it bears no signature")?;
        if element.whole.len() > MAX_ONE {
            return Err("the signature is too large to be looked at");
        }
        let signer = SignerInfo::from_der(element.whole).map_err(|_| "the signature is damaged")?;
        let (certificate, bytes) =
            self.certificate_of(&signer).ok_or("the signer's certificate did not come with it")?;
        let signed_at = attribute(&signer, SIGNING_TIME)
            .and_then(|value| Time::from_der(&value.to_der().ok()?).ok())
            .map(Time::to_unix_duration);
        let others = self.certificates.iter().filter(|one| **one != bytes).map(|one| one.to_vec()).collect();
        let content = detached.or(self.content.as_deref());
        let fits = self.fits(&signer, content).and_then(|()| verify(&signer, element, bytes));
        Ok(Signer { fits, certificate, bytes: bytes.to_vec(), others, signed_at, signers: self.signers })
    }

    /// The digest among the signed attributes is that of the content.
    fn fits(&self, signer: &SignerInfo, content: Option<&[u8]>) -> Result<(), &'static str> {
        const DAMAGED: &str = "the signature is damaged";
        if signer.signed_attrs.is_none() {
            return Err("it was made without the attributes that S/MIME demands");
        }
        let content = content.ok_or("what was signed did not come with it")?;
        let digest = attribute(signer, MESSAGE_DIGEST).ok_or(DAMAGED)?;
        let kind = attribute(signer, CONTENT_TYPE).ok_or(DAMAGED)?;
        if kind.value() != self.content_type {
            return Err(DAMAGED);
        }
        match is_digest(digest.value(), signer.digest_alg.oid, content)? {
            true => Ok(()),
            false => Err("what was signed has been changed since, or was never signed"),
        }
    }

    fn certificate_of(&self, signer: &SignerInfo) -> Option<(Certificate, &[u8])> {
        self.certificates.iter().find_map(|bytes| {
            let certificate = Certificate::from_der(bytes).ok()?;
            let fields = &certificate.tbs_certificate;
            let is_his = match &signer.sid {
                SignerIdentifier::IssuerAndSerialNumber(named) => {
                    named.issuer == fields.issuer && named.serial_number == fields.serial_number
                }
                SignerIdentifier::SubjectKeyIdentifier(named) => {
                    fields.get::<SubjectKeyIdentifier>().ok().flatten().is_some_and(|(_, own)| own == *named)
                }
            };
            is_his.then_some((certificate, *bytes))
        })
    }
}

/// The one value of a signed attribute that must be there once (RFC 5652 section 11).
fn attribute(signer: &SignerInfo, kind: ObjectIdentifier) -> Option<&AttributeValue> {
    let mut found = signer.signed_attrs.iter().flat_map(|all| all.iter()).filter(|one| one.oid == kind);
    let attribute = found.next().filter(|_| found.next().is_none())?;
    attribute.values.get(0).filter(|_| attribute.values.len() == 1)
}

/// Whether this is the digest of what was signed, as it stood or with the line ends that mail is sent with (RFC 8551
/// section 3.1.1): a mailbox may keep others.
fn is_digest(digest: &[u8], algorithm: ObjectIdentifier, content: &[u8]) -> Result<bool, &'static str> {
    let of: fn(&[u8]) -> Vec<u8> = match algorithm {
        SHA_256 => |bytes| Sha256::digest(bytes).to_vec(),
        SHA_384 => |bytes| Sha384::digest(bytes).to_vec(),
        SHA_512 => |bytes| Sha512::digest(bytes).to_vec(),
        _ => return Err("it was made with a digest that is too weak or not known here"),
    };
    Ok(of(content) == digest || of(&with_mail_line_ends(content)) == digest)
}

fn with_mail_line_ends(content: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(content.len() + content.len() / 32);
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(text) => {
                lines.extend_from_slice(text.strip_suffix(b"\r").unwrap_or(text));
                lines.extend_from_slice(b"\r\n");
            }
            None => lines.extend_from_slice(line),
        }
    }
    lines
}

/// The signature is over the attributes in order (RFC 5652 section 5.4); some programs sign them as they wrote them.
fn verify(signer: &SignerInfo, element: Element<'_>, certificate: &[u8]) -> Result<(), &'static str> {
    let der = CertificateDer::from(certificate);
    let key = EndEntityCert::try_from(&der).map_err(|_| "the signer's certificate is damaged")?;
    let ordered = signer.signed_attrs.as_ref().and_then(|attributes| attributes.to_der().ok());
    let messages: Vec<Vec<u8>> = ordered.into_iter().chain(as_written(element)).collect();
    let algorithms = algorithms(signer);
    if algorithms.is_empty() {
        return Err("it was made in a way that is too weak or not known here");
    }
    let signature = signer.signature.as_bytes();
    let holds = algorithms.iter().any(|algorithm| {
        messages.iter().any(|message| key.verify_signature(*algorithm, message, signature).is_ok())
    });
    if holds { Ok(()) } else { Err("the signature does not fit the signer's key, or the key is too weak") }
}

/// The attributes' own bytes, as the set that was signed.
fn as_written(signer: Element<'_>) -> Option<Vec<u8>> {
    let attributes = signer.elements().find(|one| one.tag == 0xa0)?;
    let mut written = attributes.whole.to_vec();
    *written.first_mut()? = ber::SET;
    Some(written)
}

/// Those that have this name; of the elliptic ones it depends on the key which fits.
fn algorithms(signer: &SignerInfo) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    use webpki::ring as by;
    let named = &signer.signature_algorithm;
    if named.oid == RSA {
        return match signer.digest_alg.oid {
            SHA_256 => vec![by::RSA_PKCS1_2048_8192_SHA256],
            SHA_384 => vec![by::RSA_PKCS1_2048_8192_SHA384],
            SHA_512 => vec![by::RSA_PKCS1_2048_8192_SHA512],
            _ => Vec::new(),
        };
    }
    let Ok(der) = named.to_der() else { return Vec::new() };
    let name = Elements(&der).next().map(|one| one.content).unwrap_or_default();
    let all = webpki::ALL_VERIFICATION_ALGS.iter();
    all.filter(|one| one.signature_alg_id().as_ref() == name).copied().collect()
}
