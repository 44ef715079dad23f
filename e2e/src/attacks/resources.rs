//! Files made to cost much. What counts is that a verdict comes, and soon.

use super::paper::{Paper, Signed, section, stream};
use super::{Attack, Expected};

pub(super) const ATTACKS: &[Attack] = &[
    resources(
        "resources_deep_nesting",
        |signed| {
            let deep = "[".repeat(200_000);
            signed.append(&[(5, &deep)])
        },
        Expected::changed("change-unreadable"),
    ),
    resources(
        "resources_huge_table",
        |signed| {
            let trailer = format!("/Size 300/Root 1 0 R/Prev {}", signed.startxref());
            section(signed.bytes.clone(), "0 4294967295\n", &trailer)
        },
        Expected::anomalous("intact", "sig-file-repaired"),
    ),
    resources(
        "resources_million_objects",
        million,
        Expected {
            indication: "TOTAL_PASSED",
            sub_indication: "",
            changes_after: "none",
            ..Expected::changed("")
        },
    ),
    resources(
        "resources_filter_bomb",
        |signed| {
            let filters = "/RunLengthDecode".repeat(40);
            signed.append(&[(7, &stream(&format!("/Filter[{filters}]"), "x"))])
        },
        Expected::doubtful("form_filling_and_signing", "sig-shown-otherwise"),
    ),
    resources(
        "resources_page_tree_loop",
        |signed| signed.append(&[(2, "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>")]),
        Expected::changed("change-unreadable"),
    ),
];

const fn resources(name: &'static str, make: fn(&Signed) -> Vec<u8>, expected: Expected) -> Attack {
    Attack::new("resources", name, Paper::honest, make, expected)
}

/// A million numbers declared free, over and over.
fn million(signed: &Signed) -> Vec<u8> {
    let rows = format!("1000 250000\n{}", "0000000000 00000 f \n".repeat(250_000));
    let mut file = signed.bytes.clone();
    for _ in 0..4 {
        let at = Signed::then(file.clone()).startxref();
        let trailer = format!("/Size 300000/Root 1 0 R/Prev {at}");
        file = section(file, &rows, &trailer);
    }
    file
}
