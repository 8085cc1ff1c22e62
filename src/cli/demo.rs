//! `varsel demo [--dir DIR] [--speed N]`: four incidents through the real pipeline under the simulated clock: Maildir
//! in, Maildir out, SQLite, the same reader processes, the same gate.

mod script;
mod story;

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};

use self::script::{INCIDENTS, Incident, Step};
use self::story::Story;
use super::{Failure, Outcome, load, print};
use crate::clock::Clock;
use crate::config::{self, Settings};
use crate::daemon::App;
use crate::mailbox::maildir;
use crate::store::OutboxRow;

/// Laws that come into force during the demo, and when.
const LAWS: [&str; 2] = ["dora", "nis2"];
const LAWS_FROM: &str = "2026-05-01";

#[derive(clap::Args)]
pub struct Arguments {
    /// Where to play it; kept afterwards to look at [default: a new folder under the system's temporary one]
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Simulated hours a second; without it as fast as it goes
    #[arg(long, value_name = "N")]
    speed: Option<f64>,
}

/// A playing demo.
struct Demo {
    dir: PathBuf,
    settings: Settings,
    app: App,
    clock: Clock,
    story: Story,
    speed: Option<f64>,
    mails: u32,
}

pub async fn run(given: Arguments) -> Outcome {
    let dir = match given.dir {
        Some(dir) => dir,
        None => std::env::temp_dir().join(format!("varsel-demo-{}", uuid::Uuid::now_v7().simple())),
    };
    let settings = prepare(&dir)?;
    let start = local(&settings, "2026-03-12 09:00")?;
    let clock = Clock::simulated(start);
    let app = App::build(&settings, clock.clone()).await?;
    let story = Story::default();
    let mut demo = Demo { dir, settings, app, clock, story, speed: given.speed, mails: 0 };
    let mut wrong = Vec::new();
    for (number, incident) in INCIDENTS.iter().enumerate() {
        print(&format!("\n━━ Incident {}: {} ━━", number + 1, incident.title))?;
        let case = demo.play(incident).await?;
        wrong.extend(demo.judge(incident, &case).await?);
    }
    demo.finish().await?;
    if wrong.is_empty() {
        return print("\nEvery incident ended as its script says.");
    }
    Err(Failure::Failed(format!("not as the script says:\n{}", wrong.join("\n"))))
}

/// Writes the configuration of `init --maildir`, with the demo's people and the simulated clock.
fn prepare(dir: &Path) -> Result<Settings, Failure> {
    let failed = |what: &str, error: &dyn std::fmt::Display| {
        Failure::Failed(format!("{what} {}: {error}", dir.display()))
    };
    config::init::write(dir, true).map_err(|error| failed("writing the configuration to", &error))?;
    let file = dir.join("varsel.toml");
    let written = std::fs::read_to_string(&file).map_err(|error| failed("reading", &error))?;
    let simulated = written.replace("simulated = false", "simulated = true");
    std::fs::write(&file, simulated).map_err(|error| failed("writing", &error))?;
    std::fs::write(dir.join("contacts.toml"), include_str!("demo/contacts.toml"))
        .map_err(|error| failed("writing", &error))?;
    let policy = dir.join("policy.toml");
    let rules = std::fs::read_to_string(&policy).map_err(|error| failed("reading", &error))?;
    std::fs::write(&policy, with_new_laws(&rules)).map_err(|error| failed("writing", &error))?;
    load(&file)
}

/// The rules with DORA and NIS2 switched on, in force here from the day before the fourth incident: dates, no code.
fn with_new_laws(rules: &str) -> String {
    let is_new = |section: &str| LAWS.iter().any(|law| section.contains(&format!("\ngroup = \"{law}\"\n")));
    let of_day = |section: &str| {
        let dated = section.lines().map(|line| match line.starts_with("valid_from = ") {
            true => format!("valid_from = \"{LAWS_FROM}\""),
            false => line.replace("enabled = false", "enabled = true"),
        });
        dated.collect::<Vec<_>>().join("\n")
    };
    let sections = rules.split("\n[regime.");
    let changed = sections.map(|section| if is_new(section) { of_day(section) } else { section.to_owned() });
    changed.collect::<Vec<_>>().join("\n[regime.")
}

