use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::*;

fn sheet_of(rows: Vec<Vec<Cell>>) -> Sheet {
    let columns = ["Nr", "Hva"].map(|heading| Column { heading: heading.into(), width: 20 });
    Sheet { name: "Register [2026]".into(), columns: columns.to_vec(), rows }
}

fn read(sheets: Vec<Sheet>) -> (Vec<String>, calamine::Range<Data>) {
    let bytes = write(&Workbook { sheets, ..Workbook::default() }).expect("packs");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let range = book.worksheet_range(&names[0]).expect("a sheet");
    assert!(book.worksheet_formula(&names[0]).expect("formulas").is_empty());
    (names, range)
}

#[test]
fn text_numbers_and_times_come_back_as_they_went() {
    let day = NaiveDate::from_ymd_opt(2026, 3, 12).expect("a day");
    let time = day.and_hms_opt(9, 10, 0).expect("a time");
    let (names, range) = read(vec![
        sheet_of(vec![
            vec![Cell::Text("a <b> & c\nd".into()), Cell::Number(10_000)],
            vec![Cell::Date(day), Cell::Time(time)],
            vec![Cell::Empty, Cell::Text("_x000D_ _x_".into())],
        ]),
        sheet_of(Vec::new()),
    ]);
    assert_eq!(names, ["Register  2026", "2"]);
    let text = |row, column| range.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((text(0, 0), text(1, 0), text(1, 1)), ("Nr".into(), "a <b> & c\nd".into(), "10000".into()));
    let at = |row, column| match range.get_value((row, column)) {
        Some(Data::DateTime(at)) => at.as_datetime(),
        _ => None,
    };
    assert_eq!(at(2, 0), day.and_hms_opt(0, 0, 0));
    assert_eq!(at(2, 1), Some(time));
    assert!(text(3, 1).ends_with("_x_") && !text(3, 1).contains('\r'), "{}", text(3, 1));
}

#[test]
fn what_looks_like_a_formula_is_a_text() {
    let texts = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];
    let rows = texts.iter().map(|text| vec![Cell::Text((*text).into())]).collect();
    let (_, range) = read(vec![sheet_of(rows)]);
    for (row, text) in (1u32..).zip(texts) {
        let found = range.get_value((row, 0)).map(ToString::to_string).unwrap_or_default();
        assert_eq!(found.trim(), text.trim(), "{text:?}");
        assert!(matches!(range.get_value((row, 0)), Some(Data::String(_))), "{text:?}");
    }
}

#[test]
fn columns_are_counted_in_letters_and_texts_fit() {
    assert_eq!(
        [reference(0, 0), reference(25, 9), reference(26, 1), reference(702, 0)],
        ["A1", "Z10", "AA2", "AAA1"]
    );
    assert_eq!(absolute("A1:AB9"), "$A$1:$AB$9");
    let long = cut(&"😀".repeat(20_000));
    assert!(long.encode_utf16().count() <= MAX_CELL && long.ends_with('…'));
    assert_eq!(cut("kort"), "kort");
}

#[test]
fn the_same_workbook_is_the_same_bytes() {
    let book = Workbook { sheets: vec![sheet_of(Vec::new())], ..Workbook::default() };
    assert_eq!(write(&book).expect("packs"), write(&book).expect("packs"));
    assert!(write(&Workbook::default()).is_ok(), "a workbook without sheets gets one");
}
