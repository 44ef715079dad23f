//! Dictionaries exchanged, emptied or ambiguous.

use super::paper::{EVIL, Paper, Signed, stream};
use super::{Attack, Expected};

/// The paper itself is ambiguous: intact, and yet nobody knows what was signed.
const AMBIGUOUS: Expected = Expected {
    covers: "whole_file",
    changes_after: "none",
    ..Expected::doubtful("", "sig-document-ambiguous")
};

pub(super) const ATTACKS: &[Attack] = &[
    attack(
        "signature dictionary",
        "dictionary_reason_replaced",
        |signed| {
            let value = signed.value();
            let body = signed
                .body(value)
                .replacen("/Type", "/Reason(I disagree)/Type", 1);
            signed.append(&[(value, &body)])
        },
        Expected::anomalous("intact", "sig-dictionary-changed"),
    ),
    attack(
        "signature dictionary",
        "dictionary_value_moved",
        |signed| {
            let (field, value) = (signed.field(), signed.value());
            let body = signed
                .body(field)
                .replace(&format!("/V {value} 0 R"), "/V 100 0 R");
            signed.append(&[(field, &body), (100, &signed.body(value))])
        },
        Expected::anomalous("intact", "sig-not-in-own-revision"),
    ),
    attack(
        "signature stripping",
        "stripping_field_emptied",
        emptied,
        STRIPPED,
    ),
    attack(
        "signature stripping",
        "stripping_field_unlisted",
        |signed| signed.append(&[(8, "<</Fields[6 0 R]/DA(/F1 12 Tf 0 g)>>")]),
        STRIPPED,
    ),
    attack(
        "signature stripping",
        "stripping_form_dropped",
        |signed| signed.append(&[(1, "<</Type/Catalog/Pages 2 0 R>>")]),
        STRIPPED,
    ),
    attack(
        "duplicate keys",
        "duplicate_key_in_new_catalog",
        |signed| {
            let catalog = signed.body(1).replacen("/Pages", "/Pages 12 0 R/Pages", 1);
            signed.append(&[(1, &catalog)])
        },
        Expected::changed("change-duplicate-key"),
    ),
    Attack::new(
        "duplicate keys",
        "duplicate_key_in_page",
        || page_with("/Contents 4 0 R/Contents 14 0 R"),
        |signed| signed.bytes.clone(),
        AMBIGUOUS,
    )
    .prepared(),
    Attack::new(
        "duplicate keys",
        "duplicate_key_by_escape",
        || page_with("/Contents 4 0 R/C#6fntents 14 0 R"),
        |signed| signed.bytes.clone(),
        AMBIGUOUS,
    )
    .prepared(),
    Attack::new(
        "duplicate keys",
        "duplicate_key_in_field",
        || Paper::honest().replacing(6, "/V(100)", "/V(100)/V(999 000)"),
        |signed| signed.bytes.clone(),
        AMBIGUOUS,
    )
    .prepared(),
];

/// No signature is left to speak of; the file tells that there was one.
const STRIPPED: Expected = Expected {
    indication: "",
    sub_indication: "",
    integrity: "",
    covers: "",
    changes_after: "",
    code: "sig-removed",
};

const fn attack(
    class: &'static str,
    name: &'static str,
    make: fn(&Signed) -> Vec<u8>,
    expected: Expected,
) -> Attack {
    Attack::new(class, name, Paper::honest, make, expected)
}

/// A second page of which readers may take one content or the other.
fn page_with(contents: &str) -> Paper {
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{contents}\
         /Resources<</Font<</F1 5 0 R>>>>>>"
    );
    Paper::honest()
        .with(2, "<</Type/Pages/Kids[3 0 R 13 0 R]/Count 2>>")
        .with(13, &page)
        .with(14, &stream("", EVIL))
}

fn emptied(signed: &Signed) -> Vec<u8> {
    let (field, value) = (signed.field(), signed.value());
    let body = signed.body(field).replace(&format!("/V {value} 0 R"), "");
    signed.append(&[(field, &body)])
}
