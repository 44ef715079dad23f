//! Where number, date, initials, signatures and seal go on the pages, and what of the form is not as
//! it should be (Nghị định 30/2020, Phụ lục I; S16, S17).
//!
//! Places are found in the page's own text, shown to people, and put elsewhere by them: by the drafter
//! while it is a draft, by the clerk at the format check. A change of the fields for number and date
//! makes the file anew, which can be done until its first signature. What was chosen for a type of
//! document is proposed again the next time.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::Action;
use layout::faults::{self, Form, FormFault};
use layout::propose::{Confidence, Item, Place, Proposal, Remark, Severity, propose};
use layout::survey::Survey;
use layout::{Frame, Profile};
use pdf::{Document, OpenOptions, Rect};
use serde_json::json;
use store::files::{self, VersionRow};
use store::{Digest, instant, outgoing, signing};

use super::document::{FileFacts, Outgoing};
use super::opened::Opened;
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Fault, Office, signature};

/// A box on a page, in the page's own coordinates, as a viewer draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceBox {
    /// Its name, the same for one file.
    pub name: String,
    /// What goes there: `number`, `day`, `month`, `initials`, `signer` or `organisation`.
    pub item: &'static str,
    /// The name that stands under a signature.
    pub signer: Option<String>,
    /// The page, counted from 1.
    pub page: u32,
    /// Left, bottom, right, top, points.
    pub rect: [f64; 4],
    /// Whether this person may put it elsewhere now.
    pub movable: bool,
}

/// Something of the form that is not as the regulation asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FormRemark {
    /// The code of the sentence.
    pub code: &'static str,
    /// Its values.
    pub values: Vec<(&'static str, String)>,
    /// The page, counted from 1, where it can be shown.
    pub page: Option<usize>,
}

/// Where a person put a box.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedBox {
    /// Its name.
    pub name: String,
    /// The page, counted from 1.
    pub page: u32,
    /// Left, bottom, right, top, points.
    pub rect: [f64; 4],
}

/// Places may be moved by less than this without being moved, points: browsers round.
const STILL: f64 = 0.2;

impl Opened<'_> {
    /// The boxes of a document that is not wholly signed yet; none without a file, and none for whoever
    /// moves no boxes now.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub async fn places(&self) -> Result<Vec<PlaceBox>, Error> {
        let Some((current, mover)) = self.current().zip(mover(self.by, self)) else {
            return Ok(Vec::new());
        };
        let facts = FileFacts::of(current);
        let base = facts.base.as_ref().unwrap_or(&current.digest);
        let base = self.bytes(base).await?;
        let kept = self.chosen_places();
        let blocking = move || -> Result<Vec<PlaceBox>, Error> {
            let survey = survey(base)?;
            let proposal = match kept {
                Some(kept) => kept,
                None => propose(&survey, &profile()?, Form::Document)?,
            };
            let boxes = names(&proposal).into_iter().zip(&proposal.places);
            Ok(boxes
                .filter_map(|(name, place)| {
                    let movable = mover.may_move(&place.item, &facts);
                    boxed(&survey, name, place, movable)
                })
                .collect())
        };
        tokio::task::spawn_blocking(blocking).await?
    }

    /// What of the form is not as the regulation asks, found in the current file; none without one.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub async fn form_faults(&self) -> Result<Vec<FormRemark>, Error> {
        let Some(current) = self.current() else {
            return Ok(Vec::new());
        };
        let bytes = self.bytes(&current.digest).await?;
        let find = move || -> Result<Vec<FormRemark>, Error> {
            let file = open(bytes)?;
            let found = faults::find(&file, Form::Document, None)?;
            Ok(found.iter().map(remark).collect())
        };
        tokio::task::spawn_blocking(find).await?
    }
}

