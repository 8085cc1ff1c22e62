//! `varsel contacts import`, `list` and `check`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::e2e::House;

fn fixture(name: &str) -> String {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/contacts").join(name).display().to_string()
}

fn rows(house: &House) -> Vec<(String, String, String, String)> {
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    house
        .lines(&["contacts", "list", "--json"])
        .iter()
        .filter(|row| row["kind"] == "contact")
        .map(|row| (text(row, "list"), text(row, "email"), text(row, "phone"), text(row, "side")))
        .collect()
}

fn row(list: &str, email: &str, phone: &str, side: &str) -> (String, String, String, String) {
    (list.into(), email.into(), phone.into(), side.into())
}

#[test]
fn a_word_list_behind_a_password_is_taken_in_and_the_file_keeps_its_comments() {
    let house = House::simulated();
    house.write_secret("passord", "hemmelig\n");
    let before = fs::read_to_string(house.path("contacts.toml")).unwrap();
    let import = |arguments: &[&str]| {
        let (list, password) = (fixture("lister-kryptert.docx"), house.path("passord").display().to_string());
        let given = ["contacts", "import", &list, "--list", "security", "--password-file", &password];
        house.ok(&[&given[..], arguments].concat())
    };
    let told = import(&["--dry-run"]);
    for line in [
        "unchanged   Databanken AS, Vaktleder <sikkerhet@databanken.example>",
        "changed     Lånekompaniet AS, Sikkerhetssenteret <soc@lanekompaniet.example>: phone \"+47 22 00 00 12\" -> \"+47 22 00 00 99\"",
        "new         Fjordbanken, Åse Ørn <ase.orn@fjordbanken.example>, 0047 55 00 00 01",
        "1 new, 1 changed, 1 unchanged, 0 not in the file, 0 wrong",
        "--dry-run",
    ] {
        assert!(told.contains(line), "{line:?} in:\n{told}");
    }
    assert_eq!(fs::read_to_string(house.path("contacts.toml")).unwrap(), before, "nothing was written");

    import(&[]);
    let after = fs::read_to_string(house.path("contacts.toml")).unwrap();
    assert_eq!(fs::metadata(house.path("contacts.toml")).unwrap().permissions().mode() & 0o777, 0o640);
    let lost: Vec<&str> =
        before.lines().filter(|line| !line.contains("22 00 00 12") && !after.contains(line)).collect();
    assert_eq!(lost, Vec::<&str>::new(), "every other line is still there");
    let all = rows(&house);
    assert!(
        all.contains(&row("security", "ase.orn@fjordbanken.example", "0047 55 00 00 01", "consumer")),
        "{all:?}"
    );
    assert!(
        all.contains(&row("security", "soc@lanekompaniet.example", "+47 22 00 00 99", "consumer")),
        "{all:?}"
    );
    assert!(
        !all.iter().any(|(_, email, ..)| email == "personvern@fjordbanken.example"),
        "the other list's rows"
    );
    house.ok(&["check"]);
    assert!(import(&[]).contains("0 new, 0 changed, 3 unchanged"), "once more changes nothing");
}

#[test]
fn the_other_list_of_the_same_document_is_chosen_by_its_heading_and_nothing_is_removed() {
    let house = House::simulated();
    let told = house.ok(&["contacts", "import", &fixture("lister.docx"), "--list", "privacy"]);
    assert!(told.contains("new         Fjordbanken, Bjørn Æsøy <personvern@fjordbanken.example>"), "{told}");
    assert!(
        told.contains("not in file Lånekompaniet AS, Anders Vik <personvern@lanekompaniet.example>"),
        "{told}"
    );
    let all = rows(&house);
    assert!(
        all.iter().any(|(list, email, ..)| list == "privacy" && email == "personvern@lanekompaniet.example")
    );
    assert!(!all.iter().any(|(_, email, ..)| email == "ase.orn@fjordbanken.example"), "{all:?}");
}

