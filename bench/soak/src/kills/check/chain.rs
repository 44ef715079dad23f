//! The audit log of each agency: whole, in order, and its head where its last record is.

use std::collections::BTreeMap;

use audit::Record;

use super::View;

const HEADS: &str = "SELECT agency_id, seq, hash FROM audit_head";

/// Goes on from the records that were looked at before, whose hashes the later ones depend on.
pub(super) async fn look(view: &mut View, seen: &mut BTreeMap<String, (i64, String)>) {
    for (agency, last, head) in view.rows::<(String, i64, String)>(HEADS).await {
        let start = (0, audit::genesis(&agency).to_string());
        let (mut seq, mut hash) = match view.end {
            true => start,
            false => seen.get(&agency).cloned().unwrap_or(start),
        };
        let sql = format!(
            "SELECT seq, record, hash FROM audit_record WHERE agency_id = '{agency}'
            AND seq > {seq} ORDER BY seq"
        );
        for (number, text, kept) in view.rows::<(i64, String, String)>(&sql).await {
            let record: Record = serde_json::from_str(&text).unwrap();
            let behind = audit::chain(hash.parse().unwrap(), record.leaf().unwrap()).to_string();
            if number != seq + 1 || record.seq != number as u64 || behind != kept {
                view.fault(format!("the chain of {agency} breaks at record {number}"));
            }
            (seq, hash) = (number, kept);
        }
        if (seq, &hash) != (last, &head) {
            view.fault(format!(
                "the chain of {agency} ends with {seq}, its head says {last}"
            ));
        }
        view.checked.records += seq as usize;
        seen.insert(agency, (seq, hash));
    }
}
