//! Positioned text is what poppler finds, word by word and in the same places.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use layout::text::Reader;

/// Words and where they begin, as poppler sees them.
fn poppler(path: &Path) -> Vec<Vec<(String, f64, f64)>> {
    let output = Command::new("pdftotext")
        .args(["-bbox"])
        .arg(path)
        .arg("-")
        .output()
        .expect("pdftotext (poppler-utils) runs");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut pages = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page") {
            pages.push(Vec::new());
        }
        let Some(rest) = line.strip_prefix("<word ") else {
            continue;
        };
        let number = |key: &str| -> f64 {
            let (_, value) = rest.split_once(&format!("{key}=\"")).unwrap();
            value.split('"').next().unwrap().parse().unwrap()
        };
        let (_, word) = rest.split_once('>').unwrap();
        let word = word.trim_end_matches("</word>").replace("&amp;", "&");
        pages
            .last_mut()
            .unwrap()
            .push((word, number("xMin"), number("xMax")));
    }
    pages
}

fn compare(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let document = pdf::Document::open(Arc::new(bytes), &pdf::OpenOptions::default()).unwrap();
    let reader = Reader::open(&document, None).unwrap();
    let expected = poppler(path);
    assert_eq!(expected.len(), reader.sheets().len());
    for (index, mut theirs) in expected.into_iter().enumerate() {
        let page = reader.page(index).unwrap();
        let words = page.lines.into_iter().flat_map(|line| line.words);
        let mut ours: Vec<(String, f64, f64)> = words
            .map(|word| (word.text.clone(), word.area.x, word.area.right()))
            .collect();
        let order = |a: &(String, f64, f64), b: &(String, f64, f64)| {
            (&a.0, a.1).partial_cmp(&(&b.0, b.1)).unwrap()
        };
        ours.sort_by(order);
        theirs.sort_by(order);
        let text = |words: &[(String, f64, f64)]| -> Vec<String> {
            words.iter().map(|word| word.0.clone()).collect()
        };
        assert_eq!(
            text(&ours),
            text(&theirs),
            "{} page {index}",
            path.display()
        );
        for (our, their) in ours.iter().zip(&theirs) {
            let near = (our.1 - their.1).abs() < 0.5 && (our.2 - their.2).abs() < 0.5;
            assert!(near, "{our:?} stands at {their:?}");
        }
    }
}

#[test]
fn of_the_sample_documents() {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let mut compared = 0;
    for entry in std::fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            compare(&path);
            compared += 1;
        }
    }
    assert!(compared >= 5);
}

#[test]
fn of_a_document_by_pdftex() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Fifty official offices filed efficient affidavits; AVATAR Toronto WAVE. ";
    let source = format!(
        "\\documentclass[a4paper,12pt]{{article}}\\begin{{document}}{}\\textbf{{Bold words}} and \
         \\textit{{italic words}}, numbers 1,234.56 and 2026-11-21.\\end{{document}}",
        text.repeat(9)
    );
    std::fs::write(folder.path().join("document.tex"), source).unwrap();
    let done = Command::new("pdflatex")
        .args(["-interaction=batchmode", "document.tex"])
        .current_dir(folder.path())
        .output()
        .expect("pdflatex (texlive-latex-base) runs");
    assert!(done.status.success());
    compare(&folder.path().join("document.pdf"));
}
