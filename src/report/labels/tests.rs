use super::*;

fn field(text: &str, form: Form) -> Option<Field> {
    match find_text(text, form).map(|hit| hit.target) {
        Some(Target::Field(field)) => Some(field),
        _ => None,
    }
}

#[test]
fn labels_are_known_with_extra_words_slips_and_ocr_forms() {
    let table = [
        ("Antall berørte (anslag)", Field::AffectedPersons),
        ("Antall bergrte", Field::AffectedPersons),
        ("ANTALL BERØRTE PERSONER", Field::AffectedPersons),
        ("Kategorier av opplysninger", Field::DataTypes),
        ("Når skjedde avviket", Field::Period),
        ("Når ble avviket oppdaget", Field::DiscoveredAt),
        ("N@r ble avviket oppdagt", Field::DiscoveredAt),
        ("Er de berørte varslet", Field::PersonsInformed),
        ("Vår referanse", Field::ExternalReference),
        ("Hovedårsaken", Field::MainCause),
        ("Beskrivelse av hendelsen", Field::WhatHappened),
        ("Kor mange personar er råka", Field::AffectedPersons),
        ("Date of discovery", Field::DiscoveredAt),
        ("Nature of the breach", Field::WhatHappened),
        ("Hvilke strakstiltak eller midlertidige tiltak", Field::MeasuresTaken),
        ("Mulig årsak (tror du)", Field::MainCause),
    ];
    for (text, wanted) in table {
        assert_eq!(field(text, Form::Marked), Some(wanted), "{text}");
    }
}

#[test]
fn a_question_may_be_longer_than_its_label() {
    assert_eq!(
        field("Hvor mange av våre ansatte er berørt av avviket", Form::Question),
        Some(Field::AffectedPersons)
    );
}

#[test]
fn an_ordinary_sentence_is_no_label() {
    for text in ["Vi har sett på saken i dag og fant", "Hei alle sammen", "Konsekvenser vet vi lite om"] {
        assert_eq!(find_text(text, Form::Bare), None, "{text}");
    }
}

#[test]
fn the_authority_question_is_not_about_the_persons() {
    assert_eq!(find_text("Er Datatilsynet varslet", Form::Marked).map(|hit| hit.target), Some(Target::Other));
}
