//! One document with everything that decisions about it need.

use access::{Action, Facts, Grant, GrantKind, Grantee, Status};
use process::definition::{PublicStatus, Slot};
use process::{Calendar, Definition, Event, State, engine};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::files::{AttachmentRow, MAIN, VersionRow};
use store::outgoing::{self, EventRow, GrantRow, OpinionRow, OutgoingRow, RecipientRow};
use store::{Rows, Tx, files, instant, signing};
use time::UtcDateTime;

use crate::{Acting, Error, Judged, Kept, Office, exchange, search};

/// A document with its recipients, opinions and files.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Its row.
    pub row: OutgoingRow,
    /// Where it stands on its route.
    pub state: State,
    /// Whom it goes to.
    pub recipients: Vec<RecipientRow>,
    /// Rights given on it alone.
    pub grants: Vec<Grant>,
    /// What was asked and said about it.
    pub opinions: Vec<OpinionRow>,
    /// All versions of all its files.
    pub versions: Vec<VersionRow>,
    /// Its attachments.
    pub attachments: Vec<AttachmentRow>,
}

impl Outgoing {
    /// Loads it.
    ///
    /// # Errors
    /// [`Error::NotFound`], and what the store says.
    pub(crate) async fn load(rows: &mut impl Rows, agency: &str, id: &str) -> Result<Self, Error> {
        let row = outgoing::by_id(rows, agency, id)
            .await?
            .ok_or(Error::NotFound)?;
        let grants = outgoing::grants(rows, agency, id).await?;
        Ok(Self {
            state: serde_json::from_str(&row.route_state)?,
            recipients: outgoing::recipients(rows, agency, id).await?,
            grants: grants.into_iter().filter_map(grant).collect(),
            opinions: outgoing::opinions(rows, agency, id).await?,
            versions: files::all(rows, agency, id).await?,
            attachments: files::attachments(rows, agency, id).await?,
            row,
        })
    }

    /// What rights ask of it.
    ///
    /// # Errors
    /// When its status is none that is known.
    pub(crate) fn facts(&self) -> Result<Facts, Error> {
        Ok(Facts::Outgoing(access::Outgoing {
            agency: self.row.agency_id.clone(),
            drafter: self.row.drafter_id.clone(),
            unit: Some(self.row.unit_id.clone()),
            signer: self.row.signer_id.clone(),
            status: self.status()?,
            grants: self.grants.clone(),
        }))
    }

    /// Where it stands, for everybody who may see it.
    ///
    /// # Errors
    /// When the status is none that is known.
    pub fn status(&self) -> Result<Status, Error> {
        self.row.status.parse().map_err(|_| Error::Stale)
    }

    /// The current version of the document's own file.
    #[must_use]
    pub fn current(&self) -> Option<&VersionRow> {
        self.version(MAIN, self.row.current_version)
    }

    /// One version of one file.
    #[must_use]
    pub fn version(&self, slot: &str, version: i64) -> Option<&VersionRow> {
        (self.versions.iter()).find(|it| it.slot == slot && it.version == version)
    }

    /// The current version of a slot: the document's own file, or an attachment.
    #[must_use]
    pub(crate) fn current_of(&self, slot: &str) -> Option<&VersionRow> {
        if slot == MAIN {
            return self.current();
        }
        let attachment = self.attachments.iter().find(|it| it.id == slot)?;
        self.version(slot, attachment.current_version)
    }

    /// Attachments in files of their own that the organisation has not signed yet, with their names.
    pub(crate) fn unsealed_attachments(&self) -> impl Iterator<Item = (&str, &VersionRow)> {
        self.attachments.iter().filter_map(|it| {
            let file = self.version(&it.id, it.current_version)?;
            FileFacts::of(file)
                .slots
                .is_empty()
                .then_some((it.name.as_str(), file))
        })
    }

    /// Attachments with a signature beside their current file, each with that version and the digest of
    /// the signature.
    pub fn signed_beside(&self) -> impl Iterator<Item = (&AttachmentRow, &VersionRow, &str)> {
        self.attachments.iter().filter_map(|it| {
            let version = self.version(&it.id, it.current_version)?;
            Some((it, version, version.signature_digest.as_deref()?))
        })
    }

