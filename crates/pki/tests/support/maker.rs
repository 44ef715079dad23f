//! Certificates with any extensions, made from bytes and signed with P-256.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests; every test file uses its own part"
)]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use const_oid::ObjectIdentifier;
use pki::extension::KeyUsage;
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Certificate, encode, oid};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

/// When every certificate made here is valid.
pub(crate) const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);

/// A key pair.
pub(crate) struct Key(EcdsaKeyPair);

impl Key {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub(crate) fn several(count: usize) -> Vec<Self> {
        (0..count).map(|_| Self::new()).collect()
    }

    fn spki(&self) -> Vec<u8> {
        let algorithm = [encode::oid(oid::EC_PUBLIC_KEY), encode::oid(oid::P_256)];
        let key = encode::bit_string(self.0.public_key().as_ref());
        encode::sequence(&[encode::sequence(&algorithm), key])
    }

    fn identifier(&self) -> Vec<u8> {
        pki::PublicKey::from_der(&self.spki())
            .unwrap()
            .sha1_identifier()
            .to_vec()
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let value = self.0.sign(&SystemRandom::new(), message).unwrap();
        value.as_ref().to_vec()
    }
}

/// What a certificate is to say.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) subject: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

/// Somebody's certificate with this common name.
pub(crate) fn leaf(name: &str) -> Plan {
    Plan {
        subject: common_name(name),
        extensions: Vec::new(),
    }
}

/// An authority's certificate with this common name.
pub(crate) fn authority(name: &str) -> Plan {
    leaf(name).with(ca(None)).with(key_usage())
}

impl Plan {
    pub(crate) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(crate) fn named(mut self, subject: Vec<u8>) -> Self {
        self.subject = subject;
        self
    }

    /// The certificate of `key`, issued by the owner of `issuer_key` under the name `issuer`.
    pub(crate) fn issue(&self, key: &Key, issuer: &[u8], issuer_key: &Key) -> Certificate {
        let mut extensions = self.extensions.clone();
        let own = encode::octet_string(&key.identifier());
        extensions.push(extension(oid::SUBJECT_KEY_IDENTIFIER, false, &own));
        let theirs = encode::sequence(&[encode::primitive(0, &issuer_key.identifier())]);
        extensions.push(extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &theirs));
        let algorithm = encode::sequence(&[encode::oid(oid::ECDSA_WITH_SHA_256)]);
        let (from, until) = (AT - Duration::days(30), AT + Duration::days(30));
        let validity = encode::sequence(&[encode::time(from), encode::time(until)]);
        let tbs = encode::sequence(&[
            encode::constructed(0, &encode::integer(2)),
            encode::unsigned(&serial(key, &self.subject, issuer, &extensions)),
            algorithm.clone(),
            issuer.to_vec(),
            validity,
            self.subject.clone(),
            key.spki(),
            encode::constructed(3, &encode::sequence(&extensions)),
        ]);
        let value = encode::bit_string(&issuer_key.sign(&tbs));
        Certificate::from_der(&encode::sequence(&[tbs, algorithm, value])).unwrap()
    }
}

/// A serial number from the contents.
fn serial(key: &Key, subject: &[u8], issuer: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let all = [
        key.spki(),
        subject.to_vec(),
        issuer.to_vec(),
        extensions.concat(),
    ];
    pki::DigestAlgorithm::Sha256.digest(&all.concat())[..8].to_vec()
}

/// A chain from these plans, the root first; every one has its own key. The result is in the same
/// order.
pub(crate) fn chain(plans: &[Plan]) -> Vec<Certificate> {
    let keys = Key::several(plans.len());
    (plans.iter().enumerate())
        .map(|(position, plan)| {
            let above = position.saturating_sub(1);
            plan.issue(&keys[position], &plans[above].subject, &keys[above])
        })
        .collect()
}

/// These certificates as anchors.
pub(crate) fn anchors(certificates: &[Certificate]) -> Anchors {
    (certificates.iter())
        .map(|certificate| Anchor::new(certificate.clone(), AnchorKind::Unstated))
        .collect()
}

pub(crate) fn common_name(name: &str) -> Vec<u8> {
    name_of(&[(oid::COMMON_NAME, name)])
}

