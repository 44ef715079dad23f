//! The rules of PDF/A that signing can break (`python/pdfa.py`).
//!
//! No full checker of PDF/A is packaged for Debian; these rules are our reading of ISO
//! 19005, walked with pyHanko's reader.

use std::path::Path;

use crate::tool;

/// What breaks PDF/A of this part (1, 2 or 3) in the file.
///
/// # Panics
/// When pyHanko cannot read the file.
#[must_use]
pub fn violations(file: &Path, part: u8) -> Vec<String> {
    let answer = tool::script("pdfa.py")
        .arg(part.to_string())
        .arg(file)
        .run()
        .success();
    serde_json::from_str(&answer.stdout).expect("pdfa.py prints JSON")
}
