//! Preparing signatures and asking the desk agent for them.

use ades::{CheckedSigner, Signer, SubjectKind};
use agent_protocol::message::{SignItem, SignRequest};
use agent_protocol::{Base64, Digest as KeyDigest, Envelope, PairedAgent};
use layout::{Facts, PlaceSpec, Profile};
use pki::SignatureAlgorithm;
use pki::signed_data::Attributes;
use process::definition::Slot;
use process::{ActionId, Command};
use store::files::VersionRow;
use store::people::{agents, certificates, images};
use store::signing::{self, SigningRow};
use store::{id, instant};

use super::states::{Manner, State};
use super::{ATTACHMENT, LIFETIME, role_of};
use crate::exchange::{sent_name, signature_of};
use crate::ledger::detail;
use crate::outgoing::{FileFacts, Outgoing, Signatures, right_for};
use crate::signature::Plan;
use crate::{Acting, Error, Office};

/// What was asked of the desk agent.
#[derive(Debug)]
pub struct Asked {
    /// The batch, for [`Office::complete_signing`].
    pub batch: String,
    /// For the agent, by way of the page.
    pub envelope: Envelope,
    /// The port on which the agent answers.
    pub port: i64,
    /// Documents that could not be prepared, and why.
    pub refused: Vec<NotAsked>,
}

/// A document of a batch that is not signed.
#[derive(Debug)]
pub struct NotAsked {
    /// The document.
    pub document: String,
    /// Why not.
    pub error: Error,
}

/// One prepared signature.
struct Made {
    row: SigningRow,
    item: SignItem,
}

impl Office {
    /// Prepares the signature that each document waits for from this person, with the certificate of
    /// that fingerprint, and writes the question for the desk agent of that pairing.
    ///
    /// # Errors
    /// When nothing can be asked at all; a document that cannot be signed is told in
    /// [`Asked::refused`] and does not stop the others.
    pub async fn begin_signing(
        &self,
        by: &Acting,
        documents: &[String],
        fingerprint: &str,
        pairing: &str,
    ) -> Result<Asked, Error> {
        let now = self.now();
        let signer = match self.enrolled_signer(by, fingerprint).await {
            Ok(signer) => signer,
            Err(error) => {
                let detail = detail! { "certificate" => fingerprint };
                self.record_attempt(by, "signing-refused", error.code(), detail)
                    .await?;
                return Err(error);
            }
        };
        let mut reader = self.store().reader();
        let agent = agents::one(&mut reader, by.account(), pairing).await?;
        let agent = agent.ok_or(Error::NotFound)?;
        let paired: PairedAgent = serde_json::from_str(&agent.agent)?;
        let batch = id::new(now);
        let (mut made, mut refused) = (Vec::new(), Vec::new());
        for document in documents {
            match self.make(by, document, &signer, fingerprint, &batch).await {
                Ok(all) => made.extend(all),
                Err(error) => refused.push(NotAsked {
                    document: document.clone(),
                    error,
                }),
            }
        }
        if made.is_empty() {
            let first = refused.into_iter().next();
            return Err(first.map_or(Error::NotFound, |it| it.error));
        }
        let server = crate::desk::server_side(self.config())?;
        let certificate: KeyDigest = serde_json::from_value(fingerprint.into())?;
        let request = SignRequest {
            head: server.head(&paired, &batch, now, LIFETIME)?,
            certificate,
            items: made.iter().map(|it| it.item.clone()).collect(),
        };
        let envelope = server.ask(&paired, &request)?;
        let mut tx = self.store().begin().await?;
        for one in &made {
            signing::insert(&mut tx, by.agency(), &one.row).await?;
        }
        let asked = agents::AgentRequest {
            id: batch.clone(),
            account_id: by.account().to_owned(),
            agent_id: Some(agent.id.clone()),
            kind: "sign".to_owned(),
            state: serde_json::to_string(&envelope)?,
            expires_at: instant::millis(now + LIFETIME),
        };
        agents::ask(&mut tx, &asked).await?;
        tx.commit().await?;
        Ok(Asked {
            batch,
            envelope,
            port: agent.port,
            refused,
        })
    }

