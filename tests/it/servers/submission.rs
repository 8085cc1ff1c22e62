//! A mail server that takes mail from whoever logs in with a good token, and says no as it is told.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

type Judge = Arc<dyn Fn(&str) -> bool + Send + Sync>;

#[derive(Default)]
pub struct Seen {
    /// Each command line; of the mails only the bytes below.
    pub lines: Mutex<Vec<String>>,
    pub mails: Mutex<Vec<String>>,
    /// No login is good enough.
    pub closed: AtomicBool,
}

pub struct Submission {
    pub port: u16,
    pub seen: Arc<Seen>,
}

impl Submission {
    /// Lives as long as the test's process.
    pub fn start(is_good: impl Fn(&str) -> bool + Send + Sync + 'static) -> Submission {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, judge): (Arc<Seen>, Judge) = (Arc::default(), Arc::new(is_good));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, judge) = (Arc::clone(&shared), Arc::clone(&judge));
                std::thread::spawn(move || converse(stream, &seen, &judge));
            }
        });
        Submission { port, seen }
    }

    pub fn lines(&self) -> Vec<String> {
        self.seen.lines.lock().unwrap().clone()
    }

    pub fn mails(&self) -> Vec<String> {
        self.seen.mails.lock().unwrap().clone()
    }
}

fn converse(stream: TcpStream, seen: &Seen, judge: &Judge) -> Option<()> {
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 here")?;
    loop {
        let line = read(&mut stream, seen)?;
        match line.get(..4).unwrap_or_default() {
            "EHLO" => say(&mut stream, "250-here\r\n250 AUTH PLAIN XOAUTH2")?,
            "AUTH" => log_in(&mut stream, &line, seen, judge)?,
            "MAIL" | "RCPT" | "RSET" => say(&mut stream, "250 ok")?,
            "DATA" => {
                say(&mut stream, "354 go")?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    if stream.read_line(&mut mail).ok()? == 0 {
                        return None;
                    }
                }
                seen.mails.lock().unwrap().push(mail);
                say(&mut stream, "250 taken")?;
            }
            _ => say(&mut stream, "221 bye")?,
        }
    }
}

/// With the token in the command or after a challenge; a bad one is told in a challenge first, as the big ones do it.
fn log_in(stream: &mut BufReader<TcpStream>, line: &str, seen: &Seen, judge: &Judge) -> Option<()> {
    let said = match line.strip_prefix("AUTH XOAUTH2") {
        None if seen.closed.load(Ordering::SeqCst) => return say(stream, "535 5.7.8 no"),
        None => return say(stream, "235 a password"),
        Some("") => {
            say(stream, "334 ")?;
            read(stream, seen)?
        }
        Some(said) => said.trim().to_owned(),
    };
    let said = String::from_utf8(STANDARD.decode(said).ok()?).ok()?;
    let token = said.strip_prefix("user=avvik\u{1}auth=Bearer ")?.strip_suffix("\u{1}\u{1}")?;
    if judge(token) && !seen.closed.load(Ordering::SeqCst) {
        return say(stream, "235 welcome");
    }
    say(stream, &format!("334 {}", STANDARD.encode(r#"{"status":"400"}"#)))?;
    assert_eq!(read(stream, seen)?, "", "the challenge wants an empty answer");
    say(stream, "535 5.7.8 no")
}

fn read(stream: &mut BufReader<TcpStream>, seen: &Seen) -> Option<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let line = line.trim_end().to_owned();
    seen.lines.lock().unwrap().push(line.clone());
    Some(line)
}

fn say(stream: &mut BufReader<TcpStream>, text: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).ok()
}
