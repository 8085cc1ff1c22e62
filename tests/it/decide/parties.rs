//! What each party outside may see, in the words of the mails themselves (design promise 5).

use varsel::case::notice::Notice;
use varsel::template::Templates;

use super::play::Life;
use super::table::Step;
use super::world::World;

/// The reporter's words, the people, the risk, and what another party is called or wrote.
const NEVER: [&str; 9] = [
    "Ola glemte",
    "arkivrommet",
    "ansatt@eksempel.no",
    "Hansen",
    "S: 4",
    "Sannsyn",
    "Kari sin private",
    "Vi saknar svar",
    "5 elever i 9B",
];

fn mails(life: &mut Life<'_>, step: Step) -> Vec<Notice> {
    let happened = life.take(&step).unwrap();
    happened.notices.into_iter().map(|(_, notice)| notice).collect()
}

fn step(at: &str) -> Step {
    Step { at: at.to_owned(), ..Step::default() }
}

/// Subject, text and HTML.
fn words(notice: &Notice) -> String {
    let templates = Templates::builtin().unwrap_or_else(|faults| panic!("{faults:?}"));
    let zone = chrono_tz::Europe::Oslo;
    let said = templates.render(notice.template, &notice.to.language, &notice.data, zone).unwrap();
    format!("{}\n{}\n{}", said.subject, said.text, said.html)
}

fn to<'a>(notices: &'a [Notice], address: &str) -> &'a Notice {
    let found: Vec<&Notice> = notices.iter().filter(|notice| notice.to.email == address).collect();
    assert_eq!(found.len(), 1, "mails to {address}");
    found[0]
}

/// A case with everything in it that a party must not see.
fn case(world: &World) -> Life<'_> {
    let start = world.time("2026-11-02 10:00");
    let mut life = Life::new(world, start);
    let fields = [
        ("system", "Elevportalen"),
        ("how_it_arose", "Ola glemte å låse arkivrommet"),
        ("relationship", "5 elever i 9B"),
        ("reported_by", "Ola Hansen"),
        ("data_types", "Kari sin private helse og fødselsnummer"),
    ];
    let fields = fields.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    mails(
        &mut life,
        Step { report: Some("ansatt".to_owned()), fields, persons: Some(40), ..step("2026-11-02 10:00") },
    );
    let says = vec!["S: 4 K: 4".to_owned(), "Avvikseier: Ola Hansen".to_owned()];
    mails(&mut life, Step { reply: Some("kari".to_owned()), says, ..step("2026-11-02 10:10") });
    life
}

fn notify(life: &mut Life<'_>, at: &str) -> Vec<Notice> {
    let gives = vec![r#"{"command":"notify_controllers","args":{"names":[]}}"#.to_owned()];
    mails(life, Step { reply: Some("kari".to_owned()), gives, ..step(at) })
}

#[test]
fn a_controller_sees_its_own_part_and_never_another_ones_name_or_words() {
    let world = World::with_parties("none");
    let mut life = case(&world);
    let told = notify(&mut life, "2026-11-02 10:20");
    let fjordby = words(to(&told, "personvern@fjordby.example"));
    let havnes = words(to(&told, "dpo@havnes.example"));
    for (own, other, text) in [("B1", "B2", &fjordby), ("B2", "B1", &havnes)] {
        assert!(
            text.contains(&format!("[AVVIK-2026-0001-{own}]")) && text.contains("Elevportalen"),
            "{text}"
        );
        assert!(text.contains("40") && text.contains("Kari Nordmann"), "{text}");
        assert!(!text.contains(&format!("-{other}")), "{text}");
        for word in NEVER {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    // Each in its language; how it can be handled, and whom to call at any hour.
    assert!(fjordby.contains("Slik kan de handtere det") && !fjordby.contains("Havnes"), "{fjordby}");
    assert!(havnes.contains("How it can be handled") && !havnes.contains("Fjordby"), "{havnes}");
    for (text, line) in
        [(&fjordby, "Utanfor arbeidstid: Per Berg"), (&havnes, "Outside office hours: Per Berg")]
    {
        assert!(text.contains(line) && text.contains("+47 22 00 00 04"), "{text}");
    }

    let says = vec!["Vi saknar svar på kven det gjeld.".to_owned()];
    let answer = Step { reply: Some("fjordby".to_owned()), says, ..step("2026-11-02 11:00") };
    let told = mails(&mut life, answer);
    assert!(words(to(&told, "kari.nordmann@eksempel.no")).contains("Vi saknar svar"), "the officer reads it");
    let inside =
        |mail: &Notice| mail.to.email.ends_with("@eksempel.no") && mail.to.email != "ansatt@eksempel.no";
    assert!(told.iter().all(inside), "and nobody outside or who only reported");

    let fields = [("consequences".to_owned(), "Bilder kan være spredt".to_owned())].into();
    mails(&mut life, Step { reply: Some("kari".to_owned()), fields, ..step("2026-11-02 12:00") });
    let news = notify(&mut life, "2026-11-02 12:10");
    let havnes = words(to(&news, "dpo@havnes.example"));
    assert!(havnes.contains("This is new") && havnes.contains("Bilder kan være spredt"), "{havnes}");
    assert!(!havnes.contains("Elevportalen"), "only what is new: {havnes}");
    for word in NEVER.into_iter().chain(["Fjordby"]) {
        assert!(!havnes.contains(word), "{word}: {havnes}");
    }
}

#[test]
fn whoever_caused_it_outside_sees_the_least() {
    let world = World::with_parties("none");
    let mut life = case(&world);
    notify(&mut life, "2026-11-02 10:20");
    let line = r#"{"command":"external_party","args":{"party":"Postbudet AS","email":"post@postbudet.example","reason":"brevene ble levert feil"}}"#;
    let gives = vec![line.to_owned()];
    let told = mails(&mut life, Step { reply: Some("kari".to_owned()), gives, ..step("2026-11-02 10:30") });
    let first = words(to(&told, "post@postbudet.example"));
    let until = Some("2026-11-09 11:00".to_owned());
    let chased = mails(&mut life, Step { until, ..Step::default() });
    let again = words(to(&chased, "post@postbudet.example"));
    assert!(first.contains("ser ut til å skyldes noe hos dere"), "{first}");
    assert!(again.contains("Vi har ikke fått svar fra dere ennå"), "{again}");
    for text in [first, again] {
        assert!(text.contains("[AVVIK-2026-0001-E1]") && text.contains("brevene ble levert feil"), "{text}");
        for word in NEVER.into_iter().chain(["Elevportalen", "Fjordby", "Havnes", "40", "Datatilsynet"]) {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_reminder_says_who_is_to_notify() {
    let world = World::with_parties("none");
    let start = world.time("2026-11-02 10:00");
    let mut life = Life::new(&world, start);
    let fields = [("system".to_owned(), "Samhandling".to_owned())].into();
    let told =
        mails(&mut life, Step { report: Some("ansatt".to_owned()), fields, ..step("2026-11-02 10:00") });
    let officer = words(to(&told, "kari.nordmann@eksempel.no"));
    let arrangement =
        "Vi har felles behandlingsansvar med Regionrådet. Melder til Datatilsynet: de. Følger opp: vi.";
    assert!(officer.contains(arrangement), "{officer}");
    let until = Some("2026-11-03 10:00".to_owned());
    let reminded = mails(&mut life, Step { until, ..Step::default() });
    assert!(
        reminded.iter().any(|mail| words(mail).contains("Regionrådet skal melde det")),
        "said in the reminder"
    );
}
