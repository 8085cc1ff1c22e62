//! The command line as its user meets it: exit codes, faults, promised keys (contract: the outside that stays).

mod trouble;

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::e2e::{House, Ran, mail, run, run_with, varsel};
use crate::leaks;

#[test]
fn five_faults_in_three_files_are_five_lines_and_exit_78() {
    let house = House::maildir();
    house.edit("varsel.toml", "\nlanguage = \"nb\"", "\nlanguage = \"klingon\"");
    house.edit("varsel.toml", "\nrequired = true", "\nrequired = false\ncolour = \"red\"");
    house.edit("contacts.toml", "email = \"kari.nordmann@eksempel.no\"", "email = \"kari.nordmann\"");
    house.edit("policy.toml", "uncertain = \"send-again\"", "uncertain = \"perhaps\"");
    for arguments in [["check"].as_slice(), &["once"], &["run"], &["case", "list"], &["verify"]] {
        let ran = house.run(arguments);
        assert_eq!(ran.code, 78, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains("5 faults"), "{ran:?}");
        let faults: Vec<&str> = ran.err.lines().filter(|line| line.contains(".toml: ")).collect();
        assert_eq!(faults.len(), 5, "{ran:?}");
        let places = [
            ("varsel.toml", "organisation.language"),
            ("varsel.toml", "authenticity.required"),
            ("varsel.toml", "authenticity.colour"),
            ("contacts.toml", "email"),
            ("policy.toml", "delivery.uncertain"),
        ];
        for (file, key) in places {
            let named = faults.iter().filter(|line| line.contains(file) && line.contains(key)).count();
            assert_eq!(named, 1, "{file} {key}: {faults:#?}");
        }
        assert!(ran.out.is_empty(), "{ran:?}");
    }
}

#[test]
fn a_missing_key_or_configuration_is_exit_78_and_says_what_to_do() {
    let house = House::maildir();
    std::fs::remove_file(house.path("varsel.key")).unwrap();
    for command in ["check", "run", "once"] {
        let ran = house.run(&[command]);
        assert_eq!(ran.code, 78, "{command}: {ran:?}");
        assert!(ran.err.contains("store.key_file"), "{command}: {ran:?}");
    }
    let nowhere = run(varsel().args(["check", "--config", "/nonexistent/varsel.toml"]));
    assert_eq!(nowhere.code, 78, "{nowhere:?}");
}

#[test]
fn init_refuses_to_overwrite_and_leaves_what_is_there() {
    let house = House::maildir();
    house.write("contacts.toml", "# mine\n");
    let key = std::fs::read(house.path("varsel.key")).unwrap();
    let again = run(varsel().arg("init").arg(house.path("")).arg("--maildir"));
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.err.contains("is there already"), "{again:?}");
    assert_eq!(std::fs::read_to_string(house.path("contacts.toml")).unwrap(), "# mine\n");
    assert_eq!(std::fs::read(house.path("varsel.key")).unwrap(), key);
}

#[test]
fn exit_codes_are_those_promised() {
    let house = House::maildir();
    assert_eq!(house.run(&["check"]).code, 0);
    assert_eq!(house.run(&["once"]).code, 0);
    let missing = house.run(&["case", "show", "AVVIK-2026-9999"]);
    assert_eq!(missing.code, 1, "{missing:?}");
    let wrong = [
        vec!["nonsense"],
        vec!["case"],
        vec!["once", "--at", "yesterday"],
        vec!["simulate", "--risk", "enormous"],
        // A simulated time belongs to a simulated clock.
        vec!["once", "--at", "2026-03-12T09:00:00+01:00"],
    ];
    for arguments in wrong {
        let ran = house.run(&arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
    }
    let simulated = House::simulated();
    let daemon = simulated.run(&["run"]);
    assert_eq!(daemon.code, 78, "the daemon runs by the real clock only: {daemon:?}");
}

#[test]
fn the_demo_ends_as_its_script_says_in_under_thirty_seconds() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("demo");
    let start = Instant::now();
    let ran = run(varsel().arg("demo").arg("--dir").arg(&place));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert!(ran.out.contains("Every incident ended as its script says"), "{ran:?}");
    assert!(place.join("spool/sent/new").read_dir().unwrap().count() > 5);
    let config = place.join("varsel.toml");
    let verify = run(varsel().args(["verify", "--config"]).arg(config));
    assert_eq!(verify.code, 0, "{verify:?}");
    leaks::assert_house(&place);
}

