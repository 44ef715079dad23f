//! Archive time stamps of version 3, computed here by the letter of EN 319 122-1, 5.5, and put
//! into what OpenSSL signed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use ades::validate::{ArchiveForm, ArchiveTimestampFacts, cms_facts};
use der::asn1::ObjectIdentifier;
use der::{Any, Decode as _, Encode as _};
use pki::signed_data::SignedData;
use pki::tsp::{Request, Response};
use pki::{DigestAlgorithm, encode};
use support::raw::OpenSsl;
use support::{AUTHORITY, NOW, person};
use testpki::KeyAlgorithm;

const ARCHIVE_V3: &str = "0.4.0.1733.2.4";
const HASH_INDEX_V3: &str = "0.4.0.19122.1.5";
const SHA256: DigestAlgorithm = DigestAlgorithm::Sha256;

fn attribute(oid: &str, value: &[u8]) -> Vec<u8> {
    let oid = encode::oid(ObjectIdentifier::new(oid).unwrap());
    encode::sequence(&[oid, encode::set_of(&[value])])
}

/// The message with this unsigned attribute of its only signer.
fn with_unsigned(message: &[u8], attribute: &[u8]) -> Vec<u8> {
    let outer = Vec::<Any>::from_der(message).unwrap();
    let [kind, wrapped] = &outer[..] else {
        panic!()
    };
    let mut data = Vec::<Any>::from_der(wrapped.value()).unwrap();
    let signers = data.pop().unwrap();
    let fields = Any::from_der(signers.value()).unwrap().value().to_vec();
    let signer = [fields, encode::constructed(1, attribute)].concat();
    let signers = encode::element(0x31, &encode::element(0x30, &signer));
    let mut parts: Vec<Vec<u8>> = data.iter().map(|part| part.to_der().unwrap()).collect();
    parts.push(signers);
    let wrapped = encode::constructed(0, &encode::sequence(&parts));
    encode::sequence(&[kind.to_der().unwrap(), wrapped])
}

fn token(stamped: &[u8]) -> Vec<u8> {
    let request = Request::new(SHA256, SHA256.digest(stamped), &[7; 8]);
    let request = request.to_der().unwrap();
    let answer = AUTHORITY
        .lock()
        .unwrap()
        .handle_tsp(&request, *NOW)
        .unwrap();
    Response::from_der(&answer).unwrap().token.unwrap()
}

/// The index over all certificates of the message and `more`.
fn index(data: &SignedData, more: &[Vec<u8>]) -> Vec<u8> {
    let certificates = data.certificates.iter().map(|found| found.der().to_vec());
    let digests: Vec<_> = certificates
        .chain(more.iter().cloned())
        .map(|der| encode::octet_string(&SHA256.digest(&der)))
        .collect();
    let algorithm = SHA256.identifier().to_der().unwrap();
    let empty: [Vec<u8>; 0] = [];
    let empty = encode::sequence(&empty);
    encode::sequence(&[algorithm, encode::sequence(&digests), empty.clone(), empty])
}

/// A message over `content` with an archive time stamp whose index also names `more`.
fn archived(content: &[u8], more: &[Vec<u8>]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let message = OpenSsl::new(&person(KeyAlgorithm::P256)).cms(content, &["-cades"]);
    let data = SignedData::from_der(&message).unwrap();
    let index = index(&data, more);
    let stamped = [
        encode::oid(data.content_type),
        SHA256.digest(content),
        data.signers[0].signed_fields.clone(),
        index.clone(),
    ];
    let token = token(&stamped.concat());
    let token = with_unsigned(&token, &attribute(HASH_INDEX_V3, &index));
    let message = with_unsigned(&message, &attribute(ARCHIVE_V3, &token));
    let certificates = data.certificates.iter();
    let mut covered: Vec<_> = certificates
        .map(|found| SHA256.digest(found.der()))
        .collect();
    covered.sort();
    (message, covered)
}

fn only(message: &[u8], content: &[u8]) -> ArchiveTimestampFacts {
    let facts = cms_facts(message, Some(&content.to_vec())).unwrap();
    let mut cms = facts.signatures[0].cms.clone().unwrap();
    assert_eq!(cms.archive_timestamps.len(), 1);
    cms.archive_timestamps.remove(0)
}

#[test]
fn imprint_and_index_are_those_of_the_standard() {
    let (message, covered) = archived(b"content", &[]);
    let stamp = only(&message, b"content");
    assert_eq!(stamp.form, ArchiveForm::V3);
    assert_eq!(stamp.stamp.imprint_matches, Some(true));
    assert_eq!(stamp.index_matches, Some(true));
    assert_eq!(stamp.covers, covered);
    assert!(stamp.is_sound());
    // Over other content it proves nothing.
    let other = only(&message, b"Content");
    assert_eq!(other.stamp.imprint_matches, Some(false));
    assert!(!other.is_sound());
}

#[test]
fn an_index_that_names_what_is_not_there_covers_nothing() {
    let (message, _) = archived(b"content", &[b"a certificate taken out".to_vec()]);
    let stamp = only(&message, b"content");
    assert_eq!(stamp.stamp.imprint_matches, Some(true));
    assert_eq!(stamp.index_matches, Some(false));
    assert!(stamp.covers.is_empty() && !stamp.is_sound());
}

#[test]
fn a_stamp_without_an_index_is_told() {
    let message = OpenSsl::new(&person(KeyAlgorithm::P256)).cms(b"content", &["-cades"]);
    let message = with_unsigned(&message, &attribute(ARCHIVE_V3, &token(b"anything")));
    let stamp = only(&message, b"content");
    assert_eq!((stamp.index_matches, stamp.is_sound()), (None, false));
}
