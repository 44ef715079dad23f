//! Every statement of the store is one that both engines understand.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};
use store::Db;

#[tokio::test]
async fn every_statement_is_prepared_on_both_engines() {
    let statements = store::statements();
    assert!(!statements.is_empty());
    for test in store::testing::both().await {
        for (name, sql) in &statements {
            let sql = AssertSqlSafe((*sql).to_owned()).into_sql_str();
            let prepared = match test.store.db() {
                Db::Lite { writer, .. } => writer.prepare(sql).await.map(|_| ()),
                Db::Pg(pool) => pool.prepare(sql).await.map(|_| ()),
            };
            if let Err(error) = prepared {
                panic!("{name} on {}: {error}", test.store.db().engine());
            }
        }
    }
}
