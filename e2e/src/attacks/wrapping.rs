//! Signature wrapping: the digest is over the old bytes, the reader reads others.

use super::paper::{EVIL, Paper, Signed, object, row, stream};
use super::{Attack, Expected};

pub(super) const ATTACKS: &[Attack] = &[
    wrapping(
        "wrapping_shifted_second_range",
        shifted,
        Expected::anomalous("intact", "sig-gap-not-contents"),
    ),
    wrapping(
        "wrapping_objects_in_the_padding",
        in_the_padding,
        Expected {
            covers: "whole_file",
            changes_after: "none",
            ..Expected::anomalous("intact", "sig-padding-not-zero")
        },
    ),
    wrapping(
        "wrapping_copied_dictionary",
        copied,
        Expected::anomalous("intact", "sig-not-in-own-revision"),
    ),
    wrapping(
        "wrapping_first_range_cut",
        |signed| ranges(signed, |[a, b, c, d]| [a, b - 40, c, d]),
        Expected::anomalous("broken", "sig-gap-not-contents"),
    ),
    wrapping(
        "wrapping_second_range_cut",
        |signed| ranges(signed, |[a, b, c, d]| [a, b, c, d - 20]),
        Expected::anomalous("broken", "sig-end-not-revision"),
    ),
    wrapping(
        "wrapping_not_from_the_start",
        |signed| ranges(signed, |[_, b, c, d]| [9, b - 9, c, d]),
        Expected::anomalous("unknown", "sig-byte-range-not-from-start"),
    ),
];

const fn wrapping(name: &'static str, make: fn(&Signed) -> Vec<u8>, expected: Expected) -> Attack {
    Attack::new("signature wrapping", name, Paper::honest, make, expected)
}

/// The second range is moved back to make room for objects and for a table at the very place where
/// the old `startxref` points to. A new dictionary holds the old signature and the new range.
fn shifted(signed: &Signed) -> Vec<u8> {
    let gap = signed.contents();
    let (head, tail) = signed.bytes.split_at(gap.end);
    let mut file = head.to_vec();
    let value = signed.value();
    let contents = String::from_utf8_lossy(&signed.bytes[gap.clone()]).into_owned();
    let place = signed.startxref();
    let start = file.len();
    // All that stands before the table must fit before the place of the old one, so the second
    // dictionary comes behind it.
    assert!(
        start < place,
        "the table of a signed revision stands behind its signature"
    );
    file.extend(b"\nendobj\n");
    let evil_at = file.len();
    let evil = object(4, stream("", EVIL).as_bytes());
    let dictionary_at = place + 2000;
    let moved = dictionary_at + contents.len() + 2000;
    file.extend(&evil);
    assert!(file.len() <= place, "no room for the attacker's objects");
    file.resize(place, b' ');
    // The revision that added the signature is no longer in the chain: what it changed is listed
    // where it stands now.
    let mut rows = row(4, evil_at) + &row(value, dictionary_at);
    for number in [3, 8, signed.field()] {
        let at = signed.last(format!("\n{number} 0 obj").as_bytes()) + 1;
        let shift = if at < gap.end { 0 } else { moved - gap.end };
        rows += &row(number, at + shift);
    }
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.first_startxref());
    file.extend(format!("xref\n{rows}trailer\n<<{trailer}>>\n").into_bytes());
    file.resize(dictionary_at, b' ');
    let wrapped = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached\
         /ByteRange[0 {} {moved} {}]/Contents{contents}>>",
        gap.start,
        tail.len()
    );
    file.extend(object(value, wrapped.as_bytes()));
    file.resize(moved, b' ');
    file.extend(tail);
    file
}

/// Something stands in the signature's own string, behind the signature.
fn in_the_padding(signed: &Signed) -> Vec<u8> {
    let gap = signed.contents();
    let hidden = "332030206f626a3c3c2f4576696c3e3e656e646f626a";
    let end = gap.end - 1;
    signed.overwrite(end - hidden.len()..end, hidden)
}

/// A later revision holds a copy of the signature and lets the field point to it.
fn copied(signed: &Signed) -> Vec<u8> {
    let (value, field) = (signed.value(), signed.field());
    let moved = signed
        .body(field)
        .replace(&format!("/V {value} 0 R"), "/V 101 0 R");
    let copy = signed.body(value);
    signed.append(&[(field, &moved), (101, &copy), (4, &stream("", EVIL))])
}

fn ranges(signed: &Signed, change: fn([usize; 4]) -> [usize; 4]) -> Vec<u8> {
    let gap = signed.contents();
    let honest = [0, gap.start, gap.end, signed.bytes.len() - gap.end];
    let [a, b, c, d] = change(honest);
    let text = format!("[{a} {b} {c} {d}]");
    let key = signed.byte_range();
    signed.overwrite(key, &text)
}
