//! Files are written attribute by attribute, with wrong checksums: nobody asks for them.

use super::*;

struct Writer(Vec<u8>);

impl Writer {
    fn new() -> Self {
        Writer([&SIGNATURE.to_le_bytes()[..], &[7, 0]].concat())
    }

    fn put(mut self, level: u8, name: u32, value: &[u8]) -> Self {
        self.0.push(level);
        self.0.extend(name.to_le_bytes());
        self.0.extend((value.len() as u32).to_le_bytes());
        self.0.extend(value);
        self.0.extend([0xba, 0xd0]);
        self
    }

    fn told(self) -> Inner {
        read(&file(self.0), &mut Budget::default()).expect("a TNEF")
    }
}

fn file(bytes: Vec<u8>) -> File {
    File { name: "winmail.dat".to_owned(), bytes, ..File::default() }
}

fn properties(list: &[Vec<u8>]) -> Vec<u8> {
    [&(list.len() as u32).to_le_bytes()[..], &list.concat()].concat()
}

/// A property: its tag, its name where it has one, and its values each with its length.
fn property(id: u16, kind: u16, values: &[&[u8]]) -> Vec<u8> {
    let mut out = [kind.to_le_bytes(), id.to_le_bytes()].concat();
    if id >= 0x8000 {
        out.extend([7; 16]);
        out.extend([1, 0, 0, 0, 6, 0, 0, 0]);
        out.extend(b"n\0a\0v\0\0\0");
    }
    match kind {
        kind::LONG => out.extend(values.concat()),
        _ => {
            out.extend((values.len() as u32).to_le_bytes());
            for value in values {
                out.extend((value.len() as u32).to_le_bytes());
                out.extend(*value);
                out.extend(vec![0; value.len().wrapping_neg() % 4]);
            }
        }
    }
    out
}

fn text(id: u16, text: &str) -> Vec<u8> {
    let wide: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    property(id, kind::UNICODE, &[&wide])
}

fn whole() -> Writer {
    let message = properties(&[
        property(0x8005, kind::UNICODE, &[b"x\0y\0"]),
        property(0x8006, kind::STRING8 | 0x1000, &[b"a", b"bcd"]),
        text(id::SUBJECT, "Avvik"),
        text(id::BODY, "Brev på avveie"),
    ]);
    let attachment = properties(&[text(id::ATTACH_LONG_NAME, "skjema på nett.docx")]);
    Writer::new()
        .put(1, attribute::CODE_PAGE, &1252_u64.to_le_bytes())
        .put(1, attribute::MESSAGE_CLASS, b"IPM.Microsoft Mail.Note\0")
        .put(1, attribute::MESSAGE_PROPERTIES, &message)
        .put(2, attribute::ATTACH_START, &[0; 14])
        .put(2, attribute::ATTACH_TITLE, b"SKJEMA~1.DOC\0")
        .put(2, attribute::ATTACH_DATA, b"innhold")
        .put(2, attribute::ATTACH_PROPERTIES, &attachment)
        .put(2, attribute::ATTACH_START, &[0; 14])
        .put(2, attribute::ATTACH_TITLE, b"bl\xe5.txt\0")
        .put(2, attribute::ATTACH_DATA, b"x")
}

#[test]
fn the_body_and_the_files_of_a_winmail_dat_are_told() {
    let inner = whole().told();
    assert_eq!(inner.documents, [Document { text: "Brev på avveie".to_owned(), ..Document::default() }]);
    let files: Vec<(&str, &[u8])> =
        inner.files.iter().map(|one| (one.name.as_str(), one.bytes.as_slice())).collect();
    assert_eq!(files, [("skjema på nett.docx", &b"innhold"[..]), ("blå.txt", b"x")]);
    assert_eq!(inner.unread, []);
}

#[test]
fn an_old_one_has_its_body_as_an_attribute() {
    let inner = Writer::new()
        .put(1, attribute::SUBJECT, b"Avvik\0")
        .put(1, attribute::BODY, b"P\x86 avveie\r\nHilsen\0")
        .put(1, attribute::CODE_PAGE, &850_u64.to_le_bytes())
        .told();
    assert_eq!(inner.documents[0].text, "På avveie\nHilsen");
}

#[test]
fn a_message_within_is_told_with_its_header() {
    let innermost = properties(&[text(id::SUBJECT, "Innerst"), text(id::BODY, "Hei")]);
    let recipient = properties(&[
        text(id::DISPLAY_NAME, "Avvik"),
        text(id::SMTP_ADDRESS, "avvik@eksempel.no"),
        property(id::RECIPIENT_TYPE, kind::LONG, &[&[1, 0, 0, 0]]),
    ]);
    let mut inside = Writer::new()
        .put(1, attribute::RECIPIENTS, &[&[1, 0, 0, 0][..], &recipient].concat())
        .put(1, attribute::MESSAGE_PROPERTIES, &innermost);
    for level in 0..12 {
        let object = [IS_MESSAGE, &inside.0].concat();
        let attachment = properties(&[
            property(id::ATTACH_METHOD, kind::LONG, &[&[5, 0, 0, 0]]),
            property(id::ATTACH_DATA, kind::OBJECT, &[&object]),
            text(id::DISPLAY_NAME, "Videresendt"),
        ]);
        let outer = properties(&[text(id::SUBJECT, "Ytre")]);
        let next = Writer::new()
            .put(1, attribute::MESSAGE_PROPERTIES, &outer)
            .put(2, attribute::ATTACH_START, &[0; 14])
            .put(2, attribute::ATTACH_PROPERTIES, &attachment);
        if level == 0 {
            let told = Writer(next.0.clone()).told();
            assert_eq!(told.documents.len(), 1);
            assert_eq!(told.documents[0].name, "Videresendt.msg");
            assert_eq!(told.documents[0].text, "Til: Avvik <avvik@eksempel.no>\nEmne: Innerst\n\nHei");
        }
        inside = next;
    }
    let told = inside.told();
    assert_eq!(told.documents.len(), DEEPEST);
    assert_eq!(told.unread.iter().map(|one| one.why).collect::<Vec<_>>(), [Why::TooDeep]);
}