#[test]
fn csv_files_of_every_make_are_read() {
    let text =
        "Virksomhet;Kontaktperson;Mobil;E-post\r\nSjøbanken;Bjørg Ås;55 00 00 09;bjorg@sjobanken.example\r\n";
    let western: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (name, bytes) in [
        ("utf8.csv", text.as_bytes().to_vec()),
        ("bom.csv", ["\u{feff}".as_bytes(), text.as_bytes()].concat()),
        ("western.csv", western),
        ("comma.txt", text.replace(';', ",").into_bytes()),
        ("tab.tsv", text.replace(';', "\t").into_bytes()),
    ] {
        let house = House::simulated();
        fs::write(house.path(name), bytes).unwrap();
        let file = house.path(name).display().to_string();
        let told = house.ok(&["contacts", "import", &file, "--list", "privacy", "--side", "provider"]);
        assert!(told.contains("new         Sjøbanken, Bjørg Ås <bjorg@sjobanken.example>"), "{name}: {told}");
        assert!(
            told.contains("not in file Databanken AS") && !told.contains("Lånekompaniet"),
            "only providers: {told}"
        );
        let all = rows(&house);
        assert!(
            all.contains(&row("privacy", "bjorg@sjobanken.example", "55 00 00 09", "provider")),
            "{all:?}"
        );
    }
}

#[test]
fn wrong_rows_are_named_and_the_right_ones_taken() {
    let house = House::simulated();
    house.write(
        "liste.csv",
        "party;contact person;phone;e-mail\nA;Anne;55 00 00 01;anne@a.example\nB;Bo;ring;bo@b.example\n\
         C;Cato;55 00 00 03;avvik+x@eksempel.no\nD;Dina;55 00 00 04;dina\n",
    );
    let file = house.path("liste.csv").display().to_string();
    let ran = house.run(&["contacts", "import", &file, "--list", "security"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for line in [
        "wrong       row 3: phone:",
        "wrong       row 4: e-mail: \"avvik+x@eksempel.no\" is the breach mailbox itself",
        "wrong       row 5: e-mail: \"dina\"",
    ] {
        assert!(ran.out.contains(line), "{line} in {}", ran.out);
    }
    assert!(rows(&house).iter().any(|(_, email, ..)| email == "anne@a.example"));
    assert!(!rows(&house).iter().any(|(_, email, ..)| email == "bo@b.example"));
}

#[test]
fn what_cannot_be_opened_says_why_and_what_to_do() {
    let house = House::simulated();
    house.write_secret("feil", "Hemmelig");
    house.write_secret("rett", "hemmelig");
    house.write("apen", "hemmelig");
    fs::set_permissions(house.path("apen"), fs::Permissions::from_mode(0o644)).unwrap();
    let locked = fixture("lister-kryptert.docx");
    let mut bytes = fs::read(&locked).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(house.path("skadet.docx"), bytes).unwrap();
    house.write("prosa.txt", "Hei, her kommer listen.");
    let before = fs::read_to_string(house.path("contacts.toml")).unwrap();
    let path = |name: &str| house.path(name).display().to_string();
    for (file, password, code, says) in [
        (locked.clone(), None, 2, "--password-file"),
        (locked.clone(), Some("feil"), 1, "does not open"),
        (locked.clone(), Some("apen"), 2, "chmod 600"),
        (locked, Some("finnes-ikke"), 2, "cannot be read"),
        (path("skadet.docx"), Some("rett"), 1, "is damaged"),
        (path("prosa.txt"), None, 1, "no table with the headings"),
        (path("finnes-ikke.csv"), None, 1, "reading"),
    ] {
        let password = password.map(path);
        let mut given = vec!["contacts", "import", &file, "--list", "privacy"];
        given.extend(password.iter().flat_map(|password| ["--password-file", password]));
        let ran = house.run(&given);
        assert_eq!(ran.code, code, "{given:?}: {ran:?}");
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
        assert!(!ran.err.contains("emmelig"), "no password is said");
    }
    assert_eq!(fs::read_to_string(house.path("contacts.toml")).unwrap(), before);
}
