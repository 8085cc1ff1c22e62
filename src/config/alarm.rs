//! `[alarm]`: who hears, and by which other way, when mail cannot be read or sent.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::settings::{AlarmSettings, AlarmTo, TransportKind, TransportSettings};
use super::tree::Section;
use super::value::{self, Wrong};
use super::varsel::{Place, transport};

const AFTER_SECS: i64 = 10 * 60;
const REPEAT_SECS: i64 = 4 * 3_600;

pub fn read(root: &Section, main: Option<&TransportSettings>, place: &mut Place) -> Option<AlarmSettings> {
    let section = root.section("alarm");
    let to = section.list("to", to);
    let after_secs = section.secs("after", AFTER_SECS);
    let repeat_secs = section.secs("repeat", REPEAT_SECS);
    let command = section.maybe("command", value::text).map(|text| place.path(&text));
    if let Some(path) = &command {
        check_program(&section, path);
    }
    let other = match section.has("transport") {
        true => Some(transport(&section.section("transport"), place)?),
        false => None,
    };
    // A Maildir is within this machine: what it does not take, nobody else would be told by mail.
    let by_mail = main.is_some_and(|main| !matches!(main.kind, TransportKind::Maildir { .. }));
    if by_mail && command.is_none() && other.is_none() {
        place.warnings.push(
            "alarm: neither command nor [alarm.transport]: nobody is told when mail cannot be sent"
                .to_owned(),
        );
    }
    Some(AlarmSettings { to, after_secs, repeat_secs, command, transport: other })
}

/// A role, or an address where there is an `@`.
fn to(text: &str) -> Result<AlarmTo, Wrong> {
    match text.contains('@') {
        true => value::address(text).map(AlarmTo::Address),
        false => value::role(text).map(AlarmTo::Role),
    }
}

fn check_program(section: &Section, path: &Path) {
    let mend = "write the whole path of a program that may be run, without arguments";
    let runs = path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0);
    if !runs {
        section.fault("command", format!("{} is no program that can be run", path.display()), mend);
    }
}
