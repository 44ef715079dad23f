//! What the route asks about one document and the one who acts on it.

use access::Role;
use documents::field::{Direction, FieldSet, Owner, Tag, Values};
use documents::vietnam;
use process::definition::{Guard, Who};
use process::engine::Answer;
use time::UtcDateTime;

use super::document::{FileFacts, Outgoing};
use crate::{Acting, Error};

/// Whether the signatures in the current file hold, as far as was found out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Signatures {
    /// Nobody looked: a page that only offers acts does not wait for services.
    NotAsked,
    /// All hold, or want nothing but fresher revocation data.
    Hold,
    /// These do not: fields of signatures, or what is wrong with the file.
    Fail(Vec<String>),
}

/// The answers for one document and one person.
#[derive(Debug)]
pub(crate) struct Standing<'a> {
    /// Who acts.
    pub(crate) by: &'a Acting,
    /// On what.
    pub(crate) document: &'a Outgoing,
    /// The role of the chosen signer.
    pub(crate) signer_role: Option<Role>,
    /// Whether the head approved after the signer.
    pub(crate) approved: bool,
    /// What is known of the signatures.
    pub(crate) signatures: Signatures,
    /// Signings that wait for their time stamp.
    pub(crate) awaiting_stamp: usize,
    /// The name of the issuing agency.
    pub(crate) agency_name: &'a str,
    /// Now.
    pub(crate) now: UtcDateTime,
}

impl process::Facts for Standing<'_> {
    fn is(&self, who: Who) -> bool {
        let (actor, row) = (self.by.actor(), &self.document.row);
        match who {
            Who::Role(role) => actor.role().code() == role.name(),
            Who::Drafter => row.drafter_id == actor.account(),
            Who::DraftingUnitHead => {
                actor.role() == Role::UnitHead && actor.unit() == Some(&row.unit_id)
            }
            Who::ChosenSigner => row.signer_id.as_deref() == Some(actor.account()),
            Who::TokenKeeper => actor.keeps_token(),
            Who::AskedUnit => actor.unit().is_some_and(|unit| {
                (self.document.state.owing_opinions()).any(|asked| asked == unit)
            }),
        }
    }

    fn holds(&self, guard: Guard) -> Answer {
        let row = &self.document.row;
        match guard {
            Guard::FileReady => (row.current_version > 0).into(),
            // By the file itself: the route's own history is asked by the engine.
            Guard::SlotSigned(slot) => {
                let facts = self
                    .document
                    .current()
                    .map(FileFacts::of)
                    .unwrap_or_default();
                facts.slots.iter().any(|it| it == slot.name()).into()
            }
            Guard::AllSignaturesValid => match &self.signatures {
                Signatures::NotAsked | Signatures::Hold => Answer::Yes,
                Signatures::Fail(which) => Answer::No(which.clone()),
            },
            Guard::TimestampPresent => (self.awaiting_stamp == 0).into(),
            Guard::NothingSigned => {
                (self.document.state.signed.is_empty() && self.awaiting_stamp == 0).into()
            }
            Guard::NumberAllocated => row.number.is_some().into(),
            Guard::FieldsComplete => self.fields().unwrap_or_else(|_| Answer::no()),
            Guard::PlacesChosen => (row.current_version > 0).into(),
            Guard::SignerIsDeputy => (self.signer_role == Some(Role::Deputy)).into(),
            Guard::SignerIsHead => (self.signer_role == Some(Role::Head)).into(),
            Guard::ApprovedByHead => (self.approved || self.signer_role == Some(Role::Head)).into(),
            Guard::NoOpenOpinionRequests => {
                let owing = self.document.state.owing_opinions().map(ToOwned::to_owned);
                match owing.collect::<Vec<_>>() {
                    none if none.is_empty() => Answer::Yes,
                    owing => Answer::No(owing),
                }
            }
            Guard::RecipientsNamed => (!self.document.recipients.is_empty()).into(),
            Guard::OrganisationTokenHeld => self.by.actor().keeps_token().into(),
            Guard::IssueDateIsSealDate => {
                let today = store::instant::day(vietnam::date(self.now));
                (row.issue_date.as_deref() == Some(today.as_str())).into()
            }
        }
    }
}

impl Standing<'_> {
    /// Whether the fields owed so far are filled in; else the tags of those that are not.
    fn fields(&self) -> Result<Answer, Error> {
        let owner = match self.document.state.numbered {
            false => Owner::Drafter,
            true => Owner::Clerk,
        };
        let faults = FieldSet::built_in()?.check(Direction::Outgoing, &self.values()?, owner);
        let tags: Vec<_> = faults
            .iter()
            .map(|fault| fault.tag.code().to_owned())
            .collect();
        Ok(if tags.is_empty() {
            Answer::Yes
        } else {
            Answer::No(tags)
        })
    }

    /// The fields of Phụ lục VI as they stand.
    pub(crate) fn values(&self) -> Result<Values, Error> {
        let row = &self.document.row;
        let kept: serde_json::Value = serde_json::from_str(&row.fields)?;
        let text = |name: &str| {
            kept.get(name)
                .and_then(|it| it.as_str())
                .map(ToOwned::to_owned)
        };
        let catalogue = documents::Catalogue::built_in()?;
        let mut values = Values::default();
        values.set(Tag::TypeName, catalogue.get(&row.type_code)?.name.clone());
        values.set(Tag::Subject, row.subject.clone());
        values.set_some(Tag::Language, text("language"));
        values.set_some(Tag::Description, text("note"));
        values.set_some(Tag::DueDate, text("due"));
        values.set(Tag::Priority, row.urgency.to_string());
        values.set(Tag::OrganName, self.agency_name);
        values.set_some(Tag::CodeNumber, row.number);
        let notation = row
            .number_text
            .as_deref()
            .and_then(|text| text.split_once('/'));
        values.set_some(Tag::CodeNotation, notation.map(|(_, notation)| notation));
        values.set_some(Tag::IssuedDate, row.issue_date.clone());
        values.set_some(Tag::PageAmount, self.document.current().map(|it| it.pages));
        let copies: i64 = self.document.recipients.iter().map(|it| it.copies).sum();
        values.set(Tag::IssuedAmount, copies.max(1).to_string());
        let names = self.document.recipients.iter().map(|it| it.name.clone());
        values.set_all(Tag::ToOrganName, names);
        Ok(values)
    }
}
