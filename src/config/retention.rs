//! `[retention]` of policy.toml: how long content is kept.

use super::tree::Section;
use super::value;
use crate::policy::RetentionPolicy;

/// Without the section nothing is ever forgotten; in it nothing has a default, for what is forgotten cannot be brought back.
pub fn read(root: &Section) -> Option<RetentionPolicy> {
    if !root.has("retention") {
        return Some(RetentionPolicy::default());
    }
    let section = root.section("retention");
    let keep =
        |key| section.needed(key, "write how long, \"90d\", \"5y\", or \"never\" for always", value::keep);
    let [raw, readings, sent, history] = ["raw", "readings", "sent", "history"].map(keep);
    let at = section.needed("at", "write a time of day, \"03:30\"", value::time);
    Some(RetentionPolicy {
        raw_secs: raw?,
        readings_secs: readings?,
        sent_secs: sent?,
        history_secs: history?,
        at: at?,
    })
}
