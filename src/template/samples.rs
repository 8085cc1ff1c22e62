//! Invented facts that every text is proved with before it is used. No person in them exists.

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Tz;

use crate::case::figures::Section;
use crate::case::notice::{
    ContactRow, LetterPart, MeasureView, Meeting, NoticeData, ProposalView, Understood,
};
use crate::case::overview::{OpenCase, Overview, Unanswered};
use crate::case::package::{Answer, Line, Package, Phase, Section as FormSection};
use crate::contacts::ListName;
use crate::phrase::Phrase;
use crate::policy::BandName;
use crate::report::field::CountPrecision;
use crate::report::{Count, Field, Kind, Value};

pub const ZONE: Tz = chrono_tz::Europe::Oslo;

/// What a stranger would write to break out of a text or into a header.
pub const HOSTILE: &str = "<script>{{x}}</script>\r\nBcc: all@example.net\u{202e}\" onload='x'";

/// Everything, nothing, nothing but defaults, and hostile characters in each text; with their names.
pub fn all() -> Vec<(&'static str, NoticeData)> {
    vec![
        ("full", full()),
        ("minimal", minimal()),
        ("empty", NoticeData::default()),
        ("unverified reporter", unverified()),
        ("overdue", overdue()),
        ("meeting moved", meeting_changed(false)),
        ("meeting called off", meeting_changed(true)),
        ("hostile", hostile()),
    ]
}

fn at(day: u32, hour: u32) -> Option<DateTime<Utc>> {
    Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).single()
}

fn minimal() -> NoticeData {
    NoticeData {
        organisation: "Eksempel kommune".into(),
        address: "avvik@eksempel.no".into(),
        case_number: "AVVIK-2026-0001".into(),
        ..NoticeData::default()
    }
}

/// Of letters and lists.
fn papers() -> NoticeData {
    NoticeData {
        letter: letter("E-post med karakterer ble sendt til feil klasse", "Eksempel kommune"),
        informs: Some(Phrase::new("letter_informs").with("name", "Ola Hansen").with("role", "system-owner")),
        persons_decided: true,
        persons_due: at(14, 8),
        persons_how: Some("per brev".into()),
        overview: Some(overview("AVVIK-2026-0001")),
        sections: sections("Ny rutine er innført."),
        year: Some(2026),
        closing_reason: Some("Opplysningene er slettet hos mottakeren.".into()),
        question: Some("Hvor mange fikk e-posten?".into()),
        ..minimal()
    }
}