#[test]
fn an_object_of_another_program_is_a_file() {
    let attachment =
        properties(&[property(id::ATTACH_DATA, kind::OBJECT, &[&[IS_STORAGE, b"ole"].concat()])]);
    let inner = Writer::new().put(2, attribute::ATTACH_PROPERTIES, &attachment).told();
    assert_eq!((inner.files[0].name.as_str(), inner.files[0].bytes.as_slice()), ("vedlegg-1", &b"ole"[..]));
}

#[test]
fn what_is_no_winmail_dat_is_left_to_others() {
    for bytes in [&b""[..], b"\x78\x9f\x3e", b"PK\x03\x04", b"\x78\x9f\x3e\x23\0\0"] {
        assert_eq!(read(&file(bytes.to_vec()), &mut Budget::default()), None);
    }
}

#[test]
fn what_is_cut_off_is_said_and_what_came_before_is_told() {
    let bytes = whole().0;
    for end in START..bytes.len() {
        let inner = read(&file(bytes[..end].to_vec()), &mut Budget::default()).expect("a TNEF");
        assert!(inner.files.len() <= 2);
        assert!(inner.documents.iter().all(|one| "Brev på avveie".starts_with(&one.text)), "{end}");
    }
    let cut = read(&file(bytes[..bytes.len() - 3].to_vec()), &mut Budget::default()).expect("a TNEF");
    assert_eq!(cut.unread, [Unread { name: String::new(), why: Why::Damaged }]);
}

#[test]
fn lengths_and_counts_that_lie_do_no_harm() {
    let bytes = whole().0;
    for at in START..bytes.len() {
        for value in [0, 0x7f, 0xff] {
            let mut changed = bytes.clone();
            changed[at] = value;
            let inner = read(&file(changed), &mut Budget::default()).expect("a TNEF");
            assert!(inner.documents.len() <= 1 && inner.files.len() <= 3);
        }
    }
    let endless = [&[0xff; 4][..], &property(id::SUBJECT, kind::STRING8, &[b"x"])].concat();
    assert_eq!(Writer::new().put(1, attribute::MESSAGE_PROPERTIES, &endless).told().documents, []);
    let many = (0..600).fold(Writer::new(), |writer, _| writer.put(2, attribute::ATTACH_START, &[]));
    let told = many.told();
    assert!(told.files.len() <= MOST_ATTACHMENTS + 1);
    assert_eq!(told.unread, [Unread { name: String::new(), why: Why::TooLarge }]);
}

#[test]
fn messages_within_count_as_files() {
    let object = [IS_MESSAGE, &Writer::new().put(1, attribute::BODY, b"Hei").0].concat();
    let attachment = properties(&[property(id::ATTACH_DATA, kind::OBJECT, &[&object])]);
    let many = (0..9).fold(Writer::new(), |writer, _| {
        writer.put(2, attribute::ATTACH_START, &[]).put(2, attribute::ATTACH_PROPERTIES, &attachment)
    });
    let inner = read(&file(many.0), &mut Budget { files: 3, ..Budget::default() }).expect("a TNEF");
    assert_eq!(inner.documents.len(), 3);
    assert_eq!(inner.unread, [Unread { name: "vedlegg-4.msg".to_owned(), why: Why::TooLarge }]);
}

#[test]
fn the_budget_holds() {
    let mut budget = Budget { unpacked_bytes: 3, text_bytes: 4, files: 9 };
    let inner = read(&file(whole().0), &mut budget).expect("a TNEF");
    assert!(inner.documents[0].text.len() <= 4 + MORE);
    assert_eq!(inner.unread.len(), 2);
    assert_eq!(budget.unpacked_bytes, 0);
}

/// File, whether it has a body, how many files are in it. The collection is named by VARSEL_CORPUS and not part of the
/// repository.
#[rustfmt::skip]
const REAL: &[(&str, bool, usize)] = &[
    ("attachments.tnef", true, 2), ("body.tnef", true, 0), ("missing-filenames.tnef", true, 4),
    ("multi-value-attribute.tnef", true, 1), ("one-file.tnef", false, 1), ("rtf.tnef", true, 0),
    ("two-files.tnef", false, 2), ("unicode-mapi-attr-name.tnef", true, 4), ("unicode-mapi-attr.tnef", true, 1),
];

#[test]
fn real_ones_give_their_text_and_their_files() {
    let Some(root) = std::env::var_os("VARSEL_CORPUS") else {
        eprintln!("SKIP: VARSEL_CORPUS is not set: no real winmail.dat was read");
        return;
    };
    let folder = std::path::PathBuf::from(root).join("raw/mimekit/tnef");
    for (name, has_body, files) in REAL {
        let bytes = std::fs::read(folder.join(name)).expect(name);
        let inner = read(&file(bytes.clone()), &mut Budget::default()).expect(name);
        assert_eq!(!inner.documents.is_empty(), *has_body, "{name}");
        assert_eq!(inner.files.len(), *files, "{name}");
        assert!(inner.files.iter().all(|one| !one.name.starts_with("vedlegg-") && !one.bytes.is_empty()));
        assert_eq!(inner.unread, [], "{name}");
        for end in (0..bytes.len()).step_by(bytes.len() / 20) {
            let _ = read(&file(bytes[..end].to_vec()), &mut Budget::default());
        }
    }
}
