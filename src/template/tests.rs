//! What all texts promise, in every language.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::samples::{self, ZONE};
use super::*;
use crate::report::Field;

fn builtin() -> &'static Templates {
    static BUILTIN: LazyLock<Templates> = LazyLock::new(|| match Templates::builtin() {
        Ok(templates) => templates,
        Err(faults) => panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    });
    &BUILTIN
}

type Sample = (&'static str, Template, &'static str, NoticeData, Rendered);

fn each_rendered(mut look: impl FnMut(&'static str, Template, &'static str, &NoticeData, &Rendered)) {
    static ALL: LazyLock<Vec<Sample>> = LazyLock::new(|| {
        let mut all = Vec::new();
        for language in LANGUAGES {
            for template in Template::ALL {
                for (sample, data) in samples::all() {
                    let rendered = builtin().render(template, language, &data, ZONE).expect("renders");
                    all.push((language, template, sample, data, rendered));
                }
            }
        }
        all
    });
    for (language, template, sample, data, rendered) in ALL.iter() {
        look(language, *template, sample, data, rendered);
    }
}

fn faults_of(name: &str, source: &str) -> Vec<TemplateFault> {
    Templates::with_overrides(vec![(name.to_owned(), source.to_owned())]).err().unwrap_or_default()
}

#[test]
fn every_builtin_text_renders_every_sample_in_every_language() {
    let mut count = 0;
    each_rendered(|_, _, _, _, _| count += 1);
    assert_eq!(count, 3 * Template::ALL.len() * samples::all().len());
}

#[test]
fn a_subject_is_one_short_line_with_the_case_number_first() {
    each_rendered(|language, template, sample, data, rendered| {
        let subject = &rendered.subject;
        assert!(!subject.contains(char::is_control), "{language} {template:?} {sample}");
        assert!((1..=MAX_SUBJECT).contains(&subject.chars().count()), "{language} {template:?} {sample}");
        if data.case_number.starts_with("AVVIK-") {
            assert!(subject.starts_with("[AVVIK-2026-0001] "), "{language} {template:?}: {subject}");
        }
    });
}

#[test]
fn the_cut_line_comes_first_and_nothing_empty_is_said() {
    each_rendered(|language, template, sample, _, rendered| {
        assert!(rendered.text.starts_with(CUT_LINE), "{language} {template:?}");
        let body = rendered.html.split_once("<body").map_or("", |(_, body)| body);
        let first = body.split_once('>').map_or("", |(_, rest)| rest).trim_start();
        assert!(first.split_once('>').is_some_and(|(_, rest)| rest.starts_with(CUT_LINE)), "{template:?}");
        if sample == "full" {
            for text in [&rendered.text, &rendered.html] {
                assert!(!text.contains("()") && !text.contains(": .") && !text.contains("{{"), "{text}");
            }
        }
    });
}

#[test]
fn hostile_values_are_escaped_in_html_and_untouched_in_text() {
    let mut seen = 0;
    each_rendered(|language, template, sample, _, rendered| {
        if sample != "hostile" {
            return;
        }
        assert!(!rendered.html.contains("<script"), "{language} {template:?}");
        assert!(!rendered.html.contains("onload='"), "{language} {template:?}");
        assert!(!rendered.html.contains(['\r', '\u{202e}']), "{language} {template:?}");
        assert!(rendered.html.contains("&lt;script&gt;"), "{language} {template:?}");
        assert!(rendered.text.contains("<script>{{x}}</script>"), "{language} {template:?}");
        assert!(!rendered.text.contains(['\r', '\u{202e}']), "{language} {template:?}");
        seen += 1;
    });
    assert_eq!(seen, 3 * Template::ALL.len());
}

#[test]
fn no_line_of_a_strangers_text_passes_for_one_of_ours() {
    let mut data = samples::full();
    let text = "Første linje\r\nFRIST: aldri\rSLIK SVARER DU".to_owned();
    data.understood = vec![crate::case::notice::Understood {
        field: Field::WhatHappened,
        value: crate::report::Value::Text(text.clone()),
        raw: text.clone(),
        sentence: None,
    }];
    data.reporter = Some(text.clone());
    data.not_done = vec![Phrase::new("not_understood").with("raw", &text).with("example", "")];
    let rendered = builtin().render(Template::NewCase, "nb", &data, ZONE).expect("renders");
    assert!(rendered.text.contains("Hva har skjedd: Første linje\n    FRIST: aldri\n"), "{}", rendered.text);
    assert_eq!(rendered.text.lines().filter(|line| *line == "SLIK SVARER DU").count(), 1);
    let receipt = builtin().render(Template::CommandReceipt, "nb", &data, ZONE).expect("renders");
    assert!(receipt.text.contains("«Første linje FRIST: aldri SLIK SVARER DU»"), "{}", receipt.text);
}

