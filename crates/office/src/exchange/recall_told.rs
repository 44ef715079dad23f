//! Telling recipients outside of the installation that a document is withdrawn (Điều 18; E3).
//!
//! Who got the document by mail is told by mail, with number, date, subject and reason; who got it
//! on paper or as a file is told by the clerk, who notes that. That the recipient has destroyed its
//! copy is known when it says so, and noted then.
//!
//! Not here: recipients of this installation ([`super::recall`]), and what was never sent.

use access::Action;
use documents::vietnam;
use store::exchange::{self, ConsignmentRow};
use store::outgoing::RecipientRow;
use store::{Tx, instant, jobs};
use transport::mail::Letter;

use super::by_mail::{address_of, of};
use crate::ledger::detail;
use crate::outgoing::Outgoing;
use crate::{Acting, Entry, Error, Office, worker};

/// The job that hands one letter over.
const JOB: &str = "mail-recall";

/// What the clerk notes about a recall.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RecallNote {
    /// The recipient was told.
    Told,
    /// The recipient says that its copy is out of use.
    Confirmed,
}

impl Office {
    /// Leaves the letter about a recall, where the document went out by mail.
    pub(super) async fn leave_recall(
        &self,
        tx: &mut Tx,
        row: &ConsignmentRow,
    ) -> Result<(), Error> {
        if !goes_by_mail(row) {
            return Ok(());
        }
        let now = self.now();
        let job = jobs::NewJob {
            agency: row.agency_id.clone(),
            kind: JOB.to_owned(),
            object: row.id.clone(),
            payload: "{}".to_owned(),
            run_at: now,
        };
        Ok(jobs::add(tx, job, now).await?)
    }

    /// Hands the letter about a recall to the server of mail. For the worker; may be repeated: the
    /// recipient can tell by its id that a letter came twice.
    ///
    /// # Errors
    /// What may pass by itself. Whatever does not is told to the clerk and is none.
    pub async fn mail_recall(&self, agency: &str, id: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let row = exchange::by_id(&mut reader, agency, id).await?;
        let row = row.ok_or(Error::NotFound)?;
        if !goes_by_mail(&row) || row.state != "recalled" || row.recall_told_at.is_some() {
            return Ok(());
        }
        let document = Outgoing::load(&mut reader, agency, &row.document_id).await?;
        let posted = match self.recall_letter(&document, &row).await {
            Ok(letter) => self.post(&letter).await,
            Err(error) => Err(error),
        };
        match posted {
            Ok(()) => {
                let mut tx = self.store().begin().await?;
                let row = exchange::by_id(&mut tx, agency, id).await?;
                let mut row = row.ok_or(Error::NotFound)?;
                row.recall_told_at = Some(instant::millis(self.now()));
                row.recall_fault = String::new();
                exchange::update(&mut tx, &row).await?;
                self.record_mail(&mut tx, &row, "recall-mailed").await?;
                Ok(tx.commit().await?)
            }
            Err(error) if worker::is_tried_again(&error) => {
                let mut tx = self.store().begin().await?;
                self.note_recall_fault(&mut tx, row, &error).await?;
                tx.commit().await?;
                Err(error)
            }
            Err(error) => self.give_recall_up(agency, id, &error).await,
        }
    }

    /// Marks that the letter about a recall did not go, and has the clerk told why.
    pub(crate) async fn give_recall_up(
        &self,
        agency: &str,
        id: &str,
        error: &Error,
    ) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        let row = exchange::by_id(&mut tx, agency, id).await?;
        let Some(row) = row.filter(|it| it.recall_told_at.is_none()) else {
            return Ok(());
        };
        self.record_mail(&mut tx, &row, "recall-mail-failed")
            .await?;
        self.note_recall_fault(&mut tx, row, error).await?;
        self.leave_notice(&mut tx, agency, "recall-unsent", id)
            .await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    async fn note_recall_fault(
        &self,
        tx: &mut Tx,
        mut row: ConsignmentRow,
        error: &Error,
    ) -> Result<(), Error> {
        let fault = error.sentence();
        if row.recall_fault != fault {
            row.recall_fault = fault;
            exchange::update(tx, &row).await?;
        }
        Ok(())
    }

