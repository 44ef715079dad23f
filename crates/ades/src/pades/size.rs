//! How large the placeholder for a signature must be.
//!
//! All but the time-stamp token is known before signing. The size is part of the signed bytes, so
//! one that turns out too small costs a second signature: it is estimated generously.

use pki::{Curve, KeyKind};

use super::Level;
use crate::signing::{Signer, ToBeSigned};
use crate::{Error, SignedValue};

/// Bytes kept for a time-stamp token whose authority is unknown: a token with four RSA-4096
/// certificates takes about 8 KiB, most take under 6.
pub const DEFAULT_TIMESTAMP_CAPACITY: usize = 12 * 1024;

/// Spare bytes for an unsigned attribute's frame and lengths that need an octet more.
const SLACK: usize = 128;

/// The bytes to keep for the signature of `signer` at `level`, a token of up to
/// `timestamp_capacity` bytes included; a whole number of half kilobytes.
///
/// # Errors
/// When a signature cannot be encoded.
pub fn contents_capacity(
    signer: &Signer,
    level: Level,
    timestamp_capacity: usize,
) -> Result<usize, Error> {
    let digest = vec![0; signer.algorithm().digest().length()];
    let unsigned = ToBeSigned::new(signer.clone(), &digest, None)?;
    let value = vec![0; value_length(signer.certificate().public_key().kind())];
    let mut needed = SignedValue::for_size(unsigned, value).to_der()?.len() + SLACK;
    if level == Level::BT {
        needed += timestamp_capacity;
    }
    Ok(needed.next_multiple_of(512))
}

/// The longest signature value of a key: a modulus, or a DER `SEQUENCE` of two integers.
fn value_length(key: KeyKind) -> usize {
    match key {
        KeyKind::Rsa { bits } => usize::try_from(bits.div_ceil(8)).unwrap_or(0),
        KeyKind::Ec { curve: Curve::P256 } => 72,
        KeyKind::Ec { curve: Curve::P384 } => 104,
        KeyKind::Ec { curve: Curve::P521 } => 139,
        KeyKind::Ec {
            curve: Curve::Ed25519,
        } => 64,
        KeyKind::Other => 1024,
    }
}
