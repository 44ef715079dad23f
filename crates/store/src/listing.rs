//! Lists of documents, the newest first, a page at a time by key.
//!
//! Which rows somebody may see is a condition of `access`, given as its alternatives: each is read on
//! its own, in the order of the key and no further than a page, so that a page costs the same however
//! many documents there are.

use crate::{Bind, Error, Rows};

/// A line of the list of outgoing documents.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/documents.sql"
)]
pub struct OutgoingLine {
    pub id: String,
    pub type_code: String,
    pub subject: String,
    pub urgency: i64,
    pub status: String,
    pub due_at: Option<i64>,
    pub number_text: Option<String>,
    pub issue_date: Option<String>,
    pub changed_at: i64,
    pub drafter_name: String,
    pub unit_name: String,
    pub recipient: Option<String>,
    pub recipients: i64,
}

/// A line of the list of incoming documents.
#[derive(Clone, Debug, Eq, PartialEq, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns are explained in migrations/exchange.sql; the last counts files beside it"
)]
pub struct IncomingLine {
    pub id: String,
    pub type_code: String,
    pub subject: String,
    pub urgency: i64,
    pub status: String,
    pub number_text: String,
    pub document_date: Option<String>,
    pub from_name: String,
    pub arrival_number: Option<i64>,
    pub arrival_year: Option<i64>,
    pub arrived_at: i64,
    pub unsigned: i64,
    pub indication: String,
    pub unsigned_files: i64,
}

/// Which part of a list.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Part {
    /// Its beginning.
    #[default]
    Newest,
    /// What is older than the document of this id.
    OlderThan(String),
    /// What is newer than the document of this id.
    NewerThan(String),
}

/// A part of a list, the newest first.
#[derive(Clone, Debug)]
pub struct Lines<T> {
    /// The lines.
    pub lines: Vec<T>,
    /// Whether there are newer ones.
    pub newer: bool,
    /// Whether there are older ones.
    pub older: bool,
}

/// What is wanted of a list.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The alternatives of the condition; its values begin at [`FIRST_BIND`].
    pub ways: &'a [String],
    /// Its values.
    pub binds: Vec<Bind>,
    /// Only these statuses; empty for all. Words of this program, never of a person.
    pub statuses: &'a [&'static str],
    /// Only this type; empty for all.
    pub type_code: &'a str,
    /// Which part.
    pub part: Part,
    /// How many lines at most.
    pub most: u16,
}

/// The number of the first value of a condition in these lists.
pub const FIRST_BIND: usize = 3;

const OUTGOING: &str =
    "SELECT d.id, d.type_code, d.subject, d.urgency, d.status, d.due_at, d.number_text,
    d.issue_date, d.changed_at, a.full_name AS drafter_name, u.name AS unit_name,
    (SELECT r.name FROM recipient r WHERE r.agency_id = d.agency_id AND r.document_id = d.id
        ORDER BY r.ordinal LIMIT 1) AS recipient,
    (SELECT count(*) FROM recipient r WHERE r.agency_id = d.agency_id AND r.document_id = d.id)
        AS recipients
    FROM found JOIN outgoing d ON d.agency_id = found.agency_id AND d.id = found.id
    JOIN account a ON a.id = d.drafter_id
    JOIN unit u ON u.agency_id = d.agency_id AND u.id = d.unit_id";

const INCOMING: &str = "SELECT d.id, d.type_code, d.subject, d.urgency, d.status, d.number_text,
    d.document_date, d.from_name, d.arrival_number, d.arrival_year, d.arrived_at, d.unsigned,
    d.indication,
    (SELECT count(*) FROM incoming_file f WHERE f.agency_id = d.agency_id AND f.incoming_id = d.id
        AND f.ordinal <> 0 AND f.replaced_at IS NULL AND f.indication = 'UNSIGNED') AS unsigned_files
    FROM found JOIN incoming d ON d.agency_id = found.agency_id AND d.id = found.id";

/// Outgoing documents.
///
/// # Errors
/// What the database says.
pub async fn outgoing(
    rows: &mut impl Rows,
    wanted: Wanted<'_>,
) -> Result<Lines<OutgoingLine>, Error> {
    list(rows, "outgoing", OUTGOING, wanted).await
}

