use super::*;
use crate::report::field::Value;

const OSLO: Tz = chrono_tz::Europe::Oslo;

fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// Friday 13 March 2026, 09:30.
fn anchor() -> DateTime<FixedOffset> {
    at("2026-03-13T09:30:00+01:00")
}

#[test]
fn moments_are_read_as_people_write_them() {
    use Precision::*;
    let table = [
        ("12.03.2026 kl. 14.00", "2026-03-12T14:00:00+01:00", Minute),
        ("12.03.2026 kl 14:00", "2026-03-12T14:00:00+01:00", Minute),
        ("12.03.2026 14:00", "2026-03-12T14:00:00+01:00", Minute),
        ("12.03.2026 14.00", "2026-03-12T14:00:00+01:00", Minute),
        ("2026-03-12 14:00", "2026-03-12T14:00:00+01:00", Minute),
        ("2026-03-12T13:00:00Z", "2026-03-12T14:00:00+01:00", Minute),
        ("2026-03-12T14:00+01:00", "2026-03-12T14:00:00+01:00", Minute),
        ("12/3-2026", "2026-03-12T00:00:00+01:00", Day),
        ("12/3 2026", "2026-03-12T00:00:00+01:00", Day),
        ("5.6.14", "2014-06-05T00:00:00+02:00", Day),
        ("20140517", "2014-05-17T00:00:00+02:00", Day),
        ("03.04.2025", "2025-04-03T00:00:00+02:00", Day),
        ("den 5. juni 2014", "2014-06-05T00:00:00+02:00", Day),
        ("12. mars 2026 kl. 1300", "2026-03-12T13:00:00+01:00", Minute),
        ("12. mars kl 13", "2026-03-12T13:00:00+01:00", Hour),
        ("12.3.", "2026-03-12T00:00:00+01:00", Day),
        ("24.12.", "2025-12-24T00:00:00+01:00", Day),
        ("12.3", "2026-03-12T00:00:00+01:00", Day),
        ("March 12, 2026", "2026-03-12T00:00:00+01:00", Day),
        ("March 12, 2026 at 2:15 pm", "2026-03-12T14:15:00+01:00", Minute),
        ("12 March 2026, 14:00", "2026-03-12T14:00:00+01:00", Minute),
        ("12 March 2026 at 02:15 UTC", "2026-03-12T03:15:00+01:00", Minute),
        ("yesterday at 2 pm", "2026-03-12T14:00:00+01:00", Hour),
        ("i går kl. 14", "2026-03-12T14:00:00+01:00", Hour),
        ("i går kl. 14.03", "2026-03-12T14:03:00+01:00", Minute),
        ("i går 14.30", "2026-03-12T14:30:00+01:00", Minute),
        ("i dag", "2026-03-13T00:00:00+01:00", Day),
        ("d.d.", "2026-03-13T00:00:00+01:00", Day),
        ("i forgårs", "2026-03-11T00:00:00+01:00", Day),
        ("i førgår", "2026-03-11T00:00:00+01:00", Day),
        ("i morges", "2026-03-13T05:00:00+01:00", Day),
        ("mandag kl 9", "2026-03-09T09:00:00+01:00", Hour),
        ("tysdag klokka 10.15", "2026-03-10T10:15:00+01:00", Minute),
        ("fredag", "2026-03-13T00:00:00+01:00", Day),
        ("forrige torsdag", "2026-03-05T00:00:00+01:00", Day),
        ("sist torsdag", "2026-03-12T00:00:00+01:00", Day),
        ("torsdag 12. mars 2026", "2026-03-12T00:00:00+01:00", Day),
        ("for 2 timer siden", "2026-03-13T07:30:00+01:00", Hour),
        ("for to timar sidan", "2026-03-13T07:30:00+01:00", Hour),
        ("2 hours ago", "2026-03-13T07:30:00+01:00", Hour),
        ("for 20 minutter siden", "2026-03-13T09:10:00+01:00", Minute),
        ("for tre dager siden", "2026-03-10T00:00:00+01:00", Day),
        ("i går halv to", "2026-03-12T13:30:00+01:00", Hour),
        ("i går kvart over tre", "2026-03-12T15:15:00+01:00", Hour),
        ("i går ti på halv fire", "2026-03-12T15:20:00+01:00", Hour),
        ("uke 10", "2026-03-02T00:00:00+01:00", Week),
        ("førre veke", "2026-03-02T00:00:00+01:00", Week),
        ("i helgen", "2026-03-07T00:00:00+01:00", Week),
        ("tidlig i mars", "2026-03-01T00:00:00+01:00", Month),
        ("mars 2026", "2026-03-01T00:00:00+01:00", Month),
        ("i går, ca. kl. 14.30", "2026-03-12T14:30:00+01:00", Hour),
        ("kl. 8", "2026-03-13T08:00:00+01:00", Hour),
        ("kl. 16.00", "2026-03-12T16:00:00+01:00", Minute),
    ];
    for (text, wanted, precision) in table {
        let found = moment(text, anchor(), OSLO);
        assert_eq!(found.map(|m| (m.at, m.precision)), Some((at(wanted), precision)), "{text}");
    }
}

