//! The rules of the house, so that the house need not remember them: arrows, clock, texts, map, sizes. Each rule is a table
//! of data and each failure says what to do.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;
use varsel::case::notice::Template;
use varsel::config;
use varsel::template::{LANGUAGES, Templates};

/// What a room of each layer may use, in the words of the map in src/lib.rs. Rooms of one layer may use one another only
/// where their own layer is named. Which room is in which layer is said there too, above the `pub mod` lines.
const ARROWS: [(&str, &[&str], &str); 5] = [
    (
        "core",
        &["core"],
        "core   may use  core; no tokio, sqlx, files, network, environment, clock or randomness",
    ),
    ("seams", &["core", "telemetry"], "seams  may use  core, telemetry; never one another"),
    ("engine", &["core", "seams"], "engine may use  core, seams"),
    ("loops", &["core", "seams", "engine"], "loops  may use  core, seams, engine; never one another"),
    ("top", &["core", "seams", "engine", "loops", "top"], "top    may use  everything"),
];

/// What the core must not touch.
const IMPURE: [&str; 8] =
    ["tokio::", "sqlx::", "std::fs", "std::env", "std::process", "rand::", "getrandom", "now_v7"];
/// `std::net` is two things; an address as a value touches no network.
const IMPURE_NET: &str = r"std::net::(\{|Tcp|Udp|ToSocketAddrs)";

/// Monotonic time is for time limits only; nothing that a case says or does hangs on it.
const STOPWATCHES: [(&str, &str); 4] = [
    ("src/intake.rs", "when it is looked again at what waits"),
    ("src/mailbox/imap.rs", "pauses between attempts and the length of one wait"),
    ("src/mailbox/imap/session.rs", "how long an IDLE may last"),
    ("src/transport/smtp/session.rs", "how long a connection has been idle"),
];

/// Who reads the environment apart from config/.
const READS_ENVIRONMENT: [(&str, &str); 2] = [
    ("src/cli/demo.rs", "the system's temporary folder"),
    (
        "src/reader/misbehave.rs",
        "tries from inside whether the reader's environment is empty; not in a release",
    ),
];

