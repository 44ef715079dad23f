//! Cross-references that disagree, hide, free or lose what was signed.

use super::paper::{EVIL, Paper, Signed, first, object, row, section, stream};
use super::{Attack, Expected};

pub(super) const ATTACKS: &[Attack] = &[
    attack(
        "hybrid references",
        "hybrid_disagreeing",
        hybrid,
        Expected::changed("change-ambiguous-object"),
    ),
    attack(
        "object streams",
        "object_stream_shadowing",
        shadowed,
        Expected::changed("change-unlisted-object"),
    ),
    attack(
        "object streams",
        "object_stream_override",
        override_by_stream,
        Expected::changed("change-object-replaced"),
    ),
    attack(
        "freed objects",
        "freed_content",
        freed,
        Expected::changed("change-object-deleted"),
    ),
    attack(
        "lost revisions",
        "lost_revision_prev_loop",
        |signed| {
            let own = signed.bytes.len() + object(4, stream("", EVIL).as_bytes()).len();
            signed.append_full(
                &[(4, &stream("", EVIL))],
                &format!("/Size 300/Root 1 0 R/Prev {own}"),
            )
        },
        Expected::anomalous("intact", "sig-file-repaired"),
    ),
    attack(
        "lost revisions",
        "lost_revision_prev_skips",
        skipping,
        Expected::anomalous("intact", "sig-end-not-revision"),
    ),
    attack(
        "lost revisions",
        "lost_revision_prev_zero",
        |signed| signed.append_full(&[(4, &stream("", EVIL))], "/Size 300/Root 1 0 R/Prev 0"),
        Expected::changed("change-object-replaced"),
    ),
    attack(
        "lost revisions",
        "lost_revision_prev_missing",
        |signed| signed.append_full(&[(4, &stream("", EVIL))], "/Size 300/Root 1 0 R"),
        Expected::anomalous("intact", "sig-file-repaired"),
    ),
    Attack::new(
        "lost revisions",
        "lost_revision_prev_into_data",
        with_table_in_data,
        into_data,
        Expected::anomalous("intact", "sig-end-not-revision"),
    ),
    attack(
        "outside the chain",
        "section_outside_the_chain",
        outside,
        Expected::changed("change-unlisted-section"),
    ),
    attack(
        "outside the chain",
        "objects_nobody_lists",
        unlisted,
        Expected::changed("change-unlisted-object"),
    ),
    attack(
        "outside the chain",
        "number_above_size",
        |signed| {
            let filled = signed
                .body(6)
                .replace("(100)", "(200)")
                .replace("7 0 R", "100 0 R");
            let shown = super::paper::form("BT /F1 12 Tf 2 5 Td (200) Tj ET");
            let trailer = format!("/Size 50/Root 1 0 R/Prev {}", signed.startxref());
            signed.append_full(&[(6, &filled), (100, &shown)], &trailer)
        },
        Expected::changed("change-above-size"),
    ),
];

const fn attack(
    class: &'static str,
    name: &'static str,
    make: fn(&Signed) -> Vec<u8>,
    expected: Expected,
) -> Attack {
    Attack::new(class, name, Paper::honest, make, expected)
}

/// A cross-reference stream of these rows: type, second and third field.
fn xref_stream(number: u32, rows: &[(u32, u8, usize, u8)], trailer: &str) -> Vec<u8> {
    let mut data = Vec::new();
    let mut index = String::new();
    for (of, kind, second, third) in rows {
        index += &format!("{of} 1 ");
        data.push(*kind);
        let second = u32::try_from(*second).expect("a small file");
        data.extend(second.to_be_bytes());
        data.push(*third);
    }
    let head = format!(
        "{number} 0 obj\n<</Type/XRef/Size 300/W[1 4 1]/Index[{index}]/Root 1 0 R{trailer}\
         /Length {}>>stream\n",
        data.len()
    );
    [head.as_bytes(), &data, b"\nendstream\nendobj\n"].concat()
}

/// An object stream with one object in it.
fn object_stream(number: u32, inside: u32, body: &str) -> Vec<u8> {
    let index = format!("{inside} 0 ");
    let entries = format!("/Type/ObjStm/N 1/First {}", index.len());
    object(
        number,
        stream(&entries, &format!("{index}{body}")).as_bytes(),
    )
}

/// The table says that the field is as filled in, the stream beside it says otherwise.
fn hybrid(signed: &Signed) -> Vec<u8> {
    let body = signed.body(6);
    let mut file = signed.bytes.clone();
    let one = file.len();
    file.extend(object(6, body.replace("(100)", "(200)").as_bytes()));
    let other = file.len();
    file.extend(object(6, body.replace("(100)", "(999 000)").as_bytes()));
    let beside = file.len();
    file.extend(xref_stream(
        101,
        &[(6, 1, other, 0), (101, 1, beside, 0)],
        "",
    ));
    let trailer = format!(
        "/Size 300/Root 1 0 R/Prev {}/XRefStm {beside}",
        signed.startxref()
    );
    section(file, &row(6, one), &trailer)
}

