//! The cache of evidence: how long it keeps what, and what it survives.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use ades::validate::Sought;
use pki::Certificate;
use testpki::{Authority, Ca, Config, KeyAlgorithm};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};
use transport::cache::{Cache, Entry, Failure, Key, keep_until};

const NOW: UtcDateTime = utc_datetime!(2026-11-21 08:00);
const URL: &str = "http://crl.example.vn/a.crl";

fn certificates() -> (Certificate, Certificate) {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key: KeyAlgorithm::P256,
    };
    let authority = Authority::new(config, NOW).unwrap();
    let signer = authority.certificate(Ca::Government).unwrap().clone();
    let other = authority.certificate(Ca::Public).unwrap().clone();
    (signer, other)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn content(bytes: &[u8]) -> Option<Entry> {
    Some(Entry::Content(bytes.to_vec()))
}

#[test]
fn an_entry_lives_until_the_next_update_within_bounds() {
    let next = |hours| Some(NOW + Duration::hours(hours));
    let kept = |sought, next| (keep_until(sought, next, NOW) - NOW).whole_minutes();
    assert_eq!(kept(Sought::List, next(2)), 120);
    assert_eq!(kept(Sought::List, next(24 * 30)), 360);
    assert_eq!(kept(Sought::List, next(-1)), 1);
    assert_eq!(kept(Sought::List, None), 1);
    assert_eq!(kept(Sought::Answer, next(12)), 60);
    assert_eq!(kept(Sought::Issuer, None), 60 * 24 * 30);

    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path(), 1 << 20).unwrap();
    let key = Key::new(Sought::List, &certificates().0, URL);
    let until = NOW + Duration::hours(2);
    cache.keep(key, b"list", NOW, until).unwrap();
    assert_eq!(cache.get(key, NOW), content(b"list"));
    assert_eq!(cache.get(key, until - Duration::SECOND), content(b"list"));
    assert_eq!(cache.get(key, until), None);
    assert_eq!(
        cache.get(key, NOW - Duration::SECOND),
        None,
        "the clock was put back"
    );
}

#[test]
fn entries_are_told_apart_by_kind_issuer_serial_and_address() {
    let (one, other) = certificates();
    let keys = [
        Key::new(Sought::List, &one, URL),
        Key::new(Sought::Answer, &one, URL),
        Key::new(Sought::Issuer, &one, URL),
        Key::new(Sought::List, &one, "http://crl.example.vn/b.crl"),
        Key::new(Sought::Answer, &other, URL),
    ];
    for (place, key) in keys.iter().enumerate() {
        assert!(!keys[..place].contains(key), "{place}");
    }
    // Both were issued by the root, which has one list for them.
    assert_eq!(keys[0], Key::new(Sought::List, &other, URL));
}

#[test]
fn a_failure_is_remembered_briefly() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path(), 1 << 20).unwrap();
    let key = Key::new(Sought::Answer, &certificates().0, URL);
    let failure = Failure {
        code: "transport-timeout".to_owned(),
        passing: true,
        patience: 30,
        values: vec![("url".to_owned(), URL.to_owned())],
    };
    cache.keep_failure(key, &failure, NOW).unwrap();
    assert_eq!(cache.get(key, NOW), Some(Entry::Failure(failure)));
    assert_eq!(cache.get(key, NOW + Duration::MINUTE), None);
}

#[test]
fn a_damaged_entry_is_no_entry() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path(), 1 << 20).unwrap();
    let key = Key::new(Sought::List, &certificates().0, URL);
    let until = NOW + Duration::HOUR;
    cache.keep(key, b"list", NOW, until).unwrap();
    let path = entries(folder.path()).pop().unwrap();
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(cache.get(key, NOW), None, "{length}");
    }
    let last = whole.len() - 1;
    let mut changed = whole.clone();
    changed[last] ^= 1;
    fs::write(&path, changed).unwrap();
    assert_eq!(cache.get(key, NOW), None);
    cache.keep(key, b"new list", NOW, until).unwrap();
    assert_eq!(cache.get(key, NOW), content(b"new list"));
}

#[test]
fn the_folder_stays_within_its_size_and_leaves_others_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("van-ban.pdf"), vec![0; 5000]).unwrap();
    let cache = Cache::open(folder.path(), 4000).unwrap();
    let certificate = certificates().0;
    let until = NOW + Duration::HOUR;
    for number in 0..20 {
        let key = Key::new(Sought::List, &certificate, &format!("{URL}?{number}"));
        cache.keep(key, &[number; 1000], NOW, until).unwrap();
        assert_eq!(cache.get(key, NOW), content(&[number; 1000]));
    }
    let size = |path: &PathBuf| fs::metadata(path).unwrap().len();
    let kept = entries(folder.path());
    assert!(kept.iter().map(size).sum::<u64>() <= 4000 + 5000);
    assert!(kept.len() > 2 && folder.path().join("van-ban.pdf").exists());

    let key = Key::new(Sought::List, &certificate, "http://crl.example.vn/huge.crl");
    cache.keep(key, &[0; 9000], NOW, until).unwrap();
    assert_eq!(cache.get(key, NOW), None);
}

#[test]
fn readers_see_whole_entries_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::new(Sought::List, &certificates().0, URL);
    let until = NOW + Duration::HOUR;
    thread::scope(|scope| {
        for letter in *b"abcd" {
            let folder = folder.path();
            scope.spawn(move || {
                // Each has opened the folder for itself, as a process does.
                let cache = Cache::open(folder, 3 << 20).unwrap();
                for _ in 0..50 {
                    cache.keep(key, &vec![letter; 400_000], NOW, until).unwrap();
                    let Some(Entry::Content(found)) = cache.get(key, NOW) else {
                        continue;
                    };
                    assert_eq!(found.len(), 400_000);
                    assert!(found.iter().all(|byte| *byte == found[0]));
                }
            });
        }
    });
    assert_eq!(entries(folder.path()).len(), 1, "nothing is left behind");
}
