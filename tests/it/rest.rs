//! Data at rest through the real binary: forgetting by command and by rule, done mail in its folder, the store's key, who
//! may read the files, and a head that was mailed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::e2e::{House, answer, mail, run, varsel};

const OFFICER: &str = "kari.nordmann@eksempel.no";
const REPORTER: &str = "jon.moen@eksempel.no";
const BELIEVED: &str = "Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\n";
const NUMBER: &str = "AVVIK-2026-0001";

fn report(id: &str) -> String {
    let text = "Hovedårsak: E-post sendt til feil mottaker\nNår ble avviket oppdaget: 12.03.2026 kl. 08.30\n\
                Antall berørte: 4\nHva har skjedd: Et brev med kundeliste ble sendt til feil mottaker";
    mail(&format!("Jon Moen <{REPORTER}>"), "avvik@eksempel.no", id, BELIEVED, "Avvik", text)
}

/// A case that was reported on 12 March and closed on 13 March 2026.
fn closed_case(house: &House) {
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    let notice = house.sent_to(OFFICER, "Nytt avvik");
    let lines = "S: 1 K: 2\nLukk: fordi brevet kom uåpnet tilbake";
    house.put(answer(&notice, &format!("Kari Nordmann <{OFFICER}>"), "a1@eksempel.no", BELIEVED, lines));
    house.once("2026-03-13T09:00:00+01:00");
    assert_eq!(house.case(NUMBER)["status"], "closed");
}

