//! The child: locks itself in, then reads mails from one pipe and writes one JSON object a mail to the other.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::os::fd::AsFd;
use std::panic::{self, AssertUnwindSafe};
use std::thread;

use secrecy::zeroize::Zeroizing;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::mail::{Context, Reading};
use crate::reader::lockdown::{self, Protections};
use crate::reader::{MAX_MAIL, frame};

/// What a child does with one mail, told `C` when it started. It must answer for every input; a panic is caught and
/// answered for it by `gave_up`, with the reason.
pub struct Work<C, A> {
    pub read: fn(&[u8], &C) -> A,
    pub gave_up: fn(&str, &C) -> A,
}

/// Mail parsers recurse; this stack takes 900 000 nested messages (dependencies.md section e).
const STACK: usize = 256 << 20;

/// What `varsel read-child` and `varsel decrypt-child` run: everything is parsed on one thread with a big stack. The file system is given up
/// before that thread starts and system calls are filtered for all threads before the first byte is read.
/// The exit code is 0 where the parent closed the pipe between two frames.
pub fn run_child<C, A>(work: Work<C, A>) -> i32
where
    C: DeserializeOwned + 'static,
    A: Serialize + 'static,
{
    // A panic's message may hold words of the mail.
    panic::set_hook(Box::new(|_| {}));
    let Ok((input, output)) = own_pipes() else { return 2 };
    let mut protections =
        Protections { version: env!("CARGO_PKG_VERSION").to_owned(), ..Protections::default() };
    // Landlock needs a descriptor, which the limits then forbid.
    protections.landlock = protections.note("landlock", lockdown::leave_file_system());
    protections.limits = protections.note("limits", lockdown::limit_resources());
    let reader = thread::Builder::new().stack_size(STACK).spawn(move || {
        protections.seccomp = protections.note("seccomp", lockdown::filter_system_calls());
        serve(work, input, output, &protections)
    });
    match reader.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => 0,
        Ok(Ok(Err(_))) => 2,
        Ok(Err(_)) | Err(_) => 3,
    }
}

/// Standard input and output without the standard library's own buffers and locks.
fn own_pipes() -> io::Result<(File, File)> {
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    Ok((input.into(), output.into()))
}

/// Answers that go out together: each wake-up of the parent costs more than a short mail. What is held back is lost with
/// the child and read once more, so it is little.
const TOGETHER_MAILS: usize = 8;
const TOGETHER_BYTES: usize = 64 << 10;

fn serve<C: DeserializeOwned, A: Serialize>(
    work: Work<C, A>,
    input: File,
    output: File,
    protections: &Protections,
) -> io::Result<()> {
    let mut input = BufReader::with_capacity(256 << 10, input);
    let mut output = BufWriter::with_capacity(256 << 10, output);
    frame::write(&mut output, &serde_json::to_vec(protections)?)?;
    output.flush()?;
    let Some(first) = frame::read(&mut input, frame::MAX_FIRST)?.map(Zeroizing::new) else { return Ok(()) };
    let context: C = serde_json::from_slice(&first)?;
    drop(first);
    let (mut mails, mut bytes) = (0, 0);
    while let Some(mail) = frame::read(&mut input, MAX_MAIL)? {
        frame::write(&mut output, &answer(&work, &mail, &context)?)?;
        (mails, bytes) = (mails + 1, bytes + mail.len());
        // Never wait for the next mail with an answer in hand.
        if mails >= TOGETHER_MAILS || bytes >= TOGETHER_BYTES || input.buffer().is_empty() {
            output.flush()?;
            (mails, bytes) = (0, 0);
        }
    }
    output.flush()
}

fn answer<C, A: Serialize>(work: &Work<C, A>, mail: &[u8], context: &C) -> serde_json::Result<Vec<u8>> {
    let answer = panic::catch_unwind(AssertUnwindSafe(|| (work.read)(mail, context)))
        .unwrap_or_else(|_| (work.gave_up)("the reader gave up on it", context));
    let json = serde_json::to_vec(&answer)?;
    if json.len() <= frame::MAX_ANSWER {
        return Ok(json);
    }
    serde_json::to_vec(&(work.gave_up)("what was read of it is too large", context))
}

/// A reading that says nothing but why: the mail goes to a person.
pub fn unreadable(reason: &str, context: &Context) -> Reading {
    Reading { language: context.language.clone(), ..Reading::unreadable(reason) }
}
