//! Attacks on certifications: what they permit is used to paint over what they certify.

use super::paper::{Paper, Signed, form};
use super::{Attack, Expected, Hand};

pub(super) const ATTACKS: &[Attack] = &[
    certified(
        "certification_evil_annotation",
        3,
        |signed| {
            annotate(
                signed,
                "/Subtype/FreeText/DA(/F1 24 Tf)/Contents(Pay 999 000)/IC[1 1 1]",
            )
        },
        Expected::doubtful("annotations", "sig-page-covered"),
    ),
    certified(
        "certification_evil_stamp",
        3,
        |signed| annotate(signed, "/Subtype/Stamp/AP<</N 101 0 R>>"),
        Expected::doubtful("annotations", "sig-page-covered"),
    ),
    certified(
        "certification_evil_redaction",
        3,
        |signed| annotate(signed, "/Subtype/Redact/OverlayText(999 000)"),
        Expected::changed("change-annotation-not-permitted"),
    ),
    certified(
        "certification_annotation_forbidden",
        2,
        |signed| annotate(signed, "/Subtype/Text/Contents(note)"),
        Expected {
            changes_after: "annotations",
            ..Expected::changed("change-annotation-added")
        },
    ),
    certified(
        "certification_form_filling_forbidden",
        1,
        fill,
        Expected {
            changes_after: "form_filling_and_signing",
            ..Expected::changed("change-field-filled")
        },
    ),
    certified(
        "certification_sneaky_signature",
        2,
        sneaky_signature,
        Expected::changed("change-field-added-after-certification"),
    ),
    certified(
        "certification_lost",
        2,
        |signed| without(signed, "/Perms"),
        Expected::changed("change-catalog-changed"),
    ),
    certified(
        "certification_reference_dropped",
        2,
        reference_dropped,
        Expected::anomalous("intact", "sig-dictionary-changed"),
    ),
    certified(
        "certification_twice",
        2,
        certified_again,
        Expected::changed("change-certification-added"),
    ),
    Attack {
        hand: Hand::Approval,
        ..certified(
            "annotation_without_permission",
            2,
            |signed| annotate(signed, "/Subtype/Text/Contents(note)"),
            Expected::doubtful("annotations", "change-annotation-added"),
        )
    },
];

const fn certified(
    name: &'static str,
    level: u8,
    make: fn(&Signed) -> Vec<u8>,
    expected: Expected,
) -> Attack {
    Attack::new("certification", name, Paper::honest, make, expected).certified(level)
}

/// The page with one more annotation, 100.
fn with_annotation(signed: &Signed) -> String {
    let page = signed.body(3);
    let (before, list) = page
        .split_once("/Annots")
        .expect("the page has annotations");
    let list = list.replacen('[', "[100 0 R ", 1);
    format!("{before}/Annots{list}")
}

/// An annotation over the text of the page.
fn annotate(signed: &Signed, entries: &str) -> Vec<u8> {
    let annotation = format!("<</Type/Annot/Rect[70 690 470 750]/F 4{entries}>>");
    let appearance = form("1 g 0 0 120 20 re f BT 0 g /F1 12 Tf 2 5 Td (Pay 999 000) Tj ET");
    signed.append(&[
        (3, &with_annotation(signed)),
        (100, &annotation),
        (101, &appearance),
    ])
}

fn fill(signed: &Signed) -> Vec<u8> {
    let filled = signed.body(6).replace("(100)", "(200)");
    let shown = form("BT /F1 12 Tf 2 5 Td (200) Tj ET");
    signed.append(&[(6, &filled), (7, &shown)])
}

/// A new signature field whose appearance lies over the text; the signature itself is worthless.
fn sneaky_signature(signed: &Signed) -> Vec<u8> {
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(sneaky)/Rect[70 690 470 750]/F 4/P 3 0 R\
        /V 102 0 R/AP<</N 101 0 R>>>>";
    let value = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached\
        /ByteRange[0 0 0 0]/Contents<00>>>";
    let appearance = form("1 g 0 0 120 20 re f BT 0 g /F1 12 Tf 2 5 Td (Pay 999 000) Tj ET");
    signed.append(&[
        (3, &with_annotation(signed)),
        (8, &with_field(signed)),
        (100, field),
        (101, &appearance),
        (102, value),
    ])
}

/// The form with one more field, 100.
fn with_field(signed: &Signed) -> String {
    let form = signed.body(8);
    let (before, list) = form.split_once("/Fields").expect("the form has fields");
    format!("{before}/Fields{}", list.replacen('[', "[100 0 R ", 1))
}

/// The catalog without an entry that is a dictionary.
fn without(signed: &Signed, key: &str) -> Vec<u8> {
    let catalog = signed.body(1);
    let (before, rest) = catalog.split_once(key).expect("the entry");
    let (_, after) = rest.split_once(">>").expect("a dictionary");
    signed.append(&[(1, &format!("{before}{after}"))])
}

fn reference_dropped(signed: &Signed) -> Vec<u8> {
    let value = signed.value();
    let body = signed.body(value).replace("/Reference", "/Dropped");
    signed.append(&[(value, &body)])
}

/// A second signature that says it certifies, and permits more.
fn certified_again(signed: &Signed) -> Vec<u8> {
    let field = "<</Type/Annot/Subtype/Widget/FT/Sig/T(again)/Rect[0 0 0 0]/F 132/P 3 0 R\
        /V 102 0 R>>";
    let value = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached\
        /ByteRange[0 0 0 0]/Contents<00>/Reference[<</Type/SigRef/TransformMethod/DocMDP\
        /TransformParams<</Type/TransformParams/V/1.2/P 3>>>>]>>";
    signed.append(&[
        (3, &with_annotation(signed)),
        (8, &with_field(signed)),
        (100, field),
        (102, value),
    ])
}
