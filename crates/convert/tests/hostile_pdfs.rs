//! Each way in which a PDF can do more than be read is named.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::sync::Arc;

use common::{codes, sample};
use convert::{PdfInspection, Reason, inspect_pdf_bytes};
use pdf::{
    Dictionary, Document, Object, ObjectId, OpenOptions, PdfString, ReadAt as _, Stream, Update,
};

/// The sample with a change made to its catalog.
fn changed(change: impl FnOnce(&mut Update, &mut Dictionary)) -> PdfInspection {
    let bytes = std::fs::read(sample("cong-van.pdf")).unwrap();
    let document = Document::open(Arc::new(bytes), &OpenOptions::default()).unwrap();
    let id = document.latest().catalog_id().unwrap();
    let mut catalog = document.latest().catalog().unwrap();
    let mut update = Update::new(document).unwrap();
    change(&mut update, &mut catalog);
    update.set(id, catalog);
    let appended = update.finish(&[7; 32]).unwrap();
    let mut bytes = vec![0; usize::try_from(appended.len()).unwrap()];
    appended.read_exact_at(0, &mut bytes).unwrap();
    inspect_pdf_bytes(&bytes)
}

/// The sample with a change made to its first page.
fn changed_page(change: impl FnOnce(&mut Update, &mut Dictionary)) -> PdfInspection {
    changed(|update, _| {
        let pages = update.document().latest().pages().unwrap();
        let (id, mut page) = (pages[0].id, pages[0].dictionary.clone());
        change(update, &mut page);
        update.set(id, page);
    })
}

fn action(kind: &str) -> Dictionary {
    Dictionary::new()
        .with("Type", Object::name("Action"))
        .with("S", Object::name(kind))
}

fn only(found: &PdfInspection, code: &str) {
    assert_eq!(codes(&found.reasons), [code], "{:?}", found.reasons);
    assert!(!found.is_accepted());
}

fn add_annotation(update: &mut Update, page: &mut Dictionary, annotation: Dictionary) -> ObjectId {
    let rect: Vec<Object> = [0, 0, 10, 10].map(Object::Integer).to_vec();
    let id = update.add(
        annotation
            .with("Type", Object::name("Annot"))
            .with("Rect", rect),
    );
    let listed: Vec<Object> = vec![id.into()];
    page.set("Annots", listed);
    id
}

#[test]
fn the_samples_are_let_in() {
    for (name, pages) in [
        ("cong-van.pdf", 1),
        ("bao-cao.pdf", 3),
        ("quyet-dinh.pdf", 1),
    ] {
        let found = inspect_pdf_bytes(&std::fs::read(sample(name)).unwrap());
        assert_eq!(found.reasons, []);
        assert_eq!(found.pages, pages);
        assert_eq!(found.signatures, Vec::<String>::new());
    }
}

#[test]
fn scripts_and_actions() {
    let script = changed(|_, catalog| {
        catalog.set(
            "OpenAction",
            action("JavaScript").with("JS", PdfString::text("app.alert(1)")),
        );
    });
    only(&script, "convert-pdf-script");
    assert!(script.flattening_helps());
    let named = changed(|_, catalog| {
        let tree = Dictionary::new().with("Names", Vec::<Object>::new());
        catalog.set("Names", Dictionary::new().with("JavaScript", tree));
    });
    only(&named, "convert-pdf-script");
    for kind in [
        "Launch",
        "SubmitForm",
        "GoToR",
        "ImportData",
        "SetOCGState",
        "Rendition",
    ] {
        let found = changed(|_, catalog| catalog.set("OpenAction", action(kind)));
        only(&found, "convert-pdf-action");
        assert_eq!(found.reasons[0].values()[0].1, kind);
    }
    let next = changed(|_, catalog| {
        catalog.set("OpenAction", action("GoTo").with("Next", action("Launch")));
    });
    only(&next, "convert-pdf-action");
    let trigger = changed(|_, catalog| {
        catalog.set("AA", Dictionary::new().with("WC", action("GoTo")));
    });
    only(&trigger, "convert-pdf-trigger");
}

#[test]
fn links_are_facts_unless_they_run_something() {
    let link = |target: &'static str| {
        changed_page(move |update, page| {
            let action = action("URI").with("URI", PdfString::literal(target));
            let link = Dictionary::new()
                .with("Subtype", Object::name("Link"))
                .with("A", action);
            add_annotation(update, page, link);
        })
    };
    let web = link("https://vi-du.vn");
    assert!(web.is_accepted(), "{:?}", web.reasons);
    assert_eq!(web.links, ["https://vi-du.vn"]);
    only(
        &link("file:///C:/windows/system32/calc.exe"),
        "convert-pdf-action",
    );
    only(&link("javascript:alert(1)"), "convert-pdf-action");
}

