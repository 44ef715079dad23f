//! The index of what can be searched. Full text is where the two engines differ: FTS5 of SQLite and
//! `tsvector` of PostgreSQL, over the same folded words.
//!
//! Words come in folded (`documents::fold`): letters, digits and spaces only, so that no word can be
//! an operator of either engine.

use access::Predicate;

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
    pub outgoing: &'a Predicate,
    /// Which incoming documents may be seen; its values follow.
    pub incoming: &'a Predicate,
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
const FORGET_WORDS: &str = "DELETE FROM search_word WHERE rowid = $1";
const PUT_WORDS: &str = "INSERT INTO search_word (rowid, agency, folded) VALUES ($1, $2, $3)";

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
    if sought.number.is_none() && sees_few(rows, &sought).await? {
        among_few(rows, sought).await
    } else {
        in_index(rows, sought).await
    }
}

/// So few documents are looked through one by one.
const FEW: usize = 500;

/// Whether somebody sees so few documents that it is better to begin with those than with the words:
/// what is common may stand in all the others.
async fn sees_few(rows: &mut Reader, sought: &Sought<'_>) -> Result<bool, Error> {
    // One way is the whole agency.
    if sought.outgoing.ways.len() == 1 || sought.incoming.ways.len() == 1 {
        return Ok(false);
    }
    let sql = format!(
        "SELECT count(*) AS number FROM ({}) m WHERE $1 <> ''",
        seen(sought)
    );
    let binds = own(sought).into_iter().chain(sought.binds.clone());
    let count: Vec<Place> = rows.rows_of(sql, binds.collect()).await?;
    let few = i64::try_from(FEW).unwrap_or(i64::MAX);
    Ok(count.iter().all(|it| it.number <= few))
}

/// The values that stand before those of the conditions; `$2` to `$5` are used by each in its way.
fn own(sought: &Sought<'_>) -> Vec<Bind> {
    binds![sought.agency, sought.before, sought.most, "", ""]
}

/// The documents that may be seen, by every way in, up to a few.
fn seen(sought: &Sought<'_>) -> String {
    let most = FEW + 1;
    let of = |kind: &'static str, predicate: &Predicate| {
        let ways = match &*predicate.ways {
            [] => vec![predicate.sql.clone()],
            some => some.to_vec(),
        };
        let sql = move |way: String| {
            format!(
                "SELECT * FROM (SELECT '{kind}' AS kind, d.id AS id FROM {kind} d WHERE {way}
                ORDER BY d.id DESC LIMIT {most}) w"
            )
        };
        ways.into_iter().map(sql)
    };
    let outgoing = of("outgoing", sought.outgoing);
    let all: Vec<_> = outgoing.chain(of("incoming", sought.incoming)).collect();
    let used = "$2 >= 0 AND $3 >= 0 AND $4 = '' AND $5 = ''";
    format!(
        "SELECT kind, id FROM ({}) u WHERE {used}",
        all.join(" UNION ")
    )
}

/// Hits among the documents that somebody sees, each looked at.
async fn among_few(rows: &mut Reader, sought: Sought<'_>) -> Result<Vec<Hit>, Error> {
    let first = FIRST_BIND + sought.binds.len();
    let words = (first..).zip(sought.words);
    let words = words.map(|(bind, _)| format!(" AND ' ' || e.folded LIKE ${bind}"));
    let marked = (first + sought.words.len()..).zip(sought.exact);
    let marked = marked.map(|(bind, _)| format!(" AND e.exact LIKE ${bind} ESCAPE '!'"));
    let sql = format!(
        "SELECT {HIT} FROM ({}) m JOIN search_entry e ON e.agency_id = $1 AND e.kind = m.kind
            AND e.object_id = m.id {JOINED} WHERE e.number < $2{}
        ORDER BY e.number DESC LIMIT $3",
        seen(&sought),
        words.chain(marked).collect::<String>()
    );
    let folded = sought.words.iter().map(|it| format!("% {it}%").into());
    let exact = sought.exact.iter().map(|it| Bind::from(like(it)));
    let own = own(&sought).into_iter().chain(sought.binds.clone());
    rows.rows_of(sql, own.chain(folded).chain(exact).collect())
        .await
}

