//! Mail made to hurt whoever reads it, through the same locked readers as the daemon's: each within the reader's own limits
//! of time and memory, each read in part or made a case for a person, and nothing of it lost. What single formats of files
//! do is in `document::bombs`, what a reader that dies does is in `reader`.

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use varsel::mail::{Class, Context, Reading};
use varsel::reader::{ReadOutcome, ReaderOptions, ReaderPool};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::e2e::{House, run, varsel, waiting};

/// For a build without optimisation on a busy machine.
const LONGEST: Duration = Duration::from_secs(60);

const HEADER: &str = "From: Kari <kari@eksempel.no>\r\nTo: avvik@eksempel.no\r\nSubject: Avvik\r\nDate: Thu, 12 Mar 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n";
const TEXT: &str = "Content-Type: text/plain; charset=utf-8\r\n\r\nEn liste ble sendt til feil mottaker.\r\n";

/// Reads each in a reader with the daemon's limits of memory; the time is printed.
async fn read_each(mails: Vec<(&str, Vec<u8>)>) -> Vec<(String, Reading)> {
    let mut options = ReaderOptions::new(PathBuf::from(env!("CARGO_BIN_EXE_varsel")), Context::default());
    options.mail_limit = LONGEST;
    let pool = ReaderPool::start(options).await.unwrap();
    let mut readings = Vec::new();
    for (name, mail) in mails {
        let begin = Instant::now();
        let size = mail.len();
        let outcome = pool.read_all(vec![Arc::from(mail)]).await.pop();
        println!("{name}: {size} bytes in {:?}", begin.elapsed());
        match outcome {
            Some(ReadOutcome::Read(reading)) => readings.push((name.to_owned(), *reading)),
            other => panic!("{name}: {other:?}"),
        }
    }
    readings
}

fn whole(parts: &[&[u8]]) -> Vec<u8> {
    [HEADER.as_bytes(), &parts.concat()].concat()
}

#[tokio::test]
async fn headers_and_lines_without_end_are_cut_and_the_rest_is_read() {
    let long = "x".repeat(20 << 20);
    let fields = "X-Felt: verdi\r\n".repeat(100_000);
    let mails = vec![
        ("100 000 fields", whole(&[fields.as_bytes(), TEXT.as_bytes()])),
        ("a field of 20 MiB", whole(&[b"X-Felt: ", long.as_bytes(), b"\r\n", TEXT.as_bytes()])),
        (
            "100 000 addresses",
            whole(&[b"Cc: ", "a@b.no, ".repeat(100_000).as_bytes(), b"c@d.no\r\n", TEXT.as_bytes()]),
        ),
        (
            "10 000 folds",
            whole(&[b"X-Felt: a", "\r\n b".repeat(10_000).as_bytes(), b"\r\n", TEXT.as_bytes()]),
        ),
        (
            "encoded words without end",
            whole(&[b"X-Felt: ", "=?utf-8?b?w6Y=?= ".repeat(100_000).as_bytes(), b"\r\n", TEXT.as_bytes()]),
        ),
    ];
    for (name, reading) in read_each(mails).await {
        assert_eq!(reading.class, Class::Message, "{name}: {}", reading.reason);
        assert!(reading.reply_text.contains("feil mottaker"), "{name}: {:.80}", reading.reply_text);
        assert!(reading.cc.len() <= 200, "{name}");
    }
}

#[tokio::test]
async fn a_subject_and_a_body_line_without_end_are_cut_with_a_word_about_it() {
    let long = "x".repeat(20 << 20);
    let subject = HEADER.replace("Avvik", &long);
    let mails = vec![
        ("a subject of 20 MiB", [subject.as_bytes(), TEXT.as_bytes()].concat()),
        ("a body line of 20 MiB", whole(&[TEXT.as_bytes(), long.as_bytes()])),
    ];
    let readings = read_each(mails).await;
    assert!(readings[0].1.subject.as_ref().is_some_and(|subject| subject.len() <= 2000));
    assert!(readings[1].1.defects.iter().any(|defect| defect.contains("cut")), "{:?}", readings[1].1.defects);
    for (name, reading) in readings {
        assert_eq!(reading.class, Class::Message, "{name}");
        assert!(reading.reply_text.starts_with("En liste ble sendt"), "{name}");
        assert!(reading.reply_text.len() <= 2 << 20, "{name}");
    }
}

