//! The daily checkpoint of each agency's chain, signed by the server's own key, time-stamped, and
//! written to a folder outside and mailed where that is configured (P1, P3; docs/audit.md).
//!
//! What an all-powerful administrator of the server could make anew is compared with these copies by
//! `congvu audit verify`. A day is closed once it is over in Vietnam; days on which the server stood
//! still are made up for, one by one. A chain that contradicts itself is not signed.

use std::io::Write as _;
use std::path::Path;

use audit::{Checkpoint, Record, Tip, day_of};
use store::checkpoints::{self, CheckpointRow};
use store::people::agencies;
use store::{audit_log, instant, jobs};
use time::Date;

use crate::config::Checkpoints;
use crate::device::Stamp;
use crate::{Error, Office};

/// Records read at once.
const PAGE: i64 = 1000;

impl Office {
    /// Leaves a job for every agency whose days are not closed up to yesterday.
    pub(crate) async fn plan_checkpoints(&self) -> Result<(), Error> {
        if self.config().checkpoints.is_none() {
            return Ok(());
        }
        let now = self.now();
        let mut reader = self.store().reader();
        let yesterday = day_of(now).previous_day().map(instant::day);
        for agency in agencies::all(&mut reader).await? {
            let last = checkpoints::newest(&mut reader, &agency.id, 1).await?;
            if last.first().map(|it| &it.day) >= yesterday.as_ref() {
                continue;
            }
            let job = jobs::NewJob {
                agency: agency.id,
                kind: "checkpoint".to_owned(),
                object: "daily".to_owned(),
                payload: "{}".to_owned(),
                run_at: now,
            };
            let mut tx = self.store().begin().await?;
            jobs::add_once(&mut tx, job, now).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Closes every day of the agency's chain that is over and not closed yet. For the worker; may be
    /// repeated.
    ///
    /// # Errors
    /// [`Error::AuditHead`] for a chain that contradicts itself, [`Error::CheckpointDiffers`] where
    /// another checkpoint of that day is outside already; when key, folder or time stamp cannot be
    /// used.
    pub async fn checkpoint(&self, agency: &str) -> Result<(), Error> {
        let Some(place) = self.config().checkpoints.clone() else {
            return Ok(());
        };
        let today = day_of(self.now());
        let mut reader = self.store().reader();
        let last = checkpoints::newest(&mut reader, agency, 1).await?;
        let (mut before, mut day) = match last.into_iter().next() {
            Some(row) => (
                tip(agency, &row)?,
                next(instant::from_day("day", &row.day)?)?,
            ),
            None => {
                let first = audit_log::page(&mut reader, agency, 0, 1).await?;
                let Some(first) = first.into_iter().next() else {
                    return Ok(());
                };
                (Tip::empty(agency), day_of(audit_log::time_of(&first)?))
            }
        };
        while day < today {
            let (made, tip) = self.of_day(&before, day).await?;
            self.write_checkpoint(&place, &made).await?;
            before = tip;
            day = next(day)?;
        }
        Ok(())
    }

    /// The checkpoint of a day, with the end of the chain then.
    async fn of_day(&self, before: &Tip, day: Date) -> Result<(Checkpoint, Tip), Error> {
        let mut reader = self.store().reader();
        let (mut tip, mut leaves) = (before.clone(), Vec::new());
        loop {
            let after = i64::try_from(tip.seq).unwrap_or(i64::MAX);
            let page = audit_log::page(&mut reader, &tip.agency, after, PAGE).await?;
            let full = i64::try_from(page.len()).unwrap_or(PAGE) == PAGE;
            for kept in page {
                let record: Record = serde_json::from_str(&kept.record)?;
                if day_of(record.at) > day {
                    return Ok((Checkpoint::of(day, before, &tip, leaves)?, tip));
                }
                let leaf = record.leaf()?;
                let head = audit::chain(tip.head, leaf);
                let follows = record.seq == tip.seq + 1 && record.agency == tip.agency;
                if !follows || head.to_string() != kept.hash {
                    return Err(Error::AuditHead);
                }
                leaves.push(leaf);
                tip = Tip {
                    seq: record.seq,
                    head,
                    at: Some(record.at),
                    ..tip
                };
            }
            if !full {
                return Ok((Checkpoint::of(day, before, &tip, leaves)?, tip));
            }
        }
    }

    async fn write_checkpoint(&self, place: &Checkpoints, made: &Checkpoint) -> Result<(), Error> {
        let day = instant::day(made.day);
        let folder = place.folder.join(&made.agency);
        let (content, now) = (made.to_bytes()?, self.now());
        let (json, p7s) = (format!("{day}.json"), format!("{day}.p7s"));
        match tokio::fs::read(folder.join(&json)).await {
            Ok(there) if there == content => {}
            Ok(_) => return Err(Error::CheckpointDiffers { day }),
            Err(_) => {
                let signed = self.sign_as_device(content.clone(), Stamp::Needed);
                let signature = signed.await?;
                // The signature first: what is named by its content is whole.
                tokio::task::spawn_blocking(move || {
                    std::fs::create_dir_all(&folder).map_err(Error::Temporary)?;
                    write(&folder, &p7s, &signature)?;
                    write(&folder, &json, &content)
                })
                .await??;
            }
        }
        let row = CheckpointRow {
            day,
            last_seq: i64::try_from(made.last_seq).unwrap_or(i64::MAX),
            head: made.head.to_string(),
            written_at: instant::millis(now),
        };
        let mut tx = self.store().begin().await?;
        checkpoints::add(&mut tx, &made.agency, &row).await?;
        for address in &place.mail {
            let job = jobs::NewJob {
                agency: made.agency.clone(),
                kind: "mail-checkpoint".to_owned(),
                object: format!("{}/{address}", row.day),
                payload: "{}".to_owned(),
                run_at: now,
            };
            jobs::add(&mut tx, job, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn tip(agency: &str, row: &CheckpointRow) -> Result<Tip, Error> {
    Ok(Tip {
        agency: agency.to_owned(),
        seq: u64::try_from(row.last_seq).unwrap_or_default(),
        head: row.head.parse().map_err(|_| Error::AuditHead)?,
        at: None,
    })
}

fn next(day: Date) -> Result<Date, Error> {
    day.next_day().ok_or(Error::AuditHead)
}

/// Writes a file whole or not at all, in the place of one that was left without its content.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(Error::Temporary)?;
    file.write_all(bytes).map_err(Error::Temporary)?;
    file.as_file().sync_all().map_err(Error::Temporary)?;
    let kept = file.persist(folder.join(name));
    kept.map_err(|error| Error::Temporary(error.error))?;
    let folder = std::fs::File::open(folder).map_err(Error::Temporary)?;
    folder.sync_all().map_err(Error::Temporary)
}
