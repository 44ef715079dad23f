//! Every way of changing a signed file yields the failure it deserves, never a pass.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::ops::Range;

use ades::pades::Level;
use ades::validate::{Coverage, Indication, Integrity, SignatureVerdict, SubIndication};
use pdf::{Document, OpenOptions};
use std::sync::Arc;
use support::trust::{codes, verdict};
use support::{person, sample, sign};
use testpki::KeyAlgorithm;

/// A signed file and where its signature is.
struct Signed {
    bytes: Vec<u8>,
    original: usize,
    contents: Range<usize>,
}

fn signed() -> Signed {
    let original = sample("cong-van.pdf");
    let key = person(KeyAlgorithm::P256);
    let request = key.request(Level::BT);
    let bytes = sign(&key, &original, &request);
    let start = find(&bytes, b"/Contents <") + b"/Contents ".len();
    let end = start + find(&bytes[start..], b">") + 1;
    Signed {
        bytes,
        original: original.len(),
        contents: start..end,
    }
}

/// Where `needle` stands last.
fn find_last(bytes: &[u8], needle: &[u8]) -> usize {
    let mut places = bytes.windows(needle.len());
    places.rposition(|found| found == needle).unwrap()
}

fn find(bytes: &[u8], needle: &[u8]) -> usize {
    let mut places = bytes.windows(needle.len());
    places.position(|found| found == needle).unwrap()
}

fn only(bytes: &[u8]) -> SignatureVerdict {
    let mut verdict = verdict(bytes);
    assert_eq!(verdict.signatures.len(), 1);
    verdict.signatures.remove(0)
}

/// Writes `text` over the bytes at `place`.
fn overwrite(bytes: &mut [u8], place: usize, text: &[u8]) {
    bytes[place..place + text.len()].copy_from_slice(text);
}

/// Replaces the byte range by other numbers, in the room of the old ones.
fn with_byte_range(signed: &Signed, numbers: &str) -> Vec<u8> {
    let mut bytes = signed.bytes.clone();
    let start = find_last(&bytes, b"/ByteRange") + b"/ByteRange".len();
    let end = start + find(&bytes[start..], b"/Contents");
    bytes[start..end].fill(b' ');
    overwrite(&mut bytes, start + 1, format!("[{numbers}]").as_bytes());
    bytes
}

#[test]
fn any_changed_byte_in_the_signed_ranges_is_found() {
    let signed = signed();
    let length = signed.bytes.len();
    let mut read = 0;
    // A step that is prime meets every kind of place: names, numbers, streams, the trailer.
    for place in (0..length)
        .step_by(2003)
        .chain((length - 400..length).step_by(5))
    {
        if signed.contents.contains(&place) {
            continue;
        }
        let mut bytes = signed.bytes.clone();
        bytes[place] ^= 1;
        // What cannot be opened is refused as a file.
        let Ok(document) = Document::open(Arc::new(bytes.clone()), &OpenOptions::default()) else {
            continue;
        };
        let Ok(facts) = ades::validate::facts(&document) else {
            continue;
        };
        if facts.signatures.is_empty() {
            continue;
        }
        read += 1;
        let signature = only(&bytes);
        assert_eq!(
            signature.indication,
            Indication::TotalFailed,
            "byte {place}"
        );
        assert_ne!(signature.integrity, Integrity::Intact, "byte {place}");
    }
    assert!(read > 20);
}

#[test]
fn a_changed_byte_in_the_document_is_a_hash_failure() {
    let signed = signed();
    let mut bytes = signed.bytes.clone();
    let place = find(&bytes, b"stream\n") + 20;
    assert!(place < signed.original);
    bytes[place] ^= 1;
    let signature = only(&bytes);
    assert_eq!(signature.sub_indication, Some(SubIndication::HashFailure));
    assert_eq!(signature.integrity, Integrity::Broken);
    assert_eq!(signature.covers, Some(Coverage::WholeFile));
}

#[test]
fn a_changed_signature_value_is_a_crypto_failure() {
    let signed = signed();
    // The signed attributes hold the digest; any other of their bytes breaks only the value.
    let marker = "06092a864886f70d010904"; // messageDigest
    let mut bytes = signed.bytes.clone();
    let place = find(&bytes, marker.as_bytes()) + marker.len();
    // Tag and length of set and octet string, then the digest itself.
    let digest = place + 8;
    bytes[digest] = if bytes[digest] == b'0' { b'1' } else { b'0' };
    let signature = only(&bytes);
    assert_eq!(signature.sub_indication, Some(SubIndication::HashFailure));

    let mut bytes = signed.bytes.clone();
    let marker = "06082a8648ce3d040302"; // ecdsa-with-SHA256, last in the signer's part
    let text = std::str::from_utf8(&bytes[signed.contents.clone()]).unwrap();
    let token = text.find("060b2a864886f70d010910020e").unwrap();
    let own = text[..token].rfind(marker).unwrap();
    let place = signed.contents.start + own + marker.len() + 20;
    bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
    let signature = only(&bytes);
    assert_eq!(
        signature.sub_indication,
        Some(SubIndication::SigCryptoFailure)
    );
    assert_eq!(signature.integrity, Integrity::Broken);
}

#[test]
fn another_signature_put_into_the_contents_is_a_hash_failure() {
    let (one, other) = (signed(), signed());
    let mut bytes = one.bytes.clone();
    let foreign = &other.bytes[other.contents.clone()];
    assert_eq!(foreign.len(), one.contents.len());
    overwrite(&mut bytes, one.contents.start, foreign);
    // Both sign the same document; only the randomness of the revision would tell, so change it.
    let place = find(&bytes, b"stream\n") + 20;
    bytes[place] ^= 1;
    let signature = only(&bytes);
    assert_eq!(signature.sub_indication, Some(SubIndication::HashFailure));
}

