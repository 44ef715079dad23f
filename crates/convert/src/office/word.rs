//! Compound files as the file itself: Word 97–2003, and packages behind a password.

use super::compound::{Compound, u16_at};
use super::findings::Findings;
use super::{Kind, embedded, fields};
use crate::reason::Reason;

/// The main stream of a Word file ([MS-DOC] 2.1.1).
const MAIN: &str = "WordDocument";
/// Its first two bytes ([MS-DOC] 2.5.2).
const WORD: u16 = 0xa5ec;
/// `fEncrypted` in the base of the file information block.
const ENCRYPTED: u16 = 0x0100;
/// Where a field's instruction begins and where it ends.
const FIELD_BEGIN: u8 = 0x13;
const FIELD_SEPARATOR: u8 = 0x14;
const FIELD_END: u8 = 0x15;
/// No instruction that matters is longer.
const LONGEST_INSTRUCTION: usize = 400;

/// What the file is, and what is wrong with it.
pub(super) fn inspect(bytes: &[u8], findings: &mut Findings) -> Option<Kind> {
    let file = match Compound::open(bytes) {
        Ok(file) => file,
        Err(problem) => {
            findings.broken("", problem);
            return None;
        }
    };
    // [MS-OFFCRYPTO] 2.3: an OOXML package under a password, or under rights management.
    if file.has("EncryptedPackage") || file.has("EncryptionInfo") {
        findings.add(Reason::Encrypted);
        return None;
    }
    embedded::inspect_compound(&file, "", findings);
    let Some(main) = file.find(MAIN).filter(|entry| entry.is_stream) else {
        let found = if file.has("Workbook") || file.has("Book") {
            "xls"
        } else if file.has("PowerPoint Document") {
            "ppt"
        } else if file.has("__properties_version1.0") {
            "msg"
        } else {
            "ole"
        };
        findings.add(Reason::WrongType {
            found: found.to_owned(),
        });
        return None;
    };
    let data = match file.read(main) {
        Ok(data) => data,
        Err(problem) => {
            findings.broken(MAIN, problem);
            return Some(Kind::Doc);
        }
    };
    if u16_at(&data, 0) != Some(WORD) {
        findings.broken(MAIN, "it is no Word 97 document");
    }
    if u16_at(&data, 10).is_some_and(|flags| flags & ENCRYPTED != 0) {
        findings.add(Reason::Encrypted);
    }
    field_codes(&data, findings);
    Some(Kind::Doc)
}

/// Text lies in the main stream in pieces of one or of two bytes a letter; fields are found in both.
fn field_codes(data: &[u8], findings: &mut Findings) {
    for (at, _) in data.iter().enumerate().filter(|(_, b)| **b == FIELD_BEGIN) {
        let rest = data.get(at.saturating_add(1)..).unwrap_or_default();
        let wide = rest.first() == Some(&0);
        let (rest, step) = match wide {
            true => (rest.get(1..).unwrap_or_default(), 2),
            false => (rest, 1),
        };
        let letters = rest.iter().step_by(step).take(LONGEST_INSTRUCTION);
        let instruction: String = letters
            .take_while(|byte| !matches!(**byte, FIELD_BEGIN | FIELD_SEPARATOR | FIELD_END))
            .map(|byte| char::from(*byte))
            .collect();
        fields::check(MAIN, &instruction, findings);
    }
}
