//! One form posted to the token server, and what its answer means.

use std::error::Error as _;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use reqwest::{Client, Response, StatusCode, redirect};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::assertion::Signer;
use super::rotation::Rotation;
use super::{LoginError, Options, Proof};

/// No answer of a token server is longer. Bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// Longer tokens do not fit into a login (RFC 4954 section 4). Bytes.
const LONGEST_TOKEN: usize = 8 * 1024;
/// A token whose server does not say how long it lives.
const UNKNOWN_LIFE_SECS: i64 = 300;
/// No token is believed to live longer.
const LONGEST_LIFE_SECS: i64 = 24 * 3600;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What the server gave.
pub struct Grant {
    pub access_token: SecretString,
    pub life_secs: i64,
    /// In place of the one that was used.
    pub refresh_token: Option<SecretString>,
}

/// The way to one token server.
pub struct Exchange {
    client: Client,
    what: String,
}

impl Exchange {
    pub fn new(options: &Options) -> Result<Exchange, LoginError> {
        let what = format!("fetching an access token from {}", options.token_url);
        let failed = |why: String| {
            let mend = "install the system's CA certificates, or correct `ca_file` in [oauth]";
            LoginError::permanent(&what, &why, mend)
        };
        let tls = tls(options.ca_pem.as_deref()).map_err(failed)?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .no_proxy()
            .referer(false)
            .redirect(redirect::Policy::none())
            .timeout(options.limit)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        Ok(Exchange { client, what })
    }

