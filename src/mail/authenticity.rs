//! Whom to believe: judges a mail's sender by what our own receiving server wrote (RFC 8601, M12 to M14) and, where that
//! decides nothing, by what our own check of the DKIM signatures found ([`OwnCheck`]).
//!
//! **Which fields count.** Walking down from the top of the header, fields count until the first Received, below the
//! topmost one, whose `by` is not a server of ours. (The topmost Received is always our own: its writer put the mail
//! into our mailbox.) Among them the first Authentication-Results with our authserv-id counts, and those with our
//! authserv-id that follow it before the next Received; of two that state the same method the upper one counts. What
//! stands lower was in the mail when it came to us. With `topmost` only the topmost Authentication-Results counts, it may
//! lack an authserv-id as Exchange Online's does, and a server of ours is one of the topmost Received's own house. The border server must remove fields that bear
//! its own id from incoming mail (RFC 8601 section 5); no reader can do that for it.

mod own;

use serde::{Deserialize, Serialize};

pub use self::own::{CheckedSignature, DmarcRecord, Hindrance, METHOD, OwnCheck, SignatureOutcome};
use super::auth_results::{Outcome, parse, without_comments};
use super::reading::Reading;

/// The outcome for one mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The From address is proved by a rule.
    Authenticated,
    /// Nothing speaks for it, nothing against it.
    Unauthenticated,
    /// Something speaks against it: never believed, whatever else is said.
    Forged,
}

/// A verdict with its reason and the method that decided it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authenticity {
    pub verdict: Verdict,
    pub why: String,
    pub method: Option<String>,
}

impl Authenticity {
    /// As it stands in the history beside what the mail led to: the method, then why in words. `none` and `forged` are
    /// no methods but say that there was none.
    pub fn said(&self) -> String {
        let method = match (self.verdict, &self.method) {
            (Verdict::Forged, _) => "forged",
            (Verdict::Unauthenticated, _) => "none",
            (Verdict::Authenticated, Some(method)) => method,
            (Verdict::Authenticated, None) => "not-required",
        };
        format!("{method}: {}", self.why)
    }

    /// Whether the same mail, sent again later, may be proved: the DNS did not answer.
    pub fn may_hold_later(&self) -> bool {
        self.verdict == Verdict::Unauthenticated && self.why.ends_with(LATER)
    }
}

/// How a why ends where the DNS did not answer.
pub(super) const LATER: &str = "sending it again later helps";

/// The method out of [`Authenticity::said`]; what an earlier version wrote has none.
pub fn method_of(said: &str) -> Option<&str> {
    let (method, _) = said.split_once(": ").unwrap_or((said, ""));
    let is_method =
        !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_method.then_some(method)
}

/// Whose Authentication-Results count; written as the id itself or as `topmost`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AuthservId {
    Named(String),
    Topmost,
}

impl From<String> for AuthservId {
    fn from(text: String) -> Self {
        if text.eq_ignore_ascii_case("topmost") { AuthservId::Topmost } else { AuthservId::Named(text) }
    }
}

impl From<AuthservId> for String {
    fn from(id: AuthservId) -> Self {
        match id {
            AuthservId::Named(name) => name,
            AuthservId::Topmost => "topmost".to_owned(),
        }
    }
}

/// A way in which a sender may be proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accept {
    /// `dmarc=pass` with header.from the domain of From (RFC 9989); a pass of our own check under a DMARC record too.
    Dmarc,
    /// `dkim=pass` by the domain of From, or one above or below it (RFC 6376); a pass of our own check too.
    DkimAligned,
    /// `auth=pass smtp.auth=ADDRESS` with exactly the From address (RFC 8601 section 2.7.4).
    Auth,
    /// `X-MS-Exchange-Organization-AuthAs: Internal`, where the topmost Received is Exchange's own.
    ExchangeInternal,
}

/// The configured rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `None`: no field of the mail counts.
    pub authserv_id: Option<AuthservId>,
    pub accept: Vec<Accept>,
    /// False only under a simulated clock: then what is not forged is believed.
    pub required: bool,
}

