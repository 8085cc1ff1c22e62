//! The plainest mail server: it takes everything, or stops answering at the moment that a test wants.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A mail as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    pub to: String,
    pub data: String,
}

#[derive(Default)]
struct State {
    stall_at_greeting: AtomicBool,
    stall_after_data: AtomicBool,
    ended: AtomicBool,
    accepted: Mutex<Vec<Mail>>,
    unanswered: Mutex<Vec<Mail>>,
}

/// A listening server; its threads end with it.
pub struct Peer {
    port: u16,
    state: Arc<State>,
}

impl Peer {
    pub fn start() -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if shared.ended.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&shared);
                // A client that was killed breaks the conversation: that is what these tests do.
                std::thread::spawn(move || converse(stream, &shared));
            }
        });
        Peer { port, state }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Says nothing at all to new connections.
    pub fn stall_at_greeting(&self, stall: bool) {
        self.state.stall_at_greeting.store(stall, Ordering::SeqCst);
    }

    /// Takes the whole mail and never says what came of it.
    pub fn stall_after_data(&self, stall: bool) {
        self.state.stall_after_data.store(stall, Ordering::SeqCst);
    }

    pub fn accepted(&self) -> Vec<Mail> {
        self.state.accepted.lock().unwrap().clone()
    }

    pub fn unanswered(&self) -> Vec<Mail> {
        self.state.unanswered.lock().unwrap().clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::SeqCst);
        // Wakes the listening thread, which then sees that it is over.
        let _woken = TcpStream::connect(("127.0.0.1", self.port));
        if !std::thread::panicking() {
            for mail in self.accepted().into_iter().chain(self.unanswered()) {
                crate::leaks::assert_mail("a mail on the wire", mail.data.as_bytes());
            }
        }
    }
}

/// `None` once the client has gone.
fn converse(stream: TcpStream, state: &State) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let mut stream = BufReader::new(stream);
    if state.stall_at_greeting.load(Ordering::SeqCst) {
        return stall(&mut stream);
    }
    say(&mut stream, "220 peer")?;
    let mut to = String::new();
    loop {
        let line = line(&mut stream)?;
        match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
            "EHLO" => say(&mut stream, "250-peer\r\n250 8BITMIME")?,
            "RCPT" => {
                to = line;
                say(&mut stream, "250 ok")?;
            }
            "DATA" => {
                say(&mut stream, "354 go")?;
                let mail = Mail { to: std::mem::take(&mut to), data: data(&mut stream)? };
                if state.stall_after_data.load(Ordering::SeqCst) {
                    state.unanswered.lock().unwrap().push(mail);
                    return stall(&mut stream);
                }
                state.accepted.lock().unwrap().push(mail);
                say(&mut stream, "250 queued")?;
            }
            "QUIT" => return say(&mut stream, "221 bye"),
            _ => say(&mut stream, "250 ok")?,
        }
    }
}

/// Listens until the client goes.
fn stall(stream: &mut BufReader<TcpStream>) -> Option<()> {
    while line(stream).is_some() {}
    None
}

fn data(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut data = String::new();
    loop {
        let line = line(stream)?;
        if line == "." {
            return Some(data);
        }
        data.push_str(&line);
        data.push('\n');
    }
}

fn line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line) {
        Ok(length) if length > 0 => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
        _ => None,
    }
}

fn say(stream: &mut BufReader<TcpStream>, text: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).ok()
}
