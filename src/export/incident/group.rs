//! The action group (S9–S15): when and where it meets, who is in it and what they answered, and what became of it.

use chrono::Utc;

use super::{Desk, capital};
use crate::case::ActionGroup;
use crate::case::group::{Member, Partstat};
use crate::export::paper::Block;

pub fn action_group(desk: &Desk<'_>) -> Vec<Block> {
    let Some(group) = &desk.case.action_group else { return Vec::new() };
    facts(desk, group).into_iter().chain(members(desk, group)).collect()
}

fn facts(desk: &Desk<'_>, group: &ActionGroup) -> Vec<Block> {
    let voice = desk.voice;
    let founded = group.founded_at.map(|at| match group.summoned_by.as_deref() {
        None | Some("varsel") => voice.when(at),
        Some(by) => format!("{}\n{}", voice.when(at), voice.name(by)),
    });
    let cancelled = group.cancelled.as_ref().map(|one| {
        let reason = one.reason.iter().map(|reason| format!("\n{reason}"));
        format!("{}{}", desk.by(&one.by, one.at), reason.collect::<String>())
    });
    let meets = group.meeting_at.map(|at| voice.when(at.with_timezone(&Utc)));
    desk.facts(vec![
        (voice.pick(["Innkalt", "Kalla inn", "Summoned"]), founded),
        (voice.pick(["Første møte", "Første møte", "First meeting"]), meets),
        (voice.pick(["Sted", "Stad", "Place"]), group.place.clone()),
        (
            voice.pick(["Kontaktperson", "Kontaktperson", "Contact person"]),
            group.contact_person.as_deref().map(|who| voice.name(who)),
        ),
        (
            voice.pick(["Hendelsesrapport levert", "Hendingsrapport levert", "Incident report delivered"]),
            group.report_delivered_at.map(|at| voice.when(at)),
        ),
        (voice.pick(["Avlyst", "Avlyst", "Called off"]), cancelled),
    ])
}

fn members(desk: &Desk<'_>, group: &ActionGroup) -> Vec<Block> {
    let voice = desk.voice;
    let header = voice.pick([
        ["Deltaker", "Svar", "Svarte"],
        ["Deltakar", "Svar", "Svara"],
        ["Participant", "Answer", "Answered"],
    ]);
    let rows = group.members.iter().map(|one| {
        let at = one.answered_at.map_or_else(String::new, |at| voice.short(at));
        vec![called(desk, one), answer(desk, one), at]
    });
    desk.table(&[46, 34, 20], &header, rows.collect())
}

fn called(desk: &Desk<'_>, one: &Member) -> String {
    let voice = desk.voice;
    // Our own people have a name in the contacts; an address of a contact is confidential (S5).
    let who = match (&one.name, &one.party) {
        (None, None) => voice.name(&one.email),
        (None, Some(party)) => party.clone(),
        (Some(_), _) => one.called(),
    };
    let only = voice.pick(["bare innledningen", "berre innleiinga", "introduction only"]);
    if one.introduction_only { format!("{who} ({only})") } else { who }
}

fn answer(desk: &Desk<'_>, one: &Member) -> String {
    let voice = desk.voice;
    let said = capital(voice.pick(match one.partstat {
        Partstat::Accepted => ["kommer", "kjem", "will come"],
        Partstat::Declined => ["kommer ikke", "kjem ikkje", "will not come"],
        Partstat::Tentative => ["kommer kanskje", "kjem kanskje", "may come"],
        Partstat::NeedsAction => ["ikke svart", "ikkje svara", "no answer"],
    }));
    let Some(proposed) = one.proposed_at else { return said };
    let word = voice.pick(["foreslo", "føreslo", "proposed"]);
    format!("{said}\n{} {}", capital(word), voice.short(proposed.with_timezone(&Utc)))
}
