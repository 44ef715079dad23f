//! Our signature algorithms as PKCS#11 mechanisms (PKCS #11 v2.40 mechanisms, 2.1 and 2.3), the
//! data each wants, and the values each gives.

use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism as Theirs, MechanismType};
use der::Encode as _;
use der::asn1::UintRef;
use pki::{DigestAlgorithm, SignatureAlgorithm};

use super::protocol::Mechanism;

const DIGESTS: [DigestAlgorithm; 3] = [
    DigestAlgorithm::Sha256,
    DigestAlgorithm::Sha384,
    DigestAlgorithm::Sha512,
];

/// Everything we could ask a token for.
pub(super) fn all() -> impl Iterator<Item = Mechanism> {
    DIGESTS
        .into_iter()
        .flat_map(|digest| {
            [
                SignatureAlgorithm::RsaPkcs1(digest),
                SignatureAlgorithm::RsaPss(digest),
                SignatureAlgorithm::Ecdsa(digest),
            ]
        })
        .flat_map(|algorithm| {
            [false, true].map(|token_hashes| Mechanism {
                algorithm,
                token_hashes,
            })
        })
}

/// The mechanism's number; `None` with a digest that no signature is made with any more.
pub(super) fn kind(mechanism: Mechanism) -> Option<MechanismType> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use SignatureAlgorithm::{Ecdsa, RsaPkcs1, RsaPss};
    Some(match (mechanism.algorithm, mechanism.token_hashes) {
        (RsaPkcs1(Sha256 | Sha384 | Sha512), false) => MechanismType::RSA_PKCS,
        (RsaPkcs1(Sha256), true) => MechanismType::SHA256_RSA_PKCS,
        (RsaPkcs1(Sha384), true) => MechanismType::SHA384_RSA_PKCS,
        (RsaPkcs1(Sha512), true) => MechanismType::SHA512_RSA_PKCS,
        (RsaPss(Sha256 | Sha384 | Sha512), false) => MechanismType::RSA_PKCS_PSS,
        (RsaPss(Sha256), true) => MechanismType::SHA256_RSA_PKCS_PSS,
        (RsaPss(Sha384), true) => MechanismType::SHA384_RSA_PKCS_PSS,
        (RsaPss(Sha512), true) => MechanismType::SHA512_RSA_PKCS_PSS,
        (Ecdsa(Sha256 | Sha384 | Sha512), false) => MechanismType::ECDSA,
        (Ecdsa(Sha256), true) => MechanismType::ECDSA_SHA256,
        (Ecdsa(Sha384), true) => MechanismType::ECDSA_SHA384,
        (Ecdsa(Sha512), true) => MechanismType::ECDSA_SHA512,
        _ => return None,
    })
}

/// The mechanism with its parameters; `None` as for [`kind`].
pub(super) fn parameters(mechanism: Mechanism) -> Option<Theirs<'static>> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    use SignatureAlgorithm::{Ecdsa, RsaPkcs1, RsaPss};
    Some(match (mechanism.algorithm, mechanism.token_hashes) {
        (RsaPkcs1(Sha256 | Sha384 | Sha512), false) => Theirs::RsaPkcs,
        (RsaPkcs1(Sha256), true) => Theirs::Sha256RsaPkcs,
        (RsaPkcs1(Sha384), true) => Theirs::Sha384RsaPkcs,
        (RsaPkcs1(Sha512), true) => Theirs::Sha512RsaPkcs,
        (RsaPss(digest), false) => Theirs::RsaPkcsPss(pss(digest)?),
        (RsaPss(Sha256), true) => Theirs::Sha256RsaPkcsPss(pss(Sha256)?),
        (RsaPss(Sha384), true) => Theirs::Sha384RsaPkcsPss(pss(Sha384)?),
        (RsaPss(Sha512), true) => Theirs::Sha512RsaPkcsPss(pss(Sha512)?),
        (Ecdsa(Sha256 | Sha384 | Sha512), false) => Theirs::Ecdsa,
        (Ecdsa(Sha256), true) => Theirs::EcdsaSha256,
        (Ecdsa(Sha384), true) => Theirs::EcdsaSha384,
        (Ecdsa(Sha512), true) => Theirs::EcdsaSha512,
        _ => return None,
    })
}

/// MGF1 over the same digest, and a salt as long as the digest.
fn pss(digest: DigestAlgorithm) -> Option<PkcsPssParams> {
    let (hash_alg, mgf) = match digest {
        DigestAlgorithm::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        DigestAlgorithm::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        DigestAlgorithm::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
        _ => return None,
    };
    Some(PkcsPssParams {
        hash_alg,
        mgf,
        s_len: digest.length().try_into().ok()?,
    })
}

/// What the token must be given to sign `message`; `None` as for [`kind`].
pub(super) fn data(mechanism: Mechanism, message: &[u8]) -> Option<Vec<u8>> {
    let digest = mechanism.algorithm.digest();
    Some(match (mechanism.token_hashes, mechanism.algorithm) {
        (true, _) => message.to_vec(),
        (false, SignatureAlgorithm::RsaPkcs1(_)) => {
            [digest_info(digest)?, &digest.digest(message)].concat()
        }
        (false, _) => digest.digest(message),
    })
}

/// How `DigestInfo` begins (RFC 8017, 9.2, note 1).
fn digest_info(digest: DigestAlgorithm) -> Option<&'static [u8]> {
    match digest {
        DigestAlgorithm::Sha256 => {
            Some(b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20")
        }
        DigestAlgorithm::Sha384 => {
            Some(b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30")
        }
        DigestAlgorithm::Sha512 => {
            Some(b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40")
        }
        _ => None,
    }
}

/// A token's ECDSA value (r and s, each as long as the order) as DER `ECDSA-Sig-Value`
/// (RFC 3279, 2.2.3); `None` if it is not two equal halves.
pub(super) fn ecdsa_to_der(value: &[u8]) -> Option<Vec<u8>> {
    if value.is_empty() || !value.len().is_multiple_of(2) {
        return None;
    }
    let (r, s) = value.split_at_checked(value.len() / 2)?;
    let mut inner = UintRef::new(r).ok()?.to_der().ok()?;
    inner.extend(UintRef::new(s).ok()?.to_der().ok()?);
    der::AnyRef::new(der::Tag::Sequence, &inner)
        .ok()?
        .to_der()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::ecdsa_to_der;

    #[test]
    fn ecdsa_halves_become_minimal_integers() {
        assert_eq!(
            ecdsa_to_der(&[0, 1, 0x80, 2]).unwrap(),
            [0x30, 8, 2, 1, 1, 2, 3, 0, 0x80, 2]
        );
        assert!(ecdsa_to_der(&[]).is_none());
        assert!(ecdsa_to_der(&[1, 2, 3]).is_none());
    }
}
