//! Writing certificates (RFC 5280, 4.1).

use const_oid::ObjectIdentifier as Oid;
use pki::extension::KeyUsage;
use pki::{Certificate, PublicKey, encode, oid};
use time::UtcDateTime;

use crate::{Error, Key};

/// The contents of a certificate to be signed.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The subject's `Name`.
    pub subject: Vec<u8>,
    /// The subject's `SubjectPublicKeyInfo`.
    pub public_key: Vec<u8>,
    /// First moment of validity.
    pub not_before: UtcDateTime,
    /// Last moment of validity.
    pub not_after: UtcDateTime,
    /// Each an `Extension`.
    pub extensions: Vec<Vec<u8>>,
}

/// Who signs a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The issuer's `Name`.
    pub name: &'a [u8],
    /// The issuer's key.
    pub key: &'a Key,
}

impl Contents {
    /// The signed certificate; `serial` is big-endian.
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn sign(&self, signer: &Signer<'_>, serial: &[u8]) -> Result<Certificate, Error> {
        let algorithm = encode::value(&signer.key.algorithm().signature().identifier())?;
        let validity = [encode::time(self.not_before), encode::time(self.not_after)];
        let tbs = encode::sequence(&[
            encode::constructed(0, &encode::integer(2)),
            encode::unsigned(serial),
            algorithm,
            signer.name.to_vec(),
            encode::sequence(&validity),
            self.subject.clone(),
            self.public_key.clone(),
            encode::constructed(3, &encode::sequence(&self.extensions)),
        ]);
        Ok(Certificate::from_der(&signed(tbs, signer.key)?)?)
    }
}

/// `SEQUENCE { tbs, algorithm, signature }`, the shape of certificates, lists and OCSP answers.
pub(crate) fn signed(tbs: Vec<u8>, key: &Key) -> Result<Vec<u8>, Error> {
    Ok(encode::sequence(&signed_parts(tbs, key)?))
}

/// The parts of [`signed`].
pub(crate) fn signed_parts(tbs: Vec<u8>, key: &Key) -> Result<Vec<Vec<u8>>, Error> {
    let algorithm = key.algorithm().signature();
    let value = encode::bit_string(&key.sign(&tbs)?);
    Ok(vec![tbs, encode::value(&algorithm.identifier())?, value])
}

/// An extension with this value.
#[must_use]
pub fn extension(id: Oid, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![encode::oid(id)];
    if critical {
        parts.push(encode::boolean(true));
    }
    parts.push(encode::octet_string(value));
    encode::sequence(&parts)
}

/// `basicConstraints`, critical.
#[must_use]
pub fn basic_constraints(ca: bool, path_length: Option<u64>) -> Vec<u8> {
    let mut parts = Vec::new();
    if ca {
        parts.push(encode::boolean(true));
    }
    parts.extend(path_length.map(encode::integer));
    extension(oid::BASIC_CONSTRAINTS, true, &encode::sequence(&parts))
}

/// `keyUsage`, critical.
#[must_use]
pub fn key_usage(usage: KeyUsage) -> Vec<u8> {
    extension(oid::KEY_USAGE, true, &usage.to_der())
}

/// `extKeyUsage`.
#[must_use]
pub fn purposes(purposes: &[Oid], critical: bool) -> Vec<u8> {
    let purposes: Vec<_> = purposes.iter().copied().map(encode::oid).collect();
    extension(
        oid::EXTENDED_KEY_USAGE,
        critical,
        &encode::sequence(&purposes),
    )
}

/// `certificatePolicies` with this policy.
pub(crate) fn policy(policy: Oid) -> Vec<u8> {
    let information = encode::sequence(&[encode::oid(policy)]);
    extension(
        oid::CERTIFICATE_POLICIES,
        false,
        &encode::sequence(&[information]),
    )
}

/// `subjectKeyIdentifier` of this key.
///
/// # Errors
/// [`Error::Pki`] for what is no `SubjectPublicKeyInfo`.
pub fn subject_key(public_key: &[u8]) -> Result<Vec<u8>, Error> {
    let identifier = PublicKey::from_der(public_key)?.sha1_identifier();
    let value = encode::octet_string(&identifier);
    Ok(extension(oid::SUBJECT_KEY_IDENTIFIER, false, &value))
}

/// `authorityKeyIdentifier` of this key.
///
/// # Errors
/// [`Error::Pki`] for what is no `SubjectPublicKeyInfo`.
pub fn authority_key(public_key: &[u8]) -> Result<Vec<u8>, Error> {
    let identifier = PublicKey::from_der(public_key)?.sha1_identifier();
    let value = encode::sequence(&[encode::primitive(0, &identifier)]);
    Ok(extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &value))
}

/// `subjectAltName` with this e-mail address.
pub(crate) fn email(address: &str) -> Vec<u8> {
    let name = encode::primitive(1, address.as_bytes());
    extension(oid::SUBJECT_ALT_NAME, false, &encode::sequence(&[name]))
}

/// `cRLDistributionPoints` with this address.
pub(crate) fn revocation_list(url: &str) -> Vec<u8> {
    extension(
        oid::CRL_DISTRIBUTION_POINTS,
        false,
        &distribution_point(url),
    )
}

/// `CRLDistributionPoints` of one point with this address.
pub(crate) fn distribution_point(url: &str) -> Vec<u8> {
    let full_name = encode::constructed(0, &encode::primitive(6, url.as_bytes()));
    let point = encode::sequence(&[encode::constructed(0, &full_name)]);
    encode::sequence(&[point])
}

/// `authorityInfoAccess` with the addresses of the responder and of the issuer's certificate.
pub(crate) fn access(ocsp: &str, issuer: &str) -> Vec<u8> {
    let describe = |method, url: &str| {
        encode::sequence(&[encode::oid(method), encode::primitive(6, url.as_bytes())])
    };
    let value = encode::sequence(&[
        describe(oid::AD_OCSP, ocsp),
        describe(oid::AD_CA_ISSUERS, issuer),
    ]);
    extension(oid::AUTHORITY_INFO_ACCESS, false, &value)
}