/// A distinguished name, the most general part first.
pub(crate) fn name_of(parts: &[(ObjectIdentifier, &str)]) -> Vec<u8> {
    let sets: Vec<_> = (parts.iter())
        .map(|(kind, text)| {
            let value = match *kind == oid::EMAIL_ADDRESS {
                true => encode::ia5(text),
                false => encode::utf8(text),
            };
            encode::set_of(&[encode::sequence(&[encode::oid(*kind), value])])
        })
        .collect();
    encode::sequence(&sets)
}

pub(crate) fn extension(id: ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![encode::oid(id)];
    if critical {
        parts.push(encode::boolean(true));
    }
    parts.push(encode::octet_string(value));
    encode::sequence(&parts)
}

pub(crate) fn ca(path_length: Option<u64>) -> Vec<u8> {
    let mut parts = vec![encode::boolean(true)];
    parts.extend(path_length.map(encode::integer));
    extension(oid::BASIC_CONSTRAINTS, true, &encode::sequence(&parts))
}

pub(crate) fn key_usage() -> Vec<u8> {
    let usage = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN);
    extension(oid::KEY_USAGE, true, &usage.to_der())
}

/// Policies for tests: `anyPolicy` is 0, the others have their own arc.
pub(crate) fn policy(number: u8) -> ObjectIdentifier {
    match number {
        0 => oid::ANY_POLICY,
        _ => ObjectIdentifier::new(&format!("1.2.3.{number}")).unwrap(),
    }
}

pub(crate) fn policies(numbers: &[u8]) -> Vec<u8> {
    let list: Vec<_> = (numbers.iter())
        .map(|number| encode::sequence(&[encode::oid(policy(*number))]))
        .collect();
    extension(oid::CERTIFICATE_POLICIES, true, &encode::sequence(&list))
}

pub(crate) fn mappings(pairs: &[(u8, u8)]) -> Vec<u8> {
    let list: Vec<_> = (pairs.iter())
        .map(|(from, to)| encode::sequence(&[encode::oid(policy(*from)), encode::oid(policy(*to))]))
        .collect();
    extension(oid::POLICY_MAPPINGS, true, &encode::sequence(&list))
}

pub(crate) fn policy_constraints(explicit: Option<u8>, mapping: Option<u8>) -> Vec<u8> {
    let mut parts = Vec::new();
    parts.extend(explicit.map(|skip| encode::primitive(0, &[skip])));
    parts.extend(mapping.map(|skip| encode::primitive(1, &[skip])));
    extension(oid::POLICY_CONSTRAINTS, true, &encode::sequence(&parts))
}

pub(crate) fn inhibit_any(skip: u64) -> Vec<u8> {
    extension(oid::INHIBIT_ANY_POLICY, true, &encode::integer(skip))
}

pub(crate) fn email(text: &str) -> Vec<u8> {
    encode::primitive(1, text.as_bytes())
}

pub(crate) fn dns(text: &str) -> Vec<u8> {
    encode::primitive(2, text.as_bytes())
}

pub(crate) fn uri(text: &str) -> Vec<u8> {
    encode::primitive(6, text.as_bytes())
}

pub(crate) fn ip(octets: &[u8]) -> Vec<u8> {
    encode::primitive(7, octets)
}

pub(crate) fn directory(name: &[u8]) -> Vec<u8> {
    encode::constructed(4, name)
}

pub(crate) fn alternative_names(names: &[Vec<u8>]) -> Vec<u8> {
    extension(oid::SUBJECT_ALT_NAME, false, &encode::sequence(names))
}

pub(crate) fn name_constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let subtrees = |names: &[Vec<u8>]| -> Vec<u8> {
        let list: Vec<_> = names.iter().map(|name| encode::sequence(&[name])).collect();
        encode::concat(&list)
    };
    let mut parts = Vec::new();
    if !permitted.is_empty() {
        parts.push(encode::constructed(0, &subtrees(permitted)));
    }
    if !excluded.is_empty() {
        parts.push(encode::constructed(1, &subtrees(excluded)));
    }
    extension(oid::NAME_CONSTRAINTS, true, &encode::sequence(&parts))
}
