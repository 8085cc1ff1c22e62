//! `[oauth]`, or `[[oauth]]` with a name each: how access tokens are had, for mailboxes and transports that log in with
//! `auth = "xoauth2"`.

use super::key;
use super::settings::{Login, OAuthProof, OAuthSettings};
use super::tree::Section;
use super::value::{self, Wrong, wrong};
use super::varsel::{Place, checked};

const MICROSOFT_SCOPE: &str = "https://outlook.office365.com/.default";
const GOOGLE_SCOPE: &str = "https://mail.google.com/";
const GOOGLE_HOSTS: [&str; 2] = ["oauth2.googleapis.com", "accounts.google.com"];
const PROOFS: &str = "write client_secret_file, or certificate_file and key_file, or refresh_token_file";

/// What the sections are called, whatever else is wrong with them.
pub fn names(sections: &[Section]) -> Vec<String> {
    sections.iter().map(|section| section.text_or("name", "")).collect()
}

/// All sections; none where one has a fault.
pub fn read(sections: &[Section], names: &[String], place: &mut Place) -> Option<Vec<OAuthSettings>> {
    for (index, section) in sections.iter().enumerate() {
        let name = names.get(index);
        if names.iter().take(index).any(|other| Some(other) == name) {
            section.fault(
                "name",
                "is there twice, or missing twice",
                "give each [[oauth]] a name of its own",
            );
        }
    }
    let read: Vec<_> = sections.iter().zip(names).map(|(section, name)| one(section, name, place)).collect();
    read.into_iter().collect()
}

