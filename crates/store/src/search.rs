//! The index of what can be searched. Full text is where the two engines differ: FTS5 of SQLite and
//! a GIN index of PostgreSQL, over the same words.
//!
//! A search is one statement, and reads the index from its newest entry back, no further than a page
//! reaches. What a person may see is narrowed by the marks of documents, which are words of the
//! index too, and then decided by the condition of `access`.
//!
//! Words come in as letters and digits only, so that no word can be an operator of either engine.

mod lite;
mod postgres;

use std::collections::BTreeSet;

use access::{Mark, Predicate};

use crate::{Bind, Error, Reader, Rows, Tx};

/// What is indexed of one document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry<'a> {
    /// The agency.
    pub agency: &'a str,
    /// `outgoing` or `incoming`.
    pub kind: &'a str,
    /// The document.
    pub id: &'a str,
    /// The key of its number; empty without one.
    pub number_key: &'a str,
    /// Its words, folded, with one space between them.
    pub folded: &'a str,
    /// Its words in small letters, with their marks, with one space between them.
    pub exact: &'a str,
    /// Whom it has to do with.
    pub marks: &'a BTreeSet<Mark>,
}

/// A document that was found.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are those of outgoing and incoming"
)]
pub struct Hit {
    pub rank: i64,
    pub kind: String,
    pub id: String,
    pub type_code: String,
    pub subject: String,
    pub urgency: i64,
    pub status: String,
    pub number_text: String,
    pub document_date: Option<String>,
    pub party: String,
}

/// What is sought. Conditions are those of `access`, over alias `d`.
#[derive(Clone, Debug)]
pub struct Sought<'a> {
    /// The agency.
    pub agency: &'a str,
    /// Folded words, each of which must begin a word of the document.
    pub words: &'a [String],
    /// Words with marks, in small letters, each of which must begin a word as it is written.
    pub exact: &'a [String],
    /// Keys of numbers from here to there, not included: sought instead of words.
    pub number: Option<(String, String)>,
    /// Which outgoing documents may be seen; its values begin at [`FIRST_BIND`].
    pub outgoing: &'a Predicate,
    /// Which incoming documents may be seen; its values follow.
    pub incoming: &'a Predicate,
    /// The values of both.
    pub binds: Vec<Bind>,
    /// Only what lies before this rank.
    pub before: i64,
    /// How many at most.
    pub most: u16,
}

/// The number of the first value of the conditions.
pub const FIRST_BIND: usize = 3;

statements! {
    PUT = "INSERT INTO search_entry (agency_id, kind, object_id, number_key, folded, exact, marks)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (agency_id, kind, object_id) DO UPDATE SET
        number_key = excluded.number_key, folded = excluded.folded, exact = excluded.exact,
        marks = excluded.marks
        WHERE search_entry.number_key <> excluded.number_key
            OR search_entry.folded <> excluded.folded OR search_entry.exact <> excluded.exact
            OR search_entry.marks <> excluded.marks
        RETURNING number";
}

#[derive(sqlx::FromRow)]
struct Place {
    number: i64,
}

/// Writes what is indexed of a document, in the place of what was.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, entry: &Entry<'_>) -> Result<(), Error> {
    let Entry {
        agency,
        kind,
        id,
        number_key,
        folded,
        exact,
        marks,
    } = *entry;
    let marks = joined(marks.iter().map(Mark::as_str), " ");
    let binds = binds![agency, kind, id, number_key, folded, exact, &marks];
    let place: Option<Place> = tx.row(PUT, binds).await?;
    // Nothing comes back where nothing changed.
    if let (Tx::Lite(_), Some(place)) = (&*tx, place) {
        lite::put(tx, place.number, entry, &marks).await?;
    }
    Ok(())
}

/// Documents that were found, the newest first.
///
/// # Errors
/// What the database says.
pub async fn find(rows: &mut Reader, sought: Sought<'_>) -> Result<Vec<Hit>, Error> {
    let (sql, more) = match (&sought.number, &*rows) {
        (Some((lower, upper)), _) => (numbered(&sought), binds![lower, upper]),
        (None, Reader::Lite(_)) => lite::statement(&sought),
        (None, Reader::Pg(_)) => postgres::statement(&sought),
    };
    let own = binds![sought.agency, sought.before];
    let all = own.into_iter().chain(sought.binds).chain(more);
    rows.rows_of(sql, all.collect()).await
}

/// By number: few documents of all times have one number, so these are all read.
fn numbered(sought: &Sought<'_>) -> String {
    let next = sought.next_bind();
    format!(
        "SELECT {HIT} FROM search_entry e {JOINED} WHERE e.agency_id = $1 AND e.number + 0 < $2
            AND e.number_key >= ${next} AND e.number_key < ${} AND {}
        ORDER BY e.number + 0 DESC LIMIT {}",
        next + 1,
        sought.rights(),
        sought.most
    )
}

const HIT: &str = "e.number AS rank, e.kind, e.object_id AS id,
    coalesce(o.type_code, i.type_code, '') AS type_code,
    coalesce(o.subject, i.subject, '') AS subject,
    coalesce(o.urgency, i.urgency, 0) AS urgency,
    coalesce(o.status, i.status, '') AS status,
    coalesce(o.number_text, i.number_text, '') AS number_text,
    coalesce(o.issue_date, i.document_date) AS document_date,
    coalesce(i.from_name, u.name, '') AS party";

const JOINED: &str = "LEFT JOIN outgoing o ON e.kind = 'outgoing' AND o.agency_id = e.agency_id
        AND o.id = e.object_id
    LEFT JOIN unit u ON u.agency_id = o.agency_id AND u.id = o.unit_id
    LEFT JOIN incoming i ON e.kind = 'incoming' AND i.agency_id = e.agency_id
        AND i.id = e.object_id";

impl Sought<'_> {
    /// The number of the first value after those of the conditions.
    fn next_bind(&self) -> usize {
        FIRST_BIND + self.binds.len()
    }

    /// Whether the document of an entry `e` may be seen. Asked of one entry after the other, for
    /// which an engine cannot take a reading of all documents instead.
    fn rights(&self) -> String {
        format!(
            "CASE e.kind
            WHEN 'outgoing' THEN (SELECT 1 FROM outgoing d WHERE d.agency_id = e.agency_id
                AND d.id = e.object_id AND ({}))
            WHEN 'incoming' THEN (SELECT 1 FROM incoming d WHERE d.agency_id = e.agency_id
                AND d.id = e.object_id AND ({})) END = 1",
            self.outgoing.sql, self.incoming.sql
        )
    }

    /// The marks of which every document bears one that may be seen.
    fn marks(&self) -> Option<BTreeSet<&Mark>> {
        let both = self.outgoing.marks.iter().zip(&self.incoming.marks);
        both.map(|(one, other)| one.union(other).collect()).next()
    }
}

fn joined<'a>(words: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    words.into_iter().collect::<Vec<_>>().join(between)
}
