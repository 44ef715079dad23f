//! Files, tools and pixels for the tests of this crate.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use pdf::{Dictionary, Document, Object, OpenOptions, ReadAt as _, Update};
use stamp::geometry::{Area, Sheet};

pub(crate) const DPI: f64 = 200.0;

pub(crate) fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    std::fs::read(folder.join(name)).unwrap()
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

/// Puts an appearance on a page as an annotation.
pub(crate) fn show(update: &mut Update, page: usize, area: &Area, appearance: pdf::ObjectId) {
    let page = update.document().latest().pages().unwrap()[page].clone();
    let annotation = Dictionary::new()
        .with("Type", Object::name("Annot"))
        .with("Subtype", Object::name("Stamp"))
        .with("F", Object::Integer(4))
        .with("Rect", Sheet::of(&page).to_page(area).to_array())
        .with("AP", Dictionary::new().with("N", appearance));
    let annotation = update.add(annotation);
    let mut dictionary = page.dictionary.clone();
    dictionary.set("Annots", vec![annotation.into()]);
    update.set(page.id, dictionary);
}

/// A folder with `file.pdf`, which goes when it is dropped.
pub(crate) struct File {
    _folder: tempfile::TempDir,
    pub(crate) path: PathBuf,
}

pub(crate) fn write(bytes: &[u8]) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.pdf");
    std::fs::write(&path, bytes).unwrap();
    if let Some(keep) = std::env::var_os("CONGVU_KEEP") {
        let name = std::thread::current().name().unwrap().replace("::", "-");
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

    pub(crate) fn render(&self, page: usize) -> Picture {
        let page = (page + 1).to_string();
        let dpi = DPI.to_string();
        let output = Command::new("pdftoppm")
            .args(["-r", &dpi, "-f", &page, "-l", &page])
            .arg(&self.path)
            .output()
            .unwrap();
        Picture::parse(&output.stdout)
    }
}

/// A rendered page.
pub(crate) struct Picture {
    width: usize,
    samples: Vec<u8>,
}

impl Picture {
    fn parse(ppm: &[u8]) -> Self {
        let mut words = ppm.splitn(4, |byte| byte.is_ascii_whitespace());
        assert_eq!(words.next().unwrap(), b"P6");
        let mut number = || -> usize {
            let word = words.next().unwrap();
            std::str::from_utf8(word).unwrap().parse().unwrap()
        };
        let (width, height) = (number(), number());
        let samples = ppm[ppm.len() - width * height * 3..].to_vec();
        Self { width, samples }
    }

    /// The box around all pixels of a colour, in points on the sheet.
    #[allow(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "pixels are few"
    )]
    pub(crate) fn box_of(&self, colour: impl Fn(u8, u8, u8) -> bool) -> Option<Area> {
        let mut found: Option<Area> = None;
        for (index, pixel) in self.samples.chunks_exact(3).enumerate() {
            if colour(pixel[0], pixel[1], pixel[2]) {
                let (x, y) = ((index % self.width) as f64, (index / self.width) as f64);
                let dot = Area::between(x, y, x + 1.0, y + 1.0);
                found = Some(found.map_or(dot, |all| all.union(&dot)));
            }
        }
        let scale = 72.0 / DPI;
        found.map(|a| {
            Area::between(
                a.x * scale,
                a.y * scale,
                a.right() * scale,
                a.bottom() * scale,
            )
        })
    }
}

pub(crate) fn red(r: u8, g: u8, b: u8) -> bool {
    r > 150 && g < 110 && b < 110
}

pub(crate) fn blue(r: u8, g: u8, b: u8) -> bool {
    b > 110 && r < 120 && g < 120 && b > r.saturating_add(40)
}
