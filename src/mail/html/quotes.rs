//! How the clients mark a quoted mail in HTML.

use html5ever::tokenizer::Tag;

/// Containers of attribution and quotes by class; answers may stand between the quotes.
const CONTAINERS: &[&str] = &["gmail_quote", "gmail_quote_container", "protonmail_quote"];
/// Elements that hold nothing but a quoted mail or its attribution, by class or id.
const CLASSES: &[&str] = &["gmail_attr", "yahoo_quoted", "moz-cite-prefix", "tutanota_quote", "zmail_extra"];
const IDS: &[&str] = &["olk_src_body_section", "replywithmessage", "isforwardcontent"];
/// Below these stands the quoted mail, beside and not inside the marked element: Outlook's.
const FROM_HERE: &[&str] =
    &["divrplyfwdmsg", "stopspelling", "mail-editor-reference-message-container", "zwchr"];
/// Gateways rename what they let through.
const RENAMED: &str = "x_";

/// What a tag opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// An element whose content is quoted.
    Element,
    /// An element that holds attribution and quotes, and perhaps answers after the first of them.
    Container,
    /// Everything from here on is the quoted mail.
    FromHere,
    /// A line is drawn here; what is below is a quoted mail if a header follows.
    Rule,
}

/// What quoted mail a start tag opens, if any.
pub fn opened(name: &str, tag: &Tag) -> Option<Quote> {
    if tag.attrs.is_empty() {
        return (name == "blockquote").then_some(Quote::Element);
    }
    let attribute =
        |wanted: &str| tag.attrs.iter().find(|one| &*one.name.local == wanted).map(|one| &*one.value);
    let id = attribute("id").unwrap_or_default();
    let class = attribute("class").unwrap_or_default();
    if is_of(id, FROM_HERE) || class.split_whitespace().any(|one| is_of(one, FROM_HERE)) {
        return Some(Quote::FromHere);
    }
    if name == "blockquote" {
        let cited = attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("cite"));
        return (cited || !is_indent(class, attribute("style").unwrap_or_default()))
            .then_some(Quote::Element);
    }
    let of = |known| class.split_whitespace().any(|one| is_of(one, known));
    let named = || attribute("name").is_some_and(|name| name.eq_ignore_ascii_case("quote"));
    match name {
        _ if of(CONTAINERS) => Some(Quote::Container),
        _ if of(CLASSES) || is_of(id, IDS) => Some(Quote::Element),
        "div" if named() => Some(Quote::Element),
        "div" if attribute("style").is_some_and(is_header_rule) => Some(Quote::Rule),
        _ => None,
    }
}

fn is_of(value: &str, known: &[&str]) -> bool {
    let renamed = value.get(..RENAMED.len()).is_some_and(|start| start.eq_ignore_ascii_case(RENAMED));
    let value = if renamed { value.get(RENAMED.len()..).unwrap_or_default() } else { value };
    known.iter().any(|one| one.eq_ignore_ascii_case(value))
}

/// A blockquote that only moves its text to the right.
fn is_indent(class: &str, style: &str) -> bool {
    let style: String = style.chars().filter(|one| !one.is_whitespace()).collect();
    style.to_ascii_lowercase().contains("border:none") || class.contains("webkit-indent-blockquote")
}

/// The line above Outlook's header: `border:none;border-top:solid #E1E1E1 1.0pt`.
fn is_header_rule(style: &str) -> bool {
    let style: String =
        style.chars().filter(|one| !one.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("border:none;border-top:solid")
}
