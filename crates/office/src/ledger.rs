//! The audit record of an act, written in the act's own transaction (P1, P3).

use audit::{Hash, Record};
use serde_json::Value;
use store::audit_log::{self, Kept};
use store::{Tx, instant};

use crate::{Acting, Error, Office};

/// What is recorded of an act, besides who, when and where.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What was done, a stable word.
    pub act: &'a str,
    /// To what kind of thing.
    pub kind: &'a str,
    /// To which.
    pub object: &'a str,
    /// Values that explain it. No content of documents, no secrets.
    pub detail: Value,
}

impl Office {
    /// Appends the record to the chain of the actor's agency.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        by: &Acting,
        entry: Entry<'_>,
    ) -> Result<(), Error> {
        self.record_as(tx, by.agency(), by.account(), entry).await
    }

    /// The same for what no person in an appointment did: the program, or somebody signing in.
    pub(crate) async fn record_as(
        &self,
        tx: &mut Tx,
        agency: &str,
        actor: &str,
        entry: Entry<'_>,
    ) -> Result<(), Error> {
        let head = audit_log::lock(tx, agency, &Hash::EMPTY.to_string()).await?;
        let at = self.now();
        let record = Record {
            agency: agency.to_owned(),
            seq: head.seq.saturating_add(1),
            at,
            actor: actor.to_owned(),
            act: entry.act.to_owned(),
            kind: entry.kind.to_owned(),
            object: entry.object.to_owned(),
            detail: entry.detail,
        };
        let before: Hash = head.hash.parse()?;
        let kept = Kept {
            seq: record.seq,
            at: instant::millis(at),
            actor_id: actor.to_owned(),
            act: record.act.clone(),
            object_kind: record.kind.clone(),
            object_id: record.object.clone(),
            hash: audit::chain(before, record.leaf()).to_string(),
            record: record.canonical(),
        };
        Ok(audit_log::append(tx, agency, &head, &kept).await?)
    }
}
