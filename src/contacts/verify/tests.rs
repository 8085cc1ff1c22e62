use chrono::TimeZone;

use super::*;

fn rule() -> ContactCheck {
    ContactCheck { verify_every_secs: 90 * 86_400, ask_again_after_secs: vec![7 * 86_400, 21 * 86_400] }
}

/// Day 0 is 1 March 2026.
fn day(day: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 9, 0, 0).unwrap() + Duration::days(day)
}

/// What is known, in days: verified, asked, how often, bounced; then on which day, whether to ask, when next, and why a
/// person must look.
type Case = (Option<i64>, Option<i64>, u32, Option<i64>, i64, bool, i64, &'static [&'static str]);

#[rustfmt::skip]
const TABLE: [Case; 19] = [
    // Never verified: asked at once, then after 7 days, after 21 more, then each quarter.
    (None, None, 0, None, 0, true, 7, &["never"]),
    (None, Some(0), 1, None, 1, false, 7, &[]),
    (None, Some(0), 1, None, 7, true, 28, &["never", "no answer 1"]),
    (None, Some(7), 2, None, 8, false, 28, &["never", "no answer 2"]),
    (None, Some(7), 2, None, 28, true, 118, &["never", "no answer 2"]),
    (None, Some(28), 3, None, 100, false, 118, &["never", "no answer 3"]),
    (None, Some(28), 3, None, 118, true, 208, &["never", "no answer 3"]),
    // Verified: nothing for a quarter, then the same again.
    (Some(0), None, 0, None, 0, false, 90, &[]),
    (Some(0), None, 0, None, 89, false, 90, &[]),
    (Some(0), None, 0, None, 90, true, 97, &["old 90"]),
    (Some(0), Some(90), 1, None, 91, false, 97, &[]),
    (Some(0), Some(90), 1, None, 97, true, 118, &["old 97", "no answer 1"]),
    // Asked before the last confirmation, or a bounce before it: both are over.
    (Some(10), Some(7), 2, None, 20, false, 100, &[]),
    (Some(10), Some(7), 2, Some(8), 100, true, 107, &["old 90"]),
    (Some(10), Some(7), 2, Some(11), 20, false, 100, &["bounced"]),
    // Bounced: a person must look, and the address is not asked again before the next round.
    (None, Some(0), 1, Some(0), 1, false, 90, &["bounced", "never"]),
    (None, Some(0), 1, Some(0), 90, true, 180, &["bounced", "never"]),
    // A long stop, and a date ahead: neither is asked twice.
    (Some(0), None, 0, None, 400, true, 407, &["old 400"]),
    (Some(200), None, 0, None, 0, false, 290, &[]),
];

#[test]
fn whom_to_ask_when_and_what_a_person_must_look_at() {
    for case in TABLE {
        let (verified, asked_at, asked, bounced, on, ask, next, why) = case;
        let state = RowState {
            verified_at: verified.map(day),
            asked_at: asked_at.map(day),
            asked,
            bounced_at: bounced.map(day),
            proposed_email: None,
        };
        let look = look(&state, &rule(), day(on));
        let said: Vec<String> = look
            .problems
            .iter()
            .map(|problem| match problem {
                Problem::NeverVerified => "never".to_owned(),
                Problem::Old { days } => format!("old {days}"),
                Problem::NoAnswer { asked } => format!("no answer {asked}"),
                Problem::Bounced { .. } => "bounced".to_owned(),
                Problem::NewAddress { .. } => "address".to_owned(),
            })
            .collect();
        assert_eq!(
            (look.ask, look.next, said),
            (ask, day(next), why.iter().map(|one| (*one).to_owned()).collect()),
            "{case:?}"
        );
    }
}

#[test]
fn a_new_address_stays_a_problem_until_a_person_has_written_it() {
    let state =
        RowState { verified_at: Some(day(0)), proposed_email: Some("ny@a.no".into()), ..RowState::default() };
    let look = look(&state, &rule(), day(1));
    assert_eq!(look.problems, [Problem::NewAddress { email: "ny@a.no".into() }]);
    assert!(!look.ask);
}

#[test]
fn a_silent_contact_is_asked_four_times_a_year_at_most_twice_more_and_never_in_a_storm() {
    let (mut state, mut now, mut mails) = (RowState::default(), day(0), Vec::new());
    while now < day(365) {
        let look = look(&state, &rule(), now);
        if look.ask {
            mails.push((now - day(0)).num_days());
            state = RowState { asked_at: Some(now), asked: state.asked + 1, ..state };
        }
        assert!(look.next > now);
        now = look.next;
    }
    assert_eq!(mails, [0, 7, 28, 118, 208, 298]);
}

#[test]
fn a_plain_yes_confirms_and_anything_else_is_for_a_person() {
    for yes in [
        "Ja",
        "OK",
        "ok.",
        "Ja, det stemmer.\n\nHilsen Anders",
        "Hei\n\nDette stemmer fortsatt",
        "Hei, alt er riktig!",
        "Stadfest kontakt",
        "Bekreft kontakt",
        "Yes, this is still correct.",
        "Det er rett, takk",
    ] {
        assert!(confirms(yes), "{yes}");
    }
    for no in [
        "",
        "Nei",
        "Ja, men telefonen er feil",
        "Det stemmer ikke",
        "Det stemmer ikkje",
        "Not correct",
        "Mottatt",
        "Hei Kari\n\nJeg har sluttet.",
        "Takk",
        "Ok, jeg ser på det i morgen",
        "Hei\nNy telefon: 22 22 22 22",
    ] {
        assert!(!confirms(no), "{no}");
    }
}
