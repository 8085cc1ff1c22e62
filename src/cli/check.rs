//! `varsel check [--connect]`

mod foresight;
mod keys;
mod retention;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, DurationRound, FixedOffset, TimeDelta, Utc};

use super::{Failure, Outcome, print, settings};
use crate::clock::Clock;
use crate::config::{Faults, Login, Settings};
use crate::daemon;
use crate::login::TokenSource;
use crate::policy::proof::prove;

/// The policy is proved over so many hours: two years.
const PROVED_HOURS: u32 = 2 * 365 * 24;

/// A certificate that ends within so many days is worth a word.
const CERTIFICATE_ENDS_DAYS: i64 = 30;

/// Said of what logs in by a refresh token while the daemon works.
const LEFT: &str = "not tried: the daemon works, and only one may use the refresh token";

#[derive(clap::Args)]
pub struct Arguments {
    /// Also log in to the mailbox, the mail server and the database, and ask the resolver
    #[arg(long)]
    connect: bool,
    /// Prove the policy over the two years from then on, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    from: Option<DateTime<FixedOffset>>,
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    let settings = settings(config)?;
    daemon::templates(&settings)?;
    for warning in &settings.warnings {
        print(&format!("note: {warning}"))?;
    }
    for note in keys::notes(&daemon::openpgp(&settings)?, &settings, Clock::System.now()) {
        print(&format!("note: {note}"))?;
    }
    let intake = &settings.receive.intake;
    if !intake.is_dir() {
        let how = "make it with its folders new, cur and tmp, mode 2770, in the daemon's group";
        print(&format!(
            "note: only for `varsel receive`: {} is missing, so while no daemon answers the mail stays with the mail server; {how}",
            intake.display()
        ))?;
    }
    let from = given.from.map_or_else(|| Clock::System.now(), |at| at.with_timezone(&Utc));
    let logins = daemon::logins(&settings, &Clock::System)?;
    for warning in endings(&logins, Clock::System.now()) {
        print(&format!("note: {warning}"))?;
    }
    foresee(&settings, from)?;
    print(&retention::kept(&settings.policy.retention))?;
    print(&format!("{}: no faults", settings.file.display()))?;
    if !given.connect {
        return Ok(());
    }
    let mut faults = Vec::new();
    let store = daemon::open_store(&settings).await;
    // Whoever works renews: a second one would take the refresh token from it.
    let is_busy = store.as_ref().is_ok_and(|store| store.is_worked_on().unwrap_or(true));
    let is_left = |source: &Arc<TokenSource>| is_busy && source.rotates();
    let is_left_by = |login: Option<&Login>| matches!(login, Some(Login::OAuth(index)) if logins.get(*index).is_some_and(is_left));
    for source in &logins {
        if is_left(source) {
            report(&format!("login {}", source.name()), Ok(LEFT.to_owned()), &mut faults)?;
            continue;
        }
        let found = source.access_token().await.map(|_| "the token server gives an access token".to_owned());
        report(&format!("login {}", source.name()), found.map_err(|error| error.to_string()), &mut faults)?;
    }
    for mailbox in &settings.mailboxes {
        let found = match daemon::mailbox(mailbox, &logins) {
            Ok(_) if is_left_by(mailbox.login()) => Ok(LEFT.to_owned()),
            Ok(mut mailbox) => mailbox.check().await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        report("mailbox", found, &mut faults)?;
    }
    let ways =
        [("transport", Some(&settings.transport)), ("alarm.transport", settings.alarm.transport.as_ref())];
    for (name, given) in ways.into_iter().filter_map(|(name, given)| given.map(|given| (name, given))) {
        let found = match daemon::transport(given, &logins) {
            Ok(_) if is_left_by(given.login()) => Ok(LEFT.to_owned()),
            Ok(transport) => transport.check().await,
            Err(error) => Err(error.to_string()),
        };
        report(name, found, &mut faults)?;
    }
    report(
        "store",
        store.map(|_| "open, schema up to date".to_owned()).map_err(|error| error.to_string()),
        &mut faults,
    )?;
    let found = daemon::readers(daemon::context(&settings, None), daemon::ring(&settings)).await;
    let found = found.map(|pool| describe(&pool.protections())).map_err(|error| error.to_string());
    report("reader", found, &mut faults)?;
    if let Some(found) = daemon::proof(&settings).ask(our_domain(&settings)).await {
        report("resolver", found.map_err(|error| error.to_string()), &mut faults)?;
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Failed(faults.join("\n"))) }
}

/// What the resolver is asked about: something that it is asked about anyway.
fn our_domain(settings: &Settings) -> &str {
    let address = &settings.organisation().address;
    address.rsplit_once('@').map_or(address.as_str(), |(_, domain)| domain)
}

/// The certificates by which we log in that end soon or have ended.
fn endings(logins: &[Arc<TokenSource>], now: DateTime<Utc>) -> Vec<String> {
    let soon = now + TimeDelta::days(CERTIFICATE_ENDS_DAYS);
    let ending = |source: &Arc<TokenSource>| {
        let at = source.certificate_ends().filter(|at| *at < soon)?;
        let ends = if at <= now { "ended" } else { "ends" };
        Some(format!(
            "the certificate of [oauth] {} {ends} on {}; make a new one",
            source.name(),
            at.date_naive()
        ))
    };
    logins.iter().filter_map(ending).collect()
}

/// Proves the policy from every hour; a hole is a fault of the configuration like another.
fn foresee(settings: &Settings, from: DateTime<Utc>) -> Outcome {
    let from = from.duration_trunc(TimeDelta::hours(1)).unwrap_or(from);
    let policy = &settings.policy;
    let proof = prove(policy, from, PROVED_HOURS);
    if !proof.holds() {
        let faults = foresight::faults(&proof, policy, &settings.policy_file);
        return Err(super::faulty(&Faults(faults)));
    }
    print(&foresight::worst_cases(&proof, policy))?;
    print(&foresight::summary(&proof, policy))
}

fn report(what: &str, found: Result<String, String>, faults: &mut Vec<String>) -> Outcome {
    match found {
        Ok(text) => print(&format!("{what}: {text}")),
        Err(text) => {
            faults.push(format!("{what}: {text}"));
            Ok(())
        }
    }
}

fn describe(protections: &crate::reader::Protections) -> String {
    if protections.complete() {
        "runs apart, with limits, Landlock and seccomp".to_owned()
    } else {
        format!("runs apart, but the kernel refuses: {}", protections.refused.join("; "))
    }
}