/// The object that `parse --json` prints for this mail on standard input, without any configuration.
fn parse(mail: impl AsRef<[u8]>) -> Value {
    let nowhere = tempfile::tempdir().unwrap();
    let mut command = varsel();
    command.args(["parse", "--json", "-"]).current_dir(nowhere.path());
    let Ran { code, out, err } = run_with(&mut command, mail.as_ref());
    assert_eq!((code, err.as_str(), out.lines().count()), (0, "", 1));
    serde_json::from_str(&out).unwrap()
}

/// What stands in every object; contract, "`varsel parse --json`".
const KEYS: [&str; 18] = [
    "schema",
    "file",
    "class",
    "reason",
    "message_id",
    "from",
    "subject",
    "language",
    "date",
    "refers_to",
    "reply_text",
    "report",
    "open",
    "commands",
    "authenticity",
    "attachments",
    "redactions",
    "defects",
];

fn assert_promised(object: &Value) {
    for key in KEYS {
        assert!(object.get(key).is_some(), "{key} is missing in {object}");
    }
    assert_eq!(object["schema"], 1);
    assert_eq!(object["authenticity"]["verdict"], "unauthenticated");
    for key in ["in_reply_to", "references", "case"] {
        assert!(object["refers_to"].get(key).is_some(), "refers_to.{key}: {object}");
    }
    assert_eq!(object.get("bounce").is_some(), object["class"] == "bounce", "{object}");
    assert_eq!(object.get("calendar").is_some(), object["class"] == "calendar", "{object}");
}

