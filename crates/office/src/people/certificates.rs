//! Enrolment: a certificate is tied to an account once its key was proven to be at that desk.
//!
//! The proof is the key's signature over a challenge that names the account (crate
//! `agent_protocol`). A certificate in another's name, or enrolled by another, is refused and the
//! attempt recorded: nobody signs with another's token (P1).

use access::Action;
use access::Subject;
use ades::{Signer, SubjectKind};
use agent_protocol::message::{ChallengeRequest, Key, KeysRequest, Possession};
use agent_protocol::{Digest, Envelope, limits};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use documents::fold;
use pki::{Certificate as Parsed, SignatureAlgorithm};
use report::hexadecimal;
use serde::{Deserialize, Serialize};
use store::people::{certificates, custody};
use store::{id, instant};

use super::Certificate;
use crate::ledger::{Entry, detail};
use crate::{Acting, Error, Office};

/// Whose certificate is to be enrolled.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// The person who asks.
    Person,
    /// The agency; the person who asks keeps its token.
    Organisation,
}

/// A question to a desk agent, for the page to carry.
#[derive(Clone, Debug, Serialize)]
pub struct Challenge {
    /// To be given back with the answer.
    pub request: String,
    /// For the agent.
    pub envelope: Envelope,
}

/// What is remembered of a challenge.
#[derive(Deserialize, Serialize)]
struct Asked {
    envelope: Envelope,
    holder: Holder,
}

/// What was proven.
struct Proven {
    der: Vec<u8>,
    chain: Vec<Vec<u8>>,
    algorithms: Vec<SignatureAlgorithm>,
}

impl Office {
    /// Asks one's own desk agent for the certificates at the desk.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an agent that is not one's own.
    pub async fn ask_keys(&self, by: &Acting, agent: &str) -> Result<Challenge, Error> {
        let paired = self.paired(by, agent).await?;
        let desk = self.desk()?;
        let request = id::new(self.now());
        let head = desk.head(&paired, &request, self.now(), limits::LIFETIME)?;
        let envelope = desk.ask(&paired, &KeysRequest { head })?;
        self.keep_question(by, &request, Some(agent), "keys", &envelope)
            .await?;
        Ok(Challenge { request, envelope })
    }

    /// Takes the answer: the certificates at the desk. Nothing is proven yet.
    ///
    /// # Errors
    /// [`Error::RequestSpent`], [`Error::Agent`].
    pub async fn keys_answered(
        &self,
        by: &Acting,
        request: &str,
        answer: &Envelope,
    ) -> Result<Vec<Key>, Error> {
        let (agent, asked): (String, Envelope) = self.take_question(by, request, "keys").await?;
        let paired = self.paired(by, &agent).await?;
        Ok(self.desk()?.keys(&paired, &asked, answer)?)
    }

    /// Asks one's own desk agent to prove that the key of a certificate is at the desk.
    ///
    /// # Errors
    /// A refusal: the organisation's certificate is enrolled by the keeper of its token.
    pub async fn challenge(
        &self,
        by: &Acting,
        agent: &str,
        certificate: Digest,
        holder: Holder,
    ) -> Result<Challenge, Error> {
        self.may_enrol(by, holder).await?;
        let paired = self.paired(by, agent).await?;
        let desk = self.desk()?;
        let request = id::new(self.now());
        let (account, usage) = match holder {
            Holder::Person => (
                by.name_and_title(),
                "Ký văn bản với tư cách cá nhân".to_owned(),
            ),
            Holder::Organisation => {
                let agency = self.own_agency(by).await?;
                (agency.name, "Ký số của cơ quan, tổ chức".to_owned())
            }
        };
        let challenge = ChallengeRequest {
            head: desk.head(&paired, &request, self.now(), limits::LIFETIME)?,
            certificate,
            account,
            usage,
        };
        let envelope = desk.ask(&paired, &challenge)?;
        let asked = Asked {
            envelope: envelope.clone(),
            holder,
        };
        self.keep_question(by, &request, Some(agent), "challenge", &asked)
            .await?;
        Ok(Challenge { request, envelope })
    }

