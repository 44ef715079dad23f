//! From the issue to the receiver's register: everything once, and nothing half.

use std::collections::BTreeMap;

use super::{Journal, View};

/// Statements each row of which is a fault, with what it means.
const NEVER: [(&str, &str); 9] = [
    (
        "issued, neither sent nor to be sent",
        "SELECT d.id FROM outgoing d JOIN recipient t ON t.agency_id = d.agency_id
        AND t.document_id = d.id WHERE d.issued_at IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM consignment c WHERE c.agency_id = d.agency_id AND c.document_id = d.id
        AND c.recipient_id = t.id) AND NOT EXISTS (SELECT 1 FROM job j
        WHERE j.agency_id = d.agency_id AND j.kind = 'send' AND j.object = d.id)",
    ),
    (
        "sent, not arrived",
        "SELECT c.id FROM consignment c WHERE c.channel = 'system' AND (SELECT count(*) FROM incoming i
        WHERE i.agency_id = c.to_agency AND i.consignment_id = c.id) <> 1",
    ),
    (
        "arrived, never sent",
        "SELECT i.id FROM incoming i WHERE NOT EXISTS (SELECT 1 FROM consignment c
        WHERE c.agency_id = i.from_agency AND c.id = i.consignment_id)",
    ),
    (
        "sent before it was issued",
        "SELECT c.id FROM consignment c JOIN outgoing d ON d.agency_id = c.agency_id
        AND d.id = c.document_id WHERE d.issued_at IS NULL",
    ),
    (
        "arrived, neither judged nor to be judged",
        "SELECT i.id FROM incoming i WHERE i.verdict_digest IS NULL AND NOT EXISTS (SELECT 1 FROM job j
        WHERE j.agency_id = i.agency_id AND j.kind = 'verify-arrival' AND j.object = i.id)",
    ),
    (
        "arrived without its file",
        "SELECT i.id FROM incoming i WHERE NOT EXISTS (SELECT 1 FROM incoming_file f
        WHERE f.agency_id = i.agency_id AND f.incoming_id = i.id AND f.ordinal = 0)",
    ),
    (
        "sender and receiver know different things",
        "SELECT i.id || ' ' || i.status || ' ' || c.state FROM incoming i JOIN consignment c
        ON c.agency_id = i.from_agency AND c.id = i.consignment_id
        WHERE c.state <> CASE WHEN i.status <> 'arrived' THEN i.status
        WHEN i.verdict_digest IS NULL THEN 'delivered' ELSE 'received' END",
    ),
    (
        "registered without its number in the book",
        "SELECT i.id FROM incoming i WHERE (i.status = 'registered') <> EXISTS
        (SELECT 1 FROM book_entry e WHERE e.agency_id = i.agency_id AND e.code = 'van-ban-den'
        AND e.document_id = i.id AND e.number = i.arrival_number)",
    ),
    (
        "an arrival that search does not know",
        "SELECT d.id FROM incoming d WHERE NOT EXISTS (SELECT 1 FROM search_entry s
        WHERE s.agency_id = d.agency_id AND s.kind = 'incoming' AND s.object_id = d.id)",
    ),
];

/// Records of what happens once to an arrival.
const ONCE: &str = "SELECT act || ' of ' || object_id FROM audit_record WHERE act IN ('arrived',
    'incoming-registered', 'incoming-refused') GROUP BY object_id, act HAVING count(*) > 1";
const STATUSES: &str = "SELECT i.id, i.status, CAST((SELECT count(*) FROM audit_record r
    WHERE r.agency_id = i.agency_id AND r.object_id = i.id AND r.act = 'incoming-' || i.status) AS BIGINT)
    FROM incoming i";
/// What was issued and did not reach the desk of its receiver.
const UNDONE: &str = "SELECT id FROM incoming WHERE status = 'arrived'
    UNION SELECT id FROM outgoing WHERE issued_at IS NULL AND status <> 'draft'";
/// Told to nobody, though everybody who drafted is told of the issue.
const UNTOLD: &str = "SELECT d.id FROM outgoing d WHERE d.issued_at IS NOT NULL AND
    (SELECT count(*) FROM notice n WHERE n.agency_id = d.agency_id AND n.account_id = d.drafter_id
    AND n.kind = 'issued' AND n.link LIKE '%' || d.id || '%') <> 1";

pub(super) async fn look(view: &mut View, journal: &Journal) {
    for (what, sql) in NEVER {
        view.none(what, sql).await;
    }
    view.none("happened twice", ONCE).await;
    if view.end {
        view.none("not carried to its end", UNDONE).await;
        view.none("the drafter was not told once of the issue", UNTOLD)
            .await;
    }
    let statuses: Vec<(String, String, i64)> = view.rows(STATUSES).await;
    view.checked.arrived = statuses.len();
    let mut there = BTreeMap::new();
    for (id, status, records) in statuses {
        if status != "arrived" && records != 1 {
            view.fault(format!("{id}: {status}, recorded {records} times"));
        }
        there.insert(id, status);
    }
    for ((id, word), told) in journal {
        let settles = matches!(word.as_str(), "registered" | "refused");
        if settles && told.done > 0 && there.get(id) != Some(word) {
            let status = there.get(id);
            view.fault(format!("{id}: {word} was answered, is {status:?}"));
        }
    }
}
