//! Tra cứu: words with and without marks, numbers in any spelling; each hit is a document that the
//! person may see.

use access::{Action, Facts, Kind, predicate_of};
use documents::{Catalogue, NumberKey, NumberQuery, fold};
use store::incoming::IncomingRow;
use store::outgoing::OutgoingRow;
use store::search::{self, Entry, FIRST_BIND, Sought};
use store::{Bind, Tx};

use crate::{Acting, Error, Office};

pub use store::search::Hit;

/// Hits of one part.
const MOST: i64 = 50;
/// Words that are heeded.
const WORDS: usize = 16;

/// What was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The hits, the newest first.
    pub hits: Vec<Hit>,
    /// Where the next part begins; none where this is the last one.
    pub next: Option<i64>,
}

impl Office {
    /// Documents of the agency with this number or these words, the newest first; from rank
    /// `before` on, where one is given. What reads as a number is sought as one; where none has it,
    /// as words.
    ///
    /// # Errors
    /// A refusal; the store's.
    pub async fn search(
        &self,
        by: &Acting,
        text: &str,
        before: Option<i64>,
    ) -> Result<Found, Error> {
        let agency = Facts::Agency(by.agency().to_owned());
        self.may(by, Action::Search, &agency, by.agency()).await?;
        let catalogue = Catalogue::built_in()?;
        if let Some(number) = NumberQuery::read(text, &catalogue) {
            let found = self.sought(by, &[], &[], Some(&number.key), before).await?;
            if !found.hits.is_empty() {
                return Ok(found);
            }
        }
        let folded = fold(text);
        let words = folded.split(' ').filter(|it| !it.is_empty()).take(WORDS);
        let words: Vec<_> = words.map(ToOwned::to_owned).collect();
        if words.is_empty() {
            return Ok(Found {
                hits: Vec::new(),
                next: None,
            });
        }
        self.sought(by, &words, &marked(text), None, before).await
    }

    async fn sought(
        &self,
        by: &Acting,
        words: &[String],
        exact: &[String],
        number: Option<&NumberKey>,
        before: Option<i64>,
    ) -> Result<Found, Error> {
        let outgoing = predicate_of(by.actor(), Action::ReadDocument, Kind::Outgoing, FIRST_BIND);
        let next = FIRST_BIND + outgoing.binds.len();
        let incoming = predicate_of(by.actor(), Action::SeeIncoming, Kind::Incoming, next);
        let binds = outgoing.binds.iter().chain(&incoming.binds).cloned();
        let sought = Sought {
            agency: by.agency(),
            words,
            exact,
            number: number.map(NumberKey::bounds),
            outgoing: &outgoing,
            incoming: &incoming,
            binds: binds.map(Bind::from).collect(),
            before: before.unwrap_or(i64::MAX),
            most: MOST + 1,
        };
        let mut hits = search::find(&mut self.store().reader(), sought).await?;
        let whole = usize::try_from(MOST).unwrap_or(usize::MAX);
        let is_more = hits.len() > whole;
        hits.truncate(whole);
        Ok(Found {
            next: hits.last().map(|it| it.rank).filter(|_| is_more),
            hits,
        })
    }
}

/// The words of a text that were written with marks: those are meant as they are.
fn marked(text: &str) -> Vec<String> {
    let normal = documents::normalise::line(text).unwrap_or_default();
    let lower = normal.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric());
    let with_marks = words.filter(|it| !it.is_empty() && fold(it) != **it);
    with_marks.take(WORDS).map(ToOwned::to_owned).collect()
}

/// Writes an outgoing document into the index, in the transaction that changes it.
pub(crate) async fn index_outgoing(tx: &mut Tx, row: &OutgoingRow) -> Result<(), Error> {
    let number = row.number_text.as_deref().unwrap_or_default();
    let text = format!("{} {number} {}", row.subject, kind(&row.type_code)?);
    let key = row.number_key.as_deref().unwrap_or_default();
    put(tx, (&row.agency_id, "outgoing", &row.id), key, &text).await
}

/// Writes an incoming document into the index, in the transaction that changes it.
pub(crate) async fn index_incoming(tx: &mut Tx, row: &IncomingRow) -> Result<(), Error> {
    let (number, from) = (&row.number_text, &row.from_name);
    let text = format!("{} {number} {from} {}", row.subject, kind(&row.type_code)?);
    let whose = (row.agency_id.as_str(), "incoming", row.id.as_str());
    put(tx, whose, &row.number_key, &text).await
}

fn kind(code: &str) -> Result<String, Error> {
    let catalogue = Catalogue::built_in()?;
    Ok(catalogue
        .get(code)
        .map(|it| it.name.clone())
        .unwrap_or_default())
}

async fn put(
    tx: &mut Tx,
    (agency, kind, id): (&str, &str, &str),
    number_key: &str,
    text: &str,
) -> Result<(), Error> {
    let exact = documents::normalise::line(text).unwrap_or_default();
    let entry = Entry {
        agency,
        kind,
        id,
        number_key,
        folded: &fold(text),
        exact: &exact.to_lowercase(),
    };
    Ok(search::put(tx, &entry).await?)
}
