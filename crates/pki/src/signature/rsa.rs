//! RSA signatures of forms that the crypto library does not verify: old and short keys, SHA-3,
//! RSASSA-PSS with any salt and mask (RFC 8017, 8.1.2, 8.2.2).
//!
//! Only public values are computed with here, so that time and memory tell nobody anything.

use der::Encode as _;
use num_bigint::BigUint;

use crate::asn1::Element;
use crate::{DigestAlgorithm, encode};

/// A modulus of fewer bits has no room for a digest; one of more only costs time.
pub(super) const BITS: std::ops::RangeInclusive<u32> = 512..=8192;

/// A longer public exponent only costs time.
const MAXIMUM_EXPONENT_BITS: u64 = 64;

/// How the digest is wrapped.
#[derive(Clone, Copy)]
pub(super) enum Padding {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1,
    /// RSASSA-PSS with MGF1.
    Pss {
        /// The digest of MGF1.
        mask: DigestAlgorithm,
        /// The length of the salt in bytes.
        salt: u16,
    },
}

/// Whether `value` is the signature over the digest `hash` by `key`, a DER `RSAPublicKey` of
/// positive numbers. Everything that does not fit together is a no.
pub(super) fn holds(
    key: &[u8],
    padding: Padding,
    digest: DigestAlgorithm,
    hash: &[u8],
    value: &[u8],
) -> bool {
    let opened = opened(key, value);
    hash.len() == digest.length()
        && opened.is_some_and(|(encoded, bits)| match padding {
            Padding::Pkcs1 => {
                pkcs1(digest, hash, encoded.len()).is_some_and(|ours| ours == encoded)
            }
            Padding::Pss { mask, salt } => {
                pss(&encoded, bits, digest, hash, mask, usize::from(salt)).is_some()
            }
        })
}

/// RSAVP1 (5.2.2) with I2OSP: the encoded message, as long as the modulus, and the bits of the
/// modulus.
fn opened(key: &[u8], value: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut reader = Element::only(key).ok()?.sequence().ok()?;
    let modulus = BigUint::from_bytes_be(Element::next(&mut reader).ok()?.integer().ok()?);
    let exponent = BigUint::from_bytes_be(Element::next(&mut reader).ok()?.integer().ok()?);
    let bits = u32::try_from(modulus.bits()).ok()?;
    let signature = BigUint::from_bytes_be(value);
    let length = usize::try_from(bits.div_ceil(8)).ok()?;
    let is_sane = BITS.contains(&bits)
        && modulus.bit(0)
        && exponent.bit(0)
        && exponent > BigUint::from(1u8)
        && exponent.bits() <= MAXIMUM_EXPONENT_BITS
        && signature < modulus
        && value.len() == length;
    if !is_sane {
        return None;
    }
    let opened = signature.modpow(&exponent, &modulus).to_bytes_be();
    let mut encoded = vec![0; length.checked_sub(opened.len())?];
    encoded.extend(opened);
    Some((encoded, usize::try_from(bits).ok()?))
}

/// EMSA-PKCS1-v1_5 (9.2): what must stand there, to the last octet.
fn pkcs1(digest: DigestAlgorithm, hash: &[u8], length: usize) -> Option<Vec<u8>> {
    let identifier = digest.identifier().to_der().ok()?;
    let info = encode::sequence(&[identifier, encode::octet_string(hash)]);
    let padding = length.checked_sub(info.len() + 3)?;
    if padding < 8 {
        return None;
    }
    Some([&[0, 1], vec![0xFF; padding].as_slice(), &[0], &info].concat())
}

