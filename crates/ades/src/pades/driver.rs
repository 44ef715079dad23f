//! All steps in one go, for a caller that has the key at hand.

use std::sync::Arc;

use keys::PrivateKey;
use pdf::Update;

use super::prepare::prepare_and_hash;
use super::{Finished, Level, SigningRequest};
use crate::Error;
use crate::timestamp::TimestampSource;

/// How often a placeholder that proved too small is enlarged. The size of the token is known after
/// the first attempt, so a third means an authority whose answers grow without end.
const ATTEMPTS: usize = 3;

/// Signs: prepares, uses `key`, asks `timestamps` at level B-T, checks the result.
///
/// `update` holds what the revision changes besides the signature; it is not consumed, since a
/// placeholder that proves too small means another attempt. Each attempt uses the key once more:
/// the size of the placeholder is among the signed bytes, so there is no second attempt without
/// a second signature. `random` gives fresh randomness, `password` reopens an encrypted file.
///
/// # Errors
/// Those of [`prepare`](fn@super::prepare) before the key is touched; [`Error::Key`];
/// [`Error::Timestamp`] and [`Error::TimestampSource`]; [`Error::SelfCheck`].
pub fn sign_with(
    key: &dyn PrivateKey,
    mut timestamps: Option<&mut dyn TimestampSource>,
    update: &Update,
    request: &SigningRequest,
    random: &mut dyn FnMut() -> [u8; 32],
    password: Option<&[u8]>,
) -> Result<Finished, Error> {
    if request.level == Level::BT && timestamps.is_none() {
        return Err(Error::TimestampMissing);
    }
    if key.certificate() != request.signer.signer().certificate().der() {
        return Err(Error::OtherKey);
    }
    let mut request = request.clone();
    let mut attempt = 1;
    loop {
        let (prepared, hashed) = prepare_and_hash(update.clone(), &request, &random())?;
        let to_be_signed = prepared.to_be_signed();
        let value = key.sign(to_be_signed.algorithm(), to_be_signed.bytes())?;
        let mut signed = prepared.with_signature(value)?;
        if let (true, Some(source)) = (signed.needs_timestamp(), timestamps.as_deref_mut()) {
            // Sixteen bytes make a nonce that no one guesses; longer ones some services refuse.
            let [nonce @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = random();
            let awaiting = signed.request_timestamp(&nonce)?;
            let response = source.ask(awaiting.request())?;
            signed = awaiting.with_response(&response)?;
        }
        let base = Arc::clone(update.document().source());
        match signed.finish_hashed(base, password, Some(&hashed)) {
            Err(Error::PlaceholderTooSmall { needed, capacity }) if attempt < ATTEMPTS => {
                let missing = usize::try_from(needed.saturating_sub(capacity)).unwrap_or(0);
                request.timestamp_capacity += missing + 512;
                attempt += 1;
            }
            other => return other,
        }
    }
}