    /// Takes the answer to a challenge and enrols the certificate. Gives its fingerprint.
    ///
    /// # Errors
    /// [`Error::RequestSpent`], [`Error::Agent`], [`Error::AgentRefused`], [`Error::NotOwnCertificate`],
    /// [`Error::Signing`] for a certificate that may not sign.
    pub async fn enrol(
        &self,
        by: &Acting,
        request: &str,
        answer: &Envelope,
    ) -> Result<String, Error> {
        let (agent, asked): (_, Asked) = self.take_question(by, request, "challenge").await?;
        let basis = self.may_enrol(by, asked.holder).await?;
        let paired = self.paired(by, &agent).await?;
        let proven = match self.desk()?.possession(&paired, &asked.envelope, answer) {
            Ok(Possession::Proven {
                certificate,
                chain,
                algorithms,
                ..
            }) => Proven {
                der: certificate.0,
                chain: chain.into_iter().map(|it| it.0).collect(),
                algorithms,
            },
            Ok(Possession::Refused { error }) => {
                return Err(Error::AgentRefused {
                    code: error.code,
                    message: error.message,
                });
            }
            Err(error) => {
                self.record_attempt(by, "enrolment-refused", error.code(), detail! {})
                    .await?;
                return Err(error.into());
            }
        };
        if let Err(error) = self.check_enrolment(by, asked.holder, &proven).await {
            self.record_attempt(by, "enrolment-refused", error.code(), detail! {})
                .await?;
            return Err(error);
        }
        let row = self.row(by, asked.holder, &proven)?;
        self.keep_certificate(by, asked.holder, row, &basis).await
    }

    async fn keep_certificate(
        &self,
        by: &Acting,
        holder: Holder,
        row: Certificate,
        basis: &access::Basis,
    ) -> Result<String, Error> {
        let mut tx = self.store().begin().await?;
        match certificates::insert(&mut tx, &row).await {
            Err(store::Error::Duplicate(_)) => return Err(Error::AlreadyEnrolled),
            other => other?,
        }
        if holder == Holder::Organisation {
            custody::holds(&mut tx, by.agency(), &row.fingerprint).await?;
        }
        let subject = Subject::CertificateEnrolled {
            account: row.account_id.clone(),
            certificate: row.fingerprint.clone(),
        };
        self.alert(&mut tx, by, subject).await?;
        let entry = Entry {
            act: "certificate-enrolled",
            kind: "certificate",
            object: &row.fingerprint,
            basis: Some(basis),
            detail: detail! { "kind" => row.kind, "subject" => row.subject },
        };
        self.record(&mut tx, by, entry).await?;
        tx.commit().await?;
        Ok(row.fingerprint)
    }

    async fn may_enrol(&self, by: &Acting, holder: Holder) -> Result<access::Basis, Error> {
        match holder {
            Holder::Person => {
                let own = by.account();
                self.may_account(by, Action::EnrolOwnCertificate, own).await
            }
            Holder::Organisation => {
                self.may_here(by, Action::EnrolOrganisationCertificate)
                    .await
            }
        }
    }

    async fn check_enrolment(
        &self,
        by: &Acting,
        holder: Holder,
        proven: &Proven,
    ) -> Result<(), Error> {
        let parsed = Parsed::from_der(&proven.der)?;
        self.check_name(by, holder, &parsed).await?;
        let fingerprint = hexadecimal(&parsed.sha256_fingerprint());
        let known = certificates::anywhere(&mut self.store().reader(), &fingerprint).await?;
        let other = |it: &Certificate| match holder {
            Holder::Person => it.account_id.as_deref() != Some(by.account()),
            Holder::Organisation => it.agency_id != by.agency() || it.account_id.is_some(),
        };
        if known.iter().any(other) {
            return Err(Error::NotOwnCertificate {
                subject: parsed.common_name().unwrap_or_default(),
            });
        }
        let algorithm = *proven.algorithms.first().ok_or(ades::Error::NoAlgorithm)?;
        let signer = Signer::new(&proven.der, &proven.chain, algorithm)?;
        let kind = match holder {
            Holder::Person => SubjectKind::Person,
            Holder::Organisation => SubjectKind::Organization,
        };
        let (judge, now) = (self.judge().clone(), self.now());
        let check = move || judge.check_signer(signer, kind, now).map(|_| ());
        tokio::task::spawn_blocking(check).await?
    }

