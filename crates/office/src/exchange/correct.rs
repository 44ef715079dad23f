//! Correcting what was entered by hand, until the document has its arrival number (Điều 22).
//!
//! Any clerk of the agency corrects, whoever entered it; the record says what stood there before. A
//! file that is replaced or left out stays in the store. What came over the system, or in a signed
//! package, is its sender's: of a package only the fields are corrected.
//!
//! Not here: what is registered, which is corrected with a reason ([`super::correct_registered`]).

use std::collections::BTreeMap;

use access::Action;
use documents::vietnam;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::incoming::{self, FileRow, IncomingRow};
use store::{Digest, Tx, instant};

use super::arrival::{Arrived, facts};
use super::beside::{Accompanied, accompanied};
use super::entered_fields::{Checked, EnteredFields};
use super::package;
use crate::outgoing::AttachedFile;
use crate::{Acting, Entry, Error, Fault, Office, search};

/// An entered document as it is offered for correction.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The document.
    pub arrived: Arrived,
    /// What was said of it.
    pub fields: EnteredFields,
    /// Whether its files came in a package and stay as they are.
    pub packed: bool,
    /// What is corrected: sent along, so that two corrections at once are noticed.
    pub seen: String,
}

/// What a correction changed of one field.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Change {
    /// The field, as the audit record names it.
    pub field: String,
    /// What stood there, as it is kept: a code, a day `YYYY-MM-DD`, a text.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

impl Change {
    /// As the audit record says it.
    pub(super) fn told(&self) -> (String, Value) {
        let Self { field, old, new } = self;
        (field.clone(), format!("“{old}” → “{new}”").into())
    }
}

/// What happens to the files.
#[derive(Clone, Debug, Default)]
pub struct CorrectedFiles {
    /// The document itself, in the place of the one before.
    pub main: Option<AttachedFile>,
    /// What else came with it.
    pub more: Vec<AttachedFile>,
    /// Files that are left out, by their ordinals.
    pub left_out: Vec<i64>,
}

impl Office {
    /// A document that was entered, to be corrected.
    ///
    /// # Errors
    /// [`Error::NotFound`] also for what was delivered; a refusal, also once it is registered.
    pub async fn entered(&self, by: &Acting, id: &str) -> Result<Entered, Error> {
        let arrived = self.incoming_for(by, Action::CorrectIncoming, id).await?;
        if arrived.row.entered_by.is_none() {
            return Err(Error::NotFound);
        }
        let mut files = arrived.files.iter();
        Ok(Entered {
            fields: EnteredFields::of(&arrived.row),
            packed: files.any(|it| it.media_type == package::MEDIA_TYPE),
            seen: seen(&arrived),
            arrived,
        })
    }

