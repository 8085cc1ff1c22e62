use super::*;
use crate::document::Document;

fn document(text: &str) -> Vec<Document> {
    vec![Document { name: "liste".into(), text: text.into(), ..Document::default() }]
}

fn plain(text: &str) -> Result<String, String> {
    let (_, domain) = text.split_once('@').ok_or("is not an e-mail address")?;
    if domain.contains('.') { Ok(text.to_lowercase()) } else { Err("is not an e-mail address".into()) }
}

fn found(text: &str, list: ListName) -> Result<Found, NoTable> {
    read(&document(text), list, &plain)
}

const HEAD: &str = "Part\tKontaktperson\tTelefon\tE-post";

fn contact(party: &str, name: &str, email: &str, phone: &str) -> Contact {
    Contact {
        list: ListName::Privacy,
        party: party.into(),
        name: name.into(),
        email: email.into(),
        phone: phone.into(),
        side: None,
        language: None,
        verified_at: None,
    }
}

#[test]
fn each_list_is_found_under_its_heading() {
    let text = format!(
        "Kontaktlister for sikkerhet og personvern\nKontaktliste sikkerhetsavvik\n{HEAD}\nA\tAnne\t22 00 00 01\ta@a.no\n\
         Kontaktliste personvernhendelser\n{HEAD}\nB\tBo\t22 00 00 02\tb@b.no"
    );
    let emails =
        |list| found(&text, list).map(|all| all.rows.into_iter().map(|row| row.email).collect::<Vec<_>>());
    assert_eq!(emails(ListName::Security), Ok(vec!["a@a.no".to_owned()]));
    assert_eq!(emails(ListName::Privacy), Ok(vec!["b@b.no".to_owned()]));
    let only = text.split("Kontaktliste personvern").next().unwrap_or_default();
    assert_eq!(found(only, ListName::Privacy), Err(NoTable::OtherLists(vec![ListName::Security])));
    let bare = format!("{HEAD}\nA\tAnne\t22 00 00 01\ta@a.no");
    assert_eq!(found(&bare, ListName::Privacy).map(|all| all.rows.len()), Ok(1));
    assert_eq!(found("A\tAnne\t22 00 00 01\ta@a.no", ListName::Privacy), Err(NoTable::NoHeadings));
}

/// A row of the file, and what is wrong with it: a word of each reason.
const ROWS: [(&str, &[&str]); 14] = [
    ("A AS\tAnne\t22 00 00 01\ta@a.no", &[]),
    ("A AS\tAnne\t+47 22 00 00 01 (vakt)\tmailto:a@a.no", &[]),
    ("A AS\tAnne\tTlf. 22 00 00 01 / 99 00 00 01\tAnne <A@a.no>", &[]),
    ("A AS\tAnne\t02000\ta@a.no", &[]),
    ("A AS\tAnne\t\ta@a.no", &["phone: is missing"]),
    ("A AS\tAnne\tring sentralbordet\ta@a.no", &["phone: "]),
    ("A AS\tAnne\t1234\ta@a.no", &["phone: "]),
    ("A AS\tAnne\t1234567890123456\ta@a.no", &["phone: "]),
    ("A AS\tAnne\t22 00 00 01\ta at a.no", &["e-mail: "]),
    ("A AS\tAnne\t22 00 00 01\ta@a.no, b@a.no", &["more than one"]),
    ("A AS\tAnne\t22 00 00 01\ta@a", &["not an e-mail address"]),
    ("\tAnne\t22 00 00 01\ta@a.no", &["party: is missing"]),
    ("A AS\t-\t22 00 00 01\ta@a.no", &["contact person: is missing"]),
    ("A AS\t\t\t", &["contact person", "phone", "e-mail"]),
];

