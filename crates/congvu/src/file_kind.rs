//! What kind of file a file is, told by its first bytes and never by its name.

use std::io;

use pdf::ReadAt;

/// How far the header of a PDF file may stand from the beginning (as most readers have it).
const HEADER_WITHIN: usize = 1024;
/// How much is looked at.
const LOOKED_AT: usize = 8 * 1024;

/// `id-signedData` as DER writes it: the type of every CMS signature, near its beginning.
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// Tag and length of a `ContentInfo` before its type, at most.
const BEFORE_TYPE: usize = 12;

/// The kinds of file that are told apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FileKind {
    /// A PDF document.
    Pdf,
    /// A signature in CMS, DER, BER or PEM.
    Cms,
    /// A kind that is known and not read here, by a name that needs no translation.
    Other(&'static str),
    /// Anything else.
    Unknown,
}

impl FileKind {
    /// Looks at the beginning of `source`.
    pub(crate) fn of(source: &dyn ReadAt) -> io::Result<Self> {
        let length = usize::try_from(source.len()).unwrap_or(usize::MAX);
        let mut head = vec![0; length.min(LOOKED_AT)];
        source.read_exact_at(0, &mut head)?;
        Ok(Self::of_head(&head))
    }

    fn of_head(head: &[u8]) -> Self {
        // A signature with its content may have a document inside, close to the beginning.
        if head.first() == Some(&0x30) {
            return der(head);
        }
        let near = head.get(..HEADER_WITHIN).unwrap_or(head);
        if contains(near, b"%PDF-") {
            return Self::Pdf;
        }
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let text = text.trim_ascii_start();
        if let Some(label) = text.strip_prefix(b"-----BEGIN ") {
            return pem(label);
        }
        match head {
            [b'P', b'K', 3, 4, ..] => Self::Other(zip(head)),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Self::Other("Microsoft Office (OLE)"),
            [0x89, b'P', b'N', b'G', ..] => Self::Other("PNG"),
            [0xff, 0xd8, 0xff, ..] => Self::Other("JPEG"),
            _ if text.starts_with(b"<") => Self::Other(xml(text)),
            _ if text.starts_with(b"MII") => Self::Other("Base64"),
            _ => Self::Unknown,
        }
    }
}

fn pem(label: &[u8]) -> FileKind {
    let is = |name: &[u8]| label.starts_with(name);
    if is(b"PKCS7-----") || is(b"CMS-----") || is(b"PKCS #7 SIGNED DATA-----") {
        FileKind::Cms
    } else {
        FileKind::Other("PEM")
    }
}

fn der(head: &[u8]) -> FileKind {
    let start = head.get(..BEFORE_TYPE + SIGNED_DATA.len()).unwrap_or(head);
    match contains(start, SIGNED_DATA) {
        true => FileKind::Cms,
        // 0x30 is the digit 0 too.
        false if contains(head, b"%PDF-") => FileKind::Pdf,
        false => FileKind::Other("DER"),
    }
}

/// Containers name themselves in their first entry, which is not compressed.
fn zip(head: &[u8]) -> &'static str {
    for (mark, name) in [
        (&b"application/vnd.etsi.asic-s+zip"[..], "ASiC-S"),
        (b"application/vnd.etsi.asic-e+zip", "ASiC-E"),
        (b"application/vnd.oasis.opendocument", "OpenDocument"),
        (b"[Content_Types].xml", "Office Open XML"),
    ] {
        if contains(head, mark) {
            return name;
        }
    }
    "ZIP"
}

fn xml(text: &[u8]) -> &'static str {
    if contains(text, b"<html") || contains(text, b"<!DOCTYPE html") {
        return "HTML";
    }
    "XML"
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_content() {
        let cms = [&[0x30, 0x80][..], SIGNED_DATA, b"\xa0\x80%PDF-1.7"].concat();
        let far = [&[b'\n'; 1000][..], b"%PDF-1.7"].concat();
        for (head, kind) in [
            (&far[..], FileKind::Pdf),
            (&cms, FileKind::Cms),
            (b"-----BEGIN PKCS7-----\n", FileKind::Cms),
            (b"-----BEGIN CERTIFICATE-----\n", FileKind::Other("PEM")),
            (&[0x30, 0x03, 0x02, 0x01, 0x05], FileKind::Other("DER")),
            (
                b"PK\x03\x04........mimetypeapplication/vnd.etsi.asic-e+zip",
                FileKind::Other("ASiC-E"),
            ),
            (b"PK\x03\x04", FileKind::Other("ZIP")),
            (b"\xef\xbb\xbf<?xml version", FileKind::Other("XML")),
            (b"MIIabc", FileKind::Other("Base64")),
            (b"abc", FileKind::Unknown),
            (b"", FileKind::Unknown),
        ] {
            assert_eq!(FileKind::of_head(head), kind, "{head:?}");
        }
    }
}
