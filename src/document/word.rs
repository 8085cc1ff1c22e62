//! Word documents (Office Open XML, ECMA-376): headers, body, notes and footers, as they are seen on paper.

mod body;
mod control;

use self::body::Body;
use super::archive::Archive;
use super::{Budget, Inner, Why, xml};

/// Parts read beside the body, and whether before it.
const BESIDE: &[(&str, bool)] =
    &[("header", true), ("footnotes", false), ("endnotes", false), ("footer", false)];

/// Reads the document whose body is the part `main`.
pub(super) fn read(archive: &mut Archive<'_>, main: &str, budget: &mut Budget) -> Result<Inner, Why> {
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
    let relations = archive.part(&format!("{folder}/_rels/{file}.rels"), budget)?.unwrap_or_default();
    let relations = xml::relations(&relations);
    let parts_of = |before: bool| {
        let kinds = BESIDE.iter().filter(move |(_, is_before)| *is_before == before);
        kinds.flat_map(|(kind, _)| relations.iter().filter(move |one| one.kind == *kind)).map(|one| {
            if archive_root(&one.target, folder) {
                one.target.clone()
            } else {
                format!("{folder}/{}", one.target)
            }
        })
    };
    let parts: Vec<String> = parts_of(true).chain([main.to_owned()]).chain(parts_of(false)).collect();
    let mut body = Body::new(budget.text_bytes);
    let mut cut = None;
    // First and even pages have headers of their own that say the same.
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for part in parts {
        let Some(bytes) = archive.part(&part, budget)? else { continue };
        if seen.contains(&bytes) {
            continue;
        }
        if xml::walk(&bytes, &mut body).is_err() {
            cut = Some(Why::Damaged);
        }
        body.end_part();
        if part != main {
            seen.push(bytes);
        }
    }
    let (text, pairs, full) = body.finish();
    Inner::text(text, pairs, cut.or(full.then_some(Why::TooLarge))).or_unknown()
}

/// True where a target counts from the root of the package.
fn archive_root(target: &str, folder: &str) -> bool {
    !folder.is_empty() && target.starts_with(&format!("{folder}/"))
}