#[test]
fn parse_understands_a_report_and_holds_back_national_identity_numbers() {
    let text = "Hovedårsak: E-post sendt til feil mottaker\nAntall berørte: ca. 40\n\
                Når ble avviket oppdaget: 12.03.2026 kl. 08.30\nTiltak som er gjort: ettersendes\n\
                Hva har skjedd: Brevet til 01010750160 ble sendt til feil mottaker";
    let object =
        parse(mail("Jon <jon@eksempel.no>", "avvik@eksempel.no", "r1@eksempel.no", "", "Avvik", text));
    assert_promised(&object);
    assert_eq!(object["class"], "message");
    assert_eq!(object["message_id"], "r1@eksempel.no");
    assert_eq!(object["from"], "jon@eksempel.no");
    let count = &object["report"]["affected_persons"];
    assert_eq!((&count["value"]["low"], &count["value"]["precision"]), (&40.into(), &"approximate".into()));
    assert_eq!((&count["raw"], &count["source"]), (&"ca. 40".into(), &"body".into()));
    let discovered = &object["report"]["discovered_at"]["value"];
    assert_eq!(discovered["at"], "2026-03-12T08:30:00+01:00");
    let open: Vec<&str> = object["open"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(open.contains(&"measures_taken") && !open.contains(&"main_cause"), "{open:?}");
    assert!(!object.to_string().contains("01010750160"), "{object}");
    assert_eq!(object["redactions"][0]["kind"], "national-id", "{object}");
}

#[test]
fn parse_understands_the_officers_commands() {
    let text = "S: 3 K: 4\nMeld Datatilsynet: nei, fordi ingen er berørt";
    let more = "In-Reply-To: <n1@eksempel.no>\n";
    let object =
        parse(mail("kari@eksempel.no", "avvik@eksempel.no", "a1@eksempel.no", more, "SV: Avvik", text));
    assert_promised(&object);
    assert_eq!(object["refers_to"]["in_reply_to"][0], "n1@eksempel.no");
    let commands = object["commands"].as_array().unwrap();
    let assess = commands.iter().find(|one| one["command"] == "assess").unwrap();
    assert_eq!((&assess["args"]["likelihood"], &assess["args"]["consequence"]), (&3.into(), &4.into()));
    let authority = commands.iter().find(|one| one["command"] == "notify_authority").unwrap();
    assert_eq!(authority["args"]["answer"], "no", "{authority}");
    assert!(authority["raw"].as_str().unwrap().starts_with("Meld"), "{authority}");
}

const BOUNCE: &str = "\
From: MAILER-DAEMON@mx.example\nTo: avvik@eksempel.no\nSubject: Undelivered Mail Returned to Sender\n\
Message-ID: <b1@mx.example>\nDate: Thu, 12 Mar 2026 09:00:00 +0100\nMIME-Version: 1.0\n\
Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\n\n\
--x\nContent-Type: text/plain\n\nIt did not work.\n\
--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
Final-Recipient: rfc822; ola@eksempel.no\nAction: failed\nStatus: 5.1.1\n\n\
--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ours@eksempel.no>\nFrom: avvik@eksempel.no\n\n--x--\n";

const ACCEPTANCE: &str = "\
From: ola@eksempel.no\nTo: avvik@eksempel.no\nSubject: Godtatt\nMessage-ID: <c1@eksempel.no>\n\
Date: Thu, 12 Mar 2026 09:00:00 +0100\nMIME-Version: 1.0\n\
Content-Type: text/calendar; method=REPLY; charset=utf-8\n\n\
BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:meeting-1\n\
DTSTAMP:20260312T080000Z\nORGANIZER:mailto:avvik@eksempel.no\n\
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ola@eksempel.no\nEND:VEVENT\nEND:VCALENDAR\n";

#[test]
fn parse_names_the_class_of_what_no_person_wrote_and_of_what_cannot_be_read() {
    let bounce = parse(BOUNCE.replace('\n', "\r\n"));
    assert_promised(&bounce);
    assert_eq!(bounce["class"], "bounce");
    let said = &bounce["bounce"];
    assert_eq!((&said["action"], &said["status"]), (&"failed".into(), &"5.1.1".into()), "{said}");
    assert_eq!((&said["permanent"], &said["recipient"]), (&true.into(), &"ola@eksempel.no".into()), "{said}");
    assert_eq!(said["original_message_id"], "ours@eksempel.no", "{said}");

    let reply = parse(ACCEPTANCE.replace('\n', "\r\n"));
    assert_promised(&reply);
    assert_eq!(reply["class"], "calendar");
    let said = &reply["calendar"];
    assert_eq!((&said["method"], &said["uid"]), (&"REPLY".into(), &"meeting-1".into()), "{said}");
    assert_eq!(
        (&said["attendee"], &said["partstat"]),
        (&"ola@eksempel.no".into(), &"ACCEPTED".into()),
        "{said}"
    );

    let absent = "Auto-Submitted: auto-replied\n";
    let absent =
        parse(mail("ola@eksempel.no", "avvik@eksempel.no", "o1@eksempel.no", absent, "Borte", "Borte."));
    assert_promised(&absent);
    assert_eq!(absent["class"], "auto-reply");

    for raw in [trouble::noise(), Vec::new()] {
        let object = parse(raw);
        assert_promised(&object);
        assert_eq!(object["class"], "unreadable", "{object}");
    }
    assert_promised(&parse(trouble::nested()));
}

#[test]
fn parse_prints_one_object_a_file_and_a_missing_file_is_exit_1() {
    let dir = tempfile::tempdir().unwrap();
    let files = ["a", "b"].map(|name| dir.path().join(name));
    for file in &files {
        std::fs::write(file, mail("a@b.example", "avvik@eksempel.no", "m@b.example", "", "Hei", "Hei"))
            .unwrap();
    }
    let ran = run(varsel().args(["parse", "--json"]).args(&files));
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{ran:?}");
    let missing = run(varsel().args(["parse", "--json"]).arg(dir.path().join("c")));
    assert_eq!((missing.code, missing.out.as_str()), (1, ""), "{missing:?}");
}