#[test]
fn written_dates_are_read_in_every_form_that_is_used() {
    use Precision::*;
    let table = [
        // The forms of the language council (T7), and those that are wrong but common.
        ("5.6.2014", "2014-06-05T00:00:00+02:00", Day),
        ("05.06.2014", "2014-06-05T00:00:00+02:00", Day),
        ("5.6.", "2025-06-05T00:00:00+02:00", Day),
        ("2014-05-17", "2014-05-17T00:00:00+02:00", Day),
        ("5/6 2014", "2014-06-05T00:00:00+02:00", Day),
        ("24/12-2005", "2005-12-24T00:00:00+01:00", Day),
        ("040895", "1995-08-04T00:00:00+02:00", Day),
        ("12/3", "2026-03-12T00:00:00+01:00", Day),
        ("12.03.26", "2026-03-12T00:00:00+01:00", Day),
        ("12-03-2026", "2026-03-12T00:00:00+01:00", Day),
        ("12 03 2026", "2026-03-12T00:00:00+01:00", Day),
        ("12. 03. 2026", "2026-03-12T00:00:00+01:00", Day),
        ("2026.03.12", "2026-03-12T00:00:00+01:00", Day),
        ("12032026", "2026-03-12T00:00:00+01:00", Day),
        ("04.08.95", "1995-08-04T00:00:00+02:00", Day),
        ("12. mars", "2026-03-12T00:00:00+01:00", Day),
        ("12 mars 2026", "2026-03-12T00:00:00+01:00", Day),
        ("12.mars 2026", "2026-03-12T00:00:00+01:00", Day),
        ("tirs. 10. mars", "2026-03-10T00:00:00+01:00", Day),
        ("tir. 10. mar. 2026 kl. 13:09", "2026-03-10T13:09:00+01:00", Minute),
        ("torsdag, 12. mars 2026 kl. 12:46", "2026-03-12T12:46:00+01:00", Minute),
        ("17. desember", "2025-12-17T00:00:00+01:00", Day),
        ("3/14/2026", "2026-03-14T00:00:00+01:00", Day),
        ("12 March 2026 at 2:15pm", "2026-03-12T14:15:00+01:00", Minute),
        ("12th of March 2026", "2026-03-12T00:00:00+01:00", Day),
        ("March 12th", "2026-03-12T00:00:00+01:00", Day),
        ("Mar 12, 2026 9:05 a.m.", "2026-03-12T09:05:00+01:00", Minute),
        ("on the 5th of March", "2026-03-05T00:00:00+01:00", Day),
        // Times of day.
        ("12.03.2026 kl. 13", "2026-03-12T13:00:00+01:00", Hour),
        ("12.03.2026 kl. 1300", "2026-03-12T13:00:00+01:00", Minute),
        ("12.03.2026 kl. 9.05", "2026-03-12T09:05:00+01:00", Minute),
        ("12.03.2026 kl. 14.05.02", "2026-03-12T14:05:00+01:00", Minute),
        ("12.03.2026 kl 930", "2026-03-12T09:30:00+01:00", Minute),
        ("12.03.2026, 14.00", "2026-03-12T14:00:00+01:00", Minute),
        ("12.03.2026 1400", "2026-03-12T14:00:00+01:00", Minute),
        ("12.03.2026 - 14:00", "2026-03-12T14:00:00+01:00", Minute),
        ("12.03.26 kl 0915", "2026-03-12T09:15:00+01:00", Minute),
        ("kl. 14.30 den 12.03.2026", "2026-03-12T14:30:00+01:00", Minute),
        ("12.03.2026 ca. kl. 14", "2026-03-12T14:00:00+01:00", Hour),
        ("12.03.2026 ca 14:30", "2026-03-12T14:30:00+01:00", Hour),
        ("12.3. kl 14.30", "2026-03-12T14:30:00+01:00", Minute),
        ("klokka 14 den 12. mars", "2026-03-12T14:00:00+01:00", Hour),
        ("12. mars 2026 rundt lunsj", "2026-03-12T11:00:00+01:00", Hour),
        ("12. mars ved midnatt", "2026-03-12T00:00:00+01:00", Hour),
        // 14.03 may be a day or a time (T7): the context decides, and alone the earlier one.
        ("14.03 i går", "2026-03-12T14:03:00+01:00", Minute),
        ("11.03", "2026-03-11T00:00:00+01:00", Day),
        ("14.03", "2026-03-12T14:03:00+01:00", Minute),
        ("kl. 11.03", "2026-03-12T11:03:00+01:00", Minute),
        // Zones.
        ("2026-03-12T14:00:00+02:00", "2026-03-12T13:00:00+01:00", Minute),
        ("2026-03-12T14:00:00.123Z", "2026-03-12T15:00:00+01:00", Minute),
        ("2026-03-12T09:00-05:00", "2026-03-12T15:00:00+01:00", Minute),
        ("12.03.2026 14:00 CET", "2026-03-12T14:00:00+01:00", Minute),
        ("12.06.2025 14:00 CEST", "2025-06-12T14:00:00+02:00", Minute),
        ("12 March 2026 14:00 GMT", "2026-03-12T15:00:00+01:00", Minute),
        ("12 March 2026 at 2 pm EST", "2026-03-12T20:00:00+01:00", Hour),
    ];
    for (text, wanted, precision) in table {
        let found = moment(text, anchor(), OSLO);
        assert_eq!(found.map(|m| (m.at, m.precision)), Some((at(wanted), precision)), "{text}");
    }
}