/// Judges who sent a mail. Display names and Reply-To play no part. `own`: what our own check found, where it was made.
pub fn judge(reading: &Reading, rule: &Rule, own: Option<&OwnCheck>) -> Authenticity {
    if reading.trace.from_count != 1 {
        return verdict(
            Verdict::Forged,
            format!("{} senders in From instead of one", reading.trace.from_count),
            None,
        );
    }
    let Some(from) = reading.from.as_ref().map(|from| from.address.as_str()) else {
        return verdict(Verdict::Unauthenticated, "the From field holds no address".to_owned(), None);
    };
    let results = trusted_results(reading, rule);
    if results.iter().any(|result| result.method == "dmarc" && result.value == "fail") {
        return verdict(Verdict::Forged, "our server found dmarc=fail".to_owned(), Some("dmarc"));
    }
    if let Some(found) =
        rule.accept.iter().find_map(|accept| accepted(*accept, from, &results, reading, rule))
    {
        return found;
    }
    let own = own.filter(|_| counts_own_check(rule));
    if let Some(found) = own.and_then(|own| own.proof(from, &rule.accept)) {
        return found;
    }
    if !rule.required {
        return verdict(Verdict::Authenticated, "no proof is required by the configuration".to_owned(), None);
    }
    let why = own.map_or_else(|| absent(rule, &results), |own| own.why_not(from, &rule.accept));
    verdict(Verdict::Unauthenticated, why, None)
}

/// Whether our own check could still prove the sender of this mail.
pub fn is_own_check_wanted(reading: &Reading, rule: &Rule) -> bool {
    reading.body_hashes.is_some()
        && counts_own_check(rule)
        && judge(reading, rule, None).verdict == Verdict::Unauthenticated
}

fn counts_own_check(rule: &Rule) -> bool {
    rule.accept.iter().any(|accept| matches!(accept, Accept::Dmarc | Accept::DkimAligned))
}

fn verdict(verdict: Verdict, why: String, method: Option<&str>) -> Authenticity {
    Authenticity { verdict, why, method: method.map(str::to_owned) }
}

fn absent(rule: &Rule, results: &[Outcome]) -> String {
    match (&rule.authserv_id, results.is_empty()) {
        (None, _) => "no authserv_id is configured, so no field of the mail counts".to_owned(),
        (Some(_), true) => "no Authentication-Results of our own server".to_owned(),
        (Some(_), false) => {
            "our server's results do not prove the From address by an accepted method".to_owned()
        }
    }
}

fn accepted(
    accept: Accept,
    from: &str,
    results: &[Outcome],
    reading: &Reading,
    rule: &Rule,
) -> Option<Authenticity> {
    let domain = from.rsplit_once('@').map(|(_, domain)| domain)?;
    let passed = |method: &'static str| {
        results.iter().filter(move |result| result.method == method && result.value == "pass")
    };
    let (ok, why, method) = match accept {
        Accept::Dmarc => (
            passed("dmarc").any(|result| {
                result.property("header.from").is_some_and(|stated| same_domain(stated, domain))
            }),
            "our server found dmarc=pass for the From domain",
            "dmarc",
        ),
        Accept::DkimAligned => (
            passed("dkim").any(|result| signer(result).is_some_and(|signer| speaks_for(signer, domain))),
            "our server found dkim=pass by the From domain",
            "dkim-aligned",
        ),
        Accept::Auth => (
            passed("auth").any(|result| {
                result.property("smtp.auth").is_some_and(|login| login.eq_ignore_ascii_case(from))
            }),
            "our server saw a login with the From address",
            "auth",
        ),
        Accept::ExchangeInternal => (
            rule.authserv_id.is_some() && is_exchange_internal(reading),
            "Exchange marked it as internal",
            "exchange-internal",
        ),
    };
    ok.then(|| verdict(Verdict::Authenticated, why.to_owned(), Some(method)))
}

/// The signing domain: header.d, else what follows the `@` of header.i.
fn signer(result: &Outcome) -> Option<&str> {
    let agent =
        || result.property("header.i").and_then(|agent| agent.rsplit_once('@')).map(|(_, domain)| domain);
    result.property("header.d").or_else(agent)
}