#[test]
fn html_loads_nothing_and_runs_nothing() {
    each_rendered(|language, template, _, _, rendered| {
        for forbidden in ["<img", "<a ", "<script", "<link", "<style", "url(", "http:", "https:", "<form"] {
            assert!(!rendered.html.contains(forbidden), "{forbidden} in {language} {template:?}");
        }
    });
}

#[test]
fn static_lines_of_text_are_at_most_72_columns() {
    for language in &builtin::BUILTIN {
        for (name, source) in language.notices.iter().chain(language.shared) {
            let plain = name.ends_with("text");
            for line in source.lines().filter(|line| plain && !line.contains("{{")) {
                assert!(line.chars().count() <= 72, "{name}: {line}");
            }
        }
    }
}

#[test]
fn a_misspelt_name_is_a_fault_with_its_file_in_a_silent_branch_too() {
    let text = format!("{CUT_LINE}\n{{{{case_nummer}}}}");
    let faults = faults_of("nb/new-case/text", &text);
    assert!(faults.iter().any(|fault| fault.file == "nb/new-case/text"), "{faults:?}");
    assert!(faults.iter().any(|fault| fault.problem.contains("case_nummer")), "{faults:?}");
    for bad in ["{{#if due_att}}x{{/if}}", "{{#unless due_att}}{{/unless}}", "{{#each measure}}{{/each}}"] {
        assert_eq!(faults_of("nb/new-case/text", &format!("{CUT_LINE}\n{bad}")).len(), 1, "{bad}");
    }
}

