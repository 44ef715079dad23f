//! A draft that a program begins once, however often it asks: it gives the draft a name of its own,
//! and whoever asks again under that name is told of the same draft.
//!
//! The name is the account's: nobody meets, or learns of, another's. It is kept as long as the draft.

use store::Digest;
use store::draft_keys::{self, DraftKeyRow};

use super::draft::DraftFields;
use crate::{Acting, Error, Fault, Office};

/// Where a name is given.
const FIELD: &str = "idempotency-key";
/// Letters of a name.
const LONGEST: usize = 200;

/// A draft that was asked for by name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Begun {
    /// The draft.
    pub id: String,
    /// Whether it was begun just now.
    pub is_new: bool,
}

/// The name of a draft to be begun, with what is to stand in it.
pub(super) struct Name<'a> {
    name: &'a str,
    content: String,
}

impl Name<'_> {
    /// The row that ties the name to the draft of this id.
    pub(super) fn row(&self, by: &Acting, document: &str, at: i64) -> DraftKeyRow {
        DraftKeyRow {
            agency_id: by.agency().to_owned(),
            account_id: by.account().to_owned(),
            name: self.name.to_owned(),
            content: self.content.clone(),
            document_id: document.to_owned(),
            made_at: at,
        }
    }
}

impl Office {
    /// Begins a document under a name of the asking program, or gives the one that it began under that
    /// name before.
    ///
    /// # Errors
    /// As [`create_draft`](Self::create_draft); [`Error::Invalid`] for a name that cannot be, or one
    /// that was given to a draft with other fields.
    pub async fn create_draft_once(
        &self,
        by: &Acting,
        name: &str,
        fields: &DraftFields,
    ) -> Result<Begun, Error> {
        let plain = |letter: char| letter.is_ascii_graphic() || letter == ' ';
        if name.trim().is_empty() || name.len() > LONGEST || !name.chars().all(plain) {
            let values = vec![("longest", LONGEST.to_string())];
            return Err(invalid("office-draft-name", values));
        }
        let content = Digest::of(&serde_json::to_vec(fields)?).to_string();
        let name = Name { name, content };
        if let Some(id) = self.begin_draft(by, fields, Some(&name)).await? {
            return Ok(Begun { id, is_new: true });
        }
        let mut reader = self.store().reader();
        let found = draft_keys::one(&mut reader, by.agency(), by.account(), name.name).await?;
        let found = found.ok_or(Error::Stale)?;
        if found.content != name.content {
            return Err(invalid("office-draft-name-used", Vec::new()));
        }
        Ok(Begun {
            id: found.document_id,
            is_new: false,
        })
    }
}

fn invalid(code: &str, values: Vec<(&'static str, String)>) -> Error {
    Error::Invalid(vec![Fault::new(FIELD, code, values)])
}
