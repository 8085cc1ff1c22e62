//! Logs on standard error, and how addresses are shown in them.

use sha2::{Digest, Sha256};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

/// Libraries whose lower levels write mail content, logins or rows: their level is fixed, whatever is asked for.
const PINNED: [(&str, &str); 8] = [
    ("async_imap", "info"),
    ("handlebars", "warn"),
    ("lettre", "info"),
    ("sqlx", "warn"),
    ("rustls", "warn"),
    // They name whom a question is about.
    ("hickory_resolver", "error"),
    ("hickory_net", "error"),
    ("hickory_proto", "error"),
];
const DOTS: &str = "•••";

/// How a log line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// As in `VARSEL_LOG_FORMAT`: `json`; everything else is text.
    pub fn from_name(name: &str) -> Self {
        if name.eq_ignore_ascii_case("json") { LogFormat::Json } else { LogFormat::Text }
    }
}

/// Starts logging for the process; a second call changes nothing. `levels` is as in `RUST_LOG`
/// (`debug`, `varsel::delivery=trace,info`); what it cannot mean is left out.
pub fn start(format: LogFormat, levels: Option<&str>) {
    let builder = tracing_subscriber::fmt().with_env_filter(filter(levels)).with_writer(std::io::stderr);
    let _already_started = match format {
        LogFormat::Text => builder.with_ansi(false).finish().try_init(),
        LogFormat::Json => builder.json().flatten_event(true).finish().try_init(),
    };
}

fn filter(levels: Option<&str>) -> EnvFilter {
    let asked = levels.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    let mut filter = EnvFilter::new("info");
    for directive in asked.filter(|part| !PINNED.iter().any(|(target, _)| part.contains(target))) {
        if let Ok(directive) = directive.parse() {
            filter = filter.add_directive(directive);
        }
    }
    for (target, level) in PINNED {
        if let Ok(directive) = format!("{target}={level}").parse() {
            filter = filter.add_directive(directive);
        }
    }
    filter
}

/// An address for the log: `k•••@e•••.no#1a2b`. The last four digits are of a hash, so that one sender can be
/// followed through the log without being named. Lower and upper case are the same sender.
pub fn mask(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let hash = Sha256::digest(address.as_bytes());
    let tag = format!("#{:02x}{:02x}", hash[0], hash[1]);
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            format!("{}{DOTS}@{}{DOTS}{}{tag}", first(local), first(domain), ending(domain))
        }
        None => format!("{DOTS}{tag}"),
    }
}

fn first(text: &str) -> String {
    text.chars().next().filter(|c| c.is_alphanumeric()).map(String::from).unwrap_or_default()
}

fn ending(domain: &str) -> String {
    match domain.rsplit_once('.') {
        Some((_, top))
            if top.len() <= 10 && !top.is_empty() && top.chars().all(|c| c.is_ascii_alphabetic()) =>
        {
            format!(".{top}")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_and_still_told_apart() {
        let masked = mask("kari.nordmann@eksempel.no");
        assert!(masked.starts_with("k•••@e•••.no#"), "{masked}");
        assert_eq!(masked, mask(" Kari.Nordmann@Eksempel.NO "));
        assert_ne!(masked, mask("knut@eksempel.no"));
    }

    #[test]
    fn odd_addresses_show_nothing_of_themselves() {
        for odd in ["", "@", "no address", "\u{7}@\n", "a@b@c", "x@[127.0.0.1]", "x@y.verylongsecretending"] {
            let masked = mask(odd);
            assert!(masked.contains(DOTS) && masked.len() <= 30, "{odd:?} -> {masked:?}");
            assert!(!masked.chars().any(char::is_control), "{odd:?} -> {masked:?}");
        }
    }

    #[test]
    fn the_levels_of_talkative_libraries_cannot_be_raised() {
        let filter =
            filter(Some("trace,async_imap::client=trace,lettre=trace,sqlx=debug,nonsense=[[")).to_string();
        for (target, level) in PINNED {
            assert!(filter.contains(&format!("{target}={level}")), "{filter}");
        }
        assert!(!filter.contains("lettre=trace") && !filter.contains("client=trace"), "{filter}");
        assert!(filter.contains("trace"), "{filter}");
    }
}
