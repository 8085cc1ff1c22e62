//! Two reports of one incident become one case, and neither reporter reads the other's words.

use varsel::case::Event;
use varsel::case::notice::Notice;
use varsel::report::Field;

use super::play::Life;
use super::table::Step;
use super::world::{World, email};

const START: &str = "2026-11-02 09:00";

fn report<'a>(world: &'a World, who: &str, at: &str, field: &str, words: &str) -> Life<'a> {
    let mut life = Life::new(world, world.time(START));
    let fields = [(field.to_owned(), words.to_owned())].into();
    let step = Step { at: at.to_owned(), report: Some(who.to_owned()), fields, ..Step::default() };
    life.take(&step).unwrap();
    life
}

/// The case of `ansatt` after it took in the case of `kunde`, which was reported an hour earlier.
fn joined(world: &World) -> Life<'_> {
    let mut gone = report(world, "kunde", START, "data_location", "hos naboen min").case;
    gone.number = "AVVIK-2026-0002".to_owned();
    gone.excluded.push(email("per").to_owned());
    gone.listed.push("security:soc@lanekompaniet.example".to_owned());
    let mut life = report(world, "ansatt", "2026-11-02 10:00", "how_it_arose", "Ola glemte arkivrommet");
    life.decide(world.time("2026-11-02 10:30"), &Event::Absorbed(Box::new(gone))).unwrap();
    life
}

fn answer(life: &mut Life<'_>, who: &str) -> Notice {
    let fields = [("place".to_owned(), "tredje etasje".to_owned())].into();
    let at = "2026-11-02 11:00".to_owned();
    let step = Step { at, reply: Some(who.to_owned()), fields, ..Step::default() };
    let notices = life.take(&step).unwrap().notices;
    let own = notices.into_iter().map(|(_, notice)| notice).find(|notice| notice.to.email == email(who));
    own.expect("a receipt")
}

#[test]
fn the_earlier_awareness_the_told_lists_and_who_is_kept_outside_come_along() {
    let world = World::sample();
    let case = joined(&world).case;
    assert_eq!(case.aware.at, world.time(START));
    assert_eq!(case.authority_due(), Some(world.time("2026-11-05 09:00")));
    assert_eq!(case.listed, ["security:soc@lanekompaniet.example"]);
    assert_eq!(case.excluded, [email("per")]);
    assert_eq!(
        case.joined_reporters.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(),
        [email("kunde")]
    );
    assert!(case.report.contains_key(&Field::DataLocation) && case.report.contains_key(&Field::HowItArose));
}

#[test]
fn neither_reporter_reads_the_words_of_the_other() {
    let world = World::sample();
    let to_joined = answer(&mut joined(&world), "kunde");
    assert!(!to_joined.data.missing.is_empty());
    assert_eq!(to_joined.data.understood, Vec::new());
    let to_own = answer(&mut joined(&world), "ansatt");
    let raw: Vec<&str> = to_own.data.understood.iter().map(|one| one.raw.as_str()).collect();
    assert!(raw.contains(&"Ola glemte arkivrommet"), "{raw:?}");
    assert!(!raw.contains(&"hos naboen min"), "{raw:?}");
}
