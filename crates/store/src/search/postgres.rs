//! Words in a GIN index whose lists are short: the entries are cut into stretches by their number,
//! and each word of each stretch has a list of its own (`search_terms` of the migration).
//!
//! A search reads the newest entries one by one; where these do not fill the page it goes back,
//! stretch by stretch, in short ones first and in longer ones then, until the page is full. Nothing
//! that it does grows with the number of documents but the number of long stretches, each looked up
//! in a few microseconds. The index narrows; what stands in an entry is compared as well.

use super::{HIT, JOINED, Sought, joined};
use crate::Bind;

/// So many entries are read one by one.
const NEWEST: u16 = 256;

/// The statement and the values that come after those of the conditions.
pub(super) fn statement(sought: &Sought<'_>) -> (String, Vec<Bind>) {
    let (rights, most, next) = (sought.rights(), sought.most, sought.next_bind());
    let marks = sought.marks();
    let (marked, bearing) = match &marks {
        Some(_) => (
            format!(
                "(SELECT array_agg(search_mark($1, mark)) FROM unnest(string_to_array(${}, ' ')) mark)",
                next + 1
            ),
            format!("AND {TERMS} && stretch.marks"),
        ),
        None => ("NULL::bigint[]".to_owned(), String::new()),
    };
    let first = next + 1 + usize::from(marks.is_some());
    let fits = fits(sought, first);
    let sql = format!(
        "WITH asked AS MATERIALIZED (
            SELECT (SELECT array_agg(search_word($1, word))
                    FROM unnest(string_to_array(${next}, ' ')) word) AS words,
                {marked} AS marks,
                coalesce((SELECT number FROM search_entry WHERE agency_id = $1 AND number < $2
                    ORDER BY number DESC OFFSET {last} LIMIT 1), 0) AS edge,
                coalesce((SELECT number FROM search_entry WHERE agency_id = $1
                    ORDER BY number LIMIT 1), 0) AS oldest),
        found AS MATERIALIZED (SELECT number FROM (
            (SELECT e.number FROM search_entry e WHERE e.agency_id = $1 AND e.number < $2
                AND e.number >= (SELECT edge FROM asked){fits} AND {rights}
            ORDER BY e.number DESC)
            UNION ALL
            (SELECT e.number FROM ({STRETCHES}) stretch CROSS JOIN LATERAL (
                SELECT e.number, e.agency_id, e.kind, e.object_id FROM search_entry e
                WHERE {TERMS} @> stretch.words {bearing} AND e.number + 0 < stretch.edge{fits}
                ORDER BY e.number DESC OFFSET 0) e
            WHERE {rights})) back LIMIT {most})
        SELECT {HIT} FROM found JOIN search_entry e ON e.number = found.number {JOINED}
        ORDER BY e.number DESC",
        last = NEWEST - 1,
    );
    let all = sought.exact.iter().chain(sought.words);
    let words = joined(all.clone().map(String::as_str), " ");
    let mut binds = binds![words];
    binds.extend(marks.map(|it| joined(it.iter().map(|mark| mark.as_str()), " ").into()));
    binds.extend(all.map(|it| Bind::from(format!("% {it}%"))));
    (sql, binds)
}

const TERMS: &str = "search_terms(e.number, e.agency_id, e.folded, e.exact, e.marks)";

/// Stretches from the edge back: short ones up to where a long one begins, then long ones.
const STRETCHES: &str = "SELECT asked.edge,
        (SELECT array_agg(place | word) FROM unnest(asked.words) word) AS words,
        (SELECT array_agg(place | mark) FROM unnest(asked.marks) mark) AS marks
    FROM asked CROSS JOIN LATERAL (
        SELECT search_short(it) AS place FROM generate_series((asked.edge - 1) >> 12,
            greatest((asked.edge - 1) >> 15 << 3, asked.oldest >> 12), -1) it
        UNION ALL
        SELECT search_long(it) FROM generate_series(((asked.edge - 1) >> 15) - 1,
            asked.oldest >> 15, -1) it) place
    WHERE asked.edge > 0 OFFSET 0";

/// Whether an entry `e` has all words; their patterns are values from `$first` on.
fn fits(sought: &Sought<'_>, first: usize) -> String {
    let exact = sought.exact.iter().map(|_| "exact");
    let columns = exact.chain(sought.words.iter().map(|_| "folded"));
    let conditions = (first..).zip(columns);
    conditions
        .map(|(bind, column)| format!(" AND ' ' || e.{column} LIKE ${bind}"))
        .collect()
}