fn events(house: &House) -> Vec<String> {
    let case = house.case(NUMBER);
    let history = case["history"].as_array().unwrap();
    history.iter().map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn forgetting_a_case_leaves_its_record_and_says_who_and_why() {
    let house = House::simulated();
    closed_case(&house);
    assert!(house.ok(&["mail", "show", "1"]).contains("kundeliste"));
    let register = house.ok(&["register"]);
    let ran = house.run(&["forget", NUMBER]);
    assert_eq!(ran.code, 2, "what is to be erased must be said: {ran:?}");
    for given in [&["forget"][..], &["forget", NUMBER], &["forget", "--raw"]] {
        let ran = house.run(given);
        assert!(ran.code == 2 && ran.err.contains("--raw") && ran.err.contains("--mail"), "{ran:?}");
    }
    let ran = house.run(&["forget", "AVVIK-2026-0099", "--raw"]);
    assert_eq!((ran.code, ran.err.contains("there is no case AVVIK-2026-0099")), (1, true), "{ran:?}");
    let said = house.ok(&["forget", NUMBER, "--raw", "--reason", "melderen ba om det"]);
    assert!(said.contains(&format!("{NUMBER}: erased 2 received mails, 2 readings and ")), "{said}");
    assert!(said.contains("backups may still hold them"), "{said}");
    let gone = house.run(&["mail", "show", "1"]);
    assert_eq!((gone.code, gone.err.contains("erased by rule")), (1, true), "{gone:?}");
    assert_eq!(house.ok(&["register"]), register, "the register tells the same");
    let shown = house.ok(&["case", "show", NUMBER]);
    for part in ["Mottatt e-post: 2.", "Begrunnelse: melderen ba om det", "user "] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(events(&house).last().map(String::as_str), Some("forgotten"));
    assert!(house.ok(&["verify"]).contains("everything holds"));
    assert!(house.ok(&["forget", NUMBER, "--raw"]).contains("nothing was left to erase"));
    assert_eq!(events(&house).iter().filter(|event| *event == "forgotten").count(), 1);
}

#[test]
fn one_mail_of_no_case_can_be_forgotten() {
    let house = House::simulated();
    let away = "Auto-Submitted: auto-replied\n";
    house.put(mail(
        "Per <per@eksempel.no>",
        "avvik@eksempel.no",
        "n1@eksempel.no",
        away,
        "Fravær",
        "Jeg er borte i dag.",
    ));
    house.once("2026-03-12T09:00:00+01:00");
    assert!(house.cases().is_empty());
    assert!(
        house.ok(&["forget", "--mail", "1"]).contains("erased 1 received mails, 1 readings"),
        "by its number"
    );
    assert_eq!(house.run(&["mail", "show", "1"]).code, 1);
    assert_eq!(house.ledger()[0]["from"], serde_json::Value::Null);
    let none = house.run(&["forget", "--mail", "99"]);
    assert_eq!((none.code, none.err.contains("there is no mail 99")), (1, true), "{none:?}");
    assert!(house.ok(&["verify"]).contains("everything holds"));
}

#[test]
fn the_policy_forgets_after_closing_kind_by_kind_and_never_of_an_open_case() {
    let house = House::simulated();
    house.edit("policy.toml", "readings = \"1y\"", "readings = \"100d\"");
    house.edit("policy.toml", "sent = \"1y\"", "sent = \"never\"");
    closed_case(&house);
    house.put(mail(
        "Per <per@annet.no>",
        "avvik@eksempel.no",
        "r2@annet.no",
        "",
        "Avvik",
        "Hva har skjedd: PC stjålet",
    ));
    house.once("2026-03-14T09:00:00+01:00");
    let has = |id: &str| house.run(&["mail", "show", id]).code == 0;
    for (at, raw, forgotten) in [
        ("2026-06-11T02:00:00+02:00", true, 0), // the 90th day is not over at the last look
        ("2026-06-12T03:30:00+02:00", false, 1),
        ("2026-06-13T04:00:00+02:00", false, 1),
        ("2026-06-22T04:00:00+02:00", false, 2), // the readings
        ("2031-03-11T12:00:00+01:00", false, 2),
        ("2031-03-13T12:00:00+01:00", false, 3), // what the history quotes
        ("2031-03-20T12:00:00+01:00", false, 3),
    ] {
        house.once(at);
        assert_eq!(has("1"), raw, "{at}");
        assert_eq!(events(&house).iter().filter(|event| *event == "forgotten").count(), forgotten, "{at}");
        assert!(has("3"), "{at}: the other case is open");
    }
    let shown = house.case(NUMBER);
    assert_eq!(shown["status"], "closed");
    let verified = house.ok(&["verify"]);
    assert!(verified.contains("everything holds") && !verified.contains(" 0 of them erased"), "{verified}");
    let checked = house.ok(&["check"]);
    assert!(
        checked.contains("mail as it came after 90 d, what was read in it after 100 d, our own mail never"),
        "{checked}"
    );
}

#[test]
fn a_merged_case_keeps_its_content_as_long_as_the_case_that_it_went_into() {
    let house = House::simulated();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    house.put(report("r2@eksempel.no").replace("Et brev", "Enda et brev"));
    house.once("2026-03-12T10:00:00+01:00");
    let of = |number: &str, id: &str, lines: &str| {
        let mails = house.sent();
        let holds = |mail: &&crate::e2e::Received| {
            mail.to == OFFICER && mail.subject.contains("Nytt avvik") && mail.subject.contains(number)
        };
        let notice = mails.iter().find(holds).unwrap();
        house.put(answer(notice, &format!("Kari Nordmann <{OFFICER}>"), id, BELIEVED, lines));
    };
    of("AVVIK-2026-0002", "a1@eksempel.no", "Slå sammen med: AVVIK-2026-0001");
    house.once("2026-03-12T11:00:00+01:00");
    assert_eq!(house.case("AVVIK-2026-0002")["status"], "merged");
    of(NUMBER, "a2@eksempel.no", "S: 1 K: 2\nLukk: fordi brevet kom uåpnet tilbake");
    house.once("2026-05-30T09:00:00+02:00");
    assert_eq!(house.case(NUMBER)["status"], "closed");
    let has = || house.run(&["mail", "show", "2"]).code == 0;
    // Ninety days after the merge, but not after the closing.
    house.once("2026-06-20T04:00:00+02:00");
    assert!(has(), "it is kept with the case that it went into");
    house.once("2026-08-30T04:00:00+02:00");
    assert!(!has(), "and forgotten with it");
}

#[test]
fn a_policy_without_retention_forgets_nothing_and_check_says_so() {
    let house = House::maildir();
    let policy = fs::read_to_string(house.path("policy.toml")).unwrap();
    let (start, rest) = policy.split_once("[retention]").unwrap();
    house.write("policy.toml", &format!("{start}{}", rest.split_once("at = \"03:30\"").unwrap().1));
    assert!(house.ok(&["check"]).contains("nothing is ever erased"));
    house.write("policy.toml", &policy.replace("history = \"5y\"", "history = \"0y\""));
    let ran = house.run(&["check"]);
    assert_eq!((ran.code, ran.err.contains("retention.history")), (78, true), "{ran:?}");
}

/// Files of a Maildir's `cur`.
fn processed(house: &House) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(house.path("spool/processed/cur")).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn made_old(path: &Path) {
    let file = fs::File::options().append(true).open(path).unwrap();
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    file.set_modified(old).unwrap();
}

#[test]
fn done_mail_is_deleted_from_its_folder_after_its_time_and_only_ours() {
    let house = House::simulated();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    let strange = house.path("spool/processed/cur/1700000000.strange.host:2,S");
    fs::write(&strange, "Subject: not of the ledger\r\n\r\nHei\r\n").unwrap();
    processed(&house).iter().for_each(|path| made_old(path));
    house.once("2026-04-11T08:00:00+02:00");
    assert_eq!(processed(&house).len(), 2, "thirty days are not over");
    house.once("2026-04-12T09:00:00+02:00");
    assert_eq!(
        processed(&house),
        std::slice::from_ref(&strange),
        "what the ledger does not know is not ours"
    );
    // And never, where the configuration says so.
    let house = House::simulated();
    house.edit("varsel.toml", "[[mailbox]]\n", "[[mailbox]]\nprocessed_keep = \"never\"\n");
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    processed(&house).iter().for_each(|path| made_old(path));
    house.once("2027-04-12T09:00:00+02:00");
    assert_eq!(processed(&house).len(), 1);
}

#[test]
fn the_key_is_changed_while_nothing_works_and_all_goes_on() {
    let house = House::simulated();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    let old = fs::read_to_string(house.path("varsel.key")).unwrap();
    let busy = fs::File::options().write(true).open(house.path("varsel.db.lock")).unwrap();
    busy.lock().unwrap();
    let ran = house.run(&["key", "rotate"]);
    assert_eq!((ran.code, ran.err.contains("stop the daemon first")), (75, true), "{ran:?}");
    assert_eq!(fs::read_to_string(house.path("varsel.key")).unwrap(), old, "nothing was begun");
    drop(busy);
    let said = house.ok(&["key", "rotate"]);
    assert!(said.contains("nothing is left under the old one"), "{said}");
    let new = fs::read_to_string(house.path("varsel.key")).unwrap();
    assert!(new != old && new.lines().count() == 1 && !said.contains(new.trim()));
    let mode = fs::metadata(house.path("varsel.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // A command with the token of before still counts.
    let notice = house.sent_to(OFFICER, "Nytt avvik");
    house.put(answer(
        &notice,
        &format!("Kari Nordmann <{OFFICER}>"),
        "a1@eksempel.no",
        BELIEVED,
        "S: 3 K: 3",
    ));
    house.once("2026-03-12T10:00:00+01:00");
    assert_eq!(house.case(NUMBER)["risk"]["score"], 9);
    assert!(house.ok(&["mail", "show", "1"]).contains("kundeliste"));
    assert!(house.ok(&["verify"]).contains("everything holds"));
    // The old key is of no use any more, and the word says which is.
    house.write_secret("varsel.key", &old);
    let ran = house.run(&["case", "list"]);
    assert_eq!((ran.code, ran.err.contains("key rotate")), (1, true), "{ran:?}");
    // A change that was stopped right after the file was written: everything works, and it is finished when asked for.
    let newest = run(Command::new("sh").args(["-c", "umask 077; head -c 32 /dev/urandom | base64"])).out;
    house.write_secret("varsel.key", &format!("{newest}{new}"));
    assert_eq!(house.cases().len(), 1);
    house.write_secret("varsel.key", &newest);
    let ran = house.run(&["case", "list"]);
    assert_eq!((ran.code, ran.err.contains("put the old key back")), (1, true), "{ran:?}");
    house.write_secret("varsel.key", &format!("{newest}{new}"));
    assert!(house.ok(&["check"]).contains("`varsel key rotate` finishes the change"));
    assert!(house.ok(&["key", "rotate"]).contains("begun earlier"));
    assert_eq!(fs::read_to_string(house.path("varsel.key")).unwrap(), newest);
    assert_eq!(house.cases().len(), 1);
}

/// A change in the database by hand.
fn by_hand(house: &House, sql: &'static str) {
    use sqlx::{ConnectOptions, Connection};
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(house.path("varsel.db"));
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut connection = options.connect().await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

#[test]
fn a_case_that_cannot_be_opened_holds_up_neither_reports_nor_the_digest() {
    let house = House::with_digest();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    by_hand(&house, "UPDATE breach_case SET sealed_state = x'00'");
    house.put(report("r2@eksempel.no").replace("Et brev", "Enda et brev"));
    house.once("2026-03-12T10:00:00+01:00");
    let outcomes: Vec<_> = house.ledger().iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["opened", "opened"]);
    assert_eq!(house.case("AVVIK-2026-0002")["status"], "open");
    house.once("2026-03-13T08:00:00+01:00");
    house.sent_to(OFFICER, "AVVIK-2026-0001 kan ikke leses");
    // Where no case can be opened at all, each mail still stands in the ledger.
    by_hand(&house, "CREATE TRIGGER x BEFORE INSERT ON breach_case BEGIN SELECT RAISE(ABORT, 'x'); END");
    let hello =
        |id| mail("Per <per@annet.no>", "avvik@eksempel.no", id, "", "Avvik", "Hva har skjedd: PC stjålet");
    house.put(hello("r3@annet.no"));
    house.put(hello("r4@annet.no").replace("PC", "Mobil"));
    house.once("2026-03-13T09:00:00+01:00");
    let outcomes: Vec<_> = house.ledger().iter().map(|row| row["outcome"].clone()).collect();
    assert_eq!(outcomes, ["unreadable", "unreadable", "opened", "opened"]);
    by_hand(&house, "DROP TRIGGER x");
}

/// Every file and folder below one, with its mode.
fn modes(folder: &Path, found: &mut Vec<(String, u32)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let meta = path.symlink_metadata().unwrap();
        found.push((path.display().to_string(), meta.permissions().mode() & 0o7777));
        if meta.is_dir() {
            modes(&path, found);
        }
    }
}

#[test]
fn nobody_else_may_look_whatever_the_umask_is() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("house");
    let binary = env!("CARGO_BIN_EXE_varsel");
    let script = format!(
        "umask 000; mkdir -m 700 {0}; {binary} init {0} --maildir && sed -i 's/simulated = false/simulated = true/' {0}/varsel.toml \
         && chmod 640 {0}/varsel.toml && {binary} once --config {0}/varsel.toml --at 2026-03-12T09:00:00+01:00",
        dir.display()
    );
    let ran = run(Command::new("sh").args(["-c", &script]));
    assert_eq!(ran.code, 0, "{ran:?}");
    let settings = varsel::config::load(&dir.join("varsel.toml"), std::iter::empty()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        // Open, so that the log and the shared memory lie there too.
        let store = varsel::daemon::open_store(&settings).await.unwrap();
        store.meta_put("x", "y").await.unwrap();
        let mut found = Vec::new();
        modes(&dir, &mut found);
        for (path, mode) in &found {
            let intake = path.contains("/spool/intake") && !path.contains("intake-processed");
            let expected = match path.rsplit('/').next().unwrap_or_default() {
                _ if intake => 0o2770,
                "spool" => 0o710,
                name if name.ends_with(".toml") => 0o640,
                name if name.starts_with("varsel.") => 0o600,
                _ => 0o700,
            };
            assert_eq!(format!("{mode:o}"), format!("{expected:o}"), "{path}");
        }
        for end in ["varsel.db", "varsel.db-wal", "varsel.db-shm", "varsel.db.lock", "varsel.key"] {
            assert!(found.iter().any(|(path, _)| path.ends_with(end)), "{end}");
        }
        store.close().await;
    });
    // One that was opened up by hand is shut again.
    fs::set_permissions(dir.join("varsel.db"), fs::Permissions::from_mode(0o664)).unwrap();
    let config = dir.join("varsel.toml");
    assert_eq!(run(varsel().args(["verify", "--config"]).arg(&config)).code, 0);
    assert_eq!(fs::metadata(dir.join("varsel.db")).unwrap().permissions().mode() & 0o777, 0o600);
    // A key that everybody may read is refused; one that the group may read is a note.
    fs::set_permissions(dir.join("varsel.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let ran = run(varsel().args(["check", "--config"]).arg(&config));
    assert_eq!((ran.code, ran.err.contains("open to everybody")), (78, true), "{ran:?}");
    fs::set_permissions(dir.join("varsel.key"), fs::Permissions::from_mode(0o640)).unwrap();
    let ran = run(varsel().args(["check", "--config"]).arg(&config));
    assert_eq!((ran.code, ran.out.contains("may be read by its group")), (0, true), "{ran:?}");
}

#[test]
fn a_head_from_a_digest_is_looked_for_in_the_chain() {
    let house = House::with_digest();
    house.put(report("r1@eksempel.no"));
    house.once("2026-03-12T09:00:00+01:00");
    house.once("2026-03-13T08:00:00+01:00");
    let digest = house.sent_to(OFFICER, "Varsel er i drift");
    let is_head = |word: &&str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let head = digest.text.split_whitespace().find(is_head).unwrap().to_owned();
    house.once("2026-03-16T08:00:00+01:00");
    for given in [head.clone(), head[..16].to_uppercase()] {
        let said = house.ok(&["verify", "--head", &given]);
        assert!(said.contains("this head is in the chain at checkpoint 1 of 2026-03-13 07:00 UTC"), "{said}");
        assert!(said.contains("everything holds"), "{said}");
    }
    assert!(house.ok(&["verify"]).contains("compare with the last digest: varsel verify --head"));
    let strange = "ab".repeat(32);
    let ran = house.run(&["verify", "--head", &strange]);
    assert_eq!((ran.code, ran.err.contains("is not in the chain")), (1, true), "{ran:?}");
    assert_eq!(house.run(&["verify", "--head", "abc"]).code, 2);
}