#[test]
fn byte_ranges_that_lie() {
    let signed = signed();
    let (start, end) = (signed.contents.start, signed.contents.end);
    let (length, rest) = (signed.bytes.len(), signed.bytes.len() - end);
    for (numbers, code) in [
        (
            format!("1 {} {end} {rest}", start - 1),
            "sig-byte-range-not-from-start",
        ),
        (
            format!("0 {} {end} {rest}", start - 1),
            "sig-gap-not-contents",
        ),
        (
            format!("0 {start} {} {}", end + 1, rest - 1),
            "sig-gap-not-contents",
        ),
        (
            format!("0 {} {} {rest}", start + 1, end - 1),
            "sig-gap-not-contents",
        ),
        (
            format!("0 {start} {end} {}", rest - 7),
            "sig-end-not-revision",
        ),
        (
            format!("0 {start} {end} {}", rest + 1),
            "sig-byte-range-beyond-end",
        ),
        (
            format!("0 {start} {start} {rest}"),
            "sig-byte-range-malformed",
        ),
        (format!("0 -1 {end} {rest}"), "sig-byte-range-malformed"),
        (format!("0 {start} {end}"), "sig-byte-range-malformed"),
        (
            format!("0 {start} {end} 9223372036854775807"),
            "sig-byte-range-beyond-end",
        ),
        (
            format!("0 {start} {end} {rest} {length} 0"),
            "sig-byte-range-malformed",
        ),
        ("0 0 0 0".to_owned(), "sig-byte-range-malformed"),
        (String::new(), "sig-byte-range-malformed"),
    ] {
        let signature = only(&with_byte_range(&signed, &numbers));
        assert_eq!(signature.indication, Indication::TotalFailed, "{numbers}");
        assert_eq!(signature.covers, Some(Coverage::Anomalous), "{numbers}");
        assert_eq!(signature.sub_indication, Some(SubIndication::FormatFailure));
        assert!(
            codes(&signature).contains(&code),
            "{numbers}: {:?}",
            codes(&signature)
        );
    }
}

#[test]
fn a_second_contents_key_is_an_anomaly() {
    let signed = signed();
    let mut bytes = signed.bytes.clone();
    // The room of the byte range's padding takes a second key without moving anything.
    let start = find_last(&bytes, b"/ByteRange");
    let end = start + find(&bytes[start..], b"/Contents");
    let close = start + find(&bytes[start..end], b"]") + 1;
    assert!(end - close > 14, "no room for the test");
    overwrite(&mut bytes, close, b"/Contents <00>");
    let signature = only(&bytes);
    assert_eq!(signature.indication, Indication::TotalFailed);
    let found = codes(&signature);
    assert!(found.contains(&"sig-duplicate-key"), "{found:?}");
}

#[test]
fn contents_that_are_no_signature() {
    let signed = signed();
    for filler in [b'0', b' ', b'7'] {
        let mut bytes = signed.bytes.clone();
        bytes[signed.contents.start + 1..signed.contents.end - 1].fill(filler);
        let signature = only(&bytes);
        assert_eq!(signature.indication, Indication::TotalFailed);
        assert_eq!(signature.sub_indication, Some(SubIndication::FormatFailure));
        assert_ne!(signature.integrity, Integrity::Intact);
    }
    let mut bytes = signed.bytes.clone();
    bytes[signed.contents.start + 1..signed.contents.end - 1].fill(b'z');
    let unreadable = verdict(&bytes);
    assert_eq!(unreadable.indication, Some(Indication::TotalFailed));
    assert_eq!(
        unreadable.sub_indication,
        Some(SubIndication::FormatFailure)
    );
    assert_eq!(unreadable.reasons[0].code, "sig-form-unreadable");

    let mut bytes = signed.bytes.clone();
    let last = signed.contents.end - 3;
    assert_eq!(&bytes[last..=last + 1], b"00");
    bytes[last] = b'1';
    let signature = only(&bytes);
    assert_eq!(signature.indication, Indication::TotalFailed);
    assert!(codes(&signature).contains(&"sig-padding-not-zero"));
}

#[test]
fn bytes_behind_the_end_never_pass() {
    let signed = signed();
    let bytes = [
        signed.bytes.as_slice(),
        b"\n7 0 obj\n<</Type/Page>>\nendobj\n",
    ]
    .concat();
    let signature = only(&bytes);
    assert_ne!(signature.indication, Indication::TotalPassed);
    assert_ne!(signature.covers, Some(Coverage::WholeFile));
}

#[test]
fn a_dictionary_replaced_in_a_later_revision_is_found() {
    let signed = signed();
    let mut update = support::update(&signed.bytes);
    let fields = pdf::form::fields(&update.document().latest()).unwrap();
    let id = fields[0].value_id.unwrap();
    let mut dictionary = update.get(id).unwrap().as_dictionary().unwrap().clone();
    dictionary.set("Reason", pdf::PdfString::text("something else"));
    update.set(id, dictionary);
    let bytes = support::whole(&update.finish(&support::random()).unwrap());
    let signature = only(&bytes);
    assert_eq!(signature.indication, Indication::TotalFailed);
    let found = codes(&signature);
    assert!(found.contains(&"sig-dictionary-changed"), "{found:?}");
}
