//! The row with the headings: which column holds what, in bokmål, nynorsk and English.

use crate::report;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Party,
    Name,
    Phone,
    Email,
    Side,
}

/// Beginnings of words, in the order in which they decide: "Navn på kontaktperson" is a name, "Navn på part" a party.
const WORDS: [(Column, &[&str]); 6] = [
    (Column::Email, &["epost", "email", "mail"]),
    (Column::Phone, &["telefon", "tlf", "tel", "mobil", "phone", "telephone"]),
    (Column::Name, &["kontakt", "contact", "person"]),
    (
        Column::Party,
        &[
            "part",
            "virksomhet",
            "verksemd",
            "selskap",
            "firma",
            "organi",
            "bedrift",
            "company",
            "bank",
            "foretak",
        ],
    ),
    (Column::Name, &["navn", "namn", "name"]),
    (Column::Side, &["rolle", "side", "role"]),
];

/// The columns of a row of headings; `None` where it is none. An address, and a person or a party, make one.
pub fn columns(cells: &[&str]) -> Option<Vec<Option<Column>>> {
    let found: Vec<Option<Column>> = cells.iter().map(|cell| column(cell)).collect();
    let has = |column| found.contains(&Some(column));
    let whole = has(Column::Email) && (has(Column::Name) || has(Column::Party));
    whole.then_some(found)
}

fn column(cell: &str) -> Option<Column> {
    // A cell that holds an address or a number is data, whatever words stand beside it.
    if cell.contains(['@']) || cell.chars().filter(char::is_ascii_digit).count() > 2 || cell.len() > 80 {
        return None;
    }
    let plain = report::fold(cell).replace("e-", "e").replace("e post", "epost").replace("e mail", "email");
    let words = report::words(&plain);
    if words.first().is_some_and(|word| ["rolle", "side", "role"].contains(&word.as_str())) {
        return Some(Column::Side);
    }
    let says = |starts: &&[&str]| words.iter().any(|word| starts.iter().any(|start| word.starts_with(start)));
    WORDS.iter().find(|(_, starts)| says(starts)).map(|(column, _)| *column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_three_languages_and_data_is_no_heading() {
        use Column::{Email, Name, Party, Phone, Side};
        for (cells, expected) in [
            ("Part;Kontaktperson;Telefonnummer;E-post", Some(vec![Party, Name, Phone, Email])),
            ("Virksomhet;Navn;Mobil;Epost;Rolle", Some(vec![Party, Name, Phone, Email, Side])),
            ("Verksemd;Namn på kontaktperson;Tlf.;E-postadresse", Some(vec![Party, Name, Phone, Email])),
            (
                "Name of the party;Name of contact person;Phone number;E-mail",
                Some(vec![Party, Name, Phone, Email]),
            ),
            ("Company;Contact;Telephone;Email address;Role", Some(vec![Party, Name, Phone, Email, Side])),
            ("E-POST;TELEFON (DØGN);KONTAKT;NAVN PÅ PART", Some(vec![Email, Phone, Name, Party])),
            ("Fjordbanken;Åse Ørn;22 00 00 10;ase@fjordbanken.example", None),
            ("Part;Kontaktperson;Telefon", None),
            ("Dato;Hva;Hvem", None),
            ("", None),
        ] {
            let cells: Vec<&str> = cells.split(';').collect();
            let found = columns(&cells).map(|all| all.into_iter().flatten().collect::<Vec<_>>());
            assert_eq!(found, expected, "{cells:?}");
        }
    }
}