#[test]
fn all_faults_come_at_once_and_an_unknown_file_is_one() {
    let files = [
        ("en/closed/html", "{{#if x}}"),
        ("en/closed/text", "no cut line"),
        ("en/new-cas/text", "x"),
        ("nn/_deadline.text", "{{> _nothing}}"),
        ("nb/phrases", "closed = unquoted"),
        ("nb/phrases", "closed = \"{{#if}}\""),
        ("nb/digest/html", "{{{organisation}}}"),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
    let faults = Templates::with_overrides(files).err().unwrap_or_default();
    let named: BTreeSet<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
    let expected = ["en/closed/html", "en/new-cas/text", "nb/digest/html", "nb/phrases"];
    assert!(expected.iter().all(|file| named.contains(file)), "{faults:?}");
    assert!(!faults_of("en/closed/text", "no cut line").is_empty());
    assert!(!faults_of("nn/_deadline.text", "{{> _nothing}}").is_empty());
}

#[test]
fn a_text_can_be_replaced_and_a_phrase_alone_too() {
    let files = [("nb/closed/subject", "[{{case_number}}] Ferdig"), ("nb/phrases", "closed = \"Ferdig.\"")];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
    let Ok(templates) = Templates::with_overrides(files) else { panic!("faults") };
    let rendered = templates.render(Template::Closed, "nb", &samples::full(), ZONE).expect("renders");
    assert_eq!(rendered.subject, "[AVVIK-2026-0001] Ferdig");
    assert_eq!(templates.phrase(&Phrase::new("closed"), "nb", ZONE), "Ferdig.");
    assert_eq!(templates.phrase(&Phrase::new("reopened"), "nb", ZONE), "Saken er gjenåpnet.");
}

#[test]
fn a_replaced_phrase_may_name_only_the_arguments_there_are() {
    let faults =
        faults_of("nb/phrases", "closed = \"{{reson}}\"\nclsed = \"x\"\nheld = \"{{name}} er på saken.\"");
    let problems: Vec<&str> = faults.iter().map(|fault| fault.problem.as_str()).collect();
    assert_eq!(problems, ["closed: unknown name `reson`", "clsed: there is no such phrase to replace"]);
}

#[test]
fn an_unknown_language_is_answered_in_bokmal() {
    let templates = builtin();
    let nb = templates.render(Template::NewCase, "nb", &samples::full(), ZONE).expect("renders");
    assert_eq!(templates.render(Template::NewCase, "sv", &samples::full(), ZONE), Ok(nb));
}

#[test]
fn an_unverified_reporter_gets_the_number_and_the_questions_and_none_of_their_words() {
    let templates = builtin();
    for (_, data) in samples::all().into_iter().filter(|(_, data)| data.reporter_unverified) {
        for language in LANGUAGES {
            for template in [Template::Acknowledgement, Template::ProcessorReceipt] {
                let rendered = templates.render(template, language, &data, ZONE).expect("renders");
                for text in [&rendered.subject, &rendered.text, &rendered.html] {
                    assert!(text.contains("AVVIK-2026-0001"));
                    // An unproved name is the sender's own words; the colour of the bar would tell the risk.
                    for word in [
                        "Kari",
                        "#c62828",
                        "9f2c41d07ab3",
                        "karakterer",
                        "Ola",
                        "ca. 30",
                        "skjema.docx",
                        "Driftsleverandøren",
                    ] {
                        assert!(!text.contains(word), "{word} in {language} {template:?}");
                    }
                }
                assert!(rendered.text.contains(field_label(Field::DataLocation, language)));
            }
        }
    }
}

#[test]
fn what_was_masked_is_said_in_text_and_html_to_those_who_may_know() {
    let templates = builtin();
    let tells = [
        (Template::NewCase, true),
        (Template::OutOfHours, true),
        (Template::Acknowledgement, true),
        (Template::ProcessorReceipt, true),
        (Template::CommandReceipt, true),
        (Template::ListPrivacy, false),
        (Template::Closed, false),
    ];
    for language in LANGUAGES {
        for (unverified, key) in [(false, "number_sent_outside"), (true, "numbers_removed_unverified")] {
            let phrase = Phrase::new(key);
            let numbers = vec![phrase.clone()];
            let data = NoticeData { numbers, reporter_unverified: unverified, ..samples::full() };
            let said = templates.phrase(&phrase, language, ZONE);
            for (template, tells) in tells {
                let rendered = templates.render(template, language, &data, ZONE).expect("renders");
                let text = rendered.text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert_eq!(text.contains(&said), tells, "{language} {template:?}: {text}");
                assert_eq!(rendered.html.contains(&said), tells, "{language} {template:?}");
            }
        }
    }
}

#[test]
fn list_notices_hold_nothing_of_the_report_and_say_whom_to_call() {
    let templates = builtin();
    for language in LANGUAGES {
        for template in [Template::ListSecurity, Template::ListPrivacy] {
            let rendered = templates.render(template, language, &samples::full(), ZONE).expect("renders");
            for text in [&rendered.subject, &rendered.text, &rendered.html] {
                for word in [
                    "#c62828",
                    "karakterer",
                    "ola@",
                    "ca. 30",
                    "skjema",
                    "Ny rutine",
                    "Driftsleverandøren",
                    "per@",
                ] {
                    assert!(!text.contains(word), "{word} in {language} {template:?}");
                }
            }
            for fact in ["22 22 22 22", "Kari Nordmann", "personvernombud@eksempel.no"] {
                assert!(rendered.text.contains(fact) && rendered.html.contains(fact), "{fact} {language}");
            }
        }
    }
}

#[test]
fn officer_mails_say_deadline_proposal_holder_and_what_to_reply() {
    let templates = builtin();
    let officer = [
        Template::NewCase,
        Template::OutOfHours,
        Template::RiskProposal,
        Template::Reminder,
        Template::Escalation,
        Template::Overdue,
        Template::BounceEscalation,
    ];
    for template in officer {
        let rendered = templates.render(template, "nb", &samples::full(), ZONE).expect("renders");
        for text in [&rendered.text, &rendered.html] {
            for fact in [
                "søndag 15. mars 2026 kl. 14.00",
                "2 døgn og 23 timer igjen",
                "sannsynlighet S 3 × konsekvens K 4 = 12",
                "Forslag: S 3 × K 4 = R 12",
                "Særlige personer: barn («elever»). K opp ett trinn.",
                "meld Datatilsynet og informer de berørte",
                "Kari Nordmann har saken til",
                "får Per Olsen og Ingrid Lie en ny e-post",
                "Meld Datatilsynet: ja",
                "Tiltak som er gjort",
            ] {
                assert!(text.contains(fact), "{fact} in {template:?}:\n{text}");
            }
        }
    }
}

#[test]
fn an_overdue_mail_demands_the_reason_for_the_delay() {
    let templates = builtin();
    let overdue = samples::all().into_iter().find(|(name, _)| *name == "overdue").map(|(_, data)| data);
    for (language, line) in [("nb", "Forsinkelse: "), ("nn", "Forseinking: "), ("en", "Delay: ")] {
        let data = overdue.clone().expect("the sample");
        let rendered = templates.render(Template::Overdue, language, &data, ZONE).expect("renders");
        assert!(rendered.text.contains(line) && rendered.html.contains(line), "{language}");
    }
}

#[test]
fn phrases_are_the_same_with_the_same_arguments_in_all_languages() {
    let read = |language: &builtin::Language| phrases::parse(language.phrases).expect("reads");
    let [nb, nn, en] = builtin::BUILTIN.each_ref().map(read);
    for (key, sentence) in &nb {
        for (language, other) in [("nn", &nn), ("en", &en)] {
            let twin = other.get(key).unwrap_or_else(|| panic!("{key} is missing in {language}"));
            assert_eq!(lint::names_used(sentence), lint::names_used(twin), "{key} in {language}");
        }
    }
    assert!(nb.len() == nn.len() && nb.len() == en.len());
    let templates = builtin();
    assert_eq!(templates.phrase_keys("nn"), templates.phrase_keys("en"));
    assert!(templates.has_phrase("case_opened") && !templates.has_phrase("no_such_key"));
    assert_eq!(templates.phrase(&Phrase::new("no_such_key"), "nb", ZONE), "no_such_key");
}

#[test]
fn a_reply_line_may_be_a_commands_name_and_is_then_written_in_the_readers_language() {
    let reply_lines = ["acknowledge", "notify_authority", "S: 2  K: 5"].map(str::to_owned).to_vec();
    let data = NoticeData { reply_lines, ..samples::full() };
    for (language, line) in [("nb", "Meld Datatilsynet: ja"), ("en", "Notify authority: yes")] {
        let rendered = builtin().render(Template::Reminder, language, &data, ZONE).expect("renders");
        assert!(
            rendered.text.contains(&format!("    OK\n    {line}\n    S: 2  K: 5\n")),
            "{}",
            rendered.text
        );
    }
}

/// Finds an argument that a helper of the same name would swallow.
#[test]
fn every_argument_of_a_phrase_is_said() {
    let templates = builtin();
    for language in &builtin::BUILTIN {
        for (key, sentence) in phrases::parse(language.phrases).expect("reads") {
            let names = lint::names_used(&sentence);
            let mark = |name: &str| format!("<{name}>");
            let phrase = names.iter().fold(Phrase::new(&key), |phrase, name| phrase.with(name, mark(name)));
            let said = templates.phrase(&phrase, language.language, ZONE);
            for name in names.iter().filter(|name| *name != "band") {
                assert!(said.contains(&mark(name)), "{name} of {key} in {}: {said}", language.language);
            }
        }
    }
}

#[test]
fn every_command_has_an_example_line() {
    let templates = builtin();
    let names = "assess acknowledge notify_authority authority_notified inform_persons persons_informed \
        delay_reason notify_lists assign measure measure_done measure_approve measure_progress action_group \
        group_contact report_delivered not_a_breach close reopen merge aware evidence police_report evaluate \
        exclude ask contact_confirm contact_correct release undo help authority_phoned supplement_sent classified \
        submitted send measure_propose group_cancel not_same notify_controllers external_party external_feedback \
        joint_controllers exercise";
    for name in names.split_whitespace() {
        assert!(templates.has_phrase(&format!("example_{name}")), "{name}");
    }
}

#[test]
fn phrases_speak_their_arguments() {
    let templates = builtin();
    let nb = |phrase: Phrase| templates.phrase(&phrase, "nb", ZONE);
    assert_eq!(
        nb(Phrase::new("held").with("name", "Kari").with("until", "2026-03-13T13:00:00Z")),
        "Kari har saken til fredag 13. mars 2026 kl. 14.00."
    );
    let fields = Phrase::new("report_added").with("fields", [Field::Period, Field::Contact]);
    assert_eq!(nb(fields), "Nye opplysninger er lagt til: Tidsrom og Kontaktperson.");
    let open = [Phrase::new("open_risk"), Phrase::new("open_delay")];
    assert_eq!(
        nb(Phrase::new("refused_open").with("missing", open).with("raw", "Lukk")),
        "«Lukk»: Saken kan ikke lukkes ennå. Dette gjenstår: risikoen er ikke avgjort og grunnen til forsinkelsen mangler."
    );
    let misread = Phrase::new("not_understood").with("raw", "S3K").with("example", "assess");
    assert_eq!(nb(misread), "Vi forsto ikke «S3K». Skriv for eksempel: S: 3  K: 4");
    assert_eq!(
        nb(Phrase::new("told_as_stand_in").with("role", "privacy-officer")),
        "Varslet som stedfortreder (personvernombud)."
    );
    // One that lacks its arguments still says something.
    assert_eq!(nb(Phrase::new("next_deadline")), "Fristen går ut ikke kjent.");
}

#[test]
fn subjects_are_cut_between_characters() {
    let long = "å".repeat(400);
    assert_eq!(one_line(&long).chars().count(), MAX_SUBJECT);
    assert_eq!(one_line("a\r\nBcc: b\u{0}\u{2028}c"), "a Bcc: b c");
}

/// Writes every text to the directory that the variable names, to look at.
#[test]
fn texts_can_be_looked_at() {
    let Ok(directory) = std::env::var("VARSEL_RENDER_DIR") else { return };
    each_rendered(|language, template, sample, _, rendered| {
        let stem = format!("{directory}/{language}-{}-{}", template.name(), sample.replace(' ', "-"));
        std::fs::write(format!("{stem}.html"), &rendered.html).expect("writes");
        let text = format!("Subject: {}\n\n{}", rendered.subject, rendered.text);
        std::fs::write(format!("{stem}.txt"), text).expect("writes");
    });
}