/// Hits in the index, read from its newest entry back, a stretch at a time: who sees all has a page
/// after the first one, however many documents there are.
async fn in_index(rows: &mut Reader, mut sought: Sought<'_>) -> Result<Vec<Hit>, Error> {
    let is_lite = matches!(rows, Reader::Lite(_));
    let Index {
        from,
        number,
        condition,
        bounds: (lower, upper),
    } = Index::of(is_lite, &sought);
    let first_marked = FIRST_BIND + sought.binds.len();
    let marked = |first: usize| -> String {
        let marked = (first..).zip(sought.exact);
        marked
            .map(|(bind, _)| format!(" AND e.exact LIKE ${bind} ESCAPE '!'"))
            .collect()
    };
    let stretch = format!(
        "SELECT coalesce(min(number), 0) AS lowest, count(*) AS entries FROM (
            SELECT {number} AS number FROM {from} WHERE e.agency_id = $1 AND {number} < $2
            AND {condition}{} ORDER BY {number} DESC LIMIT $3) s",
        marked(6)
    );
    let (outgoing, incoming) = (&sought.outgoing.sql, &sought.incoming.sql);
    let page = format!(
        "SELECT {HIT} FROM {from} {JOINED} WHERE e.agency_id = $1 AND {number} < $2
            AND {number} >= ${} AND {condition}{} AND (
            (e.kind = 'outgoing' AND EXISTS (SELECT 1 FROM outgoing d
                WHERE d.agency_id = e.agency_id AND d.id = e.object_id AND ({outgoing})))
            OR (e.kind = 'incoming' AND EXISTS (SELECT 1 FROM incoming d
                WHERE d.agency_id = e.agency_id AND d.id = e.object_id AND ({incoming}))))
        ORDER BY {number} DESC LIMIT $3",
        first_marked + sought.exact.len(),
        marked(first_marked),
    );
    let marks = || sought.exact.iter().map(|word| Bind::from(like(word)));
    let wanted = usize::try_from(sought.most).unwrap_or(usize::MAX);
    let (mut hits, mut length) = (Vec::new(), sought.most);
    while hits.len() < wanted {
        let before = sought.before;
        let own = |most: i64| binds![sought.agency, before, most, &lower, &upper];
        let all = own(length).into_iter().chain(marks()).collect();
        let found: Vec<Stretch> = rows.rows_of(stretch.clone(), all).await?;
        let Some(found) = found.into_iter().next().filter(|it| it.entries > 0) else {
            break;
        };
        let missing = i64::try_from(wanted - hits.len()).unwrap_or(i64::MAX);
        let all = own(missing).into_iter().chain(sought.binds.clone());
        let all = all.chain(marks()).chain(binds![found.lowest]).collect();
        hits.extend(rows.rows_of::<Hit>(page.clone(), all).await?);
        if found.entries < length {
            break;
        }
        sought.before = found.lowest;
        length = length.saturating_mul(8);
    }
    Ok(hits)
}

/// Entries of the index, one after the other.
#[derive(sqlx::FromRow)]
struct Stretch {
    lowest: i64,
    entries: i64,
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

/// How an engine finds entries.
struct Index {
    from: &'static str,
    /// The column of their order, of the table that keeps it.
    number: &'static str,
    condition: &'static str,
    /// The values of `$4` and `$5` in the condition.
    bounds: (String, String),
}

impl Index {
    fn of(is_lite: bool, sought: &Sought<'_>) -> Self {
        let (from, number, condition) = match (&sought.number, is_lite) {
            (Some(_), _) => (
                ENTRIES,
                "e.number",
                "e.number_key >= $4 AND e.number_key < $5",
            ),
            (None, true) => (
                LITE,
                "search_word.rowid",
                "search_word MATCH $4 AND $5 = ''",
            ),
            (None, false) => {
                let condition = "e.words @@ to_tsquery('simple', $4) AND $5 = ''";
                (ENTRIES, "e.number", condition)
            }
        };
        let bounds = sought.number.clone().unwrap_or_else(|| {
            let text = match is_lite {
                true => lite_words(sought.agency, sought.words),
                false => postgres_words(sought.words),
            };
            (text, String::new())
        });
        Self {
            from,
            number,
            condition,
            bounds,
        }
    }
}

const ENTRIES: &str = "search_entry e";
const LITE: &str = "search_word CROSS JOIN search_entry e ON e.number = search_word.rowid";

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
