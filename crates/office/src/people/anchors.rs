//! Trust anchors of the installation: added once their fingerprint was compared with one from
//! another source (crate `trust`).
//!
//! They decide every verdict of every agency here, so that only the administrator of an agency with
//! none above it in this installation keeps them.

use access::Action;
use pki::Certificate;
use pki::trust::AnchorKind;
use trust::{Fingerprint, Folder, Record};

use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Fault, Office};

/// An anchor that is trusted.
#[derive(Clone, Debug)]
pub struct AnchorLine {
    /// What people call it.
    pub name: String,
    /// SHA-256, hex.
    pub fingerprint: String,
    /// The end of its validity.
    pub not_after: time::UtcDateTime,
    /// Until when it is trusted.
    pub trusted_until: time::UtcDateTime,
    /// For tests and demonstrations only.
    pub for_testing: bool,
}

/// A certificate that may become an anchor.
#[derive(Clone, Debug)]
pub struct ProposedAnchor {
    /// Its subject.
    pub subject: String,
    /// SHA-256, hex: for the page to keep, not to show before it was typed.
    pub fingerprint: String,
    /// The beginning of its validity.
    pub not_before: time::UtcDateTime,
    /// The end of its validity.
    pub not_after: time::UtcDateTime,
}

impl Office {
    /// The anchors.
    ///
    /// # Errors
    /// A refusal; [`Error::Trust`] when the folder cannot be read.
    pub async fn anchors(&self, by: &Acting) -> Result<Vec<AnchorLine>, Error> {
        self.may_keep_anchors(by).await?;
        let path = self.config().trust();
        let read = move || {
            if path.exists() {
                Folder::read(&path)
            } else {
                Ok(Folder::default())
            }
        };
        let folder = tokio::task::spawn_blocking(read).await??;
        let line = |it: &pki::trust::Anchor| AnchorLine {
            name: it.name.clone(),
            fingerprint: Fingerprint::of(&it.certificate).to_string(),
            not_after: it.certificate.not_after(),
            trusted_until: it.trusted_until,
            for_testing: it.for_testing,
        };
        Ok(folder.anchors.iter().map(line).collect())
    }

    /// Reads a certificate that shall become an anchor.
    ///
    /// # Errors
    /// A refusal; [`Error::Certificate`].
    pub async fn propose_anchor(&self, by: &Acting, bytes: &[u8]) -> Result<ProposedAnchor, Error> {
        self.may_keep_anchors(by).await?;
        let certificate = one(bytes)?;
        Ok(ProposedAnchor {
            subject: certificate.to_string(),
            fingerprint: Fingerprint::of(&certificate).to_string(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
        })
    }

    /// Trusts the certificate, once `typed` (from the decision or the site of the authority, not
    /// from here) is its fingerprint.
    ///
    /// # Errors
    /// A refusal; [`Error::Invalid`] when it is not; [`Error::Trust`].
    pub async fn add_anchor(&self, by: &Acting, bytes: &[u8], typed: &str) -> Result<(), Error> {
        let basis = self.may_keep_anchors(by).await?;
        let certificate = one(bytes)?;
        let fingerprint = Fingerprint::of(&certificate);
        if typed.parse::<Fingerprint>() != Ok(fingerprint) {
            let fault = Fault::new("fingerprint", "anchor-fingerprint", Vec::new());
            return Err(Error::Invalid(vec![fault]));
        }
        let name: String = fingerprint.to_string().chars().take(16).collect();
        let file = format!("{name}.pem");
        let record = Record::new(&certificate, &file, AnchorKind::default(), self.now());
        let path = self.config().trust();
        let write = move || trust::add(&path, &certificate, &record);
        tokio::task::spawn_blocking(write).await??;
        self.record_anchor(by, "anchor-added", &fingerprint, &basis)
            .await
    }

    /// Ends the trust in an anchor now.
    ///
    /// # Errors
    /// A refusal; [`Error::Trust`].
    pub async fn end_anchor(&self, by: &Acting, fingerprint: &str) -> Result<(), Error> {
        let basis = self.may_keep_anchors(by).await?;
        let anchor: Fingerprint = fingerprint.parse().map_err(|_| Error::NotFound)?;
        let (path, now) = (self.config().trust(), self.now());
        let write = move || trust::end(&path, anchor, now, None);
        tokio::task::spawn_blocking(write).await??;
        self.record_anchor(by, "anchor-ended", &anchor, &basis)
            .await
    }

    async fn record_anchor(
        &self,
        by: &Acting,
        act: &str,
        anchor: &Fingerprint,
        basis: &access::Basis,
    ) -> Result<(), Error> {
        let object = anchor.to_string();
        let entry = Entry {
            act,
            kind: "anchor",
            object: &object,
            basis: Some(basis),
            detail: detail! {},
        };
        let mut tx = self.store().begin().await?;
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    async fn may_keep_anchors(&self, by: &Acting) -> Result<access::Basis, Error> {
        let basis = self.may_here(by, Action::ManageAgency).await?;
        match self.own_agency(by).await?.parent_id {
            None => Ok(basis),
            Some(_) => Err(Error::NotFound),
        }
    }
}

fn one(bytes: &[u8]) -> Result<Certificate, Error> {
    match Certificate::load_all(bytes)?.as_slice() {
        [certificate] => Ok(certificate.clone()),
        _ => {
            let fault = Fault::new("certificate", "anchor-not-one", Vec::new());
            Err(Error::Invalid(vec![fault]))
        }
    }
}
