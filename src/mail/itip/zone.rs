//! Which zone a TZID means: an IANA name, what Outlook calls it, or the rules that the calendar brings along.

use chrono::FixedOffset;
use chrono_tz::Tz;

/// Names that Windows gives, those met in Norway first; each with a zone of the same rules.
const WINDOWS: [(&str, Tz); 20] = [
    ("W. Europe Standard Time", chrono_tz::Europe::Oslo),
    ("Romance Standard Time", chrono_tz::Europe::Paris),
    ("Central Europe Standard Time", chrono_tz::Europe::Budapest),
    ("Central European Standard Time", chrono_tz::Europe::Warsaw),
    ("GMT Standard Time", chrono_tz::Europe::London),
    ("Greenwich Standard Time", chrono_tz::Atlantic::Reykjavik),
    ("FLE Standard Time", chrono_tz::Europe::Helsinki),
    ("GTB Standard Time", chrono_tz::Europe::Bucharest),
    ("E. Europe Standard Time", chrono_tz::Europe::Chisinau),
    ("Russian Standard Time", chrono_tz::Europe::Moscow),
    ("Turkey Standard Time", chrono_tz::Europe::Istanbul),
    ("UTC", Tz::UTC),
    ("tzone://Microsoft/Utc", Tz::UTC),
    ("Eastern Standard Time", chrono_tz::America::New_York),
    ("Central Standard Time", chrono_tz::America::Chicago),
    ("Mountain Standard Time", chrono_tz::America::Denver),
    ("Pacific Standard Time", chrono_tz::America::Los_Angeles),
    ("India Standard Time", chrono_tz::Asia::Kolkata),
    ("China Standard Time", chrono_tz::Asia::Shanghai),
    ("Tokyo Standard Time", chrono_tz::Asia::Tokyo),
];

/// A zone by name, or an offset that never changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Zone {
    Named(Tz),
    Fixed(FixedOffset),
}

/// The VTIMEZONE components of a calendar: name, offset of standard time, offset of summer time, in seconds.
#[derive(Default)]
pub struct Zones {
    known: Vec<(String, Option<i32>, Option<i32>)>,
}

impl Zones {
    /// One property of a VTIMEZONE or of a part of it.
    pub fn take(&mut self, component: &str, name: &str, value: &str) {
        if name == "TZID" {
            self.known.push((value.to_owned(), None, None));
        }
        let Some((_, standard, summer)) = self.known.last_mut() else { return };
        match (component, name) {
            ("STANDARD", "TZOFFSETTO") => *standard = offset(value),
            ("DAYLIGHT", "TZOFFSETTO") => *summer = offset(value),
            _ => {}
        }
    }

    /// The zone of a TZID. A name that nobody knows is read by the offsets it comes with.
    pub fn find(&self, name: &str) -> Option<Zone> {
        let name = name.trim().trim_matches('"');
        let windows =
            WINDOWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, zone)| *zone);
        let zone = windows.or_else(|| iana(name));
        zone.map(Zone::Named).or_else(|| self.by_offsets(name))
    }

    fn by_offsets(&self, name: &str) -> Option<Zone> {
        let (_, standard, summer) = self.known.iter().find(|(known, ..)| known == name)?;
        let standard = standard.or(*summer)?;
        Some(match (standard, *summer) {
            (0, Some(3_600)) => Zone::Named(chrono_tz::Europe::London),
            (3_600, Some(7_200)) => Zone::Named(chrono_tz::Europe::Oslo),
            (7_200, Some(10_800)) => Zone::Named(chrono_tz::Europe::Helsinki),
            _ => Zone::Fixed(FixedOffset::east_opt(standard)?),
        })
    }
}

/// An IANA name, also behind the prefix of a registry (`/freeassociation.sourceforge.net/Europe/Oslo`).
fn iana(name: &str) -> Option<Tz> {
    let starts = name.match_indices('/').map(|(at, _)| at + 1);
    let mut tails = std::iter::once(0).chain(starts).filter_map(|at| name.get(at..));
    tails.find_map(|tail| tail.parse().ok())
}

/// `+0100` or `-053000`, in seconds.
fn offset(value: &str) -> Option<i32> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, value.strip_prefix('+').unwrap_or(value)),
    };
    let pair = |at: usize| digits.get(at..at + 2)?.parse::<i32>().ok();
    Some(sign * (pair(0)? * 3_600 + pair(2)? * 60 + pair(4).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlook_apple_and_thunderbird_name_the_same_zone_in_their_ways() {
        let oslo = Some(Zone::Named(chrono_tz::Europe::Oslo));
        let mut zones = Zones::default();
        for name in [
            "W. Europe Standard Time",
            "\"W. Europe Standard Time\"",
            "Europe/Oslo",
            "/mozilla.org/20071231_1/Europe/Oslo",
        ] {
            assert_eq!(zones.find(name), oslo, "{name}");
        }
        let own = "(UTC+01:00) Amsterdam, Berlin, Bern, Roma, Stockholm, Wien";
        assert_eq!(zones.find(own), None);
        zones.take("VTIMEZONE", "TZID", own);
        zones.take("STANDARD", "TZOFFSETTO", "+0100");
        zones.take("DAYLIGHT", "TZOFFSETTO", "+0200");
        assert_eq!(zones.find(own), oslo);
        zones.take("VTIMEZONE", "TZID", "Kathmandu");
        zones.take("STANDARD", "TZOFFSETTO", "+0545");
        assert_eq!(zones.find("Kathmandu"), FixedOffset::east_opt(20_700).map(Zone::Fixed));
    }
}
