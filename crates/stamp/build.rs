//! Finds the fonts that are embedded in every stamp, and refuses one that cannot write Vietnamese.
//!
//! The fonts are Liberation Serif 2 (SIL Open Font License, same metrics as Times New Roman, which
//! Nghị định 30/2020 prescribes). They come from the distribution, not from this repository.
//! Liberation 1, still installed on many machines, lacks most Vietnamese letters.
#![allow(
    clippy::print_stdout,
    reason = "a build script talks to cargo on its output"
)]

use std::env;
use std::path::{Path, PathBuf};

#[path = "src/letters.rs"]
pub mod letters;

/// Where Debian and its kin keep the fonts; the package is `fonts-liberation2` up to Debian 12 and
/// `fonts-liberation` from Debian 13 on.
const DIRECTORIES: [&str; 4] = [
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/liberation-serif",
    "/usr/share/fonts/liberation",
];

const FACES: [(&str, &str); 3] = [
    ("LiberationSerif-Regular.ttf", "CONGVU_FONT_REGULAR"),
    ("LiberationSerif-Bold.ttf", "CONGVU_FONT_BOLD"),
    ("LiberationSerif-Italic.ttf", "CONGVU_FONT_ITALIC"),
];

fn main() {
    println!("cargo::rerun-if-env-changed=CONGVU_FONT_DIR");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/letters.rs");
    for (file, variable) in FACES {
        match find(file) {
            Ok(path) => {
                println!("cargo::rerun-if-changed={}", path.display());
                println!("cargo::rustc-env={variable}={}", path.display());
            }
            Err(reasons) => println!("cargo::error={}", complaint(file, &reasons)),
        }
    }
}

/// The first file of that name that can write Vietnamese, or why each one tried cannot.
fn find(file: &str) -> Result<PathBuf, Vec<String>> {
    let mut reasons = Vec::new();
    for directory in directories() {
        let path = directory.join(file);
        match check(&path) {
            Ok(()) => return Ok(path),
            Err(reason) => reasons.push(format!("{}: {reason}", path.display())),
        }
    }
    Err(reasons)
}

fn directories() -> Vec<PathBuf> {
    match env::var_os("CONGVU_FONT_DIR") {
        Some(directory) => vec![PathBuf::from(directory)],
        None => DIRECTORIES.iter().map(PathBuf::from).collect(),
    }
}

fn check(path: &Path) -> Result<(), String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let face = ttf_parser::Face::parse(&bytes, 0).map_err(|error| error.to_string())?;
    let missing: String = letters::required()
        .filter(|letter| face.glyph_index(*letter).is_none())
        .collect();
    if !missing.is_empty() {
        let count = missing.chars().count();
        return Err(format!("lacks {count} letters that are needed: {missing}"));
    }
    if face.permissions() == Some(ttf_parser::Permissions::Restricted) {
        return Err("its licence forbids embedding".to_owned());
    }
    Ok(())
}

fn complaint(file: &str, reasons: &[String]) -> String {
    format!(
        "no usable {file} (Liberation Serif 2, with all Vietnamese letters). \
         Install it with `apt-get install fonts-liberation2` (Debian 12, Ubuntu 22.04) or \
         `apt-get install fonts-liberation` (newer), or set CONGVU_FONT_DIR to its folder. \
         Tried: {}",
        reasons.join("; ")
    )
}
