//! A copy of the database while it is used, and its way back into an empty place.
//!
//! SQLite copies itself (`VACUUM INTO`), PostgreSQL is copied by its own `pg_dump` and `pg_restore`.
//! Both copies stand at one instant, and so does the list of blobs that the copy names: a blob is
//! written before the row that names it, so every one of them is there.
//! Not here: the blobs themselves and what lies beside the database (`office::safekeeping`).

mod named;

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Stdio;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, SqliteConnection};
use tokio::process::Command;

use crate::{Error, Place, migrations, reach};

pub(crate) use named::STATEMENTS;
pub use named::{Copied, Named};

const SNAPSHOT: &str = "SELECT pg_export_snapshot()";
const TABLES: &str =
    "SELECT COUNT(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()";

/// The newest migration that this program knows.
#[must_use]
pub fn newest_migration() -> i64 {
    migrations::newest()
}

/// Copies the database into the new file `to`. It is neither migrated nor kept from being used.
///
/// # Errors
/// When it cannot be reached, was written by a newer program, or `pg_dump` is missing or fails.
pub async fn database(place: &Place, to: &Path) -> Result<Copied, Error> {
    match place {
        Place::Sqlite(path) => {
            let mut source = open(path, false).await?;
            let name = to.to_string_lossy().into_owned();
            sqlx::query("VACUUM INTO $1")
                .bind(name)
                .execute(&mut source)
                .await?;
            source.close().await?;
            let mut copy = open(to, true).await?;
            let copied = named::in_sqlite(&mut copy).await?;
            copy.close().await?;
            Ok(copied)
        }
        Place::Postgres(url) => {
            let mut source = reach::postgres(url).await?;
            let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
            sqlx::query(begin).execute(&mut source).await?;
            let snapshot: String = sqlx::query_scalar(SNAPSHOT).fetch_one(&mut source).await?;
            let copied = named::in_postgres(&mut source).await?;
            let (snapshot, file) = (format!("--snapshot={snapshot}"), flag("--file=", to));
            let format = OsStr::new("--format=custom");
            let told = [format, OsStr::new(&snapshot), &file];
            tool("pg_dump", url, &told).await?;
            source.close().await?;
            Ok(copied)
        }
    }
}

/// What the database holds now.
///
/// # Errors
/// As [`database`].
pub async fn contents(place: &Place) -> Result<Copied, Error> {
    match place {
        Place::Sqlite(path) => named::in_sqlite(&mut open(path, false).await?).await,
        Place::Postgres(url) => named::in_postgres(&mut reach::postgres(url).await?).await,
    }
}

/// The version of the engine, as it writes it.
///
/// # Errors
/// When it cannot be reached.
pub async fn version(place: &Place) -> Result<String, Error> {
    Ok(match place {
        Place::Sqlite(path) => {
            let mut there = open(path, false).await?;
            let asked = sqlx::query_scalar("SELECT sqlite_version()");
            asked.fetch_one(&mut there).await?
        }
        Place::Postgres(url) => {
            let mut there = reach::postgres(url).await?;
            let asked = sqlx::query_scalar("SHOW server_version");
            asked.fetch_one(&mut there).await?
        }
    })
}

/// Whether nothing is there yet.
///
/// # Errors
/// When PostgreSQL cannot be reached.
pub async fn is_empty(place: &Place) -> Result<bool, Error> {
    match place {
        Place::Sqlite(path) => Ok(!path.exists()),
        Place::Postgres(url) => {
            let mut there = reach::postgres(url).await?;
            let tables: i64 = sqlx::query_scalar(TABLES).fetch_one(&mut there).await?;
            Ok(tables == 0)
        }
    }
}

/// Puts a copy in its place, which must be empty; wholly or not at all.
///
/// # Errors
/// When it cannot be written, or `pg_restore` is missing or fails.
pub async fn put_back(place: &Place, from: &Path) -> Result<(), Error> {
    match place {
        Place::Sqlite(path) => {
            let (from, path) = (from.to_owned(), path.clone());
            let copied = tokio::task::spawn_blocking(move || {
                copy_file(&from, &path).map_err(|source| Error::File { path, source })
            });
            copied.await.map_err(|error| Error::File {
                path: Path::new("congvu.db").to_owned(),
                source: io::Error::other(error),
            })?
        }
        Place::Postgres(url) => {
            let told = ["--exit-on-error", "--single-transaction"].map(OsStr::new);
            let told = [told.as_slice(), &[from.as_os_str()]].concat();
            tool("pg_restore", url, &told).await
        }
    }
}

async fn open(path: &Path, read_only: bool) -> Result<SqliteConnection, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .busy_timeout(std::time::Duration::from_secs(30))
        .read_only(read_only);
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// A new file with the bytes of another, on disk before it has its name.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::copy(&mut std::fs::File::open(from)?, &mut file)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(to)?;
    std::fs::File::open(folder)?.sync_all()
}

fn flag(name: &str, path: &Path) -> std::ffi::OsString {
    let mut flag = std::ffi::OsString::from(name);
    flag.push(path);
    flag
}

/// Runs a program of PostgreSQL on the database; the password is not seen in its arguments.
async fn tool(name: &'static str, url: &str, told: &[&OsStr]) -> Result<(), Error> {
    let (url, password) = without_password(url);
    let mut command = Command::new(name);
    command
        .args(["--no-owner", "--no-privileges", "--no-password"])
        .arg(format!("--dbname={url}"))
        .args(told)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let ran = command.output().await.map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => Error::ToolMissing { tool: name },
        _ => Error::ToolFailed {
            tool: name,
            said: cause.to_string(),
        },
    })?;
    if ran.status.success() {
        return Ok(());
    }
    Err(Error::ToolFailed {
        tool: name,
        said: String::from_utf8_lossy(&ran.stderr).trim().to_owned(),
    })
}

/// `postgres://user:password@host/…` as URL without the password, and the password.
fn without_password(url: &str) -> (String, Option<String>) {
    let found = url.split_once("://").and_then(|(scheme, rest)| {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let (user, host) = authority.rsplit_once('@')?;
        let (user, password) = user.split_once(':')?;
        Some((
            format!("{scheme}://{user}@{host}{path}"),
            Some(decoded(password)),
        ))
    });
    found.unwrap_or_else(|| (url.to_owned(), None))
}

/// `%41` is `A`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let coded = (behind.get(..2)).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(coded.unwrap_or(b'%'));
        rest = coded.map_or(behind, |_| behind.get(2..).unwrap_or_default());
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_taken_out_of_the_url_and_read() {
        for (url, without, password) in [
            (
                "postgres://a:b%40c@h:1/d",
                "postgres://a@h:1/d",
                Some("b@c"),
            ),
            ("postgres://a:50%@h/d", "postgres://a@h/d", Some("50%")),
            ("postgres://a@h/d", "postgres://a@h/d", None),
            ("postgres:///d", "postgres:///d", None),
        ] {
            let read = without_password(url);
            assert_eq!((read.0.as_str(), read.1.as_deref()), (without, password));
        }
    }
}
