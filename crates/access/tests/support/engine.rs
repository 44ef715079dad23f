//! The two databases, with the columns that predicates speak of.

use std::collections::BTreeSet;

use access::{Bind, Grant, Grantee, Predicate};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

use super::World;

/// A connection to one of them.
#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

const TABLES: [(&str, &str); 7] = [
    (
        "outgoing",
        "agency_id TEXT, id TEXT, drafter_id TEXT, unit_id TEXT, signer_id TEXT, status TEXT",
    ),
    ("incoming", "agency_id TEXT, id TEXT, status TEXT"),
    (
        "document_grant",
        "agency_id TEXT, document_id TEXT, account_id TEXT, unit_id TEXT, kind TEXT",
    ),
    ("notice", "agency_id TEXT, id TEXT, account_id TEXT"),
    (
        "record",
        "agency_id TEXT, id TEXT, actor_id TEXT, object_kind TEXT",
    ),
    ("account", "agency_id TEXT, id TEXT"),
    ("rights_change", "agency_id TEXT, id TEXT, made_by TEXT"),
];

impl Engine {
    /// SQLite in memory, and PostgreSQL where `CONGVU_TEST_POSTGRES` names one.
    pub(crate) async fn all() -> Vec<Self> {
        let sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let mut engines = vec![Self::Sqlite(sqlite)];
        if let Ok(url) = std::env::var("CONGVU_TEST_POSTGRES") {
            let postgres = PgConnection::connect(&url).await.unwrap();
            engines.push(Self::Postgres(postgres));
        }
        for engine in &mut engines {
            for (name, columns) in TABLES {
                let sql = format!("CREATE TEMPORARY TABLE {name} ({columns})");
                engine.run(&sql, &[]).await;
            }
        }
        engines
    }

    /// Replaces all rows by those of `world`; documents' ids tell the two directions apart.
    pub(crate) async fn fill(&mut self, world: &World) {
        for (name, _) in TABLES {
            self.run(&format!("DELETE FROM {name}"), &[]).await;
        }
        for (id, it) in &world.outgoing {
            let row = [
                Some(&*it.agency),
                Some(id),
                Some(&it.drafter),
                it.unit.as_deref(),
                it.signer.as_deref(),
                Some(it.status.code()),
            ];
            self.insert("outgoing", &row).await;
            self.grant(&it.agency, id, &it.grants).await;
        }
        for (id, it) in &world.incoming {
            let row = [Some(&*it.agency), Some(id), Some(it.status.code())];
            self.insert("incoming", &row).await;
            self.grant(&it.agency, id, &it.grants).await;
        }
        for (at, it) in world.notices.iter().enumerate() {
            let at = at.to_string();
            let row = [&*it.agency, &at, &it.account].map(Some);
            self.insert("notice", &row).await;
        }
        for (at, it) in world.records.iter().enumerate() {
            let at = at.to_string();
            let row = [&*it.agency, &at, &it.actor, &it.object_kind].map(Some);
            self.insert("record", &row).await;
        }
        for it in &world.accounts {
            let row = [&*it.agency, &it.account].map(Some);
            self.insert("account", &row).await;
        }
        for (at, it) in world.alerts.iter().enumerate() {
            let at = at.to_string();
            let row = [&*it.agency, &at, &it.made_by].map(Some);
            self.insert("rights_change", &row).await;
        }
    }

    async fn grant(&mut self, agency: &str, document: &str, grants: &[Grant]) {
        for it in grants {
            let (account, unit) = match &it.to {
                Grantee::Account(id) => (Some(&**id), None),
                Grantee::Unit(id) => (None, Some(&**id)),
            };
            let row = [
                Some(agency),
                Some(document),
                account,
                unit,
                Some(it.kind.code()),
            ];
            self.insert("document_grant", &row).await;
        }
    }

    async fn insert(&mut self, table: &str, row: &[Option<&str>]) {
        let marks: Vec<_> = (1..=row.len()).map(|at| format!("${at}")).collect();
        let sql = format!("INSERT INTO {table} VALUES ({})", marks.join(", "));
        let row: Vec<_> = row.iter().map(|it| it.map(ToOwned::to_owned)).collect();
        self.run(&sql, &row).await;
    }

    /// `agency/id` of the rows of `table` for which `predicate` holds; its values begin at `$2`.
    pub(crate) async fn rows(
        &mut self,
        table: &str,
        alias: &str,
        predicate: &Predicate,
    ) -> BTreeSet<String> {
        let select = |condition: &str| {
            format!(
                "SELECT {alias}.agency_id || '/' || {alias}.id FROM {table} {alias} \
                 WHERE $1 = 'first' AND {condition}"
            )
        };
        let mut values = vec![Some("first".to_owned())];
        values.extend((predicate.binds.iter()).map(|Bind::Text(text)| Some(text.clone())));
        let whole = self.column(&select(&predicate.sql), &values).await;
        // Each way may leave values unused; engines that count them get the ways at once.
        let ways: Vec<_> = predicate.ways.iter().map(|it| select(it)).collect();
        let union = if ways.is_empty() {
            BTreeSet::new()
        } else {
            self.column(&ways.join(" UNION "), &values).await
        };
        assert_eq!(whole, union, "{predicate:#?}");
        whole
    }

    async fn column(&mut self, sql: &str, values: &[Option<String>]) -> BTreeSet<String> {
        macro_rules! fetch {
            ($connection:expr) => {{
                let mut query = sqlx::query(AssertSqlSafe(sql.to_owned()));
                for value in values {
                    query = query.bind(value.clone());
                }
                let rows = query.fetch_all($connection).await;
                let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
                rows.iter().map(|it| it.get::<String, _>(0)).collect()
            }};
        }
        match self {
            Self::Sqlite(connection) => fetch!(connection),
            Self::Postgres(connection) => fetch!(connection),
        }
    }

    async fn run(&mut self, sql: &str, values: &[Option<String>]) {
        self.column(sql, values).await;
    }
}
