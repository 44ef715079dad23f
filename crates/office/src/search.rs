//! Tra cứu: words with and without marks, numbers in any spelling; each hit is a document that the
//! person may see.

use access::{Action, Facts, Grant, Kind, predicate_of};
use documents::{Catalogue, NumberKey, NumberQuery, fold};
use store::incoming::IncomingRow;
use store::outgoing::OutgoingRow;
use store::search::{self, Entry, FIRST_BIND, Sought};
use store::{Bind, Tx};

use crate::outgoing::grant;
use crate::{Acting, Error, Office};

pub use store::search::Hit;

/// Hits of one part.
const MOST: u16 = 50;
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
        let (words, exact) = words(text);
        if words.is_empty() && exact.is_empty() {
            return Ok(Found {
                hits: Vec::new(),
                next: None,
            });
        }
        self.sought(by, &words, &exact, None, before).await
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
        let whole = usize::from(MOST);
        let is_more = hits.len() > whole;
        hits.truncate(whole);
        Ok(Found {
            next: hits.last().map(|it| it.rank).filter(|_| is_more),
            hits,
        })
    }
}

/// The words of a text: those without marks, folded, and those written with marks, which are meant
/// as they are.
fn words(text: &str) -> (Vec<String>, Vec<String>) {
    let exact = exact(text);
    let words = exact.split(' ').filter(|it| !it.is_empty()).take(WORDS);
    let (marked, plain): (Vec<&str>, Vec<&str>) = words.partition(|it| fold(it) != **it);
    let owned = |words: Vec<&str>| words.into_iter().map(ToOwned::to_owned).collect();
    (owned(plain), owned(marked))
}

/// The words of a text in small letters with their marks, one space between them.
fn exact(text: &str) -> String {
    let line = documents::normalise::line(text).unwrap_or_default();
    let lower = line.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric());
    let words: Vec<_> = words.filter(|it| !it.is_empty()).collect();
    words.join(" ")
}

/// Writes an outgoing document into the index, in the transaction that changes it or who may see it.
pub(crate) async fn index_outgoing(tx: &mut Tx, row: &OutgoingRow) -> Result<(), Error> {
    let number = row.number_text.as_deref().unwrap_or_default();
    let text = format!("{} {number} {}", row.subject, kind(&row.type_code)?);
    let facts = Facts::Outgoing(access::Outgoing {
        agency: row.agency_id.clone(),
        drafter: row.drafter_id.clone(),
        unit: Some(row.unit_id.clone()),
        signer: row.signer_id.clone(),
        status: row.status.parse().map_err(|_| Error::Stale)?,
        grants: grants(tx, &row.agency_id, &row.id).await?,
    });
    let key = row.number_key.as_deref().unwrap_or_default();
    put(tx, &facts, &row.id, key, &text).await
}

/// Writes an incoming document into the index, in the transaction that changes it or who may see it.
pub(crate) async fn index_incoming(tx: &mut Tx, row: &IncomingRow) -> Result<(), Error> {
    let (number, from) = (&row.number_text, &row.from_name);
    let text = format!("{} {number} {from} {}", row.subject, kind(&row.type_code)?);
    let facts = Facts::Incoming(access::Incoming {
        agency: row.agency_id.clone(),
        status: row.status.parse().map_err(|_| Error::Stale)?,
        grants: grants(tx, &row.agency_id, &row.id).await?,
    });
    put(tx, &facts, &row.id, &row.number_key, &text).await
}

async fn grants(tx: &mut Tx, agency: &str, id: &str) -> Result<Vec<Grant>, Error> {
    let rows = store::outgoing::grants(tx, agency, id).await?;
    Ok(rows.into_iter().filter_map(grant).collect())
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
    facts: &Facts,
    id: &str,
    number_key: &str,
    text: &str,
) -> Result<(), Error> {
    let entry = Entry {
        agency: facts.agency(),
        kind: facts.kind().code(),
        id,
        number_key,
        folded: &fold(text),
        exact: &exact(text),
        marks: &facts.marks(),
    };
    Ok(search::put(tx, &entry).await?)
}
