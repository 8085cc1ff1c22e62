//! Watches over both ways of mail and tells by the other one: that the mailbox cannot be read goes out as mail; that mail
//! cannot be sent goes to a program or by a second way out. What was told is remembered in the store, so that a restart
//! tells nothing twice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use super::{StartError, build};
use crate::case::alarm::{Alarm, Cause, Health, Known, Part, Rule, To, Verdict, judge};
use crate::case::notice::Notice;
use crate::clock::Clock;
use crate::config::{self, Settings};
use crate::engine::{Engine, EngineError};
use crate::intake::{Fault, Intake, Looked, Watch};
use crate::login::TokenSource;
use crate::transport::{Outcome, Parcel, Transport};

const LOOK_EVERY_SECS: i64 = 5;
/// A way that did not take an alarm is tried again after so long.
const AGAIN_AFTER_SECS: i64 = 60;
/// How long the program may run.
const PROGRAM_LIMIT: Duration = Duration::from_secs(30);
/// How long one mail may take by the second way out: the watch goes on, whatever that server does.
const SEND_LIMIT: Duration = Duration::from_secs(60);
/// All that it finds in its environment.
const PROGRAM_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The watch over mailboxes and way out.
pub struct Guard {
    engine: Engine,
    clock: Clock,
    rule: Rule,
    to: Vec<To>,
    mailboxes: Vec<(Part, Watch, Option<Arc<TokenSource>>)>,
    way_out: Option<Arc<TokenSource>>,
    other: Other,
    /// When a part whose alarm could not be told is tried again.
    again: HashMap<String, DateTime<Utc>>,
}

/// The ways that do not need the one that fails.
pub struct Other {
    program: Option<PathBuf>,
    transport: Option<Transport>,
}

impl Guard {
    /// Watches over these intakes and the settings' transport.
    ///
    /// # Errors
    /// Options of `[alarm.transport]` that do not fit together.
    pub fn new(
        settings: &Settings,
        intakes: &[Intake],
        logins: &[Arc<TokenSource>],
        engine: Engine,
        clock: Clock,
    ) -> Result<Guard, StartError> {
        let given = &settings.alarm;
        let source = |login: Option<&config::Login>| match login {
            Some(config::Login::OAuth(index)) => logins.get(*index).cloned(),
            _ => None,
        };
        let logs_in = |name: &str| {
            let given = settings.mailboxes.iter().find(|one| one.name() == name)?;
            match &given.kind {
                config::MailboxKind::Imap(imap) => source(Some(&imap.login)),
                config::MailboxKind::Maildir { .. } => None,
            }
        };
        let mailbox = |intake: &Intake| {
            let name = intake.name();
            (Part::Mailbox(name.to_owned()), intake.watch(), logs_in(name))
        };
        let to = given.to.iter().map(|to| match to {
            config::AlarmTo::Role(role) => To::Role(*role),
            config::AlarmTo::Address(address) => To::Address(address.clone()),
        });
        let way_out = match &settings.transport.kind {
            config::TransportKind::Smtp(smtp) => source(smtp.login.as_ref().map(|(_, login)| login)),
            _ => None,
        };
        Ok(Guard {
            mailboxes: intakes.iter().map(mailbox).collect(),
            way_out,
            rule: Rule { after_secs: given.after_secs, repeat_secs: given.repeat_secs },
            to: to.collect(),
            other: Other::new(settings, logins)?,
            engine,
            clock,
            again: HashMap::new(),
        })
    }

