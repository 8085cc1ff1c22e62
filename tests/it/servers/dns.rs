//! A name server for tests: answers TXT over UDP on loopback from a table, and can fall silent or fail by name.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

const TXT: u16 = 16;
const SERVFAIL: u8 = 2;
const NXDOMAIN: u8 = 3;

/// What is said about a name.
#[derive(Clone, Debug)]
pub enum Answer {
    Txt(String),
    Servfail,
    Silence,
}

/// A running name server; what it has no answer for does not exist.
pub struct Dns {
    pub address: SocketAddr,
    zone: Arc<Mutex<BTreeMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
}

impl Dns {
    /// On a free port.
    pub fn start() -> Dns {
        Dns::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    /// On port 53 of a loopback address that nobody else has, for programs that know no other port. Needs root.
    pub fn start_on_port_53() -> Dns {
        let pid = std::process::id();
        let [_, _, high, low] = pid.to_be_bytes();
        Dns::start_at(SocketAddr::from((Ipv4Addr::new(127, 53, high, low), 53)))
    }

    fn start_at(address: SocketAddr) -> Dns {
        let socket = UdpSocket::bind(address).unwrap();
        let address = socket.local_addr().unwrap();
        let dns = Dns { address, zone: Arc::default(), asked: Arc::default(), stop: Arc::default() };
        let (zone, asked, stop) = (dns.zone.clone(), dns.asked.clone(), dns.stop.clone());
        std::thread::spawn(move || {
            let mut query = [0; 4096];
            while let Ok((length, from)) = socket.recv_from(&mut query) {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let Some((name, kind, question)) = question(&query[..length]) else { continue };
                asked.lock().unwrap().push(name.clone());
                if let Some(answer) = answer(&zone.lock().unwrap(), &name, kind, &query[..2], question) {
                    let _gone = socket.send_to(&answer, from);
                }
            }
        });
        dns
    }

    /// Says this of a name from now on.
    pub fn put(&self, name: &str, answer: Answer) {
        self.zone.lock().unwrap().insert(name.to_ascii_lowercase(), answer);
    }

    pub fn txt(&self, name: &str, text: &str) {
        self.put(name, Answer::Txt(text.to_owned()));
    }

    pub fn forget(&self, name: &str) {
        self.zone.lock().unwrap().remove(&name.to_ascii_lowercase());
    }

    /// The names that it was asked about, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let waker = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let _gone = waker.send_to(&[0], self.address);
    }
}

/// Name in lower case, kind, and the bytes of the question (RFC 1035 section 4.1.2).
fn question(query: &[u8]) -> Option<(String, u16, &[u8])> {
    let start = 12;
    let mut at = start;
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(query.get(at..at + length)?).to_ascii_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes([*query.get(at)?, *query.get(at + 1)?]);
    Some((labels.join("."), kind, query.get(start..at + 4)?))
}

fn answer(
    zone: &BTreeMap<String, Answer>,
    name: &str,
    kind: u16,
    id: &[u8],
    question: &[u8],
) -> Option<Vec<u8>> {
    let below = format!(".{name}");
    let (code, records) = match zone.get(name) {
        Some(Answer::Silence) => return None,
        Some(Answer::Servfail) => (SERVFAIL, None),
        Some(Answer::Txt(text)) if kind == TXT => (0, Some(text)),
        // There is a name, or one below it, but nothing of this kind.
        Some(Answer::Txt(_)) => (0, None),
        None if zone.keys().any(|known| known.ends_with(&below)) => (0, None),
        None => (NXDOMAIN, None),
    };
    let count = u8::from(records.is_some());
    let mut all = id.to_vec();
    all.extend([0x85, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0]);
    all.extend(question);
    if let Some(text) = records {
        let mut data = Vec::new();
        for part in text.as_bytes().chunks(255) {
            data.push(u8::try_from(part.len()).unwrap());
            data.extend(part);
        }
        all.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 1, 0]);
        all.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        all.extend(data);
    }
    Some(all)
}
