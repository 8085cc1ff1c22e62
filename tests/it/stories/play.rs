//! Plays a story as `varsel once` at each time at which there is something to do would: Maildir in, a pass under a simulated
//! clock, Maildir out. The parts are built once a story, not once a pass, for their texts are proved each time; the mails
//! are read by the real binary.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use base64::Engine as _;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use regex::Regex;

use super::written::{Step, Story, story};
use varsel::clock::Clock;
use varsel::daemon::App;

use crate::e2e::{House, Received, mail, received};
use crate::edpb;

const NUMBER: &str = "AVVIK-2026-0001";

pub struct Play<'a> {
    house: &'a House,
    pub app: App,
    /// Every mail that went out, in the order in which it was decided.
    pub sent: Vec<Sent>,
    mails: usize,
}

pub struct Sent {
    id: i64,
    pub template: String,
    pub audience: String,
    at: DateTime<Utc>,
    pub mail: Received,
    pub bytes: Vec<u8>,
}

pub fn play(folder: &Path) {
    let story = story(folder);
    let house = House::simulated();
    for edit in &story.edit {
        house.edit(&edit.file, &edit.from, &edit.to);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sent = runtime.block_on(async {
        let mut play = Play::start(&house, &story.step[0].at).await;
        for step in &story.step {
            play.take(step).await;
        }
        play.app.engine.store().close().await;
        play.sent
    });
    compare(folder, &written(&story, &sent));
    ends(&house, &story);
}

impl Play<'_> {
    /// The parts of the house, its clock at this time on the wall.
    pub async fn start<'a>(house: &'a House, at: &str) -> Play<'a> {
        let settings = varsel::config::load(&house.path("varsel.toml"), std::iter::empty()).unwrap();
        let clock = Clock::simulated(time(at));
        let app =
            App::build_read_by(&settings, clock, Path::new(env!("CARGO_BIN_EXE_varsel"))).await.unwrap();
        Play { house, app, sent: Vec::new(), mails: 0 }
    }

    /// Lets time pass from due time to due time, and then somebody writes.
    async fn take(&mut self, step: &Step) {
        let at = time(&step.at);
        self.until(&step.at).await;
        if step.from.is_some() {
            let mail = self.mail(step, at);
            self.house.put(mail);
            self.pass(at).await;
        }
    }

    /// A mail comes in at this time on the wall.
    pub async fn arrives(&mut self, at: &str, raw: &[u8]) {
        self.until(at).await;
        self.house.put(raw);
        self.pass(time(at)).await;
    }

    /// As after a long stop: all that was due meanwhile is taken at once.
    pub async fn jump(&mut self, at: &str) {
        self.pass(time(at)).await;
    }

    /// Lets time pass, each due step taken at its time.
    pub async fn until(&mut self, at: &str) {
        let at = time(at);
        while let Some(due) = self.next().await.filter(|due| *due <= at) {
            self.pass(due).await;
            assert_ne!(self.next().await, Some(due), "what was due stays due");
        }
        self.app.clock.advance_to(at);
    }

    async fn next(&self) -> Option<DateTime<Utc>> {
        self.app.engine.store().next_due().await.unwrap().and_then(DateTime::from_timestamp_millis)
    }

    async fn pass(&mut self, at: DateTime<Utc>) {
        self.app.clock.advance_to(at);
        self.app.pass().await.unwrap();
        let store = self.app.engine.store();
        let mut rows = store.outbox_list(None).await.unwrap();
        rows.retain(|row| self.sent.iter().all(|one| one.id != row.id));
        rows.sort_by_key(|row| row.id);
        for row in rows {
            assert_eq!(row.state.name(), "sent", "{}", row.template);
            let bytes = store.outbox_bytes(row.id).await.unwrap().unwrap();
            let mail = received(&bytes);
            self.sent.push(Sent {
                id: row.id,
                template: row.template,
                audience: row.audience,
                at,
                mail,
                bytes,
            });
        }
    }

    fn mail(&mut self, step: &Step, at: DateTime<Utc>) -> Vec<u8> {
        self.mails += 1;
        let from = step.from.as_deref().unwrap();
        let address = address_in(from);
        let domain = address.rsplit_once('@').unwrap().1;
        let mut more = match step.unproved {
            true => String::new(),
            false => format!("Authentication-Results: varsel.local; dmarc=pass header.from={domain}\n"),
        };
        if let Some(cc) = &step.cc {
            writeln!(more, "Cc: {cc}").unwrap();
        }
        let id = format!("story-{}@{domain}", self.mails);
        let raw = match &step.answers {
            Some(which) => {
                let to = self.answered(which, address);
                write!(more, "In-Reply-To: <{0}>\nReferences: <{0}>\n", to.message_id).unwrap();
                let quoted: String = to.text.lines().map(|line| format!("> {line}\n")).collect();
                let text = format!(
                    "{}\n\nDen tor. 12. mars 2026 kl. 09:00 skrev Varsel <{}>:\n{quoted}",
                    step.text, to.reply_to
                );
                mail(from, &to.reply_to, &id, &more, &format!("SV: {}", to.subject), &text)
            }
            None => mail(from, "avvik@eksempel.no", &id, &more, &step.subject, &step.text),
        };
        let date = Regex::new(r"(?m)^Date: .*\r$").unwrap();
        let written =
            format!("Date: {}\r", chrono_tz::Europe::Oslo.from_utc_datetime(&at.naive_utc()).to_rfc2822());
        let raw = date.replace(&raw, written.as_str()).into_owned();
        match &step.attached {
            Some(name) => with_file(&raw, name).into_bytes(),
            None => raw.into_bytes(),
        }
    }

    /// The last mail of this template that somebody got.
    fn answered(&self, template: &str, who: &str) -> &Received {
        let fits = |one: &&Sent| one.mail.to == who && (template == "last" || one.template == template);
        let found = self.sent.iter().rfind(fits);
        &found.unwrap_or_else(|| panic!("{who} got no {template}")).mail
    }
}