fn nested_multiparts(depth: usize) -> Vec<u8> {
    let mut mail = HEADER.to_owned();
    for level in 0..depth {
        mail.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"));
    }
    mail.push_str(TEXT);
    (0..depth).rev().for_each(|level| mail.push_str(&format!("--b{level}--\r\n")));
    mail.into_bytes()
}

#[tokio::test]
async fn parts_without_number_or_end_are_read_in_part_or_go_to_a_person() {
    let signed = String::from_utf8(nested_multiparts(10_000)).unwrap();
    let signed =
        signed.replace("boundary=b5\r\n", "boundary=b5; protocol=\"application/pkcs7-signature\"\r\n");
    let rfc822 = "Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
    let empty =
        [b"Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_vec(), b"--b\r\n\r\n".repeat(1_000_000)]
            .concat();
    let text_first = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{TEXT}");
    let few = [text_first.into_bytes(), b"--b\r\n\r\n".repeat(20_000)].concat();
    let mails = vec![
        ("10 000 multiparts", nested_multiparts(10_000)),
        ("10 000 multiparts, signed", signed.into_bytes()),
        ("20 000 empty parts", whole(&[&few])),
        ("50 000 mails in mails", whole(&[rfc822.as_bytes(), TEXT.as_bytes()])),
        ("a million empty parts", whole(&[&empty])),
    ];
    for (index, (name, reading)) in read_each(mails).await.into_iter().enumerate() {
        assert_eq!(
            reading.from.as_ref().map(|from| from.address.as_str()),
            Some("kari@eksempel.no"),
            "{name}"
        );
        let read = reading.class == Class::Message && reading.reply_text.contains("feil mottaker");
        let to_a_person = reading.class == Class::Unreadable && reading.reason.contains("too many");
        assert!(
            if index < 3 { read || to_a_person } else { to_a_person },
            "{name}: {:?} {}",
            reading.class,
            reading.reason
        );
        assert!(to_a_person || !reading.defects.is_empty() || index < 2, "{name}");
    }
}

fn in_charset(charset: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    whole(&[head.as_bytes(), STANDARD.encode(body).as_bytes(), b"\r\n"])
}

#[tokio::test]
async fn charsets_that_lie_never_hide_the_mail() {
    let wide = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let words = "En liste ble sendt til feil mottaker på Bærum";
    let mails = vec![
        ("a charset that does not exist", in_charset("klingon-1", words.as_bytes())),
        ("a charset of 10 000 letters", in_charset(&"x".repeat(10_000), words.as_bytes())),
        ("the wrong charset", in_charset("utf-8", b"En liste ble sendt til feil mottaker p\xe5 B\xe6rum")),
        ("UTF-16 without a mark, big", in_charset("utf-16be", &wide(words, true))),
        ("UTF-16 without a mark, little", in_charset("utf-16le", &wide(words, false))),
        ("UTF-7", in_charset("utf-7", b"En liste ble sendt til feil mottaker p+AOU- B+AOY-rum")),
        // Ends inside an escape sequence.
        (
            "ISO-2022-JP",
            in_charset("iso-2022-jp", b"En liste ble sendt til feil mottaker \x1b$B$\"\x1b(B \x1b$"),
        ),
        (
            "overlong UTF-8",
            in_charset(
                "utf-8",
                b"En liste ble sendt til feil mottaker \xc0\xaf\xe0\x80\xaf\xf8\x80\x80\x80\xaf",
            ),
        ),
        ("half a letter", in_charset("utf-8", b"En liste ble sendt til feil mottaker \xf0\x9f")),
        ("odd UTF-16", in_charset("utf-16le", &[wide(words, false), vec![0xd8]].concat())),
    ];
    for (name, reading) in read_each(mails).await {
        assert_eq!(reading.class, Class::Message, "{name}");
        assert!(reading.reply_text.contains("feil mottaker"), "{name}: {}", reading.reply_text);
        if name.starts_with("a charset") || name.starts_with("UTF") || name.starts_with("the wrong") {
            assert!(reading.reply_text.contains("på Bærum"), "{name}: {}", reading.reply_text);
        }
        // What a strict decoder refuses is not a path all of a sudden.
        assert!(!reading.reply_text.contains('/'), "{name}: {}", reading.reply_text);
    }
}

#[tokio::test]
async fn base64_and_quoted_printable_that_are_broken_are_read_as_far_as_they_go() {
    let text = STANDARD.encode("En liste ble sendt til feil mottaker.");
    let body = |encoding: &str, body: &str| {
        whole(&[format!(
            "Content-Type: text/plain\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
        )
        .as_bytes()])
    };
    let mails = vec![
        ("one letter too many", body("base64", &format!("{}A", text.trim_end_matches('=')))),
        ("no end", body("base64", text.trim_end_matches('='))),
        ("an end in the middle", body("base64", &format!("{text}====\r\n{text}"))),
        ("quoted-printable", body("quoted-printable", "En liste ble sendt =til feil=20mottaker=G1=\r\n.=")),
    ];
    for (name, reading) in read_each(mails).await {
        assert_eq!(reading.class, Class::Message, "{name}");
        assert!(reading.reply_text.contains("feil mottaker"), "{name}: {:?}", reading.reply_text);
    }
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in members {
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Sixteen archives in each of sixteen in each of sixteen …, and a file of ten million zeros in the last: 42.zip in small.
fn zips_in_zips() -> Vec<u8> {
    let mut inner = zipped(&[("0.txt", &vec![b'0'; 10_000_000])]);
    let names: Vec<String> = (0..16).map(|number| format!("lib {number}.zip")).collect();
    for _ in 0..4 {
        let members: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), inner.as_slice())).collect();
        inner = zipped(&members);
    }
    inner
}

