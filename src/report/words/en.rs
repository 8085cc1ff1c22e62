//! English.

mod labels;
mod senses;

use super::{Language, Vocabulary};
use crate::report::field::Field::*;

pub const LANGUAGE: Vocabulary = Vocabulary {
    language: Language::En,
    names: [
        (MainCause, "Main cause", "e.g. “e-mail sent to the wrong recipient”"),
        (Period, "Period", "e.g. “from 10.03.2026 09:00 to 12.03.2026”"),
        (DiscoveredAt, "Date of discovery", "e.g. “12.03.2026 14:00”"),
        (AffectedPersons, "Number of affected persons", "e.g. “about 150”"),
        (AffectedRecords, "Number of records", "e.g. “1 200”"),
        (WhatHappened, "What has happened", "a few sentences, without names or identity numbers"),
        (HowItArose, "How the deviation occurred", "e.g. “wrong address picked from suggestions”"),
        (DataTypes, "Type of personal data", "e.g. “name, address, health data”"),
        (Relationship, "Relationship to the persons", "e.g. “employees”, “patients”, “customers”"),
        (DataLocation, "Where are the data now", "e.g. “with one known recipient”"),
        (Consequences, "Possible consequences", "e.g. “identity theft”"),
        (MeasuresTaken, "Measures taken", "e.g. “asked the recipient to delete”"),
        (MeasuresPlanned, "Planned measures", "e.g. “training by 1 April”"),
        (PersonsInformed, "Have the affected persons been informed", "“yes”, “no”, “partly” or “planned”"),
        (Contact, "Contact details", "name, phone and e-mail"),
        (Properties, "Breach of", "confidentiality, integrity, availability"),
        (Kinds, "Area", "privacy, security"),
        (System, "System", "e.g. “Visma”"),
        (Place, "Location", "e.g. “head office”"),
        (Department, "Department", "e.g. “HR”"),
        (ReportedBy, "Discovered by", "name"),
        (Likelihood, "Likelihood", "1–5"),
        (Consequence, "Consequence", "1–5"),
        (ResidualLikelihood, "Residual likelihood", "1–5"),
        (ResidualConsequence, "Residual consequence", "1–5"),
        (Protection, "Were the data encrypted", "“yes, the key is safe”, “partly”, “no”"),
        (ExternalReference, "Our reference", "your case number"),
    ],
    labels: labels::LABELS,
    openings: "description of|a description of|describe|state",
    commands: "measure|action|risk|residual risk|s|k",
    help: "(tick the box)|(help text)|help text|table 1|table 2|describe as well as possible|nb! do not write personal data|\
        notification to the supervisory authority when|notification to the authority within|duty to inform the affected|\
        (use the matrix|(preventive and mitigating)|name of the information system if any e.g.|name of the information system, if any, e.g.|\
        click here to enter|click or tap|choose a date|select an item|enter text|(fill in|(describe|(tick one)|(optional)|please describe in as much detail as possible|\
        choose an item",
    parts: "part|chapter",
    pages: "page",
    question_marks: "q|question|a|answer|ans",
    open: "unknown|not known|not yet known|unknown number|tbd|tbc|tba|to be determined|to be confirmed|to be advised|n a|na|\
        n k|see attachment|see attached|attached|please see attached|see the attachment|here is more information|\
        here s more information|more information follows|more information to follow|information to follow|to follow|\
        follows|pending|don t know|i don t know|we don t know|dont know|do not know|we do not know|not sure|unsure|\
        uncertain|not clear|unclear|cannot be determined|cannot say|under investigation|being investigated|investigating|\
        still investigating|investigation ongoing|not determined|not available|not applicable yet|will follow|will be provided|\
        will be sent later|not established|not assessed|being assessed|see below|see above|none yet known",
    fillers: "yet|currently|at present|at this time|at this stage|for now|as of now|at the moment|so far|still|it is|we are|\
        this is|the|exact|exactly|number|is|this|right now|today",
    units: &[
        (1, "one"),
        (2, "two"),
        (3, "three"),
        (4, "four"),
        (5, "five"),
        (6, "six"),
        (7, "seven"),
        (8, "eight"),
        (9, "nine"),
        (10, "ten"),
        (11, "eleven"),
        (12, "twelve|dozen|a dozen"),
        (13, "thirteen"),
        (14, "fourteen"),
        (15, "fifteen"),
        (16, "sixteen"),
        (17, "seventeen"),
        (18, "eighteen"),
        (19, "nineteen"),
    ],
    tens: &[
        (20, "twenty"),
        (30, "thirty"),
        (40, "forty|fourty"),
        (50, "fifty"),
        (60, "sixty"),
        (70, "seventy"),
        (80, "eighty"),
        (90, "ninety"),
    ],
    factors: &[(100, "hundred"), (1_000, "thousand|k"), (1_000_000, "million|millions|mio|m")],
    levels: &[
        (5, "very high|critical|catastrophic|almost certain|very severe|very large"),
        (1, "very low|negligible|none|very small|rare"),
        (4, "high|severe|likely|large|major"),
        (3, "moderate|medium|possible|significant"),
        (2, "low|minor|small|unlikely|limited"),
    ],
    sign_offs: "best regards|kind regards|regards|warm regards|sincerely|yours sincerely|yours faithfully|many thanks|cheers|\
        with kind regards|with best regards|best wishes|thanks and regards|yours truly|br",
    small_words: "the|and|of|to|was|we|is|has|have|with|not|a|were|been|by|our|this|an|that|you|are|for|which|on|it|from|\
        please|regards|hello|breach|at|in|they|their|there|will|can|be|who|what|when|how|where|your|but|had|me|no|i|my|about|could|any|would|if|do",
    abbreviations: "approx|e.g|i.e|etc|mr|ms|mrs|dr|no|ref|st|inc|ltd|vs|tel|a.m|p.m|am|pm|jan|feb|sept|oct|nov|dec|est|min|max|dept",
    senses: senses::SENSES,
};