    /// Looks until asked to stop.
    pub async fn run(mut self, beat: impl Fn(), stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.look().await {
                tracing::error!(error = %error, "the watch over mailbox and way out failed; it is tried again");
            }
            beat();
            tokio::select! {
                () = self.clock.sleep_until(self.clock.now() + TimeDelta::seconds(LOOK_EVERY_SECS)) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// One look at every part, and what follows.
    async fn look(&mut self) -> Result<(), EngineError> {
        let now = self.clock.now();
        let mut parts = Vec::new();
        let known = self.engine.known_trouble(&Part::Transport).await?;
        let health = match by_token(self.way_out.as_ref()) {
            Some(fails) => fails,
            None => {
                let after = TimeDelta::seconds(self.rule.after_secs);
                self.engine.way_out(after, known.as_ref(), now).await?
            }
        };
        parts.push((Part::Transport, known, health));
        for (part, watch, login) in &self.mailboxes {
            let known = self.engine.known_trouble(part).await?;
            let health = by_token(login.as_ref()).unwrap_or_else(|| by_look(watch.looked()));
            parts.push((part.clone(), known, health));
        }
        for index in 0..parts.len() {
            let Some((part, known, health)) = parts.get(index) else { continue };
            if self.again.get(&part.key()).is_some_and(|at| now < *at) {
                continue;
            }
            let (tell, next, over) = match judge(known.as_ref(), health, self.rule, now) {
                Verdict::Nothing => continue,
                Verdict::Forget => {
                    self.engine.remember_trouble(part, None).await?;
                    continue;
                }
                Verdict::Watch(next) => {
                    self.engine.remember_trouble(part, Some(&next)).await?;
                    continue;
                }
                Verdict::Tell(next) => (next.clone(), Some(next), false),
                Verdict::Recovered(was) => (was, None, true),
            };
            let also = parts.iter().filter(|(other, ..)| other != part);
            let alarm = Alarm {
                part: part.clone(),
                known: tell,
                over,
                also: also
                    .filter_map(|(part, known, health)| failing(part, known.as_ref(), health))
                    .collect(),
                unsent: self.engine.unsent(now).await?,
            };
            let sends = !matches!(parts.first(), Some((_, _, Health::Fails { .. })));
            self.tell(&alarm, next.as_ref(), sends, now).await?;
        }
        Ok(())
    }

    /// Tells by the way that works, and remembers it. What concerns the way out goes by the other way, its end too, so that
    /// the same people hear it.
    async fn tell(
        &mut self,
        alarm: &Alarm,
        next: Option<&Known>,
        sends: bool,
        now: DateTime<Utc>,
    ) -> Result<(), EngineError> {
        let part = &alarm.part;
        let why = alarm.known.said.as_str();
        match alarm.over {
            false => tracing::error!(part = %kind(part), cause = ?alarm.known.cause, why, "ALARM"),
            true => tracing::info!(part = %kind(part), "works again"),
        }
        let notices = self.engine.alarm_notices(alarm, &self.to, now).await?;
        let by_mail = sends && *part != Part::Transport;
        if !by_mail && self.other.is_none() && alarm.known.told > 1 && !alarm.over {
            // The first one waits in the outbox still.
            return self.engine.remember_trouble(part, next).await;
        }
        if by_mail || self.other.is_none() {
            // Without another way it waits in the outbox: late is better than never.
            return self.engine.queue_alarm(&notices, part, next, now).await;
        }
        if self.other.tell(&self.engine, &notices, now).await {
            self.again.remove(&part.key());
            // A crash before this line tells it once more: better twice than never.
            self.engine.remember_trouble(part, next).await?;
            tracing::info!(part = %kind(part), "told by the other way");
            return Ok(());
        }
        self.again.insert(part.key(), now + TimeDelta::seconds(AGAIN_AFTER_SECS));
        if alarm.over {
            // It works again, so it takes the mail, or keeps it until it does.
            self.again.remove(&part.key());
            return self.engine.queue_alarm(&notices, part, None, now).await;
        }
        let known = self.engine.known_trouble(part).await?;
        if alarm.known.told > 1 {
            // The first one waits in the outbox still.
            return Ok(());
        }
        // Since when is remembered; that it was told is not. The outbox takes it once, however often this comes by.
        let untold = known.unwrap_or(Known { told: 0, told_at: None, ..alarm.known.clone() });
        self.engine.queue_alarm(&notices, part, Some(&untold), now).await
    }
}

/// A renewal that failed, while the old token may still live. Nothing is known before the first one has ended, and nothing
/// is to be said of it where the tokens are in order.
fn by_token(login: Option<&Arc<TokenSource>>) -> Option<Health> {
    let login = login?;
    match login.fault() {
        Some(fault) => {
            let cause = if fault.permanent { Cause::TokenRefused } else { Cause::TokenFailed };
            Some(Health::Fails { cause, since: None, said: format!("{} failed: {}", fault.what, fault.why) })
        }
        None => (!login.is_good()).then_some(Health::Unknown),
    }
}

fn by_look(looked: Looked) -> Health {
    match looked {
        Looked::NotYet => Health::Unknown,
        Looked::Read => Health::Works,
        Looked::Failed { fault, why } => {
            let cause = match fault {
                Fault::Refused => Cause::Refused,
                Fault::Unreachable => Cause::Unreachable,
                Fault::Own => Cause::Own,
            };
            Health::Fails { cause, since: None, said: why }
        }
    }
}

/// Another part that fails too, and since when, as far as that is known.
fn failing(part: &Part, known: Option<&Known>, health: &Health) -> Option<(Part, DateTime<Utc>)> {
    let Health::Fails { since, .. } = health else { return None };
    known.map(|known| known.since).or(*since).map(|at| (part.clone(), at))
}

/// Without the person in a mailbox's name.
fn kind(part: &Part) -> &'static str {
    match part {
        Part::Mailbox(_) => "mailbox",
        Part::Transport => "transport",
    }
}

impl Other {
    /// # Errors
    /// Options of `[alarm.transport]` that do not fit together.
    pub fn new(settings: &Settings, logins: &[Arc<TokenSource>]) -> Result<Other, StartError> {
        let given = &settings.alarm;
        let transport = given.transport.as_ref().map(|given| build::transport(given, logins)).transpose()?;
        Ok(Other { program: given.command.clone(), transport })
    }

