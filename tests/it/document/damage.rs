//! Files cut off and with bytes turned over: no panic, no long wait, and nothing vanishes without a word.

use std::time::{Duration, Instant};

use super::samples;
use varsel::document::{Budget, Contents, File, read};

const LONGEST: Duration = Duration::from_secs(2);

fn read_in_time(file: &File) -> Contents {
    let begin = Instant::now();
    let contents = read(file, &mut Budget::default());
    assert!(begin.elapsed() < LONGEST, "{} took {:?}", file.name, begin.elapsed());
    contents
}

fn says_something(contents: &Contents) -> bool {
    !(contents.documents.is_empty() && contents.unread.is_empty() && contents.mails.is_empty())
}

#[test]
fn a_file_cut_off_anywhere_is_read_as_far_as_it_goes_or_told() {
    for file in samples() {
        for part in 0..20 {
            let end = file.bytes.len() * part / 20;
            let cut = File { bytes: file.bytes[..end].to_vec(), ..file.clone() };
            assert!(says_something(&read_in_time(&cut)), "{} cut at {end}", file.name);
        }
    }
}

#[test]
fn a_container_cut_off_is_never_taken_for_whole() {
    for file in samples() {
        let container =
            ["docx", "xlsx", "odt", "ods", "zip", "pdf"].iter().any(|one| file.name.ends_with(one));
        if !container {
            continue;
        }
        for part in 1..20 {
            let end = file.bytes.len() * part / 20;
            let cut = File { bytes: file.bytes[..end].to_vec(), ..file.clone() };
            assert!(!read_in_time(&cut).unread.is_empty(), "{} cut at {end} looks whole", file.name);
        }
    }
}

#[test]
fn bytes_turned_over_do_no_harm() {
    // A small generator of its own: the same places every time.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for file in samples() {
        for _ in 0..40 {
            let mut bytes = file.bytes.clone();
            for _ in 0..1 + next() % 8 {
                let place = next() as usize % bytes.len();
                bytes[place] = next() as u8;
            }
            read_in_time(&File { bytes, ..file.clone() });
        }
    }
}

#[test]
fn what_is_not_what_it_says_it_is_is_damaged() {
    for name in ["skjema.docx", "tall.xlsx", "brev.odt", "bunt.zip", "skjema.pdf"] {
        for bytes in [&b""[..], b"hei", b"\0\0\0\0", b"PK\x03\x04", b"%PDF-1.7\n", b"<html>"] {
            let file = File { name: name.to_owned(), bytes: bytes.to_vec(), ..File::default() };
            let contents = read_in_time(&file);
            let html = bytes == b"<html>";
            assert!(html || !contents.unread.is_empty(), "{name} {bytes:?}: {contents:?}");
            assert!(contents.documents.is_empty(), "{name} {bytes:?}");
        }
    }
}
