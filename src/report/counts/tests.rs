use super::*;
use CountPrecision::*;

#[test]
fn numbers_are_read_as_people_write_them() {
    let table: &[(&str, u64, Option<u64>, CountPrecision)] = &[
        ("12", 12, Some(12), Exact),
        ("ca. 150", 150, Some(150), Approximate),
        ("om lag 150 personar", 150, Some(150), Approximate),
        ("approx. 150", 150, Some(150), Approximate),
        ("~150", 150, Some(150), Approximate),
        ("1 200", 1200, Some(1200), Exact),
        ("1\u{a0}200", 1200, Some(1200), Exact),
        ("1.200", 1200, Some(1200), Exact),
        ("1,200 customers", 1200, Some(1200), Exact),
        ("10 000 kunder", 10_000, Some(10_000), Exact),
        ("over 100", 100, None, AtLeast),
        ("mer enn 100", 100, None, AtLeast),
        ("1200+", 1200, None, AtLeast),
        ("minst 50", 50, None, AtLeast),
        ("inntil 50", 0, Some(50), AtMost),
        ("up to 50", 0, Some(50), AtMost),
        ("under 10", 0, Some(10), AtMost),
        ("50-100", 50, Some(100), Range),
        ("50 – 100 elever", 50, Some(100), Range),
        ("mellom 50 og 100", 50, Some(100), Range),
        ("between 50 and 100", 50, Some(100), Range),
        ("ti-tolv", 10, Some(12), Range),
        ("tolv", 12, Some(12), Exact),
        ("tjuefem elever", 25, Some(25), Exact),
        ("en", 1, Some(1), Exact),
        ("1 person", 1, Some(1), Exact),
        ("ein elev", 1, Some(1), Exact),
        ("to tusen", 2000, Some(2000), Exact),
        ("3 hundre", 300, Some(300), Exact),
        ("et titalls", 10, Some(99), Vague),
        ("hundrevis", 100, Some(999), Vague),
        ("flere tusen", 2000, Some(9999), Vague),
        ("several thousand", 2000, Some(9999), Vague),
        ("et par", 2, Some(3), Vague),
        ("noen få", 2, Some(9), Vague),
        ("1,5 mill.", 1_500_000, Some(1_500_000), Exact),
        ("2k", 2000, Some(2000), Exact),
        ("12 pasienter", 12, Some(12), Exact),
        ("alle ansatte", 1, None, Vague),
        ("hele klassen", 1, None, Vague),
        ("ingen", 0, Some(0), Exact),
        ("0", 0, Some(0), Exact),
        ("ingen kjente", 0, None, Unknown),
    ];
    for (text, low, high, precision) in table {
        let wanted = Count { low: *low, high: *high, precision: *precision };
        assert_eq!(count(text), Some(wanted), "{text}");
    }
}

#[test]
fn what_names_no_number_is_open() {
    for text in
        ["", "-", "ukjent", "vet ikke", "uvisst", "ikke avklart", "under kartlegging", "N/A", "TBD", "ukjend"]
    {
        assert_eq!(count(text), None, "{text}");
    }
}

#[test]
fn a_date_is_no_count() {
    assert_eq!(count("12.03.2026"), None);
}
