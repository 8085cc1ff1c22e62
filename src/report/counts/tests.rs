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
fn every_form_of_a_number_is_read_in_three_languages() {
    let table: &[(&str, u64, Option<u64>, CountPrecision)] = &[
        ("cirka 150", 150, Some(150), Approximate),
        ("omtrent 150", 150, Some(150), Approximate),
        ("rundt 150", 150, Some(150), Approximate),
        ("ca 150 stk", 150, Some(150), Approximate),
        ("om lag 150", 150, Some(150), Approximate),
        ("about 150 people", 150, Some(150), Approximate),
        ("et 50-tall", 50, Some(50), Approximate),
        ("eit 50-tals", 50, Some(50), Approximate),
        ("150 (anslagsvis)", 150, Some(150), Approximate),
        ("1 200 000", 1_200_000, Some(1_200_000), Exact),
        ("1\u{202f}200", 1200, Some(1200), Exact),
        ("10.000", 10_000, Some(10_000), Exact),
        ("10,000 records", 10_000, Some(10_000), Exact),
        ("1,5 mill.", 1_500_000, Some(1_500_000), Exact),
        ("1.5 million", 1_500_000, Some(1_500_000), Exact),
        ("2,5k", 2500, Some(2500), Exact),
        ("2 millioner", 2_000_000, Some(2_000_000), Exact),
        ("5 tusen", 5000, Some(5000), Exact),
        ("to hundre", 200, Some(200), Exact),
        ("ti tusen", 10_000, Some(10_000), Exact),
        ("1200+", 1200, None, AtLeast),
        ("mer enn 50", 50, None, AtLeast),
        ("meir enn 50", 50, None, AtLeast),
        ("fleire enn 50", 50, None, AtLeast),
        ("more than 50", 50, None, AtLeast),
        ("at least 50", 50, None, AtLeast),
        ("> 100", 100, None, AtLeast),
        ("minst 3, trolig flere", 3, None, AtLeast),
        ("12 eller flere", 12, None, AtLeast),
        ("12 or more", 12, None, AtLeast),
        ("inntil 50", 0, Some(50), AtMost),
        ("opptil 50", 0, Some(50), AtMost),
        ("maks 50", 0, Some(50), AtMost),
        ("færre enn 10", 0, Some(10), AtMost),
        ("fewer than 10", 0, Some(10), AtMost),
        ("< 10", 0, Some(10), AtMost),
        ("ca 10-15 stk", 10, Some(15), Range),
        ("fra 50 til 100", 50, Some(100), Range),
        ("50 to 100", 50, Some(100), Range),
        ("10 eller 12", 10, Some(12), Range),
    ];
    for (text, low, high, precision) in table {
        let wanted = Count { low: *low, high: *high, precision: *precision };
        assert_eq!(count(text), Some(wanted), "{text}");
    }
}

#[test]
fn words_and_vague_amounts_are_numbers_too() {
    let table: &[(&str, u64, Option<u64>, CountPrecision)] = &[
        ("ett", 1, Some(1), Exact),
        ("to", 2, Some(2), Exact),
        ("ein", 1, Some(1), Exact),
        ("one", 1, Some(1), Exact),
        ("én person", 1, Some(1), Exact),
        ("en ansatt", 1, Some(1), Exact),
        ("one customer", 1, Some(1), Exact),
        ("two customers", 2, Some(2), Exact),
        ("twenty-five", 25, Some(25), Exact),
        ("et dusin", 12, Some(12), Exact),
        ("12 (tolv)", 12, Some(12), Exact),
        ("tolv (12) pasienter", 12, Some(12), Exact),
        ("alle 45 ansatte", 45, Some(45), Exact),
        ("3 pasienter og 2 pårørende", 5, Some(5), Exact),
        ("En liste med 40 navn", 40, Some(40), Exact),
        ("sent to 12 customers", 12, Some(12), Exact),
        ("ca. 60 elever, oppdaget 12.03.2026", 60, Some(60), Approximate),
        ("i 2024 var det 30 kunder", 30, Some(30), Exact),
        ("2019 pasienter", 2019, Some(2019), Exact),
        ("eit par", 2, Some(3), Vague),
        ("a couple", 2, Some(3), Vague),
        ("noen få", 2, Some(9), Vague),
        ("nokre få", 2, Some(9), Vague),
        ("a few", 2, Some(9), Vague),
        ("flere", 2, None, Vague),
        ("fleire", 2, None, Vague),
        ("several", 2, None, Vague),
        ("et titalls", 10, Some(99), Vague),
        ("titals", 10, Some(99), Vague),
        ("dozens", 24, Some(99), Vague),
        ("et hundretalls", 100, Some(999), Vague),
        ("hundreds of customers", 200, Some(999), Vague),
        ("flere hundre", 200, Some(999), Vague),
        ("mange tusen", 2000, Some(9999), Vague),
        ("thousands", 2000, Some(9999), Vague),
        ("tens of thousands", 20_000, Some(99_999), Vague),
        ("hele klassen", 1, None, Vague),
        ("heile klassen", 1, None, Vague),
        ("all employees", 1, None, Vague),
        ("none", 0, Some(0), Exact),
        ("ingen kjende", 0, None, Unknown),
        ("none known", 0, None, Unknown),
    ];
    for (text, low, high, precision) in table {
        let wanted = Count { low: *low, high: *high, precision: *precision };
        assert_eq!(count(text), Some(wanted), "{text}");
    }
}

#[test]
fn telephones_dates_times_and_years_are_no_counts() {
    for text in [
        "22 22 22 22",
        "tlf. 412 34 567",
        "41234567",
        "+47 22 22 22 22",
        "12.03.2026",
        "12/3-2026",
        "2026-03-12",
        "12. mars",
        "kl. 14",
        "14:30",
        "siden 2019",
        "50 %",
        "INC-1234",
        "3 timer",
        "uke 12",
    ] {
        assert_eq!(count(text), None, "{text}");
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
