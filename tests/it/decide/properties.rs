//! What holds for every case, whatever happens in whatever order.

use chrono::{DateTime, Duration, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use varsel::case::event::{Decision, Failure};
use varsel::case::{Case, Event, ObligationState, obligation};

use super::facts::{speaks_of, steered};
use super::play::Life;
use super::table::Step;
use super::world::{World, not_reached};

const REPORTERS: [&str; 7] = ["ansatt", "kunde", "skydrift", "soc", "alarm", "nobody", "moen"];
const STAFF: [&str; 6] = ["kari", "ola", "amina", "per", "ingrid", "jon"];
/// Nothing that these say may steer a case: no role, or only the line manager's.
const POWERLESS: [&str; 4] = ["jon", "fremmed", "anders", "nina"];
const TEMPLATES: [&str; 6] =
    ["new-case", "reminder", "overdue", "command-receipt", "list-security", "acknowledgement"];
/// What a person writes; `{ago}` is some hours ago, `{ahead}` some days ahead.
const LINES: [&str; 40] = [
    "OK",
    "Slipp saken",
    "S: 1 K: 2",
    "S: 2 K: 3",
    "S: 3 K: 4",
    "S: 5 K: 5",
    "S: 2",
    "Restrisiko: S2 K3",
    "Meld Datatilsynet: ja",
    "Meld Datatilsynet: nei, fordi alt ble slettet ulest",
    "Meld Datatilsynet: nei",
    "Meldt Datatilsynet: {ago}, ref. AR1",
    "Informer berørte: ja",
    "Informer berørte: nei, unntak a, fordi det var kryptert",
    "Berørte informert: {ago}",
    "Forsinkelse: vi ventet på leverandøren",
    "Varsle: sikkerhet",
    "Varsle: begge",
    "Varsle: begge; Databanken AS",
    "Varsle: ingen, fordi bare vi er berørt",
    "Avvikseier: Per Berg",
    "Tiltak: Slette e-post; ansvarlig: per.berg@eksempel.no; frist: {ahead}",
    "Tiltak 1: utført",
    "Tiltak 1: 50 %, venter",
    "Tiltak 2: godkjent",
    "Aksjonsgruppe: møte {ahead}, https://mote.example/1",
    "Kontaktperson: Per Berg",
    "Hendelsesrapport: levert",
    "Ikke avvik: fordi det var en øvelse",
    "Lukk",
    "Lukk: fordi alt er gjort",
    "Gjenåpne: det var ikke slutt",
    "Slå sammen med: AVVIK-2026-0007",
    "Kjent: {ago}, fordi vi visste det da",
    "Kjent: {ago}",
    "Hold utenfor: Kari Nordmann",
    "Hold utenfor: Ingrid Lie, fordi hun er part",
    "Spør melder: hvor mange?",
    "Angre",
    "Jeg ringer dem i morgen.",
];

/// What the cap may hold back: plain reminders, and what somebody's mail says; never a step of the law's clock, an
/// escalation or lateness.
const MAY_WAIT: [&str; 14] = [
    "step_hold_due",
    "hold_expired",
    "step_register",
    "step_lists",
    "step_information",
    "comment_from_reporter",
    "comment_from_other",
    "comment_from_excluded",
    "comment_unreadable",
    "fields_unverified",
    "field_contradicts",
    "refused_stranger",
    "refused_unauthenticated",
    "refused_token",
];

/// One turn of a story.
#[derive(Clone, Debug)]
enum Move {
    /// Nobody does anything for so long.
    Silence {
        minutes: i64,
    },
    /// The program stands still for so long.
    Outage {
        minutes: i64,
    },
    Mail(Mail),
    Failed {
        who: &'static str,
        template: &'static str,
        failure: Failure,
    },
}

#[derive(Clone, Debug)]
struct Mail {
    who: &'static str,
    believed: bool,
    /// How it fails to be believed.
    flaw: u8,
    lines: Vec<usize>,
    fields: bool,
    hours: i64,
}

#[derive(Clone, Debug)]
struct Opening {
    who: &'static str,
    unauthenticated: bool,
    discovered: Option<(i64, &'static str)>,
    kinds: Vec<String>,
    complete: bool,
    receipts_spent: bool,
    unreadable: bool,
    minute: i64,
}

fn opening() -> impl Strategy<Value = Opening> {
    let discovered = (-48i64..2_000, prop::sample::select(vec!["minute", "day", "week", "month"]));
    let kinds =
        prop::sample::select(vec![vec![], vec!["privacy"], vec!["security"], vec!["privacy", "security"]]);
    let flags =
        (any::<bool>(), prop::bool::weighted(0.3), prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    (prop::sample::select(REPORTERS.to_vec()), prop::option::of(discovered), kinds, flags, 0i64..1_000_000)
        .prop_map(
            |(who, discovered, kinds, (unauthenticated, complete, receipts_spent, unreadable), minute)| {
                Opening {
                    who,
                    unauthenticated,
                    discovered,
                    kinds: kinds.into_iter().map(str::to_owned).collect(),
                    complete,
                    receipts_spent,
                    unreadable,
                    minute,
                }
            },
        )
}

fn mail() -> impl Strategy<Value = Mail> {
    let who = prop_oneof![
        4 => prop::sample::select(STAFF.to_vec()),
        1 => prop::sample::select(REPORTERS.to_vec()),
        1 => prop::sample::select(POWERLESS.to_vec()),
    ];
    (who, prop::bool::weighted(0.75), 0u8..4, vec(0..LINES.len(), 0..4), prop::bool::weighted(0.2), 0i64..300)
        .prop_map(|(who, believed, flaw, lines, fields, hours)| Mail {
            who,
            believed,
            flaw,
            lines,
            fields,
            hours,
        })
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let failures = vec![Failure::Bounced, Failure::Absent, Failure::Refused, Failure::Uncertain];
    let people = vec!["kari", "ola", "ingrid", "per", "databanken", "kunde", "fremmed"];
    let failed = (
        prop::sample::select(people),
        prop::sample::select(TEMPLATES.to_vec()),
        prop::sample::select(failures),
    );
    let one = prop_oneof![
        3 => (1i64..6_000).prop_map(|minutes| Move::Silence { minutes }),
        1 => (1i64..20_000).prop_map(|minutes| Move::Outage { minutes }),
        6 => mail().prop_map(Move::Mail),
        1 => failed.prop_map(|(who, template, failure)| Move::Failed { who, template, failure }),
    ];
    vec(one, 1..16)
}

impl Opening {
    fn step(&self, world: &World, now: DateTime<Utc>) -> Step {
        let written = |hours: i64| world.written(now - Duration::hours(hours));
        Step {
            unauthenticated: self.unauthenticated,
            discovered: self.discovered.map(|(hours, _)| written(hours)),
            precision: self.discovered.map(|(_, precision)| precision.to_owned()),
            kinds: self.kinds.clone(),
            complete: self.complete,
            receipts_spent: self.receipts_spent,
            unreadable: self.unreadable,
            automatic: self.who == "alarm",
            ..Step::default()
        }
    }
}

impl Mail {
    fn step(&self, world: &World, now: DateTime<Utc>) -> Step {
        let local =
            |at: DateTime<Utc>| world.policy.calendar.local(at).format("%d.%m.%Y kl. %H.%M").to_string();
        let lines: Vec<&str> = self.lines.iter().map(|line| LINES[*line]).collect();
        let filled = |line: &str| {
            line.replace("{ago}", &local(now - Duration::hours(self.hours)))
                .replace("{ahead}", &local(now + Duration::hours(self.hours + 24)))
        };
        let mut step = Step {
            says: lines.into_iter().map(filled).collect(),
            cases: vec!["AVVIK-2026-0007".to_owned()],
            ..Step::default()
        };
        if self.fields {
            step.fields.insert("what_happened".to_owned(), "Mistet minnepinne".to_owned());
            step.persons = Some(self.hours.unsigned_abs());
        }
        if !self.believed {
            match self.flaw {
                0 => step.unauthenticated = true,
                1 => step.token = Some("none".to_owned()),
                2 => step.token = Some(if self.who == "kari" { "ola" } else { "kari" }.to_owned()),
                _ => step.replayed = true,
            }
        }
        step
    }

    /// Whether nothing that it says may steer the case.
    fn is_powerless(&self, life: &Life<'_>) -> bool {
        let reporter = life.case.reporter.email == super::world::email(self.who);
        !self.believed
            || POWERLESS.contains(&self.who)
            || (reporter && !STAFF.contains(&self.who) && !self.fields && !self.is_processors_notice())
    }

    /// A processor may have the authority to notify for us, and says so (S26).
    fn is_processors_notice(&self) -> bool {
        self.who == "skydrift" && self.lines.iter().any(|line| LINES[*line].starts_with("Meldt"))
    }
}

/// Plays a story; every fault is an error with its time.
fn play(world: &World, opening: &Opening, moves: &[Move]) -> Result<(), String> {
    let start = world.time("2026-01-05 08:00") + Duration::minutes(opening.minute);
    let mut life = Life::new(world, start);
    let step = opening.step(world, start);
    let report = world.incoming(&step, opening.who, 1, start);
    let decision = life.decide(start, &Event::Reported(Box::new(report)))?;
    holds(&life, &decision)?;
    for (number, one) in moves.iter().enumerate() {
        turn(&mut life, one, number as i64 + 2)?;
    }
    Ok(())
}

fn turn(life: &mut Life<'_>, one: &Move, id: i64) -> Result<(), String> {
    match one {
        Move::Silence { minutes } => {
            let until = life.now + Duration::minutes(*minutes);
            while let Some(due) = life.next().filter(|due| *due <= until) {
                tick(life, due)?;
            }
            tick(life, until)
        }
        Move::Outage { minutes } => tick(life, life.now + Duration::minutes(*minutes)),
        Move::Mail(mail) => {
            // What is due at this moment comes first, so that what changes after it comes of the mail.
            let now = life.now + Duration::minutes(1);
            tick(life, now)?;
            let step = mail.step(life.world, now);
            let incoming = life.world.incoming(&step, mail.who, id, now);
            let powerless = mail.is_powerless(life);
            let before = life.case.clone();
            let decision = life.decide(now, &Event::Answered(Box::new(incoming)))?;
            if powerless && steered(&before) != steered(&life.case) {
                return Err(format!("{} steered the case by {:?}", mail.who, step.says));
            }
            holds(life, &decision)
        }
        Move::Failed { who, template, failure } => {
            let before = life.case.clone();
            let decision = life.decide(life.now, &not_reached(who, template, *failure, id))?;
            if steered(&before) != steered(&life.case) {
                return Err("a failed delivery steered the case".to_owned());
            }
            holds(life, &decision)
        }
    }
}

/// A due time comes.
fn tick(life: &mut Life<'_>, now: DateTime<Utc>) -> Result<(), String> {
    let before = life.case.clone();
    let statutory =
        life.agenda.iter().any(|due| due.at <= now && due.key.obligation == obligation::AUTHORITY);
    let decision = life.decide(now, &Event::DeadlineReached { receipts_spent: false })?;
    if statutory && !decision.notices.iter().any(|notice| speaks_of(notice, "gdpr33")) {
        return Err(format!("at {} a statutory step told nobody", life.world.written(now)));
    }
    let silent = !before.is_open() && before.measures.is_empty();
    if silent && !decision.notices.is_empty() {
        return Err("a case that is over sends mail".to_owned());
    }
    holds(life, &decision)
}

/// What holds after every event.
fn holds(life: &Life<'_>, decision: &Decision) -> Result<(), String> {
    let case = &decision.case;
    let undecided = case.risk.decided.is_none() && case.authority.as_ref().is_none_or(|ruling| ruling.yes);
    let authority = case.obligation(obligation::AUTHORITY).ok_or("the clock of the authority is gone")?;
    if case.is_open() && undecided && authority.state == ObligationState::NotRequired {
        return Err("an undecided risk ended the clock of the authority".to_owned());
    }
    if case.is_open() && authority.state == ObligationState::Pending && authority.due_at.is_none() {
        return Err("the clock of the authority has no end".to_owned());
    }
    let bound = life.case.reported_at + Duration::hours(72);
    if case.aware.unsure && authority.due_at.is_some_and(|due| due > bound) {
        return Err("an unsure awareness moved the deadline past reported + 72 h".to_owned());
    }
    for kept in case.held_back.values().flatten() {
        if !MAY_WAIT.contains(&kept.key.as_str()) {
            return Err(format!("{} was held back", kept.key));
        }
    }
    for email in decision.notices.iter().map(|notice| &notice.to.email) {
        if email.is_empty() || email == &life.world.policy.organisation.address {
            return Err("a notice goes to nobody or to ourselves".to_owned());
        }
    }
    let row = serde_json::to_string(case).map_err(|error| error.to_string())?;
    let read: Case = serde_json::from_str(&row).map_err(|error| error.to_string())?;
    if read != *case {
        return Err("the case does not survive its row in the store".to_owned());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, max_shrink_iters: 150, ..ProptestConfig::default() })]

    #[test]
    fn the_promises_hold_whatever_happens(opening in opening(), moves in moves()) {
        thread_local! { static WORLD: World = World::sample(); }
        WORLD.with(|world| play(world, &opening, &moves)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn deciding_never_panics_at_odd_times(seconds in prop::collection::vec(1_700_000_000i64..1_860_000_000, 1..6), who in 0..REPORTERS.len(), line in 0..LINES.len()) {
        thread_local! { static WORLD: World = World::sample(); }
        WORLD.with(|world| {
            let step = Step { discovered: Some("2026-11-02 10:00".to_owned()), says: vec![LINES[line].to_owned()], ..Step::default() };
            let mut case = world.blank(world.time("2026-11-02 10:00"));
            for (number, second) in seconds.iter().enumerate() {
                let Some(now) = DateTime::from_timestamp(*second, 0) else { continue };
                let who = if number == 0 { REPORTERS[who] } else { "kari" };
                let mail = Box::new(world.incoming(&step, who, number as i64, now));
                let event = if number == 0 { Event::Reported(mail) } else { Event::Answered(mail) };
                case = world.decide(&case, &event, now).case;
                case = world.decide(&case, &Event::DeadlineReached { receipts_spent: true }, now).case;
            }
        });
    }
}
