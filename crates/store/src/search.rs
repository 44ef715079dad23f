//! The index of what can be searched. Full text is where the two engines differ: FTS5 of SQLite and
//! `tsvector` of PostgreSQL, over the same folded words.
//!
//! Words come in folded (`documents::fold`): letters, digits and spaces only, so that no word can be
//! an operator of either engine.

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
    /// Its words, folded.
    pub folded: &'a str,
    /// Its words in small letters, with their marks.
    pub exact: &'a str,
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
    /// Words with marks, in small letters, which must stand in the text as they are.
    pub exact: &'a [String],
    /// Keys of numbers from here to there, not included.
    pub number: Option<(String, String)>,
    /// Which outgoing documents may be seen; its values begin at [`FIRST_BIND`].
    pub outgoing: &'a str,
    /// Which incoming documents may be seen; its values follow.
    pub incoming: &'a str,
    /// The values of both.
    pub binds: Vec<Bind>,
    /// Only what lies before this rank.
    pub before: i64,
    /// How many at most.
    pub most: i64,
}

/// The number of the first value of the conditions.
pub const FIRST_BIND: usize = 6;

statements! {
    PUT = "INSERT INTO search_entry (agency_id, kind, object_id, number_key, folded, exact)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency_id, kind, object_id) DO UPDATE SET
        number_key = excluded.number_key, folded = excluded.folded, exact = excluded.exact
        RETURNING number";
}

/// The same table has its words in a table beside it in SQLite.
const FORGET_WORDS: &str = "DELETE FROM search_text WHERE rowid = $1";
const PUT_WORDS: &str = "INSERT INTO search_text (rowid, agency, folded) VALUES ($1, $2, $3)";

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
    } = *entry;
    let binds = binds![agency, kind, id, number_key, folded, exact];
    let place: Option<Place> = tx.row(PUT, binds).await?;
    if let (Tx::Lite(_), Some(place)) = (&*tx, place) {
        tx.run(FORGET_WORDS, binds![place.number]).await?;
        tx.run(PUT_WORDS, binds![place.number, word_of(agency), folded])
            .await?;
    }
    Ok(())
}

/// Documents that were found, the newest first.
///
/// # Errors
/// What the database says.
pub async fn find(rows: &mut Reader, sought: Sought<'_>) -> Result<Vec<Hit>, Error> {
    let Sought {
        agency,
        words,
        exact,
        number,
        outgoing,
        incoming,
        binds,
        before,
        most,
    } = sought;
    let is_lite = matches!(rows, Reader::Lite(_));
    let (from, condition) = match (&number, is_lite) {
        (Some(_), _) => (ENTRIES, "e.number_key >= $4 AND e.number_key < $5"),
        (None, true) => (LITE, "search_text MATCH $4 AND $5 = ''"),
        (None, false) => (ENTRIES, "e.words @@ to_tsquery('simple', $4) AND $5 = ''"),
    };
    let (lower, upper) = number.unwrap_or_else(|| {
        let text = match is_lite {
            true => lite_words(agency, words),
            false => postgres_words(words),
        };
        (text, String::new())
    });
    let first_exact = FIRST_BIND + binds.len();
    let marked = (first_exact..).zip(exact);
    let marked: String = marked
        .map(|(bind, _)| format!(" AND e.exact LIKE ${bind} ESCAPE '!'"))
        .collect();
    let sql = format!(
        "SELECT e.number AS rank, e.kind, e.object_id AS id,
            coalesce(o.type_code, i.type_code, '') AS type_code,
            coalesce(o.subject, i.subject, '') AS subject,
            coalesce(o.urgency, i.urgency, 0) AS urgency,
            coalesce(o.status, i.status, '') AS status,
            coalesce(o.number_text, i.number_text, '') AS number_text,
            coalesce(o.issue_date, i.document_date) AS document_date,
            coalesce(i.from_name, u.name, '') AS party
        FROM {from}
        LEFT JOIN outgoing o ON e.kind = 'outgoing' AND o.agency_id = e.agency_id
            AND o.id = e.object_id
        LEFT JOIN unit u ON u.agency_id = o.agency_id AND u.id = o.unit_id
        LEFT JOIN incoming i ON e.kind = 'incoming' AND i.agency_id = e.agency_id
            AND i.id = e.object_id
        WHERE e.agency_id = $1 AND e.number < $2 AND {condition}{marked} AND (
            (e.kind = 'outgoing' AND EXISTS (SELECT 1 FROM outgoing d
                WHERE d.agency_id = e.agency_id AND d.id = e.object_id AND ({outgoing})))
            OR (e.kind = 'incoming' AND EXISTS (SELECT 1 FROM incoming d
                WHERE d.agency_id = e.agency_id AND d.id = e.object_id AND ({incoming}))))
        ORDER BY e.number DESC LIMIT $3"
    );
    let own = binds![agency, before, most, lower, upper];
    let marked = exact.iter().map(|word| Bind::from(like(word)));
    let all = own.into_iter().chain(binds).chain(marked).collect();
    rows.rows_of(sql, all).await
}

const ENTRIES: &str = "search_entry e";
const LITE: &str = "search_text JOIN search_entry e ON e.number = search_text.rowid";

/// A word anywhere in a text, for `LIKE … ESCAPE '!'`.
fn like(word: &str) -> String {
    let mut pattern = String::from("%");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern + "%"
}

fn lite_words(agency: &str, words: &[String]) -> String {
    let sought = words.iter().map(|word| format!("folded : \"{word}\" *"));
    let own = format!("agency : \"{}\"", word_of(agency));
    std::iter::once(own)
        .chain(sought)
        .collect::<Vec<_>>()
        .join(" AND ")
}

fn postgres_words(words: &[String]) -> String {
    let sought = words.iter().map(|word| format!("{word}:*"));
    sought.collect::<Vec<_>>().join(" & ")
}

/// The id of an agency as one word of the index.
fn word_of(agency: &str) -> String {
    agency.chars().filter(|it| it.is_alphanumeric()).collect()
}
