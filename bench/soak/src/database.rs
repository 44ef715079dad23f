//! The database of a run: a file of SQLite, or a PostgreSQL server of its own that loses nothing when
//! it is killed.

use std::path::{Path, PathBuf};
use std::process::Command;

use store::{Db, Place, Rows as _};

/// The port of the run's own PostgreSQL server.
const PORT: &str = "54331";

/// Which engine.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Where everything is kept.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) place: Place,
    folder: PathBuf,
}

impl Database {
    /// An empty one; `folder` is the data folder of the office.
    pub(crate) fn make(engine: Engine, folder: &Path) -> Self {
        let place = match engine {
            Engine::Sqlite => Place::Sqlite(folder.join("congvu.db")),
            Engine::Postgres => {
                script(folder, "stop");
                script(folder, "start");
                Place::Postgres(format!("postgres://congvu@127.0.0.1:{PORT}/postgres"))
            }
        };
        Self {
            engine,
            place,
            folder: folder.to_owned(),
        }
    }

    /// What the configuration says of it.
    pub(crate) fn setting(&self) -> String {
        match &self.place {
            Place::Sqlite(_) => String::new(),
            Place::Postgres(url) => format!("database = {url:?}\n"),
        }
    }

    /// Kills all connections of the office, or the whole server, which starts again.
    pub(crate) async fn disturb(&self, whole: bool) {
        if whole {
            let folder = self.folder.clone();
            let restarted = tokio::task::spawn_blocking(move || script(&folder, "crash"));
            restarted.await.unwrap();
            return;
        }
        let db = Db::open(&self.place).await.unwrap();
        let sql = "SELECT CAST(count(pg_terminate_backend(pid)) AS BIGINT) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        // It may be among those that end.
        let _: Result<Vec<(i64,)>, _> = db.reader().rows_of(sql.to_owned(), Vec::new()).await;
    }

    /// The database as it lies there now, to be looked at: of SQLite a copy, so that the program
    /// meets its files as they were left.
    pub(crate) async fn look(&self) -> (Db, Option<tempfile::TempDir>) {
        let Place::Sqlite(path) = &self.place else {
            return (Db::open(&self.place).await.unwrap(), None);
        };
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("congvu.db");
        std::fs::copy(path, &copy).unwrap();
        let log = path.with_extension("db-wal");
        if log.exists() {
            std::fs::copy(log, copy.with_extension("db-wal")).unwrap();
        }
        (Db::open(&Place::Sqlite(copy)).await.unwrap(), Some(folder))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.engine == Engine::Postgres {
            script(&self.folder, "stop");
        }
    }
}

fn script(folder: &Path, act: &str) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/postgres.sh");
    let name = folder.to_string_lossy().replace('/', "-");
    let done = Command::new(root)
        .arg(act)
        .env("CONGVU_POSTGRES_DATA", format!("/tmp/congvu-soak{name}"))
        .env("CONGVU_POSTGRES_PORT", PORT)
        .env("CONGVU_POSTGRES_DURABLE", "1")
        .stdout(std::process::Stdio::null())
        .status();
    assert!(done.unwrap().success(), "postgres.sh {act}");
}
