//! What was done, what is to be done, and whether the persons affected were told (S91, S95, L14–L16).

use super::Told;
use super::sentences::line;
use crate::report::answers;
use crate::report::field::Confidence::{Low, Medium};
use crate::report::field::Value;
use crate::report::passage::Span;
use crate::report::words::Sense;

/// More sentences than these are not put together.
const SENTENCES: usize = 10;

/// Tells of something done to limit the harm: `er stengt`, `vi slettet`, `har bedt mottakeren slette`.
pub fn tells(sentence: Span<'_>) -> bool {
    if sentence.has(Sense::Mishap) || plans(sentence) {
        return false;
    }
    let place = |sense: Sense| sentence.find(sense).map(|(first, _)| first);
    let last = |sense: Sense| {
        sentence.marks().filter(|mark| mark.sense == sense).last().map(|mark| sentence.here(mark.first))
    };
    let asked = place(Sense::Asked).or_else(|| place(Sense::Confirmed));
    let deleting = last(Sense::Deleting);
    let done = last(Sense::Done);
    let helper = place(Sense::Have).into_iter().chain(place(Sense::We)).min();
    matches!((asked, deleting), (Some(asked), Some(deleting)) if asked < deleting)
        || matches!((helper, done), (Some(helper), Some(done)) if helper < done)
}

/// Says that something will be done: `vi skal innføre`, `will be updated`.
pub fn plans(sentence: Span<'_>) -> bool {
    let intent = sentence.marks().find(|mark| matches!(mark.sense, Sense::Intent | Sense::Planned));
    let Some(intent) = intent.map(|mark| sentence.here(mark.after)) else { return false };
    let rest = sentence.part(intent, sentence.len());
    rest.has(Sense::Plan) || rest.has(Sense::Done) && !sentence.part(0, intent).has(Sense::Done)
}

/// Speaks of telling the persons affected, not the authority or the police.
fn about_informing(sentence: Span<'_>) -> bool {
    let persons = sentence.has_any(&[Sense::Person, Sense::Group]);
    persons && sentence.has_any(&[Sense::Informing, Sense::Informed]) && !sentence.has(Sense::Authority)
}

fn together(sentences: &[Span<'_>], fits: impl Fn(Span<'_>) -> bool) -> Option<String> {
    let told: Vec<String> = sentences
        .iter()
        .filter(|sentence| fits(**sentence))
        .take(SENTENCES)
        .map(|sentence| line(*sentence))
        .collect();
    (!told.is_empty()).then(|| told.join(" "))
}

pub fn taken(sentences: &[Span<'_>]) -> Told {
    let text = together(sentences, tells)?;
    Some((Value::Text(text.clone()), text, Medium))
}

pub fn planned(sentences: &[Span<'_>]) -> Told {
    let text = together(sentences, |sentence| plans(sentence) && !about_informing(sentence))?;
    Some((Value::Text(text.clone()), text, Low))
}

pub fn informed(sentences: &[Span<'_>]) -> Told {
    sentences.iter().filter(|sentence| about_informing(**sentence)).find_map(|sentence| {
        let answer = answers::informed_in(*sentence)?;
        let text = line(*sentence);
        Some((Value::Answer { answer, text: text.clone() }, text, Medium))
    })
}
