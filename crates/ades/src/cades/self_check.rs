//! A detached signature of ours, read back as anybody would, before it is released.

use pdf::ReadAt;

use crate::self_check::{check_cms, failed};
use crate::signing::Signer;
use crate::validate::cms_facts;
use crate::{Error, pades::Level};

/// Refuses a file that is not one sound signature of `signer` over `content`, of this level.
pub(super) fn check(
    file: &[u8],
    content: &dyn ReadAt,
    signer: &Signer,
    level: Level,
) -> Result<(), Error> {
    let facts = cms_facts(file, Some(content))?;
    let [ours] = facts.signatures.as_slice() else {
        return Err(failed("signature"));
    };
    if let Some(finding) = ours.findings.first() {
        return Err(failed(finding.code.as_str()));
    }
    let Some(cms) = &ours.cms else {
        return Err(failed("cms"));
    };
    check_cms(cms, signer)?;
    let stamps = match level {
        Level::BB => 0,
        Level::BT => 1,
    };
    if cms.timestamps.len() != stamps {
        return Err(failed("timestamp"));
    }
    Ok(())
}
