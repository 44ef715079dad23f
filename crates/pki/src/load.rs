//! Certificate files as they come: DER, PEM, PKCS#7 bundles (RFC 7468, RFC 5652).

use der::pem;

use crate::signed_data::SignedData;
use crate::{Certificate, Error};

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
        match label.as_str() {
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
        if labels.contains(&label.as_str()) {
            return Ok(Some(content));
        }
    }
    Err(Error::Pem {
        reason: format!("no block {}", labels.join(", ")),
    })
}

/// The contents of a text: its first PEM block with this label, or bare Base64; `None` if it is
/// neither.
pub(crate) fn text_block(bytes: &[u8], label: &str) -> Result<Option<Vec<u8>>, Error> {
    let is_base64 = |c: &u8| c.is_ascii_alphanumeric() || b"+/= \t\r\n".contains(c);
    if bytes.is_empty() || !bytes.iter().all(is_base64) {
        return first_pem_block(bytes, &[label]);
    }
    let text = String::from_utf8_lossy(bytes);
    Ok(Some(decode(&format!("{BEGIN}{label}{DASHES}\n{text}"))?.1))
}

/// Label and contents of one block. Lines may be of any length and end in spaces, as mail programs
/// leave them.
fn decode(block: &str) -> Result<(String, Vec<u8>), Error> {
    let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let body: String = lines
        .take_while(|line| !line.starts_with(DASHES))
        .filter(|line| !line.contains(':'))
        .collect();
    let label = first.trim_start_matches(BEGIN).trim_end_matches(DASHES);
    let mut text = format!("{first}\n");
    for (position, character) in body.chars().enumerate() {
        if position > 0 && position % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text.push_str(&format!("\n-----END {label}{DASHES}\n"));
    let (label, content) = pem::decode_vec(text.as_bytes()).map_err(|error| Error::Pem {
        reason: error.to_string(),
    })?;
    Ok((label.to_owned(), content))
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes.first() != Some(&0x30)
        && bytes
            .windows(BEGIN.len())
            .any(|window| window == BEGIN.as_bytes())
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
    Ok(SignedData::from_der(bytes)?.certificates)
}
