//! What a signature of ours must be when it is read back, whatever it stands in.

use crate::Error;
use crate::signing::Signer;
use crate::validate::{Binding, CmsFacts, ValueCheck};

/// Refuses one that is not a sound signature of `signer`.
pub(crate) fn check_cms(cms: &CmsFacts, signer: &Signer) -> Result<(), Error> {
    if cms.digest_matches != Some(true) {
        return Err(failed("digest"));
    }
    if !matches!(cms.value, ValueCheck::Verified { with } if with.algorithm == signer.algorithm()) {
        return Err(failed("value"));
    }
    if cms.binding != Binding::Version2 || cms.signer != signer.certificate().der() {
        return Err(failed("certificate"));
    }
    if cms.timestamps.iter().any(|stamp| !stamp.is_sound()) {
        return Err(failed("timestamp"));
    }
    Ok(())
}

pub(crate) fn failed(what: &str) -> Error {
    Error::SelfCheck {
        what: what.to_owned(),
    }
}