fn same_domain(one: &str, other: &str) -> bool {
    normal_domain(one) == normal_domain(other)
}

/// Whether a signer's domain speaks for the domain of From: equal, or of one registered domain. What everybody can have a
/// domain below (`co.uk`, `no`) speaks for nobody else, and nobody below it for it.
fn speaks_for(signer: &str, from: &str) -> bool {
    let (signer, from) = (normal_domain(signer), normal_domain(from));
    let upper = if signer.len() < from.len() { &signer } else { &from };
    is_aligned(&signer, &from) && (signer == from || psl::domain_str(upper).is_some())
}

/// Equal, or one stands above the other; a lone top-level domain aligns with nothing.
fn is_aligned(one: &str, other: &str) -> bool {
    let (one, other) = (normal_domain(one), normal_domain(other));
    let under = |lower: &str, upper: &str| {
        upper.contains('.') && lower.strip_suffix(upper).is_some_and(|front| front.ends_with('.'))
    };
    !one.is_empty() && (one == other || under(&one, &other) || under(&other, &one))
}

fn normal_domain(domain: &str) -> String {
    let domain = domain.trim().trim_start_matches('@').trim_end_matches('.');
    let domain = domain.rsplit_once('@').map_or(domain, |(_, domain)| domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_ascii_lowercase())
}

/// Anybody can write this field, but Exchange removes it from incoming mail: so Exchange must have received it.
fn is_exchange_internal(reading: &Reading) -> bool {
    let first = |name: &str| reading.trace.fields.iter().find(|(known, _)| known == name);
    let internal = |(_, value): &(String, String)| value.trim().eq_ignore_ascii_case("internal");
    first("received").is_some_and(|(_, received)| was_taken_by_exchange(received))
        && first("x-ms-exchange-organization-authas").is_some_and(internal)
}

/// Whether the `with` clause names Exchange. The other server's greeting stands in the field too: with clauses of its
/// own, or a comment opened and not closed, the field proves nothing.
fn was_taken_by_exchange(received: &str) -> bool {
    let text = without_comments(&format!("{received} ;")).to_ascii_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let clauses: Vec<(usize, &str)> =
        words.iter().copied().enumerate().filter(|(_, word)| matches!(*word, "by" | "with")).collect();
    let [(_, "by"), (with, "with")] = clauses[..] else { return false };
    let protocol = words.get(with + 1..).unwrap_or_default();
    let is_exchange =
        protocol.starts_with(&["mapi"]) || protocol.starts_with(&["microsoft", "smtp", "server"]);
    text.ends_with(';') && is_exchange
}

/// The results that count, see the head of this file.
fn trusted_results(reading: &Reading, rule: &Rule) -> Vec<Outcome> {
    let fields = &reading.trace.fields;
    match &rule.authserv_id {
        None => Vec::new(),
        Some(AuthservId::Topmost) => topmost_results(fields),
        Some(AuthservId::Named(id)) => named_results(fields, id),
    }
}

fn topmost_results(fields: &[(String, String)]) -> Vec<Outcome> {
    let mut house: Option<String> = None;
    for (name, value) in fields {
        match (name.as_str(), &house) {
            ("authentication-results", _) => return parse(value).1,
            ("received", None) => house = Some(receiver(value).unwrap_or_default()),
            ("received", Some(house)) if !is_ours(value, house) && !are_both_microsoft(value, house) => break,
            _ => {}
        }
    }
    Vec::new()
}

/// One mail system under several names.
const MICROSOFT: [&str; 3] = ["outlook.com", "office365.com", "exchangelabs.com"];

