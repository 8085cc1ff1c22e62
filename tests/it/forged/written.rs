//! Forged mails and the scenes they are played in, as written in `tests/forged`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// What the receiving server writes about a mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Server {
    /// Authentication-Results under its own id, `varsel.local`.
    #[default]
    Named,
    /// As Exchange Online: without an id, and the topmost field counts.
    Topmost,
}

/// A case, or a question to a contact, and who may change it by writing what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Who reports; nobody: the scene is the question to a contact of the lists.
    pub report: Option<String>,
    /// Further lines of the report.
    #[serde(default)]
    pub reports: String,
    /// Who answers their last notice with what, before; `ID` is the Message-ID of such a mail.
    #[serde(default)]
    pub steps: Vec<Letter>,
    pub who: String,
    pub says: String,
    /// How the mail of that person looks besides.
    #[serde(default)]
    pub letter: Letter,
    /// Its mails mark somebody as not reached; in all others that mark does not count.
    #[serde(default)]
    pub marks: bool,
}

/// A mail that somebody forges.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub name: String,
    #[serde(default)]
    pub server: Server,
    #[serde(default = "open")]
    pub scene: String,
    /// The key of the reason in the case's history: of the entry, or of why it was not believed.
    pub reason: Option<String>,
    /// Or the ledger's outcome, where no case hears of it.
    pub ledger: Option<String>,
    /// The history that has the reason is that of the other case, from which the token is.
    #[serde(default)]
    pub elsewhere: bool,
    /// Written so long after the scene; the genuine mail then belongs to a fresh one.
    #[serde(default)]
    pub after_days: i64,
    /// What both mails say, where it is not the scene's.
    pub says: Option<String>,
    #[serde(default)]
    pub forged: Letter,
    #[serde(default)]
    pub genuine: Letter,
}

fn open() -> String {
    "open".to_owned()
}

/// How a mail differs from the one that the scene's person writes: believed by our server, in answer to the last notice.
/// Holes: `{kari}` an address, `{token kari}` and `{id kari}` of her last notice of the case, `{other-token kari}` of
/// another case, `{case}`, `{case-id}`, `{n}` the case's number here, `{s}` a likelihood, `{says}` in a body.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Letter {
    /// The values of the From fields.
    pub from: Option<Vec<String>>,
    /// The lines that our server wrote on top; what it found otherwise is dmarc=pass for the domain of From.
    pub top: Option<Vec<String>>,
    pub to: Option<String>,
    /// Whose last notice it answers; `nobody`.
    pub answers: Option<String>,
    pub subject: Option<String>,
    /// Further header lines.
    pub more: Vec<String>,
    pub id: Option<String>,
    /// As RFC 5322 writes it.
    pub date: Option<String>,
    pub says: Option<String>,
    /// The Content-Type, and the body as it is on the wire.
    pub kind: Option<String>,
    pub body: Option<String>,
    /// Of a step: who writes.
    pub who: Option<String>,
}

impl Letter {
    /// This one, and where it says nothing the other.
    pub fn over(&self, other: &Letter) -> Letter {
        let either = |one: &Option<String>, two: &Option<String>| one.clone().or_else(|| two.clone());
        Letter {
            from: self.from.clone().or_else(|| other.from.clone()),
            top: self.top.clone().or_else(|| other.top.clone()),
            to: either(&self.to, &other.to),
            answers: either(&self.answers, &other.answers),
            subject: either(&self.subject, &other.subject),
            more: other.more.iter().chain(&self.more).cloned().collect(),
            id: either(&self.id, &other.id),
            date: either(&self.date, &other.date),
            says: either(&self.says, &other.says),
            kind: either(&self.kind, &other.kind),
            body: either(&self.body, &other.body),
            who: either(&self.who, &other.who),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    mail: Vec<Mail>,
    #[serde(default)]
    scene: BTreeMap<String, Scene>,
}

pub fn mails() -> Vec<Mail> {
    let mails: Vec<Mail> = files().into_iter().flat_map(|file| file.mail).collect();
    let mut names: Vec<&str> = mails.iter().map(|mail| mail.name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).for_each(|pair| assert_ne!(pair[0], pair[1], "two mails have one name"));
    mails
}

pub fn scenes() -> BTreeMap<String, Scene> {
    files().into_iter().flat_map(|file| file.scene).collect()
}

fn files() -> Vec<File> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/forged");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let source = config::File::from_str(&text, config::FileFormat::Toml);
        let tree = config::Config::builder().add_source(source).build();
        let file = tree.and_then(config::Config::try_deserialize);
        file.unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
    };
    paths.iter().map(read).collect()
}
