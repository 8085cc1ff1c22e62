//! The look of the HTML, as one table: mail readers honour inline CSS only, and one place keeps it calm.

use crate::policy::BandName;

const FONT: &str = "font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif";

/// Name and inline CSS. No url(), no position: nothing a mail reader strips or a reader could be tracked by.
const STYLES: [(&str, &str); 24] = [
    ("body", "margin:0;padding:0;background:#ffffff;color:#1a1a1a"),
    (
        "cut",
        "margin:0;padding:8px 16px;font-family:Arial,sans-serif;font-size:12px;line-height:16px;color:#6b6b6b",
    ),
    ("page", "max-width:600px;width:100%"),
    ("head", "padding:14px 20px 0 20px;font-size:13px;line-height:18px;color:#555555"),
    ("main", "padding:6px 20px 4px 20px;font-size:16px;line-height:24px;color:#1a1a1a"),
    (
        "foot",
        "padding:14px 20px 24px 20px;border-top:1px solid #dddddd;font-size:13px;line-height:19px;color:#555555",
    ),
    ("h1", "margin:6px 0 14px 0;font-size:22px;line-height:29px;font-weight:600;color:#111111"),
    ("h2", "margin:24px 0 8px 0;font-size:17px;line-height:24px;font-weight:600;color:#111111"),
    ("p", "margin:0 0 14px 0"),
    ("deadline", "padding:12px 16px;background:#f4f4f2;font-size:16px;line-height:24px;color:#1a1a1a"),
    ("small", "font-size:13px;line-height:18px;color:#555555"),
    ("note", "padding:10px 16px;background:#fff7e0;font-size:15px;line-height:22px;color:#1a1a1a"),
    ("tlp", "padding:2px 8px;background:#000000;white-space:nowrap"),
    (
        "letter",
        "padding:18px 20px 6px 20px;border:1px solid #cccccc;background:#ffffff;font-size:16px;line-height:24px;color:#1a1a1a",
    ),
    ("letter-heading", "margin:18px 0 6px 0;font-weight:600;color:#111111"),
    ("ul", "margin:0 0 14px 0;padding:0 0 0 22px"),
    ("li", "margin:0 0 6px 0"),
    ("step", "margin:0 0 2px 0;font-size:15px;line-height:22px"),
    ("aside", "margin:0 0 14px 0;font-size:14px;line-height:20px;color:#555555"),
    (
        "label",
        "padding:6px 14px 6px 0;font-size:14px;line-height:20px;color:#555555;border-bottom:1px solid #eeeeee",
    ),
    (
        "value",
        "padding:6px 0;font-size:15px;line-height:22px;border-bottom:1px solid #eeeeee;white-space:pre-line;word-break:break-word",
    ),
    ("case", "padding:8px 0 8px 12px;font-size:15px;line-height:22px;border-bottom:1px solid #eeeeee"),
    (
        "hash",
        "padding:10px 14px;background:#f4f4f2;font-family:Consolas,Menlo,Courier New,monospace;font-size:13px;line-height:21px;color:#111111;word-break:break-all",
    ),
    (
        "code",
        "padding:10px 14px;background:#f4f4f2;font-family:Consolas,Menlo,Courier New,monospace;font-size:14px;line-height:24px;color:#111111",
    ),
];

/// The inline CSS of a name used in a template; the font rides along where a mail reader would lose it.
pub fn of(name: &str) -> Option<&'static str> {
    if name == "font" {
        return Some(FONT);
    }
    STYLES.iter().find(|(known, _)| *known == name).map(|(_, css)| *css)
}

/// The bar above a mail: green, yellow, red, red, grey (S64).
pub fn colour(band: BandName) -> &'static str {
    match band {
        BandName::Undecided => "#8a8a8a",
        BandName::Low => "#2e7d32",
        BandName::Medium => "#f2b705",
        BandName::High | BandName::Critical => "#c62828",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_style_loads_anything_or_breaks_out_of_its_attribute() {
        for (name, css) in STYLES {
            assert!(!css.contains("url(") && !css.contains(['"', '\'', '<', '=']), "{name}");
        }
    }
}
