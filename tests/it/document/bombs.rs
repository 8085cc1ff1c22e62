//! Files made to make a reader work: little on the wire, much inside.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use varsel::document::{Budget, Contents, File, Unread, Why, read};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// In a test build on a busy machine; a release takes less than a second for each.
const LONGEST: Duration = Duration::from_secs(10);

fn read_in_time(name: &str, bytes: Vec<u8>) -> Contents {
    let file = File { name: name.to_owned(), bytes, ..File::default() };
    let begin = Instant::now();
    let mut budget = Budget::default();
    let contents = read(&file, &mut budget);
    assert!(begin.elapsed() < LONGEST, "{name} took {:?}", begin.elapsed());
    let text: usize = contents.documents.iter().map(|one| one.text.len()).sum();
    assert!(text <= Budget::default().text_bytes, "{name} gave {text} bytes of text");
    contents
}

fn unread(name: &str, why: Why) -> Vec<Unread> {
    vec![Unread { name: name.to_owned(), why }]
}

/// A ZIP of members that are each a few bytes, repeated.
fn packed(members: &[(&str, &[&[u8]], usize)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, parts, times) in members {
        archive.start_file(*name, options).unwrap();
        let [first, middle, last] = parts else { panic!("beginning, middle, end") };
        archive.write_all(first).unwrap();
        let block = middle.repeat(1 + 65_536 / middle.len().max(1));
        let mut left = middle.len() * times;
        while left > 0 {
            let some = left.min(block.len() / middle.len() * middle.len());
            archive.write_all(&block[..some]).unwrap();
            left -= some;
        }
        archive.write_all(last).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TYPES: (&str, &[&[u8]], usize) = ("[Content_Types].xml", &[b"<Types/>", b"", b""], 0);

fn office(main: &str, members: &[(&str, &[&[u8]], usize)]) -> Vec<u8> {
    let relations = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"{main}\"/></Relationships>"
    );
    let relations: &[&[u8]] = &[relations.as_bytes(), b"", b""];
    let mut all = vec![TYPES, ("_rels/.rels", relations, 0)];
    all.extend_from_slice(members);
    packed(&all)
}

fn word(first: &[u8], middle: &[u8], last: &[u8], times: usize) -> Vec<u8> {
    let first = [b"<w:document><w:body>", first].concat();
    let last = [last, b"</w:body></w:document>"].concat();
    office("word/document.xml", &[("word/document.xml", &[&first, middle, &last], times)])
}

#[test]
fn a_gigabyte_in_a_megabyte_is_too_large() {
    let zeros = [0_u8; 1024];
    let bytes = packed(&[("nuller.txt", &[b"", &zeros, b""], 1 << 20)]);
    assert!(bytes.len() < 2 << 20);
    assert_eq!(read_in_time("bombe.zip", bytes).unread, unread("bombe.zip/nuller.txt", Why::TooLarge));
}

#[test]
fn a_hundred_thousand_empty_members_are_too_many() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..100_000 {
        archive.start_file(format!("{number}.txt"), SimpleFileOptions::default()).unwrap();
    }
    let contents = read_in_time("mange.zip", archive.finish().unwrap().into_inner());
    assert!(contents.unread.contains(&unread("mange.zip", Why::TooLarge)[0]));
    assert!(contents.unread.len() <= Budget::default().files + 1, "{}", contents.unread.len());
}

#[test]
fn entities_of_entities_are_not_expanded() {
    let mut entities = "<!DOCTYPE w:document [<!ENTITY a0 \"haha\">".to_owned();
    for level in 1..20 {
        let before = format!("&a{};", level - 1).repeat(10);
        entities.push_str(&format!("<!ENTITY a{level} \"{before}\">"));
    }
    let xml = format!(
        "<?xml version=\"1.0\"?>{entities}]><w:document><w:body><w:p><w:r><w:t>Før &a19; etter</w:t></w:r></w:p></w:body></w:document>"
    );
    let bytes = office("word/document.xml", &[("word/document.xml", &[xml.as_bytes(), b"", b""], 0)]);
    let contents = read_in_time("latter.docx", bytes);
    assert_eq!(contents.documents[0].text, "Før  etter");
}

