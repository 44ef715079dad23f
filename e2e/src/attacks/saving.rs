//! Incremental saving: something is appended that redefines what was signed.

use super::paper::{EVIL, Paper, Signed, object, row, section, stream};
use super::{Attack, Expected};

const BEHIND: Expected = Expected::anomalous("intact", "sig-file-repaired");

pub(super) const ATTACKS: &[Attack] = &[
    saving(
        "saving_new_content",
        |signed| signed.append(&[(4, &stream("", EVIL))]),
        Expected::changed("change-object-replaced"),
    ),
    saving(
        "saving_new_page",
        new_page,
        Expected::changed("change-object-replaced"),
    ),
    saving(
        "saving_changed_and_changed_back",
        changed_back,
        Expected::changed("change-object-replaced"),
    ),
    saving("saving_without_xref", |signed| bare(signed, ""), BEHIND),
    saving(
        "saving_with_trailer_only",
        |signed| bare(signed, "trailer\n<</Root 1 0 R/Size 300>>\n%%EOF\n"),
        BEHIND,
    ),
    saving(
        "saving_with_bogus_xref",
        |signed| {
            bare(
                signed,
                "xref\n0 1\nnonsense\ntrailer\n<</Root 1 0 R>>\nstartxref\n7\n%%EOF\n",
            )
        },
        BEHIND,
    ),
    saving(
        "saving_with_copied_signature",
        copied_signature,
        Expected::changed("change-object-replaced"),
    ),
    saving(
        "saving_as_comment_of_the_end",
        |signed| bare(signed, "%%EOF\n"),
        BEHIND,
    ),
];

const fn saving(name: &'static str, make: fn(&Signed) -> Vec<u8>, expected: Expected) -> Attack {
    Attack::new("incremental saving", name, Paper::honest, make, expected)
}

fn new_page(signed: &Signed) -> Vec<u8> {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 101 0 R\
        /Resources<</Font<</F1 5 0 R>>>>>>";
    let tree = "<</Type/Pages/Kids[3 0 R 100 0 R]/Count 2>>";
    signed.append(&[(2, tree), (100, page), (101, &stream("", EVIL))])
}

/// Only the revision between shows it; the newest is again what was signed.
fn changed_back(signed: &Signed) -> Vec<u8> {
    let first = Signed::then(signed.append(&[(4, &stream("", EVIL))]));
    first.append(&[(4, &signed.body(4))])
}

/// The new content stands behind the end, and what follows is no proper section.
fn bare(signed: &Signed, end: &str) -> Vec<u8> {
    let mut file = signed.bytes.clone();
    file.extend(object(4, stream("", EVIL).as_bytes()));
    file.extend(end.as_bytes());
    file
}

/// The body of the signed revision once more, signature and all, behind the new content.
fn copied_signature(signed: &Signed) -> Vec<u8> {
    let value = signed.value();
    let mut file = signed.bytes.clone();
    let content = file.len();
    file.extend(object(4, stream("", EVIL).as_bytes()));
    let copy = file.len();
    file.extend(object(value, signed.body(value).as_bytes()));
    let rows = row(4, content) + &row(value, copy);
    let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.startxref());
    section(file, &rows, &trailer)
}