#[test]
fn days_are_told_by_their_distance_in_three_languages() {
    use Precision::*;
    let table = [
        ("i forgårs", "2026-03-11T00:00:00+01:00", Day),
        ("i forgårs kveld", "2026-03-11T17:00:00+01:00", Day),
        ("i førgår", "2026-03-11T00:00:00+01:00", Day),
        ("the day before yesterday", "2026-03-11T00:00:00+01:00", Day),
        ("igår", "2026-03-12T00:00:00+01:00", Day),
        ("i går kveld", "2026-03-12T17:00:00+01:00", Day),
        ("i går ettermiddag", "2026-03-12T12:00:00+01:00", Day),
        ("yesterday evening", "2026-03-12T17:00:00+01:00", Day),
        ("last night", "2026-03-12T17:00:00+01:00", Day),
        ("i gaar kl. 14", "2026-03-12T14:00:00+01:00", Hour),
        ("i formiddag", "2026-03-13T08:00:00+01:00", Day),
        ("i føremiddag", "2026-03-13T08:00:00+01:00", Day),
        ("nå i morges", "2026-03-13T05:00:00+01:00", Day),
        ("i dag tidlig", "2026-03-13T05:00:00+01:00", Day),
        ("this morning", "2026-03-13T05:00:00+01:00", Day),
        ("i natt", "2026-03-13T00:00:00+01:00", Day),
        ("i natt halv to", "2026-03-13T01:30:00+01:00", Hour),
        ("natt til lørdag", "2026-03-07T00:00:00+01:00", Day),
        ("natt til lørdag kl. 02", "2026-03-07T02:00:00+01:00", Hour),
        ("natta til laurdag", "2026-03-07T00:00:00+01:00", Day),
        ("mandag morgen", "2026-03-09T05:00:00+01:00", Day),
        ("måndag kveld", "2026-03-09T17:00:00+01:00", Day),
        ("laurdag", "2026-03-07T00:00:00+01:00", Day),
        ("sundag", "2026-03-08T00:00:00+01:00", Day),
        ("sist mandag", "2026-03-09T00:00:00+01:00", Day),
        ("førre onsdag", "2026-03-04T00:00:00+01:00", Day),
        ("last Friday", "2026-03-06T00:00:00+01:00", Day),
        ("Thursday last week", "2026-03-05T00:00:00+01:00", Day),
        ("torsdag i forrige uke", "2026-03-05T00:00:00+01:00", Day),
        ("torsdag i uke 9", "2026-02-26T00:00:00+01:00", Day),
        ("on Tuesday at 10.15", "2026-03-10T10:15:00+01:00", Minute),
        ("tir. kl. 10", "2026-03-10T10:00:00+01:00", Hour),
        ("forrige uke", "2026-03-02T00:00:00+01:00", Week),
        ("last week", "2026-03-02T00:00:00+01:00", Week),
        ("denne uka", "2026-03-09T00:00:00+01:00", Week),
        ("uke 12", "2025-03-17T00:00:00+01:00", Week),
        ("veke 10", "2026-03-02T00:00:00+01:00", Week),
        ("uke nr. 10", "2026-03-02T00:00:00+01:00", Week),
        ("sist helg", "2026-03-07T00:00:00+01:00", Week),
        ("i helga", "2026-03-07T00:00:00+01:00", Week),
        ("last weekend", "2026-03-07T00:00:00+01:00", Week),
        ("i mars", "2026-03-01T00:00:00+01:00", Month),
        ("tidleg i mars", "2026-03-01T00:00:00+01:00", Month),
        ("early February", "2026-02-01T00:00:00+01:00", Month),
        ("slutten av februar", "2026-02-20T00:00:00+01:00", Week),
        ("midten av februar", "2026-02-10T00:00:00+01:00", Week),
        ("November 2025", "2025-11-01T00:00:00+01:00", Month),
        ("siden 2019", "2019-01-01T00:00:00+01:00", Month),
        ("i fjor", "2025-01-01T00:00:00+01:00", Month),
        ("nå nettopp", "2026-03-13T09:30:00+01:00", Hour),
        ("no nettopp", "2026-03-13T09:30:00+01:00", Hour),
        ("just now", "2026-03-13T09:30:00+01:00", Hour),
    ];
    for (text, wanted, precision) in table {
        let found = moment(text, anchor(), OSLO);
        assert_eq!(found.map(|m| (m.at, m.precision)), Some((at(wanted), precision)), "{text}");
    }
}

