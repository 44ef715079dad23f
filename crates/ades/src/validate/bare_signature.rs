//! Signatures without CMS: a bare RSA value in `/Contents`, the certificates in `/Cert`
//! (`adbe.x509.rsa_sha1`; ISO 32000-2, 12.8.3.2).
//!
//! The form is named after SHA-1, but since PDF 1.6 the value may be made with other digests, and
//! nothing outside the value says which.

use pdf::{Dictionary, Object, View};
use pki::{Certificate, DigestAlgorithm, KeyKind, SignatureAlgorithm, oid, signature};

use super::cms_facts::{Binding, CmsFacts, ValueCheck};
use super::content::Digests;
use super::finding::{Code, Finding};
use super::signer_info::{not_verified, value_check};

/// Certificates read from `/Cert`; a chain has a handful.
const MOST_CERTIFICATES: usize = 64;

/// The digests that a value may be made with, in the order tried.
const DIGESTS: [DigestAlgorithm; 4] = [
    DigestAlgorithm::Sha1,
    DigestAlgorithm::Sha256,
    DigestAlgorithm::Sha384,
    DigestAlgorithm::Sha512,
];

/// A bare signature as read.
pub(super) struct BareSignature {
    certificates: Vec<Certificate>,
    value: Vec<u8>,
}

impl BareSignature {
    /// Reads `/Cert` and the padded `/Contents`; `None` if there is no value.
    pub(super) fn read(
        view: &View<'_>,
        dictionary: &Dictionary,
        contents: &[u8],
        findings: &mut Vec<Finding>,
    ) -> Option<Self> {
        let mut certificates = Vec::new();
        for der in strings(view, dictionary) {
            match Certificate::from_der(&der) {
                Ok(certificate) => certificates.push(certificate),
                Err(_) => findings.push(Finding::new(Code::CertificateUnreadable)),
            }
        }
        let (value, padding) = split(contents, certificates.first());
        if padding.iter().any(|byte| *byte != 0) {
            findings.push(Finding::new(Code::PaddingNotZero));
        }
        if value.is_empty() {
            findings.push(Finding::new(Code::ContentsMalformed));
            return None;
        }
        Some(Self {
            certificates,
            value: value.to_vec(),
        })
    }

    pub(super) fn algorithms(&self) -> Vec<DigestAlgorithm> {
        DIGESTS.to_vec()
    }

    pub(super) fn facts(self, digests: &Digests, findings: &mut Vec<Finding>) -> CmsFacts {
        findings.push(Finding::new(Code::NoSignedAttributes));
        findings.push(Finding::new(Code::NotBound));
        let signer = self.certificates.first();
        let (algorithm, value) = match signer {
            Some(signer) => self.verify(signer, digests),
            None => {
                findings.push(Finding::new(Code::CertificateMissing));
                (
                    DigestAlgorithm::Sha1,
                    not_verified(Code::CertificateMissing),
                )
            }
        };
        CmsFacts {
            digest_algorithm: Some(algorithm),
            signature_algorithm: oid::RSA_ENCRYPTION.to_string(),
            content_digest: digests.of(algorithm).unwrap_or_default().to_vec(),
            digest_matches: None,
            value_over_content: true,
            value,
            binding: Binding::Absent,
            signer: signer.map_or_else(Vec::new, |found| found.der().to_vec()),
            certificates: self
                .certificates
                .iter()
                .map(|found| found.der().to_vec())
                .collect(),
            lists: Vec::new(),
            answers: Vec::new(),
            binding_digest: None,
            signing_time: None,
            policy: None,
            commitments: Vec::new(),
            has_role: false,
            content_timestamps: Vec::new(),
            timestamps: Vec::new(),
            archive_timestamps: Vec::new(),
            counter_signatures: 0,
        }
    }

    /// The digest with which the value holds; SHA-1, after which the form is named, if none.
    fn verify(&self, signer: &Certificate, digests: &Digests) -> (DigestAlgorithm, ValueCheck) {
        let try_with = |algorithm: DigestAlgorithm| match digests.of(algorithm) {
            Some(digest) => value_check(signature::verify_digest(
                signer.public_key(),
                SignatureAlgorithm::RsaPkcs1(algorithm),
                digest,
                &self.value,
            )),
            None => not_verified(Code::Limit),
        };
        let [sha1, others @ ..] = DIGESTS;
        let first = try_with(sha1);
        if first != ValueCheck::Wrong {
            return (sha1, first);
        }
        let mut others = others.into_iter().map(|found| (found, try_with(found)));
        let holds = |(_, value): &(_, ValueCheck)| matches!(value, ValueCheck::Verified { .. });
        others.find(holds).unwrap_or((sha1, first))
    }
}

/// The strings in `/Cert`: one, or an array of them, the signer's first.
fn strings(view: &View<'_>, dictionary: &Dictionary) -> Vec<Vec<u8>> {
    let found = view.lookup(dictionary, "Cert").unwrap_or_default();
    let all = match &found {
        Object::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    all.iter()
        .take(MOST_CERTIFICATES)
        .filter_map(|item| view.resolve(item).ok())
        .filter_map(|item| item.as_string().map(|string| string.bytes.clone()))
        .collect()
}

/// The value and what stands behind it: an octet string, or by some writers the bare value, whose
/// length is that of the signer's modulus.
fn split<'a>(contents: &'a [u8], signer: Option<&Certificate>) -> (&'a [u8], &'a [u8]) {
    let modulus = match signer.map(|signer| signer.public_key().kind()) {
        Some(KeyKind::Rsa { bits }) => usize::try_from(bits.div_ceil(8)).ok(),
        _ => None,
    };
    if contents.first() == Some(&0x04)
        && let Ok(element) = pki::ber::normalize(contents)
        && let Some((element, padding)) = contents.split_at_checked(element.length)
        && let Some((_, value)) = element.split_at_checked(header_length(element))
        && modulus.is_none_or(|modulus| modulus == value.len())
    {
        return (value, padding);
    }
    let length = modulus.unwrap_or(contents.len());
    contents.split_at_checked(length).unwrap_or((contents, &[]))
}

/// The octets of tag and length of an octet string.
fn header_length(element: &[u8]) -> usize {
    match element.get(1) {
        Some(long @ 0x81..) => 2 + usize::from(long & 0x7F),
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_in_octet_strings_or_bare() {
        let wrapped = [&[0x04, 0x03, 1, 2, 3][..], &[0; 5]].concat();
        assert_eq!(split(&wrapped, None), (&[1, 2, 3][..], &[0; 5][..]));
        assert_eq!(split(&[9, 8, 7], None), (&[9, 8, 7][..], &[][..]));
        let long = [&[0x04, 0x81, 0x80][..], &[7; 0x80]].concat();
        assert_eq!(split(&long, None), (&[7; 0x80][..], &[][..]));
    }
}
