use super::*;
use crate::document::{self, Budget, File};
use crate::export::paper::{About, Colour};

fn sample() -> Paper {
    let about = About {
        title: "Rapport <1> & co".into(),
        author: "Eksempel kommune".into(),
        language: "nn".into(),
        at: "2026-03-12T13:00:00Z".parse().ok(),
        footer: "Eksempel kommune · AVVIK-2026-0001".into(),
        ..About::default()
    };
    let mut paper = Paper::new(about);
    paper.push(Block::Title("Rapport".into())).heading(1, "Kva har skjedd").heading(9, "Under");
    paper.paragraph("<w:p/>&\0 \u{202e}to\nlinjer\tog tab").labelled("Merke", "Tekst");
    paper.bullets(vec!["eitt".into(), "to".into()]);
    paper.table(Table {
        shares: vec![1, 2],
        header: vec!["Nr".into(), "Tiltak".into()],
        rows: vec![
            vec![Cell::text("1"), Cell::bold("Ny rutine").filled(Colour(255, 224, 138)).centred()],
            vec![Cell { span: 2, marked: true, ..Cell::text("heile rada") }],
            Vec::new(),
        ],
        ..Table::default()
    });
    paper
}

fn read(bytes: Vec<u8>) -> String {
    let file = File { name: "a.docx".into(), bytes, ..File::default() };
    let contents = document::read(&file, &mut Budget::default());
    assert_eq!(contents.unread, []);
    contents.documents.into_iter().map(|one| one.text).collect()
}

#[test]
fn our_own_reader_reads_back_what_was_written() {
    let text = read(write(&sample()).expect("packs"));
    for said in
        ["Rapport", "Kva har skjedd", "<w:p/>&", "Merke", "eitt", "Nr\tTiltak", "1\tNy rutine", "heile rada"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("Side 1 av 1") && !text.contains('\u{202e}'), "{text}");
}

#[test]
fn the_same_paper_is_the_same_bytes() {
    assert_eq!(write(&sample()).expect("packs"), write(&sample()).expect("packs"));
}

#[test]
fn every_part_is_well_formed_and_names_its_language() {
    let bytes = write(&sample()).expect("packs");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    for index in 0..zip.len() {
        let mut text = String::new();
        let mut part = zip.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        assert_eq!(index == 0, name == "[Content_Types].xml", "the types come first");
        std::io::Read::read_to_string(&mut part, &mut text).expect("text");
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
        if name == "word/styles.xml" {
            assert!(text.contains("w:lang w:val=\"nn-NO\""), "{text}");
        }
        if name == "docProps/core.xml" {
            assert!(text.contains("Rapport &lt;1&gt; &amp; co") && text.contains("2026-03-12T13:00:00Z"));
        }
    }
}