#[test]
fn lengths_count_back_from_the_mail_to_the_earliest_they_may_mean() {
    use Precision::*;
    let table = [
        ("for to timar sidan", "2026-03-13T07:30:00+01:00", Hour),
        ("for en time siden", "2026-03-13T08:30:00+01:00", Hour),
        ("ca. 2 timer siden", "2026-03-13T07:30:00+01:00", Hour),
        ("for halvannen time siden", "2026-03-13T07:30:00+01:00", Hour),
        ("for en halvtime siden", "2026-03-13T09:00:00+01:00", Hour),
        ("for et par timer siden", "2026-03-13T06:30:00+01:00", Hour),
        ("a couple of hours ago", "2026-03-13T06:30:00+01:00", Hour),
        ("an hour ago", "2026-03-13T08:30:00+01:00", Hour),
        ("for tre dagar sidan", "2026-03-10T00:00:00+01:00", Day),
        ("for et par dager siden", "2026-03-10T00:00:00+01:00", Week),
        ("for noen dager siden", "2026-03-07T00:00:00+01:00", Week),
        ("a few days ago", "2026-03-07T00:00:00+01:00", Week),
        ("for en uke siden", "2026-03-06T00:00:00+01:00", Week),
        ("two weeks ago", "2026-02-27T00:00:00+01:00", Week),
        ("for ein månad sidan", "2026-02-10T00:00:00+01:00", Month),
        ("15 minutes ago", "2026-03-13T09:15:00+01:00", Minute),
    ];
    for (text, wanted, precision) in table {
        let found = moment(text, anchor(), OSLO);
        assert_eq!(found.map(|m| (m.at, m.precision)), Some((at(wanted), precision)), "{text}");
    }
}

