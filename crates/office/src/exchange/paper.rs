//! Paper beside electronic documents (D12, D15; Điều 18, 19): copies for those outside, the sealed
//! copy that the clerk keeps where the document's type says so, and paper that has to follow.
//!
//! What is to be printed is noted when a document is consigned ([`crate::Office::send`]), due by the
//! clock of sending. A copy for somebody outside and its consignment are one thing: whichever page
//! says that it was sent, both are.

use access::{Action, Basis, Kind, predicate_of};
use documents::deadline::{Act, Clocks, Due};
use documents::document_type::{Carriage, KeptCopy};
use documents::{Urgency, normalise, vietnam};
use process::Calendar;
use serde_json::json;
use store::exchange::{self, ConsignmentRow};
use store::outgoing::RecipientRow;
use store::paper::{self, FIRST_BIND, PaperRow};
use store::{Bind, Tx, instant};
use time::{Date, UtcDateTime};

use crate::ledger::detail;
use crate::outgoing::{Outgoing, tell};
use crate::{Acting, Entry, Error, Fault, Office, sheet};

pub use store::paper::PaperLine;

/// Lines of a list.
const MOST: i64 = 500;

/// How paper went.
#[derive(Clone, Debug, Default)]
pub struct PaperSent {
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// `hand`, `post` or `courier`.
    pub way: String,
    /// The number of the postal item; may be missing.
    pub item: String,
}

impl Office {
    /// What has to be printed and sent, the most urgent first, then what is due first.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those who keep no such list.
    pub async fn paper_to_send(&self, by: &Acting) -> Result<Vec<PaperLine>, Error> {
        let (ways, binds) = tracked(by)?;
        let mut reader = self.store().reader();
        Ok(paper::open(&mut reader, by.agency(), (&ways, binds), MOST).await?)
    }

    /// What was sent or kept last.
    ///
    /// # Errors
    /// [`Error::NotFound`] for those who keep no such list.
    pub async fn paper_sent(&self, by: &Acting) -> Result<Vec<PaperLine>, Error> {
        let (ways, binds) = tracked(by)?;
        let mut reader = self.store().reader();
        Ok(paper::done(&mut reader, by.agency(), (&ways, binds), MOST).await?)
    }

    /// What has to be printed and sent as a workbook, in these columns.
    ///
    /// # Errors
    /// As [`paper_to_send`](Self::paper_to_send).
    pub async fn paper_workbook(
        &self,
        by: &Acting,
        title: &str,
        row: impl Fn(&PaperLine) -> Vec<String>,
        titles: Vec<String>,
    ) -> Result<Vec<u8>, Error> {
        let lines = self.paper_to_send(by).await?;
        let rows = lines.iter().map(row);
        let table: Vec<_> = std::iter::once(titles).chain(rows).collect();
        sheet::write(title, &table)
    }

