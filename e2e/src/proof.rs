//! What every judge must say of a file that `congvu` signed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::judges::{openssl, pdfsig, pyhanko, qpdf};

/// A signed file and what it should be.
#[derive(Clone, Debug)]
pub struct Case {
    /// For messages.
    pub name: String,
    /// The signed file.
    pub file: PathBuf,
    /// What it was made from: its bytes must be the beginning of the signed file.
    pub original: Option<PathBuf>,
    /// User password.
    pub password: Option<String>,
    /// Hybrid files are judged leniently: pyHanko's strict mode refuses to judge them at all.
    pub hybrid: bool,
    /// Signatures in the file.
    pub signatures: usize,
    /// Whether each of them has a time stamp.
    pub timestamped: bool,
}

impl Case {
    /// A file with so many signatures, no time stamps, no password.
    #[must_use]
    pub fn new(file: &Path, signatures: usize) -> Self {
        Self {
            name: file.display().to_string(),
            file: file.to_owned(),
            original: None,
            password: None,
            hybrid: false,
            signatures,
            timestamped: false,
        }
    }

    /// Every signature has a time stamp.
    #[must_use]
    pub fn timestamped(mut self) -> Self {
        self.timestamped = true;
        self
    }

    /// The file begins with the bytes of this one.
    #[must_use]
    pub fn from(mut self, original: &Path) -> Self {
        self.original = Some(original.to_owned());
        self
    }
}

/// Asks every judge about every case; one line per complaint, none when all is well.
#[must_use]
pub fn complaints(cases: &[Case], root: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    let mut complain = |case: &Case, judge: &str, what: String| {
        lines.push(format!("{} — {judge}: {what}", case.name));
    };
    let present: Vec<&Case> = (cases.iter())
        .filter(|case| {
            let there = case.file.exists();
            if !there {
                complain(case, "file", "was not written".to_owned());
            }
            there
        })
        .collect();
    for case in &present {
        if let Some(original) = &case.original
            && !begins_with(&case.file, original)
        {
            complain(case, "bytes", "do not begin with the original".to_owned());
        }
        for line in qpdf::complaints(&case.file, case.password.as_deref()) {
            complain(case, "qpdf", line);
        }
        for line in by_pdfsig(case) {
            complain(case, "pdfsig", line);
        }
    }
    for (case, found) in present.iter().zip(by_pyhanko(&present, root)) {
        for line in found {
            complain(case, "pyHanko", line);
        }
    }
    for (case, found) in present.iter().zip(by_openssl(&present, root)) {
        for line in found {
            complain(case, "OpenSSL", line);
        }
    }
    lines
}

/// Demands that no judge complains.
///
/// # Panics
/// With all complaints.
pub fn demand_sound(cases: &[Case], root: &Path) {
    let lines = complaints(cases, root);
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

fn begins_with(file: &Path, original: &Path) -> bool {
    let open = |path: &Path| File::open(path).expect("a file of the proof");
    let (mut ours, mut theirs) = (open(file), open(original));
    let mut wanted = vec![0; 1 << 20];
    loop {
        let length = theirs
            .read(&mut wanted)
            .expect("a file of the proof can be read");
        let mut found = vec![0; length];
        if ours.read_exact(&mut found).is_err() || found != wanted[..length] {
            return false;
        }
        if length == 0 {
            return true;
        }
    }
}

fn by_pdfsig(case: &Case) -> Vec<String> {
    let found = pdfsig::signatures(&case.file, case.password.as_deref());
    let mut lines = Vec::new();
    if found.len() != case.signatures {
        lines.push(format!("{} signatures", found.len()));
    }
    for signature in &found {
        if !signature.is_valid() || signature.kind != "ETSI.CAdES.detached" {
            lines.push(format!("{signature:?}"));
        }
    }
    if !found.is_empty() && !found.iter().any(|signature| signature.total) {
        lines.push("no signature covers the whole file".to_owned());
    }
    lines
}

fn by_pyhanko(cases: &[&Case], root: &Path) -> Vec<Vec<String>> {
    let requests: Vec<pyhanko::Request> = cases
        .iter()
        .map(|case| pyhanko::Request {
            file: case.file.clone(),
            password: case.password.clone(),
            lenient: case.hybrid,
        })
        .collect();
    pyhanko::judge(&requests, &[root])
        .into_iter()
        .zip(cases)
        .map(|(report, case)| {
            let mut lines: Vec<String> = report.error.into_iter().collect();
            if report.signatures.len() != case.signatures {
                lines.push(format!("{} signatures", report.signatures.len()));
            }
            let last = report.signatures.len().saturating_sub(1);
            for (number, signature) in report.signatures.iter().enumerate() {
                lines.extend(against(signature, number == last, case.timestamped));
            }
            lines
        })
        .collect()
}

/// What is wrong with one signature, in pyHanko's eyes.
fn against(signature: &pyhanko::Signature, last: bool, timestamped: bool) -> Option<String> {
    let (coverage, modifications): (&str, &[&str]) = if last {
        ("ENTIRE_FILE", &["NONE"])
    } else {
        ("ENTIRE_REVISION", &["NONE", "LTA_UPDATES", "FORM_FILLING"])
    };
    let stamp = match &signature.timestamp {
        Some(stamp) => timestamped && stamp.intact && stamp.valid && stamp.trusted,
        None => !timestamped,
    };
    let modification = signature.modification.as_deref().unwrap_or("not judged");
    let fine = signature.bottom_line
        && signature.intact
        && signature.valid
        && signature.trusted
        && signature.docmdp_ok
        && signature.subfilter == "ETSI.CAdES.detached"
        && signature.kind == "Sig"
        && signature.coverage == coverage
        && modifications.contains(&modification)
        && stamp;
    (!fine).then(|| format!("{signature:?}"))
}

fn by_openssl(cases: &[&Case], root: &Path) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files: Vec<&Path> = cases.iter().map(|case| case.file.as_path()).collect();
    openssl::extract(&files, folder.path())
        .iter()
        .zip(cases)
        .map(|(signatures, case)| {
            let mut lines = Vec::new();
            if signatures.len() != case.signatures {
                lines.push(format!("{} byte ranges", signatures.len()));
            }
            if signatures
                .last()
                .is_none_or(|s| s.place.end != s.place.size)
            {
                lines.push("the last signature does not end with the file".to_owned());
            }
            for signature in signatures {
                if !signature.place.gap_is_hex_string {
                    lines.push("the gap is not the hexadecimal string alone".to_owned());
                }
                lines.extend(signature.verify_cades(root).err());
                if case.timestamped {
                    lines.extend(signature.verify_timestamp(root).err());
                }
            }
            lines
        })
        .collect()
}