/// A panic that cannot happen, or that is meant.
const PANICS: [(&str, &str); 2] = [
    (r#".expect("a constant pattern")"#, "a pattern in the source is compiled by every test that uses it"),
    (r#""panic" => panic!("as told")"#, "the reader's test command; not in a release"),
];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 80;
/// Functions that are longer: name and lines. They may shrink, and are then taken out of here; they may not grow.
const LONG_FUNCTIONS: [(&str, usize); 0] = [];

/// Words shaped like a phrase's key that are none: names of events and arguments.
const NO_PHRASES: [&str; 7] = [
    "deadline_reached",
    "not_reached",
    "left_secs",
    "late_secs",
    "snake_case",
    "processor_notice",
    "processor_told",
];

// -- (a) the arrows

#[test]
fn arrows_run_downward_only() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    for file in sources() {
        let Some((room, layer)) = file.room(&rooms) else { continue };
        let allowed =
            ARROWS.iter().find(|(name, ..)| name == layer).map_or(&[][..], |(_, allowed, _)| allowed);
        for (line, used) in file.uses() {
            let Some((_, other)) = rooms.iter().find(|(name, _)| *name == used) else {
                wrong.push(format!("{}:{line}: `crate::{used}` is no room of the map", file.path));
                continue;
            };
            let same = used == *room;
            if !same && !allowed.contains(&other.as_str()) && !allowed.contains(&used.as_str()) {
                wrong.push(format!(
                    "{}:{line}: `{room}` ({layer}) may not use `{used}` ({other}); {layer} may use {}",
                    file.path,
                    allowed.join(", ")
                ));
            }
        }
    }
    fail(&wrong, "arrows of src/lib.rs are broken; move the type down or the work up");
}

#[test]
fn the_core_touches_nothing_outside() {
    let rooms = rooms();
    let net = Regex::new(IMPURE_NET).unwrap();
    let core =
        sources().into_iter().filter(|file| file.room(&rooms).is_some_and(|(_, layer)| layer == "core"));
    let mut wrong = Vec::new();
    for file in core {
        for (number, line) in file.code() {
            let word = IMPURE.iter().find(|word| line.contains(**word));
            if word.is_some() || net.is_match(line) {
                wrong.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    fail(&wrong, "the core is values in, values out; let the shell do it and hand the value in");
}

#[test]
fn the_map_says_the_same_arrows() {
    let map = read("src/lib.rs");
    let missing: Vec<String> = ARROWS
        .iter()
        .map(|(.., words)| format!("//! {words}"))
        .filter(|line| !map.lines().any(|found| found == line))
        .collect();
    fail(
        &missing,
        "these lines of the arrows are not in src/lib.rs; the map and this test are changed together",
    );
}

// -- (b) the clock and the environment

#[test]
fn time_is_asked_for_in_the_clock_only() {
    let wall = Regex::new(r"\b(Utc|Local|SystemTime)::now\b").unwrap();
    let monotonic = Regex::new(r"\bInstant::now\b").unwrap();
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| file.path != "src/clock.rs") {
        let stopwatch = STOPWATCHES.iter().any(|(path, _)| *path == file.path);
        for (number, line) in file.code() {
            if wall.is_match(line) || (monotonic.is_match(line) && !stopwatch) {
                wrong.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    fail(
        &wrong,
        "ask crate::clock, or take `now` as an argument (for a time limit: add the file to STOPWATCHES)",
    );
}

#[test]
fn the_environment_is_read_by_the_configuration_only() {
    let reads = Regex::new(r"\benv::(var|vars|args|temp_dir|current_dir|home_dir|set_var)").unwrap();
    let may = |path: &str| {
        path.starts_with("src/config") || READS_ENVIRONMENT.iter().any(|(known, _)| *known == path)
    };
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !may(&file.path)) {
        let lines = file.code().filter(|(_, line)| reads.is_match(line));
        wrong.extend(lines.map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    fail(&wrong, "use config::environment()");
}

// -- (c) the texts and the configuration

#[test]
fn every_notice_has_all_its_parts_in_every_language() {
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let known: BTreeSet<String> = Template::ALL.iter().map(|one| one.name().to_owned()).collect();
        let found: BTreeSet<String> = folders(&root().join("templates").join(language));
        wrong.extend(known.symmetric_difference(&found).map(|name| {
            format!("templates/{language}/{name}: a folder without a notice, or a notice without a folder")
        }));
        for notice in &known {
            for part in ["subject.hbs", "text.hbs", "html.hbs"] {
                let path = format!("templates/{language}/{notice}/{part}");
                if fs::read_to_string(root().join(&path)).unwrap_or_default().trim().is_empty() {
                    wrong.push(format!("{path} is missing or empty"));
                }
            }
        }
    }
    fail(&wrong, "a reader of each language gets each notice whole");
}

#[test]
fn a_text_that_does_not_compile_is_a_fault_with_its_name() {
    let broken = vec![("nn/overdue/text".to_owned(), "{{#if due_at}} never closed".to_owned())];
    let faults = Templates::with_overrides(broken).err().expect("a broken text must not be taken");
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].file, "nn/overdue/text");
}

#[test]
fn an_unknown_key_is_a_fault() {
    let dir = tempfile::tempdir().unwrap();
    config::init::write(dir.path(), true).unwrap();
    let file = dir.path().join("varsel.toml");
    assert!(config::load(&file, std::iter::empty()).is_ok(), "what init writes is a working configuration");
    let written = fs::read_to_string(&file).unwrap();
    fs::write(&file, written.replace("[web]\n", "[web]\nlissten = \"off\"\n")).unwrap();
    let faults =
        config::load(&file, std::iter::empty()).expect_err("an unknown key must be a fault").to_string();
    assert!(faults.contains("lissten"), "{faults}");
}

// -- (d) the map, the README

#[test]
fn the_map_names_every_room_and_links_to_it() {
    let map = read("src/lib.rs");
    let rooms = rooms();
    let mut wrong = Vec::new();
    let names: BTreeSet<String> = rooms.iter().map(|(name, _)| name.clone()).collect();
    for file in sources().iter().filter(|file| file.path.matches('/').count() == 1) {
        let name = file.path.trim_start_matches("src/").trim_end_matches(".rs");
        if !["lib", "main"].contains(&name) && !names.contains(name) {
            wrong.push(format!("{}: not declared in src/lib.rs under a layer", file.path));
        }
    }
    for name in &names {
        if !map.lines().any(|line| line.starts_with(&format!("//! - [`{name}`]: "))) {
            wrong.push(format!("src/lib.rs: no line \"//! - [`{name}`]: …\" that says what the room is for"));
        }
    }
    if !map.contains("`main.rs`") {
        wrong.push("src/lib.rs: main.rs is not named".to_owned());
    }
    fail(&wrong, "the map in src/lib.rs is how a reader finds the way");
}

#[test]
fn links_of_the_documents_lead_somewhere() {
    let link = Regex::new(r"\]\(([^)#:\s]+)(#[^)]*)?\)").unwrap();
    let mut wrong = Vec::new();
    for document in ["README.md", "SECURITY.md", "CHANGELOG.md"] {
        for found in link.captures_iter(&read(document)) {
            if !root().join(&found[1]).exists() {
                wrong.push(format!("{document}: {}", &found[1]));
            }
        }
    }
    fail(&wrong, "files that are linked to and do not exist");
}

#[test]
fn the_readme_names_exactly_the_commands_there_are() {
    let help = Command::new(env!("CARGO_BIN_EXE_varsel")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    let indented = Regex::new(r"(?m)^  ([a-z][a-z-]*)\b").unwrap();
    let mut commands: BTreeSet<String> =
        indented.captures_iter(commands).map(|found| found[1].to_owned()).collect();
    assert!(commands.remove("help") && commands.len() > 5, "the help is read wrongly: {help}");
    let readme = read("README.md");
    // A command is written `varsel NAME`, or `cargo run -- NAME`.
    let written = Regex::new(r"(?:`|\$ |\| |/)varsel ([a-z][a-z-]*)|cargo run -- ([a-z][a-z-]*)").unwrap();
    let named: BTreeSet<String> = written
        .captures_iter(&readme)
        .filter_map(|found| found.get(1).or(found.get(2)))
        .map(|name| name.as_str().to_owned())
        .collect();
    let mut wrong: Vec<String> =
        commands.difference(&named).map(|name| format!("`varsel {name}` is not in README.md")).collect();
    wrong.extend(named.difference(&commands).map(|name| format!("README.md: there is no `varsel {name}`")));
    fail(&wrong, "README.md names every command of `varsel --help` and none other");
}

// -- (e) sizes and panics

#[test]
fn files_and_functions_are_small() {
    let mut wrong = Vec::new();
    let mut long = BTreeSet::new();
    for file in sources_with_tests() {
        let count = file.text.lines().count();
        if count > LONGEST_FILE {
            wrong.push(format!("{}: {count} lines, at most {LONGEST_FILE}; split it into a room", file.path));
        }
        for (name, lines) in functions(&file.text) {
            let known = LONG_FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, most)| *most);
            if lines > LONGEST_FUNCTION {
                long.insert(name.clone());
            }
            if lines > known.unwrap_or(LONGEST_FUNCTION) {
                wrong.push(format!(
                    "{}: fn {name} has {lines} lines, at most {LONGEST_FUNCTION}; give its steps names",
                    file.path
                ));
            }
        }
    }
    let gone = LONG_FUNCTIONS.iter().filter(|(name, _)| !long.contains(*name));
    wrong.extend(gone.map(|(name, _)| format!("fn {name} is short now: take it out of LONG_FUNCTIONS")));
    fail(&wrong, "too large to read at a sitting");
}

#[test]
fn nothing_panics_on_purpose_and_nothing_is_unsafe() {
    assert!(
        read("src/lib.rs").lines().any(|line| line == "#![forbid(unsafe_code)]"),
        "src/lib.rs forbids unsafe code"
    );
    let panics = Regex::new(r"\.unwrap\(\)|\.expect\(|\b(panic|todo|unimplemented|unreachable)!").unwrap();
    let mut wrong = Vec::new();
    for file in sources() {
        for (number, line) in file.code().filter(|(_, line)| panics.is_match(line)) {
            let explained = line.contains("// ") || PANICS.iter().any(|(known, _)| line.contains(known));
            if !explained {
                wrong.push(format!("{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    fail(&wrong, "return an error, or say in a comment on the line why it cannot happen");
}

#[test]
fn the_hours_of_the_law_are_nowhere_in_the_code() {
    let hours = Regex::new(r"\b(72|72 \* 60|259_?200)\b").unwrap();
    let mut wrong = Vec::new();
    for file in sources() {
        let lines = file.code().filter(|(_, line)| hours.is_match(without_comment(line)));
        wrong.extend(lines.map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    fail(&wrong, "law is data: the hours stand in policy.toml");
}

// -- (f) every reason has words

#[test]
fn every_phrase_has_words_in_every_language() {
    let templates = Templates::builtin().unwrap_or_else(|faults| panic!("{faults:?}"));
    let named = Regex::new(r#"Phrase::new\(\s*"([^"]+)""#).unwrap();
    // A key may also be chosen first and made a phrase later: any literal of that shape in the rooms that give reasons.
    let shaped = Regex::new(r#""([a-z]+(?:_[a-z0-9]+)+)""#).unwrap();
    let reasons = ["src/case", "src/engine", "src/intake"];
    let mut wrong = BTreeSet::new();
    for file in sources() {
        let code: String = file.code().map(|(_, line)| without_comment(line)).collect::<Vec<_>>().join("\n");
        let found = named.captures_iter(&code).map(|found| found[1].to_owned());
        let gives_reasons = reasons.iter().any(|room| file.path.starts_with(room));
        let shaped = shaped.captures_iter(&code).filter(|_| gives_reasons).map(|found| found[1].to_owned());
        let keys = found.chain(shaped.filter(|key| !NO_PHRASES.contains(&key.as_str())));
        wrong.extend(
            // A command's name is said as its example.
            keys.filter(|key| !templates.has_phrase(key) && !templates.has_phrase(&format!("example_{key}")))
                .map(|key| format!("{key} ({})", file.path)),
        );
    }
    let wrong: Vec<String> = wrong.into_iter().collect();
    fail(&wrong, "write them in templates/{nb,nn,en}/phrases.toml; what is no phrase goes into NO_PHRASES");
}

// -- reading the source

struct Source {
    /// From the root: `src/case/decide.rs`.
    path: String,
    text: String,
}

impl Source {
    fn room<'r>(&self, rooms: &'r [(String, String)]) -> Option<(&'r String, &'r String)> {
        let name = self.path.strip_prefix("src/")?.split(['/', '.']).next()?;
        rooms.iter().find(|(room, _)| room == name).map(|(room, layer)| (room, layer))
    }

    /// The numbered lines outside tests and comments of their own.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod ").unwrap_or(self.text.len());
        let lines = self.text[..end].lines().enumerate();
        lines.filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(index, line)| (index + 1, line))
    }

    /// Rooms named in paths: `crate::x::…`, `use crate::{x, y::Z}`, and `super::x` in a room's root file.
    fn uses(&self) -> Vec<(usize, String)> {
        let path = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
        let several = Regex::new(r"\bcrate::\{([^}]*)\}").unwrap();
        let above = Regex::new(r"\bsuper::([a-z_]+)").unwrap();
        let is_root = self.path.matches('/').count() == 1;
        let mut found = Vec::new();
        for (number, line) in self.code() {
            let line = without_comment(line);
            let mut add = |name: &str| found.push((number, name.to_owned()));
            path.captures_iter(line).for_each(|one| add(&one[1]));
            if is_root {
                above.captures_iter(line).for_each(|one| add(&one[1]));
            }
            for list in several.captures_iter(line) {
                list[1].split(',').filter_map(|part| part.trim().split("::").next()).for_each(&mut add);
            }
        }
        found
    }
}

/// Every file of src that is not only tests.
fn sources() -> Vec<Source> {
    let tests = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        path.contains("/tests/") || matches!(name, "tests.rs" | "proptests.rs")
    };
    sources_with_tests().into_iter().filter(|file| !tests(&file.path)).collect()
}

fn sources_with_tests() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join("src"), &mut found);
    assert!(found.len() > 50, "the source is not where it is looked for");
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            found.push(Source { path, text });
        }
    }
}

/// The rooms with their layers, from the `// -- LAYER: …` lines above the `pub mod` lines.
fn rooms() -> Vec<(String, String)> {
    let mut layer = String::new();
    let mut rooms = Vec::new();
    for line in read("src/lib.rs").lines() {
        if let Some(heading) = line.strip_prefix("// -- ") {
            layer = heading.split(':').next().unwrap_or_default().to_owned();
            assert!(
                ARROWS.iter().any(|(name, ..)| *name == layer),
                "src/lib.rs: `{layer}` is no layer of ARROWS"
            );
        } else if let Some(room) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            rooms.push((room.to_owned(), layer.clone()));
        }
    }
    rooms
}

/// Names and lengths of functions: rustfmt puts the last brace under the first letter.
fn functions(text: &str) -> Vec<(String, usize)> {
    let head = Regex::new(r"^( *)(?:pub(?:\([a-z]+\))? )?(?:const )?(?:async )?fn ([a-z0-9_]+)").unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(head) = head.captures(line).filter(|_| !line.ends_with('}')) else { continue };
        let last = format!("{}}}", &head[1]);
        let length = lines[start..].iter().position(|line| *line == last).map_or(1, |lines| lines + 1);
        found.push((head[2].to_owned(), length));
    }
    found
}

/// What stands before `//`; good enough for code that has no `//` in a text that matters here.
fn without_comment(line: &str) -> &str {
    line.split(" // ").next().unwrap_or(line)
}

fn folders(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn fail(wrong: &[String], what: &str) {
    assert!(wrong.is_empty(), "{what}:\n  {}\n", wrong.join("\n  "));
}
