//! What must hold of database and blobs whenever the program is dead, and at the end.

mod blobs;
mod chain;
mod documents;
mod exchange;
mod numbers;

use std::collections::{BTreeMap, BTreeSet};

use store::{Db, Reader, Row, Rows as _};

use super::shared::Told;
use super::verify::Issued;
use crate::database::Database;
use crate::ground::Ground;

/// What was answered, by object and act.
type Journal = BTreeMap<(String, String), Told>;

/// What was found.
#[derive(Default)]
pub(crate) struct Checked {
    pub(crate) faults: Vec<String>,
    /// Jobs that were leased, by kind.
    pub(crate) jobs_cut: BTreeMap<String, usize>,
    pub(crate) issued: Vec<Issued>,
    pub(crate) arrived: usize,
    pub(crate) records: usize,
    pub(crate) blobs: usize,
    /// Temporary files that nobody will miss.
    pub(crate) left_over: usize,
}

/// What was looked at before and cannot change.
#[derive(Default)]
pub(crate) struct Seen {
    blobs: BTreeSet<std::path::PathBuf>,
    chains: BTreeMap<String, (i64, String)>,
}

/// A view of the database, with what is wrong in it.
struct View {
    reader: Reader,
    checked: Checked,
    /// Whether nothing is under way any more.
    end: bool,
}

impl View {
    async fn rows<T: Row>(&mut self, sql: &str) -> Vec<T> {
        self.reader
            .rows_of(sql.to_owned(), Vec::new())
            .await
            .unwrap()
    }

    fn fault(&mut self, fault: String) {
        self.checked.faults.push(fault);
    }

    /// Every row of a statement is a fault.
    async fn none(&mut self, what: &str, sql: &str) {
        let found: Vec<(String,)> = self.rows(sql).await;
        for (one,) in found {
            self.fault(format!("{what}: {one}"));
        }
    }
}

impl Seen {
    /// Looks at everything that the process `dead` left; at the end also at what may be under way
    /// before.
    pub(crate) async fn look(
        &mut self,
        ground: &Ground,
        journal: &Journal,
        dead: &str,
        end: bool,
    ) -> Checked {
        let (db, _copy) = ground.database.look().await;
        let mut view = View {
            reader: db.reader(),
            checked: Checked::default(),
            end,
        };
        documents::look(&mut view, journal).await;
        numbers::look(&mut view).await;
        exchange::look(&mut view, journal).await;
        jobs(&mut view, dead).await;
        chain::look(&mut view, &mut self.chains).await;
        blobs::look(&mut view, ground, &mut self.blobs).await;
        view.checked
    }
}

/// Jobs in the middle of which it died; none is given up.
async fn jobs(view: &mut View, dead: &str) {
    let given_up = "SELECT kind || ' of ' || object || ': ' || COALESCE(last_error, '') FROM job
        WHERE failed_at IS NOT NULL";
    view.none("a job was given up", given_up).await;
    let leased = format!("SELECT kind FROM job WHERE leased_by = '{dead}'");
    for (kind,) in view.rows::<(String,)>(&leased).await {
        *view.checked.jobs_cut.entry(kind).or_default() += 1;
    }
    if view.end {
        let left = "SELECT kind || ' of ' || object FROM job WHERE kind <> 'extend'";
        view.none("a job was never done", left).await;
    }
}

/// What is still to be done before nothing is under way; none when all is done.
pub(crate) async fn waiting(database: &Database) -> Option<String> {
    let db = Db::open(&database.place).await.unwrap();
    let sql = "SELECT kind || ' of ' || object || ': ' || COALESCE(last_error, '') FROM job
        WHERE kind <> 'extend' UNION ALL SELECT 'arrived ' || id FROM incoming
        WHERE status = 'arrived'";
    let rows = db
        .reader()
        .rows_of::<(String,)>(sql.to_owned(), Vec::new())
        .await;
    let rows = rows.unwrap();
    rows.first()
        .map(|(first,)| format!("{} of them, first {first}", rows.len()))
}
