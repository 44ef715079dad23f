//! Books: no number twice, no gap, and each number with its document.

use std::collections::BTreeMap;

use super::View;

const BOOKS: &str = "SELECT agency_id, code, year, next_number FROM book";
const ENTRIES: &str = "SELECT agency_id, code, year, number, COALESCE(document_id, ''), state
    FROM book_entry ORDER BY agency_id, code, year, number";

type Key = (String, String, i64);

pub(super) async fn look(view: &mut View) {
    let mut entries: BTreeMap<Key, Vec<(i64, String)>> = BTreeMap::new();
    type Row = (String, String, i64, i64, String, String);
    for (agency, code, year, number, document, state) in view.rows::<Row>(ENTRIES).await {
        if document.is_empty() || state != "taken" {
            view.fault(format!(
                "number {number} of {code} is {state} for {document:?}"
            ));
        }
        entries
            .entry((agency, code, year))
            .or_default()
            .push((number, document));
    }
    for (agency, code, year, next) in view.rows::<(String, String, i64, i64)>(BOOKS).await {
        let there = entries
            .remove(&(agency, code.clone(), year))
            .unwrap_or_default();
        let numbers: Vec<_> = there.iter().map(|it| it.0).collect();
        if numbers != (1..next).collect::<Vec<_>>() {
            view.fault(format!(
                "{code} {year} goes on with {next}, has {numbers:?}"
            ));
        }
        let mut documents: Vec<_> = there.iter().map(|it| &it.1).collect();
        documents.sort();
        documents.dedup();
        if documents.len() != there.len() {
            view.fault(format!("a document has two numbers of {code} {year}"));
        }
    }
    // A document that went back to its signer keeps its number in the book and has none meanwhile.
    let odd = "SELECT d.id FROM outgoing d WHERE d.number IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM book_entry e WHERE e.agency_id = d.agency_id AND e.code = 'van-ban-di'
        AND e.document_id = d.id AND e.number = d.number)";
    view.none("a number that the book does not have", odd).await;
    let unread = "SELECT e.document_id FROM book_entry e WHERE e.code = 'van-ban-di' AND NOT EXISTS
        (SELECT 1 FROM audit_record r WHERE r.agency_id = e.agency_id AND r.act = 'allocate'
        AND r.object_id = e.document_id)";
    view.none("a number that no record tells of", unread).await;
}