    /// The enrolled certificate as a signer; only the person's own, or the organisation's for its
    /// keeper.
    async fn enrolled_signer(&self, by: &Acting, fingerprint: &str) -> Result<Signer, Error> {
        let mut reader = self.store().reader();
        let found = certificates::one(&mut reader, by.agency(), fingerprint).await?;
        let found = found
            .filter(|it| it.removed_at.is_none())
            .ok_or(Error::NotEnrolled)?;
        let own = found.account_id.as_deref() == Some(by.account());
        let kept = found.kind == "organisation" && by.actor().keeps_token();
        if !own && !kept {
            return Err(Error::NotEnrolled);
        }
        let decode = |text: &str| serde_json::from_value::<Base64>(text.into()).map(|it| it.0);
        let chain: Vec<String> = serde_json::from_str(&found.chain)?;
        let chain: Result<Vec<_>, _> = chain.iter().map(|it| decode(it)).collect();
        let algorithms: Vec<SignatureAlgorithm> = serde_json::from_str(&found.algorithms)?;
        let algorithm = *algorithms.first().ok_or(Error::NotEnrolled)?;
        Ok(Signer::new(&decode(&found.der)?, &chain?, algorithm)?)
    }

    /// What one document asks of this person: its own signature, and with the seal that of each annex
    /// in a file of its own (Phụ lục I, Phần I). The annexes come first, so that the document is
    /// sealed when nothing of it is missing.
    async fn make(
        &self,
        by: &Acting,
        id: &str,
        signer: &Signer,
        fingerprint: &str,
        batch: &str,
    ) -> Result<Vec<Made>, Error> {
        let document = self.outgoing(by, id).await?;
        let route = document.route()?;
        let mut actions = route
            .actions_at(&document.state.step)
            .filter(|it| it.signs.is_some());
        let action = actions.next().ok_or(Error::NothingToSign)?;
        let slot = action.signs.ok_or(Error::NothingToSign)?;
        self.permitted(by, right_for(route, action), id).await?;
        // Nobody signs on top of a signature that does not hold (S14).
        let signatures = self.signatures(&document, action).await?;
        let command = self
            .signing_command(by, &document, slot, signatures)
            .await?;
        let under_way = {
            let (mut reader, now) = (self.store().reader(), instant::millis(self.now()));
            signing::under_way(&mut reader, by.agency(), id, now).await?
        };
        if under_way.iter().any(|it| it.status == "signed") {
            return Err(Error::AwaitingStamp);
        }
        // What was asked at an earlier step, or of an earlier file, can no longer be signed.
        let stands = |it: &&SigningRow| {
            let current = document.current_of(&it.slot);
            it.step == document.state.step.as_str()
                && current.is_some_and(|current| current.version == it.base_version)
        };
        let mut standing = under_way.iter().filter(stands);
        if standing.any(|it| it.account_id != by.account()) {
            return Err(Error::BeingSigned);
        }
        let kind = match slot {
            Slot::Organisation => SubjectKind::Organization,
            Slot::Initials | Slot::Signer => SubjectKind::Person,
        };
        let (judge, now, checked) = (self.judge().clone(), self.now(), signer.clone());
        let checking = move || judge.check_signer(checked, kind, now);
        let checked = tokio::task::spawn_blocking(checking).await??;
        let mut made = Vec::new();
        for target in self.targets(by, &document, slot).await? {
            let one = Asking {
                by,
                document: &document,
                command: &command,
                label: &action.label,
                fingerprint,
                batch,
            };
            made.push(self.prepare(&one, checked.clone(), target).await?);
        }
        Ok(made)
    }

    /// The files that a slot signs, each with its plan.
    async fn targets(
        &self,
        by: &Acting,
        document: &Outgoing,
        slot: Slot,
    ) -> Result<Vec<Target>, Error> {
        let mut targets = Vec::new();
        if slot == Slot::Organisation {
            for (name, version) in document.unsealed_attachments() {
                let (title, manner) = match FileFacts::of(version).is_native() {
                    // The person at the desk is asked about the signature, which is a file to come.
                    true => (signature_of(&sent_name(name, version)), Manner::Beside),
                    false => {
                        let plan = attachment_plan(document)?;
                        (name.to_owned(), Manner::Inside(Box::new(plan)))
                    }
                };
                targets.push(Target {
                    title,
                    role: ATTACHMENT.to_owned(),
                    file: version.clone(),
                    manner,
                });
            }
        }
        targets.push(Target {
            title: document.row.subject.clone(),
            role: slot.name().to_owned(),
            file: document.current().ok_or(Error::NotFound)?.clone(),
            manner: Manner::Inside(Box::new(self.plan(by, document, slot).await?)),
        });
        Ok(targets)
    }