/// Incoming documents.
///
/// # Errors
/// What the database says.
pub async fn incoming(
    rows: &mut impl Rows,
    wanted: Wanted<'_>,
) -> Result<Lines<IncomingLine>, Error> {
    list(rows, "incoming", INCOMING, wanted).await
}

/// A count that goes no further than `most`.
#[derive(sqlx::FromRow)]
struct Count {
    number: i64,
}

/// How many documents of `table` there are, counted up to `most`.
async fn count(rows: &mut impl Rows, table: &str, wanted: Wanted<'_>) -> Result<i64, Error> {
    if wanted.ways.is_empty() {
        return Ok(0);
    }
    let found = found(table, &wanted);
    let sql = format!("WITH found AS ({found}) SELECT count(*) AS number FROM found");
    let counted: Vec<Count> = rows.rows_of(sql, binds(&wanted)).await?;
    Ok(counted.first().map_or(0, |it| it.number))
}

/// How many outgoing documents there are, counted up to `wanted.most`.
///
/// # Errors
/// What the database says.
pub async fn count_outgoing(rows: &mut impl Rows, wanted: Wanted<'_>) -> Result<i64, Error> {
    count(rows, "outgoing", wanted).await
}

/// How many incoming documents there are, counted up to `wanted.most`.
///
/// # Errors
/// What the database says.
pub async fn count_incoming(rows: &mut impl Rows, wanted: Wanted<'_>) -> Result<i64, Error> {
    count(rows, "incoming", wanted).await
}

async fn list<T: crate::db::Row>(
    rows: &mut impl Rows,
    table: &str,
    columns: &str,
    mut wanted: Wanted<'_>,
) -> Result<Lines<T>, Error> {
    if wanted.ways.is_empty() {
        return Ok(Lines {
            lines: Vec::new(),
            newer: false,
            older: false,
        });
    }
    let most = usize::from(wanted.most);
    // One more tells whether there is a next part.
    wanted.most = wanted.most.saturating_add(1);
    let order = order(&wanted.part);
    let found = found(table, &wanted);
    let sql = format!("WITH found AS ({found}) {columns} ORDER BY d.id {order}");
    let mut lines: Vec<T> = rows.rows_of(sql, binds(&wanted)).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    let (newer, older) = match &wanted.part {
        Part::Newest => (false, more),
        Part::OlderThan(_) => (true, more),
        Part::NewerThan(_) => {
            lines.reverse();
            (more, true)
        }
    };
    Ok(Lines {
        lines,
        newer,
        older,
    })
}

fn binds(wanted: &Wanted<'_>) -> Vec<Bind> {
    let key = match &wanted.part {
        // Above every id: they are hexadecimal.
        Part::Newest => "z".to_owned(),
        Part::OlderThan(id) | Part::NewerThan(id) => id.clone(),
    };
    let own: [Bind; 2] = [key.into(), wanted.type_code.into()];
    own.into_iter().chain(wanted.binds.clone()).collect()
}

fn order(part: &Part) -> &'static str {
    match part {
        Part::Newest | Part::OlderThan(_) => "DESC",
        Part::NewerThan(_) => "ASC",
    }
}

/// The keys of the rows of all alternatives together, each once, no more than are wanted. The number
/// stands in the text, not as a value: PostgreSQL plans such a statement once and keeps the plan.
fn found(table: &str, wanted: &Wanted<'_>) -> String {
    let side = match wanted.part {
        Part::Newest | Part::OlderThan(_) => "<",
        Part::NewerThan(_) => ">",
    };
    let statuses = match wanted.statuses {
        [] => String::new(),
        some => format!(" AND d.status IN ('{}')", some.join("', '")),
    };
    let only = match wanted.type_code {
        "" => "$2 = ''",
        _ => "d.type_code = $2",
    };
    let (order, most) = (order(&wanted.part), wanted.most);
    let way = |(index, way): (usize, &String)| {
        format!(
            "SELECT agency_id, id FROM (SELECT d.agency_id, d.id FROM {table} d WHERE ({way})
            AND d.id {side} $1 AND {only}{statuses} ORDER BY d.id {order} LIMIT {most}) w{index}"
        )
    };
    let ways: Vec<_> = wanted.ways.iter().enumerate().map(way).collect();
    let ways = ways.join(" UNION ");
    format!("SELECT agency_id, id FROM ({ways}) w ORDER BY id {order} LIMIT {most}")
}