    fn is_none(&self) -> bool {
        self.program.is_none() && self.transport.is_none()
    }

    /// Tells by every way there is; true where one of them took it.
    async fn tell(&self, engine: &Engine, notices: &[Notice], now: DateTime<Utc>) -> bool {
        let mut told = false;
        if let (Some(program), Some(first)) = (&self.program, notices.first()) {
            match engine.alarm_text(first).map_err(|error| error.to_string()) {
                Ok(text) => match run(program, &text).await {
                    Ok(()) => told = true,
                    Err(why) => {
                        tracing::error!(program = %program.display(), why, "the alarm's program did not take it")
                    }
                },
                Err(why) => tracing::error!(why, "the alarm could not be written"),
            }
        }
        if let Some(transport) = &self.transport {
            for notice in notices {
                match send(transport, engine, notice, now).await {
                    Handed::Over => told = true,
                    Handed::Not => {}
                    // The next one would wait as long.
                    Handed::Late => break,
                }
            }
        }
        told
    }
}

/// What became of one alarm by the second way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handed {
    Over,
    Not,
    /// No answer within [`SEND_LIMIT`].
    Late,
}

async fn send(transport: &Transport, engine: &Engine, notice: &Notice, now: DateTime<Utc>) -> Handed {
    let letter = match engine.alarm_letter(notice, now) {
        Ok(letter) => letter,
        Err(error) => {
            tracing::error!(error = %error, "the alarm could not be written");
            return Handed::Not;
        }
    };
    let parcel = Parcel {
        outbox_id: 0,
        envelope_from: letter.envelope_from,
        recipient: letter.recipient,
        message_id: letter.message_id,
        bytes: letter.bytes,
    };
    hand_over(transport, &parcel).await
}

async fn hand_over(transport: &Transport, parcel: &Parcel) -> Handed {
    let to = crate::telemetry::mask(&parcel.recipient);
    match tokio::time::timeout(SEND_LIMIT, transport.send(parcel)).await {
        Ok(Outcome::Accepted { .. }) => {
            tracing::info!(to, "handed the alarm over by the second way out");
            Handed::Over
        }
        Ok(Outcome::Temporary { detail } | Outcome::Permanent { detail } | Outcome::Uncertain { detail }) => {
            tracing::error!(to, detail, "the second way out did not take the alarm");
            Handed::Not
        }
        Err(_) => {
            let secs = SEND_LIMIT.as_secs();
            tracing::error!(to, secs, "the second way out did not answer in time");
            Handed::Late
        }
    }
}

/// Runs the program with the text on standard input: no shell, no arguments, nothing of our environment, and an end.
async fn run(program: &Path, text: &str) -> Result<(), String> {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", PROGRAM_PATH).env("LANG", "C.UTF-8").current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // A group of its own, so that what it has started ends with it.
    command.process_group(0).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| format!("it could not be started: {error}"))?;
    let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    let conversation = async {
        if let Some(mut input) = child.stdin.take() {
            // A program that does not read all of it may still do its work.
            let _closed_early = input.write_all(text.as_bytes()).await;
        }
        child.wait().await
    };
    let outcome = match tokio::time::timeout(PROGRAM_LIMIT, conversation).await {
        Ok(Ok(status)) if status.success() => return Ok(()),
        Ok(Ok(status)) => format!("it ended with {status}"),
        Ok(Err(error)) => format!("it could not be waited for: {error}"),
        Err(_) => format!("it did not end within {} seconds", PROGRAM_LIMIT.as_secs()),
    };
    if let Some(group) = group {
        let _gone_already = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    Err(outcome)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// The clock runs by itself while nothing else happens.
    #[tokio::test(start_paused = true)]
    async fn a_second_way_out_that_never_answers_is_given_up_after_a_minute() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sendmail");
        std::fs::write(&path, "#!/bin/sh\nexec sleep 2\n").expect("writes");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("may run");
        let given =
            config::TransportSettings { kind: config::TransportKind::Sendmail { path }, connections: 1 };
        let transport = build::transport(&given, &[]).expect("fits together");
        let parcel = Parcel {
            outbox_id: 0,
            envelope_from: None,
            recipient: "vakt@drift.example".to_owned(),
            message_id: "a@varsel".to_owned(),
            bytes: b"Subject: x\r\n\r\nx\r\n".to_vec(),
        };
        let start = tokio::time::Instant::now();
        assert_eq!(hand_over(&transport, &parcel).await, Handed::Late);
        assert!(start.elapsed() < SEND_LIMIT + Duration::from_secs(1));
    }
}
