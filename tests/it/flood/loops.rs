//! Two Varsels of two organisations, and an answering machine that knows no rule, write to each other: it ends.

use std::collections::HashSet;

use super::subjects;
use crate::e2e::{House, Received, mail};

const A: &str = "avvik@eksempel.no";
const B: &str = "avvik@nabo.example";
/// Answers every mail, from its own address, without a word that a machine wrote it.
const MACHINE: &str = "vera@ferie.example";
/// So many mails between two of them end every one of these.
const MOST: usize = 5;
const TEXT: &str = "Hva har skjedd: Et brev med personopplysninger er på avveie.";

/// How the answering machine writes.
#[derive(Clone, Copy, Debug)]
struct Habit {
    threads: bool,
    keeps_subject: bool,
    quotes: bool,
}

const HABITS: [Habit; 4] = [
    Habit { threads: true, keeps_subject: true, quotes: false },
    Habit { threads: false, keeps_subject: true, quotes: true },
    Habit { threads: false, keeps_subject: true, quotes: false },
    Habit { threads: false, keeps_subject: false, quotes: false },
];

/// The receiving server proves every sender: the worst case, for what is proved may steer more.
fn stamped(from: &str, raw: &str) -> String {
    let domain = from.rsplit_once('@').unwrap().1;
    format!("Authentication-Results: varsel.local; dmarc=pass header.from={domain}\r\n{raw}")
}

