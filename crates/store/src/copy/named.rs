//! The blobs that a database names, by what its version knows: a backup of before is restored too.

use std::collections::BTreeSet;

use serde::Deserialize;
use sqlx::{PgConnection, SqliteConnection};

use crate::{Digest, Error, migrations};

/// What a copy holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Copied {
    /// The newest migration that it has seen.
    pub migration: i64,
    /// Every blob that it names.
    pub blobs: BTreeSet<Named>,
}

/// A blob by the agency that keeps it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Named {
    /// The agency.
    pub agency: String,
    /// The blob.
    pub digest: Digest,
}

statements! {
    FIRST = "SELECT agency_id, digest FROM file_version
        UNION SELECT agency_id, original_digest FROM file_version WHERE original_digest IS NOT NULL
        UNION SELECT agency_id, digest FROM incoming_file
        UNION SELECT agency_id, facts_digest FROM incoming WHERE facts_digest IS NOT NULL
        UNION SELECT agency_id, verdict_digest FROM incoming WHERE verdict_digest IS NOT NULL
        UNION SELECT agency_id, digest FROM stamp_image";
    SHOWN = "SELECT agency_id, shown_digest FROM incoming_file WHERE shown_digest IS NOT NULL";
    SIGNATURES = "SELECT agency_id, signature_digest FROM file_version
        WHERE signature_digest IS NOT NULL
        UNION SELECT agency_id, signature_digest FROM incoming_file
        WHERE signature_digest IS NOT NULL";
    VERDICTS = "SELECT agency_id, facts_digest FROM incoming_file WHERE facts_digest IS NOT NULL
        UNION SELECT agency_id, verdict_digest FROM incoming_file WHERE verdict_digest IS NOT NULL";
    PACKAGES = "SELECT agency_id, digest FROM document_package";
    FACTS = "SELECT agency_id, facts FROM file_version WHERE facts LIKE '%\"base\"%'";
}

const MIGRATION: &str = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations";

/// The statements that name blobs, each with the step that made its columns.
const NAMING: [(&str, &str); 5] = [
    ("exchange", FIRST),
    ("incoming-by-hand", SHOWN),
    ("mail", PACKAGES),
    ("native-signature", SIGNATURES),
    ("incoming-file-verdict", VERDICTS),
];

/// The facts of a file version, as far as they name a blob.
#[derive(Deserialize)]
struct Facts {
    #[serde(default)]
    base: Option<String>,
}

/// The same for both engines, whose types differ.
macro_rules! read {
    ($there:expr) => {{
        let migration = sqlx::query_scalar(MIGRATION)
            .fetch_one(&mut *$there)
            .await?;
        known(migration)?;
        let mut named = Vec::new();
        for sql in naming(migration) {
            named.extend(sqlx::query_as(sql).fetch_all(&mut *$there).await?);
        }
        let facts = sqlx::query_as(FACTS).fetch_all(&mut *$there).await?;
        copied(migration, named, facts)
    }};
}

pub(super) async fn in_sqlite(there: &mut SqliteConnection) -> Result<Copied, Error> {
    read!(there)
}

pub(super) async fn in_postgres(there: &mut PgConnection) -> Result<Copied, Error> {
    read!(there)
}

/// Tables of a newer program may name blobs in columns that this one does not know.
fn known(migration: i64) -> Result<(), Error> {
    let known = migrations::newest();
    if migration > known {
        return Err(Error::Newer {
            found: migration,
            known,
        });
    }
    Ok(())
}

fn naming(migration: i64) -> impl Iterator<Item = &'static str> {
    let there = move |step: &str| migrations::version(step).is_some_and(|it| it <= migration);
    let naming = NAMING.into_iter().filter(move |(step, _)| there(step));
    naming.map(|(_, sql)| sql)
}

fn copied(
    migration: i64,
    named: Vec<(String, String)>,
    facts: Vec<(String, String)>,
) -> Result<Copied, Error> {
    let bases = facts.into_iter().filter_map(|(agency, facts)| {
        let facts: Facts = serde_json::from_str(&facts).ok()?;
        Some((agency, facts.base?))
    });
    let blobs = named.into_iter().chain(bases).map(|(agency, digest)| {
        let parsed = Digest::parse(&digest);
        let digest = parsed.ok_or(Error::Column {
            column: "digest",
            value: digest,
        })?;
        Ok(Named { agency, digest })
    });
    Ok(Copied {
        migration,
        blobs: blobs.collect::<Result<_, Error>>()?,
    })
}
