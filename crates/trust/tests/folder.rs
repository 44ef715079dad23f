//! The trust folder on a real disk.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;

use pki::Certificate;
use pki::trust::AnchorKind;
use testpki::{Authority, Ca, Config, KeyAlgorithm};
use time::UtcDateTime;
use time::macros::utc_datetime;
use trust::{Error, Fingerprint, Folder, Record};

const NOW: UtcDateTime = utc_datetime!(2026-11-21 08:00:00);

fn root() -> Certificate {
    let config = Config {
        base_url: "http://127.0.0.1:1".to_owned(),
        key: KeyAlgorithm::P256,
    };
    let authority = Authority::new(config, NOW).unwrap();
    authority.certificate(Ca::Root).unwrap().clone()
}

fn record(certificate: &Certificate) -> Record {
    Record::new(certificate, "goc.pem", AnchorKind::Government, NOW)
}

fn filled(root: &Certificate) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    trust::add(folder.path(), root, &record(root)).unwrap();
    folder
}

fn listing(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn what_was_added_is_read_with_all_its_particulars() {
    let root = root();
    let folder = filled(&root);
    let read = Folder::read(folder.path()).unwrap();
    let anchor = read.anchors.find(&root).unwrap();
    assert_eq!(anchor.kind, AnchorKind::Government);
    assert_eq!(anchor.confirmed, Some(NOW));
    assert_eq!(anchor.trusted_until, root.not_after());
    assert!(anchor.for_testing, "the certificate says so itself");
    assert_eq!(read.anchors.newest(), Some(NOW));
}

#[test]
fn a_record_cannot_unsay_that_an_anchor_is_for_testing() {
    let root = root();
    let mut record = record(&root);
    record.for_testing = false;
    assert!(record.anchor(root).for_testing);
}

#[test]
fn a_certificate_without_a_record_stops_the_folder() {
    let root = root();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("la.crt"), root.der()).unwrap();
    let error = Folder::read(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Unconfirmed { .. }), "{error}");
}

#[test]
fn an_exchanged_certificate_stops_the_folder() {
    let folder = filled(&root());
    fs::write(folder.path().join("goc.pem"), root().to_pem()).unwrap();
    let error = Folder::read(folder.path()).unwrap_err();
    assert!(matches!(error, Error::FingerprintDiffers { .. }), "{error}");
}

#[test]
fn a_record_with_an_unknown_key_or_a_lost_certificate_stops_the_folder() {
    let folder = filled(&root());
    let file = folder.path().join("goc.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}trusted = true\n")).unwrap();
    let error = Folder::read(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
    fs::write(&file, text).unwrap();
    fs::remove_file(folder.path().join("goc.pem")).unwrap();
    let error = Folder::read(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }), "{error}");
}

#[test]
fn nothing_there_is_overwritten() {
    let (first, second) = (root(), root());
    let folder = filled(&first);
    let before = listing(folder.path());
    let error = trust::add(folder.path(), &first, &record(&first)).unwrap_err();
    assert!(matches!(error, Error::Known { .. }), "{error}");
    let error = trust::add(folder.path(), &second, &record(&second)).unwrap_err();
    assert!(matches!(error, Error::NotWritable { .. }), "{error}");
    assert_eq!(listing(folder.path()), before);
}

#[test]
fn a_wrong_record_or_a_signer_is_refused_before_anything_is_written() {
    let (first, second) = (root(), root());
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("kho");
    let error = trust::add(&inside, &first, &record(&second)).unwrap_err();
    assert!(matches!(error, Error::FingerprintDiffers { .. }), "{error}");
    assert!(!inside.exists());
}

#[test]
fn an_ended_anchor_keeps_its_past_and_names_its_successor() {
    let (old, new) = (root(), root());
    let folder = filled(&old);
    let until = utc_datetime!(2027-01-01 00:00:00);
    let next = Fingerprint::of(&new);
    trust::end(folder.path(), Fingerprint::of(&old), until, Some(next)).unwrap();
    let read = Folder::read(folder.path()).unwrap();
    let anchor = read.anchors.find(&old).unwrap();
    assert_eq!(anchor.trusted_until, until);
    assert_eq!(anchor.successor, Some(next.0));
    assert!(anchor.is_trusted_at(NOW) && !anchor.is_trusted_at(utc_datetime!(2027-06-01 00:00:00)));
    let error = trust::end(folder.path(), next, until, None).unwrap_err();
    assert!(matches!(error, Error::NoSuchAnchor { .. }), "{error}");
}

#[test]
fn rules_for_kinds_are_read_from_the_folder() {
    let folder = filled(&root());
    let kinds = folder.path().join(trust::KINDS);
    let rule =
        "[[rule]]\nkind = \"person\"\nwhen = [{ test = \"present\", attribute = \"2.5.4.5\" }]\n";
    fs::write(&kinds, rule).unwrap();
    assert_eq!(Folder::read(folder.path()).unwrap().kinds.len(), 1);
    fs::write(&kinds, rule.replace("person", "nobody")).unwrap();
    let error = Folder::read(folder.path()).unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error}");
}

#[test]
fn what_weakens_trust_is_told() {
    let (old, new) = (root(), root());
    let codes = |folder: &tempfile::TempDir, at| -> Vec<&str> {
        let anchors = Folder::read(folder.path()).unwrap().anchors;
        trust::concerns(&anchors, at)
            .iter()
            .map(|concern| concern.code)
            .collect()
    };
    let none = tempfile::tempdir().unwrap();
    assert_eq!(codes(&none, NOW), ["trust-empty"]);
    let folder = filled(&old);
    assert_eq!(codes(&folder, NOW), ["trust-testing"]);
    let later = utc_datetime!(2028-01-01 00:00:00);
    assert_eq!(codes(&folder, later), ["trust-testing", "trust-stale"]);
    let soon = utc_datetime!(2027-01-01 00:00:00);
    trust::end(folder.path(), Fingerprint::of(&old), soon, None).unwrap();
    assert_eq!(codes(&folder, NOW), ["trust-testing", "trust-ends-soon"]);
    let after = utc_datetime!(2027-02-01 00:00:00);
    assert_eq!(codes(&folder, after), ["trust-testing", "trust-ended"]);
    let next = Fingerprint::of(&new);
    trust::end(folder.path(), Fingerprint::of(&old), soon, Some(next)).unwrap();
    let record = Record::new(&new, "moi.pem", AnchorKind::Government, NOW);
    trust::add(folder.path(), &new, &record).unwrap();
    assert_eq!(codes(&folder, after), ["trust-testing", "trust-testing"]);
}
