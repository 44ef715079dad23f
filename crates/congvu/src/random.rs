//! Fresh randomness for what the engine takes as an argument: nonces, file identifiers, IVs.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::error::Error;

/// Thirty-two unpredictable bytes.
pub(crate) fn seed() -> Result<[u8; 32], Error> {
    let mut seed = [0; 32];
    SystemRandom::new()
        .fill(&mut seed)
        .map_err(|_| Error::NoRandomness)?;
    Ok(seed)
}
