//! What a file is: its first bytes first, then its name and what the sender declared. A `.xls` that is really HTML, a
//! `.doc` that is really RTF and a nameless PDF are all read as what they are.

use super::File;

/// Which reader a file goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A ZIP: an archive, Word, Excel, OpenDocument.
    Zip,
    Pdf,
    /// Microsoft's compound file: an Outlook message, an encrypted or an old Office file.
    Compound,
    /// `winmail.dat`.
    Tnef,
    Rtf,
    /// Comma-separated values and their kin.
    Delimited,
    Html,
    Text,
    /// For the mail room.
    Mail,
    /// Says nothing and hides nothing: a logo in the body, a signature.
    Nothing,
    Encrypted,
    Damaged,
    Unknown,
}

/// First bytes that only one format has.
const MAGIC: &[(&[u8], Format)] = &[
    (b"PK\x03\x04", Format::Zip),
    (b"PK\x05\x06", Format::Zip),
    (b"PK\x07\x08", Format::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::Compound),
    (b"\x78\x9f\x3e\x22", Format::Tnef),
    (b"{\\rtf", Format::Rtf),
    (b"-----BEGIN PGP MESSAGE-----", Format::Encrypted),
];

/// First bytes of pictures.
const PICTURES: &[&[u8]] =
    &[b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\x01\0"];

/// What the declared type and the end of the name promise, where the first bytes do not tell.
struct Promise {
    types: &'static [&'static str],
    endings: &'static [&'static str],
    format: Format,
}

const PROMISES: &[Promise] = &[
    Promise { types: &["message/rfc822", "message/global"], endings: &["eml"], format: Format::Mail },
    Promise {
        types: &["text/csv", "text/tab-separated-values", "application/csv", "text/comma-separated-values"],
        endings: &["csv", "tsv", "tab"],
        format: Format::Delimited,
    },
    Promise {
        types: &["text/html", "application/xhtml+xml"],
        endings: &["html", "htm", "xhtml"],
        format: Format::Html,
    },
    Promise {
        types: &["application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"],
        endings: &["p7s", "sig"],
        format: Format::Nothing,
    },
    Promise {
        types: &["application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"],
        endings: &["gpg", "pgp", "p7m"],
        format: Format::Encrypted,
    },
    Promise {
        types: &[
            "application/pdf",
            "application/zip",
            "application/x-zip-compressed",
            "application/vnd.openxmlformats-officedocument.*",
            "application/vnd.oasis.opendocument.*",
            "application/vnd.ms-outlook",
            "application/ms-tnef",
            "application/vnd.ms-tnef",
        ],
        endings: &[
            "pdf", "zip", "docx", "docm", "dotx", "dotm", "xlsx", "xlsm", "xltx", "odt", "ott", "ods", "msg",
        ],
        format: Format::Damaged,
    },
];

pub(super) fn format(file: &File) -> Format {
    let bytes = file.bytes.as_slice();
    if file.media_type.starts_with("message/rfc822") {
        return Format::Mail;
    }
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *format;
    }
    // A byte order mark, a mail header or other dirt may stand before it (ISO 32000-1, annex H.3, note 13).
    if find(bytes.get(..1024).unwrap_or(bytes), b"%PDF-").is_some() {
        return Format::Pdf;
    }
    if is_picture(file) {
        return if file.inline { Format::Nothing } else { Format::Unknown };
    }
    let promised = promised(file);
    match promised {
        Some(Format::Nothing) => Format::Nothing,
        _ if bytes.is_empty() => Format::Damaged,
        Some(format @ (Format::Mail | Format::Encrypted | Format::Unknown)) => format,
        _ if !is_text(bytes) => promised.filter(|one| *one == Format::Damaged).unwrap_or(Format::Unknown),
        _ if is_html(bytes) => Format::Html,
        Some(Format::Damaged) => Format::Damaged,
        Some(format) => format,
        None if ending(&file.name) == "xls" => Format::Delimited,
        None => Format::Text,
    }
}

/// An Office file behind a password is a compound file with these streams ([MS-OFFCRYPTO] section 2.3.4.1).
pub(super) fn is_encrypted_office(bytes: &[u8]) -> bool {
    ["EncryptedPackage", "EncryptionInfo"].iter().all(|name| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        find(bytes, &name).is_some()
    })
}

pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}