impl Office {
    /// Puts boxes where a person moved them. `seen` is the version of the document that was shown.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every box that cannot stand where it was put, [`Error::Stale`].
    pub async fn move_places(
        &self,
        by: &Acting,
        id: &str,
        seen: i64,
        moved: &[MovedBox],
    ) -> Result<(), Error> {
        let before = self.outgoing(by, id).await?;
        let mover = mover(by, &before).ok_or(Error::Stale)?;
        self.permitted(by, mover.right(), id).await?;
        if before.row.version != seen {
            return Err(Error::Stale);
        }
        let current = before.current().ok_or(Error::NotFound)?.clone();
        let facts = FileFacts::of(&current);
        let sources = self.sources(by.agency(), &current, &facts).await?;
        let (kept, moved) = (before.chosen_places(), moved.to_vec());
        let placing = move || place(sources, kept, &moved, mover, &facts);
        let Placed {
            proposal,
            fields_moved,
        } = tokio::task::spawn_blocking(placing).await??;
        let remade = match fields_moved {
            true => Some(self.with_fields_at(&before, &current, &proposal).await?),
            false => None,
        };

        let at = instant::millis(self.now());
        let mut tx = self.store().begin().await?;
        let mut document = Outgoing::load(&mut tx, by.agency(), id).await?;
        let basis = by.decide(mover.right(), &document.facts()?)?;
        if document.row.version != seen {
            return Err(Error::Stale);
        }
        signing::void_open(&mut tx, by.agency(), id, at, "office-file-changed").await?;
        if let Some(version) = remade {
            let version = VersionRow {
                made_by: by.account().to_owned(),
                made_at: at,
                ..version
            };
            files::add(&mut tx, by.agency(), id, &version).await?;
            document.row.current_version = version.version;
        }
        let text = serde_json::to_string(&proposal)?;
        let key = document.places_key();
        outgoing::remember_places(&mut tx, by.agency(), &key, &text, at).await?;
        document.row.places = Some(text);
        document
            .save(&mut tx, self, by, "placed", json!({}))
            .await?;
        let entry = Entry {
            act: "places-chosen",
            kind: "outgoing",
            object: id,
            basis: Some(&basis),
            detail: detail! { "version" => document.row.current_version },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// The file before anything was added to it, where places are found, and as it is.
    async fn sources(
        &self,
        agency: &str,
        current: &VersionRow,
        facts: &FileFacts,
    ) -> Result<Sources, Error> {
        let base = facts.base.as_ref().unwrap_or(&current.digest);
        Ok(Sources {
            base: self.blob(agency, base).await?,
            current: self.blob(agency, &current.digest).await?,
        })
    }

    /// The file made anew from what was let in, with the fields for number and date elsewhere.
    async fn with_fields_at(
        &self,
        document: &Outgoing,
        current: &VersionRow,
        proposal: &Proposal,
    ) -> Result<VersionRow, Error> {
        let facts = FileFacts::of(current);
        let agency = &document.row.agency_id;
        let base = facts.base.as_deref().ok_or(Error::NoNumberField)?;
        let (base, seed) = (self.blob(agency, base).await?, self.seed()?);
        let places = proposal.number_places();
        let make = move || signature::make_number_fields(base, &profile()?, &places, &seed);
        let bytes = tokio::task::spawn_blocking(make).await??;
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let digest = self.store().blobs().put(agency, bytes).await?;
        Ok(VersionRow {
            version: document.row.current_version + 1,
            digest: digest.to_string(),
            size,
            reason: "prepared".to_owned(),
            facts: serde_json::to_string(&FileFacts {
                number_fields: true,
                ..facts
            })?,
            ..current.clone()
        })
    }

    /// What was chosen last for such a document, where it can stand in this file too.
    pub(super) async fn remembered_places(
        &self,
        agency: &str,
        key: &str,
        digest: &Digest,
    ) -> Result<Option<String>, Error> {
        let mut reader = self.store().reader();
        let Some(text) = outgoing::remembered_places(&mut reader, agency, key).await? else {
            return Ok(None);
        };
        let remembered: Proposal = serde_json::from_str(&text)?;
        let bytes = self.store().blobs().get(agency, digest).await?;
        let fitting = tokio::task::spawn_blocking(move || fits(bytes, &remembered)).await??;
        let text = fitting.map(|proposal| serde_json::to_string(&proposal));
        Ok(text.transpose()?)
    }
}

impl Outgoing {
    /// The places that people chose for the current file.
    pub(crate) fn chosen_places(&self) -> Option<Proposal> {
        serde_json::from_str(self.row.places.as_deref()?).ok()
    }

    /// Under which key its places are remembered: documents of one type come from one template.
    pub(super) fn places_key(&self) -> String {
        format!("{}/{}", self.row.type_code, self.row.unit_id)
    }
}

fn remark(found: &FormFault) -> FormRemark {
    FormRemark {
        code: found.fault.code(),
        values: found.fault.values(),
        page: found.frame.map(|frame| frame.page),
    }
}

/// Who moves boxes: the drafter all of them, the clerk those of signatures still to come.
#[derive(Clone, Copy, Debug)]
enum Mover {
    Drafter,
    Clerk,
}

impl Mover {
    fn right(self) -> Action {
        match self {
            Self::Drafter => Action::EditDraft,
            Self::Clerk => Action::CheckFormat,
        }
    }

    fn may_move(self, item: &Item, facts: &FileFacts) -> bool {
        let signed = |slot: &str| facts.slots.iter().any(|it| it == slot);
        match item {
            Item::Number | Item::Day | Item::Month => {
                facts.slots.is_empty() && facts.base.is_some()
            }
            Item::Initials => !signed("initials"),
            Item::Signer { .. } => !signed("signer"),
            Item::Organisation => !signed("organisation"),
            Item::Attachment => false,
        }
    }
}

fn mover(by: &Acting, document: &Outgoing) -> Option<Mover> {
    let facts = document.facts().ok()?;
    [Mover::Drafter, Mover::Clerk]
        .into_iter()
        .find(|mover| by.decide(mover.right(), &facts).is_ok())
}

fn profile() -> Result<Profile, Error> {
    Ok(Profile::named("nd30")?)
}

/// Names of the places, in their order: what goes there, and of several signers which.
fn names(proposal: &Proposal) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let name = |place: &Place| {
        let count = seen.entry(place.item.name()).or_insert(0_u32);
        *count += 1;
        match *count {
            1 => place.item.name().to_owned(),
            more => format!("{}-{more}", place.item.name()),
        }
    };
    proposal.places.iter().map(name).collect()
}

fn boxed(survey: &Survey, name: String, place: &Place, movable: bool) -> Option<PlaceBox> {
    let frame = place.frame?;
    let sheet = survey.sheets().get(frame.page.checked_sub(1)?)?;
    let rect = sheet.to_page(&frame.area());
    Some(PlaceBox {
        name,
        item: place.item.name(),
        signer: match &place.item {
            Item::Signer { name } => name.clone(),
            _ => None,
        },
        page: u32::try_from(frame.page).ok()?,
        rect: [rect.left, rect.bottom, rect.right, rect.top],
        movable,
    })
}

/// Places with what was moved in them.
struct Placed {
    proposal: Proposal,
    fields_moved: bool,
}

/// The file before anything was added, and as it is.
struct Sources {
    base: Vec<u8>,
    current: Vec<u8>,
}

fn open(bytes: impl Into<Arc<Vec<u8>>>) -> Result<Arc<Document>, Error> {
    let bytes: Arc<Vec<u8>> = bytes.into();
    Ok(Document::open(bytes, &OpenOptions::default())?)
}

fn survey(bytes: impl Into<Arc<Vec<u8>>>) -> Result<Survey, Error> {
    Ok(Survey::of(&open(bytes)?, None)?)
}

fn place(
    sources: Sources,
    kept: Option<Proposal>,
    moved: &[MovedBox],
    mover: Mover,
    facts: &FileFacts,
) -> Result<Placed, Error> {
    let survey = survey(sources.base)?;
    let mut proposal = match kept {
        Some(kept) => kept,
        None => propose(&survey, &profile()?, Form::Document)?,
    };
    let names = names(&proposal);
    let mut fields_moved = false;
    for (name, place) in names.iter().zip(&mut proposal.places) {
        let Some(to) = moved.iter().find(|it| it.name == *name) else {
            continue;
        };
        let frame = frame(&survey, to).ok_or_else(|| unsound(name))?;
        let stays = place.frame.is_some_and(|from| same(&from, &frame));
        if stays || !mover.may_move(&place.item, facts) {
            continue;
        }
        place.frame = Some(frame);
        place.confidence = Confidence::Given;
        place.why = None;
        fields_moved |= place.item.role().is_none();
    }
    // Once somebody has signed, what still comes must keep off that too; the fields stand there.
    let signed = !facts.slots.is_empty();
    let judged = match signed {
        true => self::survey(sources.current)?,
        false => survey,
    };
    let remarks = proposal.check(&judged, &profile()?);
    let refused: Vec<_> = remarks
        .iter()
        .filter(|it| it.severity == Severity::Refused)
        .filter(|it| judged_place(&proposal, it, mover, facts))
        .map(|it| {
            let name = names.get(it.place).map_or("", String::as_str);
            Fault::new(&format!("place-{name}"), it.code, it.values.clone())
        })
        .collect();
    if refused.is_empty() {
        Ok(Placed {
            proposal,
            fields_moved,
        })
    } else {
        Err(Error::Invalid(refused))
    }
}

/// Only what a person put somewhere and can still put elsewhere is refused.
fn judged_place(proposal: &Proposal, remark: &Remark, mover: Mover, facts: &FileFacts) -> bool {
    let place = proposal.places.get(remark.place);
    place.is_some_and(|it| it.confidence == Confidence::Given && mover.may_move(&it.item, facts))
}

fn frame(survey: &Survey, to: &MovedBox) -> Option<Frame> {
    let page = usize::try_from(to.page).ok()?.checked_sub(1)?;
    let sheet = survey.sheets().get(page)?;
    let [left, bottom, right, top] = to.rect;
    let area = sheet.to_sheet(&Rect::between(left, bottom, right, top));
    let frame = Frame::new(page, &area);
    frame.is_sound().then_some(frame)
}

fn same(a: &Frame, b: &Frame) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= STILL;
    a.page == b.page
        && near(a.x, b.x)
        && near(a.y, b.y)
        && near(a.width, b.width)
        && near(a.height, b.height)
}

fn unsound(name: &str) -> Error {
    let fault = Fault::new(&format!("place-{name}"), "layout-box-unsound", Vec::new());
    Error::Invalid(vec![fault])
}

/// The remembered boxes of signatures on another file, if each can stand there; fields for number
/// and date are always found in the file's own text.
fn fits(bytes: Vec<u8>, remembered: &Proposal) -> Result<Option<Proposal>, Error> {
    let survey = survey(bytes)?;
    let mut proposal = propose(&survey, &profile()?, Form::Document)?;
    let pages = proposal.pages.len();
    let mut taken = false;
    for place in &mut proposal.places {
        let chosen = remembered.places.iter().find(|it| {
            it.confidence == Confidence::Given
                && it.item.role().is_some()
                && it.item.name() == place.item.name()
                && it.frame.is_some_and(|frame| frame.page <= pages)
        });
        if let Some(chosen) = chosen {
            place.frame = chosen.frame;
            place.confidence = Confidence::Given;
            taken = true;
        }
    }
    if !taken {
        return Ok(None);
    }
    let remarks = proposal.check(&survey, &profile()?);
    let is_refused = remarks.iter().any(|it| it.severity == Severity::Refused);
    Ok((!is_refused).then_some(proposal))
}
