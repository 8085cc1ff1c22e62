//! The resolver: which, how long it is waited for, how long its answers are kept.

use std::net::SocketAddr;
use std::time::Duration;

use mail_auth::hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use mail_auth::hickory_resolver::system_conf::read_system_conf;
use mail_auth::{DnsError, Error, MessageAuthenticator};

use super::{ProofError, Resolver};

/// How many answers are kept, and for how long at most, seconds; that there is no such record, for less.
pub const KEPT_ANSWERS: u64 = 1024;
pub const KEPT_SECS: u64 = 3600;
const KEPT_NONE_SECS: u64 = 300;
/// How long one server is waited for before it or the next is asked once more.
const WAIT: Duration = Duration::from_secs(2);
const ATTEMPTS: usize = 2;

pub fn build(resolver: Resolver) -> Result<MessageAuthenticator, ProofError> {
    let failed = |error: &dyn std::fmt::Display| ProofError::NoResolver(error.to_string());
    // Every name is asked for as it stands; the search list of the house has no say.
    let config = ResolverConfig::from_name_servers(match resolver {
        Resolver::System => systems()?,
        Resolver::At(address) => vec![server(address)],
    });
    MessageAuthenticator::new(config, options()).map_err(|error| failed(&error))
}

fn systems() -> Result<Vec<NameServerConfig>, ProofError> {
    let read = read_system_conf().map_err(|error| ProofError::NoResolver(error.to_string()));
    read.map(|(config, _)| config.name_servers().to_vec())
}

fn server(address: SocketAddr) -> NameServerConfig {
    let mut server = NameServerConfig::udp_and_tcp(address.ip());
    for connection in &mut server.connections {
        connection.port = address.port();
    }
    server
}

fn options() -> ResolverOpts {
    let mut options = ResolverOpts::default();
    options.timeout = WAIT;
    options.attempts = ATTEMPTS;
    options.cache_size = KEPT_ANSWERS;
    options.positive_max_ttl = Some(Duration::from_secs(KEPT_SECS));
    options.negative_max_ttl = Some(Duration::from_secs(KEPT_NONE_SECS));
    options.use_hosts_file = ResolveHosts::Never;
    options
}

/// Any answer counts, that there is no such record too.
pub async fn ask(authenticator: &MessageAuthenticator, domain: &str) -> Result<(), String> {
    match authenticator.txt_raw_lookup(format!("_dmarc.{domain}.")).await {
        Ok(_) | Err(Error::Dns(DnsError::RecordNotFound(_))) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Who is asked, for the operator.
pub fn name(resolver: Resolver) -> String {
    match resolver {
        Resolver::At(address) => address.to_string(),
        Resolver::System => {
            let servers = systems().unwrap_or_default();
            let servers: Vec<String> = servers.iter().map(|server| server.ip.to_string()).collect();
            format!("{} of /etc/resolv.conf", servers.join(", "))
        }
    }
}
