//! What was issued, judged: all of it by `congvu verify`, some by pdfsig (poppler).

use std::process::Command;

use serde_json::Value;

use crate::ground::Ground;

/// How many pdfsig looks at.
const SAMPLE: usize = 25;
/// Signatures of an issued document: initials, signer, organisation.
const SIGNATURES: usize = 3;

/// An issued document's last version.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) agency: String,
    pub(crate) document: String,
    pub(crate) digest: String,
}

/// What is wrong with them.
pub(crate) fn all(ground: &Ground, issued: &[Issued]) -> Vec<String> {
    let mut faults = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for one in issued {
        let path = folder.path().join(format!("{}.pdf", one.document));
        std::fs::copy(ground.blob(&one.agency, &one.digest), &path).unwrap();
        paths.push(path);
    }
    for path in paths.iter().step_by((paths.len() / SAMPLE).max(1)) {
        let judged = Command::new("pdfsig")
            .arg("-nocert")
            .arg(path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&judged.stdout);
        let valid = said.matches("Signature is Valid").count();
        if valid != SIGNATURES {
            faults.push(format!(
                "{}: pdfsig finds {valid} valid: {said}",
                path.display()
            ));
        }
    }
    for part in paths.chunks(50) {
        let mut verify = ground.program.command();
        verify
            .args(["verify", "--json", "--trust"])
            .arg(ground.trust());
        let judged = verify
            .args(["--allow-local", "--no-cache"])
            .args(part)
            .output()
            .unwrap();
        let reports: Value = serde_json::from_slice(&judged.stdout).unwrap();
        let one = std::slice::from_ref(&reports);
        for report in reports.as_array().map_or(one, Vec::as_slice) {
            let signatures = report["signatures"].as_array().cloned().unwrap_or_default();
            let good = signatures
                .iter()
                .filter(|it| it["indication"] == "TOTAL_PASSED")
                .count();
            if good != SIGNATURES || signatures.len() != SIGNATURES {
                faults.push(format!("congvu verify passes {good} signatures: {report}"));
            }
        }
    }
    faults
}
