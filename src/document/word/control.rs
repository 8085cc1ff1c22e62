//! Fields that are filled in: content controls (ECMA-376 part 1, section 17.5.2) and the older form fields (17.16.17).

use super::super::symbol::tick;
use super::super::xml::Tag;

/// The longest value that is still an answer; more is a chapter.
const MAX_VALUE: usize = 8 << 10;

/// A content control that is open.
#[derive(Default)]
pub(super) struct Control {
    title: Option<String>,
    tag: Option<String>,
    /// `2026-03-02`, however the page shows it.
    date: Option<String>,
    /// Of a check box: whether it is ticked.
    ticked: Option<bool>,
    /// Nobody has filled it in: what is shown is "Click here to enter text".
    pub(super) placeholder: bool,
    /// Others are inside it: it is a frame, no answer.
    pub(super) frame: bool,
    /// Its tick has been written.
    shown: bool,
    value: String,
}

impl Control {
    /// Takes one of the control's properties.
    pub(super) fn property(&mut self, tag: &Tag<'_>) {
        let value = |name: &str| tag.attribute(name).map(|value| value.trim().to_owned());
        match tag.name() {
            "alias" => self.title = value("val"),
            "tag" => self.tag = value("val"),
            "showingPlcHdr" => self.placeholder = tag.is_on(),
            "checkbox" => self.ticked = Some(false),
            "checked" => self.ticked = Some(tag.is_on()),
            "date" => {
                self.date = value("fullDate").and_then(|date| date.get(..10).map(str::to_owned));
            }
            "docPartObj" | "group" | "repeatingSection" | "bibliography" => self.frame = true,
            _ => {}
        }
    }

    /// What is shown of a text inside the control: the tick once, nothing of a placeholder.
    pub(super) fn shown<'t>(&mut self, text: &'t str) -> &'t str {
        match self.ticked {
            _ if self.placeholder => "",
            Some(_) if self.shown => "",
            Some(ticked) => {
                self.shown = true;
                tick(ticked)
            }
            None => text,
        }
    }

    /// The tick where the control ended without any text that it could stand for.
    pub(super) fn missing(&mut self) -> &'static str {
        if self.placeholder || self.shown { "" } else { self.ticked.map_or("", tick) }
    }

    pub(super) fn add(&mut self, text: &str) {
        if self.value.len() + text.len() <= MAX_VALUE {
            self.value.push_str(text);
        } else {
            self.frame = true;
        }
    }

    /// Its title and what was answered; `None` where it has no title or is a frame around others.
    pub(super) fn pair(self) -> Option<(String, String)> {
        let by_hand = |tag: &String| !tag.is_empty() && !tag.starts_with("goog_rdk");
        let title = self.title.filter(|title| !title.is_empty()).or(self.tag.filter(by_hand))?;
        if self.frame {
            return None;
        }
        let value = match (self.ticked, self.date) {
            (Some(ticked), _) => tick(ticked).to_owned(),
            (None, Some(date)) if !self.placeholder => date,
            _ => self.value.trim().to_owned(),
        };
        Some((title, value))
    }
}

/// A field with a beginning, a code, perhaps a result, and an end.
#[derive(Default)]
pub(super) struct FormField {
    name: String,
    help: Option<String>,
    is_box: bool,
    is_list: bool,
    default: Option<String>,
    checked: Option<bool>,
    result: Option<usize>,
    entries: Vec<String>,
    value: String,
    /// Between its separator and its end: what is shown.
    pub(super) in_result: bool,
}

impl FormField {
    /// Takes one of the properties in `w:ffData`.
    pub(super) fn property(&mut self, tag: &Tag<'_>) {
        let value = || tag.attribute("val").map(|value| value.trim().to_owned());
        match tag.name() {
            "name" => self.name = value().unwrap_or_default(),
            "helpText" | "statusText" => self.help = value().or(self.help.take()),
            "checkBox" => self.is_box = true,
            "ddList" => self.is_list = true,
            "default" => self.default = value(),
            "checked" => self.checked = Some(tag.is_on()),
            "result" => self.result = tag.number("val"),
            "listEntry" if self.entries.len() < 100 => self.entries.extend(value()),
            _ => {}
        }
    }

    /// What is seen in its place, where it shows no result of its own.
    pub(super) fn shown(&self) -> Option<String> {
        let default = self.default.as_deref();
        if self.is_box {
            let by_default = default.is_some_and(|value| !matches!(value, "" | "0" | "false" | "off"));
            return Some(tick(self.checked.unwrap_or(by_default)).to_owned());
        }
        let chosen = self.result.or(default.and_then(|value| value.parse().ok())).unwrap_or(0);
        self.is_list.then(|| self.entries.get(chosen).cloned().unwrap_or_default())
    }

    pub(super) fn add(&mut self, text: &str) {
        if self.value.len() + text.len() <= MAX_VALUE {
            self.value.push_str(text);
        }
    }

    /// Its help text, or the name somebody gave it, and what was answered. `Text7` is no name.
    pub(super) fn pair(self) -> Option<(String, String)> {
        let named = |name: &str| !name.is_empty() && !name.ends_with(|c: char| c.is_ascii_digit());
        let value = self.shown().unwrap_or_else(|| self.value.trim().to_owned());
        let title = self.help.filter(|help| !help.is_empty()).or(Some(self.name).filter(|one| named(one)))?;
        Some((title, value))
    }
}
