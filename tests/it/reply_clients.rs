//! What each client writes above the mail it answers, and where the answer may stand: above, between, below. Quoted
//! command lines never count, wherever the answer stands.

use std::time::{Duration, Instant};

use varsel::mail::html::{Quotes, to_text};
use varsel::mail::reply::new_text;
use varsel::mail::{Context, Reading, forward, read};

/// How a client marks the mail that it answers.
#[derive(Clone, Copy, PartialEq)]
enum Marks {
    /// `>` before each line: the answer may stand anywhere.
    Signs,
    /// Nothing: the answer stands above.
    None,
}

use Marks::{None as Unmarked, Signs};

const CLIENTS: &[(&str, &str, Marks)] = &[
    // Bokmål, attributions.
    ("Thunderbird", "Den 18. juni 2026 14:22, skrev Avvik Testesen:", Signs),
    ("Thunderbird, name first", "Avvik Testesen skrev den 18.06.2026 14:22:", Signs),
    ("Thunderbird, name only", "skrev Avvik Testesen:", Signs),
    ("Roundcube", "Den 2026-06-18 14:22, skrev Avvik Testesen:", Signs),
    ("Roundcube in English", "On 2026-06-18 14:22, Avvik Testesen wrote:", Signs),
    ("Gmail", "tor. 18. juni 2026 kl. 13:09 skrev Avvik Testesen <avvik@eksempel.no\n>:", Signs),
    ("Gmail, dot in the time", "søn. 30. aug. 2026 kl. 00.26 skrev Avvik <avvik@eksempel.no>:", Signs),
    (
        "Gmail, broken address",
        "22. september 2026 kl. 16:25 skrev Avvik-bruker <\navvik+abc-def@eksempel.no>:",
        Signs,
    ),
    ("Gmail, time first", "14:20 17. juni 2026 skrev Avvik-bruker <\navvik@eksempel.no>:", Signs),
    (
        "Gmail through Thunderbird",
        "08:27 19. juni 2026 skrev Avvik\n<avvik@eksempel.no \n<mailto:avvik@eksempel.no>>:",
        Signs,
    ),
    ("Gmail without a verb", "2026/1/29 avvik testesen <avvik@eksempel.no>", Signs),
    ("Gmail without a verb, colon", "2026-02-04 Avvik Testesen <avvik@eksempel.no>:", Signs),
    ("Gmail without a verb, zone", "2026-06-05 14:25 GMT+02:00 Avvik Testesen <\navvik@eksempel.no>:", Signs),
    (
        "Gmail mobile",
        "Den torsdag 5. juni 2026 skrev Avvik Testesen via eksempel.no <\navvik@eksempel.no> følgende:",
        Signs,
    ),
    ("Gmail mobile, no address", "torsdag 19. desember 2026 skrev Avvik Testsen følgende:", Signs),
    ("Gmail without a colon", "Den torsdag 13. februar 2026 skrev test <avvik@eksempel.no>", Signs),
    (
        "Gmail Android",
        "Den 8. jan. 2026 08:42 skrev \"Avvik Testesen2\" <avvik@eksempel.no> følgende:",
        Signs,
    ),
    ("Gmail 2015", "23. mars 2026 14:47 skrev \"Avvik via eksempel.no\" <avvik@eksempel.no>:", Signs),
    ("Gmail, no name", "Den 05:24 6. mars 2026 skrev  <avvik@eksempel.no> følgende:", Signs),
    ("Apple Mail, no address", "Den 3. feb. 2026 kl. 19:27 skrev Avvik Testesen:", Signs),
    ("iOS", "17. jan. 2026 kl. 15:37 skrev Avvik Testesen <\navvik@eksempel.no>:", Signs),
    (
        "iOS through Outlook",
        "Den 15. jun. 2026 kl. 20.42 skrev Avvik <avvik@eksempel.no<mailto:avvik@eksempel.no>>:",
        Unmarked,
    ),
    ("iOS, quoted name", "Den 19. jan. 2026 kl. 13:29 skrev \"Avvik\" <avvik@eksempel.no>:", Signs),
    ("iCloud", "Den 04. jan 2026 kl. 00.50 skrev Avvik Testesen2 <avvik@eksempel.no> følgende:", Unmarked),
    (
        "Yahoo classic",
        "--- Den tor 2026-01-03 skrev Avvik <avvik@eksempel.no>:\n\nFra: Avvik <avvik@eksempel.no>\nEmne: Sak\nTil: kari@eksempel.no\nDato: torsdag 3. januar 2026 10.00",
        Unmarked,
    ),
    (
        "Yahoo, indented",
        "     Den Tirsdag, 17. mars 2026 15.40 skrev Avvik via eksempel.no <avvik@eksempel.no>:",
        Unmarked,
    ),
    (
        "Yahoo mobile",
        "------------------------------\nOn Thu, Apr 16, 2026 10:45 PM PDT Avvik-bruker wrote:",
        Signs,
    ),
    ("Outlook for Mac", "\u{feff}Avvik <avvik@eksempel.no> skrev følgende den 28/10/2026, 12:46:", Unmarked),
    ("Airmail", "På 14 september 2026 på 02:23:18, Avvik Testesen (avvik@eksempel.no) skrev:", Unmarked),
    // Nynorsk, attributions.
    ("Thunderbird", "Den 18.06.2026 14:22, skreiv Avvik Testesen:", Signs),
    ("Thunderbird, name first", "Avvik Testesen skreiv den 18.06.2026 14:22:", Signs),
    ("Thunderbird, no date", "Avvik Testesen skreiv:", Signs),
    ("Evolution", "På ty , 08/06/2026 klokka 11:44, skreiv Avvik:", Signs),
    ("Evolution, another day", "På må , 12/01/2026 klokka 09:40, skreiv Avvik Testesen:", Signs),
    // Danish and Swedish, attributions.
    ("iOS da", "Den 24. nov. 2026 kl. 10.00 skrev Avvik <avvik@eksempel.no>:", Signs),
    ("Thunderbird da", "Avvik Testesen skrev den 24-11-2026 kl. 10:00:", Signs),
    ("Outlook for Mac da", "\u{feff}D. 28/10/2026 12.46 skrev \"Avvik\" <avvik@eksempel.no>:", Unmarked),
    ("Gmail sv", "ons 4 dec. 2026 kl. 20:42 skrev Avvik <avvik@eksempel.no>:", Signs),
    ("Gmail sv, glued", "Den fre 28 feb. 2026 10:15Avvik Testesen <avvik@eksempel.no> skrev:", Signs),
    (
        "Outlook for Mac sv",
        "\u{feff}Den 28/10/2026 12:46 skrev \"Avvik\" <avvik@eksempel.no> följande:",
        Unmarked,
    ),
    // English and German, attributions.
    ("Gmail en", "On Thu, Oct 28, 2026 at 12:46 PM Avvik Testesen <avvik@eksempel.no>\nwrote:", Signs),
    ("Gmail en, glued", "On Thu, Dec 13, 2026 at 7:06 AM, Avvik <avvik@eksempel.no>wrote:", Signs),
    ("Apple en", "On 28 Oct 2026, at 19:04, Avvik Testesen <avvik@eksempel.no> wrote:", Signs),
    ("Gmail de", "Am Mi., 28. Okt. 2026 um 12:46 Uhr schrieb Avvik Testesen <avvik@eksempel.no>:", Signs),
    (
        "Gmail de, name first",
        "Avvik Testesen <avvik@eksempel.no> schrieb am Mi., 28. Okt. 2026\num 12:52 Uhr:",
        Signs,
    ),
    // Header blocks.
    (
        "Outlook nb",
        "Fra: Avvik [mailto:avvik@eksempel.no]\nSendt: 3. januar 2026 10:00\nTil: Kari\nEmne: Sak\n",
        Unmarked,
    ),
    (
        "Outlook nb inside",
        "Fra: Avvik Testesen\nSendt: 3. januar 2026 10:00\nTil: Kari\nKopi: Ola\nEmne: Sak\n",
        Unmarked,
    ),
    (
        "Outlook nn",
        "Frå: Avvik <avvik@eksempel.no>\nSendt: måndag 2. mars 2026 10:00\nTil: Kari\nEmne: Sak\n",
        Unmarked,
    ),
    (
        "Outlook nb, plain text",
        "-----Opprinnelig melding-----\nFra: Avvik [mailto:avvik@eksempel.no]\nSendt: 5. mars 2026 15:01\nTil: Kari\nEmne: Sak\n",
        Unmarked,
    ),
    (
        "new Outlook nb",
        "Fra: Avvik <avvik@eksempel.no>\nDato: torsdag, 28. oktober 2026 kl. 12:46\nTil: k <k@eksempel.no>\nKopi: o <o@eksempel.no>\nEmne: Sak",
        Unmarked,
    ),
    (
        "Outlook on the web",
        "________________________________\nFrom: Avvik <avvik@eksempel.no>\nSent: Wednesday, October 28, 2026 15:14\nTo: Kari\nSubject: Sak\n",
        Unmarked,
    ),
    (
        "Outlook en on nb",
        "From: Avvik [mailto:avvik@eksempel.no]\nSent: 8. januar 2026 09:13\nTo: Kari\nSubject: Sak\n",
        Unmarked,
    ),
    (
        "Outlook through Gmail",
        " *Fra:* Avvik [mailto:avvik@eksempel.no]\n*Sendt:* 3. januar 2026 09:56\n*Til:* Kari\n*Emne:* Sak****\n",
        Unmarked,
    ),
    (
        "Hotmail",
        "Date: Thu, 3 Jan 2026 14:15:09 +0100\nFrom: avvik@eksempel.no\nTo: kari@eksempel.no\nSubject: Sak\n",
        Unmarked,
    ),
    (
        "a provider's webmail",
        "----- Original melding -----\nFra: Avvik <avvik@eksempel.no>\nDato: Torsdag, Januar 3, 2026 14:55\nEmne: Sak\nTil: kari@eksempel.no",
        Signs,
    ),
    ("Thunderbird nb, separator", "-------- Opprinnelig melding --------\nEmne: Sak\nFra: Avvik", Unmarked),
    ("Thunderbird nn, separator", "-------- Opphavleg melding --------", Unmarked),
    (
        "Roundcube, label",
        "Opprinnelig melding\nEmne: Sak\nDato: 2026-03-13 09:00\nAvsender: Avvik <avvik@eksempel.no>\nMottaker: kari@eksempel.no\n",
        Unmarked,
    ),
    (
        "Samsung da",
        "-------- Oprindelig besked --------\nFra: Avvik <avvik@eksempel.no>\nDato: 04.07.2026  17.45  (GMT+01:00)\nTil: kari@eksempel.no\nEmne: Sak\n",
        Unmarked,
    ),
    (
        "Outlook sv",
        "Från: Avvik <avvik@eksempel.no>\nSkickat: den 5 juni 2026 12:22\nTill: Kari\nÄmne: Sak\n",
        Unmarked,
    ),
    (
        "Yahoo sv",
        "      Från: \"Avvik\" <avvik@eksempel.no>\n Till: kari@eksempel.no\n Skickat: tisdag, 17 oktober 2026 10:44\n Ämne: Sak\n",
        Unmarked,
    ),
    (
        "Outlook de",
        "-----Ursprüngliche Nachricht-----\nVon: Avvik <avvik@eksempel.no>\nGesendet: Donnerstag, 7. Juli 2026 14:52\nAn: Kari\nBetreff: Sak\n",
        Unmarked,
    ),
    ("our own cut line", "--- Svar over denne linjen / Reply above this line ---", Unmarked),
];

