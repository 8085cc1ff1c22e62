//! The proposed risk for scripts and for the terminal: both methods, the pair that carries the higher duty, and each step.

use serde_json::{Value, json};

use crate::case::risk::{EDITION, Enisa, Proposal};
use crate::phrase::Phrase;
use crate::policy::{Bands, band_of};

/// The object that is promised to scripts. Without bands (no policy is at hand) both methods and no duty.
pub fn view(proposal: &Proposal, bands: Option<&Bands>, say: &dyn Fn(&Phrase) -> String) -> Value {
    let lines = |because: &[Phrase]| because.iter().map(say).collect::<Vec<_>>();
    let enisa = proposal.enisa.as_ref();
    let mut because = lines(&proposal.because);
    because.extend(enisa.map(|enisa| lines(&enisa.because)).unwrap_or_default());
    let weighed = bands.map(|bands| proposal.under(bands));
    because.extend(weighed.as_ref().and_then(|weighed| weighed.raised.as_ref()).map(say));
    let pair = weighed
        .as_ref()
        .map_or((proposal.likelihood, proposal.consequence), |one| (one.likelihood, one.consequence));
    let mut object = json!({
        "likelihood": pair.0,
        "consequence": pair.1,
        "score": pair.0.saturating_mul(pair.1),
        "normen": {
            "likelihood": proposal.likelihood, "consequence": proposal.consequence, "score": proposal.score(),
            "because": lines(&proposal.because),
        },
        "enisa": enisa.map(|enisa| enisa_view(enisa, &lines(&enisa.because))),
        "because": because,
        "open": proposal.open,
    });
    if let (Some(weighed), Some(bands), Some(map)) = (weighed, bands, object.as_object_mut()) {
        map.insert("band".to_owned(), json!(weighed.band));
        map.insert("duty".to_owned(), json!(weighed.duty));
        if let Some(normen) = map.get_mut("normen").and_then(Value::as_object_mut) {
            normen.insert("band".to_owned(), json!(band_of(proposal.score(), bands)));
        }
    }
    object
}

fn enisa_view(enisa: &Enisa, because: &[String]) -> Value {
    json!({
        "edition": EDITION,
        "context": enisa.context,
        "identification": f64::from(enisa.identification_quarters) / 4.0,
        "circumstances": f64::from(enisa.circumstances_quarters) / 4.0,
        "severity": enisa.severity(),
        "band": enisa.band(),
        "many_persons": enisa.many,
        "unintelligible": enisa.unreadable,
        "because": because,
    })
}

/// The same for a person: a line for each method, then its steps, indented.
pub fn lines(proposal: &Proposal, bands: Option<&Bands>, say: &dyn Fn(&Phrase) -> String) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(bands) = bands {
        let weighed = proposal.under(bands);
        out.push(format!(
            "S {} × K {} = {} ({}): {}",
            weighed.likelihood,
            weighed.consequence,
            weighed.score(),
            weighed.band.name(),
            say(&weighed.duty.said())
        ));
        out.extend(weighed.raised.as_ref().map(|raised| format!("  {}", say(raised))));
    }
    let (s, k) = (proposal.likelihood, proposal.consequence);
    out.push(format!("Normen: S {s} × K {k} = {}", proposal.score()));
    out.extend(proposal.because.iter().map(|line| format!("  {}", say(line))));
    if let Some(enisa) = &proposal.enisa {
        out.push(say(&enisa.sum()));
        out.extend(enisa.because.iter().map(|line| format!("  {}", say(line))));
    }
    out
}