/// The references lead into an object stream; the same number stands in the body too.
fn shadowed(signed: &Signed) -> Vec<u8> {
    let body = signed.body(6);
    let filled = body.replace("(100)", "(200)");
    with_stream(
        signed,
        &filled,
        Some(object(6, body.replace("(100)", "(999 000)").as_bytes())),
    )
}

fn override_by_stream(signed: &Signed) -> Vec<u8> {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>";
    let mut file = signed.bytes.clone();
    let container = file.len();
    file.extend(object_stream(100, 5, font));
    let at = file.len();
    let rows = [(5, 2, 100, 0), (100, 1, container, 0), (101, 1, at, 0)];
    file.extend(xref_stream(
        101,
        &rows,
        &format!("/Prev {}", signed.startxref()),
    ));
    file.extend(format!("startxref\n{at}\n%%EOF\n").into_bytes());
    file
}

fn with_stream(signed: &Signed, field: &str, beside: Option<Vec<u8>>) -> Vec<u8> {
    let mut file = signed.bytes.clone();
    file.extend(beside.unwrap_or_default());
    let container = file.len();
    file.extend(object_stream(100, 6, field));
    let at = file.len();
    let rows = [(6, 2, 100, 0), (100, 1, container, 0), (101, 1, at, 0)];
    file.extend(xref_stream(
        101,
        &rows,
        &format!("/Prev {}", signed.startxref()),
    ));
    file.extend(format!("startxref\n{at}\n%%EOF\n").into_bytes());
    file
}

fn freed(signed: &Signed) -> Vec<u8> {
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.startxref());
    section(signed.bytes.clone(), "4 1\n0000000000 00001 f \n", &trailer)
}

/// The new section leads to the paper before it was signed; what the signature added is listed anew.
fn skipping(signed: &Signed) -> Vec<u8> {
    let (value, field) = (signed.value(), signed.field());
    let place = |number: u32| {
        let head = format!("\n{number} 0 obj");
        signed.last(head.as_bytes()) + 1
    };
    let mut rows = String::new();
    for number in [3, 8, value, field] {
        rows += &row(number, place(number));
    }
    let mut file = signed.bytes.clone();
    let content = file.len();
    file.extend(object(4, stream("", EVIL).as_bytes()));
    rows += &row(4, content);
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.first_startxref());
    section(file, &rows, &trailer)
}

const TABLE: &str =
    "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 300/Root 1 0 R/Prev 0000000000>>\n";

/// A table stands in the data of a stream.
fn with_table_in_data() -> Paper {
    let paper = Paper::honest();
    let at = first(&paper.bytes(), b"startxref\n") + "startxref\n".len();
    let previous = String::from_utf8_lossy(&paper.bytes()[at..]).into_owned();
    let previous: usize = previous
        .lines()
        .next()
        .and_then(|line| line.parse().ok())
        .expect("a number");
    // The stream itself moves the table behind it by a length that is known once it is written.
    let body = |previous: usize| {
        stream(
            "",
            &TABLE.replace("0000000000>>", &format!("{previous:010}>>")),
        )
    };
    let longer = paper.clone().with(15, &body(0)).bytes().len() - paper.bytes().len();
    paper.with(15, &body(previous + longer))
}

fn into_data(signed: &Signed) -> Vec<u8> {
    let at = first(&signed.bytes, b"stream\nxref\n0 1\n") + "stream\n".len();
    let (value, field) = (signed.value(), signed.field());
    let place = |number: u32| signed.last(format!("\n{number} 0 obj").as_bytes()) + 1;
    let mut rows = String::new();
    for number in [3, 8, value, field] {
        rows += &row(number, place(number));
    }
    let mut file = signed.bytes.clone();
    let content = file.len();
    file.extend(object(4, stream("", EVIL).as_bytes()));
    rows += &row(4, content);
    section(file, &rows, &format!("/Size 300/Root 1 0 R/Prev {at}"))
}

/// A whole revision stands between the signed one and the newest, and is in no chain.
fn outside(signed: &Signed) -> Vec<u8> {
    let hidden = Signed::then(signed.append(&[(4, &stream("", EVIL))]));
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.startxref());
    hidden.append_full(&[(100, "(nothing)")], &trailer)
}

/// A harmless revision with one more definition of the page's content, which nobody lists.
fn unlisted(signed: &Signed) -> Vec<u8> {
    let mut file = signed.bytes.clone();
    file.extend(object(4, stream("", EVIL).as_bytes()));
    let at = file.len();
    file.extend(object(100, b"(nothing)"));
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.startxref());
    section(file, &row(100, at), &trailer)
}