/// The name says more than `application/octet-stream` or `text/plain`, which software writes that did not look.
fn promised(file: &File) -> Option<Format> {
    let declared = file.media_type.split(';').next().unwrap_or_default().trim();
    let ending = ending(&file.name);
    let is_declared = |known: &&str| match known.strip_suffix('*') {
        Some(start) => declared.starts_with(start),
        None => declared == *known,
    };
    let by_name = PROMISES.iter().find(|one| one.endings.contains(&ending.as_str()));
    let promise = by_name.or_else(|| PROMISES.iter().find(|one| one.types.iter().any(&is_declared)))?;
    // Signed and not sealed, but wrapped in a form that nobody taught us.
    let only_signed = promise.format == Format::Encrypted && file.media_type.contains("signed-data");
    Some(if only_signed { Format::Unknown } else { promise.format })
}

fn is_picture(file: &File) -> bool {
    let bytes = file.bytes.as_slice();
    let declared = file.media_type.starts_with("image/");
    let heif = bytes.get(4..8) == Some(b"ftyp");
    declared || heif || (PICTURES.iter().any(|magic| bytes.starts_with(magic)) && !is_text(bytes))
}

/// The end of the name in lower case: `docx`.
fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.trim().to_ascii_lowercase()).unwrap_or_default()
}

/// No byte that text does not have, or UTF-16 with its mark.
fn is_text(bytes: &[u8]) -> bool {
    let start = bytes.get(..8192).unwrap_or(bytes);
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return true;
    }
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    !start.iter().any(control)
}

fn is_html(bytes: &[u8]) -> bool {
    let start = bytes.get(..512).unwrap_or(bytes);
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start().to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<meta", b"<table", b"<body"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_before_the_name_and_the_declared_type() {
        let rows: &[(&str, &str, &[u8], Format)] = &[
            ("skjema.docx", "application/octet-stream", b"PK\x03\x04rest", Format::Zip),
            ("skjema.docx", "", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Format::Compound),
            ("skjema.docx", "", b"hei", Format::Damaged),
            ("liste.xls", "application/vnd.ms-excel", b"<html><table>", Format::Html),
            ("liste.xls", "application/vnd.ms-excel", b"a\tb\n1\t2", Format::Delimited),
            ("brev.doc", "application/msword", b"{\\rtf1", Format::Rtf),
            ("uten navn", "", b"\xef\xbb\xbf%PDF-1.7", Format::Pdf),
            ("skjema.pdf", "application/pdf", b"\0\0\0", Format::Damaged),
            ("data.csv", "text/plain; charset=utf-8", b"a;b", Format::Delimited),
            ("data", "text/csv", b"a;b", Format::Delimited),
            ("notat.txt", "text/plain", b"hei", Format::Text),
            ("notat", "application/json", b"{}", Format::Text),
            ("notat.txt", "text/plain", b"\xff\xfeh\0e\0i\0", Format::Text),
            ("lyd.mp3", "audio/mpeg", b"ID3\x03\0\0", Format::Unknown),
            ("melding.eml", "application/octet-stream", b"From: a@example.org\n", Format::Mail),
            ("smime.p7s", "application/pkcs7-signature", b"\x30\x80", Format::Nothing),
            (
                "smime.p7m",
                "application/pkcs7-mime; smime-type=enveloped-data",
                b"\x30\x80",
                Format::Encrypted,
            ),
            ("smime.p7m", "application/pkcs7-mime; smime-type=signed-data", b"\x30\x80", Format::Unknown),
            ("hemmelig.asc", "", b"-----BEGIN PGP MESSAGE-----\n", Format::Encrypted),
            ("tom.pdf", "application/pdf", b"", Format::Damaged),
        ];
        for (name, media_type, bytes, expected) in rows {
            let file = File {
                name: (*name).to_owned(),
                media_type: (*media_type).to_owned(),
                bytes: bytes.to_vec(),
                inline: false,
            };
            assert_eq!(format(&file), *expected, "{name} {media_type}");
        }
    }

    #[test]
    fn a_logo_in_the_body_is_not_worth_telling_and_an_attached_photo_is() {
        for (inline, expected) in [(true, Format::Nothing), (false, Format::Unknown)] {
            let bytes = b"\x89PNG\r\n\x1a\n\0\0".to_vec();
            let file = File { bytes, media_type: "image/png".to_owned(), inline, ..File::default() };
            assert_eq!(format(&file), expected);
        }
    }
}
