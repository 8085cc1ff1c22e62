//! The parts of an Office Open XML file as one ZIP (ECMA-376 part 2).

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::ExportError;

/// Packs the parts in their order, `[Content_Types].xml` first. Each bears the same fixed time, so that the same parts give
/// the same bytes.
pub fn pack(parts: &[(&str, String)]) -> Result<Vec<u8>, ExportError> {
    let failed = |error: &dyn std::fmt::Display| ExportError(error.to_string());
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, options).map_err(|error| failed(&error))?;
        zip.write_all(content.as_bytes()).map_err(|error| failed(&error))?;
    }
    Ok(zip.finish().map_err(|error| failed(&error))?.into_inner())
}

/// Title, author, language and time as every Office file has them (`docProps/core.xml`).
pub fn core_properties(about: &super::paper::About) -> String {
    let escape = super::markup::escape;
    let at = about.at.map_or_else(String::new, |at| {
        let at = at.format("%Y-%m-%dT%H:%M:%SZ");
        format!(
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified>"#
        )
    });
    format!(
        r#"{XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>{}</dc:creator><dc:language>{}</dc:language><cp:lastModifiedBy>{}</cp:lastModifiedBy>{at}</cp:coreProperties>"#,
        escape(&about.title),
        escape(&about.subject),
        escape(&about.author),
        super::language_tag(&about.language),
        escape(&about.author),
    )
}

/// The first line of each part.
pub const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
