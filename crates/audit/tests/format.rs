//! The format of an export, and its digests as other programs compute them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use audit::merkle::leaf;
use audit::{chain, genesis};
use support::{checkpoints, entries};

/// The expected digests were computed with Python's hashlib from the text alone:
/// leaf = SHA-256(00 ‖ record), head = SHA-256(02 ‖ SHA-256(03 ‖ agency) ‖ leaf), and for the name
/// SHA-256("congvu-audit-personal" 00 ‖ salt ‖ text).
#[test]
fn a_line_is_spelled_and_hashed_as_documented() {
    let record = concat!(
        r#"{"act":"sign","agency":"so","at":"2026-11-20T02:00:00.000Z","#,
        r#""by":{"account":"tk-0","appointment":"bn-1"},"detail":{"n":0,"step":"sign"},"#,
        r#""object":{"id":"vb-0","kind":"outgoing"},"personal":{"name":"#,
        r#""ebb2b1a7f395d79c01ec92dbbc0fa080e4dcfdfe5d560b2ccef853e103d2f25e"},"seq":1}"#,
    );
    let (leaf_hash, head) = (
        "40e09212051c374b9b784c3c9fe3757aad76b8b851c7cde2b6b868afe54570f4",
        "788b1638c0296a2f491aff76468b790244d9cb8596e5b18c070b41f0c5d46445",
    );
    let all = entries("so", 1);
    assert_eq!(all[0].record.canonical().unwrap(), record);
    assert_eq!(leaf(record.as_bytes()).to_string(), leaf_hash);
    assert_eq!(chain(genesis("so"), all[0].leaf).to_string(), head);
    let openings = concat!(
        r#"{"name":{"salt":"00000000000000000707070707070707","#,
        r#""text":"Đỗ Thị Hằng"}}"#
    );
    let line = format!(
        r#"{{"head":"{head}","leaf":"{leaf_hash}","openings":{openings},"record":{record}}}"#
    );
    assert_eq!(all[0].to_line().unwrap(), line);

    let day = checkpoints("so", &all).remove(0);
    // Of one leaf the root is the leaf.
    let expected = format!(
        r#"{{"agency":"so","day":"2026-11-20","first_seq":1,"head":"{head}","last_seq":1,"root":"{leaf_hash}"}}"#
    );
    let bytes = day.to_bytes().unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), format!("{expected}\n"));
}
