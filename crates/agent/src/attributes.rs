//! What may be signed: the signed attributes of a document's signature, and nothing else.
//!
//! A server that could have arbitrary bytes signed could have anything signed: a login, a
//! certificate request, a document that was never shown. So the bytes must be the DER of CMS signed
//! attributes (RFC 5652, 5.4 and 11; EN 319 122-1, 5) for plain content with the digest that was
//! announced and shown, naming the certificate whose key is asked for.

use std::collections::HashSet;

use agent_protocol::limits;
use agent_protocol::message::SignItem;
use pki::signed_data::Attributes;
use pki::{Certificate, DigestAlgorithm, ess, oid};

use crate::Error;

/// Makes sure that the item asks for the signature of a document by this certificate.
pub(crate) fn check(item: &SignItem, certificate: &Certificate) -> Result<(), Error> {
    let digest = item.algorithm.digest();
    let strong = [
        DigestAlgorithm::Sha256,
        DigestAlgorithm::Sha384,
        DigestAlgorithm::Sha512,
    ];
    if !strong.contains(&digest) {
        return Err(Error::Algorithm {
            algorithm: item.algorithm.to_string(),
        });
    }
    if item.to_be_signed.0.len() > limits::TO_BE_SIGNED {
        return Err(Error::TooLarge {
            limit: limits::TO_BE_SIGNED,
        });
    }
    let attributes = Attributes::from_to_be_signed(&item.to_be_signed.0)
        .map_err(|_| refuse("not a DER set of attributes"))?;
    // What was read, written again, is what will be signed: nothing hides beside it.
    if attributes.to_be_signed() != item.to_be_signed.0 {
        return Err(refuse("not a DER set of attributes"));
    }
    let mut seen = HashSet::new();
    if !attributes
        .iter()
        .all(|attribute| seen.insert(attribute.oid))
    {
        return Err(refuse("an attribute stands there twice"));
    }
    if attributes.content_type() != Some(oid::DATA) {
        return Err(refuse("the content type is not plain data"));
    }
    let stated = attributes
        .message_digest()
        .ok_or_else(|| refuse("there is no digest of the content"))?;
    if stated.len() != digest.length() || hexadecimal(stated) != item.digest {
        return Err(Error::DigestDiffers);
    }
    names(&attributes, certificate)
}

/// The signing-certificate attribute must be there, and name this certificate.
fn names(attributes: &Attributes, certificate: &Certificate) -> Result<(), Error> {
    let unreadable = |_| refuse("the signing certificate cannot be read");
    let lists = ess::certificate_ids(attributes).map_err(unreadable)?;
    if lists.is_empty() {
        return Err(refuse("the signing certificate is not named"));
    }
    let mut firsts = lists.iter().map(|list| list.first());
    let all = firsts.all(|first| {
        first
            .is_some_and(|id| id.hash_matches(certificate) && id.issuer_serial_matches(certificate))
    });
    if all {
        Ok(())
    } else {
        Err(Error::AttributesOfAnother)
    }
}

fn refuse(reason: &'static str) -> Error {
    Error::NotAttributes { reason }
}

/// Lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