#[test]
fn each_row_is_checked_on_its_own_and_told_by_its_number() {
    for (row, wrong) in ROWS {
        let all = found(&format!("{HEAD}\n{row}"), ListName::Privacy).unwrap();
        let told: Vec<&String> = all.wrong.iter().flat_map(|one| &one.why).collect();
        assert_eq!(told.len(), wrong.len(), "{row}: {told:?}");
        assert!(wrong.iter().zip(&told).all(|(word, told)| told.contains(word)), "{row}: {told:?}");
        assert_eq!(all.rows.len(), usize::from(wrong.is_empty()), "{row}");
        assert!(all.wrong.iter().all(|one| one.number == 2));
        assert!(all.rows.iter().all(|one| one.email == "a@a.no"));
    }
    let twice = found(
        &format!("{HEAD}\nA\tAnne\t22000001\ta@a.no\n\t\t\t\nA\tOla\t22000001\tA@A.no"),
        ListName::Privacy,
    );
    let twice = twice.unwrap();
    assert_eq!((twice.rows.len(), twice.wrong.first().map(|one| one.number)), (1, Some(4)));
}

#[test]
fn the_side_is_taken_from_its_column_and_a_title_there_is_none() {
    let side = |word: &str| {
        let text = format!("{HEAD}\tRolle\nA\tAnne\t22000001\ta@a.no\t{word}");
        found(&text, ListName::Privacy).unwrap().rows.first().and_then(|row| row.side)
    };
    assert_eq!(side("Datakonsument"), Some(Side::Consumer));
    assert_eq!(side("datatilbydar"), Some(Side::Provider));
    assert_eq!(side("Data provider"), Some(Side::Provider));
    assert_eq!(side("Sikkerhetssjef"), None);
    assert_eq!(side("Konsument og tilbyder"), None);
}

#[test]
fn every_row_is_new_changed_unchanged_or_missing() {
    let ours = [
        contact("A AS", "Anne", "a@a.no", "+47 22 00 00 01"),
        contact("B AS", "Bo", "bo@b.no", "22 00 00 02"),
        contact("C AS", "Cato", "c@c.no", "22 00 00 03"),
        Contact { list: ListName::Security, ..contact("D AS", "Dina", "d@d.no", "22 00 00 04") },
    ];
    let text = format!(
        "{HEAD}\nA  AS\tAnne\t22000001\ta@a.no\nB AS\tBo\t22 00 00 99\tbo.ny@b.no\nD AS\tDina\t22 00 00 04\td@d.no"
    );
    let rows = found(&text, ListName::Privacy).unwrap().rows;
    let changes = compare(&ours, ListName::Privacy, &rows, None);
    let told: Vec<String> = changes
        .iter()
        .map(|change| match change {
            Change::New(row) => format!("new {}", row.email),
            Change::Changed { old, differences, .. } => {
                let what: Vec<String> =
                    differences.iter().map(|one| format!("{} {} -> {}", one.key, one.old, one.new)).collect();
                format!("changed {}: {}", old.email, what.join(", "))
            }
            Change::Unchanged(row) => format!("unchanged {}", row.email),
            Change::Missing(old) => format!("missing {}", old.email),
        })
        .collect();
    assert_eq!(
        told,
        [
            "unchanged a@a.no",
            "changed bo@b.no: email bo@b.no -> bo.ny@b.no, phone 22 00 00 02 -> 22 00 00 99",
            "new d@d.no",
            "missing c@c.no"
        ]
    );
}

#[test]
fn a_file_of_one_side_says_nothing_of_the_other() {
    let mut ours = [
        contact("A", "Anne", "a@a.no", "1"),
        contact("B", "Bo", "b@b.no", "2"),
        contact("C", "Cato", "c@c.no", "3"),
    ];
    ours[0].side = Some(Side::Consumer);
    ours[1].side = Some(Side::Provider);
    let missing = compare(&ours, ListName::Privacy, &[], Some(Side::Consumer));
    let missing: Vec<&str> = missing
        .iter()
        .map(|one| match one {
            Change::Missing(old) => old.email.as_str(),
            _ => "",
        })
        .collect();
    assert_eq!(missing, ["a@a.no", "c@c.no"]);
}
