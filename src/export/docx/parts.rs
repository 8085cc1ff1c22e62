//! The parts of a DOCX that are the same in each, and its styles.

use crate::export::language_tag;
use crate::export::package::XML;

pub const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

pub const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#;

pub const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#;

pub const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

pub const APPLICATION: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Varsel</Application></Properties>"#;

/// Calibri where there is Word; elsewhere Carlito, which has the same widths.
pub const FONTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="Calibri"><w:altName w:val="Carlito"/><w:panose1 w:val="020F0502020204030204"/><w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font><w:font w:name="Symbol"><w:charset w:val="02"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>"#;

pub const NUMBERING: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="260"/></w:pPr><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:hint="default"/></w:rPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

/// A black frame around one cell.
pub const FRAME: &str = r#"<w:tcBorders><w:top w:val="single" w:sz="24" w:space="0" w:color="000000"/><w:left w:val="single" w:sz="24" w:space="0" w:color="000000"/><w:bottom w:val="single" w:sz="24" w:space="0" w:color="000000"/><w:right w:val="single" w:sz="24" w:space="0" w:color="000000"/></w:tcBorders>"#;

pub const DOCUMENT_START: &str = r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#;

/// A4, 2.5 cm on each side.
pub const DOCUMENT_END: &str = r#"<w:sectPr><w:footerReference w:type="default" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1417" w:bottom="1304" w:left="1417" w:header="708" w:footer="567" w:gutter="0"/><w:cols w:space="708"/></w:sectPr></w:body></w:document>"#;

pub fn settings(language: &str) -> String {
    let tag = language_tag(language);
    format!(
        r#"{XML}<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="{tag}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>"#
    )
}

/// A style of paragraphs: id, name as Word knows it, what it is based on, what follows it, `pPr` and `rPr`.
struct Paragraph(&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const STYLES: [Paragraph; 13] = [
    Paragraph(
        "Title",
        "Title",
        "Normal",
        "Subtitle",
        r#"<w:keepNext/><w:spacing w:before="0" w:after="40" w:line="240" w:lineRule="auto"/>"#,
        r#"<w:b/><w:color w:val="1F3247"/><w:sz w:val="44"/><w:szCs w:val="44"/>"#,
    ),
    Paragraph(
        "Subtitle",
        "Subtitle",
        "Normal",
        "BodyText",
        r#"<w:keepNext/><w:spacing w:before="0" w:after="240"/>"#,
        r#"<w:color w:val="55606B"/><w:sz w:val="24"/><w:szCs w:val="24"/>"#,
    ),
    Paragraph(
        "Heading1",
        "heading 1",
        "Normal",
        "BodyText",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="360" w:after="100" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="0"/>"#,
        r#"<w:b/><w:color w:val="1F3247"/><w:sz w:val="30"/><w:szCs w:val="30"/>"#,
    ),
    Paragraph(
        "Heading2",
        "heading 2",
        "Normal",
        "BodyText",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="80" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="1"/>"#,
        r#"<w:b/><w:color w:val="1F3247"/><w:sz w:val="25"/><w:szCs w:val="25"/>"#,
    ),
    Paragraph(
        "Heading3",
        "heading 3",
        "Normal",
        "BodyText",
        r#"<w:keepNext/><w:keepLines/><w:spacing w:before="180" w:after="60" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="2"/>"#,
        r#"<w:b/><w:color w:val="33475B"/><w:sz w:val="22"/><w:szCs w:val="22"/>"#,
    ),
    Paragraph("BodyText", "Body Text", "Normal", "BodyText", r#"<w:spacing w:after="120"/>"#, ""),
    Paragraph(
        "Label",
        "Label",
        "Normal",
        "BodyText",
        r#"<w:keepNext/><w:spacing w:before="120" w:after="20"/>"#,
        "<w:b/>",
    ),
    Paragraph(
        "ListBullet",
        "List Bullet",
        "Normal",
        "ListBullet",
        r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>"#,
        "",
    ),
    Paragraph(
        "Note",
        "Note",
        "Normal",
        "BodyText",
        r#"<w:keepLines/><w:pBdr><w:top w:val="single" w:sz="4" w:space="5" w:color="FFF6DD"/><w:left w:val="single" w:sz="24" w:space="8" w:color="E0A800"/><w:bottom w:val="single" w:sz="4" w:space="5" w:color="FFF6DD"/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="FFF6DD"/><w:spacing w:before="120" w:after="160"/><w:ind w:left="200"/>"#,
        "",
    ),
    Paragraph(
        "Small",
        "Small",
        "Normal",
        "BodyText",
        r#"<w:spacing w:before="0" w:after="120"/>"#,
        r#"<w:color w:val="55606B"/><w:sz w:val="18"/><w:szCs w:val="18"/>"#,
    ),
    Paragraph(
        "TableText",
        "Table Text",
        "Normal",
        "TableText",
        r#"<w:spacing w:before="45" w:after="45" w:line="250" w:lineRule="auto"/>"#,
        r#"<w:sz w:val="20"/><w:szCs w:val="20"/>"#,
    ),
    Paragraph("TableHeading", "Table Heading", "TableText", "TableText", "<w:keepNext/>", "<w:b/>"),
    Paragraph(
        "Spacer",
        "Spacer",
        "Normal",
        "BodyText",
        r#"<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>"#,
        r#"<w:sz w:val="8"/><w:szCs w:val="8"/>"#,
    ),
];

pub fn styles(language: &str) -> String {
    let tag = language_tag(language);
    let styles: String = STYLES
        .iter()
        .map(|Paragraph(id, name, based, next, paragraph, run)| {
            format!(
                r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/><w:next w:val="{next}"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
            )
        })
        .collect();
    format!(
        r#"{XML}<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:eastAsia="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="90" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style><w:style w:type="table" w:styleId="Lines"><w:name w:val="Lines"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="C5CDD5"/><w:left w:val="single" w:sz="4" w:space="0" w:color="C5CDD5"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="C5CDD5"/><w:right w:val="single" w:sz="4" w:space="0" w:color="C5CDD5"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="C5CDD5"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="C5CDD5"/></w:tblBorders></w:tblPr></w:style><w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="right" w:pos="9072"/></w:tabs></w:pPr><w:rPr><w:color w:val="55606B"/><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr></w:style>{styles}</w:styles>"#
    )
}