    /// The route that it follows.
    ///
    /// # Errors
    /// [`Error::NoRoute`] when no such route is published.
    pub fn route(&self) -> Result<&'static Definition, Error> {
        let shipped = Definition::shipped();
        if *shipped.pin() == self.state.definition {
            Ok(shipped)
        } else {
            Err(Error::NoRoute {
                code: self.state.definition.code.clone(),
                version: self.state.definition.version,
            })
        }
    }

    /// Takes events of the route over into the row.
    pub(crate) fn take(&mut self, events: &[Event]) -> Result<(), Error> {
        self.state = self.state.after(events);
        self.row.route_state = serde_json::to_string(&self.state)?;
        let step = self.route()?.step(&self.state.step).map(|step| step.status);
        // Rights go by the step; that it came back is told of a draft, whose drafter has to act.
        let status = match (step, self.state.status(self.route()?)) {
            (Some(PublicStatus::Draft), Some(PublicStatus::Returned)) => PublicStatus::Returned,
            (Some(status), _) => status,
            (None, _) => return Err(Error::Stale),
        };
        status.name().clone_into(&mut self.row.status);
        self.row.due_at = self.due()?.map(instant::millis);
        Ok(())
    }

    /// By when the next act is due: by the route's own time, and once it is signed in time to be sent
    /// the same day or the next working morning (Điều 18).
    fn due(&self) -> Result<Option<UtcDateTime>, Error> {
        let (route, calendar) = (self.route()?, Calendar::shipped());
        let own = engine::due(route, &self.state, calendar);
        let status = route.step(&self.state.step).map(|step| step.status);
        let sends = matches!(
            status,
            Some(PublicStatus::Number | PublicStatus::Seal | PublicStatus::Issue)
        );
        let mut signed = self
            .state
            .signed
            .iter()
            .filter(|it| it.slot == Slot::Signer);
        let prompt = (signed.next_back().filter(|_| sends))
            .and_then(|it| calendar.same_day_or_next_morning(it.at))
            .map(|it| it.at_latest);
        Ok(own.into_iter().chain(prompt).min())
    }

    /// Goes back to the file as it was with only the signatures in `kept`: the newest such version
    /// becomes the current one under a new number; the others stay (S7). Signings under way are void.
    pub(crate) async fn begin_version(
        &mut self,
        tx: &mut Tx,
        by: &Acting,
        kept: &[Slot],
        at: i64,
    ) -> Result<(), Error> {
        let (agency, id) = (&self.row.agency_id, &self.row.id);
        signing::void_open(tx, agency, id, at, "office-file-changed").await?;
        let kept: Vec<_> = kept.iter().map(|slot| slot.name().to_owned()).collect();
        let mut main = self.versions.iter().rev().filter(|it| it.slot == MAIN);
        let Some(base) = main.find(|it| FileFacts::of(it).slots == kept) else {
            return Ok(());
        };
        let next = VersionRow {
            version: self.row.current_version + 1,
            reason: "returned".to_owned(),
            made_by: by.account().to_owned(),
            made_at: at,
            ..base.clone()
        };
        files::add(tx, agency, id, &next).await?;
        self.row.current_version = next.version;
        self.versions.push(next);
        Ok(())
    }

    /// Saves the row and one event of the story.
    pub(crate) async fn save(
        &mut self,
        tx: &mut Tx,
        office: &Office,
        by: &Acting,
        kind: &str,
        payload: Value,
    ) -> Result<(), Error> {
        let at = instant::millis(office.now());
        self.row.changed_at = at;
        outgoing::update(tx, &self.row).await?;
        search::index_outgoing(tx, &self.row).await?;
        self.row.version += 1;
        tell(tx, &self.row, by, kind, payload, at).await
    }
}

/// Appends to the document's story.
pub(crate) async fn tell(
    tx: &mut Tx,
    row: &OutgoingRow,
    by: &Acting,
    kind: &str,
    mut payload: Value,
    at: i64,
) -> Result<(), Error> {
    // That a program did it in the person's name is a part of the story.
    if let (Some(key), Some(told)) = (by.key(), payload.as_object_mut()) {
        told.insert("key".to_owned(), key.into());
    }
    let event = EventRow {
        seq: 0,
        at,
        actor_id: by.account().to_owned(),
        actor_name: by.name_and_title(),
        kind: kind.to_owned(),
        payload: payload.to_string(),
    };
    Ok(outgoing::add_event(tx, &row.agency_id, &row.id, &event).await?)
}

/// What is known of a version of a file, kept with it as JSON.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct FileFacts {
    /// The slots that are signed in it, in their order.
    #[serde(default)]
    pub slots: Vec<String>,
    /// Whether it has fields for number and date.
    #[serde(default)]
    pub number_fields: bool,
    /// What converted it, in its own words.
    #[serde(default)]
    pub converter: Option<String>,
    /// The digest of the file as it was let in, before it got fields for number and date.
    #[serde(default)]
    pub base: Option<String>,
    /// The media type of a file that stays in its own format; none for a PDF.
    #[serde(default)]
    pub media_type: Option<String>,
}

impl FileFacts {
    /// Those of a version.
    #[must_use]
    pub fn of(version: &VersionRow) -> Self {
        serde_json::from_str(&version.facts).unwrap_or_default()
    }