struct World {
    houses: [(House, &'static str); 2],
    habit: Habit,
    machine: String,
    seen: HashSet<String>,
    minute: u32,
    /// Every mail between them, as (from, to, subject).
    carried: Vec<(String, String, String)>,
    answers: u32,
}

impl World {
    fn new(habit: Habit) -> World {
        let (a, b) = (House::simulated(), House::simulated());
        for file in ["varsel.toml", "contacts.toml"] {
            let text = std::fs::read_to_string(b.path(file)).unwrap().replace("eksempel.no", "nabo.example");
            b.write(file, &text);
        }
        World {
            houses: [(a, A), (b, B)],
            habit,
            machine: MACHINE.to_owned(),
            seen: HashSet::new(),
            minute: 0,
            carried: Vec::new(),
            answers: 0,
        }
    }

    /// Each has the other as a contact of its lists and tells them at once: what may mail outsiders by itself does.
    fn on_each_others_lists(self) -> World {
        for ((house, _), other) in self.houses.iter().zip([B, A]) {
            let lists = "lists_at_once_from_contacts = false";
            house.edit("policy.toml", lists, "lists_at_once_from_contacts = true");
            house.edit("contacts.toml", "sikkerhet@databanken.example", other);
            house.edit("contacts.toml", "personvern@lanekompaniet.example", other);
        }
        self
    }

    /// Puts a mail to whoever it is to; false where that is none of these.
    fn carry(&mut self, from: &str, to: &str, subject: &str, raw: &str) -> bool {
        let plain = |address: &str| match address.split_once('+') {
            Some((local, rest)) => format!("{local}@{}", rest.rsplit_once('@').unwrap().1),
            None => address.to_owned(),
        };
        let known = self.houses.iter().position(|(_, address)| plain(to).eq_ignore_ascii_case(address));
        let Some(at) = known else { return false };
        self.carried.push((from.to_owned(), to.to_owned(), subject.to_owned()));
        self.houses[at].0.put(stamped(from, raw));
        true
    }

    fn vacation(&mut self, answered: &Received) {
        self.answers += 1;
        let id = format!("svar{}@ferie.example", self.answers);
        let more = match self.habit.threads {
            true => format!("In-Reply-To: <{0}>\nReferences: <{0}>\n", answered.message_id),
            false => String::new(),
        };
        let subject = match self.habit.keeps_subject {
            true => format!("Re: {}", answered.subject),
            false => "Tilbake mandag".to_owned(),
        };
        let quoted: String = answered.text.lines().map(|line| format!("> {line}\n")).collect();
        let quoted = if self.habit.quotes { format!("\n\n{quoted}") } else { String::new() };
        let text = format!("Hei! Jeg er bortreist og svarer når jeg er tilbake. Hilsen Vera{quoted}");
        let to = match answered.reply_to.as_str() {
            "" => A.to_owned(),
            reply_to => reply_to.to_owned(),
        };
        let machine = self.machine.clone();
        let raw = mail(&format!("Vera <{machine}>"), &to, &id, &more, &subject, &text);
        assert!(self.carry(&machine, &to, &subject, &raw), "{to}");
    }

    /// Lets all of them work until nothing is on its way any more, or far too much was.
    fn exchange(&mut self) -> usize {
        for _ in 0..3 * MOST {
            self.minute += 1;
            let mut moved = false;
            for at in 0..self.houses.len() {
                let (house, address) = (&self.houses[at].0, self.houses[at].1);
                if crate::e2e::waiting(&house.inbox()) == 0 {
                    continue;
                }
                house.once(&format!("2026-03-12T09:{:02}:00+01:00", self.minute));
                let sent = house.sent();
                for one in
                    sent.into_iter().filter(|one| !self.seen.contains(&one.message_id)).collect::<Vec<_>>()
                {
                    self.seen.insert(one.message_id.clone());
                    if one.to == self.machine {
                        self.carried.push((address.to_owned(), one.to.clone(), one.subject.clone()));
                        self.vacation(&one);
                        moved = true;
                    } else {
                        moved |= self.carry(address, &one.to, &one.subject, &one.raw);
                    }
                }
            }
            if !moved {
                return self.carried.len();
            }
        }
        self.carried.len()
    }

    fn ends(mut self, what: &str) {
        let mails = self.exchange();
        println!("{what}: {mails} mails");
        assert!(mails <= MOST, "{what}, {:?}: {mails} mails: {:#?}", self.habit, self.carried);
        let sent = self.houses.iter().map(|(house, address)| (*address, house.sent()));
        for (address, sent) in sent {
            assert!(sent.iter().all(|one| one.to != address), "{:?}", subjects(&sent));
        }
    }

    fn start(mut self, from: &str, to: &str, subject: &str, text: &str) -> World {
        let raw = mail(from, to, &format!("start@{}", from.rsplit_once('@').unwrap().1), "", subject, text);
        assert!(self.carry(from, to, subject, &raw));
        self
    }
}

#[test]
fn a_forged_mail_from_one_varsel_to_another_ends() {
    World::new(HABITS[0]).start(A, B, "Avvik", TEXT).ends("forged from one Varsel to another");
    World::new(HABITS[0])
        .on_each_others_lists()
        .start(A, B, "Avvik", TEXT)
        .ends("the same, on each other's lists");
}

#[test]
fn a_report_that_a_person_passed_on_to_the_other_ends() {
    let passed_on = format!(
        "Se under.\n\n-------- Videresendt melding --------\nFra: Avvik <{A}>\nDato: 12.03.2026 08:00\nTil: {B}\nEmne: Avvik\n\n{TEXT}"
    );
    let from = "jon.moen@eksempel.no";
    World::new(HABITS[0])
        .start(from, B, "VS: [AVVIK-2026-0001] Avvik", &passed_on)
        .ends("a report passed on");
    World::new(HABITS[0])
        .on_each_others_lists()
        .start(A, B, "VS: Avvik", &passed_on)
        .ends("passed on by the mailbox itself");
}

#[test]
fn a_receipt_that_bounces_ends() {
    let mut world = World::new(HABITS[0]).start(A, B, "Avvik", TEXT);
    world.exchange();
    let receipt = world.houses[1].0.sent_to(A, "AVVIK");
    let text = format!(
        "Your message could not be delivered.\n\n<{A}>: 550 5.1.1 no such user\n\nMessage-ID: <{}>\nSubject: {}",
        receipt.message_id, receipt.subject
    );
    // Both as a server writes it and as one that knows no null return path.
    for (number, more) in ["Return-Path: <>\n", ""].into_iter().enumerate() {
        let (from, id) = ("MAILER-DAEMON@mx.eksempel.no", format!("dsn{number}@mx.eksempel.no"));
        let raw = mail(from, B, &id, more, "Undelivered Mail Returned to Sender", &text);
        assert!(world.carry(from, B, "Undelivered", &raw));
    }
    world.ends("a receipt that bounces, twice");
}

#[test]
fn a_machine_that_answers_every_mail_ends_whoever_began_and_however_it_writes() {
    for habit in HABITS {
        World::new(habit)
            .start(MACHINE, A, "Avvik", TEXT)
            .ends(&format!("an answering machine reports, {habit:?}"));
    }
}

#[test]
fn a_machine_on_the_officers_own_address_ends() {
    for habit in HABITS {
        let world = World::new(habit);
        world.houses[0].0.edit("contacts.toml", "kari.nordmann@eksempel.no", MACHINE);
        let raw = mail("ansatt@eksempel.no", A, "start@eksempel.no", "", "Avvik", TEXT);
        world.houses[0].0.put(stamped("ansatt@eksempel.no", &raw));
        world.ends(&format!("an answering machine on the officer's address, {habit:?}"));
    }
}

#[test]
fn a_machine_that_nobody_proves_ends_too() {
    // Its answers reach us without a proof: what it says is put to the officer, who is that machine.
    let world = World::new(HABITS[0]);
    world.houses[0].0.edit("contacts.toml", "kari.nordmann@eksempel.no", MACHINE);
    world.houses[0].0.edit("varsel.toml", "authserv_id = \"varsel.local\"", "authserv_id = \"annen.local\"");
    let raw = mail("ansatt@eksempel.no", A, "start@eksempel.no", "", "Avvik", TEXT);
    world.houses[0].0.put(raw);
    world.ends("an answering machine on the officer's address, not proved");
}

#[test]
fn a_mail_forged_as_ourselves_is_a_case_for_a_person_and_nothing_is_sent_to_us() {
    let mut world = World::new(HABITS[0]).start(A, A, "Avvik", TEXT);
    let mails = world.exchange();
    assert_eq!(mails, 1, "{:?}", world.carried);
    assert_eq!(world.houses[0].0.cases().len(), 1);
}
