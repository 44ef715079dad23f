//! The time stamp that finishes a signature, and the step that the document then takes.

use std::time::Duration;

use ades::timestamp::TimestampSource as _;
use process::Command;
use process::definition::Slot;
use store::files::{self, MAIN, VersionRow};
use store::signing::{self, SigningRow};
use store::{Rows, instant};
use transport::tsa::TsaClient;

use super::begin::Saved;
use super::slot_of;
use super::states::Signed;
use crate::ledger::detail;
use crate::outgoing::{FileFacts, Outgoing, Particulars, apply_and_save, right_for};
use crate::{Entry, Error, Office};

impl Office {
    /// Asks for the time stamp of a signature, puts the file together, verifies it, stores it as the
    /// next version and moves the document on. Done once; a second call finds it done.
    ///
    /// # Errors
    /// When the service does not answer (try again), or what it gives does not verify.
    pub async fn stamp(&self, agency: &str, request: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let row = signing::by_id(&mut reader, agency, request).await?;
        let row = row.ok_or(Error::NotFound)?;
        if row.status != "signed" {
            return Ok(());
        }
        self.annexes_first(&mut reader, agency, &row).await?;
        let saved: Saved = serde_json::from_str(&row.state)?;
        let signature = saved.signature.clone();
        let service = self
            .config()
            .time_stamps
            .clone()
            .ok_or(Error::NoTimeStampService)?;
        let patience = Duration::from_secs(self.config().time_stamp_patience);
        let base = self.blob(agency, &row.base_digest).await?;
        let signed = tokio::task::spawn_blocking(move || {
            signature.finish(base, |request| {
                let answer = TsaClient::new(&service, patience).ask(request);
                Ok(answer.map_err(ades::Error::from)?)
            })
        })
        .await??;
        self.keep_signed(agency, &row, &saved, signed).await
    }

    /// The document takes its step when the signatures of its annexes are finished.
    async fn annexes_first(
        &self,
        rows: &mut impl Rows,
        agency: &str,
        row: &SigningRow,
    ) -> Result<(), Error> {
        if row.slot != MAIN {
            return Ok(());
        }
        let now = instant::millis(self.now());
        let waiting = signing::under_way(rows, agency, &row.document_id, now).await?;
        let is_annex = |it: &SigningRow| it.slot != MAIN && it.status == "signed";
        match waiting.iter().any(is_annex) {
            true => Err(Error::AwaitingStamp),
            false => Ok(()),
        }
    }

    async fn keep_signed(
        &self,
        agency: &str,
        row: &SigningRow,
        saved: &Saved,
        signed: Signed,
    ) -> Result<(), Error> {
        let (Signed::Whole(bytes) | Signed::Beside(bytes)) = &signed;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let digest = self.store().blobs().put(agency, bytes.clone()).await?;
        let by = self
            .acting_for(agency, &row.account_id, &row.appointment_id)
            .await?;
        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let done = SigningRow {
            status: "done".to_owned(),
            state: "{}".to_owned(),
            finished_at: Some(at),
            ..row.clone()
        };
        signing::advance(&mut tx, agency, "signed", &done).await?;
        let mut document = Outgoing::load(&mut tx, agency, &row.document_id).await?;
        let before = document.current_of(&row.slot).ok_or(Error::NotFound)?;
        if before.version != row.base_version || before.digest != row.base_digest {
            return Err(Error::Stale);
        }
        let mut facts = FileFacts::of(before);
        facts.slots.push(row.role.clone());
        let mut version = VersionRow {
            version: before.version + 1,
            reason: "signed".to_owned(),
            facts: serde_json::to_string(&facts)?,
            made_by: row.account_id.clone(),
            made_at: at,
            ..before.clone()
        };
        match signed {
            Signed::Whole(_) => (version.digest, version.size) = (digest.to_string(), size),
            Signed::Beside(_) => {
                version.signature_digest = Some(digest.to_string());
                version.signature_size = Some(size);
            }
        }
        files::add(&mut tx, agency, &row.document_id, &version).await?;
        if row.slot != MAIN {
            let (from, to) = (row.base_version, version.version);
            let id = &row.document_id;
            files::move_attachment(&mut tx, agency, id, &row.slot, from, to).await?;
            return self.attachment_sealed(tx, &by, row).await;
        }
        // The time stamp of an annex may have been given up meanwhile.
        let seals = slot_of(&row.role) == Some(Slot::Organisation);
        if seals && document.unsealed_attachments().next().is_some() {
            return Err(Error::AttachmentUnsealed);
        }
        document.row.current_version = version.version;
        document.versions.push(version);
        let route = document.route()?;
        let action = route.action(&saved.action).ok_or(Error::Stale)?;
        if action.signs != slot_of(&row.role) {
            return Err(Error::Stale);
        }
        let basis = by.decide(right_for(route, action), &document.facts()?)?;
        let command = Command::new(saved.action.clone(), saved.version);
        let signatures = crate::outgoing::Signatures::NotAsked;
        let with = Particulars::today(self);
        apply_and_save(
            &mut tx,
            self,
            &by,
            &mut document,
            &command,
            signatures,
            &with,
            &basis,
        )
        .await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// Records that an annex has the organisation's signature; the document itself stays where it is.
    async fn attachment_sealed(
        &self,
        mut tx: store::Tx,
        by: &crate::Acting,
        row: &SigningRow,
    ) -> Result<(), Error> {
        let entry = Entry {
            act: "attachment-sealed",
            kind: "outgoing",
            object: &row.document_id,
            basis: None,
            detail: detail! { "request" => row.id, "attachment" => row.slot },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        self.jobs().notify_one();
        Ok(())
    }

    /// Ends a signature that will never get its time stamp, so that the document can be signed anew.
    pub(crate) async fn give_signature_up(
        &self,
        agency: &str,
        request: &str,
        why: &str,
    ) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        let row = signing::by_id(&mut tx, agency, request).await?;
        let Some(row) = row.filter(|it| it.status == "signed") else {
            return Ok(());
        };
        let ended = SigningRow {
            status: "void".to_owned(),
            finished_at: Some(instant::millis(self.now())),
            outcome: Some(why.to_owned()),
            ..row
        };
        signing::advance(&mut tx, agency, "signed", &ended).await?;
        let entry = Entry {
            act: "signature-given-up",
            kind: "outgoing",
            object: &ended.document_id,
            basis: None,
            detail: detail! { "request" => request, "code" => why },
        };
        self.record_as(&mut tx, agency, system(), entry).await?;
        Ok(tx.commit().await?)
    }
}

/// The record of what no person does.
fn system() -> audit::By {
    audit::By {
        account: "system:signing".to_owned(),
        appointment: None,
        delegation: None,
    }
}
