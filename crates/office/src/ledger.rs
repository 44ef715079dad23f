//! The audit record of an act, written in the act's own transaction (P1, P3).

use std::collections::BTreeMap;

use access::Basis;
use audit::{Act, By, Object, Tip};
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
    /// Why it was allowed.
    pub basis: Option<&'a Basis>,
    /// Values that explain it, texts and whole numbers. No content of documents, no secrets.
    pub detail: BTreeMap<String, Value>,
}

/// `detail! { "name" => value }`: the values of an [`Entry`].
macro_rules! detail {
    ($($name:literal => $value:expr),* $(,)?) => {
        std::collections::BTreeMap::from([$(($name.to_owned(), serde_json::json!($value))),*])
    };
}
pub(crate) use detail;

impl Office {
    /// Appends the record to the chain of the actor's agency.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        by: &Acting,
        mut entry: Entry<'_>,
    ) -> Result<(), Error> {
        if let Some(key) = by.key() {
            entry.detail.insert("key".to_owned(), key.into());
        }
        let who = By {
            account: by.account().to_owned(),
            appointment: Some(by.actor().appointment().to_owned()),
            delegation: entry.basis.and_then(|basis| basis.delegation.clone()),
        };
        self.record_as(tx, by.agency(), who, entry).await
    }

    /// Records what somebody tried with keys, agents or signing requests and was refused, and why. In
    /// a transaction of its own, since the act's is not kept.
    pub(crate) async fn record_attempt(
        &self,
        by: &Acting,
        act: &str,
        code: &str,
        mut detail: BTreeMap<String, Value>,
    ) -> Result<(), Error> {
        detail.insert("code".to_owned(), code.into());
        let entry = Entry {
            act,
            kind: "account",
            object: by.account(),
            basis: None,
            detail,
        };
        let mut tx = self.store().begin().await?;
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// The same for what no person in an appointment did: the program, or somebody signing in.
    pub(crate) async fn record_as(
        &self,
        tx: &mut Tx,
        agency: &str,
        by: By,
        entry: Entry<'_>,
    ) -> Result<(), Error> {
        let empty = audit::genesis(agency).to_string();
        let head = audit_log::lock(tx, agency, &empty).await?;
        let at = head.at.map(|at| instant::from_millis("at", at));
        let tip = Tip {
            agency: agency.to_owned(),
            seq: u64::try_from(head.seq).unwrap_or_default(),
            head: head.hash.parse().map_err(|_| Error::AuditHead)?,
            at: at.transpose()?,
        };
        let act = Act {
            by,
            act: entry.act.to_owned(),
            object: Object {
                kind: entry.kind.to_owned(),
                id: entry.object.to_owned(),
            },
            detail: entry.detail,
            personal: BTreeMap::new(),
        };
        let made = audit::append(&tip, act, self.now())?;
        let record = &made.record;
        let kept = Kept {
            seq: i64::try_from(record.seq).unwrap_or(i64::MAX),
            at: instant::millis(record.at),
            actor_id: record.by.account.clone(),
            act: record.act.clone(),
            object_kind: record.object.kind.clone(),
            object_id: record.object.id.clone(),
            record: record.canonical()?,
            hash: made.head.to_string(),
        };
        Ok(audit_log::append(tx, agency, &head, &kept).await?)
    }
}
