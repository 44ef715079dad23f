//! Two engines behind one way to run a statement.
//!
//! SQLite has one writing connection (it allows one writer anyway; every transaction takes its lock
//! at once, so none fails in the middle) and several readers; PostgreSQL one pool. Columns hold text
//! or whole numbers only, so that one [`Bind`] and one row type serve both.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Connection as _, FromRow, Postgres, Sqlite, Transaction};

use crate::{Error, reach};

/// Where the database is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// A file of SQLite.
    Sqlite(std::path::PathBuf),
    /// A URL of PostgreSQL, with the password if it needs one.
    Postgres(String),
}

impl std::str::FromStr for Place {
    type Err = Error;

    /// `sqlite:PATH` or `postgres://…`.
    fn from_str(text: &str) -> Result<Self, Error> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(path.trim_start_matches("//").into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(Error::Place(text.to_owned()))
    }
}

/// The connections to one database.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite: one writer, several readers.
    Lite {
        /// The only connection that writes.
        writer: SqlitePool,
        /// Connections that cannot write.
        reader: SqlitePool,
    },
    /// PostgreSQL.
    Pg(PgPool),
}

/// How long a connection or a lock is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// Statements that a connection keeps prepared: more than the program has in use at once.
const STATEMENTS: usize = 500;
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

impl Db {
    /// Connects.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open(place: &Place) -> Result<Self, Error> {
        match place {
            Place::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .statement_cache_capacity(STATEMENTS)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    // What is replaced or deleted does not stay in the file.
                    .pragma("secure_delete", "fast")
                    .foreign_keys(true)
                    .busy_timeout(PATIENCE);
                let writer = SqlitePoolOptions::new()
                    .max_connections(1)
                    .acquire_timeout(PATIENCE)
                    .connect_with(options.clone())
                    .await?;
                let reader = SqlitePoolOptions::new()
                    .max_connections(SQLITE_READERS)
                    .acquire_timeout(PATIENCE)
                    .connect_with(options.pragma("query_only", "on"))
                    .await?;
                Ok(Self::Lite { writer, reader })
            }
            Place::Postgres(url) => {
                // No statement reads so much that compiling it would pay; that takes longer than
                // the slowest page.
                let options = PgConnectOptions::from_str(url)?
                    .statement_cache_capacity(STATEMENTS)
                    .options([("jit", "off")]);
                // The pool would try for as long as anybody waits for a connection.
                reach::connect(&options).await?.close().await?;
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(PATIENCE)
                    .connect_with(options)
                    .await?;
                Ok(Self::Pg(pool))
            }
        }
    }

    /// Begins a transaction that may write.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        Ok(match self {
            Self::Lite { writer, .. } => Tx::Lite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Pg(pool) => Tx::Pg(pool.begin().await?),
        })
    }

    /// A reader outside of any transaction.
    #[must_use]
    pub fn reader(&self) -> Reader {
        match self {
            Self::Lite { reader, .. } => Reader::Lite(reader.clone()),
            Self::Pg(pool) => Reader::Pg(pool.clone()),
        }
    }

    /// The name of the engine, for diagnosis.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Lite { .. } => "SQLite",
            Self::Pg(_) => "PostgreSQL",
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Lite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Self::Pg(pool) => pool.close().await,
        }
    }
}

/// A value given to a statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Bind {
    /// Text, or nothing.
    Text(Option<String>),
    /// A whole number, or nothing.
    Int(Option<i64>),
}

