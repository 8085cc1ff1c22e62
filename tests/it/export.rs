//! What leaves as a file, made by the real binary from a case that was steered by mail: read back by other readers, and
//! printed where there is an office program.

use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use varsel::document::{self, Budget, File};

use crate::e2e::{House, answer, mail, run};
use crate::servers::eventually;

const OFFICER: &str = "kari.nordmann@eksempel.no";
const NUMBER: &str = "AVVIK-2026-0001";
const BELIEVED: &str = "Authentication-Results: varsel.local; dmarc=pass header.from=eksempel.no\n";

/// With a formula where a register has a cell, and markup where a report has a text.
const REPORT: &str = "\
Hovedårsak: =HYPERLINK(\"http://ond.example\";\"klikk\")
Når ble avviket oppdaget: 12.03.2026 kl. 08.30
Tidsrom: 10.03.2026 – 12.03.2026
Antall berørte: 20-30
Hva har skjedd: Et brev med <b>kundeliste</b> & vedlegg ble sendt til feil mottaker.
Hvordan oppstod avviket: Adressen ble valgt fra en liste.
Type personopplysninger: navn, adresse og fødselsdato
Relasjon: kunder
Hvor er opplysningene nå: Hos mottakeren, som har bekreftet at brevet er makulert.
Mulige konsekvenser: Tap av kontroll over egne opplysninger
Tiltak som er gjort: Mottakeren ble ringt samme dag.
Planlagte tiltak: Ny rutine for utsending
System: Kundearkivet
Konfidensialitet: ja";

const DECISIONS: &str = "\
S: 3  K: 4, fordi kundene er mange
Rest S: 2  K: 3
Meld Datatilsynet: ja, fordi risikoen er høy
Meldt Datatilsynet: 12.03.2026 kl. 09.10, ref. AR-4711
Informer berørte: ja
Varsle: ingen, fordi ingen andre er berørt
Avvikseier: Jon Moen
Tiltak: Ny rutine for utsending av brev; ansvarlig: ola.hansen@eksempel.no; frist: 20.03.2026
Tiltak: Opplæring av alle i avdelingen; ansvarlig: jon.moen@eksempel.no; frist: 15.04.2026";

/// A house whose only case has been judged, notified and given measures.
fn house() -> House {
    let house = House::simulated();
    house.put(mail(
        "Jon Moen <jon.moen@eksempel.no>",
        "avvik@eksempel.no",
        "r1@eksempel.no",
        BELIEVED,
        "Avvik",
        REPORT,
    ));
    house.once("2026-03-12T09:00:00+01:00");
    let notice = house.sent_to(OFFICER, NUMBER);
    let officer = format!("Kari Nordmann <{OFFICER}>");
    house.put(answer(&notice, &officer, "a1@eksempel.no", BELIEVED, DECISIONS));
    house.once("2026-03-12T09:20:00+01:00");
    house
}

