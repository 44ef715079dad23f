//! Writing `SignedData`: DER, one signer, nothing inside (RFC 5652, 5.1).
//!
//! Certificates go in byte for byte as their issuer made them; sets are sorted as DER demands.

use der::Encode as _;
use pki::SignatureAlgorithm;

use super::CmsError;
use super::attributes::{Attribute, SIGNATURE_TIMESTAMP};
use super::signed_data::{ID_DATA, ID_SIGNED_DATA};
use super::tlv::{self, context};

/// Everything that a detached signature is put together from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewSignedData<'a> {
    /// DER of the certificates, the signer's among them.
    pub(crate) certificates: &'a [Vec<u8>],
    /// DER of the name of the issuer of the signer's certificate.
    pub(crate) issuer: &'a [u8],
    /// Value octets of the serial number of the signer's certificate.
    pub(crate) serial: &'a [u8],
    /// How the signature value was made.
    pub(crate) algorithm: SignatureAlgorithm,
    /// The signed attributes as DER `SET OF`.
    pub(crate) signed_attributes: &'a [u8],
    /// The signature value.
    pub(crate) signature: &'a [u8],
    /// A time-stamp token over the signature value, DER.
    pub(crate) timestamp: Option<&'a [u8]>,
}

impl NewSignedData<'_> {
    /// DER of the `ContentInfo`.
    pub(crate) fn to_der(self) -> Result<Vec<u8>, CmsError> {
        let digest = tlv::write(
            tlv::SEQUENCE,
            &object_identifier(&self.algorithm.digest().oid()),
        );
        let content = tlv::write(tlv::SEQUENCE, &object_identifier(&ID_DATA));
        let mut certificates = self.certificates.to_vec();
        certificates.sort();
        certificates.dedup();
        let body = [
            // Version 1: issuer and serial name the signer, the content is plain data.
            tlv::write(tlv::INTEGER, &[1]),
            tlv::write(tlv::SET, &digest),
            content,
            tlv::write(context(0), &certificates.concat()),
            tlv::write(tlv::SET, &self.signer_info(&digest)?),
        ]
        .concat();
        let explicit = tlv::write(context(0), &tlv::write(tlv::SEQUENCE, &body));
        let content_info = [object_identifier(&ID_SIGNED_DATA), explicit].concat();
        Ok(tlv::write(tlv::SEQUENCE, &content_info))
    }

    fn signer_info(&self, digest: &[u8]) -> Result<Vec<u8>, CmsError> {
        let id = [self.issuer, &tlv::write(tlv::INTEGER, self.serial)].concat();
        let mut signed = self.signed_attributes.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = context(0);
        }
        let mut signer = [
            tlv::write(tlv::INTEGER, &[1]),
            tlv::write(tlv::SEQUENCE, &id),
            digest.to_vec(),
            signed,
            self.algorithm.identifier().to_der()?,
            tlv::write(tlv::OCTET_STRING, self.signature),
        ]
        .concat();
        if let Some(token) = self.timestamp {
            let attribute = Attribute::write(&SIGNATURE_TIMESTAMP, token);
            signer.extend(tlv::write(context(1), &attribute));
        }
        Ok(tlv::write(tlv::SEQUENCE, &signer))
    }
}

fn object_identifier(oid: &der::asn1::ObjectIdentifier) -> Vec<u8> {
    tlv::write(tlv::OBJECT_IDENTIFIER, oid.as_bytes())
}
