//! The digest that an appended revision needs, from the digest of what it is appended to.

use pdf::Appended;
use pki::DigestAlgorithm;

use crate::Error;
use crate::validate::Hashed;

/// The digest of everything but the placeholder of `appended`. The document was hashed when it was
/// read, which is `hashed`; only what is appended is hashed here.
pub(super) fn signed_digest(
    appended: &Appended,
    algorithm: DigestAlgorithm,
    hashed: &Hashed,
) -> Result<Vec<u8>, Error> {
    let base = appended.base().len();
    let gap = appended.signature().ok_or(pdf::Error::NoSignature)?;
    let in_tail = |offset: u64| usize::try_from(offset.checked_sub(base)?).ok();
    let tail = appended.tail();
    let before = in_tail(gap.contents.start).and_then(|start| tail.get(..start));
    let behind = in_tail(gap.contents.end).and_then(|end| tail.get(end..));
    let state = hashed.end(algorithm).filter(|_| hashed.length() == base);
    let (Some(before), Some(behind), Some(state)) = (before, behind, state) else {
        return Err(pdf::Error::NoSignature.into());
    };
    let mut hasher = state.clone();
    hasher.update(before);
    hasher.update(behind);
    Ok(hasher.finish())
}