fn text_of(name: &str, bytes: Vec<u8>) -> String {
    let file = File { name: name.to_owned(), bytes, ..File::default() };
    let contents = document::read(&file, &mut Budget::default());
    assert!(contents.unread.is_empty(), "{name}: {:?}", contents.unread);
    contents.documents.into_iter().map(|one| one.text).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_case_becomes_a_report_that_reads_back_prints_and_is_never_written_over() {
    let house = house();
    let folder = tempfile::tempdir().unwrap();
    let export = |more: &[&str]| {
        let mut command = house.command(&["case", "export", "avvik-2026-0001"]);
        run(command.args(more).current_dir(folder.path()))
    };
    let ran = export(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    let file = folder.path().join("AVVIK-2026-0001.docx");
    let bytes = fs::read(&file).unwrap();
    assert_eq!(mode(&file), 0o600);

    let text = text_of("rapport.docx", bytes.clone());
    for said in [
        "Hendelsesrapport",
        "<b>kundeliste</b> & vedlegg",
        "● 12",
        "○ 6",
        "Høy – R 12 (S 3 × K 4)",
        "tirsdag 10. mars 2026 – torsdag 12. mars 2026",
        "AR-4711",
        "Ny rutine for utsending av brev",
        "Ola Hansen",
        "20.03.2026",
        "Det som gjenstår",
        "Hendelsesforløp",
        "Avviket ble meldt inn.",
        "Begrunnelse: kundene er mange.",
        // The residual risk is a judgement of its own: that reason is not its reason.
        "Restrisikoen er 5 eller mer. Spør personvernombudet",
    ] {
        assert!(text.contains(said), "{said:?} is not in the report:\n{text}");
    }

    let again = export(&[]);
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.err.contains("is there already") && again.err.contains("--force"), "{again:?}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(export(&["--force"]).code, 0);
    assert_eq!(mode(&file), 0o600, "written over, it is its owner's again");
    assert_eq!(fs::read(&file).unwrap(), bytes, "the same case at the same time gives the same bytes");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");

    let missing = run(house.command(&["case", "export", "AVVIK-2026-0099"]).current_dir(folder.path()));
    assert_eq!(missing.code, 1, "{missing:?}");
    prints(&file);
}

/// As Word would: a PDF of some pages with the report's text.
fn prints(docx: &Path) {
    let Some(pdf) = printed(docx) else { return };
    let pages = hayro_syntax::Pdf::new(pdf.clone()).unwrap().pages().len();
    assert!((3..=8).contains(&pages), "{pages} pages");
    let text = text_of("rapport.pdf", pdf);
    for said in ["Hendelsesrapport", "kundeliste", "Handlingsplan", &format!("Side {pages} av {pages}")] {
        assert!(text.contains(said), "{said:?} is not in the PDF:\n{text}");
    }
}

fn printed(docx: &Path) -> Option<Vec<u8>> {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let started = Command::new("soffice")
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .args([out.as_path(), docx])
        .arg(format!("-env:UserInstallation=file://{}/profile", home.path().display()))
        .env("HOME", home.path())
        .output();
    if started.is_err() {
        eprintln!("SKIP: soffice is not installed: the report was not printed");
        return None;
    }
    let pdf: PathBuf = out.join("AVVIK-2026-0001.pdf");
    Some(eventually("the PDF", Duration::from_secs(20), || fs::read(&pdf).ok()))
}

#[test]
fn the_same_report_for_a_browser_loads_nothing_and_speaks_the_language_asked_for() {
    let house = house();
    for (language, tag, title) in [
        ("nb", "nb-NO", "Hendelsesrapport"),
        ("nn", "nn-NO", "Hendingsrapport"),
        ("en", "en-GB", "Incident report"),
    ] {
        let arguments =
            ["case", "export", NUMBER, "--format", "html", "--output", "-", "--language", language];
        let html = house.ok(&arguments);
        assert!(html.contains(&format!("<html lang=\"{tag}\">")) && html.contains(title), "{html}");
        assert!(html.contains("&lt;b&gt;kundeliste&lt;/b&gt; &amp; vedlegg"), "{html}");
        for loads in ["<script", "<img", "<link", " src=", "url(", "@import"] {
            assert!(!html.contains(loads), "{loads}: {html}");
        }
    }
}

#[test]
fn the_register_is_one_row_a_case_in_three_formats_and_no_cell_is_a_formula() {
    let house = house();
    let rows = house.lines(&["register", "--format", "json"]);
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(row["number"], NUMBER);
    assert_eq!((&row["persons_low"], &row["persons_high"]), (&20.into(), &30.into()));
    assert_eq!(row["authority"]["reference"], "AR-4711");
    assert_eq!(row["authority"]["late"], false);
    assert_eq!(row["authority"]["told_at"], "2026-03-12T08:10:00Z");
    assert_eq!(row["risk"]["band"], "high");
    assert_eq!(row["measures"].as_array().map(Vec::len), Some(2));
    assert_eq!(row["closed"], Value::Null);

    let csv = house.ok(&["register"]);
    let rest = csv.strip_prefix('\u{feff}').expect("Excel needs the mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(rest.as_bytes());
    let headings = reader.headers().unwrap().clone();
    assert_eq!(headings.get(0), Some("Saksnummer"));
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 1);
    let cell = |heading: &str| {
        let at = headings.iter().position(|one| one == heading).unwrap();
        records[0].get(at).unwrap().to_owned()
    };
    assert_eq!(cell("Hovedårsak"), "'=HYPERLINK(\"http://ond.example\";\"klikk\")");
    assert_eq!((cell("Risiko (R)"), cell("Meldt")), ("12".to_owned(), "12.03.2026 09:10".to_owned()));
    for text in records[0].iter() {
        assert!(!text.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text:?}");
    }
    workbook(&house);
}

fn workbook(house: &House) {
    let file = house.path("register.xlsx");
    let arguments = ["register", "--format", "xlsx", "--output", file.to_str().unwrap()];
    house.ok(&arguments);
    assert_eq!(mode(&file), 0o600);
    let ran = house.run(&arguments);
    assert_eq!(ran.code, 1, "never written over: {ran:?}");
    let mut book = Xlsx::new(Cursor::new(fs::read(&file).unwrap())).unwrap();
    let range = book.worksheet_range("Avvik").unwrap();
    assert!(book.worksheet_formula("Avvik").unwrap().is_empty());
    let heading = |name: &str| {
        let found = (0..range.width()).find(|at| range.get((0, *at)).is_some_and(|cell| *cell == *name));
        found.unwrap_or_else(|| panic!("no column {name}"))
    };
    let cell = |name: &str| range.get((1, heading(name))).cloned().unwrap_or_default();
    assert_eq!(cell("Hovedårsak"), Data::String("=HYPERLINK(\"http://ond.example\";\"klikk\")".to_owned()));
    assert_eq!(cell("Risiko (R)"), Data::Float(12.0));
    let told = cell("Meldt");
    let told = match &told {
        Data::DateTime(at) => at.as_datetime().map(|at| at.format("%Y-%m-%d %H:%M").to_string()),
        other => panic!("no time: {other:?}"),
    };
    assert_eq!(told.as_deref(), Some("2026-03-12 09:10"));
}

#[test]
fn the_notice_to_the_authority_is_text_to_paste_a_document_and_the_edpbs_json() {
    let house = house();
    let export = |id: &str, format: &str| {
        run(&mut house.command(&["case", "export", id, "--format", format, "--output", "-"]))
    };
    let text = export(NUMBER, "package");
    assert_eq!(text.code, 0, "{text:?}");
    assert!(text.out.starts_with("1. Hovedårsak\n=HYPERLINK"), "{}", text.out);
    assert!(text.out.contains("\n13. Kontaktinformasjon\nKari Nordmann"), "{}", text.out);
    assert!(text.err.contains("Altinn"), "what to mind is beside the text: {}", text.err);
    let json: Value = serde_json::from_str(&export(NUMBER, "edpb").out).unwrap();
    assert_eq!((json["field_3"].as_str(), json["field_6"].as_str()), (Some("b"), Some("AR-4711")));
    let folder = tempfile::tempdir().unwrap();
    let mut word = house.command(&["case", "export", NUMBER, "--format", "package-docx"]);
    assert_eq!(run(word.current_dir(folder.path())).code, 0);
    let file = folder.path().join(format!("{NUMBER}.datatilsynet.docx"));
    assert!(text_of("melding.docx", fs::read(file).unwrap()).contains("14. Vedlegg"));
    let both = format!("{NUMBER},{NUMBER}");
    assert_eq!(export(&both, "edpb").code, 2);
    let told = export(&both, "package");
    assert!(told.code == 1 && told.err.contains("meldt fra før"), "{told:?}");
}

#[test]
fn the_officer_gets_the_package_with_its_files_when_the_authority_shall_be_told() {
    let house = House::simulated();
    let report = mail(
        "Jon Moen <jon.moen@eksempel.no>",
        "avvik@eksempel.no",
        "r1@eksempel.no",
        BELIEVED,
        "Avvik",
        REPORT,
    );
    house.put(report);
    house.once("2026-03-12T09:00:00+01:00");
    let notice = house.sent_to(OFFICER, NUMBER);
    let officer = format!("Kari Nordmann <{OFFICER}>");
    house.put(answer(&notice, &officer, "a1@eksempel.no", BELIEVED, "Meld Datatilsynet: ja"));
    house.once("2026-03-12T09:20:00+01:00");
    let package = house.sent_to(OFFICER, "SKJEMAET, FELT FOR FELT");
    assert!(package.text.contains("\n5. Hva har skjedd\nEt brev med <b>kundeliste</b>"), "{}", package.text);
    assert!(package.raw.contains("avvik-2026-0001-datatilsynet.docx"), "{}", package.raw);
    assert!(package.raw.contains("avvik-2026-0001-edpb.json"), "{}", package.raw);
}