const QUESTIONS: [&str; 4] = ["Hvor mange er berørt?", "Meld Datatilsynet: nei", "S: 5 K: 5", "Lukk"];

fn mail(body: &str) -> Reading {
    let head = "From: Kari <kari@eksempel.no>\nTo: avvik@eksempel.no\nDate: Fri, 13 Mar 2026 10:00:00 +0100\nSubject: SV: Sak\nIn-Reply-To: <n1@eksempel.no>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";
    let raw = (head.to_owned() + body).replace('\n', "\r\n");
    read(raw.as_bytes(), &Context::default())
}

fn quoted(marks: Marks, lines: &[&str]) -> String {
    let sign = if marks == Signs { "> " } else { "" };
    lines.iter().map(|line| format!("{sign}{line}\n")).collect()
}

fn assert_read(client: &str, body: &str, wanted: &str) {
    let reading = mail(body);
    assert_eq!(reading.reply_text, wanted, "{client}: {body}");
    assert!(reading.forwarded.is_none(), "{client}: {body}");
    assert_eq!(reading.defects, Vec::<String>::new(), "{client}: {body}");
    let commands: Vec<&str> = reading.commands.iter().map(|line| line.raw.as_str()).collect();
    assert_eq!(commands, ["OK"], "{client}: {body}");
}

