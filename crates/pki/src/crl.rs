//! Certificate revocation lists (RFC 5280, 5), read from their own bytes.
//!
//! Lists of real authorities have hundreds of thousands of entries. Entries stay where they are in
//! the bytes; an index of eight octets for each finds them by serial number. Nothing here says that
//! a list may be believed, nor for which certificates it speaks: see [`crate::revocation`].

mod entry;
mod fields;
mod index;
mod scope;

use std::cmp::Ordering;
use std::sync::Arc;

use const_oid::ObjectIdentifier;
use sha2::Digest as _;
use time::UtcDateTime;

pub use entry::Entry;
pub use scope::Scope;

use self::fields::Fields;
use crate::extension::{DistributionPoint, Extension};
use crate::signature::VerifiedWith;
use crate::{Error, Name, PublicKey};

/// A revocation list. Cloning is cheap.
#[derive(Clone)]
pub struct Crl(Arc<Fields>);

impl Crl {
    /// Reads a DER list; bytes after it are an error.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::NotDer`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Fields::parse(bytes)
            .map(|fields| Self(Arc::new(fields)))
            .map_err(Error::malformed("revocation list"))
    }

    /// Reads a list in DER or PEM, as servers send both.
    ///
    /// # Errors
    /// [`Error::Pem`], [`Error::Malformed`].
    pub fn load(bytes: &[u8]) -> Result<Self, Error> {
        match crate::load::first_pem_block(bytes, &["X509 CRL"])? {
            Some(content) => Self::from_der(&content),
            None => Self::from_der(bytes),
        }
    }

    /// The bytes as found.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-256 of the whole list.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        let digest = || sha2::Sha256::digest(self.der()).into();
        *self.0.digest.get_or_init(digest)
    }

    /// Who issued the list.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// When it was issued.
    #[must_use]
    pub fn this_update(&self) -> UtcDateTime {
        self.0.this_update
    }

    /// When the next one is due at the latest.
    #[must_use]
    pub fn next_update(&self) -> Option<UtcDateTime> {
        self.0.next_update
    }

    /// All entries, in the order found.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.0.index.entries(self.0.entries())
    }

    /// The entry about the certificate with this serial number that `issuer` issued. Of several the
    /// gravest: a revocation for good, before a suspension, before the end of one.
    #[must_use]
    pub fn entry(&self, issuer: &Name, serial: &[u8]) -> Option<Entry> {
        self.0
            .index
            .find(self.0.entries(), serial)
            .filter(|(offset, _)| self.is_about(*offset, issuer))
            .map(|(_, entry)| entry)
            .max_by_key(Entry::gravity)
    }

    /// Whether the entry at this offset is about a certificate of `issuer`: the last
    /// `certificateIssuer` up to it decides, before the first it is the issuer of the list
    /// (RFC 5280, 5.3.3).
    fn is_about(&self, offset: u32, issuer: &Name) -> bool {
        match self.0.index.issuer_at(self.0.entries(), offset) {
            Some(names) => names.iter().any(|name| name.is_directory(issuer)),
            None => self.issuer().matches(issuer),
        }
    }

    /// What the list is about; `None`: everything its issuer issued.
    #[must_use]
    pub fn scope(&self) -> Option<&Scope> {
        self.0.known.scope.as_ref()
    }

    /// All extensions of the list.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.0.extensions
    }

    /// A critical extension of the list or of any of its entries that we do not process. Such a
    /// list must not be used to show that a certificate is good (RFC 5280, 5.2 and 5.3).
    #[must_use]
    pub fn unknown_critical(&self) -> Option<ObjectIdentifier> {
        self.0.unknown_critical
    }

    /// The number of the list: two's complement octets without redundant ones.
    #[must_use]
    pub fn number(&self) -> Option<&[u8]> {
        self.0.known.number.as_deref()
    }

    /// The number of the list that this one builds on, if it is a delta list.
    #[must_use]
    pub fn base_number(&self) -> Option<&[u8]> {
        self.0.known.base_number.as_deref()
    }

    /// Addresses of delta lists that bring this one up to date.
    #[must_use]
    pub fn delta_urls(&self) -> Vec<String> {
        DistributionPoint::of_deltas(self.extensions())
    }

    /// The identifier of the issuer's key, if given.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.0.known.authority_key.key.as_deref()
    }

    /// Since when the list keeps entries of certificates that have expired (`expiredCertsOnCRL`,
    /// X.509, 9.5.2.8).
    #[must_use]
    pub fn keeps_expired_since(&self) -> Option<UtcDateTime> {
        self.0.known.keeps_expired_since
    }

    /// Verifies the signature with this key.
    ///
    /// # Errors
    /// Those of [`crate::signature::verify`].
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<VerifiedWith, Error> {
        self.0.verify(key)
    }
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Crl({} of {})", self.issuer(), self.this_update())
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Crl {}

/// Compares two's complement integers without redundant octets, as serial and list numbers are.
#[must_use]
pub fn compare_numbers(left: &[u8], right: &[u8]) -> Ordering {
    let negative = |number: &[u8]| number.first().is_some_and(|first| *first >= 0x80);
    match (negative(left), negative(right)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => left.len().cmp(&right.len()).then_with(|| left.cmp(right)),
        (true, true) => right.len().cmp(&left.len()).then_with(|| left.cmp(right)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_integers() {
        let ascending: [&[u8]; 8] = [
            &[0x80, 0x00],
            &[0xFF, 0x7F],
            &[0x80],
            &[0xFF],
            &[0x00],
            &[0x7F],
            &[0x00, 0x80],
            &[0x01, 0x00],
        ];
        for (position, number) in ascending.iter().enumerate() {
            for (other_position, other) in ascending.iter().enumerate() {
                let expected = position.cmp(&other_position);
                assert_eq!(compare_numbers(number, other), expected);
            }
        }
    }
}
