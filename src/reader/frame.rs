//! Frames on the pipes between daemon and child: four bytes of length, most significant first, then the bytes.

use std::io::{self, Read, Write};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Largest answer to one mail, in bytes.
pub const MAX_ANSWER: usize = 32 << 20;
/// Largest first frame in either direction (context, protections), in bytes.
pub const MAX_FIRST: usize = 8 << 20;

/// The next frame, or None where the stream ends between two frames.
/// Fails with `InvalidData` where the frame is longer than `limit`, and with `UnexpectedEof` inside a frame.
pub fn read(from: &mut impl Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 4];
    let mut filled = 0;
    while filled < head.len() {
        match from.read(&mut head[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut bytes = vec![0; length(head, limit)?];
    from.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// Writes one frame and flushes: an answer must not be lost with the child that wrote it.
pub fn write(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&head(bytes)?)?;
    to.write_all(bytes)
}

/// As [`read`], but the end of the stream is always an error.
pub async fn receive(from: &mut (impl AsyncRead + Unpin), limit: usize) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    from.read_exact(&mut head).await?;
    let mut bytes = vec![0; length(head, limit)?];
    from.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Writes one frame; the caller flushes.
pub async fn send(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    to.write_all(&head(bytes)?).await?;
    to.write_all(bytes).await
}

fn head(bytes: &[u8]) -> io::Result<[u8; 4]> {
    u32::try_from(bytes.len()).map(u32::to_be_bytes).map_err(|_| io::ErrorKind::InvalidInput.into())
}

fn length(head: [u8; 4], limit: usize) -> io::Result<usize> {
    usize::try_from(u32::from_be_bytes(head))
        .ok()
        .filter(|length| *length <= limit)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a frame is longer than allowed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_in_order_and_then_none() {
        let mut pipe = Vec::new();
        write(&mut pipe, b"one").unwrap();
        write(&mut pipe, b"").unwrap();
        let mut pipe = &pipe[..];
        assert_eq!(read(&mut pipe, 10).unwrap().as_deref(), Some(&b"one"[..]));
        assert_eq!(read(&mut pipe, 10).unwrap().as_deref(), Some(&b""[..]));
        assert_eq!(read(&mut pipe, 10).unwrap(), None);
    }

    #[test]
    fn a_frame_over_the_limit_is_refused_before_memory_is_taken() {
        let error = read(&mut &[0xff, 0xff, 0xff, 0xff][..], 1000).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_stream_that_ends_inside_a_frame_is_an_error() {
        for broken in [&[0, 0][..], &[0, 0, 0, 3, b'a'][..]] {
            assert_eq!(read(&mut &broken[..], 10).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        }
    }
}
