//! pyHanko: integrity, trust, and what was changed after each signature.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::tool;

/// A file to judge.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// The file.
    pub file: PathBuf,
    /// User password, for encrypted files.
    pub password: Option<String>,
    /// Accepts hybrid files, which pyHanko refuses to judge in its strict mode.
    pub lenient: bool,
}

/// pyHanko's findings on one file.
#[derive(Clone, Debug, Deserialize)]
pub struct Report {
    /// One entry per signature, oldest first.
    pub signatures: Vec<Signature>,
    /// Number of revisions it counts.
    pub revisions: u32,
    /// Why it could not judge the file.
    pub error: Option<String>,
}

/// pyHanko's findings on one signature.
#[derive(Clone, Debug, Deserialize)]
pub struct Signature {
    /// Fully qualified name of the field.
    pub field: String,
    /// Common name in the signer's certificate.
    pub signer: String,
    /// `/SubFilter`.
    pub subfilter: String,
    /// `/Type`: `Sig` or `DocTimeStamp`.
    pub kind: String,
    /// Parameters by transform method: `DocMDP`, `FieldMDP`.
    pub transforms: BTreeMap<String, Parameters>,
    /// `/Lock` of the field.
    pub lock: Option<Parameters>,
    /// The signed bytes are what was signed.
    pub intact: bool,
    /// The signature value is right for them.
    pub valid: bool,
    /// The certificate leads to a given root.
    pub trusted: bool,
    /// `ENTIRE_FILE`, `ENTIRE_REVISION`, or less.
    pub coverage: String,
    /// `NONE`, `LTA_UPDATES`, `FORM_FILLING`, `ANNOTATIONS`, `OTHER`: worst change after signing.
    pub modification: Option<String>,
    /// Whether those changes are allowed by the signatures themselves.
    pub docmdp_ok: bool,
    /// Why changes look illegitimate.
    pub suspicion: Option<String>,
    /// Fields changed after signing.
    pub changed_fields: Vec<String>,
    /// Digest algorithm, such as `sha256`.
    pub digest: String,
    /// Signature mechanism, such as `sha256_rsa`.
    pub mechanism: String,
    /// The signature time stamp.
    pub timestamp: Option<Timestamp>,
    /// pyHanko's own overall judgement.
    pub bottom_line: bool,
}

/// A dictionary as plain data.
pub type Parameters = BTreeMap<String, serde_json::Value>;

/// pyHanko's findings on a time stamp.
#[derive(Clone, Debug, Deserialize)]
pub struct Timestamp {
    /// The stamped bytes are what was stamped.
    pub intact: bool,
    /// The token's own signature is right.
    pub valid: bool,
    /// The authority leads to a given root.
    pub trusted: bool,
    /// The time, RFC 3339.
    pub time: String,
}

impl Request {
    /// A file without password, judged strictly.
    #[must_use]
    pub fn new(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            password: None,
            lenient: false,
        }
    }
}

/// Judges many files in one go; the reports come in the order of the requests.
///
/// # Panics
/// When pyHanko is not installed or the script fails as a whole.
#[must_use]
pub fn judge(requests: &[Request], roots: &[&Path]) -> Vec<Report> {
    let order = serde_json::json!({ "trust": roots, "files": requests });
    let answer = tool::script("verify.py")
        .input(order.to_string())
        .limit(900)
        .run()
        .success();
    serde_json::from_str(&answer.stdout).expect("verify.py prints JSON")
}

/// Judges one file strictly.
#[must_use]
pub fn judge_one(file: &Path, root: &Path) -> Report {
    judge(&[Request::new(file)], &[root]).remove(0)
}

/// pyHanko's verdict after EN 319 102-1, with long-term material.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
pub struct Ades {
    /// `PASSED`, `FAILED` or `INDETERMINATE`.
    pub status: String,
    /// The sub-indication, unless it passed.
    pub cause: Option<String>,
}

/// What the validation after EN 319 102-1 is asked.
#[derive(Clone, Debug, Serialize)]
pub struct AdesQuestion {
    /// The file; its first signature is judged.
    pub file: PathBuf,
    /// The roots that are trusted.
    pub roots: Vec<PathBuf>,
    /// Revocation lists besides those in the file, DER.
    pub lists: Vec<PathBuf>,
    /// OCSP answers besides those in the file, DER.
    pub answers: Vec<PathBuf>,
    /// The time to judge for, RFC 3339.
    pub time: String,
    /// Which process: `basic`, `long_term` or `archival`.
    pub process: &'static str,
}

/// Validates the first signature of a PDF.
///
/// # Panics
/// When pyHanko is not installed or cannot judge the file.
#[must_use]
pub fn ades(question: &AdesQuestion) -> Ades {
    let order = serde_json::to_string(question).expect("a question is JSON");
    let answer = tool::script("ades.py").input(order).run().success();
    serde_json::from_str(&answer.stdout).expect("ades.py prints JSON")
}