    /// Whether the file stays in its own format, where no signature can stand inside.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.media_type.is_some()
    }
}

/// A right on one document, as rules know it.
pub(crate) fn grant(row: GrantRow) -> Option<Grant> {
    let kind: GrantKind = row.kind.parse().ok()?;
    let to = match (row.account_id, row.unit_id) {
        (Some(account), _) => Grantee::Account(account),
        (None, Some(unit)) => Grantee::Unit(unit),
        (None, None) => return None,
    };
    Some(Grant { to, kind })
}

impl Office {
    /// A document that this person may read.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn outgoing(&self, by: &Acting, id: &str) -> Result<Outgoing, Error> {
        let mut reader = self.store().reader();
        let document = Outgoing::load(&mut reader, by.agency(), id).await?;
        self.may(by, Action::ReadDocument, &document.facts()?, id)
            .await?;
        Ok(document)
    }

    /// The bytes of one version of one file of a document, all at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn outgoing_file(
        &self,
        by: &Acting,
        id: &str,
        slot: &str,
        version: i64,
    ) -> Result<Vec<u8>, Error> {
        let (_, kept) = self.outgoing_version(by, id, slot, version).await?;
        kept.whole().await
    }

    /// One version of one file of a document, to be read, with what is known of it.
    ///
    /// # Errors
    /// As [`Self::outgoing_file`].
    pub async fn outgoing_version(
        &self,
        by: &Acting,
        id: &str,
        slot: &str,
        version: i64,
    ) -> Result<(VersionRow, Kept), Error> {
        let document = self.outgoing(by, id).await?;
        let found = document.version(slot, version).ok_or(Error::NotFound)?;
        let kept = self.kept(by.agency(), &found.digest)?;
        Ok((found.clone(), kept))
    }

    /// The document with its current file, to be read.
    ///
    /// # Errors
    /// As [`Self::outgoing_file`]; [`Error::NotFound`] also where there is none yet.
    pub async fn outgoing_current(&self, by: &Acting, id: &str) -> Result<(Outgoing, Kept), Error> {
        let document = self.outgoing(by, id).await?;
        let current = document.current().ok_or(Error::NotFound)?;
        let kept = self.kept(by.agency(), &current.digest)?;
        Ok((document, kept))
    }

    /// The office file that a version was converted from, to be read, with its name.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen, and where the version came as PDF.
    pub async fn outgoing_original(
        &self,
        by: &Acting,
        id: &str,
        slot: &str,
        version: i64,
    ) -> Result<(String, Kept), Error> {
        let document = self.outgoing(by, id).await?;
        let found = document.version(slot, version).ok_or(Error::NotFound)?;
        let digest = found.original_digest.as_ref().ok_or(Error::NotFound)?;
        let name = found.original_name.clone().unwrap_or_default();
        Ok((name, self.kept(by.agency(), digest)?))
    }

    /// The organisation's signature beside a version of a file that stays in its own format, to be
    /// read, with its name.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen, and where there is none.
    pub async fn outgoing_signature(
        &self,
        by: &Acting,
        id: &str,
        slot: &str,
        version: i64,
    ) -> Result<(String, Kept), Error> {
        let document = self.outgoing(by, id).await?;
        let found = document.version(slot, version).ok_or(Error::NotFound)?;
        let digest = found.signature_digest.as_ref().ok_or(Error::NotFound)?;
        // It is looked for under the name that the file itself is downloaded with.
        let name = found.original_name.as_deref().unwrap_or_default();
        Ok((
            exchange::signature_of(name),
            self.kept(by.agency(), digest)?,
        ))
    }

    /// What the signatures in the document's current file are worth now; none without a file.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen; [`Error::Pdf`], [`Error::Trust`].
    pub async fn outgoing_verdict(&self, by: &Acting, id: &str) -> Result<Option<Judged>, Error> {
        self.open_outgoing(by, id).await?.verdict().await
    }

    /// The story of a document, in its order.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn story(&self, by: &Acting, id: &str) -> Result<Vec<EventRow>, Error> {
        self.open_outgoing(by, id).await?.story().await
    }

    /// Makes sure that this person may do this to the document, before a transaction is begun: a
    /// refusal is recorded. Inside the transaction it is decided again.
    pub(crate) async fn permitted(
        &self,
        by: &Acting,
        action: Action,
        id: &str,
    ) -> Result<Outgoing, Error> {
        let mut reader = self.store().reader();
        let document = Outgoing::load(&mut reader, by.agency(), id).await?;
        self.may(by, action, &document.facts()?, id).await?;
        Ok(document)
    }

    /// The bytes behind a digest of ours.
    pub(crate) async fn blob(&self, agency: &str, digest: &str) -> Result<Vec<u8>, Error> {
        self.kept(agency, digest)?.whole().await
    }
}
