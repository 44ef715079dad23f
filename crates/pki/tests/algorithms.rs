//! Algorithm identifiers: written as viewers expect them, read strictly where it matters.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use const_oid::ObjectIdentifier as Oid;
use der::{Decode as _, Encode as _};
use pki::{DigestAlgorithm, Error, SignatureAlgorithm, encode, oid};
use spki::AlgorithmIdentifierOwned;

const DIGESTS: [DigestAlgorithm; 9] = [
    DigestAlgorithm::Sha1,
    DigestAlgorithm::Sha224,
    DigestAlgorithm::Sha256,
    DigestAlgorithm::Sha384,
    DigestAlgorithm::Sha512,
    DigestAlgorithm::Sha3_224,
    DigestAlgorithm::Sha3_256,
    DigestAlgorithm::Sha3_384,
    DigestAlgorithm::Sha3_512,
];

fn identifier(algorithm: Oid, parameters: Option<&[u8]>) -> AlgorithmIdentifierOwned {
    let mut parts = vec![encode::oid(algorithm)];
    parts.extend(parameters.map(<[u8]>::to_vec));
    AlgorithmIdentifierOwned::from_der(&encode::sequence(&parts)).unwrap()
}

/// RSASSA-PSS parameters with these digests, salt and trailer.
fn pss(hash: DigestAlgorithm, mask: DigestAlgorithm, salt: u64, trailer: Option<u64>) -> Vec<u8> {
    let hash = hash.identifier().to_der().unwrap();
    let mask = [encode::oid(oid::MGF_1), mask.identifier().to_der().unwrap()];
    let mut parts = vec![
        encode::constructed(0, &hash),
        encode::constructed(1, &encode::sequence(&mask)),
        encode::constructed(2, &encode::integer(salt)),
    ];
    parts.extend(trailer.map(|field| encode::constructed(3, &encode::integer(field))));
    encode::sequence(&parts)
}

#[test]
fn what_is_written_is_read_back() {
    for digest in DIGESTS {
        assert_eq!(DigestAlgorithm::from_oid(digest.oid()), Ok(digest));
        assert_eq!(
            DigestAlgorithm::from_identifier(&digest.identifier()),
            Ok(digest)
        );
        for algorithm in [
            SignatureAlgorithm::RsaPkcs1(digest),
            SignatureAlgorithm::RsaPss(digest),
            SignatureAlgorithm::RsaPssOther {
                digest,
                mask: DigestAlgorithm::Sha1,
                salt: 7,
            },
            SignatureAlgorithm::Ecdsa(digest),
        ] {
            let identifier = algorithm.identifier();
            assert_eq!(
                SignatureAlgorithm::from_identifier(&identifier),
                Ok(algorithm)
            );
            assert_eq!(
                SignatureAlgorithm::from_signer_info(&identifier, digest),
                Ok(algorithm)
            );
        }
    }
}

#[test]
fn rsa_has_an_explicit_null_and_ecdsa_nothing() {
    let digest = DigestAlgorithm::Sha256;
    let rsa = SignatureAlgorithm::RsaPkcs1(digest)
        .identifier()
        .to_der()
        .unwrap();
    assert!(rsa.ends_with(&[0x05, 0x00]));
    assert!(
        SignatureAlgorithm::Ecdsa(digest)
            .identifier()
            .parameters
            .is_none()
    );
    // Both forms are read.
    let bare = identifier(oid::SHA_256_WITH_RSA, None);
    assert!(SignatureAlgorithm::from_identifier(&bare).is_ok());
    let null = identifier(oid::ECDSA_WITH_SHA_256, Some(&encode::null()));
    assert!(SignatureAlgorithm::from_identifier(&null).is_ok());
    let strange = identifier(oid::SHA_256_WITH_RSA, Some(&encode::integer(1)));
    assert!(SignatureAlgorithm::from_identifier(&strange).is_err());
}

#[test]
fn a_signer_may_name_only_the_kind_of_key_but_not_two_digests() {
    let digest = DigestAlgorithm::Sha384;
    let rsa = identifier(oid::RSA_ENCRYPTION, Some(&encode::null()));
    assert_eq!(
        SignatureAlgorithm::from_signer_info(&rsa, digest),
        Ok(SignatureAlgorithm::RsaPkcs1(digest))
    );
    let elliptic = identifier(oid::EC_PUBLIC_KEY, None);
    assert_eq!(
        SignatureAlgorithm::from_signer_info(&elliptic, digest),
        Ok(SignatureAlgorithm::Ecdsa(digest))
    );
    let other = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256).identifier();
    assert!(matches!(
        SignatureAlgorithm::from_signer_info(&other, digest),
        Err(Error::UnsupportedParameters { .. })
    ));
    // Alone, the kind of key says nothing about the digest.
    assert!(SignatureAlgorithm::from_identifier(&rsa).is_err());
}

#[test]
fn pss_is_read_in_every_form_and_the_usual_one_told_apart() {
    use DigestAlgorithm::{Sha1, Sha256, Sha512};
    let read = |parameters: Option<&[u8]>| {
        SignatureAlgorithm::from_identifier(&identifier(oid::RSASSA_PSS, parameters))
    };
    let usual = Ok(SignatureAlgorithm::RsaPss(Sha256));
    assert_eq!(read(Some(&pss(Sha256, Sha256, 32, None))), usual);
    assert_eq!(read(Some(&pss(Sha256, Sha256, 32, Some(1)))), usual);
    for (digest, mask, salt) in [
        (Sha256, Sha512, 32),
        (Sha256, Sha256, 20),
        (Sha256, Sha256, 0),
        (Sha1, Sha256, 20),
    ] {
        let other = SignatureAlgorithm::RsaPssOther { digest, mask, salt };
        assert_eq!(read(Some(&pss(digest, mask, salt.into(), None))), Ok(other));
    }
    let trailer = pss(Sha256, Sha256, 32, Some(2));
    assert!(matches!(
        read(Some(&trailer)),
        Err(Error::UnsupportedParameters { .. })
    ));
    assert!(read(Some(&pss(Sha256, Sha256, 70_000, None))).is_err());
    assert!(read(None).is_err());
    // All defaults: SHA-1 throughout.
    let defaults = encode::sequence::<Vec<u8>>(&[]);
    assert_eq!(read(Some(&defaults)), Ok(SignatureAlgorithm::RsaPss(Sha1)));
    let cut = pss(Sha256, Sha256, 32, None);
    let cut = encode::element(0x30, cut.get(2..cut.len() - 1).unwrap());
    assert!(read(Some(&cut)).is_err());
}

#[test]
fn eddsa_stands_for_its_curve_and_sha_512() {
    let identifier = SignatureAlgorithm::EdDsa.identifier();
    assert!(identifier.parameters.is_none());
    let read = |digest| SignatureAlgorithm::from_signer_info(&identifier, digest);
    assert_eq!(read(DigestAlgorithm::Sha512), Ok(SignatureAlgorithm::EdDsa));
    assert!(read(DigestAlgorithm::Sha256).is_err());
}
