//! A blob is kept whole, once, for one agency, and a damaged one is noticed.
#![allow(clippy::unwrap_used, reason = "tests")]

use futures_util::StreamExt as _;
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
    // What compresses an answer asks once more behind the end.
    let mut pieces = Box::pin(blobs.read("a", &digest).await.unwrap().pieces());
    assert_eq!(pieces.next().await.unwrap().unwrap(), b"van ban"[..]);
    assert!(pieces.next().await.is_none());
    assert!(pieces.next().await.is_none());
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

#[tokio::test]
async fn what_is_read_in_pieces_never_ends_well_when_it_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&BlobPlace::Folder(folder.path().to_owned()))
        .await
        .unwrap();
    for size in [0, 1, 256 * 1024, 256 * 1024 + 1, 3_000_000] {
        let bytes = vec![b'x'; size];
        let digest = blobs.put("a", bytes.clone()).await.unwrap();
        let reading = blobs.read("a", &digest).await.unwrap();
        assert_eq!(reading.size(), u64::try_from(bytes.len()).unwrap());
        assert_eq!(reading.whole().await.unwrap(), bytes);

        let shard = &digest.as_str()[..2];
        let path = folder.path().join("a").join(shard).join(digest.as_str());
        let mut longer = bytes.clone();
        longer.push(b'x');
        let mut other = bytes.clone();
        if let Some(first) = other.first_mut() {
            *first = b'y';
        }
        let shorter = bytes.get(1..).unwrap_or(b"?").to_vec();
        for damaged in [longer, other, shorter, Vec::new()] {
            if damaged == bytes {
                continue;
            }
            std::fs::write(&path, &damaged).unwrap();
            let (mut given, mut size) = (0, None);
            let end = async {
                let mut reading = blobs.read("a", &digest).await?;
                size = Some(reading.size());
                while let Some(piece) = reading.next().await? {
                    given += u64::try_from(piece.len()).unwrap();
                }
                Ok(())
            };
            let end = end.await;
            assert!(matches!(end, Err(Error::BlobDamaged(_))), "{end:?}");
            // Small ones are not even begun.
            assert!(size.is_none_or(|size| given < size && size > 256 * 1024));
        }
    }
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