macro_rules! bind_from {
    ($($type:ty => $variant:ident, $convert:expr;)*) => {$(
        impl From<$type> for Bind {
            fn from(value: $type) -> Self {
                #[allow(clippy::redundant_closure_call, reason = "one expression for each type")]
                Self::$variant(Some(($convert)(value)))
            }
        }
        impl From<Option<$type>> for Bind {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )*};
}

bind_from! {
    String => Text, |value| value;
    &str => Text, |value: &str| value.to_owned();
    &String => Text, |value: &String| value.clone();
    i64 => Int, |value| value;
    i32 => Int, i64::from;
    u32 => Int, i64::from;
    bool => Int, i64::from;
    time::UtcDateTime => Int, crate::instant::millis;
    time::Date => Text, crate::instant::day;
}

impl From<access::Bind> for Bind {
    fn from(bind: access::Bind) -> Self {
        match bind {
            access::Bind::Text(text) => text.into(),
        }
    }
}

/// `binds![a, b]`: the values of a statement, in the order of `$1`, `$2` …
#[macro_export]
macro_rules! binds {
    ($($value:expr),* $(,)?) => { vec![$($crate::Bind::from($value)),*] };
}

/// The statements of a module as constants, and all of them as `STATEMENTS`.
macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(const $name: &str = $sql;)*

        /// Every statement of this module with its name.
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

/// A type that can be read from a row of either engine: derive `sqlx::FromRow`.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

macro_rules! bound {
    ($query:expr, $binds:expr) => {{
        let mut query = $query;
        for bind in $binds {
            query = match bind {
                Bind::Text(value) => query.bind(value),
                Bind::Int(value) => query.bind(value),
            };
        }
        query
    }};
}

/// Whatever can be asked for rows: a reader or a transaction.
pub trait Rows: Send {
    /// All rows that a statement of this crate gives.
    fn rows<T: Row>(
        &mut self,
        sql: &'static str,
        binds: Vec<Bind>,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send {
        self.rows_of(sql.to_owned(), binds)
    }

    /// The row that a statement of this crate gives, if there is one.
    fn row<T: Row>(
        &mut self,
        sql: &'static str,
        binds: Vec<Bind>,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send {
        async move { Ok(self.rows(sql, binds).await?.into_iter().next()) }
    }

    /// All rows of a statement put together at run time, of texts of this program alone: a listing
    /// with a predicate of `access`. Values come in as binds only.
    fn rows_of<T: Row>(
        &mut self,
        sql: String,
        binds: Vec<Bind>,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send;
}

/// Reads outside of any transaction.
#[derive(Clone, Debug)]
pub enum Reader {
    /// From SQLite.
    Lite(SqlitePool),
    /// From PostgreSQL.
    Pg(PgPool),
}

impl Rows for Reader {
    async fn rows_of<T: Row>(&mut self, sql: String, binds: Vec<Bind>) -> Result<Vec<T>, Error> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::Lite(pool) => {
                bound!(sqlx::query_as::<Sqlite, T>(sql), binds)
                    .fetch_all(&*pool)
                    .await?
            }
            Self::Pg(pool) => {
                bound!(sqlx::query_as::<Postgres, T>(sql), binds)
                    .fetch_all(&*pool)
                    .await?
            }
        })
    }
}

/// A transaction: what it writes is seen by others all at once, or never.
#[derive(Debug)]
pub enum Tx {
    /// In SQLite.
    Lite(Transaction<'static, Sqlite>),
    /// In PostgreSQL.
    Pg(Transaction<'static, Postgres>),
}

impl Rows for Tx {
    async fn rows_of<T: Row>(&mut self, sql: String, binds: Vec<Bind>) -> Result<Vec<T>, Error> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::Lite(tx) => {
                bound!(sqlx::query_as::<Sqlite, T>(sql), binds)
                    .fetch_all(&mut **tx)
                    .await?
            }
            Self::Pg(tx) => {
                bound!(sqlx::query_as::<Postgres, T>(sql), binds)
                    .fetch_all(&mut **tx)
                    .await?
            }
        })
    }
}

impl Tx {
    /// Runs a statement that gives no rows, and says how many it changed.
    ///
    /// # Errors
    /// [`Error::Duplicate`] where the key is taken, else what the database says.
    pub async fn run(&mut self, sql: &'static str, binds: Vec<Bind>) -> Result<u64, Error> {
        Ok(match self {
            Self::Lite(tx) => {
                let query = bound!(sqlx::query::<Sqlite>(sql), binds);
                query.execute(&mut **tx).await?.rows_affected()
            }
            Self::Pg(tx) => {
                let query = bound!(sqlx::query::<Postgres>(sql), binds);
                query.execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Like [`Self::run`], for a statement that changes a row of a known version: one row, or the
    /// row is [`Error::Stale`].
    ///
    /// # Errors
    /// As [`Self::run`], and where no row had that version.
    pub async fn run_once(
        &mut self,
        what: &'static str,
        id: &str,
        sql: &'static str,
        binds: Vec<Bind>,
    ) -> Result<(), Error> {
        match self.run(sql, binds).await? {
            1 => Ok(()),
            _ => {
                let id = id.to_owned();
                Err(Error::Stale { what, id })
            }
        }
    }

    /// Makes everything permanent.
    ///
    /// # Errors
    /// When the database could not: then nothing happened.
    pub async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Lite(tx) => tx.commit().await?,
            Self::Pg(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
