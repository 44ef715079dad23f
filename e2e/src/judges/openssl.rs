//! OpenSSL: is the CMS a CAdES signature over these bytes, is the time stamp one over its value?
//!
//! The parts are taken out of the file by `python/extract.py`, by bytes alone.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::tool::{self, Tool};

/// A signature taken out of its file.
#[derive(Debug)]
pub struct Extracted {
    prefix: PathBuf,
    /// Where the bytes taken out were, and whether that is as ISO 32000-2, 12.8.1 wants it.
    pub place: Place,
}

/// Facts about the place of a signature in its file.
#[derive(Clone, Debug, Deserialize)]
pub struct Place {
    /// Offset of the first byte after the signed ranges.
    pub end: u64,
    /// Whether the gap of `/ByteRange` is exactly the hexadecimal string with its brackets.
    pub gap_is_hex_string: bool,
    /// Whether there is a signature time stamp.
    pub timestamped: bool,
    /// Length of the whole file.
    pub size: u64,
}

/// Takes every signature out of the files, into `folder`.
///
/// # Panics
/// When a file has a `/ByteRange` without a CMS in its gap.
#[must_use]
pub fn extract(files: &[&Path], folder: &Path) -> Vec<Vec<Extracted>> {
    let answer = tool::script("extract.py")
        .arg(folder)
        .args(files)
        .run()
        .success();
    let places: Vec<Vec<Place>> =
        serde_json::from_str(&answer.stdout).expect("extract.py prints JSON");
    let extracted = |file: usize, number: usize, place| Extracted {
        prefix: folder.join(format!("{file}-{number}")),
        place,
    };
    places
        .into_iter()
        .enumerate()
        .map(|(file, places)| {
            (places.into_iter().enumerate())
                .map(|(number, place)| extracted(file, number, place))
                .collect()
        })
        .collect()
}

impl Extracted {
    /// The file of a part: `cms`, `content`, `value` or `tst`.
    #[must_use]
    pub fn part(&self, ending: &str) -> PathBuf {
        self.prefix.with_extension(ending)
    }

    /// `openssl cms -verify -cades` against the given root; `Err` holds what it complained of.
    ///
    /// # Errors
    /// When OpenSSL rejects the signature.
    pub fn verify_cades(&self, root: &Path) -> Result<(), String> {
        judge(
            Tool::new("openssl")
                .args([
                    "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in",
                ])
                .arg(self.part("cms"))
                .arg("-content")
                .arg(self.part("content"))
                .arg("-CAfile")
                .arg(root)
                .args(["-purpose", "any", "-out", "/dev/null"]),
        )
    }

    /// `openssl ts -verify` of the signature time stamp over the signature value.
    ///
    /// # Errors
    /// When there is no time stamp, or OpenSSL rejects it.
    pub fn verify_timestamp(&self, root: &Path) -> Result<(), String> {
        if !self.place.timestamped {
            return Err("no signature time stamp".to_owned());
        }
        judge(
            Tool::new("openssl")
                .args(["ts", "-verify", "-token_in", "-in"])
                .arg(self.part("tst"))
                .arg("-data")
                .arg(self.part("value"))
                .arg("-CAfile")
                .arg(root),
        )
    }
}

fn judge(tool: Tool) -> Result<(), String> {
    let answer = tool.run();
    if answer.code == Some(0) {
        Ok(())
    } else {
        Err(format!(
            "{}\n{}{}",
            answer.command, answer.stdout, answer.stderr
        ))
    }
}