#[test]
fn forms_of_xml_layers_media() {
    let xfa = changed(|update, catalog| {
        let form = update.add(Stream::new(Dictionary::new(), b"<xdp/>".to_vec()));
        catalog.set("AcroForm", Dictionary::new().with("XFA", form));
    });
    only(&xfa, "convert-pdf-xfa");
    let layer = |state: fn(ObjectId) -> Dictionary| {
        changed(|update, catalog| {
            let layer = Dictionary::new()
                .with("Type", Object::name("OCG"))
                .with("Name", PdfString::text("Bản nháp"));
            let layer = update.add(layer);
            let all: Vec<Object> = vec![layer.into()];
            catalog.set(
                "OCProperties",
                Dictionary::new().with("OCGs", all).with("D", state(layer)),
            );
        })
    };
    let off = layer(|layer| Dictionary::new().with("OFF", vec![Object::from(layer)]));
    assert_eq!(
        off.reasons,
        [Reason::PdfLayer {
            layer: "Bản nháp".to_owned()
        }]
    );
    let base = layer(|_| Dictionary::new().with("BaseState", Object::name("OFF")));
    only(&base, "convert-pdf-layer");
    let shown = layer(|layer| Dictionary::new().with("ON", vec![Object::from(layer)]));
    assert!(shown.is_accepted(), "{:?}", shown.reasons);
    let media = changed_page(|update, page| {
        let film = Dictionary::new().with("Subtype", Object::name("RichMedia"));
        add_annotation(update, page, film);
    });
    only(&media, "convert-pdf-media");
}

#[test]
fn content_from_elsewhere_and_fonts_of_the_reader() {
    let external = changed_page(|update, page| {
        let stream = Dictionary::new().with("F", PdfString::text("noi-dung.bin"));
        let stream = update.add(Stream::new(stream, Vec::new()));
        page.set("Contents", stream);
    });
    only(&external, "convert-pdf-external");
    assert!(!external.flattening_helps());
    let font = || {
        Dictionary::new()
            .with("Type", Object::name("Font"))
            .with("Subtype", Object::name("TrueType"))
            .with("BaseFont", Object::name("TimesNewRoman"))
    };
    let unembedded = changed_page(|_, page| {
        let fonts = Dictionary::new().with("F9", font());
        page.set("Resources", Dictionary::new().with("Font", fonts));
    });
    only(&unembedded, "convert-pdf-font");
    // A form's stock of fonts is not yet drawn with.
    let stock = changed(|_, catalog| {
        let fonts = Dictionary::new().with("Helv", font());
        let stock = Dictionary::new().with("Font", fonts);
        catalog.set("AcroForm", Dictionary::new().with("DR", stock));
    });
    assert!(stock.is_accepted(), "{:?}", stock.reasons);
}

#[test]
fn embedded_files() {
    let with_file = |name: &'static str, data: &'static [u8]| {
        changed(move |update, catalog| {
            let file = update.add(Stream::new(Dictionary::new(), data.to_vec()));
            let specification = update.add(
                Dictionary::new()
                    .with("Type", Object::name("Filespec"))
                    .with("UF", PdfString::text(name))
                    .with("EF", Dictionary::new().with("F", file)),
            );
            let names: Vec<Object> = vec![PdfString::text(name).into(), specification.into()];
            let tree = Dictionary::new().with("Names", names);
            catalog.set("Names", Dictionary::new().with("EmbeddedFiles", tree));
        })
    };
    let table = with_file("số liệu.xlsx", b"PK\x03\x04");
    assert!(table.is_accepted(), "{:?}", table.reasons);
    assert_eq!(table.attachments, ["số liệu.xlsx"]);
    only(&with_file("a.exe", b"x"), "convert-executable");
    only(&with_file("a.txt", b"MZ\x90"), "convert-executable");
}

#[test]
fn signatures_are_facts() {
    let signed = changed(|update, catalog| {
        let value = update.add(Dictionary::new().with("Type", Object::name("Sig")));
        let field = Dictionary::new()
            .with("FT", Object::name("Sig"))
            .with("T", PdfString::text("Chữ ký 1"))
            .with("V", value);
        let fields: Vec<Object> = vec![update.add(field).into()];
        catalog.set("AcroForm", Dictionary::new().with("Fields", fields));
    });
    assert_eq!(signed.signatures, ["Chữ ký 1"]);
}

#[test]
fn encrypted_damaged_and_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.pdf");
    for (user, owner) in [("mat-khau", "x"), ("", "x")] {
        let done = std::process::Command::new("qpdf")
            .args(["--encrypt", user, owner, "256", "--"])
            .arg(sample("cong-van.pdf"))
            .arg(&out)
            .status()
            .unwrap();
        assert!(done.success());
        let found = inspect_pdf_bytes(&std::fs::read(&out).unwrap());
        only(&found, "convert-encrypted");
    }
    only(&inspect_pdf_bytes(b"PK\x03\x04"), "convert-wrong-type");
    let bytes = std::fs::read(sample("cong-van.pdf")).unwrap();
    let cut = inspect_pdf_bytes(&bytes[..bytes.len() / 2]);
    assert!(
        codes(&cut.reasons).contains(&"convert-pdf-damaged"),
        "{cut:?}"
    );
}