fn with_files(files: &[(&str, &str, Vec<u8>)]) -> Vec<u8> {
    let mut mail = format!("{HEADER}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{TEXT}");
    for (name, kind, bytes) in files {
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        mail.push_str(&format!(
            "--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename*=utf-8''{encoded}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            STANDARD.encode(bytes)
        ));
    }
    mail.push_str("--b--\r\n");
    mail.into_bytes()
}

const ENTITIES: &str = "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY fil SYSTEM \"file:///etc/passwd\"><!ENTITY nett SYSTEM \"http://127.0.0.1:9/x\"><!ENTITY % dtd SYSTEM \"file:///etc/hostname\">%dtd;<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>";

#[tokio::test]
async fn files_that_unfold_or_reach_outside_do_neither() {
    let inside = format!(
        "{ENTITIES}<w:document><w:body><w:p><w:r><w:t>Antall &fil;&nett;&c;</w:t></w:r></w:p></w:body></w:document>"
    );
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let upward = relations.replace("word/document.xml", "../../../../etc/passwd");
    let word = |relations: &str| {
        zipped(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", relations.as_bytes()),
            ("word/document.xml", inside.as_bytes()),
        ])
    };
    let plain = format!("{ENTITIES}<r>Antall &fil;&nett;&c;</r>").into_bytes();
    let mails = vec![
        ("entities in Word", with_files(&[("a.docx", "application/octet-stream", word(relations))])),
        ("a document outside", with_files(&[("b.docx", "application/octet-stream", word(&upward))])),
        (
            "entities in XML",
            with_files(&[("c.xml", "application/xml", plain.clone()), ("d.xml", "text/xml", plain)]),
        ),
        ("zips in zips", with_files(&[("42.zip", "application/zip", zips_in_zips())])),
        (
            "a way out of the archive",
            with_files(&[(
                "e.zip",
                "application/zip",
                zipped(&[("../../../../tmp/varsel-out.txt", b"Antall: 5")]),
            )]),
        ),
    ];
    for (name, reading) in read_each(mails).await {
        assert_eq!(reading.class, Class::Message, "{name}");
        assert!(reading.reply_text.contains("feil mottaker"), "{name}");
        let json = serde_json::to_string(&reading).unwrap();
        assert!(!json.contains("root:") && !json.contains("hahahaha"), "{name}: {json}");
        assert!(!reading.attachments.is_empty(), "{name}");
        if name == "zips in zips" {
            assert!(!reading.unread.is_empty(), "what was not opened must be told");
        }
    }
    assert!(!std::path::Path::new("/tmp/varsel-out.txt").exists());
}

