//! The lives of cases once more, every name and every field an attack: whatever goes out holds our own fields, elements and
//! attributes only, and shows what was written as text.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::exports;
use crate::minimal::house::Stage;
use crate::minimal::life::{self, Story};
use crate::minimal::plant::{MARKUP, SHORT, Writing};
use crate::stories::play::Sent;

/// What stands in the head of our mails; each at most once.
const FIELDS: [&str; 15] = [
    "auto-submitted",
    "content-disposition",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "references",
    "reply-to",
    "subject",
    "to",
    "x-auto-response-suppress",
    "x-varsel-instance",
];

/// Elements with their attributes, and comments.
#[derive(Default)]
pub struct Seen {
    tags: RefCell<BTreeSet<(String, String)>>,
    comments: RefCell<BTreeSet<String>>,
    values: RefCell<Vec<(String, String)>>,
}

impl Seen {
    /// Whether there is such an element, with such an attribute where one is named.
    pub fn has(&self, element: &str, attribute: &str) -> bool {
        self.tags.borrow().contains(&(element.to_owned(), attribute.to_owned()))
    }

    /// What `known` does not have.
    pub fn beyond(&self, known: &Seen) -> Vec<(String, String)> {
        self.tags.borrow().difference(&known.tags.borrow()).cloned().collect()
    }
}

impl TokenSink for &Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(Tag { kind: TagKind::StartTag, name, attrs, .. }) => {
                self.tags.borrow_mut().insert((name.to_string(), String::new()));
                for attribute in attrs {
                    let key = attribute.name.local.to_string();
                    self.tags.borrow_mut().insert((name.to_string(), key.clone()));
                    self.values.borrow_mut().push((key, attribute.value.to_string()));
                }
            }
            Token::CommentToken(text) => {
                self.comments.borrow_mut().insert(text.to_string());
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

pub fn seen(html: &str, into: &Seen) {
    let queue = BufferQueue::default();
    queue.push_back(html5ever::tendril::StrTendril::from(html));
    let tokenizer = Tokenizer::new(into, TokenizerOpts::default());
    let _script = tokenizer.feed(&queue);
    tokenizer.end();
}

/// What the texts as they are written hold.
fn own() -> Seen {
    let own = Seen::default();
    let holes = regex::Regex::new(r"\{\{[^}]*\}\}").unwrap();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with("html.hbs") {
                // A helper's quotation marks would end the attribute that it stands in.
                let text = std::fs::read_to_string(&path).unwrap().replace("{{style \"", "{{style '");
                seen(&holes.replace_all(&text, ""), &own);
            }
        }
    }
    // The marks of an exercise and of the Traffic Light Protocol.
    own.tags.borrow_mut().insert(("strong".to_owned(), "style".to_owned()));
    own
}

fn assert_mail(sent: &Sent, own: &Seen) {
    let what = format!("{} to {}", sent.template, sent.mail.to);
    let bytes = &sent.bytes;
    assert!(bytes.is_ascii(), "{what}");
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        assert!(line.len() <= 998 && !line.contains(&b'\r') && !line.contains(&0), "{what}: {}", line.len());
    }
    let mail = MessageParser::default().parse(bytes).unwrap();
    assert_eq!(mail.to().map(|to| to.iter().count()), Some(1), "{what}");
    for part in &mail.parts {
        let mut names = BTreeMap::new();
        for header in &part.headers {
            *names.entry(header.name().to_lowercase()).or_insert(0) += 1;
        }
        for (name, count) in names {
            assert!(FIELDS.contains(&name.as_str()) && count == 1, "{what}: {name} {count} times");
        }
        match &part.body {
            PartType::Html(html) => assert_html(&what, html, own),
            PartType::Binary(_) | PartType::InlineBinary(_) => assert_file(&what, part.contents()),
            _ => {}
        }
        let name = part.attachment_name().unwrap_or_default();
        assert!(!name.contains(['/', '\\', '\r', '\n', '"', '<']), "{what}: {name}");
    }
}

fn assert_html(what: &str, html: &str, own: &Seen) {
    let found = Seen::default();
    seen(html, &found);
    let (known, tags) = (own.tags.borrow(), found.tags.borrow());
    let strange: Vec<_> = tags.difference(&known).collect();
    assert!(strange.is_empty(), "{what}: {strange:?}");
    let (known, comments) = (own.comments.borrow(), found.comments.borrow());
    let strange: Vec<_> = comments.difference(&known).collect();
    assert!(strange.is_empty(), "{what}: {strange:?}");
    for (key, value) in found.values.borrow().iter() {
        let value = value.to_lowercase();
        let reaches_out =
            ["url(", "http", "javascript", "//", "script", "zq"].iter().any(|part| value.contains(part));
        assert!(
            !reaches_out && !["src", "href", "background"].contains(&key.as_str()),
            "{what}: {key}={value}"
        );
    }
}

/// What is packed is sound XML, and none of it somebody else's.
fn assert_file(what: &str, bytes: &[u8]) {
    if !bytes.starts_with(b"PK") {
        return;
    }
    for (name, text) in exports::parts(bytes) {
        exports::assert_xml(&format!("{what}: {name}"), &text);
    }
}

#[test]
fn whatever_is_written_stays_text() {
    let own = own();
    assert!(own.tags.borrow().len() > 20 && !own.tags.borrow().iter().any(|(tag, _)| tag == "script"));
    let stories: [Story; 4] = [life::employee, life::processor, life::controllers, life::stranger];
    let stages = std::thread::scope(|scope| {
        let threads = stories.map(|story| scope.spawn(move || story(Stage::new(Writing::Hostile))));
        threads.map(|thread| thread.join().unwrap())
    });
    let (mut mails, mut in_text, mut in_html) = (0, 0, 0);
    for sent in stages.iter().flat_map(|stage| &stage.sent) {
        mails += 1;
        assert_mail(sent, &own);
        let mail = MessageParser::default().parse(&sent.bytes).unwrap();
        let text = mail.body_text(0).unwrap_or_default();
        in_text += usize::from(text.contains(MARKUP) || text.contains(SHORT));
        in_html +=
            usize::from(mail.body_html(0).unwrap_or_default().contains("&lt;script&gt;x()&lt;/script&gt;"));
    }
    eprintln!("{mails} mails, {in_text} with an attack in their text, {in_html} in their HTML");
    assert!(mails > 300 && in_text > 50 && in_html > 50, "{mails} mails, {in_text}, {in_html}");
    let [first, ..] = &stages;
    exports::assert_exports(&first.house);
}
