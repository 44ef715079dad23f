//! The shipped samples and files of other producers read the same with hayro-syntax and qpdf.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{open, path, run};
use pdf::{Object, deviations};

/// Opens the file with all three readers.
fn check(file: &Path) {
    let bytes = fs::read(file).unwrap();
    let document = open(bytes.clone()).unwrap();
    assert_eq!(document.facts().repaired, None, "{}", file.display());
    let view = document.latest();
    assert_eq!(deviations(&view).unwrap(), [], "{}", file.display());
    let pages = view.pages().unwrap();

    let count = String::from_utf8(run("qpdf", &["--show-npages", path(file)])).unwrap();
    assert_eq!(count.trim(), pages.len().to_string());

    let other = hayro_syntax::Pdf::new(bytes).unwrap();
    assert_eq!(other.pages().len(), pages.len());
    for (ours, theirs) in pages.iter().zip(other.pages().iter()) {
        let boxes = [
            (ours.media_box, theirs.media_box()),
            (ours.crop_box, theirs.intersected_crop_box()),
        ];
        for (ours, theirs) in boxes {
            // The other reader has single precision.
            let near = |a: f64, b: f64| (a - b).abs() < 0.001;
            assert!(near(ours.left, theirs.x0) && near(ours.bottom, theirs.y0));
            assert!(near(ours.right, theirs.x1) && near(ours.top, theirs.y1));
        }
        let contents = match view.lookup(&ours.dictionary, "Contents").unwrap() {
            Object::Array(parts) => parts,
            single => vec![single],
        };
        let mut data = Vec::new();
        for part in contents {
            let part = view.resolve(&part).unwrap();
            data.extend(view.stream_data(part.as_stream().unwrap()).unwrap());
        }
        let theirs = theirs.page_stream().unwrap_or_default();
        let words = |data: &[u8]| -> Vec<u8> {
            data.iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect()
        };
        assert!(
            words(&data) == words(theirs),
            "page {} of {}",
            ours.index,
            file.display()
        );
    }
}

#[test]
fn the_samples_that_libreoffice_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    assert!(!files.is_empty());
    files.iter().for_each(|file| check(file));
}

#[test]
fn what_pdftex_makes_in_both_styles() {
    let folder = tempfile::tempdir().unwrap();
    for (name, version, compression) in [("table", 4, 0), ("stream", 5, 2)] {
        let text = format!(
            "\\pdfminorversion={version}\\pdfobjcompresslevel={compression}\
             \\documentclass{{article}}\\begin{{document}}One\\newpage Two $x^2$\\end{{document}}"
        );
        let source = folder.path().join(format!("{name}.tex"));
        fs::write(&source, text).unwrap();
        let output = format!("-output-directory={}", path(folder.path()));
        run(
            "pdflatex",
            &["-interaction=batchmode", &output, path(&source)],
        );
        check(&folder.path().join(format!("{name}.pdf")));
    }
}
