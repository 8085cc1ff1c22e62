//! What is missing never lowers, what is grave never lowers, and only what mitigates does.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::facts::{Combined, Facts, Identification, Known, Loss, Persons, Protection};
use super::sign::{DATA, Data, Exposure, Harm, Lowered, Special};
use super::*;
use crate::policy::{HoldRule, Wait};
use crate::report::{Found, Value};

// -- Facts: each question with its answers from the mildest to the gravest, the unknown at the place it counts as.

type Answer = Box<dyn Fn(&mut Facts)>;

struct Question {
    name: &'static str,
    answers: Vec<Answer>,
    /// Which answer is "not known"; it is at least as grave as all before it.
    unknown: usize,
}

fn word<T>(what: T) -> Option<Known<T>> {
    Some(Known { what, word: String::new() })
}

fn answer(set: impl Fn(&mut Facts) + 'static) -> Answer {
    Box::new(set)
}

fn data_question() -> Question {
    let mut kinds: Vec<Data> = DATA.iter().map(|(data, ..)| *data).collect();
    kinds.sort_by_key(|data| data.score());
    let moderate = kinds.iter().filter(|data| data.score() <= 2).count();
    let mut answers: Vec<Answer> = vec![answer(|facts| facts.no_data = true)];
    answers.extend(kinds.into_iter().map(|data| answer(move |facts| facts.data = word(data))));
    answers.insert(moderate + 1, answer(|_| ()));
    Question { name: "data", answers, unknown: moderate + 1 }
}

fn identification_question() -> Question {
    use Identification::*;
    let all = [
        Anonymous,
        CommonName,
        NumberAlone,
        VaguePhoto,
        Pseudonymous,
        FirstName,
        Handle,
        Name,
        Photo,
        Direct,
        Unknown,
    ];
    let answers: Vec<Answer> =
        all.into_iter().map(|how| answer(move |facts| facts.identification = how)).collect();
    Question { name: "identification", unknown: answers.len() - 1, answers }
}

fn exposure_question() -> Question {
    use Exposure::*;
    let all = [None, Unreadable, Recovered, Unseen, Deleted, Known, Unsaid, Lost, Public, Misused, Ongoing];
    let answers = all.into_iter().map(|what| {
        answer(move |facts| facts.confidentiality = super::facts::Known { what, word: String::new() })
    });
    Question { name: "exposure", answers: answers.collect(), unknown: 6 }
}

fn loss_question(name: &'static str, set: fn(&mut Facts, Option<Loss>)) -> Question {
    let all = [None, Some(Loss::Mended), Some(Loss::Open), Some(Loss::Final)];
    let answers = all.into_iter().map(|loss| answer(move |facts| set(facts, loss)));
    Question { name, answers: answers.collect(), unknown: 0 }
}

