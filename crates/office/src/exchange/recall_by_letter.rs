//! Documents whose sender withdrew them by letter (thu hồi; Điều 18; E3): what came by mail or on
//! paper, and what its sender cannot withdraw over the system.
//!
//! The clerk of the recipient notes it with the letter that says so. The document stands then as one
//! withdrawn over the system ([`super::recall`]), but that its sender, being elsewhere, is told by hand
//! that the copy is out of use.

use access::Action;
use documents::{normalise, vietnam};
use store::incoming::{self, IncomingRow};
use store::recalls::{self, RecallRow};
use store::{Rows, instant};
use time::Date;

use super::arrival::{Arrived, facts};
use super::entered_fields::day;
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Fault, Office};

/// Letters that are offered.
const OFFERED: i64 = 20;
/// Characters of what a letter is.
const LETTER: usize = 200;

/// What the clerk says of a withdrawal by letter.
#[derive(Clone, Debug, Default)]
pub struct RecallLetter {
    /// What the letter is: its number, or who wrote it. May be empty where `document` says it.
    pub letter: String,
    /// Its day, `YYYY-MM-DD`. May be empty where `document` says it.
    pub date: String,
    /// The incoming document that is the letter; empty where it is none.
    pub document: String,
    /// Why the sender withdrew the document.
    pub reason: String,
}

/// A document that may be noted as withdrawn.
#[derive(Clone, Debug)]
pub struct Recallable {
    /// The document.
    pub arrived: Arrived,
    /// Other documents of its sender, the newest first: one may be the letter.
    pub letters: Vec<IncomingRow>,
}

impl Office {
    /// A document that may be noted as withdrawn by a letter of its sender.
    ///
    /// # Errors
    /// [`Error::Recalled`], [`Error::RecalledByLetter`] where it is withdrawn already; a refusal.
    pub async fn recallable(&self, by: &Acting, id: &str) -> Result<Recallable, Error> {
        let arrived = self.incoming(by, id).await?;
        let row = &arrived.row;
        let mut reader = self.store().reader();
        if let Some(recall) = recalls::of_incoming(&mut reader, by.agency(), id).await? {
            return Err(already(&recall)?);
        }
        self.may(by, Action::NoteRecall, &facts(row)?, id).await?;
        let name = &row.from_name;
        let letters = incoming::of_sender(&mut reader, by.agency(), name, id, OFFERED).await?;
        Ok(Recallable { arrived, letters })
    }

    /// Notes that the sender of a document withdrew it by letter.
    ///
    /// # Errors
    /// As [`recallable`](Self::recallable); [`Error::Invalid`] with everything that is wrong with
    /// what was said; [`Error::Stale`] when its sender, or another clerk, was first.
    pub async fn note_recall_by_letter(
        &self,
        by: &Acting,
        id: &str,
        told: &RecallLetter,
    ) -> Result<(), Error> {
        let mut row = self.recallable(by, id).await?.arrived.row;
        let now = self.now();
        let mut reader = self.store().reader();
        let letter = letter(&mut reader, &row, &told.document).await?;
        let checked = Checked::of(told, letter.as_ref(), &row, vietnam::date(now))?;
        let recall = RecallRow {
            agency_id: row.agency_id.clone(),
            incoming_id: row.id.clone(),
            consignment_id: String::new(),
            at: instant::millis(now),
            reason: checked.reason,
            confirmed_at: None,
            confirmed_by: None,
            entered_by: Some(by.account().to_owned()),
            basis: checked.letter,
            letter_date: Some(instant::day(checked.on)),
            letter_id: letter.map(|it| it.id),
            full_name: None,
        };
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::NoteRecall, &facts(&row)?)?;
        self.mark_recalled(&mut tx, &mut row, &recall)
            .await?
            .ok_or(Error::Stale)?;
        let entry = Entry {
            act: "recall-noted",
            kind: "incoming",
            object: id,
            basis: Some(&basis),
            detail: detail! {
                "letter" => recall.basis,
                "date" => recall.letter_date.unwrap_or_default(),
                "document" => recall.letter_id.unwrap_or_default(),
                "reason" => recall.reason,
                "status" => row.status,
            },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }
}

/// Why what is withdrawn is not noted again.
fn already(recall: &RecallRow) -> Result<Error, Error> {
    let at = instant::from_millis("at", recall.at)?;
    let day = vietnam::written(vietnam::date(at));
    Ok(match recall.entered_by {
        None => Error::Recalled { day },
        Some(_) => Error::RecalledByLetter {
            day,
            basis: recall.basis.clone(),
        },
    })
}

/// The letter among the incoming documents of the agency.
async fn letter(
    rows: &mut impl Rows,
    of: &IncomingRow,
    id: &str,
) -> Result<Option<IncomingRow>, Error> {
    if id.is_empty() {
        return Ok(None);
    }
    let found = incoming::by_id(rows, &of.agency_id, id).await?;
    match found.filter(|it| it.id != of.id) {
        Some(letter) => Ok(Some(letter)),
        None => {
            let fault = Fault::new("document", "office-recall-other", Vec::new());
            Err(Error::Invalid(vec![fault]))
        }
    }
}

/// What was said of a withdrawal.
struct Checked {
    letter: String,
    on: Date,
    reason: String,
}

impl Checked {
    fn of(
        told: &RecallLetter,
        document: Option<&IncomingRow>,
        of: &IncomingRow,
        today: Date,
    ) -> Result<Self, Error> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, code: &str, values| {
            faults.push(Fault::new(field, code, values));
        };
        // What is written counts; what is not is read from the letter.
        let or = |text: &str, other: Option<&str>| match normalise::line(text).unwrap_or_default() {
            written if written.is_empty() => other.unwrap_or_default().to_owned(),
            written => written,
        };
        let letter = or(&told.letter, document.map(|it| it.number_text.as_str()));
        match letter.chars().count() {
            0 => fault("letter", "office-recall-letter", Vec::new()),
            1..=LETTER => {}
            _ => fault("letter", "entered-long", vec![("most", LETTER.to_string())]),
        }
        let date = or(
            &told.date,
            document.and_then(|it| it.document_date.as_deref()),
        );
        let issued = of.document_date.as_deref();
        let issued = issued.and_then(|it| day("document_date", it).ok());
        let on = day("date", &date).ok();
        match (on, issued) {
            (None, _) => fault("date", "office-recall-day", Vec::new()),
            (Some(on), _) if on > today => fault("date", "office-recall-day-ahead", Vec::new()),
            (Some(on), Some(issued)) if on < issued => {
                let issued = vietnam::written(issued);
                fault("date", "office-recall-day-early", vec![("day", issued)]);
            }
            _ => {}
        }
        let reason = normalise::paragraphs(&told.reason).unwrap_or_default();
        if reason.is_empty() {
            fault("reason", "office-recall-reason", Vec::new());
        }
        match (on, faults.is_empty()) {
            (Some(on), true) => Ok(Self { letter, on, reason }),
            _ => Err(Error::Invalid(faults)),
        }
    }
}
