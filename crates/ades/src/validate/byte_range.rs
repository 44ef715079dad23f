//! Which bytes a signature in a PDF is over (ISO 32000-2, 12.8.1).
//!
//! A signature speaks for a revision only if its two ranges are everything from the first byte to
//! the end of that revision but the token of `/Contents`, and if the dictionary that says so was
//! part of that very revision. Every departure is an attack or a defect and makes the coverage
//! anomalous; it is still said which bytes the digest would be over, so that "changed" can be told
//! from "wrapped".

use std::ops::Range;

use pdf::{Dictionary, Document, Object, ObjectId, ReadAt};

use super::facts::{Changes, Coverage, RangeFacts};
use super::finding::{Code, Finding};

/// The longest `/Contents` that is read: the largest seen with archive data is under 1 MiB.
const LONGEST_CONTENTS: u64 = 16 << 20;

/// The signed bytes and the signature among them.
pub(super) struct SignedRange {
    pub(super) facts: RangeFacts,
    /// The gap and the end of the signed bytes, if they can be hashed at all.
    pub(super) signed: Option<(Range<u64>, u64)>,
    /// What stands in `/Contents`, without the padding but for bare values; none if it cannot be
    /// told.
    pub(super) contents: Option<Vec<u8>>,
}

impl SignedRange {
    /// Of a signature that cannot be read at all.
    pub(super) fn unknown() -> Self {
        Self {
            facts: RangeFacts {
                byte_range: None,
                coverage: Coverage::Anomalous,
                revision: None,
                later: Changes::NotJudged,
                permits: None,
            },
            signed: None,
            contents: None,
        }
    }
}

/// Judges the byte range of the signature dictionary `id`, as the latest revision has it.
pub(super) fn read(
    document: &Document,
    id: Option<ObjectId>,
    dictionary: &Dictionary,
    findings: &mut Vec<Finding>,
) -> SignedRange {
    let before = findings.len();
    let numbers = numbers(document, dictionary, findings);
    let signed = numbers.and_then(|numbers| signed_bytes(document, numbers, findings));
    let revision = signed
        .as_ref()
        .and_then(|(_, end)| revision_ending_at(document, *end));
    if signed.is_some() && revision.is_none() {
        findings.push(Finding::new(Code::EndNotRevision));
    }
    let gap = signed.as_ref().map(|(gap, _)| gap.clone());
    let padded = contents(document, id, dictionary, revision, gap, findings);
    // A bare value is no element whose end could be seen.
    let contents = match is_bare(dictionary) {
        true => padded,
        false => padded.and_then(|padded| unpadded(padded, findings)),
    };
    if let (Some(id), Some(revision)) = (id, revision) {
        own_revision(document, id, dictionary, revision, findings);
    }
    // What stands behind the signature within its own string is not a matter of coverage.
    let anomalous = findings
        .iter()
        .skip(before)
        .any(|finding| finding.code != Code::PaddingNotZero);
    let last = document.revisions().len().saturating_sub(1);
    let coverage = match revision {
        None => Coverage::Anomalous,
        Some(_) if anomalous => Coverage::Anomalous,
        Some(revision) if revision < last => Coverage::Revision,
        Some(_) if document.facts().trailing_bytes > 0 => Coverage::Revision,
        Some(_) => Coverage::WholeFile,
    };
    conflicts(document, revision, findings);
    if document.facts().trailing_bytes > 0 {
        findings.push(Finding::new(Code::TrailingBytes));
    }
    SignedRange {
        facts: RangeFacts {
            byte_range: numbers,
            coverage,
            revision,
            // Judged for all signatures together.
            later: Changes::NotJudged,
            permits: None,
        },
        signed,
        contents,
    }
}

/// An object with two places in what was signed: readers may differ in what they show.
fn conflicts(document: &Document, revision: Option<usize>, findings: &mut Vec<Finding>) {
    let signed = revision.map_or(0, |revision| revision + 1);
    for revision in document.revisions().iter().take(signed) {
        if let Some(object) = revision.conflicts().first() {
            let finding = Finding::new(Code::ObjectConflict)
                .with("object", object)
                .with("revision", revision.index + 1);
            findings.push(finding);
        }
    }
}

/// Four numbers, none negative. A reference is followed, since the numbers still say what the
/// writer meant.
fn numbers(
    document: &Document,
    dictionary: &Dictionary,
    findings: &mut Vec<Finding>,
) -> Option<[u64; 4]> {
    let found = document.latest().lookup(dictionary, "ByteRange").ok();
    let found = match found {
        None | Some(Object::Null) => {
            findings.push(Finding::new(Code::ByteRangeMissing));
            return None;
        }
        Some(found) => found,
    };
    let numbers: Option<Vec<u64>> = found
        .as_array()
        .unwrap_or_default()
        .iter()
        .map(|number| u64::try_from(number.as_integer()?).ok())
        .collect();
    let numbers = numbers.and_then(|numbers| <[u64; 4]>::try_from(numbers).ok());
    if numbers.is_none() {
        findings.push(Finding::new(Code::ByteRangeMalformed));
    }
    numbers
}

/// The gap and the end, if the ranges are ordered, begin at 0 and lie within the file.
fn signed_bytes(
    document: &Document,
    [start, length, second, rest]: [u64; 4],
    findings: &mut Vec<Finding>,
) -> Option<(Range<u64>, u64)> {
    if start != 0 {
        findings.push(Finding::new(Code::ByteRangeNotFromStart).with("start", start));
        return None;
    }
    let Some(end) = second.checked_add(rest).filter(|_| second > length) else {
        findings.push(Finding::new(Code::ByteRangeMalformed));
        return None;
    };
    let file = document.source().len();
    if end > file {
        let finding = Finding::new(Code::ByteRangeBeyondEnd)
            .with("end", end)
            .with("length", file);
        findings.push(finding);
        return None;
    }
    Some((length..second, end))
}

