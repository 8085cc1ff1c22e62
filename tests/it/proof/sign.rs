//! A sender with keys: signs mails and publishes what a receiver needs.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mail_auth::common::crypto::{DkimKey, Ed25519Key, RsaKey, Sha256};
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::{Canonicalization, DkimSigner, Done};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;

use crate::servers::Dns;

/// Signs nothing but these tests.
pub const RSA_2048: &str = include_str!("../../proof/rsa2048.pem");
/// Signed with a key of 512 bits by another program (dkimpy), and that key's record.
pub const SHORT_KEY_MAIL: &[u8] = include_bytes!("../../proof/rsa512.eml");
pub const SHORT_KEY: &str = include_str!("../../proof/rsa512.txt");

pub const FIELDS: [&str; 5] = ["From", "To", "Subject", "Date", "Message-ID"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Rsa,
    Ed25519,
}

/// One key under one domain and selector.
#[derive(Clone)]
pub struct Sender {
    pub domain: String,
    pub selector: String,
    pub kind: Kind,
    /// Both for header and body.
    pub form: Canonicalization,
    pub fields: Vec<&'static str>,
    /// Seconds from now, `x=`.
    pub expires: Option<u64>,
    /// `l=`.
    pub part_of_body: bool,
}

/// What stands before an RSA key of 2048 bits to make it a SubjectPublicKeyInfo (RFC 5280), as signers publish it.
const SPKI_RSA_2048: [u8; 24] =
    *b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\x00";

const ED25519_SEED: [u8; 32] = [7; 32];

impl Sender {
    pub fn new(domain: &str) -> Sender {
        Sender {
            domain: domain.to_owned(),
            selector: "s1".to_owned(),
            kind: Kind::Rsa,
            form: Canonicalization::Relaxed,
            fields: FIELDS.to_vec(),
            expires: None,
            part_of_body: false,
        }
    }

    /// The key's name in the DNS.
    pub fn name(&self) -> String {
        format!("{}._domainkey.{}", self.selector, self.domain)
    }

    /// The key's record, with these tags before the key.
    pub fn record(&self, tags: &str) -> String {
        let (kind, key) = match self.key() {
            DkimKey::Rsa(key) => ("rsa", [&SPKI_RSA_2048[..], &key.public_key()].concat()),
            DkimKey::Ed25519(key) => ("ed25519", key.public_key()),
        };
        format!("v=DKIM1; k={kind}; {tags}p={}", BASE64_STANDARD.encode(key))
    }

    /// Publishes the key.
    pub fn publish(&self, dns: &Dns) {
        dns.txt(&self.name(), &self.record(""));
    }

    fn key(&self) -> DkimKey {
        match self.kind {
            Kind::Rsa => {
                let key = PrivateKeyDer::from_pem_slice(RSA_2048.as_bytes()).unwrap();
                DkimKey::Rsa(RsaKey::<Sha256>::from_key_der(key).unwrap())
            }
            Kind::Ed25519 => {
                use ring::signature::KeyPair;
                let pair = ring::signature::Ed25519KeyPair::from_seed_unchecked(&ED25519_SEED).unwrap();
                let public = pair.public_key().as_ref();
                DkimKey::Ed25519(Ed25519Key::from_seed_and_public_key(&ED25519_SEED, public).unwrap())
            }
        }
    }

    fn signer(&self) -> DkimSigner<DkimKey, Done> {
        let signer = DkimSigner::from_key(self.key())
            .domain(&self.domain)
            .selector(&self.selector)
            .headers(self.fields.iter().copied())
            .header_canonicalization(self.form)
            .body_canonicalization(self.form)
            .body_length(self.part_of_body);
        match self.expires {
            Some(secs) => signer.expiration(secs),
            None => signer,
        }
    }

    /// The mail with the signature above it.
    pub fn sign(&self, mail: &str) -> String {
        let signature = self.signer().sign(mail.as_bytes()).unwrap();
        format!("{}{mail}", signature.to_header())
    }
}