/// Every key filled.
pub fn full() -> NoticeData {
    NoticeData {
        recipient_name: Some("Kari Nordmann".into()),
        opened_at: at(12, 14),
        aware_at: at(12, 13),
        aware_reason: Some(Phrase::new("aware_employee_discovery").with("at", at(12, 13))),
        aware_unsure: true,
        due_at: at(15, 13),
        remaining_secs: Some(71 * 3600 + 1800),
        authority: Some("Datatilsynet".into()),
        kinds: vec![Kind::Privacy, Kind::Security],
        band: BandName::High,
        likelihood: Some(3),
        consequence: Some(4),
        score: Some(12),
        proposal: Some(proposal()),
        reporter: Some("Ola Hansen <ola@eksempel.no>".into()),
        processor: Some("Driftsleverandøren AS".into()),
        parties: parties("Driftsleverandøren AS"),
        joint: true,
        categories: vec![Phrase::new("data_behaviour")],
        words: Some("Brevene ble levert til feil adresse.".into()),
        understood: understood("E-post med karakterer ble sendt til feil klasse."),
        missing: vec![Field::DataLocation, Field::MeasuresTaken, Field::PersonsInformed],
        numbers: vec![
            Phrase::new("hidden_national_ids").with("count", 2),
            Phrase::new("number_sent_outside"),
            Phrase::new("numbers_removed").with("count", 2),
        ],
        unreadable: true,
        unreadable_why: Some(Phrase::new("encrypted_smime")),
        attachments: vec!["skjema.docx (24 kB)".into(), "avvik.zip (4 kB)".into()],
        unread: vec![
            Phrase::new("file_encrypted").with("name", "avvik.zip"),
            Phrase::new("file_damaged").with("name", ""),
        ],
        forwarded: Some("Nina Berg (nina@eksempel.no)".into()),
        items: vec![
            Phrase::new("step_hold_due").with("minutes", 30),
            Phrase::new("step_before_due").with("left_secs", 86_400),
        ],
        done: done("Karakterer er kjent for mange"),
        not_done: vec![
            Phrase::new("not_understood")
                .with("raw", "Tiltak ny rutine innen fredag")
                .with("example", "measure"),
        ],
        held_by: Some("Kari Nordmann".into()),
        held_until: at(12, 22),
        next_step: Some(
            Phrase::new("next_hold").with("at", at(12, 22)).with("who", vec!["Per Olsen", "Ingrid Lie"]),
        ),
        contact_name: Some("Kari Nordmann".into()),
        contact_phone: Some("22 22 22 22".into()),
        contact_email: Some("personvernombud@eksempel.no".into()),
        off_hours_name: Some("Per Berg".into()),
        off_hours_phone: Some("22 22 22 23".into()),
        about: Some("Per Olsen <per@eksempel.no>".into()),
        about_reason: Some(
            Phrase::new("bounced").with("recipient", "per@eksempel.no").with("status", "5.1.1"),
        ),
        measures: measures("Ny rutine for utsending"),
        meeting: meeting("Møterom 2"),
        contact_rows: contact_rows("Databanken AS"),
        reply_lines: ["OK", "S: 3  K: 4", "Meld Datatilsynet: ja"].map(str::to_owned).to_vec(),
        package: Some(package("E-post med karakterer ble sendt til feil klasse.")),
        timeline: timeline(),
        chain_head: Some("9f2c41d07ab3".into()),
        ..papers()
    }
}

fn parties(name: &str) -> Vec<Phrase> {
    let kept = Phrase::new("processor_kept").with("name", name).with("at", at(12, 9));
    vec![
        kept.with("took", 4 * 3600).with("allowed", 86_400),
        Phrase::new("processor_may_not").with("name", name),
    ]
}

fn done(reason: &str) -> Vec<Phrase> {
    let risk = Phrase::new("risk_set").with("likelihood", 3).with("consequence", 4).with("score", 12);
    vec![risk.with("band", "high").with("reason", reason), Phrase::new("authority_yes")]
}

fn proposal() -> ProposalView {
    let word = |key: &str, word: &str| Phrase::new(key).with("word", word);
    let level = Phrase::new("severity_high");
    ProposalView {
        likelihood: 3,
        consequence: 4,
        score: 12,
        band: BandName::High,
        duty: Phrase::new("duty_both"),
        raised: Some(Phrase::new("raised_severe").with("likelihood", 3).with("consequence", 4)),
        normen: Phrase::new("normen_product")
            .with("likelihood", 3)
            .with("consequence", 3)
            .with("score", 9)
            .with("band", "medium"),
        because: vec![
            Phrase::new("normen_breach")
                .with("what", [word("exposure_known", "feil mottaker")])
                .with("likelihood", 3),
            Phrase::new("normen_persons").with("what", word("special_children", "elever")),
            Phrase::new("normen_number").with("what", Phrase::new("persons_exactly").with("count", 30)),
        ],
        enisa: Some(
            Phrase::new("enisa_sum")
                .with("context", 3)
                .with("identification", 1.0)
                .with("circumstances", 0.25)
                .with("severity", 3.25)
                .with("level", level.clone()),
        ),
        severity: Some(3.25),
        severity_level: Some(level),
        enisa_because: vec![
            Phrase::new("enisa_data").with("what", word("data_behaviour", "karakterer")).with("score", 2),
            Phrase::new("enisa_special").with("what", word("special_children", "elever")).with("score", 3),
        ],
    }
}

fn understood(text: &str) -> Vec<Understood> {
    let count = Count { low: 30, high: Some(30), precision: CountPrecision::Approximate };
    vec![
        Understood {
            field: Field::WhatHappened,
            value: Value::Text(text.into()),
            raw: text.into(),
            sentence: None,
        },
        Understood {
            field: Field::AffectedPersons,
            value: Value::Count(count),
            raw: text.into(),
            sentence: Some(text.into()),
        },
    ]
}