    /// Marks copies as printed and sealed. The one that the clerk keeps is done with.
    ///
    /// # Errors
    /// [`Error::Invalid`] without any; [`Error::Stale`] when one is done with already.
    pub async fn paper_printed(&self, by: &Acting, ids: &[String]) -> Result<(), Error> {
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        for id in chosen(ids)? {
            let (mut row, document, basis) = self.tracked_paper(&mut tx, by, id).await?;
            row.printed_at = row.printed_at.or(Some(at));
            row.printed_by = row.printed_by.or_else(|| Some(by.account().to_owned()));
            row.done_at = (row.kind == "kept").then_some(at);
            paper::update(&mut tx, &row).await?;
            let told = json!({ "name": row.name, "copies": row.copies });
            tell(&mut tx, &document.row, by, "paper-printed", told, at).await?;
            self.record(&mut tx, by, entry("paper-printed", &row, &basis))
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Marks copies as sent, each printed then too.
    ///
    /// # Errors
    /// [`Error::Invalid`] without any, with a day to come, or for the copy that stays;
    /// [`Error::Stale`] when one was sent already.
    pub async fn paper_went(
        &self,
        by: &Acting,
        ids: &[String],
        sent: &PaperSent,
    ) -> Result<(), Error> {
        let sent = Checked::of(sent, vietnam::date(self.now()))?;
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        for id in chosen(ids)? {
            let (row, document, basis) = self.tracked_paper(&mut tx, by, id).await?;
            if row.kind == "kept" {
                let fault = Fault::new("id", "office-paper-kept", Vec::new());
                return Err(Error::Invalid(vec![fault]));
            }
            if row.kind == "outside"
                && let Some(mut consignment) =
                    exchange::by_id(&mut tx, by.agency(), &row.id).await?
            {
                self.mark_sent(&mut tx, &mut consignment).await?;
            }
            let told = json!({ "name": row.name, "way": sent.way, "item": sent.item });
            let row = self.settle_paper(&mut tx, by, row, &sent).await?;
            tell(&mut tx, &document.row, by, "paper-sent", told, at).await?;
            self.record(&mut tx, by, entry("paper-sent", &row, &basis))
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// The paper that is one with a consignment that was marked as sent by itself. Paper that follows
    /// is still to be sent.
    pub(super) async fn settle_paper_of(
        &self,
        tx: &mut Tx,
        by: &Acting,
        consignment: &str,
    ) -> Result<(), Error> {
        let row = paper::by_id(tx, by.agency(), consignment).await?;
        let is_it = |it: &PaperRow| it.kind == "outside" && it.done_at.is_none();
        let Some(row) = row.filter(is_it) else {
            return Ok(());
        };
        let sent = Checked {
            on: vietnam::date(self.now()),
            way: String::new(),
            item: String::new(),
        };
        self.settle_paper(tx, by, row, &sent).await.map(drop)
    }

    /// Marks a consignment that goes by hand as sent.
    pub(super) async fn mark_sent(
        &self,
        tx: &mut Tx,
        row: &mut ConsignmentRow,
    ) -> Result<(), Error> {
        if row.channel == "system" || !matches!(row.state.as_str(), "waiting" | "failed") {
            return Err(Error::Stale);
        }
        "sent".clone_into(&mut row.state);
        row.reason = String::new();
        row.sent_at = Some(instant::millis(self.now()));
        Ok(exchange::update(tx, row).await?)
    }

    /// Notes the paper of one recipient, if it gets any, in the transaction of its consignment.
    pub(super) async fn note_paper(
        &self,
        tx: &mut Tx,
        document: &Outgoing,
        to: &RecipientRow,
        consignment: &str,
    ) -> Result<(), Error> {
        let types = self.config().catalogue()?;
        let kind = types.get(&document.row.type_code)?;
        let beside = kind.carriage != Carriage::ElectronicOnly;
        let kind = match (to.kind.as_str(), to.channel.as_str()) {
            (_, "paper") => "outside",
            ("agency", _) if beside => "follows",
            _ => return Ok(()),
        };
        let row = PaperRow {
            id: consignment.to_owned(),
            kind: kind.to_owned(),
            name: to.name.clone(),
            address: to.address.clone(),
            copies: to.copies.max(1),
            ..self.blank(document)?
        };
        Ok(paper::insert(tx, &row).await?)
    }

    /// Notes the copy that the clerk keeps, where the type says that there is one.
    pub(super) async fn note_kept_copy(&self, document: &Outgoing) -> Result<(), Error> {
        let catalogue = self.config().catalogue()?;
        if catalogue.get(&document.row.type_code)?.kept_copy != KeptCopy::SealedPaper {
            return Ok(());
        }
        let row = PaperRow {
            kind: "kept".to_owned(),
            ..self.blank(document)?
        };
        let mut tx = self.store().begin().await?;
        paper::insert(&mut tx, &row).await?;
        Ok(tx.commit().await?)
    }

    fn blank(&self, document: &Outgoing) -> Result<PaperRow, Error> {
        let row = &document.row;
        let issued = instant::from_millis("issued_at", row.issued_at.ok_or(Error::Stale)?)?;
        let figure = u8::try_from(row.urgency).unwrap_or_default();
        let urgency = Urgency::of_figure(figure).unwrap_or(Urgency::Normal);
        let due = Clocks::built_in()?.of(Act::Send, urgency)?.latest;
        Ok(PaperRow {
            agency_id: row.agency_id.clone(),
            id: row.id.clone(),
            document_id: row.id.clone(),
            kind: String::new(),
            name: String::new(),
            address: String::new(),
            copies: 1,
            due_at: instant::millis(moment(due, issued)),
            printed_at: None,
            printed_by: None,
            sent_on: None,
            sent_by: None,
            way: String::new(),
            item: String::new(),
            done_at: None,
            version: 1,
        })
    }

    /// A paper that is not done with, its document, and why this person may track it.
    async fn tracked_paper(
        &self,
        tx: &mut Tx,
        by: &Acting,
        id: &str,
    ) -> Result<(PaperRow, Outgoing, Basis), Error> {
        let row = paper::by_id(tx, by.agency(), id).await?;
        let row = row.ok_or(Error::NotFound)?;
        let document = Outgoing::load(tx, by.agency(), &row.document_id).await?;
        let basis = by.decide(Action::TrackPaper, &document.facts()?)?;
        match row.done_at {
            Some(_) => Err(Error::Stale),
            None => Ok((row, document, basis)),
        }
    }

    async fn settle_paper(
        &self,
        tx: &mut Tx,
        by: &Acting,
        mut row: PaperRow,
        sent: &Checked,
    ) -> Result<PaperRow, Error> {
        let at = instant::millis(self.now());
        row.printed_at = row.printed_at.or(Some(at));
        row.printed_by = row.printed_by.or_else(|| Some(by.account().to_owned()));
        row.sent_on = Some(instant::day(sent.on));
        row.sent_by = Some(by.account().to_owned());
        row.way.clone_from(&sent.way);
        row.item.clone_from(&sent.item);
        row.done_at = Some(at);
        paper::update(tx, &row).await?;
        Ok(row)
    }
}

fn entry<'a>(act: &'a str, row: &'a PaperRow, basis: &'a Basis) -> Entry<'a> {
    Entry {
        act,
        kind: "outgoing",
        object: &row.document_id,
        basis: Some(basis),
        detail: detail! { "paper" => row.id, "kind" => row.kind, "way" => row.way },
    }
}

/// The documents on which this person tracks paper, as a condition.
fn tracked(by: &Acting) -> Result<(Vec<String>, Vec<Bind>), Error> {
    let found = predicate_of(by.actor(), Action::TrackPaper, Kind::Outgoing, FIRST_BIND);
    if found.ways.is_empty() {
        return Err(Error::NotFound);
    }
    Ok((
        found.ways,
        found.binds.into_iter().map(Bind::from).collect(),
    ))
}

fn chosen(ids: &[String]) -> Result<&[String], Error> {
    match ids {
        [] => {
            let fault = Fault::new("id", "office-paper-none", Vec::new());
            Err(Error::Invalid(vec![fault]))
        }
        some => Ok(some),
    }
}

/// When something is due that is counted from `from`; at once where no calendar reaches so far.
fn moment(due: Due, from: UtcDateTime) -> UtcDateTime {
    let calendar = Calendar::shipped();
    let end_of_day = |of: UtcDateTime| Some(calendar.same_day_or_next_morning(of)?.same_day);
    let found = match due {
        Due::Immediately => Some(from),
        Due::SameDay => end_of_day(from),
        Due::NextWorkingMorning => calendar.next_working_morning(from).map(|it| it.1),
        Due::NextWorkingDay => {
            (calendar.next_working_morning(from)).and_then(|it| end_of_day(it.0))
        }
    };
    found.unwrap_or(from)
}

/// What was said of a sending.
struct Checked {
    on: Date,
    way: String,
    item: String,
}

impl Checked {
    fn of(sent: &PaperSent, today: Date) -> Result<Self, Error> {
        let mut faults = Vec::new();
        let on = instant::from_day("sent_on", &sent.on).ok();
        match on {
            None => faults.push(Fault::new("on", "office-paper-day", Vec::new())),
            Some(on) if on > today => {
                faults.push(Fault::new("on", "office-paper-in-future", Vec::new()));
            }
            Some(_) => {}
        }
        if !matches!(sent.way.as_str(), "hand" | "post" | "courier") {
            faults.push(Fault::new("way", "office-paper-way", Vec::new()));
        }
        let item = normalise::line(&sent.item).unwrap_or_default();
        if item.chars().count() > 50 {
            faults.push(Fault::new("item", "office-paper-item", Vec::new()));
        }
        match (on, faults.is_empty()) {
            (Some(on), true) => Ok(Self {
                on,
                way: sent.way.clone(),
                item,
            }),
            _ => Err(Error::Invalid(faults)),
        }
    }
}
