//! Compressed RTF as Outlook keeps it (MS-OXRTFCP): LZ over a ring of 4 KiB that starts out with common RTF words.

/// What the ring holds before the first byte (section 2.1.1.1).
const PRELOAD: &[u8] = concat!(
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor ",
    "MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20",
    "\\b\\i\\u\\tab\\tx",
)
.as_bytes();

const RING: usize = 4096;
const COMPRESSED: u32 = 0x7546_5a4c;
const PLAIN: u32 = 0x414c_454d;

/// The RTF, at most `limit` bytes of it; `None` where the header is not one. A cut or damaged stream gives what came before.
pub fn decompress(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let word = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?))
    };
    let raw_bytes = usize::try_from(word(4)?).ok()?;
    let kind = word(8)?;
    let content = bytes.get(16..)?;
    let limit = limit.min(raw_bytes);
    match kind {
        PLAIN => Some(content.get(..limit).unwrap_or(content).to_vec()),
        COMPRESSED => Some(inflate(content, limit)),
        _ => None,
    }
}

fn inflate(content: &[u8], limit: usize) -> Vec<u8> {
    let mut ring = [b' '; RING];
    for (place, byte) in ring.iter_mut().zip(PRELOAD) {
        *place = *byte;
    }
    let mut at = PRELOAD.len();
    let mut out: Vec<u8> = Vec::new();
    let mut input = content.iter().copied();
    while let Some(control) = input.next() {
        for bit in 0..8 {
            if out.len() >= limit {
                return out;
            }
            if control & (1 << bit) == 0 {
                let Some(byte) = input.next() else { return out };
                keep(&mut ring, &mut at, &mut out, byte);
                continue;
            }
            let (Some(high), Some(low)) = (input.next(), input.next()) else { return out };
            let reference = u16::from_be_bytes([high, low]);
            let offset = usize::from(reference >> 4);
            // A reference to the place being written ends the stream.
            if offset == at {
                return out;
            }
            for step in 0..usize::from(reference & 15) + 2 {
                let byte = ring.get((offset + step) % RING).copied().unwrap_or_default();
                keep(&mut ring, &mut at, &mut out, byte);
            }
        }
    }
    out
}

fn keep(ring: &mut [u8; RING], at: &mut usize, out: &mut Vec<u8>, byte: u8) {
    if let Some(place) = ring.get_mut(*at) {
        *place = byte;
    }
    *at = (*at + 1) % RING;
    out.push(byte);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of MS-OXRTFCP section 3.
    const SIMPLE: &[u8] = &[
        0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0, 0x0a, 0, 0x72,
        0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0, 0x20,
        0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
    ];
    const CROSSING: &[u8] = &[
        0x1a, 0, 0, 0, 0x1c, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0, 0x04, 0x20,
        0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0,
    ];

    #[test]
    fn the_examples_of_the_specification_are_read() {
        assert_eq!(
            decompress(SIMPLE, 1000).unwrap_or_default(),
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        assert_eq!(decompress(CROSSING, 1000).unwrap_or_default(), b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
    }

    #[test]
    fn a_cut_stream_gives_what_came_before() {
        for end in 16..SIMPLE.len() {
            let told = decompress(&SIMPLE[..end], 1000).unwrap_or_default();
            assert!(b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".starts_with(&told), "{end}");
        }
        assert_eq!(decompress(&SIMPLE[..15], 1000), None);
        assert_eq!(decompress(SIMPLE, 5).map(|rtf| rtf.len() < 24), Some(true));
    }
}