/// The revision that ends here, its last line end counted or not.
fn revision_ending_at(document: &Document, end: u64) -> Option<usize> {
    document
        .revisions()
        .iter()
        .find(|revision| (revision.marker_end..=revision.range.end).contains(&end))
        .map(|revision| revision.index)
}

/// Reads `/Contents` from its token in the file, which must be exactly the gap.
///
/// The token is that of the signed revision where it is known. In a damaged case the parsed string
/// is taken, so that at least the signer can be named.
fn contents(
    document: &Document,
    id: Option<ObjectId>,
    dictionary: &Dictionary,
    revision: Option<usize>,
    gap: Option<Range<u64>>,
    findings: &mut Vec<Finding>,
) -> Option<Vec<u8>> {
    let parsed = dictionary.get("Contents").and_then(Object::as_string);
    let parsed = parsed.map(|string| string.bytes.clone());
    let Some(id) = id else {
        findings.push(Finding::new(Code::NotIndirect));
        return parsed;
    };
    let view = revision
        .and_then(|revision| document.at(revision))
        .unwrap_or_else(|| document.latest());
    let spans = match view.dictionary_spans(id) {
        Ok(spans) => spans,
        Err(_) => {
            // In an object stream, a stream itself, or not there at all.
            findings.push(Finding::new(Code::NotIndirect));
            return parsed;
        }
    };
    let mut keys: Vec<_> = spans.values.iter().map(|(key, _)| key).collect();
    keys.sort();
    for pair in keys.windows(2) {
        if let [one, two] = pair
            && one == two
        {
            findings.push(Finding::new(Code::DuplicateKey).with("key", one));
        }
    }
    let Some(token) = spans.only("Contents") else {
        findings.push(Finding::new(Code::ContentsMalformed));
        return parsed;
    };
    if gap.is_some_and(|gap| gap != token) {
        let finding = Finding::new(Code::GapNotContents)
            .with("start", token.start)
            .with("end", token.end);
        findings.push(finding);
    }
    let Some(bytes) = hexadecimal(&**document.source(), token) else {
        findings.push(Finding::new(Code::ContentsMalformed));
        return parsed;
    };
    Some(bytes)
}

fn is_bare(dictionary: &Dictionary) -> bool {
    let form = dictionary.get("SubFilter").and_then(Object::as_name);
    form.is_some_and(|form| *form == "adbe.x509.rsa_sha1")
}

/// The bytes of a hexadecimal string token. Contents are never encrypted (ISO 32000-2, 7.6.2), so
/// they are read from the file and not from the decrypting view.
fn hexadecimal(source: &dyn ReadAt, token: Range<u64>) -> Option<Vec<u8>> {
    let length = token.end.checked_sub(token.start)?;
    if length > LONGEST_CONTENTS * 2 {
        return None;
    }
    let mut text = vec![0; usize::try_from(length).ok()?];
    source.read_exact_at(token.start, &mut text).ok()?;
    let [b'<', digits @ .., b'>'] = text.as_slice() else {
        return None;
    };
    pdf::hexadecimal(digits)
}

/// The first element, be it DER or BER; what stands behind it must be zeros.
fn unpadded(mut bytes: Vec<u8>, findings: &mut Vec<Finding>) -> Option<Vec<u8>> {
    // Broken: whoever parses it says so.
    if let Ok(length) = pki::ber::element_length(&bytes) {
        let padding = bytes.split_off(length);
        if padding.iter().any(|byte| *byte != 0) {
            findings.push(Finding::new(Code::PaddingNotZero));
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// The dictionary must have been defined in the revision it signs, and be the same today.
fn own_revision(
    document: &Document,
    id: ObjectId,
    latest: &Dictionary,
    revision: usize,
    findings: &mut Vec<Finding>,
) {
    let defined = document
        .revisions()
        .get(revision)
        .is_some_and(|revision| revision.changed().any(|(number, _)| number == id.number));
    if !defined {
        findings.push(Finding::new(Code::NotInOwnRevision));
    }
    let then = document.at(revision).map(|view| view.get(id));
    let same = match then {
        Some(Ok(Object::Dictionary(then))) => then == *latest,
        _ => false,
    };
    if !same {
        findings.push(Finding::new(Code::DictionaryChanged));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_strings_are_read_as_the_standard_says() {
        let read = |text: &str| {
            let bytes = text.as_bytes().to_vec();
            hexadecimal(&bytes, 0..ReadAt::len(&bytes))
        };
        assert_eq!(read("<0aF9 \r\n\t\0\x0c1>"), Some(vec![0x0a, 0xf9, 0x10]));
        assert_eq!(read("<>"), Some(vec![]));
        for wrong in ["<0g>", "<0", "(00)", "<0(>"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn padding_is_cut_off_der_and_ber_alike() {
        let der = [0x30, 0x03, 0x02, 0x01, 0x00];
        let ber = [0x30, 0x80, 0x02, 0x01, 0x00, 0x00, 0x00];
        for element in [&der[..], &ber] {
            let mut findings = Vec::new();
            let padded = [element, &[0; 9]].concat();
            assert_eq!(unpadded(padded, &mut findings).as_deref(), Some(element));
            assert!(findings.is_empty());
            let padded = [element, &[0, 7]].concat();
            assert_eq!(unpadded(padded, &mut findings).as_deref(), Some(element));
            assert_eq!(findings.len(), 1);
        }
    }
}
