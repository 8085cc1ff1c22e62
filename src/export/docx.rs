//! A paper as a Word document (Office Open XML, ECMA-376 part 1): real styles, A4, page numbers, repeated table headers.
//!
//! The order of elements inside `pPr`, `rPr`, `tblPr` and `tcPr` is the schema's; Word refuses another.

mod parts;

use super::markup::{escape, lines};
use super::paper::{Block, Cell, Paper, Run, Table};
use super::{ExportError, package};

/// The text's width in twentieths of a point: A4 (11906) between margins of 2.5 cm.
const TEXT_WIDTH: u32 = 9072;
/// A row with more text may run over the end of a page.
const LONG_ROW_BYTES: usize = 700;

/// What a DOCX file is called in a mail (ECMA-376).
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The paper as the bytes of a DOCX. The same paper gives the same bytes.
///
/// # Errors
/// Where the text is larger than a ZIP can hold.
pub fn write(paper: &Paper) -> Result<Vec<u8>, ExportError> {
    let about = &paper.about;
    package::pack(&[
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::RELATIONS.to_owned()),
        ("docProps/core.xml", package::core_properties(about)),
        ("docProps/app.xml", parts::APPLICATION.to_owned()),
        ("word/document.xml", document(paper)),
        ("word/_rels/document.xml.rels", parts::DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", parts::styles(&about.language)),
        ("word/numbering.xml", parts::NUMBERING.to_owned()),
        ("word/settings.xml", parts::settings(&about.language)),
        ("word/fontTable.xml", parts::FONTS.to_owned()),
        ("word/footer1.xml", footer(paper)),
    ])
}

fn document(paper: &Paper) -> String {
    let mut body = String::new();
    paper.blocks.iter().for_each(|block| body.push_str(&of_block(block)));
    format!("{}{}{body}{}", package::XML, parts::DOCUMENT_START, parts::DOCUMENT_END)
}

fn of_block(block: &Block) -> String {
    match block {
        Block::Title(text) => styled("Title", &plain(text)),
        Block::Subtitle(text) => styled("Subtitle", &plain(text)),
        Block::Heading(level, text) => styled(&format!("Heading{}", (*level).clamp(1, 3)), &plain(text)),
        Block::Paragraph(runs) => styled("BodyText", &of_runs(runs)),
        Block::Labelled(label, text) => styled("Label", &plain(label)) + &styled("BodyText", &plain(text)),
        Block::Bullets(items) => items.iter().map(|item| styled("ListBullet", &plain(item))).collect(),
        // Tables that touch would be one table, and a document must not end with one.
        Block::Table(table) => of_table(table) + &styled("Spacer", ""),
        Block::Note(runs) => styled("Note", &of_runs(runs)),
        Block::Small(text) => styled("Small", &plain(text)),
        Block::PageBreak => "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>".to_owned(),
    }
}

fn styled(style: &str, content: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{content}</w:p>")
}

fn plain(text: &str) -> String {
    run(text, false)
}

fn of_runs(runs: &[Run]) -> String {
    runs.iter().map(|one| run(&one.text, one.bold)).collect()
}

fn run(text: &str, bold: bool) -> String {
    let properties = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    let lines: Vec<String> = lines(text).iter().map(|line| of_line(line)).collect();
    format!("<w:r>{properties}{}</w:r>", lines.join("<w:br/>"))
}

fn of_line(line: &str) -> String {
    let words = line.split('\t').map(|part| match part {
        "" => String::new(),
        part => format!("<w:t xml:space=\"preserve\">{}</w:t>", escape(part)),
    });
    words.collect::<Vec<_>>().join("<w:tab/>")
}

fn of_table(table: &Table) -> String {
    let widths = table.widths(TEXT_WIDTH);
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let mut rows = String::new();
    if !table.header.is_empty() {
        let cells = table.header.iter().zip(&widths).map(|(text, width)| header_cell(text, *width));
        rows.push_str(&format!(
            "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{}</w:tr>",
            cells.collect::<String>()
        ));
    }
    for (index, row) in table.rows.iter().enumerate() {
        let keep = table.together && index + 1 < table.rows.len();
        rows.push_str(&of_row(row, &widths, table, keep));
    }
    format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Lines\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0420\" w:firstRow=\"{}\" w:lastRow=\"0\" \
         w:firstColumn=\"{}\" w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/></w:tblPr>\
         <w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>",
        u8::from(!table.header.is_empty()),
        u8::from(table.labels),
    )
}

fn header_cell(text: &str, width: u32) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>\
         <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{HEADER_FILL}\"/></w:tcPr>{}</w:tc>",
        styled("TableHeading", &plain(text)),
    )
}

/// The ground of header rows and of the column of labels.
const HEADER_FILL: &str = "E6ECF2";
const LABEL_FILL: &str = "F4F6F8";

fn of_row(row: &[Cell], widths: &[u32], table: &Table, keep: bool) -> String {
    let together = table.together;
    let long: usize = row.iter().flat_map(|cell| &cell.runs).map(|run| run.text.len()).sum();
    let split = if long > LONG_ROW_BYTES { "" } else { "<w:cantSplit/>" };
    // A picture's rows are of one height, whatever is marked in them.
    let height = if together { "<w:trHeight w:val=\"500\" w:hRule=\"atLeast\"/>" } else { "" };
    let mut from = 0usize;
    let mut cells = String::new();
    for (index, cell) in row.iter().enumerate() {
        let columns = usize::try_from(cell.columns()).unwrap_or(1);
        let width: u32 = widths.iter().skip(from).take(columns).sum();
        from += columns;
        cells.push_str(&of_cell(cell, width, table.labels && index == 0, keep));
    }
    // A row without any cell is no row.
    if cells.is_empty() {
        String::new()
    } else {
        format!("<w:tr><w:trPr>{split}{height}</w:trPr>{cells}</w:tr>")
    }
}

fn of_cell(cell: &Cell, width: u32, label: bool, keep: bool) -> String {
    let span = match cell.columns() {
        1 => String::new(),
        columns => format!("<w:gridSpan w:val=\"{columns}\"/>"),
    };
    let frame = if cell.marked { parts::FRAME } else { "" };
    let fill = cell.fill.map(super::paper::Colour::hex);
    let fill = fill.or_else(|| label.then(|| LABEL_FILL.to_owned()));
    let fill = fill.map_or_else(String::new, |fill| {
        format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>")
    });
    let middle = if cell.centred || keep { "<w:vAlign w:val=\"center\"/>" } else { "" };
    let keep = if keep { "<w:keepNext/>" } else { "" };
    let centred = if cell.centred { "<w:jc w:val=\"center\"/>" } else { "" };
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{frame}{fill}{middle}</w:tcPr>\
         <w:p><w:pPr><w:pStyle w:val=\"TableText\"/>{keep}{centred}</w:pPr>{}</w:p></w:tc>",
        of_runs(&cell.runs),
    )
}

/// The footer's text, then `Side 1 av 3`.
fn footer(paper: &Paper) -> String {
    let (page, of) = if paper.about.language == "en" { ("Page", "of") } else { ("Side", "av") };
    let field =
        |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    let text = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text));
    format!(
        "{}<w:ftr {}>{}</w:ftr>",
        package::XML,
        parts::NAMESPACES,
        styled(
            "Footer",
            &format!(
                "{}<w:r><w:tab/></w:r>{}{}{}{}",
                text(&lines(&paper.about.footer).join(" ")),
                text(&format!("{page} ")),
                field("PAGE"),
                text(&format!(" {of} ")),
                field("NUMPAGES")
            ),
        ),
    )
}

#[cfg(test)]
mod tests;
