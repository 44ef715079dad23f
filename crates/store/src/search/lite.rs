//! Words in FTS5: a list of entries for every word and every beginning of one, read from its end.

use super::{Entry, HIT, JOINED, Sought, joined};
use crate::{Bind, Error, Tx};

const FORGET: &str = "DELETE FROM search_index WHERE rowid = $1";
const PUT: &str = "INSERT INTO search_index (rowid, agency, marks, folded, exact)
    VALUES ($1, $2, $3, $4, $5)";

/// Writes the words of an entry, in the place of those it had.
pub(super) async fn put(
    tx: &mut Tx,
    number: i64,
    entry: &Entry<'_>,
    marks: &str,
) -> Result<(), Error> {
    tx.run(FORGET, binds![number]).await?;
    let own = word_of(entry.agency);
    let words = binds![number, own, marks, entry.folded, entry.exact];
    tx.run(PUT, words).await?;
    Ok(())
}

/// The statement and the values that come after those of the conditions.
pub(super) fn statement(sought: &Sought<'_>) -> (String, Vec<Bind>) {
    let sql = format!(
        "SELECT {HIT} FROM search_index CROSS JOIN search_entry e ON e.number = search_index.rowid
            {JOINED} WHERE search_index MATCH ${} AND search_index.rowid < $2
            AND e.agency_id = $1 AND {} ORDER BY search_index.rowid DESC LIMIT {}",
        sought.next_bind(),
        sought.rights(),
        sought.most
    );
    (sql, binds![terms(sought)])
}

fn terms(sought: &Sought<'_>) -> String {
    let beginnings = |column: &'static str, words: &[String]| {
        let terms = words.iter().map(|it| format!("{column} : \"{it}\" *"));
        terms.collect::<Vec<_>>()
    };
    let mut terms = vec![format!("agency : \"{}\"", word_of(sought.agency))];
    terms.extend(beginnings("folded", sought.words));
    terms.extend(beginnings("exact", sought.exact));
    if let Some(marks) = sought.marks() {
        let marks = marks.iter().map(|it| it.as_str());
        // No word is empty: a search by somebody who sees nothing finds nothing.
        let any = joined(marks, "\" OR \"");
        terms.push(format!("marks : (\"{any}\")"));
    }
    terms.join(" AND ")
}

/// The id of an agency as one word of the index.
fn word_of(agency: &str) -> String {
    agency.chars().filter(|it| it.is_alphanumeric()).collect()
}
