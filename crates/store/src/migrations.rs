//! The tables, version by version: new columns and tables first, old ones dropped a release later,
//! so that the program before still runs on the tables of the one after.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::{Db, Error};

/// One step: a text for both engines, or one for each.
struct Step {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! common {
    ($name:literal) => {
        Step {
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/", $name, ".sql")),
        }
    };
}

/// All steps, the oldest first. A step that was published is never changed.
const STEPS: &[Step] = &[
    common!("core"),
    common!("people"),
    common!("documents"),
    common!("exchange"),
    Step {
        name: "search",
        sqlite: include_str!("../migrations/search.sqlite.sql"),
        postgres: include_str!("../migrations/search.postgres.sql"),
    },
    common!("job-failed"),
    common!("recall"),
    common!("notice-once"),
    common!("attachment-placement"),
    common!("book-opening"),
    common!("relation-to"),
    common!("checkpoint"),
    Step {
        name: "search-prefix",
        sqlite: include_str!("../migrations/search-prefix.sqlite.sql"),
        postgres: include_str!("../migrations/search-prefix.postgres.sql"),
    },
    common!("incoming-by-hand"),
    common!("paper"),
    Step {
        name: "search-stretch",
        sqlite: include_str!("../migrations/search-stretch.sqlite.sql"),
        postgres: include_str!("../migrations/search-stretch.postgres.sql"),
    },
    common!("mail"),
    common!("incoming-correct"),
    common!("recall-mail"),
    common!("api"),
    common!("incoming-correction"),
    common!("native-signature"),
    common!("incoming-file-verdict"),
    common!("recall-by-letter"),
    common!("api-token-confirmed"),
];

/// The version of the newest step.
pub(crate) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// The version that the step of this name brings.
pub(crate) fn version(name: &str) -> Option<i64> {
    let at = STEPS.iter().position(|step| step.name == name)?;
    i64::try_from(at + 1).ok()
}

/// Runs what the database has not seen yet.
///
/// # Errors
/// When a step fails, or the database was written by a newer program.
pub(crate) async fn run(db: &Db) -> Result<(), Error> {
    these(db, STEPS).await
}

/// Runs the steps before the one of this name: what a program of that time would have done.
#[cfg(feature = "testing")]
pub(crate) async fn run_before(db: &Db, name: &str) -> Result<(), Error> {
    let earlier = STEPS.split(|step| step.name == name).next();
    these(db, earlier.unwrap_or_default()).await
}

async fn these(db: &Db, steps: &[Step]) -> Result<(), Error> {
    let run = match db {
        Db::Lite { writer, .. } => migrator(steps, |step| step.sqlite).run(writer).await,
        Db::Pg(pool) => migrator(steps, |step| step.postgres).run(pool).await,
    };
    match run {
        Err(MigrateError::VersionMissing(found)) => Err(Error::Newer {
            found,
            known: newest(),
        }),
        other => Ok(other?),
    }
}

fn migrator(steps: &[Step], text: impl Fn(&Step) -> &'static str) -> Migrator {
    let migrations = (1..).zip(steps).map(|(version, step)| {
        Migration::new(
            version,
            step.name.into(),
            MigrationType::Simple,
            text(step).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}