fn questions() -> Vec<Question> {
    let nothing = || answer(|_| ());
    let ask = |name, unknown, answers| Question { name, answers, unknown };
    vec![
        data_question(),
        identification_question(),
        exposure_question(),
        loss_question("integrity", |facts, loss| facts.integrity = loss),
        loss_question("availability", |facts, loss| facts.availability = loss),
        ask("protection", 1, vec![answer(|facts| facts.protection = Protection::Unreadable), nothing()]),
        ask("lowered", 1, vec![answer(|facts| facts.lowered = word(Lowered::Public)), nothing()]),
        ask("combined", 0, vec![nothing(), answer(|facts| facts.combined = Some(Combined::Kinds))]),
        ask("special", 0, vec![nothing(), answer(|facts| facts.special = word(Special::Children))]),
        ask("sector", 0, vec![nothing(), answer(|facts| facts.sector = Some(String::new()))]),
        ask("malicious", 0, vec![nothing(), answer(|facts| facts.malicious = Some(String::new()))]),
        ask(
            "count",
            1,
            vec![
                answer(|facts| facts.count = Some(Persons { number: 40, or_more: false })),
                nothing(),
                answer(|facts| facts.count = Some(Persons { number: 5_000, or_more: true })),
            ],
        ),
        ask(
            "harm",
            0,
            vec![
                nothing(),
                answer(|facts| facts.harm = word(Harm::Standing)),
                answer(|facts| facts.harm = word(Harm::Identity)),
                answer(|facts| facts.harm = word(Harm::Body)),
            ],
        ),
        ask("reported", 0, vec![nothing(), answer(|facts| facts.reported = (Some(4), Some(5)))]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_graver_answer_never_lowers_and_no_answer_is_no_milder_than_a_mild_one(
        picks in prop::collection::vec(any::<Index>(), 14),
        looked_at in any::<Index>(),
    ) {
        let questions = questions();
        prop_assert_eq!(picks.len(), questions.len());
        let looked_at = looked_at.index(questions.len());
        let facts = |answer: usize| {
            let mut facts = Facts::default();
            for (at, (question, pick)) in questions.iter().zip(&picks).enumerate() {
                let chosen = if at == looked_at { answer } else { pick.index(question.answers.len()) };
                (question.answers[chosen])(&mut facts);
            }
            facts
        };
        let question = &questions[looked_at];
        let judged: Vec<Levels> = (0..question.answers.len()).map(|at| Levels::of(&judged(&facts(at)))).collect();
        for (at, (milder, graver)) in judged.iter().zip(judged.iter().skip(1)).enumerate() {
            prop_assert!(graver.not_below(milder), "{}: {milder:?} then {graver:?}\n{:?}", question.name, facts(at));
        }
        for milder in &judged[..question.unknown] {
            let unknown = &judged[question.unknown];
            prop_assert!(unknown.duty >= milder.duty, "{}: {milder:?}, unknown {unknown:?}", question.name);
        }
    }
}

/// What a proposal comes to.
#[derive(Debug)]
struct Levels {
    likelihood: u8,
    consequence: u8,
    severity_quarters: u8,
    duty: Duty,
}

impl Levels {
    fn of(proposal: &Proposal) -> Levels {
        Levels {
            likelihood: proposal.likelihood,
            consequence: proposal.consequence,
            severity_quarters: proposal.enisa.as_ref().map_or(0, Enisa::severity_quarters),
            duty: proposal.under(&bands()).duty,
        }
    }

    fn not_below(&self, other: &Levels) -> bool {
        self.likelihood >= other.likelihood
            && self.consequence >= other.consequence
            && self.severity_quarters >= other.severity_quarters
    }
}

// -- Reports: sentences that mitigate, say nothing of the risk, or aggravate.

const MILD: [(Field, &str); 14] = [
    (Field::DataTypes, "navn"),
    (Field::DataTypes, "navn og adresse, ingen helseopplysninger"),
    (Field::DataTypes, "kundenummer"),
    (Field::DataTypes, "pseudonymised survey answers"),
    (Field::AffectedPersons, "3"),
    (Field::DataLocation, "Mottakaren har stadfesta at e-posten er sletta."),
    (Field::DataLocation, "hos feil mottaker"),
    (Field::MeasuresTaken, "Konvolutten kom uåpnet tilbake."),
    (Field::MeasuresTaken, "Logs show that nobody has opened the file."),
    (Field::WhatHappened, "Disken var kryptert med BitLocker."),
    (Field::WhatHappened, "E-posten gikk til feil mottaker, som har slettet den."),
    (Field::HowItArose, "Opplysningene er utdaterte og kjent fra før."),
    (Field::Consequences, "Ingen."),
    (Field::Relationship, "leverandører"),
];
const PLAIN: [(Field, &str); 7] = [
    (Field::WhatHappened, "Vi oppdaget avviket i dag tidlig og har varslet leder."),
    (Field::MainCause, "Manglende rutine"),
    (Field::HowItArose, "Human error during a busy afternoon."),
    (Field::MeasuresPlanned, "Vi skal lage ein ny rutine."),
    (Field::Department, "Kundesenteret"),
    (Field::MeasuresTaken, "Vi har bedt om at e-posten blir slettet."),
    (Field::WhatHappened, "We do not know yet whether anything was encrypted, and hope it is deleted."),
];
const GRAVE: [(Field, &str); 14] = [
    (Field::DataTypes, "diagnoser og fødselsnummer"),
    (Field::DataTypes, "lønn, karakterer"),
    (Field::WhatHappened, "Lista inneheldt helseopplysningar."),
    (Field::WhatHappened, "Listen lå åpent tilgjengelig på nettsiden."),
    (Field::WhatHappened, "The attackers demand a ransom."),
    (Field::WhatHappened, "Filene kan ikke gjenopprettes."),
    (Field::MainCause, "Datainnbrudd"),
    (Field::HowItArose, "Minnepinnen ble stjålet, den var ikke kryptert."),
    (Field::DataLocation, "ukjente mottakere"),
    (Field::Relationship, "elever og beboere på sykehjem"),
    (Field::Consequences, "Fare for identitetstyveri."),
    (Field::AffectedPersons, "5000"),
    (Field::Place, "Poliklinikken"),
    (Field::WhatHappened, "Undercover officers are named."),
];

fn told(sentences: &[(Field, &str)]) -> Report {
    let mut report = Report::new();
    for (field, text) in sentences {
        let text = match report.get(field) {
            Some(Found { value: Value::Text(before), .. }) => format!("{before}\n{text}"),
            _ => (*text).to_owned(),
        };
        let found = serde_json::json!({ "value": text, "raw": text, "source": "body" });
        report.insert(*field, serde_json::from_value(found).expect("a text"));
    }
    report
}

fn sentences() -> impl Strategy<Value = Vec<(Field, &'static str)>> {
    let all: Vec<_> = MILD.into_iter().chain(PLAIN).chain(GRAVE).collect();
    subsequence(all, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adding_what_is_grave_or_plain_never_lowers(
        before in sentences(),
        more in select(PLAIN.into_iter().chain(GRAVE).collect::<Vec<_>>()),
    ) {
        // A second count would make the field a text without a number.
        prop_assume!(more.0 != Field::AffectedPersons || before.iter().all(|(field, _)| *field != more.0));
        let old = Levels::of(&propose(&told(&before)));
        let after: Vec<_> = before.iter().copied().chain([more]).collect();
        let new = Levels::of(&propose(&told(&after)));
        prop_assert!(new.not_below(&old), "{more:?} made of {old:?} {new:?}");
    }

    #[test]
    fn a_field_that_is_missing_never_lowers(before in sentences()) {
        let old = Levels::of(&propose(&told(&before)));
        let grave = |field: Field| before.iter().any(|one| one.0 == field && GRAVE.contains(one));
        for gone in before.iter().map(|(field, _)| *field).filter(|field| !grave(*field)) {
            let rest: Vec<_> = before.iter().copied().filter(|(field, _)| *field != gone).collect();
            let new = Levels::of(&propose(&told(&rest)));
            prop_assert!(new.not_below(&old), "without {gone:?}: {old:?}, then {new:?}");
            prop_assert!(new.duty >= old.duty, "without {gone:?}: {old:?}, then {new:?}");
        }
    }

    #[test]
    fn any_text_gives_levels_within_their_bounds(texts in prop::collection::vec(".{0,200}", Field::ALL.len())) {
        let all: Vec<_> = Field::ALL.into_iter().zip(texts.iter().map(String::as_str)).collect();
        let proposal = propose(&told(&all));
        let severity = proposal.enisa.as_ref().map_or(0, Enisa::severity_quarters);
        prop_assert!((1..=5).contains(&proposal.likelihood) && (1..=5).contains(&proposal.consequence));
        prop_assert!((1..=24).contains(&severity), "{severity}");
        prop_assert!((7..=8).contains(&proposal.because.len()));
        let weighed = proposal.under(&bands());
        prop_assert!(weighed.score() >= proposal.score());
    }
}

#[test]
fn the_pair_carries_the_higher_duty_whatever_the_methods_say() {
    let bands = bands();
    let mut raised = 0;
    for likelihood in 1..=5 {
        for consequence in 1..=5 {
            for quarters in 1..=24 {
                let mut proposal = propose(&Report::new());
                (proposal.likelihood, proposal.consequence, proposal.open) =
                    (likelihood, consequence, Vec::new());
                let enisa = proposal.enisa.as_mut().expect("worked out");
                (enisa.context, enisa.identification_quarters, enisa.circumstances_quarters) =
                    (1, 0, quarters);
                let severe = Duty::of(bands.get(enisa.band().band()));
                let own = Duty::of(bands.get(band_of(proposal.score(), &bands)));
                let weighed = proposal.under(&bands);
                assert_eq!(weighed.duty, own.max(severe));
                assert_eq!(
                    Duty::of(bands.get(weighed.band)),
                    weighed.duty,
                    "{likelihood} {consequence} {quarters}"
                );
                assert_eq!(weighed.raised.is_some(), severe > own);
                raised += u32::from(weighed.raised.is_some());
            }
        }
    }
    assert!(raised > 100, "{raised}");
}

/// The bands of the form (S65) with the duties of S86; what else a band holds is of no matter here.
fn bands() -> Bands {
    let wait = Wait::ElapsedSecs(0);
    let hold = HoldRule {
        within: wait,
        within_off_hours: None,
        holders: Vec::new(),
        lease: wait,
        stand_in_after: wait,
        head_after: wait,
        again_every: wait,
    };
    let band = |from_score, authority, persons| Band {
        from_score,
        hold: hold.clone(),
        before: Vec::new(),
        overdue: None,
        authority,
        persons,
    };
    Bands {
        undecided: band(0, true, false),
        low: band(1, false, false),
        medium: band(5, true, false),
        high: band(10, true, true),
        critical: band(15, true, true),
    }
}
