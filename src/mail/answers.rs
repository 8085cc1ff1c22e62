//! Our list of questions, answered in place: what is written right below a quoted question belongs to it.

/// Most answers taken of one mail, and most lines of one question (clients wrap what they quote).
const MAX_ANSWERS: usize = 60;
const MAX_QUESTION_LINES: usize = 3;

/// Quoted questions with the new lines below each, in order. `is_label` says whether words name a field: of a question
/// that was wrapped, as many of its last lines are taken as that needs. What stands under no such question is left out;
/// it is in the new text anyway.
pub fn answered(text: &str, is_label: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut quoted: Vec<&str> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if let Some(words) = unquoted(line) {
            if open {
                quoted.clear();
                open = false;
            }
            if !words.is_empty() {
                quoted.push(words);
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        if !open {
            open = true;
            let Some(label) = question(&quoted, &is_label).filter(|_| found.len() < MAX_ANSWERS) else {
                quoted.clear();
                continue;
            };
            found.push((label, String::new()));
        } else if quoted.is_empty() {
            // Below a quotation that is no question of ours.
            continue;
        }
        if let Some((_, answer)) = found.last_mut() {
            if !answer.is_empty() {
                answer.push('\n');
            }
            answer.push_str(line.trim());
        }
    }
    found
}

/// The words behind one `>` or more; `None` for a line that is not quoted.
fn unquoted(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['\u{feff}', ' ', '\u{a0}']);
    line.starts_with('>').then(|| line.trim_start_matches(['>', ' ', '\t']).trim_end())
}

/// Before an item of a list.
const BULLETS: [char; 4] = ['-', '*', '•', '·'];

/// The label that the last quoted lines are, without its bullet. Only an item of a list may be wrapped over several.
fn question(quoted: &[&str], is_label: &impl Fn(&str) -> bool) -> Option<String> {
    (1..=MAX_QUESTION_LINES.min(quoted.len())).find_map(|lines| {
        let last = quoted.get(quoted.len() - lines..)?;
        if lines > 1 && !last.first()?.starts_with(BULLETS) {
            return None;
        }
        let words = last.join(" ");
        let words = words.trim_start_matches(BULLETS).trim_start().trim_end_matches([':', '?', ' ']);
        is_label(words).then(|| words.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let labels = ["Antall berørte", "Når ble avviket oppdaget (dato og klokkeslett)"];
        answered(text, |words| labels.iter().any(|label| words.starts_with(label)))
    }

    #[test]
    fn an_answer_belongs_to_the_quoted_question_above_it() {
        let text = "Hei\n\n> DETTE MANGLER\n>\n> - Antall berørte (f.eks. «ca. 150»)\n\n112\n\n> - Når ble avviket oppdaget (dato og\n> klokkeslett)\ni går\nkl. 14\n\n> Vennlig hilsen\nTakk\n";
        assert_eq!(
            read(text),
            [
                ("Antall berørte (f.eks. «ca. 150»)".to_owned(), "112".to_owned()),
                ("Når ble avviket oppdaget (dato og klokkeslett)".to_owned(), "i går\nkl. 14".to_owned()),
            ]
        );
    }

    #[test]
    fn new_text_above_or_below_all_quotes_answers_nothing() {
        assert_eq!(read("12 personer\n\n> Hva skjedde?\n"), []);
        assert_eq!(read("> Hei\n> Antall berørte\n> Mvh\n\n12\n"), []);
        assert_eq!(read(""), []);
    }
}
