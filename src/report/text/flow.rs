//! Text of `format=flowed` made whole again (RFC 3676).

/// Joins flowed lines and takes away space-stuffing (RFC 3676 sections 4.1–4.6); `delsp` is the parameter of that name.
/// Lines of a quotation keep their marks. The signature's line `-- ` is never joined.
pub fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The quote depth of the line that is still open to be continued.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = line.get(depth..).unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        if open != Some(depth) || signature {
            if open.is_some() {
                out.push('\n');
            }
            if depth > 0 {
                out.extend(std::iter::repeat_n('>', depth));
                out.push(' ');
            }
        }
        let flowed = content.ends_with(' ') && !signature;
        match flowed && delsp {
            true => out.push_str(content.strip_suffix(' ').unwrap_or(content)),
            false => out.push_str(content),
        }
        open = flowed.then_some(depth);
        if !flowed {
            out.push('\n');
        }
    }
    if open.is_some() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowed_lines_are_joined_and_fixed_ones_kept() {
        assert_eq!(
            unflow("Hva har skjedd: En liste \nble sendt feil.\nAntall: 12\n", false),
            "Hva har skjedd: En liste ble sendt feil.\nAntall: 12\n"
        );
        assert_eq!(unflow("helse \nopplysninger\n", true), "helseopplysninger\n");
    }

    #[test]
    fn stuffed_and_quoted_lines_keep_their_meaning() {
        assert_eq!(unflow(" From oss\n > x\n", false), "From oss\n> x\n");
        assert_eq!(unflow("> En \n> to\nTre\n", false), "> En to\nTre\n");
        assert_eq!(unflow(">> En \n> to\n", false), ">> En \n> to\n");
    }

    #[test]
    fn a_signature_is_never_part_of_a_line() {
        assert_eq!(unflow("Hilsen \n-- \nKari\n", false), "Hilsen \n-- \nKari\n");
    }
}