#[test]
fn an_answer_above_is_read_and_the_mail_below_is_not() {
    for (client, head, marks) in CLIENTS {
        let body = format!("OK\n\nDet gjelder 12 personer.\n\n{head}\n{}", quoted(*marks, &QUESTIONS));
        assert_read(client, &body, "OK\n\nDet gjelder 12 personer.");
    }
}

#[test]
fn an_answer_above_needs_no_empty_line_below_it() {
    for (client, head, marks) in CLIENTS {
        let body = format!("OK\n{head}\n{}", quoted(*marks, &QUESTIONS));
        assert_read(client, &body, "OK");
    }
}

#[test]
fn answers_between_quoted_lines_keep_their_order() {
    for (client, head, marks) in CLIENTS.iter().filter(|(.., marks)| *marks == Signs) {
        let [first, second, third, last] = QUESTIONS.map(|line| quoted(*marks, &[line]));
        let body = format!("Hei\n\n{head}\n{first}\nOm lag 12\n\n{second}{third}\nOK\n\n{last}\nI går\n");
        // Below a separator everything is the quoted mail, whatever its lines look like.
        if head.starts_with("-----") && !head.contains("wrote") {
            continue;
        }
        assert_read(client, &body, "Hei\n\nOm lag 12\n\nOK\n\nI går");
    }
}

