//! A paper as one HTML file: nothing is loaded from anywhere, it prints on A4, dark text on white.

use super::markup::{escape, lines};
use super::paper::{Block, Cell, Paper, Run, Table};

const STYLE: &str = include_str!("html/paper.css");

/// The whole file. Scripts and everything remote are forbidden in it, and there is none.
pub fn write(paper: &Paper) -> String {
    let about = &paper.about;
    let body: String = paper.blocks.iter().map(of_block).collect();
    let footer = match about.footer.is_empty() {
        true => String::new(),
        false => format!("<footer>{}</footer>\n", text(&about.footer)),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n{footer}</body>\n</html>\n",
        super::language_tag(&about.language),
        escape(&about.title),
    )
}

fn of_block(block: &Block) -> String {
    match block {
        Block::Title(title) => format!("<h1>{}</h1>\n", text(title)),
        Block::Subtitle(line) => format!("<p class=\"subtitle\">{}</p>\n", text(line)),
        // The title is the page's h1.
        Block::Heading(level, heading) => {
            let level = (*level).clamp(1, 3) + 1;
            format!("<h{level}>{}</h{level}>\n", text(heading))
        }
        Block::Paragraph(runs) => format!("<p>{}</p>\n", of_runs(runs)),
        Block::Labelled(label, value) => {
            format!("<p class=\"label\">{}</p>\n<p>{}</p>\n", text(label), text(value))
        }
        Block::Bullets(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", text(item))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Table(table) => of_table(table),
        Block::Note(runs) => format!("<p class=\"note\">{}</p>\n", of_runs(runs)),
        Block::Small(line) => format!("<p class=\"small\">{}</p>\n", text(line)),
        Block::PageBreak => "<div class=\"page\"></div>\n".to_owned(),
    }
}

fn of_runs(runs: &[Run]) -> String {
    let of = |run: &Run| match run.bold {
        true => format!("<strong>{}</strong>", text(&run.text)),
        false => text(&run.text),
    };
    runs.iter().map(of).collect()
}

fn text(text: &str) -> String {
    lines(text).iter().map(|line| escape(line)).collect::<Vec<_>>().join("<br>")
}

fn of_table(table: &Table) -> String {
    let columns = table
        .widths(1000)
        .into_iter()
        .map(|width| format!("<col style=\"width:{}.{}%\">", width / 10, width % 10));
    let columns: String = columns.collect();
    let headings: String =
        table.header.iter().map(|heading| format!("<th scope=\"col\">{}</th>", text(heading))).collect();
    let head = match headings.is_empty() {
        true => headings,
        false => format!("<thead><tr>{headings}</tr></thead>\n"),
    };
    let rows = table.rows.iter().filter(|row| !row.is_empty()).map(|row| {
        let cells = row.iter().enumerate().map(|(at, cell)| of_cell(cell, table.labels && at == 0));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    });
    let class = if table.together { " class=\"together\"" } else { "" };
    format!(
        "<table{class}>\n<colgroup>{columns}</colgroup>\n{head}<tbody>\n{}</tbody>\n</table>\n",
        rows.collect::<String>()
    )
}

fn of_cell(cell: &Cell, label: bool) -> String {
    let mut classes = Vec::new();
    classes.extend(cell.centred.then_some("centred"));
    classes.extend(cell.marked.then_some("marked"));
    let class = if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
    let span = match cell.columns() {
        1 => String::new(),
        columns => format!(" colspan=\"{columns}\""),
    };
    let fill = cell.fill.map_or_else(String::new, |fill| format!(" style=\"background:#{}\"", fill.hex()));
    let (tag, scope) = if label { ("th", " scope=\"row\"") } else { ("td", "") };
    format!("<{tag}{scope}{class}{span}{fill}>{}</{tag}>", of_runs(&cell.runs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::paper::{About, Colour};

    #[test]
    fn a_strangers_text_is_text_and_nothing_is_loaded() {
        let hostile = "<script src=//x>\n\" onload='x'";
        let about = About {
            title: hostile.into(),
            footer: hostile.into(),
            language: "en".into(),
            ..About::default()
        };
        let mut paper = Paper::new(about);
        let cell = Cell { marked: true, span: 2, ..Cell::text(hostile).filled(Colour(1, 2, 3)).centred() };
        let header = vec![hostile.into()];
        let table =
            Table { shares: vec![1, 2], header, rows: vec![vec![cell]], labels: true, ..Table::default() };
        paper.push(Block::Title(hostile.into())).heading(1, hostile).paragraph(hostile).table(table);
        paper
            .labelled(hostile, hostile)
            .bullets(vec![hostile.into()])
            .push(Block::Note(vec![Run::bold(hostile)]));
        let html = write(&paper);
        assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"), "{html}");
        assert!(!html.contains("<script") && !html.contains("onload='"), "{html}");
        assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("url("), "{html}");
        assert!(html.contains("&lt;script src=//x&gt;<br>&quot; onload=&#39;x&#39;"), "{html}");
        assert!(html.contains(
            "<th scope=\"row\" class=\"centred marked\" colspan=\"2\" style=\"background:#010203\">"
        ));
    }
}