fn one(section: &Section, name: &str, place: &mut Place) -> Option<OAuthSettings> {
    let tenant = section.maybe("tenant", tenant);
    let written = section.maybe("token_url", url);
    let token_url = match (&tenant, written) {
        (Some(_), Some(_)) => {
            section.fault("token_url", "stands beside tenant, which has its own", "remove one of the two");
            None
        }
        (Some(tenant), None) => Some(format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token")),
        (None, Some(url)) => Some(url),
        (None, None) => {
            if !section.has("tenant") && !section.has("token_url") {
                let mend = "write tenant (Microsoft 365), or token_url = \"https://oauth2.googleapis.com/token\" (Google)";
                section.fault("token_url", "is missing", mend);
            }
            None
        }
    };
    let client_id = section.needed("client_id", "write the id that the program was given there", value::text);
    let proof = proof(section, place);
    let scope = scope(section, tenant.is_some(), token_url.as_deref(), proof.as_ref());
    let ca_file = place.existing(section, "ca_file");
    Some(OAuthSettings {
        name: name.to_owned(),
        token_url: token_url?,
        client_id: client_id?,
        scope,
        proof: proof?,
        ca_file,
    })
}

fn scope(
    section: &Section,
    microsoft: bool,
    token_url: Option<&str>,
    proof: Option<&OAuthProof>,
) -> Option<String> {
    let google = token_url
        .is_some_and(|url| GOOGLE_HOSTS.iter().any(|host| url.starts_with(&format!("https://{host}/"))));
    let default = match (microsoft, google) {
        (true, _) => Some(MICROSOFT_SCOPE),
        (_, true) => Some(GOOGLE_SCOPE),
        _ => None,
    };
    let written = section.maybe("scope", value::text);
    // A refresh token knows its scope itself (RFC 6749 section 6).
    let needed = !matches!(proof, Some(OAuthProof::Refresh { .. }) | None);
    if default.is_none() && !section.has("scope") && needed && token_url.is_some() {
        section.fault(
            "scope",
            "is missing",
            "write what the token shall be good for, as the token server calls it",
        );
    }
    written.or_else(|| default.map(str::to_owned))
}

fn proof(section: &Section, place: &mut Place) -> Option<OAuthProof> {
    let has = |key| section.has(key);
    let (secret, refresh) = (has("client_secret_file"), has("refresh_token_file"));
    let certificate = has("certificate_file") || has("key_file");
    match (secret, certificate, refresh) {
        (_, false, true) => {
            let token = secret_path(section, "refresh_token_file", place);
            let secret = secret.then(|| secret_path(section, "client_secret_file", place));
            // Where there is one, it must be readable.
            let secret = match secret {
                Some(path) => Some(path?),
                None => None,
            };
            Some(OAuthProof::Refresh { token: token?, secret })
        }
        (true, false, false) => {
            secret_path(section, "client_secret_file", place).map(|file| OAuthProof::Secret { file })
        }
        (false, true, false) => {
            let mend = "write the certificate's PEM file beside key_file";
            let certificate = place.needed_path(section, "certificate_file", mend);
            if certificate.as_ref().is_some_and(|path| !path.is_file()) {
                section.fault("certificate_file", "is not a file", mend);
            }
            let key = secret_path(section, "key_file", place);
            Some(OAuthProof::Certificate { certificate: certificate?, key: key? })
        }
        (false, false, false) => {
            section.fault("", "does not say how we prove who we are", PROOFS);
            None
        }
        _ => {
            for key in ["client_secret_file", "certificate_file", "key_file", "refresh_token_file"] {
                section.maybe(key, value::text);
            }
            section.fault("", "says several ways to prove who we are", PROOFS);
            None
        }
    }
}

/// A file that holds a secret and that others cannot read. What it holds is read when it is used.
fn secret_path(section: &Section, key: &str, place: &mut Place) -> Option<std::path::PathBuf> {
    let path = place.needed_path(section, key, "write the path of the file that holds it")?;
    place.warn_if_shared(&path);
    checked(section, key, key::read_secret(&path))?;
    Some(path)
}

/// `auth`, and what it needs: `password_file`, or `oauth` where there are several.
pub fn login(section: &Section, place: &mut Place) -> Option<Login> {
    let words = [("password", false), ("xoauth2", true)];
    if !section.choice("auth", &words, Some(false))? {
        if section.has("oauth") {
            section.fault("oauth", "stands there without auth = \"xoauth2\"", "add it, or remove this line");
        }
        return place.secret(section).map(Login::Password);
    }
    let wanted = section.maybe("oauth", value::text);
    let found = match &wanted {
        Some(name) => place.oauth.iter().position(|one| one == name),
        None if section.has("oauth") => return None,
        None => place.oauth.iter().position(String::is_empty).or((place.oauth.len() == 1).then_some(0)),
    };
    let Some(index) = found else {
        let (what, mend) = match (&wanted, place.oauth.is_empty()) {
            (_, true) => ("needs a section [oauth]", "write one with tenant or token_url, and client_id"),
            (Some(_), _) => ("names no [[oauth]]", "write the name of one"),
            (None, _) => ("is missing: there are several [[oauth]]", "write the name of one"),
        };
        section.fault(if place.oauth.is_empty() { "auth" } else { "oauth" }, what, mend);
        return None;
    };
    place.oauth_used.push(index);
    Some(Login::OAuth(index))
}

/// A tenant's id or one of its domains.
fn tenant(text: &str) -> Result<String, Wrong> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    match value::text(text)? {
        text if text.len() <= 253 && text.chars().all(plain) && !text.contains("..") => Ok(text),
        _ => Err(wrong(
            "is no tenant",
            "write its id (8-4-4-4-12 digits) or its domain, \"eksempel.onmicrosoft.com\"",
        )),
    }
}

/// A token server's address: https, and nothing in it that could be a secret.
fn url(text: &str) -> Result<String, Wrong> {
    let mend = "write it as \"https://oauth2.googleapis.com/token\"";
    let text = value::text(text)?;
    let Some(rest) = text.strip_prefix("https://") else {
        return Err(wrong("does not begin with https://, so secrets would travel in the clear", mend));
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "443"));
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte));
    if !plain || value::host(name).is_err() || !port.parse::<u16>().is_ok_and(|port| port > 0) {
        return Err(wrong("is not the address of a token server", mend));
    }
    Ok(text)
}
