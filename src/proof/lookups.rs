//! The questions of one mail: counted, and what is noted of the keys that come back. The library looks here before it asks
//! the DNS, whose answers the resolver keeps.

use std::borrow::Borrow;
use std::hash::Hash;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use mail_auth::{DnsError, Error, RecordSet, ResolverCache, Txt};

/// How many questions one mail may cause: its keys, and the walk up the tree for each of two domains.
pub const MAX_LOOKUPS: u32 = 30;

/// RFC 6376 section 3.6.1, `t=y`, in the library's numbers.
const TESTING: u64 = 0x10;

/// What a key says of itself.
#[derive(Clone, Debug)]
pub struct Key {
    name: String,
    /// Must not be believed (RFC 6376 section 3.6.1, `t=y`).
    pub is_testing: bool,
    pub bits: usize,
}

/// The look-ups of one mail.
pub struct Lookups {
    left: AtomicU32,
    keys: Mutex<Vec<Key>>,
}

impl Lookups {
    pub fn new() -> Lookups {
        Lookups { left: AtomicU32::new(MAX_LOOKUPS), keys: Mutex::default() }
    }

    /// The key of this name, if it came back.
    pub fn key(&self, name: &str) -> Option<Key> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.name.eq_ignore_ascii_case(name)).cloned()
    }
}

impl ResolverCache<Box<str>, Txt> for Lookups {
    fn get<Q>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let counted =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        let spent = || Txt::Error(Error::Dns(DnsError::Resolver("too many questions".to_owned())));
        counted.is_err().then(spent)
    }

    fn remove<Q>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, name: Box<str>, value: Txt, _: Instant) {
        if let Txt::DomainKey(key) = value {
            let key = Key {
                name: name.into_string(),
                is_testing: key.has_flag(TESTING),
                bits: key.p.public_key_bits(),
            };
            self.keys.lock().unwrap_or_else(PoisonError::into_inner).push(key);
        }
    }
}

/// Whether the From domain exists decides about a policy that plays no part here: it is never asked.
impl ResolverCache<Box<str>, RecordSet<Ipv4Addr>> for Lookups {
    fn get<Q>(&self, _: &Q) -> Option<RecordSet<Ipv4Addr>>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some(RecordSet { rrset: [].into(), dnssec_status: Default::default() })
    }

    fn remove<Q>(&self, _: &Q) -> Option<RecordSet<Ipv4Addr>>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: Box<str>, _: RecordSet<Ipv4Addr>, _: Instant) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_so_many_questions_none_goes_to_the_dns() {
        let lookups = Lookups::new();
        let ask = || ResolverCache::<Box<str>, Txt>::get(&lookups, "_dmarc.b.no.");
        assert!((0..MAX_LOOKUPS).all(|_| ask().is_none()));
        assert!((0..3).all(|_| matches!(ask(), Some(Txt::Error(Error::Dns(DnsError::Resolver(_)))))));
    }
}
