//! CAdES baseline signatures in a file of their own, over any bytes (EN 319 122-1).
//!
//! The content stays outside (detached). The claimed time stands in the signed attributes, where
//! CAdES demands it and PAdES forbids it. Reading one is [`crate::validate::cms_facts`].
//!
//! Where the key is at hand, [`prepare`] and [`crate::SignedValue`] are all it takes. Where a person
//! signs elsewhere, [`Prepared`], [`Signed`] and [`AwaitingTimestamp`] can each be saved and taken up
//! in another process; [`Signed::finish`] reads the result back before it is released.

mod self_check;
mod signing;

use pdf::ReadAt;
use time::UtcDateTime;

use crate::hash::digest_ranges;
use crate::{CheckedSigner, Error, ToBeSigned};

pub use signing::{AwaitingTimestamp, Prepared, SavedState, Signed};

/// What `signer` has to sign for a detached signature over `content`.
///
/// Give the value of the key to [`ToBeSigned::with_signature`]; the result's
/// [`crate::SignedValue::to_der`] is the `.p7s` file of level B-B.
///
/// # Errors
/// When `content` cannot be read.
pub fn prepare(
    signer: &CheckedSigner,
    content: &dyn ReadAt,
    signing_time: UtcDateTime,
) -> Result<ToBeSigned, Error> {
    let signer = signer.signer();
    let whole = 0..content.len();
    let digest = digest_ranges(content, &[whole], signer.algorithm().digest())?;
    ToBeSigned::new(signer.clone(), &digest, Some(signing_time))
}