    /// Posts the form that the proof makes (RFC 6749 sections 4.4 and 6, RFC 7523 section 2.2).
    pub async fn ask(
        &self,
        options: &Options,
        rotation: Option<&Rotation>,
        now: DateTime<Utc>,
    ) -> Result<Grant, LoginError> {
        let form = self.form(options, rotation, now)?;
        let fields: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (*name, value.expose_secret())).collect();
        let sent = self.client.post(&options.token_url).form(&fields).send().await;
        let response = sent.map_err(|error| self.unreached(&error))?;
        let status = response.status();
        let body = self.body(response).await?;
        if status == StatusCode::OK {
            return self.grant(&body);
        }
        Err(self.refusal(status, &body))
    }

    fn form(
        &self,
        options: &Options,
        rotation: Option<&Rotation>,
        now: DateTime<Utc>,
    ) -> Result<Vec<(&'static str, SecretString)>, LoginError> {
        let unreadable = |why: String| LoginError::permanent(&self.what, &why, "mend the file");
        let read = |path: &std::path::Path| (options.read)(path).map_err(unreadable);
        let plain = |text: &str| SecretString::from(text);
        let mut form = vec![("client_id", plain(&options.client_id))];
        match &options.proof {
            Proof::Secret(file) => {
                form.push(("grant_type", plain("client_credentials")));
                form.push(("client_secret", read(file)?));
            }
            Proof::Certificate { certificate, key } => {
                let signer = Signer::read(certificate, key, options.read)?;
                let assertion = signer.assertion(&options.client_id, &options.token_url, now)?;
                form.push(("grant_type", plain("client_credentials")));
                form.push(("client_assertion_type", plain(ASSERTION_TYPE)));
                form.push(("client_assertion", assertion));
            }
            Proof::Refresh { secret, token, .. } => {
                let current = match rotation {
                    Some(rotation) => rotation.current(options.read).map_err(unreadable)?,
                    None => read(token)?,
                };
                form.push(("grant_type", plain("refresh_token")));
                form.push(("refresh_token", current));
                if let Some(file) = secret {
                    form.push(("client_secret", read(file)?));
                }
            }
        }
        form.extend(options.scope.as_deref().map(|scope| ("scope", plain(scope))));
        Ok(form)
    }

    /// Read piece by piece, so that a server without end costs nothing.
    async fn body(&self, mut response: Response) -> Result<Zeroizing<Vec<u8>>, LoginError> {
        let mut body = Zeroizing::new(Vec::new());
        while let Some(piece) = response.chunk().await.map_err(|error| self.unreached(&error))? {
            if body.len() + piece.len() > LONGEST_ANSWER {
                return Err(LoginError::temporary(&self.what, "the answer is too long"));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }

    fn grant(&self, body: &[u8]) -> Result<Grant, LoginError> {
        let garbled = |why| LoginError::temporary(&self.what, why);
        let answer: Answer =
            serde_json::from_slice(body).map_err(|_| garbled("the answer holds no token"))?;
        if answer.token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err(garbled("the answer holds a token of another kind than Bearer"));
        }
        // It goes between control characters into the login: it may hold none itself.
        let token = answer.access_token.expose_secret();
        let fits = |token: &str| {
            (1..=LONGEST_TOKEN).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if !fits(token) {
            return Err(garbled("the answer holds no token that could be used"));
        }
        let life = answer.expires_in.as_ref().and_then(seconds).unwrap_or(UNKNOWN_LIFE_SECS);
        Ok(Grant {
            life_secs: life.clamp(1, LONGEST_LIFE_SECS),
            refresh_token: answer.refresh_token.filter(|token| fits(token.expose_secret())),
            access_token: answer.access_token,
        })
    }

    /// RFC 6749 section 5.2. What the server may mend itself is tried again; all else needs a person.
    fn refusal(&self, status: StatusCode, body: &[u8]) -> LoginError {
        let answer: Refusal = serde_json::from_slice(body).unwrap_or_default();
        let plain = |code: &String| {
            code.len() <= 40 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        let Some(code) = answer.error.filter(plain) else {
            let why = format!("the server answered with status {}", status.as_u16());
            return match status {
                status if passes(status) => LoginError::temporary(&self.what, &why),
                _ => LoginError::permanent(&self.what, &why, "check `token_url` or `tenant` in [oauth]"),
            };
        };
        // Microsoft's own number says which of the many reasons it is; a number can hold no secret.
        let number = answer.error_codes.first().map(|code| format!(", AADSTS{code}")).unwrap_or_default();
        let why = format!("the server refused it ({code}{number})");
        match code.as_str() {
            "temporarily_unavailable" | "server_error" | "slow_down" => {
                LoginError::temporary(&self.what, &why)
            }
            _ if passes(status) => LoginError::temporary(&self.what, &why),
            code => LoginError::permanent(&self.what, &why, mend(code)),
        }
    }

    fn unreached(&self, error: &reqwest::Error) -> LoginError {
        if let Some(tls) = tls_fault(error) {
            let mend = "renew the server's certificate, correct `token_url`, or trust its CA with `ca_file` in [oauth]";
            return LoginError::permanent(&self.what, &tls, mend);
        }
        let why = match error {
            error if error.is_timeout() => "no answer in time".to_owned(),
            error if error.is_connect() => format!("no connection{}", kind_of(error)),
            error => format!("the answer could not be read{}", kind_of(error)),
        };
        LoginError::temporary(&self.what, &why)
    }
}

fn passes(status: StatusCode) -> bool {
    status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || status == StatusCode::REQUEST_TIMEOUT
}

fn mend(code: &str) -> &'static str {
    match code {
        "invalid_client" | "unauthorized_client" => {
            "check `client_id` and that the secret or certificate in [oauth] is known there and has not expired; a new file counts within a minute"
        }
        "invalid_grant" => {
            "consent once more and write the new refresh token into `refresh_token_file`; it counts within a minute"
        }
        "invalid_scope" | "invalid_resource" => {
            "check `scope` in [oauth] and the rights that the program was given"
        }
        _ => "check the section [oauth] against what the token server expects",
    }
}

/// What rustls says of a certificate or of the protocol; never of what is sent.
fn tls_fault(error: &reqwest::Error) -> Option<String> {
    match causes(error).find_map(within)? {
        fault @ rustls::Error::InvalidCertificate(_) => Some(fault.to_string()),
        rustls::Error::InvalidMessage(_) => Some("the server does not speak TLS on this port".to_owned()),
        rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(_) => {
            Some("the server does not speak TLS 1.2 or later as we do".to_owned())
        }
        _ => None,
    }
}

/// An error of TLS, also where it is packed into errors of input and output, which do not name it as their cause.
fn within<'a>(mut cause: Cause<'a>) -> Option<&'a rustls::Error> {
    loop {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        cause = cause.downcast_ref::<std::io::Error>()?.get_ref()?;
    }
}

fn kind_of(error: &reqwest::Error) -> String {
    let io = causes(error).find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.map(|io| format!(" ({})", io.kind())).unwrap_or_default()
}

type Cause<'a> = &'a (dyn std::error::Error + 'static);

fn causes(error: &reqwest::Error) -> impl Iterator<Item = Cause<'_>> {
    fn next<'a>(cause: &Cause<'a>) -> Option<Cause<'a>> {
        (*cause).source()
    }
    std::iter::successors(error.source(), next).take(16)
}

/// TLS 1.2 or later; the system's roots and the operator's.
fn tls(ca_pem: Option<&[u8]>) -> Result<rustls::ClientConfig, String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = ca_pem {
        let (added, _) = roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).flatten());
        if added == 0 {
            return Err("`ca_file` holds no certificate".to_owned());
        }
    }
    if roots.is_empty() {
        return Err("there is no CA certificate to trust".to_owned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[derive(Deserialize)]
struct Answer {
    access_token: SecretString,
    token_type: Option<String>,
    expires_in: Option<serde_json::Value>,
    refresh_token: Option<SecretString>,
}

#[derive(Default, Deserialize)]
struct Refusal {
    error: Option<String>,
    #[serde(default)]
    error_codes: Vec<u64>,
}

/// Some servers write the number as a text.
fn seconds(value: &serde_json::Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
