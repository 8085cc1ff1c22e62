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

#[test]
fn four_columns_may_be_parted_by_spaces() {
    assert_eq!(
        values("Avdeling   HR        System   Visma\nAntall berørte:   12   Sted:   Oslo\n"),
        [
            field(Field::Department, "HR"),
            field(Field::System, "Visma"),
            field(Field::AffectedPersons, "12"),
            field(Field::Place, "Oslo"),
        ]
    );
}

#[test]
fn what_a_form_prints_for_its_user_is_no_answer() {
    let text = "Hva har gått galt?\nBeskriv så godt som mulig.\nNB! Ikke noter personopplysninger\nFeil tilgang\n\n\
                Risikomatrisen\n5\tK = Svært stor/meget alvorlig\tR=5\tR=10\tR=15\n";
    let sheet = read(text);
    assert_eq!(values(text), [field(Field::WhatHappened, "Feil tilgang")]);
    assert_eq!(sheet.rest.trim(), "");
}

#[test]
fn a_cell_may_hold_its_label_and_its_value() {
    assert_eq!(
        values("Utført av:\u{2028}Kari\tAvvik ID nr.:\u{2028}2026-114\tS= Sannsynlighet\n"),
        [field(Field::ReportedBy, "Kari"), field(Field::ExternalReference, "2026-114")]
    );
    assert_eq!(
        values("Avviket er oppdaget av:\tNavn: Kari\tAvdeling: HR\tDato/ kl: 12.03.2026\n"),
        [
            field(Field::ReportedBy, ""),
            field(Field::ReportedBy, "Kari"),
            field(Field::Department, "HR"),
            field(Field::DiscoveredAt, "12.03.2026"),
        ]
    );
}

#[test]
fn a_value_may_look_like_a_label() {
    assert_eq!(
        values("Avdeling\tAvdeling for kirurgi\tSystem\tE-post\nSted\tSkolen\n"),
        [
            field(Field::Department, "Avdeling for kirurgi"),
            field(Field::System, "E-post"),
            field(Field::Place, "Skolen"),
        ]
    );
}

#[test]
fn a_second_row_of_headings_says_more_exactly_what_the_first_said() {
    let text = "Nr.\tKartlegging - avvik\tRisiko-vurdering\t\t\tRestrisikovurdering\t\t\n\
                \tHva har gått galt?\tS\tK\tR\tS\tK\tR\n\
                1\tFeil tilgang\t3\t4\t12\t1\t2\t2\n";
    assert_eq!(
        values(text),
        [
            field(Field::WhatHappened, "Feil tilgang"),
            field(Field::Likelihood, "3"),
            field(Field::Consequence, "4"),
            field(Field::ResidualLikelihood, "1"),
            field(Field::ResidualConsequence, "2"),
        ]
    );
}

#[test]
fn a_cross_stands_under_its_answer() {
    assert_eq!(
        values(
            "\tJa\tNei\tKommentar\nEr de berørte informert?\t\tx\tbrev sendes\nVar dataene kryptert?\tX\t\t\n"
        ),
        [field(Field::PersonsInformed, "Nei, brev sendes"), field(Field::Protection, "Ja")]
    );
}

#[test]
fn after_the_signature_only_labels_count() {
    let sheet =
        read("Noe er sendt feil.\n\nMed vennlig hilsen\nKari Nordmann\nAvdelingsleder\nAntall berørte: 12\n");
    assert_eq!(sheet.rest.trim(), "Noe er sendt feil.");
    assert_eq!(sheet.entries.len(), 1);
}

#[test]
fn a_row_without_a_label_goes_on_with_the_value_before_it() {
    assert_eq!(
        values("Tiltak\tListen er slettet\n\tTilgangen er stengt\n"),
        [field(Field::MeasuresTaken, "Listen er slettet\nTilgangen er stengt")]
    );
}

#[test]
fn what_a_form_prints_beside_the_answers_sticks_to_none() {
    let text = "Del 1: Om avviket\nHva har skjedd?\nEn liste ble sendt feil.\nDel 2: Oppfølging\nStrakstiltak: sperret\n\
        Side 1 av 2  Utskriftsdato 01.01.2026\nPlanlagte tiltak: kurs\n\
        Eksempel AS · Storgata 1 · 0155 Oslo · Tlf. 22 00 00 00\n";
    assert_eq!(
        values(text),
        [
            field(Field::WhatHappened, "En liste ble sendt feil."),
            field(Field::MeasuresTaken, "sperret"),
            field(Field::MeasuresPlanned, "kurs"),
        ]
    );
}

