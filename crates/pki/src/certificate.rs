//! X.509 certificates (RFC 5280, 4), read from their own bytes and never re-encoded.
//!
//! Reading is tolerant where real authorities are loose (serial numbers of any length and sign, an
//! explicit FALSE, times without seconds, any string kind): a certificate that can be understood is
//! understood, and what is wrong with it is judged by the path check. Nothing here says that a
//! certificate is trustworthy, nor of which kind (person, organisation) its subject is.

mod fields;
mod reader;

use std::fmt;
use std::sync::Arc;

use const_oid::ObjectIdentifier;
use sha2::Digest as _;
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

use self::fields::Fields;
pub use self::reader::CertificateReader;
use crate::extension::{
    DistributionPoint, Extension, GeneralName, KeyUsage, NameConstraints, PolicyConstraints,
    PolicyMapping,
};
use crate::{Error, Name, PublicKey, oid, signature};

/// A certificate. Cloning is cheap.
#[derive(Clone)]
pub struct Certificate(Arc<Fields>);

/// Something in a certificate that RFC 5280 forbids, though the rest can be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Defect {
    /// An extension that we process, and cannot read.
    MalformedExtension(ObjectIdentifier),
    /// An extension that stands twice (4.2).
    RepeatedExtension(ObjectIdentifier),
    /// `signature` inside and `signatureAlgorithm` outside differ (4.1.1.2).
    AlgorithmsDiffer,
}

