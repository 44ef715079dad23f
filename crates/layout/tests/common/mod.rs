//! Documents with visible signatures, made without keys, and pixels to measure them by.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use layout::visible::{Placed, Request, add};
use layout::{CopyKind, Error, Facts, PlaceSpec, Profile, Role};
use pdf::{Dictionary, Document, Object, OpenOptions, PdfString, ReadAt as _, Update};
use stamp::Image;
use stamp::geometry::Area;
use time::macros::utc_datetime;

pub(crate) const DPI: f64 = 200.0;
const TO_POINTS: f64 = 72.0 / DPI;

pub(crate) fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    std::fs::read(folder.join(name)).unwrap()
}

pub(crate) fn image(name: &str) -> Arc<Image> {
    Arc::new(Image::from_png(&sample(name)).unwrap())
}

pub(crate) fn open(bytes: Vec<u8>) -> Arc<Document> {
    Document::open(Arc::new(bytes), &OpenOptions::default()).unwrap()
}

pub(crate) fn finish(update: Update) -> Vec<u8> {
    let appended = update.finish(&[7; 32]).unwrap();
    let mut bytes = vec![0; usize::try_from(appended.len()).unwrap()];
    appended.read_exact_at(0, &mut bytes).unwrap();
    bytes
}

pub(crate) fn facts(signer: &str) -> Facts {
    Facts {
        signer: Some(signer.to_owned()),
        title: Some("Phó Giám đốc".to_owned()),
        email: Some("mau@example.vn".to_owned()),
        organization: Some("Sở Nội vụ tỉnh Sao Mai (mẫu thử)".to_owned()),
        time: Some(utc_datetime!(2026-11-21 01:30:00)),
        number: Some("521/QĐ-TTYT".to_owned()),
        copy_kind: Some(CopyKind::Full),
    }
}

/// A signature field without a signature behind it.
pub(crate) fn sign(
    bytes: Vec<u8>,
    (profile, role): (&str, Role),
    place: &str,
    facts: &Facts,
) -> Result<(Vec<u8>, Placed), Error> {
    let file = match role {
        Role::Initials => "ky-nhay.png",
        Role::Signer => "chu-ky.png",
        _ => "con-dau.png",
    };
    let profile = Profile::named(profile).unwrap();
    let mut update = Update::new(open(bytes)).unwrap();
    let place = PlaceSpec::parse(place).unwrap();
    let request = Request {
        profile: &profile,
        role,
        place: &place,
        image: Some(image(file)),
        facts,
        password: None,
    };
    let placed = add(&mut update, &request)?;
    let number = layout::survey::Survey::of(update.document(), None)
        .unwrap()
        .occupied()
        .len();
    let widget = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Sig"))
        .with("T", PdfString::text(&format!("{role}-{number}")))
        .with("F", Object::Integer(132))
        .with("P", placed.page_id)
        .with("Rect", placed.rect.to_array())
        .with("AP", Dictionary::new().with("N", placed.appearance));
    attach(&mut update, widget, placed.page_id);
    Ok((finish(update), placed))
}

/// A signature field that shows a number block.
pub(crate) fn show(update: &mut Update, block: &layout::number::NumberBlock) {
    let widget = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Widget"))
        .with("FT", Object::name("Sig"))
        .with("T", PdfString::text("number-block"))
        .with("F", Object::Integer(132))
        .with("P", block.page_id)
        .with("Rect", block.rect.to_array())
        .with("AP", Dictionary::new().with("N", block.appearance));
    attach(update, widget, block.page_id);
}

fn attach(update: &mut Update, widget: Dictionary, page: pdf::ObjectId) {
    let widget = update.add(widget);
    let view_catalog = update.document().latest().catalog_id().unwrap();
    let Object::Dictionary(mut catalog) = update.get(view_catalog).unwrap() else {
        panic!("no catalog");
    };
    let form = update.lookup(&catalog, "AcroForm").unwrap();
    let mut form = form.as_dictionary().cloned().unwrap_or_default();
    let mut fields = update
        .lookup(&form, "Fields")
        .unwrap()
        .as_array()
        .unwrap_or_default()
        .to_vec();
    fields.push(widget.into());
    form.set("Fields", fields);
    catalog.set("AcroForm", form);
    update.set(view_catalog, catalog);
    let Object::Dictionary(mut page_dictionary) = update.get(page).unwrap() else {
        panic!("no page");
    };
    let annotations = update.lookup(&page_dictionary, "Annots").unwrap();
    let mut annotations = annotations.as_array().unwrap_or_default().to_vec();
    annotations.push(widget.into());
    page_dictionary.set("Annots", annotations);
    update.set(page, page_dictionary);
}

/// A folder with `file.pdf`, which goes when it is dropped.
pub(crate) struct File {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

pub(crate) fn write(bytes: &[u8], name: &str) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.pdf");
    std::fs::write(&path, bytes).unwrap();
    if let Some(keep) = std::env::var_os("CONGVU_KEEP") {
        std::fs::write(PathBuf::from(keep).join(format!("{name}.pdf")), bytes).unwrap();
    }
    File {
        _folder: folder,
        path,
    }
}

impl File {
    pub(crate) fn run(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let output = Command::new(program)
            .args(before)
            .arg(&self.path)
            .args(after)
            .output();
        let output = output.unwrap_or_else(|error| panic!("{program} is needed: {error}"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{program}: {text}{errors}");
        text + &errors
    }

    pub(crate) fn check(&self) {
        let said = self.run("qpdf", &["--check"], &[]);
        assert!(!said.contains("WARNING"), "{said}");
    }

    pub(crate) fn text(&self) -> String {
        self.run("pdftotext", &["-layout"], &["-"])
    }

    /// The box around all pixels of a colour on a page, in points on the sheet.
    pub(crate) fn box_of(&self, page: usize, colour: impl Fn(&[u8]) -> bool) -> Option<Area> {
        let page = (page + 1).to_string();
        let dpi = DPI.to_string();
        let output = Command::new("pdftoppm")
            .args(["-r", &dpi, "-f", &page, "-l", &page])
            .arg(&self.path)
            .output()
            .unwrap();
        let ppm = output.stdout;
        let mut words = ppm.splitn(4, |byte| byte.is_ascii_whitespace()).skip(1);
        let mut number = || -> usize {
            std::str::from_utf8(words.next().unwrap())
                .unwrap()
                .parse()
                .unwrap()
        };
        let (width, height) = (number(), number());
        let samples = &ppm[ppm.len() - width * height * 3..];
        let mut found: Option<Area> = None;
        for (y, row) in (0_u32..).zip(samples.chunks_exact(width * 3)) {
            for (x, pixel) in (0_u32..).zip(row.chunks_exact(3)) {
                if colour(pixel) {
                    let (x, y) = (f64::from(x), f64::from(y));
                    let dot = Area::between(x, y, x + 1.0, y + 1.0);
                    found = Some(found.map_or(dot, |all| all.union(&dot)));
                }
            }
        }
        found.map(|a| {
            let scaled = |value: f64| value * TO_POINTS;
            Area::between(
                scaled(a.x),
                scaled(a.y),
                scaled(a.right()),
                scaled(a.bottom()),
            )
        })
    }
}

pub(crate) fn red(pixel: &[u8]) -> bool {
    pixel[0] > 150 && pixel[1] < 110 && pixel[2] < 110
}

pub(crate) fn blue(pixel: &[u8]) -> bool {
    pixel[2] > 110 && pixel[0] < 120 && pixel[1] < 120 && pixel[2] > pixel[0].saturating_add(40)
}
