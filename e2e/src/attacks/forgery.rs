//! Universal forgery: entries of the signature dictionary are missing or nonsense, in the hope that
//! a reader who cannot compute a digest complains of nothing.

use super::paper::{Paper, Signed};
use super::{Attack, Expected};

const NO_CONTENTS: Expected = Expected::anomalous("unknown", "sig-contents-malformed");
const NO_RANGE: Expected = Expected::anomalous("unknown", "sig-byte-range-malformed");

pub(super) const ATTACKS: &[Attack] = &[
    forgery(
        "forgery_contents_missing",
        |s| s.patch("/Contents", "/Absent"),
        NO_CONTENTS,
    ),
    forgery(
        "forgery_contents_null",
        |s| contents(s, "null"),
        NO_CONTENTS,
    ),
    forgery("forgery_contents_empty", |s| contents(s, "<>"), NO_CONTENTS),
    forgery(
        "forgery_contents_literal",
        |s| contents(s, "(x)"),
        NO_CONTENTS,
    ),
    forgery(
        "forgery_contents_reference",
        |s| contents(s, "7 0 R"),
        NO_CONTENTS,
    ),
    forgery(
        "forgery_contents_zeros",
        |s| contents(s, &format!("<{}>", "0".repeat(s.contents().len() - 2))),
        Expected {
            covers: "whole_file",
            changes_after: "none",
            ..Expected::anomalous("unknown", "sig-cms-malformed")
        },
    ),
    forgery(
        "forgery_byte_range_missing",
        |s| s.patch("/ByteRange", "/Absent"),
        Expected::anomalous("unknown", "sig-byte-range-missing"),
    ),
    forgery(
        "forgery_byte_range_null",
        |s| range(s, "null"),
        Expected::anomalous("unknown", "sig-byte-range-missing"),
    ),
    forgery("forgery_byte_range_empty", |s| range(s, "[]"), NO_RANGE),
    forgery(
        "forgery_byte_range_zeros",
        |s| range(s, "[0 0 0 0]"),
        NO_RANGE,
    ),
    forgery(
        "forgery_byte_range_negative",
        |s| range(s, "[0 -1 9 9]"),
        NO_RANGE,
    ),
    forgery(
        "forgery_byte_range_oversized",
        |s| range(s, "[0 9 99 99999999]"),
        Expected::anomalous("unknown", "sig-byte-range-beyond-end"),
    ),
    forgery(
        "forgery_byte_range_of_three",
        |s| range(s, "[0 9 99]"),
        NO_RANGE,
    ),
    forgery(
        "forgery_byte_range_of_six",
        |s| range(s, "[0 1 2 1 3 1]"),
        NO_RANGE,
    ),
    forgery(
        "forgery_byte_range_of_text",
        |s| range(s, "[(0)(1)(2)(3)]"),
        NO_RANGE,
    ),
    forgery(
        "forgery_byte_range_reference",
        |s| range(s, "6 0 R"),
        NO_RANGE,
    ),
    forgery(
        "forgery_sub_filter_unknown",
        |s| s.patch("ETSI.CAdES.detached", "ETSI.CAdES.detacheX"),
        Expected {
            covers: "whole_file",
            changes_after: "none",
            ..Expected::anomalous("unknown", "sig-sub-filter-unsupported")
        },
    ),
    forgery(
        "forgery_sub_filter_missing",
        |s| s.patch("/SubFilter", "/Absent"),
        Expected {
            covers: "whole_file",
            changes_after: "none",
            ..Expected::anomalous("unknown", "sig-sub-filter-unsupported")
        },
    ),
];

const fn forgery(name: &'static str, make: fn(&Signed) -> Vec<u8>, expected: Expected) -> Attack {
    Attack::new("universal forgery", name, Paper::honest, make, expected)
}

fn contents(signed: &Signed, text: &str) -> Vec<u8> {
    signed.overwrite(signed.contents(), text)
}

fn range(signed: &Signed, text: &str) -> Vec<u8> {
    signed.overwrite(signed.byte_range(), text)
}
