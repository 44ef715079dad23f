//! The issued file with the evidence that proves it later (B-LT; docs/long-term.md).
//!
//! Revocation data count when they are newer than the signature, so they are not to be had at once:
//! a job asks again when they are due. The file is appended to and verified, never rewritten; the
//! version that was sent stays.

use std::sync::Arc;

use ades::pades::embed;
use ades::pades::extend::{Goal, Step};
use ades::validate::{self, Evidence, Policy};
use pdf::{Document, OpenOptions};
use serde_json::json;
use store::files::{self, MAIN, VersionRow};
use store::instant;
use store::outgoing::{self, EventRow};
use time::{Duration, UtcDateTime};
use transport::{Clocks, Extending};

use crate::ledger::detail;
use crate::outgoing::Outgoing;
use crate::{Entry, Error, Office, signature};

/// Evidence of one file comes in a few steps: that of a list's signer follows the list.
const MOST_STEPS: usize = 4;
/// Not asked again sooner, nor later, whatever is said to be due.
const SOONEST: Duration = Duration::minutes(10);
const LATEST: Duration = Duration::days(1);

/// Who did it, in story and record.
const SYSTEM: &str = "system:long-term";

/// What came of an attempt.
enum Reached {
    /// The file with all of its evidence; none where it had it.
    Whole(Option<Vec<u8>>),
    /// Newer data are due then, if that is known.
    NotYet(Option<UtcDateTime>),
}

impl Office {
    /// Adds the evidence to the file of an issued document, if it is to be had by now; else says when
    /// to try again. For the worker; may be repeated.
    ///
    /// # Errors
    /// [`Error::NotExtendable`] when evidence cannot help, or not yet.
    pub async fn extend(&self, agency: &str, document: &str) -> Result<Option<UtcDateTime>, Error> {
        let mut reader = self.store().reader();
        let before = Outgoing::load(&mut reader, agency, document).await?;
        if before.row.issued_at.is_none() {
            return Err(Error::Stale);
        }
        let current = before.current().ok_or(Error::NotFound)?.clone();
        let bytes = self.blob(agency, &current.digest).await?;
        let (office, now) = (self.clone(), self.now());
        let reached = tokio::task::spawn_blocking(move || toward_lt(&office, bytes));
        match reached.await?? {
            Reached::Whole(None) => Ok(None),
            Reached::NotYet(until) => {
                let until = until.unwrap_or(now + Duration::hours(1));
                Ok(Some(until.clamp(now + SOONEST, now + LATEST)))
            }
            Reached::Whole(Some(bytes)) => {
                self.keep_extended(agency, &current, document, bytes)
                    .await?;
                Ok(None)
            }
        }
    }

    async fn keep_extended(
        &self,
        agency: &str,
        base: &VersionRow,
        id: &str,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let digest = self.store().blobs().put(agency, bytes).await?;
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let mut row = Outgoing::load(&mut tx, agency, id).await?.row;
        if row.current_version != base.version {
            return Err(Error::Stale);
        }
        let version = VersionRow {
            slot: MAIN.to_owned(),
            version: base.version + 1,
            digest: digest.to_string(),
            size,
            reason: "extended".to_owned(),
            made_by: SYSTEM.to_owned(),
            made_at: at,
            ..base.clone()
        };
        files::add(&mut tx, agency, id, &version).await?;
        row.current_version = version.version;
        outgoing::update(&mut tx, &row).await?;
        let event = EventRow {
            seq: 0,
            at,
            actor_id: SYSTEM.to_owned(),
            actor_name: "Hệ thống".to_owned(),
            kind: "extended".to_owned(),
            payload: json!({ "version": version.version }).to_string(),
        };
        outgoing::add_event(&mut tx, agency, id, &event).await?;
        let by = audit::By {
            account: SYSTEM.to_owned(),
            appointment: None,
            delegation: None,
        };
        let entry = Entry {
            act: "evidence-added",
            kind: "outgoing",
            object: id,
            basis: None,
            detail: detail! { "version" => version.version, "digest" => version.digest },
        };
        self.record_as(&mut tx, agency, by, entry).await?;
        Ok(tx.commit().await?)
    }
}

/// Goes as far as evidence is to be had. Blocks while it asks.
fn toward_lt(office: &Office, bytes: Vec<u8>) -> Result<Reached, Error> {
    let mut document = Document::open(Arc::new(bytes), &OpenOptions::default())?;
    let mut evidence = Evidence::default();
    let mut grown = None;
    for _ in 0..MOST_STEPS {
        match next(office, &document, &mut evidence)? {
            Step::AddEvidence(data) => {
                let appended = embed(&document, &data, &office.seed()?, None)?;
                let bytes = signature::whole(&appended.ok_or(pdf::Error::NothingChanged)?)?;
                document = Document::open(Arc::new(bytes.clone()), &OpenOptions::default())?;
                grown = Some(bytes);
            }
            Step::Done { .. } => return Ok(Reached::Whole(grown)),
            Step::NotYet { until, .. } => return Ok(Reached::NotYet(until)),
            Step::Unfit { field, .. } => {
                let field = field.unwrap_or_default();
                return Err(Error::NotExtendable { field });
            }
            Step::AddTimestamp | Step::AddArchiveTimestamp | Step::Unsigned => break,
        }
    }
    Err(Error::NotExtendable {
        field: String::new(),
    })
}

/// What comes next: with what is there, and where that does not do, with what the network has.
fn next(office: &Office, document: &Document, evidence: &mut Evidence) -> Result<Step, Error> {
    let judge = office.judge();
    let folder = judge.folder()?;
    let policy = Policy {
        kinds: folder.kinds,
        ..Policy::default()
    };
    let (facts, anchors) = (validate::facts(document)?, folder.anchors);
    let extending = Extending {
        facts: &facts,
        anchors: &anchors,
        policy: &policy,
        goal: Goal::Lt,
        renew_now: false,
    };
    let step = extending.next(evidence, office.now());
    if !step.lacks_evidence() {
        return Ok(step);
    }
    let clock = || office.now();
    let clocks = Clocks {
        at: &clock,
        now: &clock,
    };
    let mut gatherer = judge.gatherer();
    Ok(extending.next_fetched(&mut gatherer, evidence, clocks, &mut |_| {}))
}