#[test]
fn the_spoken_clock_is_read_with_its_halves_and_quarters() {
    let table = [
        ("i går halv to", "13:30"),
        ("i går klokka halv to", "13:30"),
        ("i går kl. halv 2", "13:30"),
        ("i går kvart over tre", "15:15"),
        ("i går kvart på tre", "14:45"),
        ("i går ti på halv fire", "15:20"),
        ("i går fem over halv fire", "15:35"),
        ("i går ti over ti", "10:10"),
        ("i går fem på ni", "08:55"),
        ("i går klokka åtte", "08:00"),
        ("i går morges halv ni", "08:30"),
        ("i går kveld halv ni", "20:30"),
        ("yesterday at half past two", "14:30"),
        ("yesterday at quarter to three", "14:45"),
        ("yesterday at quarter past nine", "09:15"),
        ("yesterday at noon", "12:00"),
    ];
    for (text, wanted) in table {
        let found = moment(text, anchor(), OSLO).map(|moment| moment.at);
        assert_eq!(found, Some(at(&format!("2026-03-12T{wanted}:00+01:00"))), "{text}");
    }
}

#[test]
fn a_day_told_elsewhere_is_counted_from_when_it_is_known() {
    let base = at("2026-03-12T10:30:00+01:00");
    let from = |text: &str| from_another(text, base, anchor(), OSLO).map(|moment| moment.at);
    assert_eq!(from("samme dag kl. 15"), Some(at("2026-03-12T15:00:00+01:00")));
    assert_eq!(from("same dag"), Some(base));
    assert_eq!(from("the next day at 9:00"), Some(at("2026-03-13T09:00:00+01:00")));
    assert_eq!(from("i går"), None);
    assert!(counts_from_another("dagen etter"));
}

#[test]
fn what_names_no_time_gives_none() {
    for text in [
        "",
        "ukjent",
        "vet ikke",
        "samme dag",
        "samme dag kl. 15",
        "over lengre tid",
        "32.13.2026",
        "99999999999",
        "12 pasienter",
    ] {
        assert_eq!(moment(text, anchor(), OSLO), None, "{text}");
    }
}

#[test]
fn a_due_date_without_a_year_is_the_next_one() {
    assert_eq!(moment_ahead("20.3.", anchor(), OSLO).unwrap().at, at("2026-03-20T00:00:00+01:00"));
    assert_eq!(moment_ahead("mandag", anchor(), OSLO).unwrap().at, at("2026-03-16T00:00:00+01:00"));
}

#[test]
fn the_doubled_october_hour_is_the_earlier_one() {
    let found = moment("25.10.2026 kl. 02.30", at("2026-10-26T09:00:00+01:00"), OSLO).unwrap();
    assert_eq!(found, Moment { at: at("2026-10-25T02:30:00+02:00"), precision: Precision::Minute });
}

#[test]
fn the_missing_spring_hour_is_shifted_and_vaguer() {
    let found = moment("29.03.2026 kl. 02.30", at("2026-03-30T09:00:00+02:00"), OSLO).unwrap();
    assert_eq!(found, Moment { at: at("2026-03-29T03:30:00+02:00"), precision: Precision::Hour });
}

/// A text, its beginning and end, and whether it goes on.
type Told<'a> = (&'a str, Option<&'a str>, Option<&'a str>, bool);

