//! Signatures in files of their own, made by OpenSSL in every form it knows.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::path::PathBuf;

use ades::validate::{
    Indication, Integrity, Policy, SignatureVerdict, SubIndication, Verdict, cms_facts, decide,
};
use e2e::tool::Tool;
use support::trust::{anchors, codes, evidence};
use support::{Desk, NOW, TestKey, person};
use testpki::KeyAlgorithm;

const CONTENT: &[u8] = b"Quy\xe1\xba\xbft \xc4\x91\xe1\xbb\x8bnh\r\nso 1\n";

/// A desk with OpenSSL's signers on it.
struct Workshop {
    desk: Desk,
    content: PathBuf,
    signers: Vec<[PathBuf; 3]>,
}

impl Workshop {
    fn new(keys: &[KeyAlgorithm]) -> Self {
        let desk = Desk::new();
        let content = desk.put("content", CONTENT);
        let keys = keys.iter().map(|key| person(*key)).enumerate();
        let signers = keys.map(|(number, key)| put(&desk, number, &key)).collect();
        Self {
            desk,
            content,
            signers,
        }
    }

    /// What `openssl cms -sign` makes with these options.
    fn sign(&self, options: &[&str]) -> Vec<u8> {
        let out = self.desk.folder.path().join("out");
        let mut tool = Tool::new("openssl").args(["cms", "-sign", "-binary", "-in"]);
        tool = tool.arg(&self.content).arg("-out").arg(&out);
        for [certificate, key, chain] in &self.signers {
            tool = tool.arg("-signer").arg(certificate).arg("-inkey").arg(key);
            tool = tool.arg("-certfile").arg(chain);
        }
        let _ = tool.args(options).run().success();
        std::fs::read(out).unwrap()
    }
}

fn put(desk: &Desk, number: usize, key: &TestKey) -> [PathBuf; 3] {
    let pem = |der: &[u8]| pki::encode::pem("CERTIFICATE", der);
    let chain: String = key.chain.iter().map(|der| pem(der)).collect();
    [
        desk.put(&format!("{number}.crt"), pem(&key.certificate).as_bytes()),
        desk.put(&format!("{number}.key"), key.key.to_pem().as_bytes()),
        desk.put(&format!("{number}.chain"), chain.as_bytes()),
    ]
}

fn verdict(file: &[u8], content: Option<&[u8]>) -> Verdict {
    let content = content.map(<[u8]>::to_vec);
    let given = content.as_ref().map(|bytes| -> &dyn pdf::ReadAt { bytes });
    let facts = cms_facts(file, given).unwrap();
    let stored = serde_json::to_string(&facts).unwrap();
    assert_eq!(facts, serde_json::from_str(&stored).unwrap());
    decide(&facts, &anchors(), &evidence(), &Policy::default(), *NOW)
}

fn only(file: &[u8], content: Option<&[u8]>) -> SignatureVerdict {
    let mut verdict = verdict(file, content);
    assert_eq!(verdict.signatures.len(), 1);
    verdict.signatures.remove(0)
}

/// Passes over this content; over other content, or changed, it does not.
fn holds(file: &[u8], content: Option<&[u8]>) {
    let good = only(file, content);
    assert_eq!(good.indication, Indication::TotalPassed, "{good:?}");
    assert_eq!(good.integrity, Integrity::Intact);
    let other = only(file, Some(b"another"));
    assert_eq!(other.indication, Indication::TotalFailed);
    assert_eq!(other.integrity, Integrity::Broken);
    // The signature value stands at the end of all that OpenSSL writes.
    let mut changed = file.to_vec();
    let last = changed.iter().rposition(|byte| *byte != 0).unwrap();
    changed[last - 5] ^= 1;
    let changed = only(&changed, content);
    assert_eq!(changed.indication, Indication::TotalFailed);
    assert_eq!(changed.integrity, Integrity::Broken);
}

#[test]
fn detached_and_enclosed_in_der_ber_and_pem() {
    for key in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P384] {
        let workshop = Workshop::new(&[key]);
        holds(&workshop.sign(&["-outform", "DER"]), Some(CONTENT));
        let enclosed = workshop.sign(&["-outform", "DER", "-nodetach"]);
        holds(&enclosed, None);
        holds(&enclosed, Some(CONTENT));
        let stream = workshop.sign(&["-outform", "DER", "-nodetach", "-stream"]);
        assert_eq!(stream[..2], [0x30, 0x80], "no indefinite length");
        holds(&stream, None);
        assert!(codes(&only(&stream, None)).contains(&"sig-cms-ber"));
        let pem = workshop.sign(&["-outform", "PEM"]);
        let good = only(&pem, Some(CONTENT));
        assert_eq!(good.indication, Indication::TotalPassed);
        assert_eq!(good.format.as_deref(), Some("CMS"));
        assert_eq!(good.level, None);
    }
}

