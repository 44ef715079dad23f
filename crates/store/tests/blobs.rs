//! A blob is kept whole, once, for one agency, and a damaged one is noticed.
#![allow(clippy::unwrap_used, reason = "tests")]

use store::{BlobPlace, Blobs, Digest, Error};

#[tokio::test]
async fn kept_bit_for_bit_and_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&BlobPlace::Folder(folder.path().to_owned()))
        .await
        .unwrap();
    let digest = blobs.put("a", b"van ban".to_vec()).await.unwrap();
    assert_eq!(blobs.put("a", b"van ban".to_vec()).await.unwrap(), digest);
    assert_eq!(blobs.get("a", &digest).await.unwrap(), b"van ban");
    let other = blobs.get("b", &digest).await;
    assert!(
        matches!(other, Err(Error::BlobMissing(_))),
        "another agency has nothing"
    );
}

#[tokio::test]
async fn damage_is_noticed_when_reading_and_when_writing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&BlobPlace::Folder(folder.path().to_owned()))
        .await
        .unwrap();
    let digest = blobs.put("a", b"van ban".to_vec()).await.unwrap();
    let shard = &digest.as_str()[..2];
    let path = folder.path().join("a").join(shard).join(digest.as_str());
    std::fs::write(path, b"van bam").unwrap();
    assert!(matches!(
        blobs.get("a", &digest).await,
        Err(Error::BlobDamaged(_))
    ));
    let again = blobs.put("a", b"van ban".to_vec()).await;
    assert!(matches!(again, Err(Error::BlobDamaged(_))));
}

#[test]
fn a_digest_is_64_lower_case_hex_digits() {
    let digest = Digest::of(b"");
    assert_eq!(Digest::parse(digest.as_str()), Some(digest.clone()));
    for wrong in [
        "",
        "../../etc/passwd",
        &digest.as_str().to_uppercase(),
        &digest.as_str()[1..],
    ] {
        assert_eq!(Digest::parse(wrong), None);
    }
}