#[test]
fn an_answer_below_is_read_and_the_mail_above_is_not() {
    for (client, head, marks) in CLIENTS.iter().filter(|(.., marks)| *marks == Signs) {
        if head.starts_with("-----") && !head.contains("wrote") {
            continue;
        }
        let body = format!("{head}\n{}\nOK\n\nDet gjelder 12 personer.\n", quoted(*marks, &QUESTIONS));
        assert_read(client, &body, "OK\n\nDet gjelder 12 personer.");
    }
}

/// A quoted mail alone answers nothing: no command is read, and none is lost either.
#[test]
fn no_command_is_read_where_nothing_was_written() {
    for (client, head, marks) in CLIENTS {
        let body = format!("{head}\n{}", quoted(*marks, &QUESTIONS));
        let commands = mail(&body).commands;
        assert!(commands.is_empty(), "{client}: {commands:?}");
    }
}

/// A megabyte of anything, in a debug build: generous, for the machine has other things to do.
#[test]
fn long_and_strange_texts_are_read_in_no_time() {
    let limit = Duration::from_secs(2);
    let lines = [
        "Det ble sendt et brev til feil mottaker, og det er bedt om retur.\n",
        "Fra: x\n",
        "Fra: x\nTil: y\nEmne: z\nHei\n",
        "Til: a\nKopi: b,\nc,\n",
        "> \n",
        "> Den 1. mars 2026 kl. 10:00 skrev x:\n",
        "den 1 skrev \n",
        "Jeg skrev den 1. mars 2026:\n",
        "Den 1. mars 2026 skrev <\n",
        "Den 1. mars 2026\n\n<\n",
        "skrev wrote schrieb\n",
        "kari@eksempel.no\n",
        "2026-01-01 10:00 x <kari@eksempel.no>\n",
        "-- videresendt melding til\n",
        "--------\n",
        "Videresendt melding:\n",
        "mvh\n",
        "Denne meldingen er beregnet\n",
        "EKSTERN\n",
        "K: 1\n",
        "\n",
        "\r",
    ];
    let mut texts: Vec<String> = lines.iter().map(|line| line.repeat(1_000_000 / line.len())).collect();
    texts.extend(
        ["a", " ", "> ", "-", "_ ", "ord ", "skrev ", "<", "a@b ", "Fra: ", "\u{feff}"]
            .map(|one| one.repeat(1_000_000 / one.len())),
    );
    for text in &texts {
        let start = text.chars().take(30).collect::<String>();
        let timed = |what: &str, read: &dyn Fn()| {
            let begun = Instant::now();
            read();
            let taken = begun.elapsed();
            assert!(taken < limit, "{what} of {start:?}… took {taken:?}");
            taken
        };
        let new = timed("new text", &|| drop(new_text(text)));
        let passed_on = timed("forward", &|| drop(forward::read(text, Some("VS: x"))));
        if new.max(passed_on) > Duration::from_millis(300) {
            println!("slow: {start:?}… {new:?} {passed_on:?}");
        }
    }
    let page = "<div class=gmail_quote><blockquote>x</blockquote>".repeat(20_000);
    let begun = Instant::now();
    drop(new_text(&to_text(&page, Quotes::Drop).text));
    assert!(begun.elapsed() < limit);
}
