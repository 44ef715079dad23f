//! A copy of the database names every blob, and one of an earlier version goes back too.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use store::people::tokens;
use store::testing::{TestStore, both, both_before, empty_place, sqlite};
use store::{BlobPlace, Error, Place, Rows as _, Store, Tx, binds, copy};

const AGENCY: &str = "a";

/// Columns of digests that name a blob: what `copy` reads.
const BLOBS: [&str; 12] = [
    "document_package.digest",
    "file_version.digest",
    "file_version.original_digest",
    "file_version.signature_digest",
    "incoming.facts_digest",
    "incoming.verdict_digest",
    "incoming_file.digest",
    "incoming_file.facts_digest",
    "incoming_file.shown_digest",
    "incoming_file.signature_digest",
    "incoming_file.verdict_digest",
    "stamp_image.digest",
];
/// Columns of digests that name none of their own: the file version they belong to names it, or
/// nothing is kept.
const OTHERS: [&str; 3] = [
    "consignment.package_digest",
    "signing_request.base_digest",
    "signing_request.digest",
];

#[tokio::test]
async fn no_column_that_names_a_blob_is_forgotten() {
    let columns = "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND c.name LIKE '%digest%'";
    let mut reader = sqlite().await.store.reader();
    let columns: Vec<(String,)> = reader.rows(columns, Vec::new()).await.unwrap();
    let columns: BTreeSet<_> = columns.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(columns, BLOBS.into_iter().chain(OTHERS).collect());
}

#[tokio::test]
async fn a_copy_of_an_earlier_version_goes_back_and_is_brought_up() {
    for step in [
        "incoming-by-hand",
        "mail",
        "native-signature",
        "incoming-file-verdict",
    ] {
        for test in both_before(step).await {
            goes_back(&test, step).await;
        }
    }
}

async fn goes_back(test: &TestStore, step: &str) {
    let blob = test.store.blobs().put(AGENCY, b"dau".to_vec()).await;
    let blob = blob.unwrap();
    let mut tx = test.store.begin().await.unwrap();
    earlier(&mut tx, blob.as_str()).await;
    tx.commit().await.unwrap();
    let engine = test.store.db().engine();
    let copy = test.folder.path().join("copy");
    let copied = copy::database(&test.place, &copy).await.unwrap();
    assert!(copied.migration < copy::newest_migration());
    let names: Vec<_> = copied.blobs.iter().map(|it| &it.digest).collect();
    assert_eq!(names, [&blob], "before {step} on {engine}");

    let (there, folder) = empty_place(&test.place).await;
    copy::put_back(&there, &copy).await.unwrap();
    assert_eq!(copy::contents(&there).await.unwrap(), copied);
    let blobs = BlobPlace::Folder(folder.path().join("blobs"));
    let store = Store::open(&there, &blobs).await.unwrap();
    let mut reader = store.reader();
    let images = reader.rows("SELECT digest FROM stamp_image", Vec::new());
    let images: Vec<(String,)> = images.await.unwrap();
    assert_eq!(images, [(blob.to_string(),)], "before {step} on {engine}");
    store.close().await;
    let now = copy::contents(&there).await.unwrap();
    assert_eq!(now.migration, copy::newest_migration());
    assert_eq!(now.blobs, copied.blobs);
}

#[tokio::test]
async fn keys_of_an_earlier_version_count_as_confirmed() {
    for test in both_before("api-token-confirmed").await {
        let mut tx = test.store.begin().await.unwrap();
        earlier(&mut tx, "").await;
        let account =
            "INSERT INTO account (id, agency_id, login, full_name, sort_name, email, phone,
            password_hash, must_change_password, failed_attempts, state, created_at, version)
            VALUES ('1', $1, 'soan', 'Lê Mẫu', '', '', '', '', 0, 0, 'active', 0, 0)";
        tx.run(account, binds![AGENCY]).await.unwrap();
        let key = "INSERT INTO api_token (id, account_id, agency_id, appointment_id, name,
            created_at, expires_at) VALUES ('k', '1', $1, '1', 'Một cửa', 7, 9)";
        tx.run(key, binds![AGENCY]).await.unwrap();
        tx.commit().await.unwrap();
        test.store.close().await;
        let blobs = BlobPlace::Folder(test.folder.path().join("blobs"));
        let store = Store::open(&test.place, &blobs).await.unwrap();
        let key = tokens::live(&mut store.reader(), "k", 8).await.unwrap();
        assert_eq!(key.unwrap().confirmed_at, Some(7));
    }
}

async fn earlier(tx: &mut Tx, digest: &str) {
    let agency = "INSERT INTO agency (id, code, name, short_name, superior_name, place, email,
        successors, valid_from, settings, version)
        VALUES ($1, 'H29', 'UBND', 'UBND', '', 'An Thử', '', '[]', 0, '{}', 1)";
    tx.run(agency, binds![AGENCY]).await.unwrap();
    let image =
        "INSERT INTO stamp_image (agency_id, id, kind, digest, width_um, height_um, created_at)
        VALUES ($1, '1', 'seal', $2, 36000, 36000, 0)";
    tx.run(image, binds![AGENCY, digest]).await.unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_called_that() {
    for test in both().await {
        let mut tx = test.store.begin().await.unwrap();
        let newer =
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            SELECT 999, description, success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
        tx.run(newer, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let blobs = BlobPlace::Folder(test.folder.path().join("blobs"));
        let opened = Store::open(&test.place, &blobs).await.unwrap_err();
        assert!(
            matches!(opened, Error::Newer { found: 999, .. }),
            "{opened}"
        );
        let copied = copy::contents(&test.place).await.unwrap_err();
        assert!(
            matches!(copied, Error::Newer { found: 999, .. }),
            "{copied}"
        );
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_and_a_database_that_is_not_are_told_apart() {
    let blobs = BlobPlace::Folder(std::env::temp_dir());
    let place = Place::Postgres("postgres://congvu:bi-mat@127.0.0.1:1/congvu".to_owned());
    let error = Store::open(&place, &blobs).await.unwrap_err();
    assert_eq!(error.code(), "store-unreachable", "{error}");
    assert!(!error.to_string().contains("bi-mat"), "{error}");
    let url = store::testing::postgres_url();
    let (base, _) = url.rsplit_once('/').unwrap();
    let place = Place::Postgres(format!("{base}/khong-co"));
    let error = Store::open(&place, &blobs).await.unwrap_err();
    assert!(matches!(error, Error::NoDatabase { .. }), "{error}");
}