fn assert_periods(table: &[Told<'_>]) {
    for (text, start, end, ongoing) in table {
        let wanted = Value::Period { start: start.map(at), end: end.map(at), ongoing: *ongoing };
        assert_eq!(period(text, anchor(), OSLO), Some(wanted), "{text}");
    }
}

#[test]
fn periods_are_read_as_people_write_them() {
    let table = [
        (
            "fra 10.03.2026 kl. 09.00 til 12.03.2026 kl. 14.00",
            Some("2026-03-10T09:00:00+01:00"),
            Some("2026-03-12T14:00:00+01:00"),
            false,
        ),
        ("3.-6. juni 2025", Some("2025-06-03T00:00:00+02:00"), Some("2025-06-06T00:00:00+02:00"), false),
        ("10. til 12. mars", Some("2026-03-10T00:00:00+01:00"), Some("2026-03-12T00:00:00+01:00"), false),
        (
            "12.03.2026 kl. 10.00-12.00",
            Some("2026-03-12T10:00:00+01:00"),
            Some("2026-03-12T12:00:00+01:00"),
            false,
        ),
        (
            "11.03.2026 kl. 08.00 - 12.03.2026 kl. 12.00",
            Some("2026-03-11T08:00:00+01:00"),
            Some("2026-03-12T12:00:00+01:00"),
            false,
        ),
        (
            "10.03.2026 - 12.03.2026",
            Some("2026-03-10T00:00:00+01:00"),
            Some("2026-03-12T00:00:00+01:00"),
            false,
        ),
        (
            "mellom 10.3. og 12.3.",
            Some("2026-03-10T00:00:00+01:00"),
            Some("2026-03-12T00:00:00+01:00"),
            false,
        ),
        ("siden 2019", Some("2019-01-01T00:00:00+01:00"), None, true),
        ("since 2019", Some("2019-01-01T00:00:00+01:00"), None, true),
        ("pågår fortsatt", None, None, true),
        (
            "from 10 March 2026 to 12 March 2026",
            Some("2026-03-10T00:00:00+01:00"),
            Some("2026-03-12T00:00:00+01:00"),
            false,
        ),
        ("12.03.2026 kl. 14.00", Some("2026-03-12T14:00:00+01:00"), None, false),
        (
            "28. desember til 3. januar",
            Some("2025-12-28T00:00:00+01:00"),
            Some("2026-01-03T00:00:00+01:00"),
            false,
        ),
        ("i går", Some("2026-03-12T00:00:00+01:00"), None, false),
        ("3. - 6. juni 2025", Some("2025-06-03T00:00:00+02:00"), Some("2025-06-06T00:00:00+02:00"), false),
        ("10.-12.03.2026", Some("2026-03-10T00:00:00+01:00"), Some("2026-03-12T00:00:00+01:00"), false),
        ("10.03.-12.03.2026", Some("2026-03-10T00:00:00+01:00"), Some("2026-03-12T00:00:00+01:00"), false),
        ("12.03.2026 kl 10-12", Some("2026-03-12T10:00:00+01:00"), Some("2026-03-12T12:00:00+01:00"), false),
    ];
    assert_periods(&table);
}

#[test]
fn periods_told_by_clock_weekday_or_word_are_read_too() {
    let table = [
        (
            "12.03.2026 mellom kl. 10 og 12",
            Some("2026-03-12T10:00:00+01:00"),
            Some("2026-03-12T12:00:00+01:00"),
            false,
        ),
        (
            "i går mellom 08.00 og 10.30",
            Some("2026-03-12T08:00:00+01:00"),
            Some("2026-03-12T10:30:00+01:00"),
            false,
        ),
        (
            "2026-03-10 09:00 - 2026-03-12 14:00",
            Some("2026-03-10T09:00:00+01:00"),
            Some("2026-03-12T14:00:00+01:00"),
            false,
        ),
        (
            "fra mandag til onsdag",
            Some("2026-03-09T00:00:00+01:00"),
            Some("2026-03-11T00:00:00+01:00"),
            false,
        ),
        ("januar til mars 2026", Some("2026-01-01T00:00:00+01:00"), Some("2026-03-01T00:00:00+01:00"), false),
        ("januar–februar 2026", Some("2026-01-01T00:00:00+01:00"), Some("2026-02-01T00:00:00+01:00"), false),
        ("2019-2021", Some("2019-01-01T00:00:00+01:00"), Some("2021-01-01T00:00:00+01:00"), false),
        ("fra 10. mars til i dag", Some("2026-03-10T00:00:00+01:00"), None, true),
        ("10.03.2026 til d.d.", Some("2026-03-10T00:00:00+01:00"), None, true),
        ("frå 10. mars og pågår framleis", Some("2026-03-10T00:00:00+01:00"), None, true),
        ("since Monday", Some("2026-03-09T00:00:00+01:00"), None, true),
        ("sidan i går", Some("2026-03-12T00:00:00+01:00"), None, true),
        ("ongoing since 10 March", Some("2026-03-10T00:00:00+01:00"), None, true),
        ("for to dager siden", Some("2026-03-11T00:00:00+01:00"), None, false),
        ("frem til 12. mars", None, Some("2026-03-12T00:00:00+01:00"), false),
        ("framleis", None, None, true),
        (
            "10 March 2026 to 12 March 2026",
            Some("2026-03-10T00:00:00+01:00"),
            Some("2026-03-12T00:00:00+01:00"),
            false,
        ),
    ];
    assert_periods(&table);
    for text in ["over lengre tid", "ukjent", "12 pasienter", "sendt til 3 mottakere"] {
        assert_eq!(period(text, anchor(), OSLO), None, "{text}");
    }
    assert_eq!(length("ca. 2 timer"), Some(Duration::hours(2)));
    assert_eq!(length("tre dagar"), Some(Duration::days(3)));
}
