//! What was reported: the summary, the account in the order of the authority's form (S20, S21), and what contradicts it.

use super::{Desk, capital};
use crate::case::State;
use crate::export::paper::{Block, Run};
use crate::policy::band_of;
use crate::report::Field;

/// Shown in the summary or with the risk, and not again with the account.
const ELSEWHERE: [Field; 6] = [
    Field::Properties,
    Field::Kinds,
    Field::Likelihood,
    Field::Consequence,
    Field::ResidualLikelihood,
    Field::ResidualConsequence,
];

pub fn summary(desk: &Desk<'_>) -> Vec<Block> {
    let (case, voice) = (desk.case, desk.voice);
    let organisation = &voice.policy.organisation;
    let number = organisation
        .number
        .as_deref()
        .map(|number| format!(" ({} {number})", voice.pick(["org.nr.", "org.nr.", "org. no."])));
    let told = |told: &Option<crate::case::Told>| told.as_ref().map(|told| voice.when(told.at));
    let rows = vec![
        (
            voice.pick(["Virksomhet", "Verksemd", "Organisation"]),
            Some(organisation.name.clone() + &number.unwrap_or_default()),
        ),
        (voice.pick(["Status", "Status", "Status"]), Some(status(desk))),
        (voice.pick(["Avvikseier", "Avvikseigar", "Case owner"]), voice.case_owner(case)),
        (voice.pick(["Saken er hos", "Saka er hos", "In the hands of"]), holder(desk)),
        (voice.pick(["Type avvik", "Type avvik", "Kind of breach"]), Some(voice.kinds(case))),
        (voice.pick(["Hva er brutt", "Kva er brote", "What was breached"]), Some(voice.properties(case))),
        (
            voice.pick(["Oppdaget", "Oppdaga", "Discovered"]),
            case.discovered.map(|moment| voice.moment(&moment)),
        ),
        (voice.pick(["Kjent for oss", "Kjent for oss", "Known to us"]), Some(aware(desk))),
        (voice.pick(["Meldt av", "Meldt av", "Reported by"]), reporters(desk)),
        (voice.label(Field::AffectedPersons), voice.field(case, Field::AffectedPersons)),
        (voice.pick(["Risiko", "Risiko", "Risk"]), Some(level(desk, case.risk.decided.as_ref()))),
        (
            voice.pick(["Restrisiko", "Restrisiko", "Residual risk"]),
            case.risk.residual.as_ref().map(|one| level(desk, Some(one))),
        ),
        (voice.pick(["Databehandler", "Databehandlar", "Processor"]), case.processor.clone()),
        (
            voice.pick(["Meldt til tilsynsmyndigheten", "Meld til tilsynsstyresmakta", "Authority notified"]),
            Some(
                told(&case.authority_told).unwrap_or_else(|| not_told(desk, voice.authority_required(case))),
            ),
        ),
        (
            voice.pick(["De berørte informert", "Dei råka informerte", "Persons affected informed"]),
            Some(told(&case.persons_told).unwrap_or_else(|| not_told(desk, voice.persons_required(case)))),
        ),
        (voice.pick(["Rapporten er laget", "Rapporten er laga", "Report made"]), Some(voice.when(desk.now))),
    ];
    let rows = rows.into_iter().map(|(label, text)| (label, text.map(|text| capital(&text))));
    exercise(desk).into_iter().chain(desk.facts(rows.collect())).chain(running(desk)).collect()
}

/// Before all else: what follows did not happen (S3).
fn exercise(desk: &Desk<'_>) -> Option<Block> {
    let (head, rest) = desk.voice.pick([
        ("Øvelse", "Dette er en øvelse og ikke et virkelig avvik."),
        ("Øving", "Dette er ei øving og ikkje eit verkeleg avvik."),
        ("Exercise", "This is an exercise and not a real breach."),
    ]);
    desk.case.exercise.then(|| Block::Note(vec![Run::bold(format!("{head}: ")), Run::plain(rest)]))
}

/// Several who reported the same, as a number: who they are stands in the case.
fn reporters(desk: &Desk<'_>) -> Option<String> {
    let count = desk.case.reporters();
    let said = desk.voice.pick([
        format!("{count} meldinger om det samme"),
        format!("{count} meldingar om det same"),
        format!("{count} reports of the same"),
    ]);
    (count > 1).then_some(said)
}

fn status(desk: &Desk<'_>) -> String {
    let (case, voice) = (desk.case, desk.voice);
    let status = voice.status(case);
    match (&case.closing, &case.merged_into) {
        (_, Some(other)) => format!("{status}: {other}"),
        (Some(closing), None) => format!("{status} {}", voice.when(closing.at)),
        _ => status.to_owned(),
    }
}

