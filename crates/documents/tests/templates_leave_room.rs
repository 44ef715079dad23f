//! LibreOffice turns every template into one page on which the layout finds room for number and
//! date, and the place of the signature.
//!
//! With `TEMPLATES_KEEP=FOLDER` in the environment the files stay there, to be looked at.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use documents::template::{Letterhead, Templates};
use documents::{Catalogue, Notation};
use layout::number::{NumberPlaces, prepare};
use layout::survey::Survey;
use layout::zones::Zone;
use pdf::{Document, OpenOptions, Update};

const SIGNER: &str = "Trần Thị Mẫu";

fn letterhead(notation: Notation, title: &[&str]) -> Letterhead {
    Letterhead {
        superior: Some("Ủy ban nhân dân tỉnh Sao Mai".to_owned()),
        agency: "Ủy ban nhân dân xã Bình Minh".to_owned(),
        authority: "Chủ tịch Ủy ban nhân dân xã Bình Minh".to_owned(),
        place: "Bình Minh".to_owned(),
        notation,
        year: 2026,
        unit: "VP".to_owned(),
        title: title.iter().map(|line| (*line).to_owned()).collect(),
        signer: SIGNER.to_owned(),
    }
}

fn convert(folder: &Path, names: &[String]) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let output = Command::new("timeout")
        .args([
            "300",
            "soffice",
            profile.as_str(),
            "--headless",
            "--convert-to",
        ])
        .args(["pdf:writer_pdf_Export", "--outdir", "."])
        .args(names)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn number_date_and_signature_have_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = Catalogue::built_in().unwrap();
    let templates = Templates::built_in().unwrap();
    let titles = [
        ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"].as_slice(),
        &["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
        &["CHỦ TỊCH"],
    ];
    let mut names = Vec::new();
    for (kind, title) in templates.types().zip(titles.iter().cycle()) {
        let kind = catalogue.get(kind).unwrap();
        let notation = Notation::of(kind, "UBND", Some("VP")).unwrap();
        let docx = templates.docx(kind, &letterhead(notation, title)).unwrap();
        let name = format!("{}.docx", kind.code);
        std::fs::write(folder.path().join(&name), docx).unwrap();
        names.push(name);
    }
    convert(folder.path(), &names);
    for name in names {
        let bytes = std::fs::read(folder.path().join(&name).with_extension("pdf")).unwrap();
        if let Some(kept) = std::env::var_os("TEMPLATES_KEEP") {
            std::fs::copy(folder.path().join(&name), Path::new(&kept).join(&name)).unwrap();
            std::fs::write(Path::new(&kept).join(&name).with_extension("pdf"), &bytes).unwrap();
        }
        check(&name, bytes);
    }
}

fn check(name: &str, bytes: Vec<u8>) {
    let document = Document::open(Arc::new(bytes), &OpenOptions::default()).unwrap();
    let survey = Survey::of(&document, None).unwrap();
    assert_eq!(survey.sheets().len(), 1, "{name}: pages");
    let zones = survey.zones(0).unwrap();
    let number = zones.number.as_ref().and_then(|line| line.blank);
    assert!(
        number.is_some_and(|blank| blank.width() >= 24.0),
        "{name}: number"
    );
    let date = zones.date.as_ref().unwrap();
    for (what, blank) in [("day", date.day), ("month", date.month)] {
        assert!(
            blank.is_some_and(|blank| blank.width() >= 16.0),
            "{name}: {what}"
        );
    }
    assert_eq!(zones.blocks.len(), 1, "{name}: places of signatures");
    let block = &zones.blocks[0];
    assert!(block.is_of(SIGNER), "{name}: {}", block.signer);
    // A signature by hand is about 20 mm high.
    assert!(
        block.room().height >= 57.0,
        "{name}: room of {} points",
        block.room().height
    );
    let recipients = zones
        .regions
        .iter()
        .filter(|region| region.zone == Zone::Recipients);
    assert!(recipients.count() >= 3, "{name}: recipients");

    let profile = layout::Profile::named("nd30").unwrap();
    let mut update = Update::new(Arc::clone(&document)).unwrap();
    let prepared = prepare(&mut update, &profile, &NumberPlaces::default(), None).unwrap();
    let fields = [prepared.number, prepared.day, prepared.month];
    assert!(fields.iter().all(Option::is_some), "{name}: {prepared:?}");
}
