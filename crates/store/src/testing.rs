//! Stores for tests: an empty one on each engine.
//!
//! PostgreSQL has to be running: `CONGVU_TEST_POSTGRES` is the URL of a server on which databases
//! may be made (`scripts/postgres.sh` starts one). A test without it fails, it does not skip.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that has no database must stop"
)]

use std::path::Path;

use sqlx::{Connection as _, Executor as _};
use tempfile::TempDir;

use crate::{BlobPlace, Blobs, Db, Place, Store, id, migrations};

/// A store that goes away with this value.
#[derive(Debug)]
pub struct TestStore {
    /// The store.
    pub store: Store,
    /// Where its database is.
    pub place: Place,
    /// Where its blobs are.
    pub folder: TempDir,
}

/// The URL of the PostgreSQL server for tests.
#[must_use]
pub fn postgres_url() -> String {
    std::env::var("CONGVU_TEST_POSTGRES")
        .expect("CONGVU_TEST_POSTGRES names a server: eval \"$(scripts/postgres.sh start)\"")
}

/// An empty store on SQLite.
pub async fn sqlite() -> TestStore {
    let (place, folder) = sqlite_place();
    open(place, folder).await
}

/// Where an empty database may be made on the engine of `like`, and the folder that keeps it.
pub async fn empty_place(like: &Place) -> (Place, TempDir) {
    match like {
        Place::Sqlite(_) => sqlite_place(),
        Place::Postgres(_) => postgres_place().await,
    }
}

fn sqlite_place() -> (Place, TempDir) {
    let folder = folder();
    (Place::Sqlite(folder.path().join("congvu.db")), folder)
}

/// An empty store on PostgreSQL: a database of its own.
pub async fn postgres() -> TestStore {
    let (place, folder) = postgres_place().await;
    open(place, folder).await
}

async fn postgres_place() -> (Place, TempDir) {
    let url = postgres_url();
    let name = format!(
        "test_{}",
        id::new(time::UtcDateTime::UNIX_EPOCH).replace('-', "")
    );
    create(&url, &name).await;
    let (base, _) = url.rsplit_once('/').expect("the URL names a database");
    let folder = folder();
    (Place::Postgres(format!("{base}/{name}")), folder)
}

/// In memory where `CONGVU_TEST_MEMORY` names a folder there: whoever waits for no disk tests sooner.
fn folder() -> TempDir {
    let folder = match std::env::var_os("CONGVU_TEST_MEMORY") {
        Some(memory) => tempfile::tempdir_in(memory),
        None => tempfile::tempdir(),
    };
    folder.expect("a temporary folder")
}

/// A store that stays: `engine`'s database for `size` documents, made the first time and opened as it
/// is after that.
pub async fn lasting(folder: &Path, engine: &str, size: i64) -> Store {
    let place = match engine {
        "sqlite" => Place::Sqlite(folder.join(format!("{size}.db"))),
        _ => {
            let url = postgres_url();
            let (base, _) = url.rsplit_once('/').expect("the URL names a database");
            let there = format!("{base}/bench_{size}");
            if sqlx::PgConnection::connect(&there).await.is_err() {
                create(&url, &format!("bench_{size}")).await;
            }
            Place::Postgres(there)
        }
    };
    let blobs = BlobPlace::Folder(folder.join("blobs"));
    Store::open(&place, &blobs).await.expect("a store")
}

async fn create(url: &str, name: &str) {
    let mut server = sqlx::PgConnection::connect(url)
        .await
        .expect("PostgreSQL answers");
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    server
        .execute(sqlx::raw_sql(create))
        .await
        .expect("a new database");
}

/// An empty store on each engine.
pub async fn both() -> [TestStore; 2] {
    [sqlite().await, postgres().await]
}

/// An empty store on each engine as it was before the step of this name: [`Store::open`] of the same
/// place brings it to the present.
pub async fn both_before(step: &str) -> [TestStore; 2] {
    let before = async |(place, folder): (Place, TempDir)| {
        let db = Db::open(&place).await.expect("an empty database");
        let earlier = migrations::run_before(&db, step).await;
        earlier.expect("the tables of that time");
        let blobs = BlobPlace::Folder(folder.path().join("blobs"));
        let blobs = Blobs::open(&blobs).await.expect("no blobs");
        TestStore {
            store: Store { db, blobs },
            place,
            folder,
        }
    };
    [
        before(sqlite_place()).await,
        before(postgres_place().await).await,
    ]
}

async fn open(place: Place, folder: TempDir) -> TestStore {
    let blobs = BlobPlace::Folder(folder.path().join("blobs"));
    let store = Store::open(&place, &blobs).await.expect("an empty store");
    TestStore {
        store,
        place,
        folder,
    }
}