fn holder(desk: &Desk<'_>) -> Option<String> {
    desk.case.holder(desk.now).filter(|_| desk.case.is_open()).map(|hold| hold.name.clone())
}

fn aware(desk: &Desk<'_>) -> String {
    let aware = &desk.case.aware;
    format!("{}\n{}", desk.voice.when(aware.at), desk.voice.say(&aware.reason))
}

/// `R 12, høy (S 3 × K 4)`, or that nobody has judged it.
pub fn level(desk: &Desk<'_>, one: Option<&crate::case::Assessment>) -> String {
    let Some(one) = one else {
        return desk.voice.pick(["ikke vurdert ennå", "ikkje vurdert enno", "not judged yet"]).to_owned();
    };
    let band = desk.voice.words.band(band_of(one.score(), &desk.voice.policy.bands));
    let (score, likelihood, consequence) = (one.score(), one.likelihood, one.consequence);
    format!("{band} – R\u{a0}{score} (S\u{a0}{likelihood}\u{a0}×\u{a0}K\u{a0}{consequence})")
}

fn not_told(desk: &Desk<'_>, required: Option<bool>) -> String {
    let voice = desk.voice;
    let words = match required {
        Some(false) => voice.pick([
            "nei, det skal ikke gjøres",
            "nei, det skal ikkje gjerast",
            "no, it is not to be done",
        ]),
        Some(true) => voice.pick([
            "ikke ennå, men det skal gjøres",
            "ikkje enno, men det skal gjerast",
            "not yet, but it is to be done",
        ]),
        None => voice.pick(["ikke avgjort ennå", "ikkje avgjort enno", "not decided yet"]),
    };
    words.to_owned()
}

/// The deadline that runs, so that nobody reads past it.
fn running(desk: &Desk<'_>) -> Option<Block> {
    let due = desk.case.authority_running().filter(|_| desk.case.state == State::Open)?;
    let when = desk.voice.when(due);
    let (head, rest) = if due >= desk.now {
        desk.voice.pick([
            ("Frist", format!("Avviket skal meldes innen {when}, hvis ikke noe annet blir bestemt.")),
            ("Frist", format!("Avviket skal meldast innan {when}, om ikkje noko anna blir bestemt.")),
            (
                "Deadline",
                format!("The authority is to be notified by {when}, unless it is decided otherwise."),
            ),
        ])
    } else {
        desk.voice.pick([
            ("Fristen er ute", format!("Avviket skulle ha vært meldt innen {when}.")),
            ("Fristen er ute", format!("Avviket skulle ha vore meldt innan {when}.")),
            ("The deadline has passed", format!("The authority was to be notified by {when}.")),
        ])
    };
    Some(Block::Note(vec![Run::bold(format!("{head}: ")), Run::plain(rest)]))
}

pub fn what_happened(desk: &Desk<'_>) -> Vec<Block> {
    let fields = Field::ALL.into_iter().filter(|field| !ELSEWHERE.contains(field));
    let rows = fields.map(|field| (desk.voice.label(field), desk.voice.field(desk.case, field)));
    let mut blocks = desk.facts(rows.collect());
    let set = desk.case.corrected.iter().map(|field| desk.voice.label(*field).to_lowercase());
    let set = set.collect::<Vec<_>>().join(", ");
    if !set.is_empty() {
        let word = desk.voice.pick([
            "Fylt ut eller rettet av dem som behandler saken",
            "Fylt ut eller retta av dei som behandlar saka",
            "Filled in or corrected by those who handle the case",
        ]);
        blocks.push(Block::Small(format!("{word}: {set}.")));
    }
    if let Some(unreadable) = &desk.case.unreadable {
        blocks.push(Block::Note(vec![Run::plain(desk.voice.say(unreadable))]));
    }
    blocks
}

pub fn contradictions(desk: &Desk<'_>) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Opplysning", "Det som også er sagt", "Av og når"],
        ["Opplysning", "Det som òg er sagt", "Av og når"],
        ["Information", "What was also said", "By and when"],
    ]);
    let unsure = voice.pick(["ikke bekreftet avsender", "ikkje stadfesta avsendar", "sender not confirmed"]);
    let rows = desk.case.beside.iter().map(|one| {
        let by = desk.by(&one.by, one.at);
        let by = if one.verified { by } else { format!("{by}\n({unsure})") };
        vec![voice.label(one.field).to_owned(), voice.value(&one.found), by]
    });
    desk.table(&[3, 5, 3], &header, rows.collect())
}