/// EMSA-PSS-VERIFY (9.1.2); the steps are numbered as there.
fn pss(
    encoded: &[u8],
    modulus_bits: usize,
    digest: DigestAlgorithm,
    hash: &[u8],
    mask: DigestAlgorithm,
    salt_length: usize,
) -> Option<()> {
    let bits = modulus_bits.checked_sub(1)?;
    let length = bits.div_ceil(8);
    // Where the modulus has one bit more than whole octets, the first octet is no part of it.
    let (spare, encoded) = encoded.split_at_checked(encoded.len().checked_sub(length)?)?;
    if spare.iter().any(|octet| *octet != 0) {
        return None;
    }
    // 3, 4, 5
    let zeros = length.checked_sub(hash.len() + salt_length + 2)?;
    let (b'\xBC', encoded) = encoded.split_last()? else {
        return None;
    };
    let (masked, stored) = encoded.split_at_checked(encoded.len().checked_sub(hash.len())?)?;
    // 6: the octet's highest bits that no number of so many bits has
    let unused = u8::try_from(8 * length - bits).ok()?;
    let allowed = 0xFFu8.checked_shr(unused.into()).unwrap_or(0);
    if masked.first()? & !allowed != 0 {
        return None;
    }
    // 7, 8, 9
    let mut block: Vec<u8> = (masked.iter().zip(mgf1(stored, masked.len(), mask)))
        .map(|(octet, mask)| octet ^ mask)
        .collect();
    *block.first_mut()? &= allowed;
    // 10, 11
    let (head, rest) = block.split_at_checked(zeros)?;
    let (1, salt) = rest.split_first()? else {
        return None;
    };
    if head.iter().any(|octet| *octet != 0) {
        return None;
    }
    // 12, 13, 14
    let again = digest.digest(&[&[0; 8], hash, salt].concat());
    (again == stored).then_some(())
}

/// MGF1 (B.2.1).
fn mgf1(seed: &[u8], length: usize, digest: DigestAlgorithm) -> Vec<u8> {
    let blocks = (0u32..).map(|counter| digest.digest(&[seed, &counter.to_be_bytes()].concat()));
    let whole = length.div_ceil(digest.length());
    let mut mask: Vec<u8> = blocks.take(whole).flatten().collect();
    mask.truncate(length);
    mask
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding};

    use super::*;

    fn sign(key: &KeyPair, how: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut value = vec![0; key.public_modulus_len()];
        key.sign(how, &SystemRandom::new(), message, &mut value)
            .unwrap();
        value
    }

    #[test]
    fn what_the_library_signs_holds_and_no_octet_may_change() {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let key = pair.public_key().as_ref();
        let usual = Padding::Pss {
            mask: DigestAlgorithm::Sha256,
            salt: 32,
        };
        let forms: [(_, _, &'static dyn RsaEncoding); 2] = [
            (Padding::Pkcs1, DigestAlgorithm::Sha512, &RSA_PKCS1_SHA512),
            (usual, DigestAlgorithm::Sha256, &RSA_PSS_SHA256),
        ];
        for (padding, digest, how) in forms {
            let value = sign(&pair, how, b"message");
            let hash = digest.digest(b"message");
            assert!(holds(key, padding, digest, &hash, &value));
            let other = digest.digest(b"another");
            assert!(!holds(key, padding, digest, &other, &value));
            for position in 0..value.len() {
                let mut changed = value.clone();
                changed[position] ^= 1;
                assert!(!holds(key, padding, digest, &hash, &changed), "{position}");
            }
            let longer = [&[0], value.as_slice()].concat();
            assert!(!holds(key, padding, digest, &hash, &longer));
            assert!(!holds(key, padding, digest, &hash[1..], &value));
            assert!(!holds(&key[1..], padding, digest, &hash, &value));
            assert!(!holds(key, padding, digest, &hash, &[]));
        }
        // Another salt or mask than was used.
        let value = sign(&pair, &RSA_PSS_SHA256, b"message");
        let (digest, hash) = (
            DigestAlgorithm::Sha256,
            DigestAlgorithm::Sha256.digest(b"message"),
        );
        for (mask, salt) in [
            (digest, 31),
            (digest, 33),
            (DigestAlgorithm::Sha1, 32),
            (digest, 999),
        ] {
            assert!(!holds(
                key,
                Padding::Pss { mask, salt },
                digest,
                &hash,
                &value
            ));
        }
    }

    #[test]
    fn keys_that_make_no_sense_hold_nothing() {
        let public = |modulus: &[u8], exponent: &[u8]| {
            encode::sequence(&[encode::unsigned(modulus), encode::unsigned(exponent)])
        };
        let digest = DigestAlgorithm::Sha256;
        let hash = digest.digest(b"message");
        let odd = [0xFF; 256];
        let forged = pkcs1(digest, &hash, 256).unwrap();
        for key in [
            public(&[], &[]),
            public(&[0; 256], &[3]),
            public(&[0xFE; 256], &[3]),
            public(&odd, &[1]),
            public(&odd, &[0]),
            public(&odd, &[4]),
            public(&odd, &[0xFF; 9]),
            public(&[0xFF; 2048], &[3]),
        ] {
            // With the exponent 1, the encoded message would be its own signature.
            assert!(!holds(&key, Padding::Pkcs1, digest, &hash, &forged));
        }
    }
}