#[test]
fn tables_controls_and_boxes_in_one_another_are_read_as_lines() {
    let text = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>".as_slice();
    for (open, close) in [
        (&b"<w:tbl><w:tr><w:tc>"[..], &b"</w:tc></w:tr></w:tbl>"[..]),
        (b"<w:sdt><w:sdtPr><w:alias w:val=\"a\"/></w:sdtPr><w:sdtContent>", b"</w:sdtContent></w:sdt>"),
        (b"<w:p><w:r><w:txbxContent>", b"</w:txbxContent></w:r></w:p>"),
        (b"<w:ins>", b"</w:ins>"),
    ] {
        let deep = [open.repeat(10_000), text.to_vec(), close.repeat(10_000)].concat();
        let contents = read_in_time("dyp.docx", word(&deep, b"", b"", 0));
        assert_eq!(contents.documents[0].text, "x");
    }
}

#[test]
fn more_text_than_the_budget_is_cut() {
    let paragraph = b"<w:p><w:r><w:t>Dette er en lang rapport. </w:t></w:r></w:p>";
    let contents = read_in_time("lang.docx", word(b"", paragraph, b"", 500_000));
    assert_eq!(contents.unread, unread("lang.docx", Why::TooLarge));
    assert!(contents.documents[0].text.len() > 1 << 20);
    let cells = b"<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>";
    let contents = read_in_time("bred.docx", word(b"<w:tbl><w:tr>", cells, b"</w:tr></w:tbl>", 200_000));
    assert!(!contents.documents.is_empty());
}

fn workbook(sheet: (&[&[u8]], usize), strings: (&[&[u8]], usize)) -> Vec<u8> {
    let book: &[&[u8]] = &[
        b"<workbook><sheets><sheet name=\"Ark1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        b"",
        b"",
    ];
    let relations: &[&[u8]] = &[b"<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>", b"", b""];
    office(
        "xl/workbook.xml",
        &[
            ("xl/workbook.xml", book, 0),
            ("xl/_rels/workbook.xml.rels", relations, 0),
            ("xl/worksheets/sheet1.xml", sheet.0, sheet.1),
            ("xl/sharedStrings.xml", strings.0, strings.1),
        ],
    )
}

const NO_STRINGS: (&[&[u8]], usize) = (&[b"<sst></sst>", b"", b""], 0);

#[test]
fn two_cells_at_the_ends_of_the_sheet_are_two_cells() {
    let sheet: &[&[u8]] = &[b"<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Antall</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>12</v></c></row></sheetData></worksheet>", b"", b""];
    let contents = read_in_time("ytterst.xlsx", workbook((sheet, 0), NO_STRINGS));
    assert_eq!(contents.documents[0].text, "Antall\n\n\t12");
}

#[test]
fn too_many_cells_strings_and_styles_are_cut() {
    let sheet: &[&[u8]] =
        &[b"<worksheet><sheetData><row>", b"<c><v>1</v></c>", b"</row></sheetData></worksheet>"];
    let contents = read_in_time("mange.xlsx", workbook((sheet, 1_000_000), NO_STRINGS));
    assert_eq!(contents.unread, unread("mange.xlsx", Why::TooLarge));
    let empty: (&[&[u8]], usize) = (&[b"<worksheet><sheetData/></worksheet>", b"", b""], 0);
    let strings: (&[&[u8]], usize) = (&[b"<sst>", b"<si/>", b"</sst>"], 6_000_000);
    let contents = read_in_time("strenger.xlsx", workbook(empty, strings));
    assert_eq!(contents.unread, unread("strenger.xlsx", Why::TooLarge));
}

#[test]
fn repeated_cells_and_rows_of_a_spreadsheet_are_bounded() {
    let content = b"<office:document-content><office:body><table:table><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\"><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:body></office:document-content>";
    let bytes = packed(&[
        ("mimetype", &[b"application/vnd.oasis.opendocument.spreadsheet", b"", b""], 0),
        ("content.xml", &[content, b"", b""], 0),
    ]);
    let contents = read_in_time("gjentatt.ods", bytes);
    assert_eq!(contents.documents[0].text.matches('1').count(), 64);
}

