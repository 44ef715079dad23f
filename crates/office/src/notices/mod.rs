//! Notices: what people are told of documents, and of keys, that concern them.
//!
//! An act of a route leaves a job for each notice that its definition names; the worker finds out
//! whom it concerns at that time and writes one notice for each person and event
//! ([`notify`](crate::Office::notify)). Everybody sees his or her own.
//!
//! Not here: the sentences, which are in the catalogue under `notice-` and the kind.

mod give;
mod keys;
mod whom;

use std::collections::BTreeMap;

use store::notices::{self, NoticeRow};
use store::{Tx, instant, jobs};
use time::UtcDateTime;

use crate::{Acting, Error, Office};

pub(crate) use keys::KeyNotice;

/// Lines of one page.
const PAGE: i64 = 50;
/// Unread ones are counted so far.
const COUNTED: i64 = 100;

/// One notice, to be shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Notice {
    /// Its id.
    pub id: String,
    /// The code of its sentence.
    pub code: String,
    /// The values of the sentence.
    pub values: BTreeMap<String, String>,
    /// The kind of thing it is about: `outgoing`, `incoming`, `own-key` (which acts in the person's
    /// name) or `key`.
    pub about: String,
    /// The id of that thing.
    pub object: String,
    /// When.
    pub at: UtcDateTime,
    /// Whether it was read.
    pub read: bool,
}

/// A notice that has just been given, and to whom.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Given {
    /// The agency.
    pub agency: String,
    /// The account.
    pub account: String,
    /// What is told.
    pub notice: Notice,
}

impl Office {
    /// The notices of this person before the one of that id, or the newest; the newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn notices(&self, by: &Acting, before: Option<&str>) -> Result<Vec<Notice>, Error> {
        let mut reader = self.store().reader();
        let rows = notices::newest(&mut reader, by.agency(), by.account(), before, PAGE).await?;
        rows.into_iter().map(read).collect()
    }

    /// How many notices of this person are unread, counted up to a hundred.
    ///
    /// # Errors
    /// The store's.
    pub async fn unread_notices(&self, by: &Acting) -> Result<u32, Error> {
        let mut reader = self.store().reader();
        let count = notices::unread(&mut reader, by.agency(), by.account(), COUNTED).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Marks one notice of this person as read.
    ///
    /// # Errors
    /// The store's.
    pub async fn read_notice(&self, by: &Acting, id: &str) -> Result<(), Error> {
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        notices::read_one(&mut tx, by.agency(), by.account(), id, at).await?;
        Ok(tx.commit().await?)
    }

    /// Marks the notices of this person as read up to the newest that was shown.
    ///
    /// # Errors
    /// The store's.
    pub async fn read_notices(&self, by: &Acting, newest: &str) -> Result<(), Error> {
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        notices::read_through(&mut tx, by.agency(), by.account(), newest, at).await?;
        Ok(tx.commit().await?)
    }

    /// Leaves a notice behind, in the transaction of what it tells.
    pub(crate) async fn leave_notice(
        &self,
        tx: &mut Tx,
        agency: &str,
        kind: &str,
        object: &str,
    ) -> Result<(), Error> {
        let now = self.now();
        let job = jobs::NewJob {
            agency: agency.to_owned(),
            kind: format!("notify-{kind}"),
            object: object.to_owned(),
            payload: "{}".to_owned(),
            run_at: now,
        };
        Ok(jobs::add(tx, job, now).await?)
    }
}

fn read(row: NoticeRow) -> Result<Notice, Error> {
    let (about, object) = row.link.split_once('/').unwrap_or_default();
    Ok(Notice {
        code: format!("notice-{}", row.kind),
        values: serde_json::from_str(&row.payload)?,
        about: about.to_owned(),
        object: object.to_owned(),
        at: instant::from_millis("at", row.at)?,
        read: row.read_at.is_some(),
        id: row.id,
    })
}
