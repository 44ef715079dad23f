//! SQLite and PostgreSQL, blobs, search, jobs: where the office keeps everything.
//!
//! One SQL text serves both engines, except for full-text search and the lock clause of jobs. Every
//! statement stands in a `statements!` block of its module, and a test prepares all of them on both
//! engines. Only `office` changes anything through this crate; what may be changed is decided there.
//!
//! Conventions of every table: ids are `UUIDv7` as text, instants are Unix milliseconds (UTC), days
//! are `YYYY-MM-DD`, digests lower-case hex, structured facts JSON text. The agency's id is a part
//! of every key.

#[macro_use]
mod db;
pub mod audit_log;
pub mod blobs;
pub mod books;
pub mod checkpoints;
pub mod copy;
pub mod corrections;
pub mod draft_keys;
mod error;
pub mod exchange;
pub mod files;
pub mod id;
pub mod incoming;
pub mod instant;
pub mod jobs;
pub mod listing;
mod migrations;
pub mod notices;
pub mod outgoing;
pub mod paper;
pub mod people;
mod reach;
pub mod recalls;
pub mod relations;
pub mod search;
pub mod signing;
pub mod standing;
#[cfg(feature = "testing")]
pub mod testing;

pub use blobs::{BlobPlace, Blobs, Digest, Once, Reading};
pub use db::{Bind, Db, Place, Reader, Row, Rows, Tx};
pub use error::{Error, is_full};

/// The database and the blobs of one installation.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    blobs: Blobs,
}

impl Store {
    /// Opens both, and brings the database to the version of this program.
    ///
    /// # Errors
    /// When one of the two cannot be reached, or was written by a newer program.
    pub async fn open(place: &Place, blobs: &BlobPlace) -> Result<Self, Error> {
        let db = Db::open(place).await?;
        migrations::run(&db).await?;
        let blobs = Blobs::open(blobs).await?;
        Ok(Self { db, blobs })
    }

    /// Begins a transaction. What is not committed is undone when it is dropped.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx, Error> {
        self.db.begin().await
    }

    /// A reader outside of any transaction.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.db.reader()
    }

    /// The files, by agency and digest.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// The database itself, for backup and diagnosis.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Closes all connections, so that files are complete on disk.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

/// Every statement of this crate with its name, for the test that prepares them.
#[must_use]
pub fn statements() -> Vec<(&'static str, &'static str)> {
    [
        audit_log::STATEMENTS,
        books::STATEMENTS,
        checkpoints::STATEMENTS,
        copy::STATEMENTS,
        draft_keys::STATEMENTS,
        exchange::STATEMENTS,
        files::STATEMENTS,
        incoming::STATEMENTS,
        jobs::STATEMENTS,
        notices::STATEMENTS,
        outgoing::STATEMENTS,
        paper::STATEMENTS,
        search::STATEMENTS,
        corrections::STATEMENTS,
        recalls::STATEMENTS,
        relations::STATEMENTS,
        signing::STATEMENTS,
        standing::STATEMENTS,
        &people::statements(),
    ]
    .concat()
}