fn ends(house: &House, story: &Story) {
    assert_eq!(house.cases().len(), story.end.cases, "cases");
    let case = house.case(NUMBER);
    let found: BTreeMap<&str, &str> = case["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["regime"].as_str().unwrap(), one["state"].as_str().unwrap()))
        .collect();
    assert_eq!(case["status"], story.end.status.as_str(), "{found:?}");
    for (name, state) in &story.end.obligations {
        let state = (state != "absent").then_some(state.as_str());
        assert_eq!(found.get(name.as_str()).copied(), state, "{name} of {found:?}");
    }
    let notified = found.get("gdpr33").is_some_and(|state| ["met", "late"].contains(state));
    let as_edpb: serde_json::Value =
        serde_json::from_str(&house.ok(&["case", "export", NUMBER, "--format", "edpb", "--output", "-"]))
            .unwrap();
    if let Some(validator) = edpb::validator().filter(|_| notified) {
        assert_eq!(edpb::faults(&validator, &as_edpb), Vec::<String>::new());
    }
    assert!(house.ok(&["verify"]).contains("everything holds"));
    house.ok(&["case", "export", NUMBER, "--format", "html", "--output", "-"]);
}

/// Every mail with its time, template, receiver and subject; the first of each template and audience whole.
fn written(story: &Story, sent: &[Sent]) -> String {
    let mut text = format!("{}\n", story.title);
    let mut shown = BTreeSet::new();
    for one in sent {
        let local = chrono_tz::Europe::Oslo.from_utc_datetime(&one.at.naive_utc()).format("%Y-%m-%d %H:%M");
        let Sent { template, audience, mail, .. } = one;
        write!(text, "\n{local}  {template}  {}\n  {}\n", mail.to, mail.subject).unwrap();
        if shown.insert((template, audience)) {
            for line in normalised(&mail.text).trim_end().lines() {
                writeln!(text, "{}", format!("    | {line}").trim_end()).unwrap();
            }
        }
    }
    text
}

/// Without what is another one each time.
fn normalised(text: &str) -> String {
    static TOKEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"avvik\+[A-Za-z0-9_-]+@").unwrap());
    TOKEN.replace_all(text, "avvik+TOKEN@").into_owned()
}

fn address_in(from: &str) -> &str {
    from.split_once('<').map_or(from, |(_, rest)| rest.trim_end_matches('>'))
}

/// The mail with a file beside its text.
fn with_file(raw: &str, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let file = std::fs::read(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    let encoded = base64::engine::general_purpose::STANDARD.encode(file);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    let kind = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit";
    let head = head.replace(kind, "Content-Type: multipart/mixed; boundary=\"del\"");
    let base = Path::new(name).file_name().unwrap().to_str().unwrap();
    format!(
        "{head}\r\n\r\n--del\r\n{kind}\r\n\r\n{body}\r\n--del\r\n\
         Content-Type: application/octet-stream; name=\"{base}\"\r\n\
         Content-Disposition: attachment; filename=\"{base}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--del--\r\n",
        lines.join("\r\n")
    )
}

fn time(written: &str) -> DateTime<Utc> {
    let naive = NaiveDateTime::parse_from_str(written, "%Y-%m-%d %H:%M");
    let naive = naive.unwrap_or_else(|fault| panic!("{written:?}: {fault}"));
    chrono_tz::Europe::Oslo.from_local_datetime(&naive).earliest().unwrap().with_timezone(&Utc)
}

fn compare(folder: &Path, written: &str) {
    let path = folder.join("sent.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    if known == written {
        return;
    }
    let number = known.lines().zip(written.lines()).take_while(|(known, written)| known == written).count();
    let line = |text: &str| text.lines().nth(number).unwrap_or("(ends here)").to_owned();
    panic!(
        "{}:{}\n  was: {}\n  is:  {}\nread what changed, then UPDATE_SNAPSHOTS=1 writes it anew",
        path.display(),
        number + 1,
        line(&known),
        line(written)
    );
}
