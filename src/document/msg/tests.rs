//! Messages are written with the `cfb` crate, property by property.

use std::io::Write;

use super::*;

/// A message being written: streams and folders under their paths.
struct Writer(cfb::CompoundFile<Cursor<Vec<u8>>>);

use std::io::Cursor;

/// A property to write: identifier, then its value.
enum Put<'a> {
    Text(u16, &'a str),
    Latin(u16, &'a [u8]),
    Bytes(u16, &'a [u8]),
    Number(u16, u32),
    Time(u16, i64),
    Set(u16),
}
use Put::*;

impl Writer {
    fn new() -> Self {
        Writer(cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap())
    }

    fn stream(&mut self, path: &str, bytes: &[u8]) {
        self.0.create_stream(path).unwrap().write_all(bytes).unwrap();
    }

    fn object(&mut self, path: &str, head: usize, properties: &[Put<'_>]) {
        if path != "/" {
            self.0.create_storage_all(path).unwrap();
        }
        let path = path.trim_end_matches('/');
        let mut fixed = vec![0; head];
        for one in properties {
            let (id, kind, value) = match one {
                Text(id, text) => {
                    (*id, kind::UNICODE, text.encode_utf16().flat_map(u16::to_le_bytes).collect())
                }
                Latin(id, bytes) => (*id, kind::STRING8, bytes.to_vec()),
                Bytes(id, bytes) => (*id, kind::BINARY, bytes.to_vec()),
                Number(id, number) => (*id, kind::LONG, u64::from(*number).to_le_bytes().to_vec()),
                Time(id, seconds) => {
                    (*id, kind::TIME, ((seconds + 11_644_473_600) * 10_000_000).to_le_bytes().to_vec())
                }
                Set(id) => (*id, kind::BOOLEAN, 1u64.to_le_bytes().to_vec()),
            };
            let tag = (u32::from(id) << 16) | u32::from(kind);
            fixed.extend(tag.to_le_bytes());
            fixed.extend(6u32.to_le_bytes());
            if matches!(kind, kind::LONG | kind::TIME | kind::BOOLEAN) {
                fixed.extend(value);
            } else {
                fixed.extend((value.len() as u64).to_le_bytes());
                self.stream(&format!("{path}/{LONGER}{tag:08X}"), &value);
            }
        }
        self.stream(&format!("{path}/{FIXED}"), &fixed);
    }

    fn message(&mut self, properties: &[Put<'_>]) {
        self.object("/", HEAD_OUTERMOST, properties);
    }

    fn part(&mut self, kind: &str, number: u32, properties: &[Put<'_>]) {
        self.object(&format!("/{kind}{number:08X}"), HEAD_PART, properties);
    }

    fn file(self) -> File {
        File { name: "melding.msg".to_owned(), bytes: self.0.into_inner().into_inner(), ..File::default() }
    }
}

fn told(writer: Writer) -> Inner {
    read(&writer.file(), &mut Budget::default()).expect("a message")
}

/// 12 March 2026, 13:05 UTC.
const SENT: i64 = 1_773_320_700;

fn whole() -> Writer {
    let mut writer = Writer::new();
    writer.message(&[
        Text(id::MESSAGE_CLASS, "IPM.Note"),
        Text(id::SUBJECT, "Avvik på poliklinikken"),
        Text(id::SENDER_NAME, "Kari Berg"),
        Text(id::SENDER_ADDRESS, "/O=EKSEMPEL/CN=KARI"),
        Text(id::SENDER_SMTP_ADDRESS, "kari.berg@eksempel.no"),
        Time(id::SUBMIT_TIME, SENT),
        Text(id::BODY, "Hei,\r\nbrev sendt til feil mottaker.\r\n"),
        Bytes(0x300b, b"ikke lest"),
    ]);
    writer.part(
        RECIPIENT,
        0,
        &[
            Text(id::DISPLAY_NAME, "Avvik"),
            Text(id::SMTP_ADDRESS, "avvik@eksempel.no"),
            Number(id::RECIPIENT_TYPE, 1),
        ],
    );
    writer.part(RECIPIENT, 1, &[Text(id::DISPLAY_NAME, "Kopi"), Number(id::RECIPIENT_TYPE, 2)]);
    writer.part(
        ATTACHMENT,
        0,
        &[
            Text(id::ATTACH_NAME, "SKJEMA~1.DOC"),
            Text(id::ATTACH_LONG_NAME, "skjema for avvik.docx"),
            Text(id::ATTACH_MEDIA_TYPE, "application/X-Word"),
            Number(id::ATTACH_METHOD, 1),
            Bytes(id::ATTACH_DATA, b"innhold"),
        ],
    );
    writer.part(
        ATTACHMENT,
        1,
        &[Text(id::ATTACH_LONG_NAME, "logo.png"), Set(id::ATTACH_HIDDEN), Bytes(id::ATTACH_DATA, b"\x89PNG")],
    );
    writer
}

#[test]
fn a_message_is_told_with_its_header_and_its_files() {
    let inner = told(whole());
    let text = "Fra: Kari Berg <kari.berg@eksempel.no>\nSendt: 2026-03-12 13:05 UTC\nTil: Avvik <avvik@eksempel.no>\nEmne: Avvik på poliklinikken\n\nHei,\nbrev sendt til feil mottaker.";
    assert_eq!(inner.documents, [Document { text: text.to_owned(), ..Document::default() }]);
    let files: Vec<(&str, &str, &[u8], bool)> = inner
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.media_type.as_str(), file.bytes.as_slice(), file.inline))
        .collect();
    assert_eq!(
        files,
        [
            ("skjema for avvik.docx", "application/x-word", &b"innhold"[..], false),
            ("logo.png", "", b"\x89PNG", true),
        ]
    );
    assert_eq!(inner.unread, []);
}

#[test]
fn eight_bit_letters_are_in_the_code_page_of_the_message() {
    let mut writer = Writer::new();
    writer.message(&[
        Number(id::MESSAGE_CODE_PAGE, 1252),
        Latin(id::SUBJECT, b"Bl\xe5b\xe6r"),
        Latin(id::SENDER_NAME, b"\xd8ystein\r\nTil: X"),
        Latin(id::SENDER_ADDRESS, b"oystein@eksempel.no"),
        Latin(id::DISPLAY_TO, b"Avvik"),
        Latin(id::BODY, b"P\xe5 avveie"),
    ]);
    let text = "Fra: Øystein  Til: X <oystein@eksempel.no>\nTil: Avvik\nEmne: Blåbær\n\nPå avveie";
    assert_eq!(told(writer).documents[0].text, text);
}

#[test]
fn a_sender_known_by_exchange_only_is_found_in_the_header_it_came_with() {
    let mut writer = Writer::new();
    writer.message(&[
        Text(id::SENDER_NAME, "Ola"),
        Text(id::SENDER_ADDRESS, "/O=X/CN=OLA"),
        Text(id::HEADERS, "Received: x\r\nFrom: \"Ola, N\"\r\n <ola@eksempel.no>\r\nTo: y@eksempel.no\r\n"),
    ]);
    assert_eq!(told(writer).documents[0].text, "Fra: Ola <ola@eksempel.no>\n\n");
}

#[test]
fn the_form_of_the_body_that_has_the_table_is_taken() {
    let table = "<html><body><p>Skjema</p><table><tr><td>Antall</td><td>12</td></tr></table></body></html>";
    let rows: [(&[Put<'_>], &str); 5] = [
        (&[Text(id::BODY, "Antall\r\n12"), Bytes(id::HTML, table.as_bytes())], "Skjema\nAntall\t12"),
        (&[Text(id::BODY, "Antall 12"), Bytes(id::HTML, b"<p>Antall 13")], "Antall 12"),
        (&[Bytes(id::HTML, b"<p>Bl\xe5b\xe6r"), Number(id::INTERNET_CODE_PAGE, 28591)], "Blåbær"),
        (&[Text(id::HTML, "<p>Blåbær")], "Blåbær"),
        (&[Text(id::BODY, "Antall\r\n12"), Bytes(id::RTF_COMPRESSED, &packed())], "Antall\t12"),
    ];
    for (properties, wanted) in rows {
        let mut writer = Writer::new();
        writer.message(properties);
        assert_eq!(told(writer).documents[0].text, wanted);
    }
}

/// RTF that is kept as it is.
fn packed() -> Vec<u8> {
    let rtf = br"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <table><tr><td>}Antall{\*\htmltag </td><td>}12{\*\htmltag </td></table>}}";
    let size = u32::try_from(rtf.len()).unwrap().to_le_bytes();
    [&size[..], &size, b"MELA", &[0; 4], rtf].concat()
}

#[test]
fn messages_within_messages_are_told_too() {
    let mut writer = Writer::new();
    writer.message(&[Text(id::SUBJECT, "Ytre")]);
    let mut path = String::new();
    for level in 1..12 {
        path = format!("{path}/{ATTACHMENT}00000000");
        writer.object(
            &path,
            HEAD_PART,
            &[
                Text(id::DISPLAY_NAME, &format!("Indre {level}")),
                Number(id::ATTACH_METHOD, method::EMBEDDED_MESSAGE),
            ],
        );
        path = format!("{path}/{OBJECT}");
        writer.object(
            &path,
            HEAD_EMBEDDED,
            &[Text(id::SUBJECT, "Indre"), Number(id::MESSAGE_CODE_PAGE, 1252)],
        );
    }
    let inner = told(writer);
    let names: Vec<&str> = inner.documents.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names.len(), 1 + DEEPEST);
    assert_eq!(names[..3], ["", "Indre 1.msg", "Indre 1.msg/Indre 2.msg"]);
    assert_eq!(inner.documents[1].text, "Emne: Indre\n\n");
    assert_eq!(inner.unread.iter().map(|one| one.why).collect::<Vec<_>>(), [Why::TooDeep]);
}

#[test]
fn what_is_locked_or_linked_is_said() {
    let mut writer = Writer::new();
    writer.message(&[Text(id::MESSAGE_CLASS, "IPM.Note.SMIME"), Text(id::SUBJECT, "Låst")]);
    writer.part(
        ATTACHMENT,
        0,
        &[Text(id::ATTACH_LONG_NAME, "smime.p7m"), Bytes(id::ATTACH_DATA, b"\x30\x82\x01\x02")],
    );
    writer.part(
        ATTACHMENT,
        1,
        &[
            Text(id::ATTACH_LONG_NAME, "message.rpmsg"),
            Bytes(id::ATTACH_DATA, b"\x76\xe8\x04\x60\xc4\x11\xe3\x86"),
        ],
    );
    writer.part(
        ATTACHMENT,
        2,
        &[
            Text(id::ATTACH_LONG_NAME, "smime.p7m"),
            Bytes(id::ATTACH_DATA, b"Content-Type: multipart/signed\r\n\r\n"),
        ],
    );
    writer.part(
        ATTACHMENT,
        3,
        &[
            Text(id::ATTACH_LONG_NAME, "C:\\felles\\liste.xlsx"),
            Text(id::ATTACH_LONG_PATH, "https://eksempel.no/liste.xlsx"),
            Number(id::ATTACH_METHOD, 7),
        ],
    );
    writer.part(ATTACHMENT, 4, &[Text(id::DISPLAY_NAME, "Regneark"), Number(id::ATTACH_METHOD, method::OLE)]);
    writer.part(ATTACHMENT, 5, &[Bytes(id::ATTACH_DATA, b"x"), Text(id::ATTACH_EXTENSION, ".txt")]);
    let inner = told(writer);
    let unread: Vec<(&str, Why)> = inner.unread.iter().map(|one| (one.name.as_str(), one.why)).collect();
    assert_eq!(
        unread,
        [("smime.p7m", Why::Encrypted), ("message.rpmsg", Why::Encrypted), ("Regneark", Why::UnknownFormat),]
    );
    let files: Vec<(&str, &str)> =
        inner.files.iter().map(|one| (one.name.as_str(), one.media_type.as_str())).collect();
    assert_eq!(files, [("smime.p7m", "message/rfc822"), ("vedlegg-6.txt", "")]);
    assert!(inner.documents[0].text.ends_with("\nVedlegg: liste.xlsx (https://eksempel.no/liste.xlsx)\n"));
}

#[test]
fn what_is_no_message_is_left_to_others() {
    let mut other = Writer::new();
    other.stream("/WordDocument", b"x");
    let mut file = File { name: "brev.doc".to_owned(), ..other.file() };
    file.name = "brev.doc".to_owned();
    assert_eq!(read(&file, &mut Budget::default()), None);
    file.name = "brev.MSG".to_owned();
    assert_eq!(read(&file, &mut Budget::default()), Some(unread(Why::Damaged)));
    assert_eq!(read(&File { bytes: b"{\\rtf1}".to_vec(), ..file }, &mut Budget::default()), None);
}

#[test]
fn the_budget_holds_and_what_does_not_fit_is_named() {
    let file = whole().file();
    let mut budget = Budget { unpacked_bytes: 300, text_bytes: 20, files: 9 };
    let inner = read(&file, &mut budget).expect("a message");
    assert!(inner.documents.iter().map(|one| one.text.len()).sum::<usize>() < 200);
    assert!(inner.unread.iter().all(|one| one.why == Why::TooLarge), "{:?}", inner.unread);
    assert!(!inner.unread.is_empty());
}

#[test]
fn a_list_that_names_one_sector_again_and_again_is_not_believed() {
    let mut file = whole().file();
    // The list of FAT sectors goes on in sector 0, which names sector 1 in all its places.
    let mut sector = [1, 0, 0, 0].repeat(127);
    sector.extend([0xfe, 0xff, 0xff, 0xff]);
    file.bytes[0x44..0x48].copy_from_slice(&0u32.to_le_bytes());
    file.bytes.splice(512..1024, sector);
    assert_eq!(read(&file, &mut Budget::default()), Some(unread(Why::Damaged)));
}

#[test]
fn whatever_is_cut_or_changed_does_no_harm() {
    let file = whole().file();
    for end in (0..file.bytes.len()).step_by(61) {
        let cut = File { bytes: file.bytes[..end].to_vec(), ..file.clone() };
        assert!(read(&cut, &mut Budget::default()).is_none_or(|inner| inner.documents.len() <= 1));
    }
    // A small generator of our own: the same changes on every run.
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 8).unwrap()
    };
    for _ in 0..3_000 {
        let mut changed = file.clone();
        for _ in 0..=next() % 6 {
            let at = next() % changed.bytes.len();
            changed.bytes[at] = [0, 1, 2, 0x7f, 0xfe, 0xff][next() % 6];
        }
        assert!(read(&changed, &mut Budget::default()).is_none_or(|inner| inner.files.len() <= 3));
    }
}
