//! Correcting what the register says of an incoming document (Điều 22; Phụ lục IV).
//!
//! With a reason, and never the number of arrival, the files, or the way it came by; of what came
//! over the system never its sender. What stood there before stays readable beside the document, and
//! the register says that the row was corrected.
//!
//! Not here: what waits to be registered ([`super::correct`]).

use access::Action;
use documents::{normalise, vietnam};
use serde_json::Value;
use store::corrections::{self, CorrectionRow};
use store::incoming::{self, IncomingRow};
use store::instant;

use super::arrival::{Arrived, facts};
use super::correct::{Change, Entered, corrected, different, seen};
use super::entered_fields::{Checked, EnteredFields};
use crate::{Acting, Entry, Error, Fault, Office, search};

/// One correction of what is registered.
#[derive(Clone, Debug)]
pub struct Correction {
    /// When, Unix milliseconds.
    pub at: i64,
    /// The name of who corrected.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What was changed.
    pub changes: Vec<Change>,
}

impl Office {
    /// What the register says of a document, to be corrected; its files stay.
    ///
    /// # Errors
    /// A refusal, also while it is not registered.
    pub async fn registered(&self, by: &Acting, id: &str) -> Result<Entered, Error> {
        let mut arrived = self.incoming_for(by, Action::CorrectRegistered, id).await?;
        if arrived.row.arrival_date.is_none() {
            // The register says then that it came on the day it was registered.
            arrived.row.arrival_date = registered_on(&arrived)?.map(instant::day);
        }
        Ok(Entered {
            fields: EnteredFields::of(&arrived.row),
            packed: true,
            seen: seen(&arrived),
            arrived,
        })
    }

    /// Corrects what the register says of a document; `seen` is what was shown ([`Entered::seen`]).
    /// What was found out about its signatures stays.
    ///
    /// # Errors
    /// As [`registered`](Self::registered); [`Error::Invalid`] with all that is wrong, also without
    /// a reason; [`Error::Stale`] when another correction was first.
    pub async fn correct_registered(
        &self,
        by: &Acting,
        id: &str,
        seen: &str,
        fields: &EnteredFields,
        reason: &str,
    ) -> Result<(), Error> {
        let before = self.registered(by, id).await?;
        if before.seen != seen {
            return Err(Error::Stale);
        }
        let reason = normalise::paragraphs(reason).unwrap_or_default();
        let row = self.recorrected(by, &before, fields, &reason).await?;
        let old = &before.arrived.row;
        let changes = different(old, &row);
        if changes.is_empty() {
            return Ok(());
        }
        let kept = CorrectionRow {
            agency_id: by.agency().to_owned(),
            incoming_id: id.to_owned(),
            version: old.version,
            at: instant::millis(self.now()),
            corrected_by: by.account().to_owned(),
            full_name: None,
            reason: reason.clone(),
            changes: serde_json::to_string(&changes)?,
        };
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::CorrectRegistered, &facts(&row)?)?;
        incoming::correct(&mut tx, &row).await?;
        corrections::add(&mut tx, &kept).await?;
        search::index_incoming(&mut tx, &row).await?;
        if row.entered_by.is_some() {
            self.remember_entered(&mut tx, &row).await?;
        }
        let told = changes.iter().map(Change::told);
        let entry = Entry {
            act: "registered-corrected",
            kind: "incoming",
            object: id,
            basis: Some(&basis),
            detail: told.chain([("reason".to_owned(), reason.into())]).collect(),
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// The corrections of what is registered of a document, the newest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn corrections(&self, by: &Acting, id: &str) -> Result<Vec<Correction>, Error> {
        self.incoming(by, id).await?;
        let mut reader = self.store().reader();
        let rows = corrections::of_incoming(&mut reader, by.agency(), id).await?;
        let read = |row: CorrectionRow| {
            Ok(Correction {
                at: row.at,
                by: row.full_name.unwrap_or_default(),
                reason: row.reason,
                changes: serde_json::from_str(&row.changes)?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// The row as it is to be; with everything that is wrong with it.
    async fn recorrected(
        &self,
        by: &Acting,
        before: &Entered,
        fields: &EnteredFields,
        reason: &str,
    ) -> Result<IncomingRow, Error> {
        let old = &before.arrived.row;
        let delivered = old.entered_by.is_none();
        let mut fields = fields.clone();
        // A way that the fields know stands for that of what came over the system.
        match delivered {
            true => "upload".clone_into(&mut fields.channel),
            false => fields.channel.clone_from(&old.channel),
        }
        if delivered {
            fields.sender.clone_from(&old.from_name);
        }
        let mut checked = Checked::of(&fields, vietnam::date(self.now()));
        if let Some(day) = registered_on(&before.arrived)? {
            checked.arrived_until(day);
        }
        if reason.is_empty() {
            checked.add(Fault::new("reason", "office-correction-reason", Vec::new()));
        }
        checked.finish()?;
        let sender = match checked.sender == old.from_name {
            true => old.from_agency.clone(),
            false => self.known_agency(&checked.sender).await?,
        };
        let sender = sender.filter(|it| it.as_str() != by.agency());
        let entered = checked.row(by, old.id.clone(), old.arrived_at, sender);
        Ok(still_registered(corrected(entered, old, false), old))
    }
}

/// The row with all that a correction leaves as it was.
fn still_registered(row: IncomingRow, old: &IncomingRow) -> IncomingRow {
    let kept = old.clone();
    IncomingRow {
        number_key: match row.number_text == kept.number_text {
            true => kept.number_key,
            false => row.number_key,
        },
        fields: merged(&kept.fields, &row.fields),
        consignment_id: kept.consignment_id,
        channel: kept.channel,
        status: kept.status,
        arrival_number: kept.arrival_number,
        arrival_year: kept.arrival_year,
        registered_at: kept.registered_at,
        registered_by: kept.registered_by,
        refusal: kept.refusal,
        ..row
    }
}

/// What was said besides, with what is said now in its place.
fn merged(old: &str, new: &str) -> String {
    let read = |text: &str| match serde_json::from_str(text) {
        Ok(Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let mut all = read(old);
    all.extend(read(new));
    Value::Object(all).to_string()
}

/// The day on which it was registered.
fn registered_on(arrived: &Arrived) -> Result<Option<time::Date>, Error> {
    let at = arrived.row.registered_at;
    let at = at.map(|at| instant::from_millis("registered_at", at));
    Ok(at.transpose()?.map(vietnam::date))
}