    async fn prepare(
        &self,
        asking: &Asking<'_>,
        signer: CheckedSigner,
        target: Target,
    ) -> Result<Made, Error> {
        let (by, document) = (asking.by, asking.document);
        let base = self.blob(by.agency(), &target.file.digest).await?;
        let (now, seed, manner) = (self.now(), self.seed()?, target.manner);
        let preparing = move || manner.prepare(base, signer, now, &seed);
        let prepared = tokio::task::spawn_blocking(preparing).await??;
        let asked = prepared.to_be_signed()?;
        let attributes = Attributes::from_to_be_signed(asked.bytes())?;
        let digest = report::hexadecimal(attributes.message_digest().unwrap_or_default());
        let item = SignItem {
            id: id::new(now),
            title: target.title,
            number: document.row.number_text.clone(),
            action: asking.label.to_owned(),
            pages: u32::try_from(target.file.pages).unwrap_or_default(),
            digest: digest.clone(),
            to_be_signed: Base64(asked.bytes().to_vec()),
            algorithm: asked.algorithm(),
        };
        let row = SigningRow {
            id: item.id.clone(),
            document_id: document.row.id.clone(),
            slot: target.file.slot.clone(),
            base_version: target.file.version,
            base_digest: target.file.digest.clone(),
            step: document.state.step.as_str().to_owned(),
            role: target.role,
            account_id: by.account().to_owned(),
            appointment_id: by.actor().appointment().to_owned(),
            fingerprint: asking.fingerprint.to_owned(),
            digest,
            state: serde_json::to_string(&Saved {
                signature: prepared,
                action: asking.command.action.clone(),
                version: asking.command.version,
            })?,
            status: "open".to_owned(),
            batch_id: asking.batch.to_owned(),
            created_at: instant::millis(now),
            expires_at: instant::millis(now + LIFETIME),
            finished_at: None,
            outcome: None,
        };
        Ok(Made { row, item })
    }

    /// The act that this signature does, if the route lets it begin now.
    async fn signing_command(
        &self,
        by: &Acting,
        document: &Outgoing,
        slot: Slot,
        signatures: Signatures,
    ) -> Result<Command, Error> {
        let offers = self.offered_on(by, document, signatures).await?;
        let mut fitting = offers.into_iter().filter(|it| it.offer.signs == Some(slot));
        let found = fitting.next().ok_or(Error::NothingToSign)?;
        match found.offer.refusal {
            Some(refusal) => Err(refusal.into()),
            None => Ok(Command::new(found.offer.action, document.state.version)),
        }
    }

    /// What the stamp shows and where, by the agency's profile.
    async fn plan(&self, by: &Acting, document: &Outgoing, slot: Slot) -> Result<Plan, Error> {
        let mut reader = self.store().reader();
        let (kind, owner) = match slot {
            Slot::Initials => ("initials", Some(by.account())),
            Slot::Signer => ("signature", Some(by.account())),
            Slot::Organisation => ("seal", None),
        };
        let image = images::of_kind(&mut reader, by.agency(), kind, owner).await?;
        let image = match image {
            Some(image) => Some(self.blob(by.agency(), &image.digest).await?),
            None => None,
        };
        let numbering = match (slot, &document.row.number_text, &document.row.issue_date) {
            (Slot::Organisation, Some(_), Some(date)) => {
                let number = document.row.number.unwrap_or_default();
                let number = documents::Number::new(u32::try_from(number).unwrap_or_default())?;
                let date = instant::from_day("issue_date", date)?;
                Some((number.to_string(), date))
            }
            _ => None,
        };
        let facts = Facts {
            signer: Some(by.name().to_owned()),
            title: Some(by.actor().title().to_owned()),
            number: document.row.number_text.clone(),
            ..Facts::default()
        };
        let (profile, role) = (Profile::named("nd30")?, role_of(slot));
        let chosen = document.chosen_places();
        let place = chosen.map(|it| it.given_place_for(role, Some(by.name()), &profile));
        Ok(Plan {
            profile,
            role,
            place: Some(place.unwrap_or(PlaceSpec::Auto)),
            image,
            facts,
            numbering,
        })
    }
}

/// One file to be signed.
struct Target {
    title: String,
    role: String,
    file: VersionRow,
    manner: Manner,
}

/// What all signatures of one document have in common.
struct Asking<'a> {
    by: &'a Acting,
    document: &'a Outgoing,
    command: &'a Command,
    label: &'a str,
    fingerprint: &'a str,
    batch: &'a str,
}

/// The organisation's lines in the corner of an annex: the document's number and the time.
fn attachment_plan(document: &Outgoing) -> Result<Plan, Error> {
    Ok(Plan {
        profile: Profile::named("nd30")?,
        role: layout::Role::Attachment,
        place: Some(PlaceSpec::Auto),
        image: None,
        facts: Facts {
            number: document.row.number_text.clone(),
            ..Facts::default()
        },
        numbering: None,
    })
}

/// What is kept of a signing between two answers.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub(super) struct Saved {
    /// The signature.
    pub(super) signature: State,
    /// The act that it does.
    pub(super) action: ActionId,
    /// The version of the route's state on which it was begun.
    pub(super) version: u64,
}
