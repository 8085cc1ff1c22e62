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
    ];
    for (text, start, end, ongoing) in table {
        let wanted = Value::Period { start: start.map(at), end: end.map(at), ongoing };
        assert_eq!(period(text, anchor(), OSLO), Some(wanted), "{text}");
    }
    assert_eq!(period("over lengre tid", anchor(), OSLO), None);
}