fn measures(text: &str) -> Vec<MeasureView> {
    let due = MeasureView {
        number: 1,
        text: text.into(),
        owner: Some("Ola Hansen".into()),
        helper: Some("Nina Berg".into()),
        effect: Some("færre feilsendinger".into()),
        proposal: Some("stenge autofullføring".into()),
        estimate: Some("40 timer".into()),
        progress: Some("50 %".into()),
        waits_for_approval: true,
        due_at: at(20, 11),
        done_at: None,
    };
    let done = MeasureView { number: 2, owner: None, done_at: at(13, 8), ..due.clone() };
    vec![due, done]
}

fn meeting(place: &str) -> Option<Meeting> {
    at(16, 8).map(|starts_at| Meeting {
        cancelled: false,
        uid: "0193a2.group@eksempel.no".into(),
        sequence: 0,
        starts_at,
        minutes: 60,
        place: Phrase::new("group_place").with("place", place),
        introduction_only: true,
    })
}

/// The meeting is moved, or called off.
fn meeting_changed(cancelled: bool) -> NoticeData {
    let changed = meeting("Møterom 2").map(|known| Meeting { cancelled, sequence: 1, ..known });
    NoticeData { meeting: changed, ..full() }
}

fn contact_rows(text: &str) -> Vec<ContactRow> {
    vec![ContactRow {
        lists: vec![ListName::Security, ListName::Privacy],
        party: text.into(),
        name: text.into(),
        phone: "22 22 22 22".into(),
        email: "personvern@databanken.example".into(),
    }]
}

fn overview(text: &str) -> Overview {
    let due = OpenCase {
        case_number: text.into(),
        opened_at: at(12, 14).unwrap_or_default(),
        band: BandName::High,
        kinds: [Kind::Privacy].into(),
        due_at: at(15, 13),
        due_to: Some(text.into()),
        remaining_secs: Some(71 * 3600),
        held_by: Some(text.into()),
        held_until: at(12, 22),
        next_step: Some(Phrase::new("next_deadline").with("at", at(15, 13)).with("who", "")),
        waits_for: vec![Phrase::new("open_risk"), Phrase::new("open_authority")],
    };
    let late = OpenCase { remaining_secs: Some(-3600), held_by: None, next_step: None, ..due.clone() };
    let none =
        OpenCase { due_at: None, due_to: None, remaining_secs: None, band: BandName::Low, ..late.clone() };
    Overview {
        headline: Some(Phrase::new("house_alive").with("count", 43).with("late", 1)),
        total: 43,
        late: 1,
        open: vec![late, due, none],
        more: 40,
        unanswered: Some(Unanswered {
            case_number: text.into(),
            opened_at: at(12, 14).unwrap_or_default(),
            waited_secs: 3 * 86_400,
        }),
        measures_due: vec![
            Phrase::new("measure_is_late")
                .with("case", text)
                .with("number", 2)
                .with("owner", text)
                .with("due", at(11, 0)),
        ],
        next_at: at(13, 7),
        head: Some("9f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c41d07ab39f2c".into()),
    }
}

fn sections(text: &str) -> Vec<Section> {
    let times = Phrase::new("figure_times").with("median", 7_200).with("worst", 90_000).with("count", 12);
    let said = Phrase::new("figure_text").with("text", text);
    vec![
        Section::new("week").count("week_opened", 3).row(Phrase::new("review_to_report"), times),
        Section::new("review_evaluations").row(Phrase::new("label_case").with("case", text), said),
    ]
}