    /// Has the letter about a recall sent again that did not go, to `address` where that is not empty.
    ///
    /// # Errors
    /// A refusal; [`Error::Invalid`] for what is no address; [`Error::Stale`] where nothing failed.
    pub async fn tell_recall_again(
        &self,
        by: &Acting,
        document: &str,
        consignment: &str,
        address: &str,
    ) -> Result<(), Error> {
        let found = self.permitted(by, Action::TellRecall, document).await?;
        let address = address_of(address)?;
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::TellRecall, &found.facts()?)?;
        let mut row = of(&mut tx, by, document, consignment).await?;
        if row.recall_fault.is_empty() || row.recall_told_at.is_some() {
            return Err(Error::Stale);
        }
        if let Some(address) = address {
            let agency = by.agency();
            exchange::readdress(&mut tx, agency, document, &row.recipient_id, address).await?;
        }
        row.recall_fault = String::new();
        exchange::update(&mut tx, &row).await?;
        self.leave_recall(&mut tx, &row).await?;
        let entry = Entry {
            act: "recall-told-again",
            kind: "outgoing",
            object: document,
            basis: Some(&basis),
            detail: detail! { "consignment" => consignment },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// Notes what the clerk did, or was told, about a recall at a recipient outside.
    ///
    /// # Errors
    /// A refusal; [`Error::Stale`] where there is nothing to note: it was never sent, it goes by the
    /// installation itself, or it was noted before.
    pub async fn note_recall(
        &self,
        by: &Acting,
        document: &str,
        consignment: &str,
        what: RecallNote,
    ) -> Result<(), Error> {
        let found = self.permitted(by, Action::TellRecall, document).await?;
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::TellRecall, &found.facts()?)?;
        let mut row = of(&mut tx, by, document, consignment).await?;
        let sent = row.state == "recalled" && row.channel != "system" && row.sent_at.is_some();
        let act = match (what, row.recall_told_at, row.settled_at) {
            (RecallNote::Told, None, None) if sent => {
                row.recall_told_at = Some(at);
                row.recall_fault = String::new();
                "recall-told"
            }
            (RecallNote::Confirmed, Some(_), None) if sent => {
                row.settled_at = Some(at);
                "recall-answered"
            }
            _ => return Err(Error::Stale),
        };
        exchange::update(&mut tx, &row).await?;
        let entry = Entry {
            act,
            kind: "outgoing",
            object: document,
            basis: Some(&basis),
            detail: detail! { "consignment" => consignment, "channel" => row.channel },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// The letter about a recall to one recipient.
    async fn recall_letter(
        &self,
        document: &Outgoing,
        row: &ConsignmentRow,
    ) -> Result<Letter, Error> {
        let agency = row.agency_id.as_str();
        let sender = store::people::agencies::one(&mut self.store().reader(), agency).await?;
        let sender = sender.ok_or(Error::NotFound)?;
        let mut recipients = document.recipients.iter();
        let to = recipients.find(|it| it.id == row.recipient_id);
        let to = to.ok_or(Error::NotFound)?;
        let number = document.row.number_text.clone().unwrap_or_default();
        Ok(Letter {
            id: format!("recall.{}", row.id),
            text: text(document, row, to, &sender.name, &sender.email)?,
            subject: format!("[Thu hồi {number}] {}", document.row.subject),
            from_name: sender.name,
            reply_to: sender.email,
            to: to.address.clone(),
            enclosures: Vec::new(),
            // A person withdrew the document.
            automatic: false,
            report: true,
        })
    }
}

/// Whether the document went out by mail.
fn goes_by_mail(row: &ConsignmentRow) -> bool {
    row.channel == "mail" && row.sent_at.is_some()
}

fn text(
    document: &Outgoing,
    sent: &ConsignmentRow,
    to: &RecipientRow,
    sender: &str,
    email: &str,
) -> Result<String, Error> {
    let row = &document.row;
    let day = |at: Option<i64>| -> Result<String, Error> {
        let at = instant::from_millis("at", at.ok_or(Error::Stale)?)?;
        Ok(vietnam::written(vietnam::date(at)))
    };
    let issued = row.issue_date.as_deref();
    let issued = issued.map(|it| instant::from_day("issue_date", it));
    let issued = issued.transpose()?.map_or(String::new(), vietnam::written);
    let answer = match email {
        "" => "trả lời nơi gửi".to_owned(),
        address => format!("trả lời về {address}"),
    };
    Ok([
        format!("Kính gửi: {}", to.name),
        String::new(),
        format!("{sender} thu hồi văn bản điện tử đã gửi sau:"),
        String::new(),
        format!("  Số, ký hiệu: {}", row.number_text.as_deref().unwrap_or_default()),
        format!("  Ngày ban hành: {issued}"),
        format!("  Trích yếu: {}", row.subject),
        format!("  Đã gửi ngày: {}", day(sent.sent_at)?),
        format!("  Ngày thu hồi: {}", day(row.withdrawn_at)?),
        format!("  Lý do thu hồi: {}", sent.reason),
        String::new(),
        format!(
            "Đề nghị quý cơ quan, đơn vị không sử dụng văn bản này, hủy bỏ văn bản điện tử đã nhận \
             (Điều 18 Nghị định số 30/2020/NĐ-CP) và thông báo đã hủy: {answer}."
        ),
        String::new(),
        "Thư này không mang chữ ký số. Nếu nghi ngờ, xin hỏi lại nơi gửi bằng cách liên hệ đã biết trước."
            .to_owned(),
        String::new(),
    ]
    .join("\n"))
}
