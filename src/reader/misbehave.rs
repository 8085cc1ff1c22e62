//! A reading function that does what a mail tells it, for tests of the walls around the children.
//! Compiled only with debug assertions: `varsel read-child --misbehave`.

use std::net::{TcpStream, UdpSocket};
use std::process::Command;
use std::{fs, hint, io, process, thread};

use crate::mail::{Class, Context, Reading};
use crate::reader::child::unreadable;

/// The first line is an order; the answer's `reason` says what came of it. Anything else is read as a message whose
/// `reply_text` is the mail itself.
pub fn read(mail: &[u8], context: &Context) -> Reading {
    let text = String::from_utf8_lossy(mail);
    let reason = match text.lines().next().unwrap_or_default() {
        "abort" => process::abort(),
        "panic" => panic!("as told"),
        "spin" => loop {
            hint::spin_loop();
        },
        "eat" => eat(),
        "recurse" => recurse(60_000).to_string(),
        "open /etc/passwd" => said(fs::read("/etc/passwd")),
        "write /tmp" => said(fs::write("/tmp/varsel-misbehave", b"x")),
        "udp socket" => said(UdpSocket::bind("127.0.0.1:0")),
        "tcp socket" => said(TcpStream::connect("127.0.0.1:25")),
        "execute" => said(Command::new("/bin/true").spawn()),
        "thread" => said(thread::Builder::new().spawn(|| ())),
        "environment" => std::env::vars_os().count().to_string(),
        "answer too much" => return Reading { reply_text: "x".repeat(40 << 20), ..message(context, "") },
        other => return Reading { reply_text: other.to_owned(), ..message(context, &text) },
    };
    message(context, &reason)
}

fn message(context: &Context, reason: &str) -> Reading {
    Reading { class: Class::Message, ..unreadable(reason, context) }
}

/// `ok`, or the kind of error.
fn said<T>(result: io::Result<T>) -> String {
    result.map_or_else(|error| format!("{:?}", error.kind()), |_| "ok".to_owned())
}

fn eat() -> ! {
    let mut eaten = Vec::new();
    loop {
        eaten.push(hint::black_box(vec![1_u8; 4 << 20]));
    }
}

/// At least 1 KiB of stack a level.
fn recurse(levels: u32) -> u32 {
    let frame = hint::black_box([0_u8; 1000]);
    if levels == 0 { u32::from(frame[0]) } else { 1 + recurse(levels - 1) }
}