const NAMES: [&str; 9] = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "a\0b.txt",
    "faktura\u{202e}fdp.exe",
    "linje\r\nBcc: x@y.no",
    "..",
    "$(touch varsel-out)",
    "<img src=x onerror=alert(1)>.png",
];

/// Every path below the folder.
fn files_below(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        found.push(entry.display().to_string());
        if entry.is_dir() && !entry.is_symlink() {
            files_below(&entry, found);
        }
    }
}

/// The whole way: ledger, case, notices, exports.
#[test]
fn hostile_mails_are_cases_with_nothing_lost_and_no_name_becomes_a_path() {
    let house = House::simulated();
    let long = "x".repeat(10_000);
    let mut files: Vec<(&str, &str, Vec<u8>)> =
        NAMES.iter().map(|name| (*name, "application/octet-stream", vec![0, 1, 2])).collect();
    files.push((&long, "application/octet-stream", vec![0, 1, 2]));
    let with_id =
        |mail: Vec<u8>, id: &str| [format!("Message-ID: <{id}@eksempel.no>\r\n").into_bytes(), mail].concat();
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(5_000);
    let mails = [
        with_id(with_files(&files), "navn"),
        with_id(with_files(&[("42.zip", "application/zip", zips_in_zips())]), "zip"),
        with_id(whole(&[nested.as_bytes(), TEXT.as_bytes()]), "dyp"),
        with_id(in_charset("klingon-1", b"En liste p\xe5 avveie"), "tegn"),
        b"\xff\xfe\x00\x00".repeat(1000),
        Vec::new(),
    ];
    mails.iter().for_each(|mail| house.put(mail));
    house.once("2026-03-12T09:00:00+01:00");
    assert_eq!(waiting(&house.inbox()), 0);
    let ledger = house.ledger();
    assert_eq!(ledger.len(), mails.len());
    let mut sizes: Vec<u64> = ledger.iter().filter_map(|row| row["bytes"].as_u64()).collect();
    let mut sent: Vec<u64> = mails.iter().map(|mail| mail.len() as u64).collect();
    sizes.sort_unstable();
    sent.sort_unstable();
    assert_eq!(sizes, sent, "the mails are kept whole");
    let without_case: Vec<_> = ledger.iter().filter(|row| row["case_id"].is_null()).collect();
    assert!(without_case.is_empty(), "{without_case:?}");
    let case = ledger.iter().find(|row| row["message_id"] == "navn@eksempel.no").unwrap()["reason"].clone();
    let number = case.as_str().unwrap();

    let shown = house.case(number).to_string();
    for bad in ["\u{202e}", "\\u0000", "\\r", &"x".repeat(301)] {
        assert!(!shown.contains(bad), "{bad:?} in {shown}");
    }
    for mail in house.sent() {
        assert!(!mail.raw.lines().any(|line| line.starts_with("Bcc:")), "{}", mail.raw);
        let (_, html) = mail.raw.split_once("text/html").unwrap_or_default();
        assert!(!html.contains("<img"), "{html}");
        assert!(!mail.text.contains(['\u{202e}', '\0']), "{}", mail.text);
    }
    let mut before = Vec::new();
    files_below(&house.path(""), &mut before);
    for format in ["docx", "html", "edpb"] {
        let out = house.path(&format!("ut.{format}"));
        let ran = run(varsel()
            .args(["case", "export", number, "--format", format, "--output"])
            .arg(&out)
            .arg("--config")
            .arg(house.path("varsel.toml")));
        assert_eq!(ran.code, 0, "{ran:?}");
        before.push(out.display().to_string());
    }
    let mut after = Vec::new();
    files_below(&house.path(""), &mut after);
    let strange: Vec<_> =
        after.iter().filter(|path| !before.contains(path) && !path.contains("varsel.db")).collect();
    assert!(strange.is_empty(), "{strange:?}");
}