impl Certificate {
    /// Reads one DER certificate; bytes after it are an error.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::NotDer`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Fields::parse(bytes)
            .map(|fields| Self(Arc::new(fields)))
            .map_err(Error::malformed("certificate"))
    }

    /// Reads the first certificate of a PEM text.
    ///
    /// # Errors
    /// [`Error::Pem`], [`Error::NoCertificate`], [`Error::Malformed`].
    pub fn from_pem(text: &[u8]) -> Result<Self, Error> {
        crate::load::pem(text)?
            .into_iter()
            .next()
            .ok_or(Error::NoCertificate)
    }

    /// Reads all certificates of a file: DER, PEM with any number of them, or a PKCS#7 bundle in
    /// either form.
    ///
    /// # Errors
    /// [`Error::NoCertificate`] for a file without any, and those of reading each.
    pub fn load_all(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        crate::load::all(bytes)
    }

    /// The certificate as PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::encode::pem("CERTIFICATE", self.der())
    }

    /// The bytes as found.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part, `tbsCertificate`, as found.
    #[must_use]
    pub fn tbs_der(&self) -> &[u8] {
        &self.0.tbs
    }

    /// The version as people count: 1, 2 or 3.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.0.version
    }

    /// The serial number: two's complement octets without redundant ones.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.0.serial
    }

    /// The serial number as upper-case hexadecimal, as tools print it.
    #[must_use]
    pub fn serial_hex(&self) -> String {
        let unsigned = match self.serial().split_first() {
            Some((0, rest)) if !rest.is_empty() => rest,
            _ => self.serial(),
        };
        hex(unsigned)
    }

    /// Who is certified.
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// Who certifies.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// First moment of validity.
    #[must_use]
    pub fn not_before(&self) -> UtcDateTime {
        self.0.not_before
    }

    /// Last moment of validity, inclusive.
    #[must_use]
    pub fn not_after(&self) -> UtcDateTime {
        self.0.not_after
    }

    /// The certified key.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    /// With what the issuer signed.
    #[must_use]
    pub fn signature_algorithm(&self) -> &AlgorithmIdentifierOwned {
        &self.0.signature_algorithm
    }

    /// The issuer's signature value.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.0.signature
    }

    /// All extensions as found.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.0.extensions
    }

    /// The extension with this identifier.
    #[must_use]
    pub fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.extensions()
            .iter()
            .find(|extension| extension.oid == oid)
    }

    /// What RFC 5280 forbids in this certificate.
    #[must_use]
    pub fn defects(&self) -> &[Defect] {
        &self.0.defects
    }

    /// What the key may be used for; `None` without the extension: for everything.
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.known.key_usage
    }

    /// The purposes of the key; `None` without the extension: all.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&[ObjectIdentifier]> {
        self.0.known.extended_key_usage.as_deref()
    }

    /// Whether the subject may issue certificates (basicConstraints says so).
    #[must_use]
    pub fn is_ca(&self) -> bool {
        self.0
            .known
            .basic_constraints
            .is_some_and(|constraints| constraints.ca)
    }

    /// How many further issuers may stand below this one; `None`: any number.
    #[must_use]
    pub fn path_length(&self) -> Option<u32> {
        self.0.known.basic_constraints?.path_length
    }

    /// The identifier of the key in this certificate, if given.
    #[must_use]
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.0.known.subject_key_identifier.as_deref()
    }

    /// The identifier of the issuer's key, if given.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.0.known.authority_key_identifier.key.as_deref()
    }

    /// Further names of the subject.
    #[must_use]
    pub fn subject_alt_names(&self) -> &[GeneralName] {
        &self.0.known.subject_alt_names
    }

    /// The policies under which the certificate was issued.
    #[must_use]
    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.0.known.policies
    }

    /// Which policies of the issuer and of the subject count as the same.
    #[must_use]
    pub fn policy_mappings(&self) -> &[PolicyMapping] {
        &self.0.known.policy_mappings
    }

    /// What the subject, an authority, demands of policies below it.
    #[must_use]
    pub fn policy_constraints(&self) -> PolicyConstraints {
        self.0.known.policy_constraints
    }

    /// After how many further certificates anyPolicy stands for nothing.
    #[must_use]
    pub fn inhibit_any_policy(&self) -> Option<u32> {
        self.0.known.inhibit_any_policy
    }

    /// The names that the subject, an authority, may certify.
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.0.known.name_constraints.as_ref()
    }

    /// Where revocation lists for this certificate are.
    #[must_use]
    pub fn distribution_points(&self) -> &[DistributionPoint] {
        &self.0.known.distribution_points
    }

    /// Addresses of revocation lists.
    #[must_use]
    pub fn crl_urls(&self) -> Vec<&str> {
        self.distribution_points()
            .iter()
            .flat_map(DistributionPoint::urls)
            .collect()
    }

    /// Addresses of delta lists, which bring a revocation list up to date.
    #[must_use]
    pub fn delta_urls(&self) -> Vec<String> {
        DistributionPoint::of_deltas(self.extensions())
    }

    /// Addresses of OCSP responders.
    #[must_use]
    pub fn ocsp_urls(&self) -> Vec<&str> {
        self.access_urls(oid::AD_OCSP)
    }

    /// Addresses of the issuer's certificate.
    #[must_use]
    pub fn ca_issuer_urls(&self) -> Vec<&str> {
        self.access_urls(oid::AD_CA_ISSUERS)
    }

    fn access_urls(&self, method: ObjectIdentifier) -> Vec<&str> {
        let access = &self.0.known.access;
        access
            .iter()
            .filter(|(found, _)| *found == method)
            .map(|(_, url)| url.as_str())
            .collect()
    }

    /// The text of the subject's most specific attribute of this kind.
    #[must_use]
    pub fn attribute(&self, oid: ObjectIdentifier) -> Option<String> {
        self.subject().attribute(oid).map(str::to_owned)
    }

    /// The subject's common name.
    #[must_use]
    pub fn common_name(&self) -> Option<String> {
        self.attribute(oid::COMMON_NAME)
    }

    /// The subject's organisation.
    #[must_use]
    pub fn organization(&self) -> Option<String> {
        self.attribute(oid::ORGANIZATION)
    }

    /// The subject's e-mail address: from the alternative names, else from the name itself.
    #[must_use]
    pub fn email(&self) -> Option<String> {
        let alternative = self.subject_alt_names().iter().find_map(|name| match name {
            GeneralName::Email(address) => Some(address.clone()),
            _ => None,
        });
        alternative.or_else(|| self.attribute(oid::EMAIL_ADDRESS))
    }

    /// SHA-256 of the whole certificate.
    #[must_use]
    pub fn sha256_fingerprint(&self) -> [u8; 32] {
        let digest = || sha2::Sha256::digest(self.der()).into();
        *self.0.digest.get_or_init(digest)
    }

    /// Whether subject and issuer are the same name. Says nothing about who signed it.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject().matches(self.issuer())
    }

    /// Verifies the issuer's signature with this key. Names and validity are the path's business.
    ///
    /// # Errors
    /// Those of [`signature::verify`].
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<signature::VerifiedWith, Error> {
        self.0.verify(key)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl std::hash::Hash for Certificate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.der().hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({self} #{})", self.serial_hex())
    }
}

impl fmt::Display for Certificate {
    /// The subject's name after RFC 4514.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.subject().fmt(f)
    }
}

/// Upper-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