fn package(text: &str) -> Package {
    let read: Vec<Answer> = understood(text).into_iter().map(Answer::Read).collect();
    let follows = vec![Answer::Said(Phrase::new("form_follows"))];
    Package {
        phase: Phase::First,
        reference: Some("AR123456".into()),
        notified_at: at(13, 10),
        sections: vec![FormSection { number: 5, answers: read }, FormSection { number: 9, answers: follows }],
        enough: false,
        why: Phrase::new("not_enough_for_first"),
        lacks: vec![Phrase::new("lacks_nature")],
        open: vec![Field::DataLocation, Field::MeasuresTaken],
        before: vec![
            Phrase::new("phone_first").with("why", [Phrase::new("phone_press"), Phrase::new("phone_police")]),
            Phrase::new("login_needed"),
        ],
        notes: vec![Phrase::new("package_phased"), Phrase::new("package_late")],
        timeline: timeline(),
        cases: vec!["AVVIK-2026-0001".into(), "AVVIK-2026-0002".into()],
    }
}

fn timeline() -> Vec<Line> {
    let line = |day, hour, what| at(day, hour).map(|at| Line { at, what });
    let gap = Phrase::new("timeline_gap").with("from", at(12, 16)).with("to", at(13, 9));
    let lines = [
        line(12, 13, Phrase::new("timeline_discovered")),
        line(12, 14, Phrase::new("timeline_reported")),
        line(12, 16, gap),
        line(13, 9, Phrase::new("timeline_taken")),
    ];
    lines.into_iter().flatten().collect()
}

fn letter(text: &str, organisation: &str) -> Vec<LetterPart> {
    let part = |heading: &str, lines: Vec<Phrase>, listed| LetterPart {
        heading: Some(Phrase::new(heading)),
        lines,
        listed,
    };
    vec![
        LetterPart { heading: None, lines: vec![Phrase::new("letter_intro")], listed: false },
        part(
            "letter_heading_what",
            vec![Phrase::new("letter_seen"), Phrase::new("letter_what").with("text", text)],
            false,
        ),
        part("letter_heading_consequences", vec![Phrase::new("letter_fill_consequences")], false),
        part(
            "letter_heading_advice",
            vec![Phrase::new("letter_do_watch"), Phrase::new("letter_do_credit")],
            true,
        ),
        LetterPart {
            heading: None,
            lines: vec![Phrase::new("letter_regards").with("organisation", organisation)],
            listed: false,
        },
    ]
}

fn unverified() -> NoticeData {
    NoticeData { reporter_unverified: true, in_your_name: true, ..full() }
}

fn overdue() -> NoticeData {
    NoticeData {
        remaining_secs: Some(-5 * 3600),
        band: BandName::Undecided,
        score: None,
        likelihood: None,
        consequence: None,
        held_by: None,
        held_until: None,
        ..full()
    }
}

fn hostile() -> NoticeData {
    let text = || Some(HOSTILE.to_owned());
    NoticeData {
        organisation: HOSTILE.into(),
        address: HOSTILE.into(),
        case_number: HOSTILE.into(),
        recipient_name: text(),
        authority: text(),
        reporter: text(),
        processor: text(),
        parties: vec![Phrase::new("processor_may_not").with("name", HOSTILE)],
        categories: vec![Phrase::new("data_behaviour").with("word", HOSTILE)],
        words: text(),
        off_hours_name: text(),
        off_hours_phone: text(),
        understood: understood(HOSTILE),
        attachments: vec![HOSTILE.into()],
        unread: vec![Phrase::new("file_damaged").with("name", HOSTILE)],
        forwarded: text(),
        items: vec![Phrase::new(HOSTILE).with(HOSTILE, HOSTILE)],
        done: vec![Phrase::new("closed").with("reason", HOSTILE)],
        not_done: vec![Phrase::new("not_understood").with("raw", HOSTILE).with("example", HOSTILE)],
        held_by: text(),
        contact_name: text(),
        contact_phone: text(),
        contact_email: text(),
        about: text(),
        measures: measures(HOSTILE),
        meeting: meeting(HOSTILE),
        closing_reason: text(),
        question: text(),
        contact_rows: contact_rows(HOSTILE),
        package: Some(package(HOSTILE)),
        letter: letter(HOSTILE, HOSTILE),
        persons_how: text(),
        reply_lines: vec![HOSTILE.into()],
        chain_head: text(),
        overview: Some(overview(HOSTILE)),
        sections: sections(HOSTILE),
        ..full()
    }
}
