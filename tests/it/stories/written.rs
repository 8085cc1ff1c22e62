//! A story as written. Times are on the wall in Oslo: `2026-03-12 09:40`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    pub title: String,
    /// Where the house differs from what `init` writes.
    #[serde(default)]
    pub edit: Vec<Edit>,
    pub step: Vec<Step>,
    pub end: End,
}

/// A text of a file that is another one in this house.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub file: String,
    pub from: String,
    pub to: String,
}

/// One thing that happens: a mail, an answer, or silence.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Step {
    /// When it happens. Until then each step of the program is taken when it is due.
    pub at: String,
    /// Who mails in, `Name <address>`; nobody where only time passes.
    pub from: Option<String>,
    /// Whose mail is answered: the last one of this template that `from` got; `last` for the last of all.
    pub answers: Option<String>,
    pub subject: String,
    pub text: String,
    /// To whom else it goes.
    pub cc: Option<String>,
    /// A file below `tests/` that comes with it.
    pub attached: Option<String>,
    /// Our own server knows nothing of the sender.
    pub unproved: bool,
}

/// How it ends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub status: String,
    /// Obligation and its state.
    pub obligations: BTreeMap<String, String>,
    /// How many cases there are at the end.
    #[serde(default = "one")]
    pub cases: usize,
}

fn one() -> usize {
    1
}

pub fn story(folder: &Path) -> Story {
    let path = folder.join("story.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    let source = config::File::from_str(&text, config::FileFormat::Toml);
    let tree = config::Config::builder().add_source(source).build();
    let story = tree.and_then(config::Config::try_deserialize);
    story.unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}
