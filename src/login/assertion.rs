//! The signed statement by which a certificate logs in (RFC 7523 section 2.2) in the form that Microsoft documents: PS256
//! and the certificate's SHA-256 thumbprint in `x5t#S256`.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use ring::rand::SystemRandom;
use ring::signature::{KeyPair, RSA_PSS_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use x509_cert::der::Decode;

use super::{LoginError, ReadSecret};

/// How long a statement holds. Clocks may differ by a little.
const HOLDS_SECS: i64 = 300;
const CLOCKS_DIFFER_SECS: i64 = 30;
/// No certificate is longer. Bytes.
const LONGEST_FILE: u64 = 256 * 1024;

/// A certificate with the key that belongs to it.
pub struct Signer {
    key: RsaKeyPair,
    thumbprint: String,
    what: String,
}

impl Signer {
    /// Reads both; they must belong together.
    pub fn read(certificate: &Path, key: &Path, read: ReadSecret) -> Result<Signer, LoginError> {
        let what = format!("reading the certificate {}", certificate.display());
        let failed = |why: &str| {
            let mend = "write a PEM certificate and its RSA key (2048 bits or more) as certificate_file and key_file";
            LoginError::permanent(&what, why, mend)
        };
        let der = certificate_der(certificate).ok_or_else(|| failed("it holds no certificate in PEM"))?;
        let parsed = x509_cert::Certificate::from_der(&der).map_err(|_| failed("it is no certificate"))?;
        let pem = read(key).map_err(|why| failed(&why))?;
        let private = PrivateKeyDer::from_pem_slice(pem.expose_secret().as_bytes())
            .map_err(|_| failed("key_file holds no private key in PEM without a password"))?;
        let pair = match &private {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(failed("key_file holds no RSA key")),
        };
        let pair = pair.map_err(|_| failed("key_file holds no RSA key that could be used"))?;
        let public = parsed.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
        if pair.public_key().as_ref() != public {
            return Err(failed("the key does not belong to the certificate"));
        }
        let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(&der));
        Ok(Signer { key: pair, thumbprint, what })
    }

    /// That we are `client_id`, to the server at `audience`, for some minutes from now.
    pub fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        now: DateTime<Utc>,
    ) -> Result<SecretString, LoginError> {
        let header = serde_json::json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint });
        let claims = serde_json::json!({
            "aud": audience,
            "iss": client_id,
            "sub": client_id,
            "jti": uuid::Uuid::now_v7().to_string(),
            "iat": now.timestamp(),
            "nbf": (now - TimeDelta::seconds(CLOCKS_DIFFER_SECS)).timestamp(),
            "exp": (now + TimeDelta::seconds(HOLDS_SECS)).timestamp(),
        });
        let part = |json: &serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PSS_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| LoginError::temporary(&self.what, "signing failed"))?;
        Ok(SecretString::from(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

/// Until when a certificate holds.
pub fn ends_at(certificate: &Path) -> Option<DateTime<Utc>> {
    let parsed = x509_cert::Certificate::from_der(&certificate_der(certificate)?).ok()?;
    let end = parsed.tbs_certificate.validity.not_after.to_unix_duration().as_secs();
    DateTime::from_timestamp(i64::try_from(end).ok()?, 0)
}

/// The first certificate of a PEM file.
fn certificate_der(path: &Path) -> Option<Vec<u8>> {
    use std::io::Read;
    let mut pem = Vec::new();
    std::fs::File::open(path).ok()?.take(LONGEST_FILE).read_to_end(&mut pem).ok()?;
    CertificateDer::pem_slice_iter(&pem).flatten().next().map(|der| der.to_vec())
}
