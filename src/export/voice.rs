//! A case's values in the words of one language, for both the register and the reports.

use chrono::{DateTime, FixedOffset, NaiveTime, Utc};

use crate::case::{Case, State, obligation, owner};
use crate::command::MeasureKind;
use crate::phrase::Phrase;
use crate::policy::Policy;
use crate::report::{Field, Found, Moment, Precision, Value};
use crate::template::{Templates, Words, field_label, say};

/// Who speaks: the organisation's policy and texts, and the language.
pub struct Voice<'a> {
    pub policy: &'a Policy,
    pub templates: &'a Templates,
    pub words: &'static Words,
}

impl<'a> Voice<'a> {
    /// Any other language than nn and en is nb.
    pub fn new(policy: &'a Policy, templates: &'a Templates, language: &str) -> Voice<'a> {
        Voice { policy, templates, words: Words::of(language) }
    }

    pub fn language(&self) -> &'static str {
        self.words.language
    }

    /// One of three: nb, nn, en.
    pub fn pick<T>(&self, three: [T; 3]) -> T {
        let [nb, nn, en] = three;
        match self.words.language {
            "nn" => nn,
            "en" => en,
            _ => nb,
        }
    }

    /// `fredag 13. mars 2026 kl. 14.00`.
    pub fn when(&self, at: DateTime<Utc>) -> String {
        say::when(at, self.policy.organisation.time_zone, self.words)
    }

    /// `fredag 13. mars 2026`.
    pub fn day(&self, at: DateTime<Utc>) -> String {
        say::day(at, self.policy.organisation.time_zone, self.words)
    }

    /// The same, without the hour where it is midnight: then only the day was said.
    pub fn when_said(&self, at: DateTime<Utc>) -> String {
        let midnight = self.policy.calendar.local(at).time() == NaiveTime::MIN;
        if midnight { self.day(at) } else { self.when(at) }
    }

    /// For tables: `13.03.2026 kl. 14.00`, in English `13 Mar 2026, 14:00`.
    pub fn short(&self, at: DateTime<Utc>) -> String {
        let format = self.pick(["%d.%m.%Y kl.\u{a0}%H.%M", "%d.%m.%Y kl.\u{a0}%H.%M", "%-d %b %Y, %H:%M"]);
        self.policy.calendar.local(at).format(format).to_string()
    }

    /// The same, without the hour where it is midnight.
    pub fn short_said(&self, at: DateTime<Utc>) -> String {
        let midnight = self.policy.calendar.local(at).time() == NaiveTime::MIN;
        if midnight { self.short_day(at) } else { self.short(at) }
    }

    /// `13.03.2026`, in English `13 Mar 2026`.
    pub fn short_day(&self, at: DateTime<Utc>) -> String {
        let format = self.pick(["%d.%m.%Y", "%d.%m.%Y", "%-d %b %Y"]);
        self.policy.calendar.local(at).format(format).to_string()
    }

    /// A time that was said: without its hour where none was said.
    pub fn moment(&self, moment: &Moment) -> String {
        let at = moment.at.with_timezone(&Utc);
        match moment.precision {
            Precision::Minute => self.when(at),
            Precision::Hour => format!("{} {}", self.words.about, self.when(at)),
            Precision::Day => self.day(at),
            Precision::Week | Precision::Month => format!("{} {}", self.words.about, self.day(at)),
        }
    }

    pub fn say(&self, phrase: &Phrase) -> String {
        self.templates.phrase(phrase, self.language(), self.policy.organisation.time_zone)
    }

    /// The person's name, where the address is one of our people's.
    pub fn name(&self, who: &str) -> String {
        let known = self.policy.contacts.person_by_email(who);
        known.map_or_else(|| who.to_owned(), |person| person.name.clone())
    }

    /// A role that a person has been given in a case: `avvikseier`.
    pub fn role(&self, role: &str) -> String {
        let known = serde_json::from_value(serde_json::Value::String(role.replace('_', "-")));
        let known = known.ok().map(|role| self.words.role(role)).or_else(|| self.words.case_role(role));
        known.map_or_else(|| role.to_owned(), str::to_owned)
    }

    /// Whose case it is: as a person named, else as the contacts have it for the system or the department.
    pub fn case_owner(&self, case: &Case) -> Option<String> {
        let known = owner::case_owner(case, self.policy).map(|person| person.name.clone());
        known.or_else(|| case.assigned.get(owner::CASE_OWNER).map(|who| self.name(who)))
    }

    /// What a measure is for (S91, S95).
    pub fn measure_kind(&self, kind: MeasureKind) -> &'static str {
        self.pick(match kind {
            MeasureKind::Immediate => ["Strakstiltak", "Strakstiltak", "Immediate measure"],
            MeasureKind::Corrective => ["Korrigerende tiltak", "Korrigerande tiltak", "Corrective measure"],
        })
    }

    /// The law that a group of clocks comes from (`dora`), as the policy calls it; else the group's own name.
    pub fn law(&self, group: &str) -> String {
        // The first report's paragraph names the law; the later ones follow from it.
        let of_group = self.policy.regimes.values().filter(|regime| regime.group.as_deref() == Some(group));
        let is_later =
            |regime: &&crate::policy::Regime| regime.stage.as_deref().is_some_and(|stage| stage != "initial");
        let known = of_group.min_by_key(is_later);
        known.map_or_else(|| group.to_uppercase(), |regime| regime.law.clone())
    }

    /// A field's value. A period whose ends are midnights was said in days.
    pub fn value(&self, found: &Found) -> String {
        if let Value::Period { start, end, ongoing } = &found.value {
            let ends: Vec<DateTime<Utc>> =
                [start, end].into_iter().flatten().map(|at| at.with_timezone(&Utc)).collect();
            let midnight = |at: &DateTime<Utc>| self.policy.calendar.local(*at).time() == NaiveTime::MIN;
            if !ends.is_empty() && ends.iter().all(midnight) {
                let said = |at: &Option<DateTime<FixedOffset>>| {
                    at.map_or_else(|| self.words.unknown.to_owned(), |at| self.day(at.with_timezone(&Utc)))
                };
                let end = if *ongoing { self.words.ongoing.to_owned() } else { said(end) };
                return format!("{} – {end}", said(start));
            }
        }
        Templates::value(&found.value, &found.raw, self.language(), self.policy.organisation.time_zone)
    }

    /// What the report says there, if anything.
    pub fn field(&self, case: &Case, field: Field) -> Option<String> {
        let said = self.value(case.report.get(&field)?);
        Some(said.trim().to_owned()).filter(|said| !said.is_empty())
    }

    /// The field's name as the authority's form has it.
    pub fn label(&self, field: Field) -> &'static str {
        field_label(field, self.language())
    }

    pub fn yes_no(&self, yes: bool) -> &'static str {
        if yes { self.pick(["ja", "ja", "yes"]) } else { self.pick(["nei", "nei", "no"]) }
    }

    /// Yes, no, or nobody has said it.
    pub fn decided(&self, yes: Option<bool>) -> &'static str {
        yes.map_or(self.pick(["ikke avgjort", "ikkje avgjort", "not decided"]), |yes| self.yes_no(yes))
    }

    /// What the case is called for now.
    pub fn status(&self, case: &Case) -> &'static str {
        self.pick(match case.state {
            State::Closed => ["lukket", "lukka", "closed"],
            State::NotABreach => ["ikke et avvik", "ikkje eit avvik", "not a breach"],
            State::Merged => ["slått sammen med en annen sak", "slått saman med ei anna sak", "merged"],
            State::Open if case.authority_told.is_some() => [
                "åpen, meldt til tilsynsmyndigheten",
                "open, meld til tilsynsstyresmakta",
                "open, authority notified",
            ],
            State::Open if case.risk.decided.is_some() => {
                ["åpen, risiko vurdert", "open, risiko vurdert", "open, risk assessed"]
            }
            State::Open => ["åpen", "open", "open"],
        })
    }

    pub fn kinds(&self, case: &Case) -> String {
        join(case.kinds.iter().map(|kind| self.words.kind(*kind)))
    }

    pub fn properties(&self, case: &Case) -> String {
        join(case.properties.iter().map(|one| self.words.property(*one)))
    }

    /// Who of the contact lists was told: the party, and not the address, which is confidential (S5).
    pub fn parties(&self, case: &Case) -> Vec<String> {
        let party = |mark: &String| {
            let (_, address) = mark.split_once(':').unwrap_or(("", mark));
            let known = self.policy.contacts.contacts_by_email(address).next();
            known.map_or_else(|| address.to_owned(), |contact| contact.party.clone())
        };
        let mut parties: Vec<String> = case.listed.iter().map(party).collect();
        parties.sort();
        parties.dedup();
        parties
    }

    /// Whether the authority must be told: as somebody decided, else as the band says; none while nobody has judged.
    pub fn authority_required(&self, case: &Case) -> Option<bool> {
        let by_band = || {
            let band = case.band(self.policy);
            let terms = case.obligation(obligation::AUTHORITY).and_then(|one| one.terms.as_ref());
            let from = terms.and_then(|terms| terms.from_band);
            Some(from.map_or(self.policy.bands.get(band).authority, |from| band >= from))
        };
        let decided = case.authority.as_ref().map(|ruling| ruling.yes);
        let told = || case.authority_told.as_ref().map(|_| true);
        decided.or_else(told).or_else(|| case.risk.decided.as_ref().and_then(|_| by_band()))
    }

    /// The same for the persons affected.
    pub fn persons_required(&self, case: &Case) -> Option<bool> {
        let by_band = || Some(self.policy.bands.get(case.band(self.policy)).persons);
        let decided = case.persons.as_ref().map(|ruling| ruling.yes);
        let told = || case.persons_told.as_ref().map(|_| true);
        decided.or_else(told).or_else(|| case.risk.decided.as_ref().and_then(|_| by_band()))
    }
}

fn join(words: impl Iterator<Item = &'static str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}
