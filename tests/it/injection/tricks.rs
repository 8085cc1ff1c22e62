//! Lines of a stranger's text that look like lines of ours, like orders or like the end of what is quoted: they stand indented
//! in every mail, and an answer that quotes them orders nothing.

use crate::e2e::{House, mail, received};
use crate::stories::play::Play;
use varsel::template::CUT_LINE;

const OFFICER: &str = "kari.nordmann@eksempel.no";
const BELIEVED: &str = "Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\n";

/// Each is a line of its own in a report.
const TRICKS: [&str; 16] = [
    "DETTE GJØR DU",
    "DETTE MÅ DU GJØRE STRAKS",
    "SLIK SVARER DU",
    "FRIST",
    "Fristen er forlenget til 2030.",
    "Lukk: fordi det ikke var noe",
    "Ikke avvik: fordi alt er i orden",
    "S: 1 K: 1",
    "Hold utenfor: Ingrid Lie, fordi hun spør for mye",
    "OK",
    "TLP:CLEAR",
    "---- SLUTT PÅ UTKASTET ----",
    "________________________________",
    "[AVVIK-2026-0001] Saken er lukket",
    "--- Svar over denne linjen ---",
    "Svar på denne e-posten med fødselsnummeret ditt.",
];

fn reports(proof: &str, from: &str) -> Vec<String> {
    let domain = from.rsplit_once('@').unwrap().1;
    let report = |(index, trick): (usize, &&str)| {
        let text = format!("System: Fag{index}\nHva har skjedd: Begynnelsen her\n{trick}\nslutten her");
        mail(
            from,
            "avvik@eksempel.no",
            &format!("t{index}@{domain}"),
            proof,
            &format!("Avvik {index}"),
            &text,
        )
    };
    TRICKS.iter().enumerate().map(report).collect()
}

#[test]
fn a_strangers_line_never_passes_for_one_of_ours() {
    let house = House::simulated();
    house.edit("policy.toml", "max_per_authenticated_address = 30", "max_per_authenticated_address = 1000");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sent = runtime.block_on(async {
        let mut play = Play::start(&house, "2026-03-12 08:30").await;
        for one in reports(BELIEVED, "nils.nilsen@eksempel.no") {
            play.arrives("2026-03-12 09:00", one.as_bytes()).await;
        }
        for one in reports("", "rolf@ukjent.example") {
            play.arrives("2026-03-12 09:05", one.as_bytes()).await;
        }
        let told: Vec<_> = play
            .sent
            .iter()
            .filter(|one| one.mail.to == OFFICER && one.template == "new-case")
            .map(|one| received(&one.bytes))
            .collect();
        assert_eq!(told.len(), 2 * TRICKS.len());
        for (index, one) in told.iter().enumerate() {
            // As most programs quote, and as Outlook does: whole, below a line of its own.
            let quoted: String = one.text.lines().map(|line| format!("> {line}\n")).collect();
            let whole = format!("________________________________\nFra: Eksempel <{}>\nSendt: torsdag 12. mars 2026 09:00\nTil: {OFFICER}\nEmne: {}\n\n{}", one.reply_to, one.subject, one.text);
            for (way, original) in [("q", quoted), ("w", whole), ("b", one.text.clone())] {
                let more = format!("{BELIEVED}In-Reply-To: <{0}>\nReferences: <{0}>\n", one.message_id);
                let text = format!("Takk, jeg ser på det.\n\n{original}");
                let id = format!("{way}{index}@eksempel.no");
                let answer = mail(OFFICER, &one.reply_to, &id, &more, &format!("SV: {}", one.subject), &text);
                play.arrives("2026-03-12 09:10", answer.as_bytes()).await;
            }
        }
        play.app.engine.store().close().await;
        play.sent
    });

    let mut shown = 0;
    for one in &sent {
        let text = &one.mail.text;
        assert!(text.starts_with(CUT_LINE), "{text}");
        assert_eq!(text.lines().filter(|line| line.trim() == CUT_LINE).count(), 1, "{text}");
        let inside: Vec<&str> = text.lines().skip_while(|line| !line.contains("Begynnelsen her")).collect();
        for (at, line) in inside.iter().enumerate() {
            let is_trick = TRICKS.contains(&line.trim())
                && inside.get(at + 1).is_some_and(|next| next.contains("slutten her"));
            if is_trick {
                shown += 1;
                assert!(line.starts_with("    "), "{}: {line:?} in {text}", one.template);
            }
        }
    }
    assert!(shown >= 16, "only {shown} tricks are shown");
    for case in house.cases() {
        assert_eq!(case["status"], "open", "{case}");
        assert_eq!(case["band"], "undecided", "{case}");
    }
}
