//! OpenDocument text and spreadsheets (ISO/IEC 26300), as LibreOffice writes them.

mod page;
mod sheets;

use self::page::Page;
use self::sheets::Sheets;
use super::archive::Archive;
use super::sniff::find;
use super::xml;
use super::{Budget, Inner, Why};

pub(super) fn read(archive: &mut Archive<'_>, media_type: &str, budget: &mut Budget) -> Result<Inner, Why> {
    let manifest = archive.part("META-INF/manifest.xml", budget)?.unwrap_or_default();
    if find(&manifest, b"encryption-data").is_some() {
        return Err(Why::Encrypted);
    }
    let content = archive.part("content.xml", budget)?.ok_or(Why::Damaged)?;
    let (broken, (text, pairs, full)) = if media_type.contains("spreadsheet") {
        let mut sheets = Sheets::new(budget.text_bytes);
        (xml::walk(&content, &mut sheets).is_err(), sheets.finish())
    } else {
        let mut page = Page::new(budget.text_bytes);
        (xml::walk(&content, &mut page).is_err(), page.finish())
    };
    let cut = broken.then_some(Why::Damaged).or(full.then_some(Why::TooLarge));
    Inner::text(text, pairs, cut).or_unknown()
}
