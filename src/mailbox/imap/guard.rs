//! A stream that ends where a server would make us hold too much: async-imap allocates what a `{500000000}` announces at
//! once, and parses a line in time that grows with the square of its length.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Longest line outside a literal. Bytes.
const MAX_LINE: u64 = 64 * 1024;

/// Anything that mail can be read over: a TCP or a TLS stream.
pub trait Io: AsyncRead + AsyncWrite + Unpin + Send + Sync + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + std::fmt::Debug> Io for T {}

/// See the module.
#[derive(Debug)]
pub struct Guard<S> {
    inner: S,
    max_literal: u64,
    /// Bytes of the running literal still to come.
    literal: u64,
    /// Bytes of the running line so far.
    line: u64,
    /// The number being read after a `{`, if the line's end so far looks like one.
    announced: Option<u64>,
}

impl<S> Guard<S> {
    pub fn new(inner: S, max_literal: u64) -> Guard<S> {
        Guard { inner, max_literal, literal: 0, line: 0, announced: None }
    }

    pub fn into_inner(self) -> S {
        self.inner
    }

    fn inspect(&mut self, mut bytes: &[u8]) -> std::io::Result<()> {
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.literal > 0 {
                let skip = self.literal.min(bytes.len() as u64);
                self.literal -= skip;
                bytes = bytes.get(skip as usize..).unwrap_or_default();
                continue;
            }
            bytes = rest;
            self.step(byte)?;
        }
        Ok(())
    }

    fn step(&mut self, byte: u8) -> std::io::Result<()> {
        self.line += 1;
        match byte {
            b'{' => self.announced = Some(0),
            b'0'..=b'9' => {
                let digit = u64::from(byte - b'0');
                self.announced = self.announced.map(|n| n.saturating_mul(10).saturating_add(digit));
            }
            b'}' | b'+' | b'\r' => {}
            b'\n' => {
                self.literal = self.announced.take().unwrap_or(0);
                self.line = 0;
            }
            _ => self.announced = None,
        }
        if self.line > MAX_LINE || self.literal > self.max_literal {
            return Err(Error::new(ErrorKind::InvalidData, "the server announced more than we take"));
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guard<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.inner).poll_read(cx, buf))?;
        Poll::Ready(this.inspect(buf.filled().get(before..).unwrap_or_default()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guard<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds the text whole and byte by byte: both must say the same.
    fn passes(text: &[u8]) -> bool {
        let mut slowly = Guard::new((), 1000);
        let by_byte = text.iter().all(|byte| slowly.inspect(std::slice::from_ref(byte)).is_ok());
        let at_once = Guard::new((), 1000).inspect(text).is_ok();
        assert_eq!(by_byte, at_once);
        at_once
    }

    #[test]
    fn a_literal_up_to_the_limit_passes_and_a_larger_one_does_not() {
        assert!(passes(b"* 1 FETCH (BODY[] {1000}\r\n"));
        assert!(!passes(b"* 1 FETCH (BODY[] {1001}\r\n"));
        assert!(!passes(b"* 1 FETCH (BODY[] {99999999999999999999999999}\r\n"));
    }

    #[test]
    fn what_stands_inside_a_literal_is_not_read_as_one() {
        assert!(passes(b"* 1 FETCH (BODY[] {9}\r\n{50000}\r\n)\r\n"));
        assert!(!passes(b"* 1 FETCH (BODY[] {9}\r\n{50000}\r\n BODY[] {50000}\r\n"));
    }

    #[test]
    fn a_line_without_end_is_refused_but_many_lines_are_not() {
        assert!(!passes(&vec![b'x'; MAX_LINE as usize + 1]));
        assert!(passes(&b"* 1 EXISTS\r\n".repeat(10_000)));
    }
}
