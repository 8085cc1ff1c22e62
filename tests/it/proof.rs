//! Our own check of DKIM and DMARC: against a name server of the tests, through the real binary, and behind a real Postfix
//! with opendkim and opendmarc.

mod house;
mod real;
mod sign;
mod table;
mod trouble;

use std::time::Duration;

use varsel::mail::authenticity::{Accept, Authenticity, OwnCheck, Rule, is_own_check_wanted, judge};
use varsel::mail::{Context, read};
use varsel::proof::{Proof, Resolver};

use crate::servers::Dns;

/// Under which our own check is all there is.
fn rule() -> Rule {
    Rule { authserv_id: None, accept: vec![Accept::Dmarc, Accept::DkimAligned], required: true }
}

fn proof(dns: &Dns) -> Proof {
    Proof::new(Resolver::At(dns.address))
}

/// What our own check says of a mail that came so much later than now; none where it was not wanted.
async fn checked(proof: &Proof, mail: &[u8], later: Duration) -> Option<OwnCheck> {
    let reading = read(mail, &Context::default());
    let hashes = reading.body_hashes.clone().filter(|_| is_own_check_wanted(&reading, &rule()))?;
    let now = varsel::clock::Clock::System.now() + later;
    proof.check(mail, &hashes, now).await
}

/// The verdict as intake comes to it.
async fn judged(proof: &Proof, mail: &[u8], later: Duration) -> Authenticity {
    let own = checked(proof, mail, later).await;
    judge(&read(mail, &Context::default()), &rule(), own.as_ref())
}
