//! Taking the desk agent's answer.

use agent_protocol::message::{ItemAnswer, Outcome as Answered};
use agent_protocol::{Envelope, PairedAgent};
use store::people::agents;
use store::signing::{self, SigningRow};
use store::{instant, jobs};

use super::begin::Saved;
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Office};

/// What became of one document of a batch.
#[derive(Debug)]
pub struct Outcome {
    /// The document.
    pub document: String,
    /// The signing request.
    pub request: String,
    /// Signed, and waiting for its time stamp or done; else why not.
    pub result: Result<(), Error>,
}

impl Office {
    /// Takes the answer to a batch. Each value is checked against the bytes that are stored here,
    /// then kept; its time stamp is asked for at once, and by a job if that fails.
    ///
    /// # Errors
    /// When the answer as a whole is not one to this batch of this person.
    pub async fn complete_signing(
        &self,
        by: &Acting,
        batch: &str,
        answer: &Envelope,
    ) -> Result<Vec<Outcome>, Error> {
        let items = match self.answered(by, batch, answer).await {
            Ok(items) => items,
            Err(error) => {
                let detail = detail! { "request" => batch };
                self.record_attempt(by, "signing-refused", error.code(), detail)
                    .await?;
                return Err(error);
            }
        };
        let mut reader = self.store().reader();
        let rows = signing::of_batch(&mut reader, by.agency(), batch).await?;
        let mut outcomes = Vec::new();
        for item in items {
            let Some(row) = rows.iter().find(|it| it.id == item.id) else {
                continue;
            };
            let result = self.take_outcome(by, row, item.outcome, &outcomes).await;
            outcomes.push(Outcome {
                document: row.document_id.clone(),
                request: row.id.clone(),
                result,
            });
        }
        Ok(outcomes)
    }

    /// What the agent says of each document, once it is sure that this agent says it, to this
    /// question, for the first time.
    async fn answered(
        &self,
        by: &Acting,
        batch: &str,
        answer: &Envelope,
    ) -> Result<Vec<ItemAnswer>, Error> {
        let now = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        // Taken once: a second answer to the same question finds nothing.
        let asked = agents::take(&mut tx, by.account(), batch, "sign", now).await?;
        tx.commit().await?;
        let asked = asked.ok_or(Error::RequestSpent)?;
        let mut reader = self.store().reader();
        let pairing = asked.agent_id.as_deref().unwrap_or_default();
        let agent = agents::one(&mut reader, by.account(), pairing).await?;
        let agent: PairedAgent = serde_json::from_str(&agent.ok_or(Error::NotFound)?.agent)?;
        let envelope: Envelope = serde_json::from_str(&asked.state)?;
        let server = crate::desk::server_side(self.config())?;
        Ok(server.signed(&agent, &envelope, answer)?)
    }

    async fn take_outcome(
        &self,
        by: &Acting,
        row: &SigningRow,
        outcome: Answered,
        before: &[Outcome],
    ) -> Result<(), Error> {
        let value = match outcome {
            Answered::Signed { value } => value.0,
            Answered::Refused { error } => {
                self.void(by, row, &error.code).await?;
                return Err(Error::AgentRefused {
                    code: error.code,
                    message: error.message,
                });
            }
        };
        // A document is not sealed while an annex of it is not.
        let mut same = before.iter().filter(|it| it.document == row.document_id);
        if same.any(|it| it.result.is_err()) {
            self.void(by, row, "office-attachment-unsealed").await?;
            return Err(Error::AttachmentUnsealed);
        }
        if let Err(error) = self.keep_value(by, row, value).await {
            let detail = detail! { "request" => row.id, "document" => row.document_id };
            self.record_attempt(by, "signing-refused", error.code(), detail)
                .await?;
            return Err(error);
        }
        // The job is there already: what fails now is done by it.
        if let Err(error) = self.stamp(by.agency(), &row.id).await {
            tracing::info!(code = error.code(), request = row.id, "time stamp later");
        }
        Ok(())
    }

    async fn keep_value(&self, by: &Acting, row: &SigningRow, value: Vec<u8>) -> Result<(), Error> {
        let now = self.now();
        if row.account_id != by.account() || row.appointment_id != by.actor().appointment() {
            return Err(Error::NotFound);
        }
        if instant::millis(now) >= row.expires_at {
            return Err(Error::RequestSpent);
        }
        let saved: Saved = serde_json::from_str(&row.state)?;
        let [nonce @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.seed()?;
        let signature = saved.signature.with_value(value, &nonce)?;
        let next = SigningRow {
            status: "signed".to_owned(),
            state: serde_json::to_string(&Saved { signature, ..saved })?,
            ..row.clone()
        };
        let mut tx = self.store().begin().await?;
        let document = crate::outgoing::Outgoing::load(&mut tx, by.agency(), &row.document_id);
        let document = document.await?;
        let current = document.current_of(&row.slot);
        if current.is_none_or(|it| it.version != row.base_version) {
            return Err(Error::Stale);
        }
        signing::advance(&mut tx, by.agency(), "open", &next).await?;
        let job = jobs::NewJob {
            agency: by.agency().to_owned(),
            kind: "stamp".to_owned(),
            object: row.id.clone(),
            payload: "{}".to_owned(),
            run_at: now,
        };
        jobs::add(&mut tx, job, now).await?;
        let entry = Entry {
            act: "signature-received",
            kind: "outgoing",
            object: &row.document_id,
            basis: None,
            detail: detail! {
                "request" => row.id,
                "slot" => row.role,
                "version" => row.base_version,
                "digest" => row.digest,
                "certificate" => row.fingerprint,
            },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a request that will never be signed.
    async fn void(&self, by: &Acting, row: &SigningRow, why: &str) -> Result<(), Error> {
        let ended = SigningRow {
            status: "void".to_owned(),
            finished_at: Some(instant::millis(self.now())),
            outcome: Some(why.to_owned()),
            ..row.clone()
        };
        let mut tx = self.store().begin().await?;
        signing::advance(&mut tx, by.agency(), "open", &ended).await?;
        let entry = Entry {
            act: "signature-refused-at-desk",
            kind: "outgoing",
            object: &row.document_id,
            basis: None,
            detail: detail! { "request" => row.id, "code" => why },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}