#[test]
fn cades_is_told_from_plain_cms() {
    let workshop = Workshop::new(&[KeyAlgorithm::Rsa2048]);
    let bound = workshop.sign(&["-outform", "DER", "-cades"]);
    holds(&bound, Some(CONTENT));
    let good = only(&bound, Some(CONTENT));
    assert_eq!(good.format.as_deref(), Some("CAdES"));
    assert_eq!(good.level.as_deref(), Some("B-B"));
    assert!(!codes(&good).contains(&"sig-not-bound"));
}

#[test]
fn signers_named_by_key_and_signers_without_attributes() {
    for key in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256] {
        let workshop = Workshop::new(&[key]);
        holds(
            &workshop.sign(&["-outform", "DER", "-keyid"]),
            Some(CONTENT),
        );
        let plain = workshop.sign(&["-outform", "DER", "-noattr"]);
        holds(&plain, Some(CONTENT));
        assert!(codes(&only(&plain, Some(CONTENT))).contains(&"sig-no-signed-attributes"));
        let enclosed = workshop.sign(&["-outform", "DER", "-noattr", "-nodetach"]);
        holds(&enclosed, None);
        holds(&enclosed, Some(CONTENT));
    }
}

#[test]
fn content_that_is_missing_is_asked_for() {
    let workshop = Workshop::new(&[KeyAlgorithm::Rsa2048]);
    for form in [&["-outform", "DER"][..], &["-outform", "DER", "-noattr"]] {
        let signature = only(&workshop.sign(form), None);
        assert_eq!(signature.indication, Indication::Indeterminate);
        let cause = Some(SubIndication::SignedDataNotFound);
        assert_eq!(signature.sub_indication, cause);
        assert_eq!(signature.integrity, Integrity::Unknown);
        assert!(signature.signer.is_some());
    }
}

#[test]
fn every_signer_is_judged() {
    let workshop = Workshop::new(&[KeyAlgorithm::Rsa2048, KeyAlgorithm::P256]);
    let file = workshop.sign(&["-outform", "DER"]);
    let good = verdict(&file, Some(CONTENT));
    assert_eq!(good.indication, Some(Indication::TotalPassed));
    assert_eq!(good.signatures.len(), 2);
    // The last signer's value is changed, the first one's is not.
    let mut changed = file;
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let changed = verdict(&changed, Some(CONTENT));
    assert_eq!(changed.indication, Some(Indication::TotalFailed));
    let broken = |signature: &&SignatureVerdict| signature.integrity == Integrity::Broken;
    assert_eq!(changed.signatures.iter().filter(broken).count(), 1);
}

#[test]
fn sha_1_is_a_matter_of_policy() {
    let workshop = Workshop::new(&[KeyAlgorithm::Rsa2048]);
    let weak = workshop.sign(&["-outform", "DER", "-md", "sha1"]);
    let weak = only(&weak, Some(CONTENT));
    assert_eq!(weak.integrity, Integrity::Intact);
    let cause = SubIndication::CryptoConstraintsFailureNoPoe;
    assert_eq!(weak.sub_indication, Some(cause));
}

#[test]
fn zeros_behind_the_message_are_padding_and_anything_else_is_told() {
    let workshop = Workshop::new(&[KeyAlgorithm::Rsa2048]);
    let file = workshop.sign(&["-outform", "DER", "-cades"]);
    let padded = [file.as_slice(), &[0; 40]].concat();
    assert_eq!(
        only(&padded, Some(CONTENT)).indication,
        Indication::TotalPassed
    );
    let followed = only(&[file.as_slice(), b"more"].concat(), Some(CONTENT));
    assert_eq!(followed.sub_indication, Some(SubIndication::FormatFailure));
    assert_eq!(followed.integrity, Integrity::Intact);
}

#[test]
fn ed25519_is_verified() {
    let desk = Desk::new();
    let content = desk.put("content", CONTENT);
    let file = desk.folder.path().join("signed");
    // OpenSSL 3.0 does not sign messages with Ed25519; pyHanko does.
    let tool = e2e::tool::script("peer.py").arg("eddsa");
    let _ = tool.args([&content, &file]).run().success();
    let file = std::fs::read(file).unwrap();
    let good = only(&file, None);
    assert_eq!(good.integrity, Integrity::Intact, "{good:?}");
    let other = only(&file, Some(b"another"));
    assert_eq!(other.integrity, Integrity::Broken);
}

/// Every byte changed in turn, and every length cut off: never a panic, never a pass over other
/// content.
#[test]
fn mutated_messages_never_pass_and_never_panic() {
    let workshop = Workshop::new(&[KeyAlgorithm::P256]);
    let stream = workshop.sign(&["-outform", "DER", "-nodetach", "-stream", "-cades"]);
    for position in 0..stream.len() {
        let mut changed = stream.clone();
        changed[position] ^= 0xA5;
        let facts = cms_facts(&changed, Some(&b"another".to_vec())).unwrap();
        for signature in &facts.signatures {
            let cms = signature.cms.as_ref();
            let matches = cms.and_then(|cms| cms.digest_matches);
            assert_ne!(matches, Some(true), "{position}");
        }
        let _ = cms_facts(&stream[..position], None).unwrap();
    }
}
