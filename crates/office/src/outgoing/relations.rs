//! Documents that answer, correct, amend, replace or withdraw others (Điều 18).
//!
//! What may bear on what is `documents::relation`'s to say. It is asked when the drafter names the
//! other document and again when the document is issued, since its type, or the other, may have
//! changed meanwhile.

use access::Action;
use documents::Catalogue;
use documents::relation::{Origin, RelationKind, Standing, TargetFacts, check};
use serde_json::json;
use store::Tx;
use store::relations::{self, RelationKey, RelationRow};

use super::document::Outgoing;
use crate::ledger::detail;
use crate::{Acting, Entry, Error, Office};

/// The document that another bears on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Other<'a> {
    /// One of this agency.
    Outgoing(&'a str),
    /// One that arrived here.
    Incoming(&'a str),
}

impl<'a> Other<'a> {
    fn parts(self) -> (&'static str, &'a str) {
        match self {
            Self::Outgoing(id) => ("outgoing", id),
            Self::Incoming(id) => ("incoming", id),
        }
    }
}

/// What a document bears on, and what bears on it.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    /// Documents that this one answers, corrects …
    pub of: Vec<RelationRow>,
    /// Issued documents that answer, correct … this one.
    pub to: Vec<RelationRow>,
}

impl Office {
    /// Says in a draft how it bears on another document.
    ///
    /// # Errors
    /// [`Error::Documents`] with the reason why it cannot; [`Error::NotFound`] also where the other
    /// may not be seen.
    pub async fn relate(
        &self,
        by: &Acting,
        id: &str,
        kind: RelationKind,
        other: Other<'_>,
    ) -> Result<(), Error> {
        let document = self.permitted(by, Action::EditDraft, id).await?;
        let (type_code, status) = match other {
            Other::Outgoing(other) => {
                let row = self.outgoing(by, other).await?.row;
                (row.type_code, row.status)
            }
            Other::Incoming(other) => {
                let row = self.incoming(by, other).await?.row;
                (row.type_code, row.status)
            }
        };
        let (other_kind, other_id) = other.parts();
        let target = Target {
            kind: other_kind,
            itself: other == Other::Outgoing(id),
            type_code: &type_code,
            status: &status,
        };
        target.allow(kind, &document.row.type_code)?;
        let key = RelationKey {
            agency: by.agency(),
            document: id,
            kind: kind.code(),
            other_kind,
            other: other_id,
        };
        self.change_relation(by, key, true).await
    }

    /// Takes back what [`relate`](Self::relate) said.
    ///
    /// # Errors
    /// [`Error::Stale`] where it was not said.
    pub async fn unrelate(
        &self,
        by: &Acting,
        id: &str,
        kind: RelationKind,
        other: Other<'_>,
    ) -> Result<(), Error> {
        self.permitted(by, Action::EditDraft, id).await?;
        let (other_kind, other) = other.parts();
        let key = RelationKey {
            agency: by.agency(),
            document: id,
            kind: kind.code(),
            other_kind,
            other,
        };
        self.change_relation(by, key, false).await
    }

    async fn change_relation(
        &self,
        by: &Acting,
        key: RelationKey<'_>,
        add: bool,
    ) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        let mut document = Outgoing::load(&mut tx, by.agency(), key.document).await?;
        let basis = by.decide(Action::EditDraft, &document.facts()?)?;
        let act = if add { "relate" } else { "unrelate" };
        match add {
            true => relations::add(&mut tx, key).await?,
            false => relations::remove(&mut tx, key).await?,
        }
        let told = json!({ "relation": key.kind, "about": key.other_kind, "other": key.other });
        document.save(&mut tx, self, by, act, told).await?;
        let entry = Entry {
            act,
            kind: "outgoing",
            object: key.document,
            basis: Some(&basis),
            detail: detail! { "relation" => key.kind, "other" => key.other },
        };
        self.record(&mut tx, by, entry).await?;
        Ok(tx.commit().await?)
    }

    /// How an outgoing document and others bear on one another.
    ///
    /// # Errors
    /// [`Error::NotFound`] also where it may not be seen.
    pub async fn relations(&self, by: &Acting, other: Other<'_>) -> Result<Relations, Error> {
        let id = match other {
            Other::Outgoing(id) => return self.open_outgoing(by, id).await?.relations().await,
            Other::Incoming(id) => self.incoming(by, id).await?.row.id,
        };
        let mut reader = self.store().reader();
        let (of, kind) = (Vec::new(), "incoming");
        let to = relations::to(&mut reader, by.agency(), kind, &id).await?;
        Ok(Relations { of, to })
    }
}

/// Asks again, when the document is issued, whether it may bear on what it names.
pub(super) async fn still_hold(tx: &mut Tx, document: &Outgoing) -> Result<(), Error> {
    let row = &document.row;
    for relation in relations::of(tx, &row.agency_id, &row.id).await? {
        let target = Target {
            kind: &relation.other_kind,
            itself: false,
            type_code: &relation.type_code,
            status: &relation.status,
        };
        target.allow(RelationKind::from_code(&relation.kind)?, &row.type_code)?;
    }
    Ok(())
}

/// What is known of the other document.
struct Target<'a> {
    kind: &'a str,
    itself: bool,
    type_code: &'a str,
    status: &'a str,
}

impl Target<'_> {
    fn allow(&self, kind: RelationKind, by: &str) -> Result<(), Error> {
        let ours = self.kind == "outgoing";
        let facts = TargetFacts {
            kind: self.type_code,
            standing: match self.status {
                "withdrawn" => Standing::Withdrawn,
                "issued" => Standing::Issued,
                _ if ours => Standing::Unissued,
                _ => Standing::Issued,
            },
            origin: match (self.itself, ours) {
                (true, _) => Origin::Itself,
                (false, true) => Origin::Ours,
                (false, false) => Origin::Elsewhere,
            },
        };
        Ok(check(kind, Catalogue::built_in()?.get(by)?, &facts)?)
    }
}