#[test]
fn an_answer_below_its_label_may_look_like_a_label() {
    assert_eq!(
        values("Restrisiko\nS=1, K=4\nAntall berørte\n-> 27\nTiltak som er gjort\n-> Tiltak: sperret\n"),
        [
            (Target::Risk { residual: true }, "S=1, K=4".to_owned()),
            field(Field::AffectedPersons, "27"),
            field(Field::MeasuresTaken, "Tiltak: sperret"),
        ]
    );
}

#[test]
fn a_column_of_running_numbers_says_nothing() {
    assert_eq!(
        values("7\tHva er observert?\tEn feil\n\t\tble funnet.\n8\tAntall berørte\t12\n"),
        [field(Field::WhatHappened, "En feil\nble funnet."), field(Field::AffectedPersons, "12")]
    );
}

#[test]
fn levels_below_a_heading_for_what_remains_are_residual() {
    assert_eq!(
        values("S: 3\nK: 4\nRestrisiko\nS: 1\nK: 2\n"),
        [
            field(Field::Likelihood, "3"),
            field(Field::Consequence, "4"),
            (Target::Risk { residual: true }, String::new()),
            field(Field::ResidualLikelihood, "1"),
            field(Field::ResidualConsequence, "2"),
        ]
    );
}

#[test]
fn headings_over_labels_and_answers_name_no_column() {
    assert_eq!(
        values("| Felt | Svar |\n|---|---|\n| Hva har skjedd | En feil |\n| Antall berørte | 12 |\n"),
        [field(Field::WhatHappened, "En feil"), field(Field::AffectedPersons, "12")]
    );
}

#[test]
fn a_label_that_its_column_wraps_is_whole_again() {
    assert_eq!(
        values("Hvor befinner personopplysningene\tHos foreldrene\nseg etter avviket?\nSted\tOslo\n"),
        [field(Field::DataLocation, "Hos foreldrene"), field(Field::Place, "Oslo")]
    );
}

#[test]
fn an_empty_risk_form_answers_nothing() {
    let text = "Utført ved:\tS= Sannsynlighet\tK= Konsekvens\nUtført av:\tUtført dato:\t\t\n\
        Avvik ID nr.:\t1= Meget liten\u{2028}2= Liten\tR= S x K, se siste side\nHva har skjedd?\t[fyll inn]\n\
        Strakstiltak\tKlikk her for å skrive inn tekst.\nRisikomatrisen\tSANNSYNLIGHET\n4\tK = Stor\tR=4\n";
    assert!(values(text).iter().all(|(_, value)| value.is_empty()), "{:?}", values(text));
}

#[test]
fn a_number_is_that_of_the_case_only_outside_a_table() {
    assert_eq!(values("Sak:       INC-55812\n"), [field(Field::ExternalReference, "INC-55812")]);
    assert_eq!(values("Sak: feilsendt brev\n"), []);
}

#[test]
fn the_colon_of_a_time_parts_no_label_from_its_answer() {
    assert_eq!(
        values("Dato og tid oppdaget          11.03.2026 14:20\nOppdaget 12.03.2026 14:20\n").last(),
        Some(&field(Field::DiscoveredAt, "12.03.2026 14:20"))
    );
}

#[test]
fn a_signature_tells_neither_levels_nor_whom_to_ask() {
    let text = "Hva har skjedd: En feil.\nVennlig hilsen\nKari Nordmann\nT: 22 22 22 22\nS: 3. etasje\nTlf.: 57 00 00 00\n";
    assert_eq!(values(text), [field(Field::WhatHappened, "En feil.")]);
}

#[test]
fn a_list_of_data_below_its_label_is_an_answer_though_its_words_are_labels() {
    assert_eq!(
        values(
            "Hva slags opplysninger?\nE-postadresser\nTelefonnummer\nNavn\nKontaktperson\nKari\nStrakstiltak: slettet\n"
        ),
        [
            field(Field::DataTypes, "E-postadresser\nTelefonnummer\nNavn"),
            (Target::Name, "Kari".to_owned()),
            field(Field::MeasuresTaken, "slettet"),
        ]
    );
}