fn local(settings: &Settings, text: &str) -> Result<DateTime<Utc>, Failure> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")
        .ok()
        .and_then(|naive| settings.organisation().time_zone.from_local_datetime(&naive).earliest())
        .map(|at| at.with_timezone(&Utc))
        .ok_or_else(|| Failure::Failed(format!("the script's time {text} is no time")))
}

impl Demo {
    /// Plays one incident and answers the number of its case.
    async fn play(&mut self, incident: &Incident) -> Result<String, Failure> {
        let mut case = String::new();
        for step in incident.steps {
            match step {
                Step::Mail { at, raw, story } => {
                    self.wait_until(local(&self.settings, at)?).await?;
                    self.story.person(&self.app, &self.clock, story)?;
                    self.drop_mail(raw)?;
                    self.pass().await?;
                    let newest = self.app.engine.store().case_list(Some(1)).await?;
                    case = newest.first().map(|row| row.number.clone()).unwrap_or_default();
                }
                Step::Reply { at, who, text, story } => {
                    self.wait_until(local(&self.settings, at)?).await?;
                    self.story.person(&self.app, &self.clock, story)?;
                    self.story.quote(text)?;
                    let mail = self.reply(&case, who, text).await?;
                    self.drop_mail(&mail)?;
                    self.pass().await?;
                }
                Step::Until { at, story } => {
                    self.story.person(&self.app, &self.clock, story)?;
                    self.wait_until(local(&self.settings, at)?).await?;
                }
            }
        }
        Ok(case)
    }

    /// Lets time pass from due time to due time.
    async fn wait_until(&mut self, until: DateTime<Utc>) -> Result<(), Failure> {
        while let Some(next) =
            self.app.engine.store().next_due().await?.and_then(DateTime::<Utc>::from_timestamp_millis)
        {
            if next > until {
                break;
            }
            self.advance(next).await;
            self.pass().await?;
        }
        self.advance(until).await;
        Ok(())
    }

    async fn advance(&self, to: DateTime<Utc>) {
        if let Some(speed) = self.speed.filter(|speed| *speed > 0.0) {
            let hours = (to - self.clock.now()).num_seconds().max(0) as f64 / 3600.0;
            tokio::time::sleep(Duration::from_secs_f64((hours / speed).min(60.0))).await;
        }
        self.clock.advance_to(to);
    }

    async fn pass(&mut self) -> Outcome {
        self.app.pass().await.map_err(Failure::Failed)?;
        self.story.tell(&self.app, &self.clock, &self.settings).await
    }

    fn drop_mail(&mut self, mail: &str) -> Outcome {
        self.mails += 1;
        let unique = format!("demo{}", self.mails);
        let bytes = mail.replace("\r\n", "\n").replace('\n', "\r\n");
        maildir::deliver(&self.dir.join("spool/inbox"), bytes.as_bytes(), self.clock.now(), &unique)
            .map(drop)
            .map_err(|error| Failure::Failed(format!("dropping a mail into the spool: {error}")))
    }

