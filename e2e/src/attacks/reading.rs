//! Parser differentials: bytes that one reader takes for something else than another.

use super::paper::{EVIL, Paper, Signed, form, object, row, section, stream};
use super::{Attack, Expected};

pub(super) const ATTACKS: &[Attack] = &[
    reading(
        "reading_bytes_before_the_header",
        |signed| [b"junk junk\n", signed.bytes.as_slice()].concat(),
        Expected::anomalous("broken", "verdict-digest-differs"),
    ),
    reading(
        "reading_second_startxref",
        second_startxref,
        Expected::anomalous("intact", "sig-file-repaired"),
    ),
    reading(
        "reading_wrong_stream_length",
        wrong_length,
        Expected::changed("change-malformed-object"),
    ),
    reading(
        "reading_missing_endobj",
        missing_endobj,
        Expected::changed("change-malformed-object"),
    ),
    reading(
        "reading_escaped_key",
        |signed| {
            let catalog = signed.body(1).replace("/Pages 2 0 R", "/P#61ges 12 0 R");
            signed.append(&[(1, &catalog), (12, "<</Type/Pages/Kids[]/Count 0>>")])
        },
        Expected::changed("change-catalog-changed"),
    ),
    reading(
        "reading_comment_in_the_header",
        |signed| listed(signed, b"4%\n0%\nobj", stream("", EVIL).as_bytes()),
        Expected::changed("change-object-replaced"),
    ),
    reading(
        "reading_odd_whitespace",
        |signed| listed(signed, b"4\0\x0c0\robj", stream("", EVIL).as_bytes()),
        Expected::changed("change-object-replaced"),
    ),
];

const fn reading(name: &'static str, make: fn(&Signed) -> Vec<u8>, expected: Expected) -> Attack {
    Attack::new("parser differentials", name, Paper::honest, make, expected)
}

/// New content, then an end of file that names the old table.
fn second_startxref(signed: &Signed) -> Vec<u8> {
    let old = signed.startxref();
    let mut file = signed.append(&[(4, &stream("", EVIL))]);
    file.extend(format!("startxref\n{old}\n%%EOF\n").into_bytes());
    file
}

/// The appearance of a filled field ends elsewhere for readers that believe `/Length`.
fn wrong_length(signed: &Signed) -> Vec<u8> {
    let filled = signed.body(6).replace("(100)", "(200)");
    let shown = form("BT /F1 12 Tf 2 5 Td (200) Tj ET").replace("/Length 31", "/Length 9");
    assert!(shown.contains("/Length 9>>"));
    signed.append(&[(6, &filled), (7, &shown)])
}

/// The object of a filled field is not closed; readers differ in where it ends.
fn missing_endobj(signed: &Signed) -> Vec<u8> {
    let filled = signed.body(6).replace("(100)", "(200)");
    let shown = form("BT /F1 12 Tf 2 5 Td (200) Tj ET");
    let mut file = signed.bytes.clone();
    let field = file.len();
    file.extend(format!("6 0 obj\n{filled}\n").into_bytes());
    let appearance = file.len();
    file.extend(object(7, shown.as_bytes()));
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.startxref());
    section(file, &(row(6, field) + &row(7, appearance)), &trailer)
}

/// Object 4 with an odd header, properly listed.
fn listed(signed: &Signed, header: &[u8], body: &[u8]) -> Vec<u8> {
    let mut file = signed.bytes.clone();
    let at = file.len();
    file.extend(header);
    file.extend(b"\n");
    file.extend(body);
    file.extend(b"\nendobj\n");
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.startxref());
    section(file, &row(4, at), &trailer)
}