fn are_both_microsoft(received: &str, house: &str) -> bool {
    let microsoft = |host: &str| MICROSOFT.iter().any(|domain| is_within(host, domain));
    microsoft(house) && receiver(received).is_some_and(|host| microsoft(&host))
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

/// The host after `by`, in lower case.
fn receiver(received: &str) -> Option<String> {
    let text = without_comments(received).to_ascii_lowercase();
    let mut words = text.split_whitespace();
    let host = words.find(|word| *word == "by").and_then(|_| words.next())?;
    Some(host.trim_matches(['[', ']', ';', '.']).to_owned())
}

fn named_results(fields: &[(String, String)], id: &str) -> Vec<Outcome> {
    let mut results: Vec<Outcome> = Vec::new();
    let mut received = 0;
    let mut begun = false;
    for (name, value) in fields {
        match name.as_str() {
            "received" => {
                received += 1;
                if begun || received > 1 && !is_ours(value, id) {
                    break;
                }
            }
            "authentication-results" => {
                let (stated, found) = parse(value);
                if stated.as_deref().is_some_and(|stated| stated.eq_ignore_ascii_case(id)) {
                    begun = true;
                    let upper: Vec<String> = results.iter().map(|result| result.method.clone()).collect();
                    results.extend(found.into_iter().filter(|result| !upper.contains(&result.method)));
                }
            }
            _ => {}
        }
    }
    results
}

/// A Received is ours where its `by` is the authserv-id, a host of the same domain, or no public name at all.
fn is_ours(received: &str, id: &str) -> bool {
    let Some(by) = receiver(received) else {
        // A local hop without `by`, such as qmail's, names nobody.
        return !without_comments(received).to_ascii_lowercase().contains("from ");
    };
    let by = by.as_str();
    let parent =
        |host: &str| host.split_once('.').map(|(_, rest)| rest.to_owned()).filter(|rest| rest.contains('.'));
    let id = id.to_ascii_lowercase();
    let public = by.contains('.') && by.parse::<std::net::IpAddr>().is_err();
    !public && !by.contains(':')
        || is_aligned(by, &id)
        || parent(by).is_some_and(|domain| is_aligned(&domain, &id))
}

#[cfg(test)]
mod tests {
    use super::super::reading::{Context, Mailbox};
    use super::*;

    const OUR: &str = "Received: from mail.b.no (mail.b.no [192.0.2.1]) by mx.eksempel.no (Postfix) with ESMTPS id 1; Fri, 13 Mar 2026 10:00:00 +0100";
    const INNER: &str = "Received: by imap.eksempel.no with LMTP id 2; Fri, 13 Mar 2026 10:00:01 +0100";
    const FOREIGN: &str = "Received: from pc by mail.b.no with ESMTPSA id 3; Fri, 13 Mar 2026 09:59:59 +0100";
    const EXCHANGE: &str = "Received: from A.outlook.com (2603::1) by B.outlook.com with Microsoft SMTP Server (version=TLS1_3) id 15.20.1; Fri, 13 Mar 2026 10:00:00 +0000";

    const EXCHANGE_INNER: &str = "Received: from C.mail.protection.outlook.com (2603::2) by A.outlook.office365.com (2603::1) with Microsoft SMTP Server (version=TLS1_3) id 15.20.1; Fri, 13 Mar 2026 10:00:00 +0000";

    fn named() -> Option<AuthservId> {
        Some(AuthservId::Named("mx.eksempel.no".to_owned()))
    }

    fn all() -> Vec<Accept> {
        vec![Accept::Dmarc, Accept::DkimAligned, Accept::Auth, Accept::ExchangeInternal]
    }

    fn judged(headers: &[&str], rule: &Rule) -> Authenticity {
        let raw = format!("{}\r\nSubject: Avvik\r\n\r\nHei\r\n", headers.join("\r\n"));
        judge(&super::super::read(raw.as_bytes(), &Context::default()), rule, None)
    }

    #[test]
    fn every_rule_decides_as_it_says() {
        use Verdict::{Authenticated as Yes, Forged, Unauthenticated as No};
        let from = "From: Kari <kari@b.no>";
        let ar = |results: &str| format!("Authentication-Results: mx.eksempel.no; {results}");
        let pass = ar("dmarc=pass (p=reject) header.from=b.no");
        let top = |results: &str| format!("Authentication-Results: {results}");
        let exchange = top(
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.no; dkim=pass (signature was verified) header.d=b.no;dmarc=pass action=none header.from=b.no;compauth=pass reason=100",
        );
        let id = named();
        let topmost = Some(AuthservId::Topmost);
        let rows: Vec<(&str, Vec<String>, Option<AuthservId>, Verdict)> = vec![
            ("dmarc pass above our hop", vec![pass.clone(), OUR.into(), from.into()], id.clone(), Yes),
            ("dmarc pass below our hop, written there by our milter", vec![OUR.into(), pass.clone(), from.into()], id.clone(), Yes),
            ("dmarc pass below an inner hop", vec![INNER.into(), pass.clone(), OUR.into(), FOREIGN.into(), from.into()], id.clone(), Yes),
            ("dmarc pass below both our hops", vec![INNER.into(), OUR.into(), pass.clone(), FOREIGN.into(), from.into()], id.clone(), Yes),
            ("nothing at all", vec![OUR.into(), from.into()], id.clone(), No),
            ("no rule configured", vec![pass.clone(), OUR.into(), from.into()], None, No),
            ("another server's field", vec!["Authentication-Results: mx.b.no; dmarc=pass header.from=b.no".into(), OUR.into(), from.into()], id.clone(), No),
            ("below a foreign hop", vec![OUR.into(), FOREIGN.into(), pass.clone(), from.into()], id.clone(), No),
            ("a forged pass below our own fail", vec![ar("dmarc=fail header.from=b.no"), OUR.into(), pass.clone(), from.into()], id.clone(), Forged),
            ("a forged pass below our own none", vec![ar("dmarc=none header.from=b.no"), OUR.into(), pass.clone(), from.into()], id.clone(), No),
            ("a forged pass beside our own none", vec![OUR.into(), ar("dmarc=none header.from=b.no"), pass.clone(), from.into()], id.clone(), No),
            ("dmarc fail", vec![ar("dmarc=fail header.from=b.no"), OUR.into(), from.into()], id.clone(), Forged),
            ("dmarc fail beats a login", vec![ar("auth=pass smtp.auth=kari@b.no; dmarc=fail header.from=b.no"), OUR.into(), from.into()], id.clone(), Forged),
            ("dmarc pass of another domain", vec![ar("dmarc=pass header.from=evil.no"), OUR.into(), from.into()], id.clone(), No),
            ("dmarc pass in a comment", vec![ar("dmarc=none (dmarc=pass header.from=b.no)"), OUR.into(), from.into()], id.clone(), No),
            ("dmarc pass in a quoted reason", vec![ar("spf=fail reason=\"x; dmarc=pass header.from=b.no\""), OUR.into(), from.into()], id.clone(), No),
            ("version after the id, comments everywhere", vec!["Authentication-Results: mx.eksempel.no (host) 1; dmarc (c) = (d) pass (e (f)) header.from (g) = b.no".into(), OUR.into(), from.into()], id.clone(), Yes),
            ("method with a version", vec![ar("dkim/1=pass header.d=b.no"), OUR.into(), from.into()], id.clone(), Yes),
            ("upper case everywhere", vec!["AUTHENTICATION-RESULTS: MX.EKSEMPEL.NO; DMARC=PASS HEADER.FROM=B.NO".into(), OUR.into(), from.into()], id.clone(), Yes),
            ("two fields of ours, one method each", vec![ar("spf=pass smtp.mailfrom=b.no"), ar("dkim=pass header.d=b.no"), OUR.into(), from.into()], id.clone(), Yes),
            ("dkim by the domain above", vec![ar("dkim=pass header.d=no"), ar("dkim=fail header.d=b.no"), OUR.into(), from.into()], id.clone(), No),
            ("dkim by a domain that is open to everybody", vec![ar("dkim=pass header.d=co.uk"), OUR.into(), "From: x@b.co.uk".into()], id.clone(), No),
            ("dkim by a stranger below such a domain", vec![ar("dkim=pass header.d=evil.co.uk"), OUR.into(), "From: x@co.uk".into()], id.clone(), No),
            ("dkim by a sub-domain", vec![ar("dkim=pass header.d=mail.b.no"), OUR.into(), from.into()], id.clone(), Yes),
            ("dkim by identity only", vec![ar("dkim=pass header.i=@b.no"), OUR.into(), from.into()], id.clone(), Yes),
            ("the second of two signatures is aligned", vec![ar("dkim=pass header.d=list.org; dkim=pass header.d=b.no"), OUR.into(), from.into()], id.clone(), Yes),
            ("dkim by a stranger", vec![ar("dkim=pass header.d=evilb.no"), OUR.into(), from.into()], id.clone(), No),
            ("dkim failed", vec![ar("dkim=fail header.d=b.no"), OUR.into(), from.into()], id.clone(), No),
            ("spf alone proves nothing", vec![ar("spf=pass smtp.mailfrom=b.no"), OUR.into(), from.into()], id.clone(), No),
            ("a login with the address", vec![ar("auth=pass (PLAIN) smtp.auth=Kari@B.no"), OUR.into(), from.into()], id.clone(), Yes),
            ("a login with a bare name", vec![ar("auth=pass smtp.auth=kari"), OUR.into(), from.into()], id.clone(), No),
            ("a login with another address", vec![ar("auth=pass smtp.auth=ola@b.no"), OUR.into(), from.into()], id.clone(), No),
            ("two From fields", vec![pass.clone(), OUR.into(), from.into(), "From: ola@c.no".into()], id.clone(), Forged),
            (
                "two addresses in one From field",
                vec![pass.clone(), OUR.into(), "From: kari@b.no, ola@evil.org".into()],
                id.clone(),
                Forged,
            ),
            ("no From field", vec![pass.clone(), OUR.into()], id.clone(), Forged),
            ("a display name that lies", vec![ar("dmarc=pass header.from=evil.no"), OUR.into(), "From: \"kari@b.no\" <x@evil.org>".into()], id.clone(), No),
            ("Reply-To plays no part", vec![pass.clone(), OUR.into(), "From: x@evil.org".into(), "Reply-To: kari@b.no".into()], id.clone(), No),
            ("Exchange Online without an id", vec![EXCHANGE.into(), exchange.clone(), from.into()], topmost.clone(), Yes),
            ("Exchange Online's field does not count by name", vec![EXCHANGE.into(), exchange.clone(), from.into()], id.clone(), No),
            ("Exchange Online's own hops above its results", vec![EXCHANGE.into(), EXCHANGE_INNER.into(), exchange.clone(), from.into()], topmost.clone(), Yes),
            ("topmost below a foreign hop was in the mail", vec![OUR.into(), FOREIGN.into(), exchange.clone(), from.into()], topmost.clone(), No),
            ("topmost between our own hops", vec![INNER.into(), OUR.into(), exchange.clone(), FOREIGN.into(), from.into()], topmost.clone(), Yes),
            ("a forgery below a foreign hop is not ours to judge by", vec![OUR.into(), FOREIGN.into(), top("dmarc=fail header.from=b.no"), from.into()], topmost.clone(), No),
            ("Microsoft is no house of ours where we are not there", vec![OUR.into(), EXCHANGE.into(), exchange.clone(), from.into()], topmost.clone(), No),
            ("topmost is only the topmost", vec![top("spf=none"), OUR.into(), exchange.clone(), from.into()], topmost.clone(), No),
            ("Exchange Online found a forgery", vec![EXCHANGE.into(), top("spf=fail; dmarc=fail action=oreject header.from=b.no"), from.into()], topmost.clone(), Forged),
            ("internal in Exchange", vec![EXCHANGE.into(), "X-MS-Exchange-Organization-AuthAs: Internal".into(), from.into()], topmost.clone(), Yes),
            ("anonymous in Exchange", vec![EXCHANGE.into(), "X-MS-Exchange-Organization-AuthAs: Anonymous".into(), from.into()], topmost.clone(), No),
            ("Exchange in a comment", vec![OUR.replace("(Postfix) with", "(with Microsoft SMTP Server) with"), "X-MS-Exchange-Organization-AuthAs: Internal".into(), from.into()], topmost.clone(), No),
            ("Exchange in a greeting", vec![OUR.replace("from mail.b.no", "from x by y with mapi"), "X-MS-Exchange-Organization-AuthAs: Internal".into(), from.into()], topmost.clone(), No),
            ("Exchange in a greeting that hides the rest", vec![OUR.replace("from mail.b.no", "from x by y with mapi ("), "X-MS-Exchange-Organization-AuthAs: Internal".into(), from.into()], topmost.clone(), No),
            ("Exchange in a greeting alone", vec![OUR.replace("from mail.b.no", "from with Microsoft SMTP Server"), "X-MS-Exchange-Organization-AuthAs: Internal".into(), from.into()], topmost.clone(), No),
            ("internal by MAPI", vec!["Received: from A.eksempel.no ([fe80::1%14]) by A.eksempel.no ([fe80::1%14]) with mapi id 15.20; Fri, 13 Mar 2026 10:00:00 +0000".into(), "X-MS-Exchange-Organization-AuthAs: Internal".into(), from.into()], topmost.clone(), Yes),
            ("internal claimed where no Exchange is", vec![OUR.into(), "X-MS-Exchange-Organization-AuthAs: Internal".into(), from.into()], id.clone(), No),
        ];
        assert!(rows.len() >= 25);
        for (name, headers, authserv_id, expected) in rows {
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let rule = Rule { authserv_id, accept: all(), required: true };
            let found = judged(&headers, &rule);
            assert_eq!(found.verdict, expected, "{name}: {}", found.why);
        }
    }

    #[test]
    fn a_rule_is_read_as_the_configuration_writes_it() {
        let rule: Rule = serde_json::from_str(
            r#"{"authserv_id":"topmost","accept":["dmarc","dkim-aligned","auth","exchange-internal"],"required":true}"#,
        )
        .expect("a rule");
        assert_eq!(rule, Rule { authserv_id: Some(AuthservId::Topmost), accept: all(), required: true });
        assert_eq!(
            AuthservId::from("mx.eksempel.no".to_owned()),
            AuthservId::Named("mx.eksempel.no".to_owned())
        );
    }

    #[test]
    fn what_is_said_begins_with_the_method() {
        let of = |verdict, method: Option<&str>| {
            let method = method.map(str::to_owned);
            Authenticity { verdict, why: "our server: so".to_owned(), method }.said()
        };
        for (said, method) in [
            (of(Verdict::Authenticated, Some("own-dkim")), Some("own-dkim")),
            (of(Verdict::Authenticated, None), Some("not-required")),
            (of(Verdict::Unauthenticated, None), Some("none")),
            (of(Verdict::Forged, Some("dmarc")), Some("forged")),
            ("own".to_owned(), Some("own")),
            ("our server found dmarc=pass for the From domain".to_owned(), None),
            ("Exchange: so".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(method_of(&said), method, "{said}");
        }
    }

    #[test]
    fn only_accepted_methods_count() {
        let headers =
            ["Authentication-Results: mx.eksempel.no; dkim=pass header.d=b.no", OUR, "From: kari@b.no"];
        let rule = Rule { authserv_id: named(), accept: vec![Accept::Dmarc], required: true };
        assert_eq!(judged(&headers, &rule).verdict, Verdict::Unauthenticated);
    }

    #[test]
    fn without_a_requirement_all_but_the_forged_is_believed() {
        let rule = Rule { authserv_id: named(), accept: all(), required: false };
        assert_eq!(judged(&["From: kari@b.no"], &rule).verdict, Verdict::Authenticated);
        assert_eq!(judged(&["From: kari@b.no", "From: ola@b.no"], &rule).verdict, Verdict::Forged);
    }

    #[test]
    fn an_idn_sender_is_compared_in_ascii() {
        let mut reading = super::super::read(
            "Authentication-Results: mx.eksempel.no; dmarc=pass header.from=xn--blbr-roah.no\r\nFrom: x@b.no\r\n\r\n".as_bytes(),
            &Context::default(),
        );
        reading.from = Some(Mailbox { name: None, address: "kari@blåbær.no".to_owned() });
        let rule = Rule { authserv_id: named(), accept: all(), required: true };
        assert_eq!(judge(&reading, &rule, None).verdict, Verdict::Authenticated);
    }
}