    /// The answer of a person to the last notice of the case that they got: to its Reply-To, as a mail program does.
    async fn reply(&self, case: &str, who: &str, text: &str) -> Result<String, Failure> {
        let store = self.app.engine.store();
        let failed = |what: &str| Failure::Failed(format!("{who} cannot answer in {case}: {what}"));
        let row = store.case_get_by_number(case).await?.ok_or_else(|| failed("there is no such case"))?;
        let sent = store.outbox_of_case(&row.id).await?;
        let last = sent.iter().filter(|mail| mail.recipient == who).max_by_key(|mail| mail.id);
        let last = last.ok_or_else(|| failed("no mail was sent there"))?;
        let bytes = store.outbox_bytes(last.id).await?.ok_or_else(|| failed("its bytes are gone"))?;
        let head = String::from_utf8_lossy(&bytes).into_owned();
        let header = |name: &str| {
            let prefix = format!("{name}: ");
            head.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().to_owned()
        };
        let to = Some(header("Reply-To")).filter(|to| !to.is_empty()).unwrap_or_else(|| header("From"));
        let domain = who.rsplit_once('@').map_or("", |(_, domain)| domain);
        Ok(format!(
            "Authentication-Results: varsel.local; dmarc=pass header.from={domain}\r\nFrom: <{who}>\r\nTo: {to}\r\n\
             Subject: SV: {case}\r\nDate: {}\r\nMessage-ID: <reply-{}@{domain}>\r\nIn-Reply-To: <{id}>\r\n\
             References: <{id}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\nFra: {}\r\nSendt: i dag\r\nTil: {who}\r\nEmne: {case}\r\n\r\n> …\r\n",
            self.clock.now().to_rfc2822(),
            self.mails + 1,
            self.settings.organisation().address,
            id = last.message_id,
        ))
    }

    /// What is not as the script says.
    async fn judge(&self, incident: &Incident, number: &str) -> Result<Vec<String>, Failure> {
        let store = self.app.engine.store();
        let Some(row) = store.case_get_by_number(number).await? else {
            return Ok(vec![format!("{}: no case was opened", incident.title)]);
        };
        let case = crate::engine::parse(&row)?;
        let sent = store.outbox_of_case(&row.id).await?;
        let mut wrong = Vec::new();
        if case.status() != incident.status {
            wrong.push(format!("{number}: status {} instead of {}", case.status(), incident.status));
        }
        for (name, expected) in incident.obligations {
            let state = case.obligation(name).map(|one| serde_json::json!(one.state));
            if state.as_ref().and_then(|state| state.as_str()) != Some(expected) {
                wrong.push(format!("{number}: {name} is {state:?} instead of {expected}"));
            }
        }
        for expected in incident.sent {
            let is_it =
                |mail: &&OutboxRow| mail.template == expected.template && mail.recipient == expected.to;
            let times = sent.iter().filter(is_it).filter(|mail| mail.finished_at.is_some()).count();
            if times < expected.times {
                wrong.push(format!(
                    "{number}: {} went to {} {times} times instead of {}",
                    expected.template, expected.to, expected.times
                ));
            }
        }
        Ok(wrong)
    }

    /// The table of cases, where to look, and one mail as text.
    async fn finish(&self) -> Outcome {
        let store = self.app.engine.store();
        let mails = self.dir.join("mails");
        std::fs::create_dir_all(&mails)
            .map_err(|error| Failure::Failed(format!("making {}: {error}", mails.display())))?;
        let mut rows = store.outbox_list(None).await?;
        rows.sort_by_key(|row| row.id);
        let mut shown = None;
        for row in &rows {
            let Some(bytes) = store.outbox_bytes(row.id).await? else { continue };
            let name = format!("{:03}-{}-{}.eml", row.id, row.template, row.recipient);
            let file = mails.join(name);
            std::fs::write(&file, &bytes)
                .map_err(|error| Failure::Failed(format!("writing {}: {error}", file.display())))?;
            if row.template == "new-case" && shown.is_none() {
                shown = Some((file, bytes));
            }
        }
        print("\n━━ The register ━━")?;
        self.story.register(&self.app, &self.settings).await?;
        if let Some((file, bytes)) = shown {
            print(&format!("\n━━ One of the mails, as text: {} ━━", file.display()))?;
            self.story.mail(&bytes)?;
        }
        let dir = self.dir.display();
        print(&format!(
            "\n━━ Where to look ━━\n{dir}/mails        every mail that went out, as .eml\n{dir}/spool/sent   the same as a Maildir\n{dir}/varsel.toml  the configuration; try: varsel case list --config {dir}/varsel.toml"
        ))
    }
}
