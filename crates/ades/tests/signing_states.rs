//! Signing can stop anywhere and go on in another process; what is too small is made larger.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::sync::Arc;

use ades::cades;
use ades::pades::{Level, SavedState, SigningRequest, prepare};
use ades::timestamp::TimestampSource as _;
use keys::PrivateKey as _;
use support::{NOW, Stamps, TestKey, open, person, random, sample, sign, try_sign, update, whole};
use testpki::KeyAlgorithm;

/// As it comes back from wherever it was kept.
fn saved(state: &SavedState) -> SavedState {
    serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap()
}

fn in_steps(key: &TestKey, original: &[u8], request: &SigningRequest) -> Vec<u8> {
    let prepared = prepare(update(original), request, &random()).unwrap();
    let SavedState::Prepared(prepared) = saved(&SavedState::Prepared(prepared)) else {
        panic!("another state came back");
    };
    let to_be_signed = prepared.to_be_signed();
    let value = key
        .sign(to_be_signed.algorithm(), to_be_signed.bytes())
        .unwrap();
    let signed = prepared.with_signature(value).unwrap();
    let SavedState::Signed(mut signed) = saved(&SavedState::Signed(signed)) else {
        panic!("another state came back");
    };
    if signed.needs_timestamp() {
        let awaiting = signed.request_timestamp(&[9; 16]).unwrap();
        let awaiting = saved(&SavedState::AwaitingTimestamp(awaiting));
        let SavedState::AwaitingTimestamp(awaiting) = awaiting else {
            panic!("another state came back");
        };
        let response = Stamps.ask(awaiting.request()).unwrap();
        signed = awaiting.with_response(&response).unwrap();
    }
    let finished = signed.finish(Arc::new(original.to_vec()), None).unwrap();
    whole(finished.appended())
}

#[test]
fn every_state_survives_being_saved() {
    let original = sample("cong-van.pdf");
    let key = person(KeyAlgorithm::Rsa2048);
    for level in [Level::BB, Level::BT] {
        let request = key.request(level);
        let signed = in_steps(&key, &original, &request);
        assert_eq!(signed[..original.len()], original);
        assert_eq!(open(&signed).revisions().len(), 2);
    }
}

fn saved_beside(state: &cades::SavedState) -> cades::SavedState {
    serde_json::from_str(&serde_json::to_string(state).unwrap()).unwrap()
}

/// A signature in a file of its own, but for its end.
fn beside(key: &TestKey, content: &[u8], level: Level) -> cades::Signed {
    let prepared = cades::Prepared::new(&key.signer(), &content.to_vec(), *NOW, level).unwrap();
    let cades::SavedState::Prepared(prepared) =
        saved_beside(&cades::SavedState::Prepared(prepared))
    else {
        panic!("another state came back");
    };
    let asked = prepared.to_be_signed();
    let value = key.sign(asked.algorithm(), asked.bytes()).unwrap();
    let signed = prepared.with_signature(value).unwrap();
    let cades::SavedState::Signed(signed) = saved_beside(&cades::SavedState::Signed(signed)) else {
        panic!("another state came back");
    };
    signed
}

#[test]
fn a_signature_in_a_file_of_its_own_goes_through_the_same_states() {
    let key = person(KeyAlgorithm::P256);
    let content = b"a;b\n1;2\n";
    let plain = beside(&key, content, Level::BB);
    assert!(!plain.needs_timestamp());
    plain.clone().finish(&content.to_vec()).unwrap();
    let other = plain.finish(&b"a;b\n1;3\n".to_vec()).unwrap_err();
    assert_eq!(other.code(), "sign-self-check");

    let signed = beside(&key, content, Level::BT);
    let early = signed.clone().finish(&content.to_vec()).unwrap_err();
    assert_eq!(early.code(), "sign-timestamp-missing");
    let awaiting = signed.request_timestamp(&[9; 16]).unwrap();
    let awaiting = saved_beside(&cades::SavedState::AwaitingTimestamp(awaiting));
    let text = serde_json::to_string(&awaiting).unwrap();
    assert!(serde_json::from_str::<SavedState>(&text).is_err());
    let cades::SavedState::AwaitingTimestamp(awaiting) = awaiting else {
        panic!("another state came back");
    };
    let response = Stamps.ask(awaiting.request()).unwrap();
    let signed = awaiting.with_response(&response).unwrap();
    let file = signed.finish(&content.to_vec()).unwrap();
    let facts = ades::validate::cms_facts(&file, Some(&content.to_vec())).unwrap();
    let cms = facts.signatures[0].cms.as_ref().unwrap();
    assert!(cms.timestamps[0].is_sound());
}

#[test]
fn another_document_is_found_out_before_anything_is_released() {
    let original = sample("cong-van.pdf");
    let key = person(KeyAlgorithm::Rsa2048);
    let request = key.request(Level::BB);
    let prepared = prepare(update(&original), &request, &random()).unwrap();
    let to_be_signed = prepared.to_be_signed();
    let value = key
        .sign(to_be_signed.algorithm(), to_be_signed.bytes())
        .unwrap();
    let signed = prepared.with_signature(value).unwrap();

    let longer = [original.as_slice(), b"\n"].concat();
    let error = signed.clone().finish(Arc::new(longer), None).unwrap_err();
    assert_eq!(error.code(), "sign-other-document");

    let mut other = original.clone();
    let place = other
        .windows(6)
        .position(|found| found == b"stream")
        .unwrap();
    other[place + 30] ^= 1;
    let error = signed.clone().finish(Arc::new(other), None).unwrap_err();
    assert_eq!(error.code(), "sign-self-check");
    assert!(signed.finish(Arc::new(original), None).is_ok());
}

#[test]
fn level_b_t_without_a_time_stamp_is_not_finished() {
    let original = sample("cong-van.pdf");
    let key = person(KeyAlgorithm::P256);
    let request = key.request(Level::BT);
    let prepared = prepare(update(&original), &request, &random()).unwrap();
    let to_be_signed = prepared.to_be_signed();
    let value = key
        .sign(to_be_signed.algorithm(), to_be_signed.bytes())
        .unwrap();
    let signed = prepared.with_signature(value).unwrap();
    let error = signed.finish(Arc::new(original), None).unwrap_err();
    assert_eq!(error.code(), "sign-timestamp-missing");
}

#[test]
fn a_placeholder_that_is_too_small_is_made_larger() {
    let key = person(KeyAlgorithm::Rsa2048);
    let mut request = key.request(Level::BT);
    request.timestamp_capacity = 10;
    let signed = sign(&key, &sample("cong-van.pdf"), &request);
    assert_eq!(key.uses(), 2, "a retry needs the key again");
    assert_eq!(open(&signed).revisions().len(), 2);

    let key = person(KeyAlgorithm::Rsa2048);
    let request = key.request(Level::BT);
    sign(&key, &sample("cong-van.pdf"), &request);
    assert_eq!(key.uses(), 1);
}

#[test]
fn nothing_is_signed_on_top_of_a_broken_signature() {
    let key = person(KeyAlgorithm::Rsa2048);
    let request = key.request(Level::BB);
    let mut signed = sign(&key, &sample("cong-van.pdf"), &request);
    let place = signed
        .windows(6)
        .position(|found| found == b"stream")
        .unwrap();
    signed[place + 30] ^= 1;
    let error = try_sign(&key, &signed, &request).unwrap_err();
    assert_eq!(error.code(), "sign-earlier-broken");
    assert_eq!(key.uses(), 1, "but for what was broken");
}
