//! Writing `SignedData`: DER, one signer, nothing inside (RFC 5652, 5.1).
//!
//! Certificates go in byte for byte as their issuer made them; sets are sorted as DER demands.

use pki::{Certificate, Error, SignatureAlgorithm, encode, oid};

use super::attributes::{SIGNATURE_TIMESTAMP, attribute};

/// Everything that a detached signature is put together from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewSignedData<'a> {
    /// The signer's certificate.
    pub(crate) signer: &'a Certificate,
    /// Its issuers' certificates.
    pub(crate) chain: &'a [Certificate],
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
    pub(crate) fn to_der(self) -> Result<Vec<u8>, Error> {
        // Absent parameters, as RFC 5754, 2, asks of new digests.
        let digest = encode::sequence(&[encode::oid(self.algorithm.digest().oid())]);
        let mut certificates = vec![self.signer.der()];
        certificates.extend(self.chain.iter().map(Certificate::der));
        let body = encode::sequence(&[
            // Version 1: issuer and serial name the signer, the content is plain data.
            encode::integer(1),
            encode::set_of(&[&digest]),
            encode::sequence(&[encode::oid(oid::DATA)]),
            encode::constructed(0, &encode::sorted(&certificates)),
            encode::set_of(&[self.signer_info(&digest)?]),
        ]);
        Ok(encode::sequence(&[
            encode::oid(oid::SIGNED_DATA),
            encode::constructed(0, &body),
        ]))
    }

    fn signer_info(&self, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let serial = encode::element(0x02, self.signer.serial());
        let id = encode::sequence(&[self.signer.issuer().der(), &serial]);
        let mut signed = self.signed_attributes.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = 0xa0;
        }
        let mut parts = vec![
            encode::integer(1),
            id,
            digest.to_vec(),
            signed,
            encode::value(&self.algorithm.identifier())?,
            encode::octet_string(self.signature),
        ];
        if let Some(token) = self.timestamp {
            parts.push(encode::constructed(
                1,
                &attribute(SIGNATURE_TIMESTAMP, token),
            ));
        }
        Ok(encode::sequence(&parts))
    }
}
