//! `varsel forget CASE --raw [--reason TEXT]` · `varsel forget --mail ID [--reason TEXT]`: content is erased, the record of
//! the case stays.

use std::path::PathBuf;

use super::clock::clock;
use super::{Failure, Outcome, operator, print, settings};
use crate::daemon;
use crate::engine::{By, Forgot};

/// What is to be erased must be said.
const NEITHER: &str =
    "name a case with --raw, or a mail with --mail: varsel forget <CASE> --raw | --mail <ID>";

#[derive(clap::Args)]
#[command(override_usage = "varsel forget <CASE> --raw | --mail <ID>")]
pub struct Arguments {
    /// The case's number, AVVIK-2026-0001
    #[arg(value_name = "CASE", conflicts_with = "mail")]
    case: Option<String>,
    /// Erase the mails received, what was read in them, and the bytes of the mails sent; case, register and history stay
    #[arg(long)]
    raw: bool,
    /// Erase one mail of the ledger (`varsel mail list`), also one of no case
    #[arg(long, value_name = "ID", conflicts_with = "raw")]
    mail: Option<i64>,
    /// Why; stands in the case's history
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub async fn run(given: Arguments, config: Option<PathBuf>) -> Outcome {
    if given.mail.is_none() && !(given.case.is_some() && given.raw) {
        return Err(Failure::Usage(NEITHER.to_owned()));
    }
    let settings = settings(config)?;
    let store = daemon::open_store(&settings).await?;
    let now = clock(&settings, &store).await?.now();
    let engine = daemon::engine(&settings, store).await?;
    engine.remember_policy(now).await?;
    let name = operator();
    let reason = given.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let by = By { name: &name, reason };
    let forgot = match (given.case, given.mail) {
        (Some(number), _) => {
            let none = format!("there is no case {number}; `varsel case list` shows all");
            (engine.forget_case(&number.to_uppercase(), by, now).await?).ok_or(Failure::Failed(none))?
        }
        (None, Some(id)) => {
            let none = format!("there is no mail {id}; `varsel mail list` shows all");
            (engine.forget_mail(id, by, now).await?).ok_or(Failure::Failed(none))?
        }
        (None, None) => return Err(Failure::Usage(NEITHER.to_owned())),
    };
    engine.store().close().await;
    tell(&forgot)
}

fn tell(forgot: &Forgot) -> Outcome {
    let erased = &forgot.erased;
    let of = forgot.case.as_ref().map_or_else(String::new, |case| format!("{case}: "));
    if erased.is_nothing() {
        print(&format!("{of}nothing was left to erase"))?;
    } else {
        print(&format!(
            "{of}erased {} received mails, {} readings and {} sent mails",
            erased.raw, erased.readings, erased.sent
        ))?;
        print("note: the mailbox, its folder of processed mail, and backups may still hold them")?;
    }
    if forgot.waiting > 0 {
        let waiting = forgot.waiting;
        print(&format!(
            "note: {waiting} mails still wait to be sent and keep their text; do this again after that"
        ))?;
    }
    if !forgot.is_purged {
        print(
            "note: another process reads the database; the erased bytes leave its log of writes when that ends",
        )?;
    }
    Ok(())
}
