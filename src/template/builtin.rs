//! The texts that are compiled in, by name. `templates/LANG/NAME/PART.hbs` is the source of `LANG/NAME/PART`.

macro_rules! parts {
    ($lang:literal; $($part:literal: [$($name:literal)*]),*) => {
        &[$($(
            (concat!($lang, "/", $name, ".", $part), text!($lang, "/", $name, ".", $part, ".hbs")),
        )*)*]
    };
}

macro_rules! text {
    ($($path:literal),*) => {
        include_str!(concat!("../../templates/", $($path),*))
    };
}

/// All texts of one language: its notices in three parts, its shared parts, and its phrases.
macro_rules! language {
    ($lang:literal) => {
        language!(@notices $lang;
            "acknowledgement" "processor-receipt" "missing-information" "new-case" "out-of-hours" "risk-proposal"
            "list-security" "list-privacy" "reminder" "escalation" "overdue" "command-receipt"
            "unverified" "in-your-name" "bounce-escalation" "measure-reminder" "measure-evaluation" "group-invitation"
            "group-followup" "closed" "digest" "controller-brief" "external-chase" "contact-verification"
            "contact-receipt" "yearly-review" "alarm" "persons-letter"
            "authority-package" "authority-supplement"
        )
    };
    (@notices $lang:literal; $($name:literal)*) => {
        Language {
            language: $lang,
            notices: &[$(
                (concat!($lang, "/", $name, "/subject"), text!($lang, "/", $name, "/subject.hbs")),
                (concat!($lang, "/", $name, "/text"), text!($lang, "/", $name, "/text.hbs")),
                (concat!($lang, "/", $name, "/html"), text!($lang, "/", $name, "/html.hbs")),
            )*],
            shared: parts!($lang;
                "text": [
                    "_deadline" "_risk" "_holder" "_facts" "_understood" "_missing" "_reply" "_items"
                    "_measures" "_masked" "_contact" "_sender" "_foot" "_overview" "_sections" "_alive" "_package" "_timeline"
                ],
                "html": [
                    "_layout" "_plain" "_deadline" "_risk" "_holder" "_facts" "_understood" "_missing" "_reply"
                    "_items" "_measures" "_masked" "_contact" "_overview" "_sections" "_alive" "_package" "_timeline"
                ]
            ),
            phrases: text!($lang, "/phrases.toml"),
        }
    };
}

/// Names and sources of a language's texts.
pub struct Language {
    pub language: &'static str,
    /// `nb/new-case/text`.
    pub notices: &'static [(&'static str, &'static str)],
    /// `nb/_deadline.text`: a part that `{{> _deadline}}` brings in.
    pub shared: &'static [(&'static str, &'static str)],
    pub phrases: &'static str,
}

pub const BUILTIN: [Language; 3] = [language!("nb"), language!("nn"), language!("en")];
