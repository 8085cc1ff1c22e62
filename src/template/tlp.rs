//! The mark of the Traffic Light Protocol on a mail: in the subject, and in the text before what it marks (TLP 2.0). Put on
//! after the text is rendered, so that no replaced text can lose it.

use super::words::Words;
use super::{CUT_LINE, Rendered, one_line, style};
use crate::policy::Tlp;

/// The mail with its mark, and one sentence that says what it means.
pub fn marked(mail: Rendered, tlp: Tlp, words: &Words) -> Rendered {
    let (label, sentence) = (tlp.label(), words.tlp(tlp));
    // The case number stays first.
    let subject = match mail.subject.split_once("] ").filter(|_| mail.subject.starts_with('[')) {
        Some((number, rest)) => format!("{number}] {label} {rest}"),
        None => format!("{label} {}", mail.subject),
    };
    let text = mail.text.replacen(CUT_LINE, &format!("{CUT_LINE}\n\n{label}\n{sentence}"), 1);
    let (note, mark) = (style::of("note").unwrap_or_default(), style::of("tlp").unwrap_or_default());
    let banner = format!(
        "<p style=\"{note}\"><strong style=\"{mark};color:{}\">{label}</strong> {}</p>\n",
        tlp.colour(),
        sentence.replace('\n', " "),
    );
    let html = match mail.html.find("<h1") {
        Some(at) => format!("{}{banner}{}", &mail.html[..at], &mail.html[at..]),
        None => mail.html.replacen("</p>", &format!("</p>\n{banner}"), 1),
    };
    Rendered { subject: one_line(&subject), text, html }
}

#[cfg(test)]
mod tests {
    use super::super::samples::ZONE;
    use super::super::{LANGUAGES, Templates, samples};
    use super::*;
    use crate::case::notice::{NoticeData, Template};

    #[test]
    fn the_mark_stands_in_the_subject_and_before_the_first_word_in_every_language() {
        let Ok(templates) = Templates::builtin() else { panic!("faults") };
        for tlp in Tlp::ALL {
            for (language, template) in
                LANGUAGES.iter().flat_map(|one| Template::ALL.map(|template| (one, template)))
            {
                let data = NoticeData { tlp: Some(tlp), ..samples::full() };
                let mail = templates.render(template, language, &data, ZONE).expect("renders");
                let label = tlp.label();
                let mark = format!("[AVVIK-2026-0001] {label} ");
                let in_subject = mail.subject.starts_with(&mark) || mail.subject.starts_with(label);
                assert!(in_subject, "{language} {template:?}: {}", mail.subject);
                assert!(mail.text.starts_with(&format!("{CUT_LINE}\n\n{label}\n")), "{}", mail.text);
                assert!(mail.text.lines().take(6).all(|line| line.chars().count() <= 72), "{}", mail.text);
                let (before, after) = mail.html.split_once(label).expect("in HTML");
                assert!(!before.contains("<h1") && after.contains("<h1"), "{template:?}");
            }
        }
    }

    #[test]
    fn what_has_no_mark_says_none() {
        let Ok(templates) = Templates::builtin() else { panic!("faults") };
        for template in Template::ALL {
            let mail = templates.render(template, "nb", &samples::full(), ZONE).expect("renders");
            assert!(!(mail.subject + &mail.text + &mail.html).contains("TLP"), "{template:?}");
        }
    }
}
