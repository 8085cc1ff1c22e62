use super::*;

fn told(rtf: &str) -> String {
    text(rtf.as_bytes(), 1 << 20).unwrap_or_else(|| panic!("no RTF: {rtf}"))
}

#[test]
fn what_a_person_sees_is_told_and_the_rest_is_not() {
    #[rustfmt::skip]
    let table = [
        (r"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator X;}\pard Hei\par p\'e5 deg\par}", "Hei\npå deg"),
        (r"{\rtf1 {\info{\title Skjult}}{\stylesheet{\s1 heading;}}A{\pict\wmetafile8 0102ff}B}", "AB"),
        (r"{\rtf1\ansicpg1252\uc1 bl\u229?b\u230\'e6r \u-10179?\u-8704?}", "blåbær 😀"),
        (r"{\rtf1\uc0\u248 l{\uc2\u229xx}!}", "ølå!"),
        (r"{\rtf1\uc1 a\u8211\endash b\u160\~c}", "a–b c"),
        (r"{\rtf1 \emdash\ldblquote x\rdblquote\~y\_z\-w \{\}\\}", "—“x” y-zw {}\\"),
        (r"{\rtf1 a{\v hemmelig}b{\deleted strøket}c\v d\v0 e}", "abce"),
        (r"{\rtf1 a{\field{\*\fldinst HYPERLINK }{\fldrslt lenke}}b}", "alenkeb"),
        (r"{\rtf1 {\upr{gammel}{\*\ud{ny}}}}", "ny"),
        (r"{\rtf1 {\shp{\*\shpinst{\sp{\sn n}{\sv v}}{\shptxt \pard ramme\par}}{\shprslt x}}}", "ramme"),
        (r"{\rtf1 a\bin4 {{{{b}", "ab"),
        ("{\\rtf1 a\\\nb\\line c\\tab d}", "a\nb\nc\td"),
        (r"{\rtf1 slutt} rusk", "slutt"),
        ("  {\\rtf1 a\\par\\par\\par\\par b  \\par }", "a\n\nb"),
    ];
    for (rtf, wanted) in table {
        assert_eq!(told(rtf), wanted, "{rtf}");
    }
    for no in ["", "{\\rt", "rtf", "{\\html"] {
        assert_eq!(text(no.as_bytes(), 100), None);
    }
}

#[test]
fn letters_follow_the_charset_of_their_font() {
    let head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Gothic;}{\f3\fnil\fcharset2 Wingdings;}{\f4\fcharset0 Wingdings 2;}}";
    #[rustfmt::skip]
    let table = [
        (r"\'e6{\f1\'e6}\'f8", "æжø"),
        (r"{\f2\'82\'a0x}", "あx"),
        (r"{\f3\'fe} Ja {\f3\'a8} Nei", "☒ Ja ☐ Nei"),
        (r"{\f4\'a3}{\f3\u-3842?}{\f4\u-4014?} b", "☐☒☒ b"),
        (r"\f1\'e6\plain\'e6", "жæ"),
    ];
    for (rtf, wanted) in table {
        assert_eq!(told(&format!("{head}{rtf}}}")), wanted, "{rtf}");
    }
    assert_eq!(told(r"{\rtf1\ansi\ansicpg1251 \'e6}"), "ж");
    assert_eq!(told(r"{\rtf1\pca \'91}"), "æ");
    assert_eq!(told(r"{\rtf1\ansi\ansicpg65001{\fonttbl{\f0\fcharset0 X;}}\f0 \'c3\'a6}"), "æ");
}

#[test]
fn a_table_is_one_line_a_row_with_tabs() {
    let rtf = r"{\rtf1 Skjema\par\trowd\cellx1\cellx2\pard\intbl Hva har skjedd\cell Brev sendt\par til feil person\cell\row
\trowd\pard\intbl Antall\cell\cell\row\pard Slutt\par}";
    assert_eq!(told(rtf), "Skjema\nHva har skjedd\tBrev sendt\u{2028}til feil person\nAntall\t\nSlutt");
}

