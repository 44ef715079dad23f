//! The viewer of the audit chain: the records that one may see, the newest first.

use access::{Listing, predicate};
use store::audit_log;

use crate::{Acting, Error, Office};

/// One record, to be shown.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Its number in the agency's chain.
    pub seq: i64,
    /// When.
    pub at: time::UtcDateTime,
    /// Who: an account, or `system:` and a part.
    pub actor: String,
    /// What was done.
    pub act: String,
    /// To what kind of thing.
    pub kind: String,
    /// To which.
    pub object: String,
    /// What else explains it.
    pub detail: Vec<(String, String)>,
    /// The head of the chain after it.
    pub hash: String,
}

/// Records of one page.
const PAGE: i64 = 100;

impl Office {
    /// Records before number `before`, or the newest.
    ///
    /// # Errors
    /// The store's.
    pub async fn trail(&self, by: &Acting, before: Option<i64>) -> Result<Vec<Trace>, Error> {
        let seen = predicate(by.actor(), Listing::AuditRecords, 3);
        let binds = seen.binds.into_iter().map(store::Bind::from);
        let before = before.unwrap_or(i64::MAX);
        let binds = [before.into(), PAGE.into()]
            .into_iter()
            .chain(binds)
            .collect();
        let rows = audit_log::seen(&mut self.store().reader(), &seen.sql, binds).await?;
        rows.into_iter().map(read).collect()
    }
}

fn read(row: audit_log::Kept) -> Result<Trace, Error> {
    let record: audit::Record = serde_json::from_str(&row.record)?;
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(Trace {
        seq: row.seq,
        at: record.at,
        actor: record.by.account,
        act: record.act,
        kind: record.object.kind,
        object: record.object.id,
        detail: record
            .detail
            .into_iter()
            .map(|(name, value)| (name, text(value)))
            .collect(),
        hash: row.hash,
    })
}
