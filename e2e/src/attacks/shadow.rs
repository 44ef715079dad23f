//! Shadow attacks: content prepared before signing is hidden, shown or exchanged afterwards.

use super::paper::{EVIL, EVIL_CATALOG, Paper, Signed, first, form, row, section, stream};
use super::{Attack, Expected};

const IMAGE: &str = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray\
    /BitsPerComponent 8/Length 1>>stream\nw\nendstream";
const OVERLAY: &str = "q 400 0 0 60 70 690 cm /X Do Q";

pub(super) const ATTACKS: &[Attack] = &[
    shadow(
        "shadow_hide_image",
        overlaid_by_image,
        hide_image,
        "change-object-replaced",
    ),
    shadow(
        "shadow_hide_form",
        overlaid_by_form,
        hide_form,
        "change-object-replaced",
    ),
    shadow(
        "shadow_hide_annotation",
        overlaid_by_stamp,
        drop_stamp,
        "change-annotation-removed",
    ),
    shadow(
        "shadow_replace_font",
        Paper::honest,
        replace_font,
        "change-object-replaced",
    ),
    shadow(
        "shadow_replace_form_font",
        Paper::honest,
        replace_default_font,
        "change-form-changed",
    ),
    Attack::new(
        "shadow, replace",
        "shadow_replace_appearance",
        Paper::honest,
        replace_appearance,
        Expected::doubtful("form_filling_and_signing", "sig-shown-otherwise"),
    ),
    shadow(
        "shadow_hide_and_replace_by_catalog",
        Paper::with_second_tree,
        |signed| signed.append(&[(1, EVIL_CATALOG)]),
        "change-catalog-changed",
    ),
    shadow(
        "shadow_hide_and_replace_by_root",
        Paper::with_second_tree,
        |signed| signed.append_with(&[], "/Root 11 0 R"),
        "change-trailer-changed",
    ),
    shadow(
        "shadow_hide_and_replace_by_xref",
        twice_defined,
        point_to_the_other,
        "change-page-changed",
    ),
];

const fn shadow(
    name: &'static str,
    paper: fn() -> Paper,
    make: fn(&Signed) -> Vec<u8>,
    code: &'static str,
) -> Attack {
    Attack::new("shadow", name, paper, make, Expected::changed(code))
}

fn overlaid(overlay: &str) -> Paper {
    Paper::honest()
        .replacing(3, "/Font<<", "/XObject<</X 10 0 R>>/Font<<")
        .with(4, &stream("", &format!("{EVIL} {OVERLAY}")))
        .with(10, overlay)
}

fn overlaid_by_image() -> Paper {
    overlaid(IMAGE)
}

fn overlaid_by_form() -> Paper {
    overlaid(&form("1 g 0 0 120 20 re f"))
}

fn hide_image(signed: &Signed) -> Vec<u8> {
    let gone = IMAGE.replace("/Width 1", "/ImageMask true/Width 1");
    signed.append(&[(10, &gone)])
}

fn hide_form(signed: &Signed) -> Vec<u8> {
    signed.append(&[(10, &form(""))])
}

fn overlaid_by_stamp() -> Paper {
    Paper::honest()
        .replacing(3, "[6 0 R]", "[6 0 R 10 0 R]")
        .with(
            10,
            "<</Type/Annot/Subtype/Stamp/Rect[70 690 470 750]/F 4/AP<</N 15 0 R>>>>",
        )
        .with(15, &form("1 g 0 0 120 20 re f"))
}

fn drop_stamp(signed: &Signed) -> Vec<u8> {
    let page = signed.body(3);
    signed.append(&[(3, &page.replace("10 0 R", ""))])
}

fn replace_font(signed: &Signed) -> Vec<u8> {
    let digits = "/Encoding<</Differences[48/nine/eight/seven]>>";
    let font = format!("<</Type/Font/Subtype/Type1/BaseFont/Helvetica{digits}>>");
    signed.append(&[(5, &font)])
}

fn replace_default_font(signed: &Signed) -> Vec<u8> {
    let changed = signed.body(8).replace("F1 5 0 R", "F1 100 0 R");
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>";
    signed.append(&[(8, &changed), (100, font)])
}

fn replace_appearance(signed: &Signed) -> Vec<u8> {
    signed.append(&[(7, &form("BT /F1 12 Tf 2 5 Td (999 000) Tj ET"))])
}

/// The page stands twice in the file; only one of them is listed.
fn twice_defined() -> Paper {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 14 0 R\
        /Resources<</Font<</F1 5 0 R>>>>>>";
    Paper::with_second_tree().with(16, &stream("", &format!("\n3 0 obj\n{page}\nendobj\n")))
}

fn point_to_the_other(signed: &Signed) -> Vec<u8> {
    let inside = first(
        &signed.bytes,
        b"\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 14 0 R",
    );
    let previous = signed.startxref();
    let trailer = format!("/Size 300/Root 1 0 R/Prev {previous}");
    section(signed.bytes.clone(), &row(3, inside + 1), &trailer)
}
