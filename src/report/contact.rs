//! Whom to ask for more: name, address and telephone out of what people write (L17).

use super::answers::is_open;
use super::field::Value;
use super::fold;
use super::times::pattern;

/// A contact out of one line: `Kari Nordmann, kari@eksempel.no, tlf. 22 22 22 22`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactParts {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl ContactParts {
    /// Takes from the text what is not known yet.
    pub fn add(&mut self, text: &str) {
        let text = fold::cut(text, 600).replace('\u{a0}', " ");
        let mut rest = text.clone();
        if let Some(m) = pattern!(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+").find(&text) {
            self.email.get_or_insert_with(|| m.as_str().to_lowercase());
            rest = rest.replace(m.as_str(), "\n");
        }
        if let Some(m) = pattern!(r"(?:\+|00)?\d[\d ]{6,16}\d").find(&rest.clone()) {
            self.phone.get_or_insert_with(|| m.as_str().trim().to_owned());
            rest = rest.replace(m.as_str(), "\n");
        }
        let noise =
            pattern!(r"(?i)\b(tlf|telefon|mobil|mob|phone|tel|e-?post|e-?mail|navn|namn|name|mailto)\b[.:]*");
        let rest = noise.replace_all(&rest, "\n");
        let name = rest
            .split(['\n', ',', ';', '<', '>', '(', ')', '|', '\t', '/'])
            .map(|part| part.trim().trim_matches(['.', ':', '-', '–', '"', '«', '»']).trim())
            .find(|part| part.chars().filter(|c| c.is_alphabetic()).count() >= 2 && part.len() <= 80);
        if let Some(name) = name.filter(|name| !is_open(name)) {
            self.name.get_or_insert_with(|| name.to_owned());
        }
    }

    pub fn value(self) -> Option<Value> {
        let known = self.name.is_some() || self.email.is_some() || self.phone.is_some();
        known.then_some(Value::Contact { name: self.name, email: self.email, phone: self.phone })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_taken_apart() {
        let mut parts = ContactParts::default();
        parts.add("Kari Nordmann, tlf. 22 22 22 22, Kari@Eksempel.no");
        assert_eq!(parts.name.as_deref(), Some("Kari Nordmann"));
        assert_eq!(parts.phone.as_deref(), Some("22 22 22 22"));
        assert_eq!(parts.email.as_deref(), Some("kari@eksempel.no"));
    }
}
