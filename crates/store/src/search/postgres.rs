//! Words in a GIN index whose lists are short: the entries are cut into stretches by their number,
//! and each word of each stretch has a list of its own (`search_terms` of the migration).
//!
//! A search reads the newest entries one by one; where these do not fill the page it goes back,
//! stretch by stretch, in short ones first and in longer ones then, until the page is full. A long one
//! in which many entries have the words is gone through in short ones, so that no more than these are
//! ever put in order. Nothing that a search does grows with the number of documents but the number of
//! long stretches, each looked up in a few microseconds. The index narrows; what stands in an entry is
//! compared as well.
//!
//! The text is the same however many words are sought, so that PostgreSQL keeps its plan.

use super::{HIT, JOINED, Sought, joined};
use crate::Bind;

/// So many entries are read one by one.
const NEWEST: u16 = 256;
/// So many entries of a long stretch are many.
const MANY: u16 = 256;

/// The statement and the values that come after those of the conditions.
pub(super) fn statement(sought: &Sought<'_>) -> (String, Vec<Bind>) {
    let (rights, most, words) = (sought.rights(), sought.most, sought.next_bind());
    let (exact, marked) = (words + 1, words + 2);
    let marks = sought.marks();
    let asked_marks = match &marks {
        Some(_) => format!(
            "ARRAY(SELECT search_mark($1, mark) FROM unnest(string_to_array(${marked}, ' ')) mark)"
        ),
        None => "NULL::bigint[]".to_owned(),
    };
    let sql = format!(
        "WITH asked AS MATERIALIZED (SELECT
            ARRAY(SELECT search_word($1, word) FROM unnest(
                string_to_array(${exact}, ' ') || string_to_array(${words}, ' ')) word) AS words,
            ARRAY(SELECT '% ' || word || '%' FROM unnest(string_to_array(${words}, ' ')) word)
                AS folded,
            ARRAY(SELECT '% ' || word || '%' FROM unnest(string_to_array(${exact}, ' ')) word)
                AS exact,
            {asked_marks} AS marks,
            coalesce((SELECT number FROM search_entry WHERE agency_id = $1 AND number < $2
                ORDER BY number DESC OFFSET {last} LIMIT 1), 0) AS edge,
            coalesce((SELECT number FROM search_entry WHERE agency_id = $1
                ORDER BY number LIMIT 1), 0) AS oldest),
        found AS MATERIALIZED (SELECT e.* FROM (
            (SELECT {ENTRY} FROM search_entry e WHERE e.agency_id = $1 AND e.number < $2
                AND e.number >= (SELECT edge FROM asked) AND {FITS} ORDER BY e.number DESC)
            UNION ALL
            ({further}) OFFSET 0) e
            WHERE {rights} LIMIT {most})
        SELECT {HIT} FROM found e {JOINED} ORDER BY e.number DESC",
        last = NEWEST - 1,
        further = further(marks.is_some()),
    );
    let text = |words: &[String]| Bind::from(joined(words.iter().map(String::as_str), " "));
    let mut binds = vec![text(sought.words), text(sought.exact)];
    binds.extend(marks.map(|it| joined(it.iter().map(|mark| mark.as_str()), " ").into()));
    (sql, binds)
}

const ENTRY: &str = "e.number, e.agency_id, e.kind, e.object_id";

/// Whether an entry `e` has all words.
const FITS: &str = "' ' || e.folded LIKE ALL ((SELECT folded FROM asked)::text[])
    AND ' ' || e.exact LIKE ALL ((SELECT exact FROM asked)::text[])";

/// The entries before the edge that fit.
fn further(marked: bool) -> String {
    format!(
        "SELECT e.* FROM ({}) stretch CROSS JOIN LATERAL (
            SELECT e.* FROM (SELECT number FROM unnest(stretch.numbers) number
                ORDER BY number DESC) narrowed
            CROSS JOIN LATERAL (SELECT {ENTRY} FROM search_entry e
                WHERE e.number = narrowed.number AND {FITS} OFFSET 0) e) e",
        stretches(marked)
    )
}

/// Stretches from the edge back, each with the numbers of its entries: short ones up to where a long
/// one begins, then long ones, or the short ones of a long one that has many.
fn stretches(marked: bool) -> String {
    let of_short = numbers("search_short(part.short)", marked);
    let of_long = numbers("search_long(long)", marked);
    format!(
        "SELECT coalesce(part.numbers, ARRAY({of_short})) AS numbers
        FROM asked CROSS JOIN LATERAL (
            SELECT short, NULL::bigint[] AS numbers FROM generate_series((asked.edge - 1) >> 12,
                greatest((asked.edge - 1) >> 15 << 3, asked.oldest >> 12), -1) short
            UNION ALL
            SELECT parts.short, parts.numbers FROM (
                SELECT long, ARRAY({of_long} LIMIT {MANY}) AS numbers FROM generate_series(
                    ((asked.edge - 1) >> 15) - 1, asked.oldest >> 15, -1) long OFFSET 0) whole
            CROSS JOIN LATERAL (
                SELECT NULL::bigint AS short, whole.numbers
                    WHERE cardinality(whole.numbers) < {MANY}
                UNION ALL
                SELECT short, NULL FROM generate_series((long << 3) + 7, long << 3, -1) short
                    WHERE cardinality(whole.numbers) = {MANY}) parts) part
        WHERE asked.edge > 0 OFFSET 0"
    )
}

const TERMS: &str = "search_terms(e.number, e.agency_id, e.folded, e.exact, e.marks)";

/// The numbers of the entries that the index has in the stretch that begins at `place`.
fn numbers(place: &str, marked: bool) -> String {
    let bearing = match marked {
        true => {
            format!("AND {TERMS} && ARRAY(SELECT {place} | mark FROM unnest(asked.marks) mark)")
        }
        false => String::new(),
    };
    format!(
        "SELECT e.number FROM search_entry e
            WHERE {TERMS} @> ARRAY(SELECT {place} | word FROM unnest(asked.words) word) {bearing}
            AND e.number + 0 < asked.edge"
    )
}
