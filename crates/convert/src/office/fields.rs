//! Field codes of Word that fetch something when the file is opened.

use super::findings::Findings;

/// The instructions that reach out of the file ([MS-DOC] 2.9.90; ECMA-376, 17.16.5).
const REACHING: [&str; 8] = [
    "DDE",
    "DDEAUTO",
    "LINK",
    "INCLUDETEXT",
    "INCLUDEPICTURE",
    "INCLUDE",
    "IMPORT",
    "DATABASE",
];

/// Looks at one field's instruction.
pub(super) fn check(part: &str, instruction: &str, findings: &mut Findings) {
    let first = instruction.split_whitespace().next().unwrap_or_default();
    let name = first.to_ascii_uppercase();
    if REACHING.contains(&name.as_str()) {
        findings.linked(part, instruction.trim());
    }
}