    /// The certificate must be in the name of the person, or of the agency.
    async fn check_name(&self, by: &Acting, holder: Holder, it: &Parsed) -> Result<(), Error> {
        let (wanted, found) = match holder {
            Holder::Person => (by.name().to_owned(), vec![it.common_name()]),
            Holder::Organisation => {
                let agency = self.own_agency(by).await?;
                (agency.name, vec![it.common_name(), it.organization()])
            }
        };
        let wanted = fold(&wanted);
        if found.iter().flatten().any(|name| fold(name) == wanted) {
            return Ok(());
        }
        Err(Error::NotOwnCertificate {
            subject: it.common_name().unwrap_or_default(),
        })
    }

    fn row(&self, by: &Acting, holder: Holder, proven: &Proven) -> Result<Certificate, Error> {
        let parsed = Parsed::from_der(&proven.der)?;
        let chain: Vec<String> = proven.chain.iter().map(|it| STANDARD.encode(it)).collect();
        let (kind, account) = match holder {
            Holder::Person => ("person", Some(by.account().to_owned())),
            Holder::Organisation => ("organisation", None),
        };
        Ok(Certificate {
            agency_id: by.agency().to_owned(),
            fingerprint: hexadecimal(&parsed.sha256_fingerprint()),
            kind: kind.to_owned(),
            account_id: account,
            der: STANDARD.encode(&proven.der),
            subject: parsed.common_name().unwrap_or_else(|| parsed.to_string()),
            issuer: parsed.issuer().to_string(),
            serial: parsed.serial_hex(),
            chain: serde_json::to_string(&chain)?,
            algorithms: serde_json::to_string(&proven.algorithms)?,
            not_before: instant::millis(parsed.not_before()),
            not_after: instant::millis(parsed.not_after()),
            enrolled_at: instant::millis(self.now()),
            enrolled_by: by.account().to_owned(),
            removed_at: None,
        })
    }

    /// One's own certificates, the newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn own_certificates(&self, by: &Acting) -> Result<Vec<Certificate>, Error> {
        let mut reader = self.store().reader();
        Ok(certificates::of_account(&mut reader, by.agency(), by.account()).await?)
    }

    /// The organisation's certificates, the newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn organisation_certificates(&self, by: &Acting) -> Result<Vec<Certificate>, Error> {
        Ok(certificates::of_agency(&mut self.store().reader(), by.agency()).await?)
    }

    /// Takes a certificate away from its account: it signs no more here.
    ///
    /// # Errors
    /// A refusal, [`Error::NotFound`], [`Error::Stale`].
    pub async fn remove_certificate(&self, by: &Acting, fingerprint: &str) -> Result<(), Error> {
        let mut reader = self.store().reader();
        let row = certificates::one(&mut reader, by.agency(), fingerprint).await?;
        let row = row.ok_or(Error::NotFound)?;
        let holder = match row.account_id.as_deref() {
            None => Holder::Organisation,
            Some(account) if account == by.account() => Holder::Person,
            Some(_) => return Err(Error::NotFound),
        };
        let basis = self.may_enrol(by, holder).await?;
        let now = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        certificates::remove(&mut tx, by.agency(), fingerprint, now).await?;
        let entry = Entry {
            act: "certificate-removed",
            kind: "certificate",
            object: fingerprint,
            basis: Some(&basis),
            detail: detail! { "subject" => row.subject },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }
}