    /// Corrects an entered document; `seen` is what was shown ([`Entered::seen`]). Another file, or
    /// another way that it came by, is judged anew.
    ///
    /// # Errors
    /// As [`entered`](Self::entered); [`Error::Invalid`] with all that is wrong; [`Error::Stale`]
    /// when another correction was first.
    pub async fn correct_incoming(
        &self,
        by: &Acting,
        id: &str,
        seen: &str,
        fields: &EnteredFields,
        files: CorrectedFiles,
    ) -> Result<(), Error> {
        let before = self.entered(by, id).await?;
        if before.seen != seen {
            return Err(Error::Stale);
        }
        let old = &before.arrived.row;
        let mut checked = Checked::of(fields, vietnam::date(self.now()));
        let files = New::of(files, &mut checked);
        let plan = Plan::of(&before, &files, &mut checked);
        checked.finish()?;
        let sender = self.known_agency(&checked.sender).await?;
        let sender = sender.filter(|it| it.as_str() != by.agency());
        let entered = checked.row(by, id.to_owned(), old.arrived_at, sender);
        let anew = plan.changes || entered.channel != old.channel;
        let row = corrected(entered, old, anew);
        let new = self.keep_corrected(by, files, &plan).await?;
        let told = changes(old, &row, &plan, &new);
        if told.is_empty() {
            return Ok(());
        }
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::CorrectIncoming, &facts(&row)?)?;
        incoming::correct(&mut tx, &row).await?;
        self.put_in_place(&mut tx, &row, &plan, &new).await?;
        search::index_incoming(&mut tx, &row).await?;
        self.remember_entered(&mut tx, &row).await?;
        if anew {
            self.leave_judging(&mut tx, &row).await?;
        }
        let entry = Entry {
            act: "incoming-corrected",
            kind: "incoming",
            object: id,
            basis: Some(&basis),
            detail: told,
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// The new files, let in and stored, each with the ordinal that it gets.
    async fn keep_corrected(
        &self,
        by: &Acting,
        files: New,
        plan: &Plan,
    ) -> Result<Vec<FileRow>, Error> {
        let mut kept = Vec::new();
        for (ordinal, file) in plan.places.iter().zip(files.files) {
            kept.push(self.keep_received(by.agency(), *ordinal, file).await?);
        }
        Ok(kept)
    }

    async fn put_in_place(
        &self,
        tx: &mut Tx,
        row: &IncomingRow,
        plan: &Plan,
        new: &[FileRow],
    ) -> Result<(), Error> {
        let (agency, at) = (row.agency_id.as_str(), instant::millis(self.now()));
        let before = incoming::replaced(tx, agency, &row.id).await?;
        let all = incoming::files(tx, agency, &row.id).await?;
        let ordinals = before.iter().chain(&all).map(|it| it.ordinal);
        let taken = ordinals.chain(plan.places.iter().copied()).max();
        let free = taken.unwrap_or_default() + 1;
        for (out, free) in plan.out.iter().zip(free..) {
            incoming::replace(tx, agency, &row.id, (out.ordinal, free), at).await?;
        }
        for file in new {
            incoming::add_file(tx, agency, &row.id, file).await?;
        }
        Ok(())
    }
}

/// The new files, each with its signature where one came beside it.
struct New {
    /// Whether the first of them takes the place of the document itself.
    has_main: bool,
    files: Vec<Accompanied>,
    left_out: Vec<i64>,
}

impl New {
    fn of(given: CorrectedFiles, checked: &mut Checked) -> Self {
        let has_main = given.main.is_some();
        let (files, faults) = accompanied(given.main.into_iter().chain(given.more));
        faults.into_iter().for_each(|it| checked.add(it));
        Self {
            has_main,
            files,
            left_out: given.left_out,
        }
    }
}

/// What becomes of the files.
struct Plan {
    /// Those that go.
    out: Vec<FileRow>,
    /// The ordinals of the new ones.
    places: Vec<i64>,
    /// Whether there are any of both.
    changes: bool,
}

impl Plan {
    fn of(before: &Entered, files: &New, checked: &mut Checked) -> Self {
        let there = &before.arrived.files;
        let goes = |it: &FileRow| match it.ordinal {
            0 => files.has_main || files.left_out.contains(&0),
            other => files.left_out.contains(&other),
        };
        let (out, stay): (Vec<_>, Vec<_>) = there.iter().cloned().partition(goes);
        let new = files.files.len();
        let changes = !out.is_empty() || new > 0;
        if before.packed && changes {
            checked.add(Fault::new("file", "office-package-whole", Vec::new()));
        }
        let has_main = files.has_main || stay.iter().any(|it| it.ordinal == 0);
        if !has_main && stay.len() + new > 0 {
            // What comes with a document does not take its place.
            checked.add(Fault::new("file", "office-file-first", Vec::new()));
        }
        let package = usize::from(before.packed);
        checked.count_files((stay.len() + new).saturating_sub(package));
        // Behind everything that has stood there.
        let all = there.iter().chain(&before.arrived.replaced);
        let last = all.map(|it| it.ordinal).max().unwrap_or_default();
        let main = files.has_main.then_some(0);
        Self {
            places: (main.into_iter().chain(last.max(0) + 1..))
                .take(new)
                .collect(),
            changes,
            out,
        }
    }
}

/// The row with what was entered now; what was found out stays, unless it is to be found out anew.
pub(super) fn corrected(entered: IncomingRow, old: &IncomingRow, anew: bool) -> IncomingRow {
    let kept = old.clone();
    let row = IncomingRow {
        entered_by: kept.entered_by,
        version: kept.version,
        ..entered
    };
    match anew {
        true => row,
        false => IncomingRow {
            unsigned: kept.unsigned,
            indication: kept.indication,
            facts_digest: kept.facts_digest,
            verdict_digest: kept.verdict_digest,
            policy: kept.policy,
            ..row
        },
    }
}

/// What was different before: the old value and the new one, and the files that went and came.
fn changes(
    old: &IncomingRow,
    new: &IncomingRow,
    plan: &Plan,
    files: &[FileRow],
) -> BTreeMap<String, Value> {
    let mut told: BTreeMap<_, _> = different(old, new).iter().map(Change::told).collect();
    let named = |files: &[FileRow]| {
        let names = files.iter().map(|it| match &it.signature_digest {
            Some(signature) => format!("{} ({}, .p7s {signature})", it.name, it.digest),
            None => format!("{} ({})", it.name, it.digest),
        });
        names.collect::<Vec<_>>().join("; ")
    };
    for (name, files) in [("files_out", plan.out.as_slice()), ("files_in", files)] {
        if !files.is_empty() {
            told.insert(name.to_owned(), named(files).into());
        }
    }
    told
}

/// The fields of which something else was said before.
pub(super) fn different(old: &IncomingRow, new: &IncomingRow) -> Vec<Change> {
    let pairs = said(old).into_iter().zip(said(new));
    let different = pairs.filter(|((_, old), (_, new))| old != new);
    let change = |((field, old), (_, new)): ((&str, String), (&str, String))| Change {
        field: field.to_owned(),
        old,
        new,
    };
    different.map(change).collect()
}

/// What is said of a document, by the names of the audit record.
fn said(row: &IncomingRow) -> [(&'static str, String); 12] {
    let fields = EnteredFields::of(row);
    [
        ("channel", fields.channel),
        ("sender", fields.sender),
        ("number", fields.number),
        ("date", fields.date),
        ("arrived", fields.arrived),
        ("type", fields.type_code),
        ("subject_matter", fields.subject),
        ("urgency", fields.urgency),
        ("due", fields.due),
        ("pages", fields.pages),
        ("copies", fields.copies),
        ("note", fields.note),
    ]
}

/// A mark of everything that a correction may change.
pub(super) fn seen(arrived: &Arrived) -> String {
    let mut text: String = (said(&arrived.row).iter())
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    for file in &arrived.files {
        let signature = file.signature_digest.as_deref().unwrap_or_default();
        let FileRow {
            ordinal,
            digest,
            name,
            ..
        } = file;
        text.push_str(&format!("{ordinal} {digest} {signature} {name}\n"));
    }
    Digest::of(text.as_bytes()).to_string()
}