/// A PDF of objects, each given whole.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", number + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").bytes()));
    let end = format!("trailer\n<</Size {} /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    bytes.extend(end.bytes());
    bytes
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict} /Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

fn deflated(data: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    (0..times).for_each(|_| encoder.write_all(data).unwrap());
    encoder.finish().unwrap()
}

fn one_page(contents: Vec<u8>, more: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F 5 0 R>> /XObject <</X 6 0 R>>>>>>".to_vec(),
        contents,
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>".to_vec(),
    ];
    objects.extend(more);
    pdf(&objects)
}

#[test]
fn a_page_that_unpacks_to_a_gigabyte_is_too_large() {
    let blanks = deflated(&[b' '; 65_536], 16_384);
    let page = stream("/Filter /FlateDecode", &blanks);
    let contents = read_in_time("bombe.pdf", one_page(page, Vec::new()));
    assert_eq!(contents.unread, unread("bombe.pdf", Why::TooLarge));
    let objects = stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &blanks);
    let contents = read_in_time("objekter.pdf", one_page(stream("", b""), vec![objects]));
    assert_eq!(contents.unread, unread("objekter.pdf", Why::TooLarge));
    let twice = deflated(&blanks, 1);
    let page = stream("/Filter [/FlateDecode /FlateDecode]", &twice);
    let contents = read_in_time("dobbel.pdf", one_page(page, Vec::new()));
    assert_eq!(contents.unread, unread("dobbel.pdf", Why::TooLarge));
}

#[test]
fn a_drawing_that_calls_itself_ends() {
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources <</XObject <</X 6 0 R>>>>",
        &b"/X Do ".repeat(1000),
    );
    let page = stream("", b"BT /F 12 Tf 50 700 Td (Hei) Tj ET /X Do");
    let contents = read_in_time("ring.pdf", one_page(page, vec![form]));
    assert_eq!(contents.documents[0].text, "Hei");
}

#[test]
fn many_letters_and_lines_on_one_page_are_bounded() {
    let mut drawing = Vec::new();
    for number in 0..60_000 {
        let (x, y) = (number % 600, number / 75);
        drawing.extend(
            format!("BT /F 9 Tf {x} {y} Td (a) Tj ET {x} {y} m {x} 800 l S 0 {y} m 600 {y} l S\n").bytes(),
        );
    }
    let page = stream("/Filter /FlateDecode", &deflated(&drawing, 1));
    let contents = read_in_time("tett.pdf", one_page(page, Vec::new()));
    assert!(!contents.documents.is_empty());
    let nested = [b"[".repeat(100_000), b" TJ".to_vec()].concat();
    read_in_time("klammer.pdf", one_page(stream("", &nested), Vec::new()));
}

#[test]
fn objects_within_one_another_are_damaged() {
    for part in ["1 0 obj (", "1 0 obj <<", "<</A/B/A/B ", "1 0 obj [1 ", "1 0 obj%"] {
        let bytes = [b"%PDF-1.4\n".to_vec(), part.repeat(100_000).into_bytes()].concat();
        assert_eq!(read_in_time("kjede.pdf", bytes).unread, unread("kjede.pdf", Why::Damaged), "{part}");
    }
    let calls = b"BI /A 1 ID x EI ".repeat(500_000);
    let page = stream(
        "/Filter /FlateDecode",
        &deflated(&[&calls[..], b"BT /F 12 Tf 9 9 Td (Hei) Tj ET"].concat(), 1),
    );
    assert_eq!(read_in_time("bilder.pdf", one_page(page, Vec::new())).documents[0].text, "Hei");
}

#[test]
fn elements_that_never_end_are_damaged() {
    let contents = read_in_time("åpen.docx", word(b"", b"<w:r>", b"", 10_000_000));
    assert_eq!(contents.unread, unread("åpen.docx", Why::Damaged));
}

#[test]
fn a_table_of_many_million_commas_is_cut() {
    let contents = read_in_time("komma.csv", b"a;b;c;d\n".repeat(3_000_000));
    assert_eq!(contents.unread, unread("komma.csv", Why::TooLarge));
    read_in_time("semikolon.csv", b";".repeat(20_000_000));
    read_in_time("sitat.csv", [b"a;\"".to_vec(), b"x\n".repeat(5_000_000)].concat());
}
