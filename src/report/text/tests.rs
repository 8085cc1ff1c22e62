use super::*;

fn values(text: &str) -> Vec<(Target, String)> {
    read(text).entries.into_iter().map(|entry| (entry.hit.target, entry.value)).collect()
}

fn field(field: Field, value: &str) -> (Target, String) {
    (Target::Field(field), value.to_owned())
}

#[test]
fn a_value_stands_beside_or_under_its_label() {
    let text = "Hva har skjedd: En liste ble\n  sendt feil.\n\nAntall berørte\n\n12\nOppdaget: i går\nTakk for hjelpen\n";
    let sheet = read(text);
    assert_eq!(
        values(text),
        [
            field(Field::WhatHappened, "En liste ble\nsendt feil."),
            field(Field::AffectedPersons, "12"),
            field(Field::DiscoveredAt, "i går"),
        ]
    );
    assert_eq!(sheet.rest.trim(), "Takk for hjelpen");
}

#[test]
fn numbered_questions_are_labels() {
    assert_eq!(
        values(
            "3. Når ble avviket oppdaget? 12.03.2026\n4. Hvor mange er berørt?\nca. 40\n- Strakstiltak: stengt"
        ),
        [
            field(Field::DiscoveredAt, "12.03.2026"),
            field(Field::AffectedPersons, "ca. 40"),
            field(Field::MeasuresTaken, "stengt"),
        ]
    );
}

#[test]
fn table_rows_may_have_two_or_four_columns_or_a_header() {
    assert_eq!(
        values("Antall berørte:\t12\n\tSted\tOslo\nSystem\tVisma\tAvdeling\tHR\n"),
        [
            field(Field::AffectedPersons, "12"),
            field(Field::Place, "Oslo"),
            field(Field::System, "Visma"),
            field(Field::Department, "HR"),
        ]
    );
    assert_eq!(
        values("Hva har skjedd\tAntall berørte\nListe sendt feil\t7\n"),
        [field(Field::WhatHappened, "Liste sendt feil"), field(Field::AffectedPersons, "7")]
    );
}

#[test]
fn columns_may_be_parted_by_spaces_or_dots() {
    assert_eq!(
        values("Antall berørte      12\nSystem ...... Visma\n"),
        [field(Field::AffectedPersons, "12"), field(Field::System, "Visma")]
    );
}

#[test]
fn several_pairs_may_share_a_line() {
    assert_eq!(
        values("Oppdaget av: Kari, Avdeling: HR, Dato/kl: 12.03.2026 14.00"),
        [
            field(Field::ReportedBy, "Kari"),
            field(Field::Department, "HR"),
            field(Field::DiscoveredAt, "12.03.2026 14.00"),
        ]
    );
}
