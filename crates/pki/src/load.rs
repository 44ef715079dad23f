//! Certificate files as they come: DER, PEM, PKCS#7 bundles (RFC 7468, RFC 5652).

use der::pem;
use der::{Reader, Tag};

use crate::asn1::{Element, constructed};
use crate::{Certificate, Error, oid};

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// All certificates of a file, in its order.
pub(crate) fn all(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    let certificates = if is_pem(bytes) {
        pem(bytes)?
    } else {
        der(bytes)?
    };
    if certificates.is_empty() {
        return Err(Error::NoCertificate);
    }
    Ok(certificates)
}

/// All certificates of a PEM text; other PEM blocks (keys) are skipped.
pub(crate) fn pem(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    let text = String::from_utf8_lossy(bytes);
    let mut certificates = Vec::new();
    for block in blocks(&text) {
        let (label, content) = decode(block)?;
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                certificates.push(Certificate::from_der(&content)?);
            }
            "PKCS7" | "CMS" => certificates.extend(bundle(&content)?),
            _ => {}
        }
    }
    Ok(certificates)
}

/// The contents of the first PEM block with one of these labels; `None` if this is no PEM text.
pub(crate) fn first_pem_block(bytes: &[u8], labels: &[&str]) -> Result<Option<Vec<u8>>, Error> {
    if !is_pem(bytes) {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(bytes);
    for block in blocks(&text) {
        let (label, content) = decode(block)?;
        if labels.contains(&label) {
            return Ok(Some(content));
        }
    }
    Err(Error::Pem {
        reason: format!("no block {}", labels.join(", ")),
    })
}

fn decode(block: &str) -> Result<(&str, Vec<u8>), Error> {
    pem::decode_vec(block.as_bytes()).map_err(|error| Error::Pem {
        reason: error.to_string(),
    })
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes
        .windows(BEGIN.len())
        .any(|window| window == BEGIN.as_bytes())
        && bytes.first() != Some(&0x30)
}

/// The text of every block from its BEGIN to the end of its END line.
fn blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let Some((label, _)) = after.split_once(DASHES) else {
            break;
        };
        let end = format!("-----END {label}{DASHES}");
        let start = text.len() - after.len() - BEGIN.len();
        let Some(length) = after.find(&end) else {
            break;
        };
        let stop = text.len() - after.len() + length + end.len();
        if let Some(block) = text.get(start..stop) {
            found.push(block);
        }
        rest = text.get(stop..).unwrap_or_default();
    }
    found
}

fn der(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    match Certificate::from_der(bytes) {
        Ok(certificate) => Ok(vec![certificate]),
        Err(error) => bundle(bytes).map_err(|_| error),
    }
}

/// The certificates of a `ContentInfo` with `SignedData`.
fn bundle(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    let elements = bundle_elements(bytes).map_err(Error::malformed("PKCS#7 bundle"))?;
    elements
        .iter()
        .map(|element| Certificate::from_der(element.whole))
        .collect()
}

fn bundle_elements(bytes: &[u8]) -> der::Result<Vec<Element<'_>>> {
    let mut content_info = Element::only(bytes)?.sequence()?;
    let content_type: const_oid::ObjectIdentifier = content_info.decode()?;
    if content_type != oid::SIGNED_DATA {
        return Err(der::ErrorKind::OidUnknown { oid: content_type }.into());
    }
    let content = Element::expect(&mut content_info, constructed(0))?;
    let mut signed_data = Element::only(content.content)?.sequence()?;
    Element::expect(&mut signed_data, Tag::Integer)?;
    Element::expect(&mut signed_data, Tag::Set)?;
    Element::expect(&mut signed_data, Tag::Sequence)?;
    match Element::optional(&mut signed_data, constructed(0))? {
        Some(set) => {
            let mut elements = set.children()?;
            elements.retain(|element| element.tag == Tag::Sequence);
            Ok(elements)
        }
        None => Ok(Vec::new()),
    }
}
