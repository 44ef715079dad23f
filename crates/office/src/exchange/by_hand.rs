//! What is sent outside of the installation by a person: on paper, or as a file taken out (Điều 18).

use access::Action;
use store::exchange;

use crate::ledger::detail;
use crate::{Acting, Entry, Error, Office};

impl Office {
    /// Notes that the clerk has sent an issued document to a recipient outside of the installation.
    ///
    /// # Errors
    /// A refusal; [`Error::Stale`] where it was sent already, or goes by the installation itself.
    pub async fn sent_by_hand(
        &self,
        by: &Acting,
        document: &str,
        consignment: &str,
    ) -> Result<(), Error> {
        let found = self.permitted(by, Action::Send, document).await?;
        let mut tx = self.store().begin().await?;
        let basis = by.decide(Action::Send, &found.facts()?)?;
        let row = exchange::by_id(&mut tx, by.agency(), consignment).await?;
        let row = row.filter(|it| it.document_id == document);
        let mut row = row.ok_or(Error::NotFound)?;
        self.mark_sent(&mut tx, &mut row).await?;
        self.settle_paper_of(&mut tx, by, consignment).await?;
        let entry = Entry {
            act: "sent-by-hand",
            kind: "outgoing",
            object: document,
            basis: Some(&basis),
            detail: detail! { "consignment" => consignment, "channel" => row.channel },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}
