//! What was done, what is to be done, and whether the persons affected were told (S91, S95, L14–L16).

use super::Told;
use super::sentences::line;
use crate::report::answers;
use crate::report::field::Confidence::{Low, Medium};
use crate::report::field::Value;
use crate::report::passage::{Mark, Span};
use crate::report::words::Sense;
use crate::report::words::lexicon;

/// More sentences than these are not put together.
const SENTENCES: usize = 10;
/// How far the second part of a verb stands behind the first, in words.
const APART: usize = 7;

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
    // What was "ikke stengt" was not done.
    let undone = |at: usize| sentence.part(at.saturating_sub(2), at).has(Sense::Not);
    let done =
        sentence.marks().filter(|mark| mark.sense == Sense::Done).map(|mark| sentence.here(mark.first));
    let done = done.filter(|at| !undone(*at)).last();
    let helper = place(Sense::Have).into_iter().chain(place(Sense::We)).min();
    let turned = || place(Sense::We).is_some_and(|we| turned(sentence.part(we, sentence.len())));
    matches!((asked, deleting), (Some(asked), Some(deleting)) if asked < deleting)
        || matches!((helper, done), (Some(helper), Some(done)) if helper < done)
        || turned()
}

/// `vi tok … ned`, `we turned … off`: a verb of two parts. What "ble tatt bort" may have been stolen.
fn turned(span: Span<'_>) -> bool {
    let mut turns = span.marks().filter(|mark| mark.sense == Sense::Turn).map(|mark| span.here(mark.after));
    turns.any(|after| span.part(after, after + APART).has(Sense::Off))
}

/// Says that something will be done: `vi skal innføre`, `will be updated`.
pub fn plans(sentence: Span<'_>) -> bool {
    let intent = sentence.marks().find(|mark| matches!(mark.sense, Sense::Intent | Sense::Planned));
    let Some(intent) = intent.map(|mark| sentence.here(mark.after)) else { return false };
    let rest = sentence.part(intent, sentence.len());
    rest.has(Sense::Plan) || rest.has(Sense::Done) && !sentence.part(0, intent).has(Sense::Done)
}

/// Speaks of telling the persons affected, not the authority or the police.
fn about_informing(sentence: Span<'_>, staff: bool) -> bool {
    // "A student told me" informs nobody but us.
    let told = sentence.marks().any(|mark| {
        let after = sentence.here(mark.after);
        matches!(mark.sense, Sense::Informing | Sense::Informed | Sense::Hears)
            && !sentence.part(after, after + 2).has(Sense::Ourselves)
    });
    let persons = || {
        sentence.has_any(&[Sense::Person, Sense::Group])
            || staff && sentence.has(Sense::Staff)
            || (0..sentence.len()).any(|at| spoken_of(sentence, at))
    };
    // "Called them and asked them to delete it" is said to a wrong recipient, not to the persons whose data they are.
    let deleting = sentence.has(Sense::Deleting) && sentence.has_any(&[Sense::Asked, Sense::Confirmed]);
    told && !deleting && !sentence.has_any(&[Sense::Authority, Sense::ToldUs]) && persons()
}

/// Ends with a word for informing.
fn informs(span: Span<'_>) -> bool {
    let ends = |mark: &Mark| span.here(mark.after) == span.len();
    span.marks().any(|mark| matches!(mark.sense, Sense::Informing | Sense::Informed) && ends(mark))
}

/// `told them`, `de er`, `dei fem vart`, `nobody has been`: persons of whom the text spoke before.
fn spoken_of(sentence: Span<'_>, at: usize) -> bool {
    let they = sentence.at(at, |sense| matches!(sense, Sense::They | Sense::Vague(..)).then_some(()));
    let object = at > 0 && sentence.sense(at, Sense::They).is_some() && informs(sentence.part(0, at));
    object
        || they.is_some_and(|((), after)| {
            let number = sentence.is_number(after) || lexicon::number(sentence.word(after)).is_some();
            let verb = after + usize::from(number);
            sentence
                .at(verb, |sense| matches!(sense, Sense::Have | Sense::Intent | Sense::Hears).then_some(()))
                .is_some()
        })
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
    let text = together(sentences, |sentence| plans(sentence) && !about_informing(sentence, true))?;
    Some((Value::Text(text.clone()), text, Low))
}

pub fn informed(sentences: &[Span<'_>]) -> Told {
    // Our own people are told of many things; it is about them where the data are theirs.
    let data = [Sense::Affected, Sense::Data, Sense::Record];
    let staff = sentences.iter().any(|sentence| sentence.has(Sense::Staff) && sentence.has_any(&data));
    sentences.iter().filter(|sentence| about_informing(**sentence, staff)).find_map(|sentence| {
        let answer = answers::informed_in(*sentence)?;
        let text = line(*sentence);
        Some((Value::Answer { answer, text: text.clone() }, text, Medium))
    })
}
