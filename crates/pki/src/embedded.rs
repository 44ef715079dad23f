//! Evidence embedded in signatures: certificates, revocation lists and OCSP answers in the places
//! that CMS, CAdES and Adobe's PDF signatures give them.
//!
//! Nothing is judged here, and a value that cannot be read is left out: evidence counts by
//! validation, never by its place, and a broken one proves nothing.

use const_oid::ObjectIdentifier;

use crate::asn1::{Element, constructed};
use crate::signed_data::{Attributes, SignedData};
use crate::{ocsp, oid};

/// Values taken from one signature; an honest archive holds some dozens.
const MOST_VALUES: usize = 1024;

/// Evidence as found, DER.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Embedded {
    /// Certificates.
    pub certificates: Vec<Vec<u8>>,
    /// Revocation lists.
    pub lists: Vec<Vec<u8>>,
    /// OCSP answers, each a whole `OCSPResponse`.
    pub answers: Vec<Vec<u8>>,
}

impl Embedded {
    /// What stands in the message itself: `certificates` and `crls` (RFC 5652, 5.1), answers in
    /// the latter as RFC 5940 says.
    #[must_use]
    pub fn of_message(data: &SignedData) -> Self {
        let mut found = Self::of_choices(&data.revocation);
        for certificate in &data.certificates {
            found.certificate(certificate.der());
        }
        found
    }

    /// What stands in these elements of `crls`.
    #[must_use]
    pub fn of_choices(choices: &[Vec<u8>]) -> Self {
        let mut found = Self::default();
        for choice in choices {
            // A choice of an unknown kind is no evidence.
            let _ = found.revocation_choice(choice);
        }
        found
    }

    /// Takes what stands in the attributes of a signer, see [`Self::take_attribute`].
    pub fn take_attributes(&mut self, attributes: &Attributes) {
        for attribute in attributes.iter() {
            for value in &attribute.values {
                self.take_attribute(attribute.oid, value);
            }
        }
    }

    /// Takes what stands in the value of an attribute that holds evidence: certificate-values,
    /// revocation-values (EN 319 122-1, A.1.1.2 and A.1.2.2), Adobe's revocation archive.
    pub fn take_attribute(&mut self, attribute: ObjectIdentifier, value: &[u8]) {
        // What cannot be read is no evidence.
        let _ = match attribute {
            oid::CERTIFICATE_VALUES => self.certificate_values(value),
            oid::REVOCATION_VALUES | oid::ADOBE_REVOCATION => self.lists_and_answers(value),
            _ => Ok(()),
        };
    }

    /// How many values there are.
    #[must_use]
    pub fn count(&self) -> usize {
        let lists = self.lists.len().saturating_add(self.answers.len());
        self.certificates.len().saturating_add(lists)
    }

    /// Takes a certificate, unless it is known.
    pub fn certificate(&mut self, der: &[u8]) {
        let full = self.count() >= MOST_VALUES;
        take(&mut self.certificates, der.to_vec(), full);
    }

    /// Takes a revocation list, unless it is known.
    pub fn list(&mut self, der: &[u8]) {
        let full = self.count() >= MOST_VALUES;
        take(&mut self.lists, der.to_vec(), full);
    }

    /// Takes an OCSP answer, whole or bare, unless it is known.
    pub fn answer(&mut self, der: &[u8]) {
        let full = self.count() >= MOST_VALUES;
        take(&mut self.answers, ocsp::whole(der), full);
    }

    /// `RevocationInfoChoice` (RFC 5652, 10.2.1).
    fn revocation_choice(&mut self, der: &[u8]) -> der::Result<()> {
        let choice = Element::only(der)?;
        if choice.tag != constructed(1) {
            self.list(der);
            return Ok(());
        }
        let parts = choice.children()?;
        if let [format, info] = parts.as_slice()
            && format.decode() == Ok(oid::REVOCATION_INFO_OCSP)
        {
            self.answer(info.whole);
        }
        Ok(())
    }

    /// `CertificateValues`: a sequence of certificates.
    fn certificate_values(&mut self, value: &[u8]) -> der::Result<()> {
        for certificate in children(value)? {
            self.certificate(certificate.whole);
        }
        Ok(())
    }

    /// `RevocationValues` and Adobe's `RevocationInfoArchival` (ISO 32000-2, 12.8.3.3.2): lists
    /// `[0]`, answers `[1]`, bare in the former, whole in the latter; others `[2]`.
    fn lists_and_answers(&mut self, value: &[u8]) -> der::Result<()> {
        for part in children(value)? {
            let is_lists = part.tag == constructed(0);
            if !is_lists && part.tag != constructed(1) {
                continue;
            }
            for found in children(part.content)? {
                match is_lists {
                    true => self.list(found.whole),
                    false => self.answer(found.whole),
                }
            }
        }
        Ok(())
    }
}

fn take(into: &mut Vec<Vec<u8>>, der: Vec<u8>, is_full: bool) {
    if !is_full && !into.contains(&der) {
        into.push(der);
    }
}

/// The elements of a sequence.
fn children(der: &[u8]) -> der::Result<Vec<Element<'_>>> {
    let element = Element::only(der)?;
    element.tag.assert_eq(der::Tag::Sequence)?;
    element.children()
}
