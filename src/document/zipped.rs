//! What comes as a ZIP: Word, Excel and OpenDocument by the members they must have, else an archive of files.

use super::archive::Archive;
use super::{Budget, File, Inner, Unread, Why, excel, odf, word, xml};

/// What an operating system puts beside the files.
const NOISE: &[&str] = &["__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini"];

/// Reads a ZIP by what it is; `deep`: archives are not opened any more.
pub(super) fn read(file: &File, deep: bool, budget: &mut Budget) -> Result<Inner, Why> {
    let mut archive = Archive::open(&file.bytes)?;
    if archive.has("[Content_Types].xml") {
        return office(&mut archive, file, budget);
    }
    if let Some(media_type) = archive.part("mimetype", budget)? {
        let media_type = String::from_utf8_lossy(&media_type);
        if media_type.starts_with("application/vnd.oasis.opendocument") {
            return odf::read(&mut archive, &media_type, budget);
        }
    }
    if deep {
        return Err(Why::TooDeep);
    }
    Ok(members(&mut archive, budget))
}

/// An Office Open XML package: its relationships name the main part (ECMA-376 part 2, section 9.3).
fn office(archive: &mut Archive<'_>, file: &File, budget: &mut Budget) -> Result<Inner, Why> {
    let relations = archive.part("_rels/.rels", budget)?.unwrap_or_default();
    let relations = xml::relations(&relations);
    let main = relations.iter().find(|one| one.kind == "officeDocument").map(|one| one.target.as_str());
    match main.unwrap_or_default() {
        // Excel's binary workbook.
        main if main.ends_with(".bin") => Err(Why::UnknownFormat),
        main if main.starts_with("xl/") => excel::read(archive, file, budget),
        main if main.starts_with("ppt/") || main.starts_with("visio/") => Err(Why::UnknownFormat),
        main if archive.has(main) => word::read(archive, main, budget),
        _ if archive.has("word/document.xml") => word::read(archive, "word/document.xml", budget),
        _ => Err(Why::Damaged),
    }
}

fn members(archive: &mut Archive<'_>, budget: &mut Budget) -> Inner {
    let mut inner = Inner::default();
    let is_noise = |name: &str| NOISE.iter().any(|noise| name.starts_with(noise) || name.ends_with(noise));
    // One more than may be opened, so that the last is told as too much.
    let listed: Vec<_> =
        archive.members().filter(|member| !is_noise(&member.name)).take(budget.files + 1).collect();
    if listed.len() > budget.files {
        inner.unread.push(Unread { name: String::new(), why: Why::TooLarge });
    }
    for member in listed.into_iter().take(budget.files) {
        match archive.read(member.index, budget) {
            Ok(bytes) => inner.files.push(File { name: member.name, bytes, ..File::default() }),
            Err(why) => inner.unread.push(Unread { name: member.name, why }),
        }
    }
    inner
}