#[test]
fn a_box_around_text_is_no_table() {
    let rtf = r"{\rtf1\trowd\pard\intbl Hva har skjedd\par Brev sendt\cell\row\pard Slutt}";
    assert_eq!(told(rtf), "Hva har skjedd\nBrev sendt\nSlutt");
}

#[test]
fn a_box_of_a_form_is_ticked_or_empty() {
    let field = |result| {
        format!(
            r"{{\field{{\*\fldinst FORMCHECKBOX {{\*\formfield{{\fftype1\ffres{result}\ffdefres1}}}}}}{{\fldrslt }}}}"
        )
    };
    let rtf = format!(r"{{\rtf1 {} Ja {} Nei {}}}", field(1), field(0), field(25));
    assert_eq!(told(&rtf), "☒ Ja ☐ Nei ☒");
    assert_eq!(told(r"{\rtf1 {\field{\*\fldinst{\*\formfield{\fftype0}}}{\fldrslt svar}}}"), "svar");
}

#[test]
fn html_inside_rtf_comes_out_as_it_was() {
    // After the example of MS-OXRTFEX section 3.
    let rtf = r"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 X;}}
{\*\htmltag18 <HTML>}{\*\htmltag64 <P>}\htmlrtf {\htmlrtf0 Hei {\*\htmltag84 &aring;}\htmlrtf \'e5\htmlrtf0 {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 n\'e5{\f1 \'e6}{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0\par
{\*\mhtmltag84 skip}\tab x{\*\htmltag72 </P>}\htmlrtf\par}\htmlrtf0{\*\htmltag0 \par <!-- \{x\} -->}{\*\htmltag27 </HTML>}}";
    let content = unpack(rtf.as_bytes(), 1 << 20).unwrap_or_default();
    assert_eq!(content.form, Form::Html);
    assert_eq!(content.text, "<HTML><P>Hei &aring;<b>nåж</b>\n\tx</P>\n<!-- {x} --></HTML>");
    assert_eq!(told(rtf), "Hei ånåж x");
}

#[test]
fn plain_text_inside_rtf_comes_out_as_it_was() {
    let rtf = r"{\rtf1\ansi\fromtext \fbidi \deff0{\fonttbl{\f0 Courier;}}\uc1\pard\plain\deftab360 \f0 Hei,\par
\tab dette er tekst.\par }";
    assert_eq!(unpack(rtf.as_bytes(), 100).map(|content| content.form), Some(Form::Plain));
    assert_eq!(told(rtf), "Hei,\n\tdette er tekst.");
}

#[test]
fn depth_and_size_are_bounded() {
    assert_eq!(told(&format!("{{\\rtf1 {}x{} y}}", "{".repeat(500_000), "}".repeat(500_000))), "x y");
    assert_eq!(told(&format!("{{\\rtf1 {}", "}".repeat(100_000))), "");
    let long = format!("{{\\rtf1 {}}}", "æ".repeat(100_000));
    assert!(text(long.as_bytes(), 999).is_some_and(|text| text.len() <= 999));
    let fonts: String = (0..100_000).map(|font| format!("{{\\f{font}\\fcharset0 A;}}")).collect();
    assert_eq!(told(&format!("{{\\rtf1{{\\fonttbl{fonts}}}\\f99999 a}}")), "a");
}

#[test]
fn whatever_is_cut_or_changed_does_no_harm() {
    let whole = r"{\rtf1\ansi\fromhtml1{\fonttbl{\f0\fcharset128 A;}}{\*\htmltag <p>}\htmlrtf a\htmlrtf0 b\u-10179?\'82\'a0\bin3 abc{\*\formfield\fftype1}\cell\row}";
    for end in 0..whole.len() {
        let _ = text(&whole.as_bytes()[..end], 1_000);
        for byte in [b'{', b'}', b'\\', 0, 0xff, b'9'] {
            let mut changed = whole.as_bytes().to_vec();
            changed[end] = byte;
            assert!(text(&changed, 1_000).is_none_or(|text| text.len() <= 1_000));
        }
    }
}
