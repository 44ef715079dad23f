//! The whitelist: every change that is known to be harmless, and how far it goes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::Builder;
use pdf::compare::{ChangeClass, Comparison, Permission, Reason, compare, permission};

/// One update of the form, and what it amounts to.
#[track_caller]
fn check(objects: &[(u32, &str)], class: ChangeClass, reasons: &[Reason]) -> Comparison {
    let mut file = Builder::form();
    file.revision(objects);
    check_last(&file, class, reasons)
}

#[track_caller]
fn check_last(file: &Builder, class: ChangeClass, reasons: &[Reason]) -> Comparison {
    let document = file.open();
    let last = document.revisions().len() - 1;
    let found = compare(&document, last - 1, last).unwrap();
    assert_eq!(found.class, class, "{found:#?}");
    let mut wanted = reasons.to_vec();
    for change in &found.changes {
        assert!(reasons.contains(&change.reason), "unexpected {change:?}");
        wanted.retain(|reason| *reason != change.reason);
    }
    assert_eq!(wanted, [], "{found:#?}");
    found
}

const FORM: &str = "<</Fields[6 0 R 7 0 R 10 0 R]/SigFlags 3>>";
const PAGE: &str =
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>/Annots[6 0 R 7 0 R 10 0 R]>>";

#[test]
fn an_identical_copy_is_no_change() {
    let same = [
        (4, "<</Length 6>>stream\n0 0 m \nendstream"),
        (5, "<</SigFlags 3/Fields [6 0 R 7 0 R]>>"),
    ];
    let found = check(&same, ChangeClass::None, &[]);
    assert_eq!(found.changes, []);
}

#[test]
fn a_text_field_is_filled_with_a_new_appearance() {
    let found = check(
        &[
            (
                6,
                "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/V(521)/Ff 1/AP<</N 9 0 R>>>>",
            ),
            (
                9,
                "<</Type/XObject/Subtype/Form/BBox[0 0 50 20]/Length 0>>stream\n\nendstream",
            ),
        ],
        ChangeClass::FormFillingAndSigning,
        &[Reason::FieldFilled],
    );
    assert_eq!(found.changes[0].page, Some(0));
    assert_eq!(found.changes[0].detail, "number");
    assert_eq!(found.changes[0].revision, 1);
}

#[test]
fn an_appearance_used_once_may_be_overridden() {
    check(
        &[(
            8,
            "<</Type/XObject/Subtype/Form/BBox[0 0 50 20]/Length 1>>stream\nq\nendstream",
        )],
        ChangeClass::FormFillingAndSigning,
        &[Reason::FieldFilled, Reason::AppearanceOnly],
    );
}

#[test]
fn an_empty_signature_field_is_signed() {
    check(
        &[
            (
                7,
                "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 132/P 3 0 R/V 9 0 R/AP<</N 10 0 R>>/Lock<</Action/All>>>>",
            ),
            (
                9,
                "<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>",
            ),
            (
                10,
                "<</Type/XObject/Subtype/Form/BBox[0 0 50 20]/Length 0>>stream\n\nendstream",
            ),
        ],
        ChangeClass::FormFillingAndSigning,
        &[Reason::SignatureAdded],
    );
}

#[test]
fn a_new_signature_field_is_made_and_signed() {
    for (rect, class) in [
        ("[0 0 0 0]", ChangeClass::LtvData),
        ("[1 1 9 9]", ChangeClass::FormFillingAndSigning),
    ] {
        let field = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(office)/Rect{rect}/P 3 0 R>>");
        check(
            &[(3, PAGE), (5, FORM), (10, &field)],
            class,
            &[Reason::SignatureFieldAdded, Reason::WidgetPlaced],
        );
        let signed = field.replace("/P 3", "/V 11 0 R/P 3");
        check(
            &[
                (3, PAGE),
                (5, FORM),
                (10, &signed),
                (11, "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"),
            ],
            ChangeClass::FormFillingAndSigning,
            &[Reason::SignatureAdded, Reason::WidgetPlaced],
        );
    }
}

#[test]
fn a_document_time_stamp_is_validation_data() {
    for kind in ["/Type/DocTimeStamp", ""] {
        let stamp = format!("<<{kind}/SubFilter/ETSI.RFC3161/ByteRange[0 1 2 3]/Contents<00>>>");
        check(
            &[
                (3, PAGE),
                (5, FORM),
                (
                    10,
                    "<</Type/Annot/Subtype/Widget/FT/Sig/T(stamp)/Rect[0 0 0 0]/F 132/P 3 0 R/V 11 0 R>>",
                ),
                (11, &stamp),
            ],
            ChangeClass::LtvData,
            &[Reason::TimestampAdded, Reason::WidgetPlaced],
        );
    }
}

#[test]
fn a_security_store_comes_and_grows() {
    let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/DSS 20 0 R/Extensions<</ESIC<</BaseVersion/1.7>>>>>>";
    let mut file = Builder::form();
    file.revision(&[
        (1, catalog),
        (
            20,
            "<</Certs[21 0 R]/VRI<</0123456789ABCDEF0123456789ABCDEF01234567<</Cert[21 0 R]>>>>>>",
        ),
        (21, "<</Length 0>>stream\n\nendstream"),
    ]);
    let added = [Reason::ValidationDataAdded, Reason::VersionUpdated];
    check_last(&file, ChangeClass::LtvData, &added);
    file.revision(&[
        (20, "<</Certs 23 0 R/OCSPs[22 0 R]/VRI<</0123456789ABCDEF0123456789ABCDEF01234567<</Cert[21 0 R]/TU(D:2026)>>>>>>"),
        (22, "<</Length 0>>stream\n\nendstream"),
        (23, "[21 0 R 22 0 R]"),
    ]);
    check_last(&file, ChangeClass::LtvData, &[Reason::ValidationDataAdded]);
    file.revision(&[(23, "[22 0 R]")]);
    check_last(&file, ChangeClass::LtvData, &[Reason::ValidationDataAdded]);
}

#[test]
fn information_and_metadata_may_change() {
    let xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><a/></x:xmpmeta>";
    let stream = format!(
        "<</Type/Metadata/Subtype/XML/Length {}>>stream\n{xmp}\nendstream",
        xmp.len()
    );
    let mut file = Builder::form();
    file.revision_with(
        &[
            (
                1,
                "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 20 0 R>>",
            ),
            (20, &stream),
            (21, "<</Title(Quyet dinh)>>"),
        ],
        "/Root 1 0 R/Info 21 0 R",
    );
    let reasons = [Reason::MetadataUpdated, Reason::InfoUpdated];
    check_last(&file, ChangeClass::LtvData, &reasons);
    file.revision_with(
        &[
            (20, &stream.replace("<a/>", "<b/>")),
            (21, "<</Title(Thong bao)>>"),
        ],
        "/Root 1 0 R/Info 21 0 R",
    );
    check_last(&file, ChangeClass::LtvData, &reasons);
}

#[test]
fn an_object_that_nothing_refers_to_is_listed() {
    check(
        &[(30, "(prepared)")],
        ChangeClass::LtvData,
        &[Reason::UnusedObject],
    );
}

#[test]
fn a_comment_is_an_annotation() {
    let comment = "<</Type/Annot/Subtype/Text/Rect[1 1 9 9]/Contents(why?)/P 3 0 R>>";
    let mut file = Builder::form();
    file.revision(&[(3, PAGE), (10, comment)]);
    check_last(&file, ChangeClass::Annotations, &[Reason::AnnotationAdded]);
    file.revision(&[(10, &comment.replace("why", "who"))]);
    check_last(
        &file,
        ChangeClass::Annotations,
        &[Reason::AnnotationChanged],
    );
    // It may have hidden something, unless annotations may change anyway.
    let without = PAGE.replace(" 10 0 R", "");
    let mut unasked = file.clone();
    unasked.revision(&[(3, &without)]);
    let removed = [Reason::AnnotationRemoved];
    check_last(&unasked, ChangeClass::NotPermitted, &removed);
    file.revision(&[
        (7, "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 4/P 3 0 R/V 20 0 R>>"),
        (20, "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>/Reference[<</TransformMethod/DocMDP/TransformParams<</P 3>>>>]>>"),
    ]);
    file.revision(&[(3, &without)]);
    check_last(&file, ChangeClass::Annotations, &removed);
}

#[test]
fn numbers_with_and_without_a_decimal_point_are_the_same() {
    let pages = "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0.0 595.0 842]>>";
    check(&[(2, pages)], ChangeClass::None, &[]);
}

/// The leader signs first, the clerk fills in number and date, locks them and seals.
#[test]
fn number_and_seal_after_the_first_signature() {
    let mut file = Builder::form();
    file.revision(&[
        (7, "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 4/P 3 0 R/V 20 0 R>>"),
        (20, "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"),
    ]);
    file.revision(&[
        (3, PAGE),
        (5, FORM),
        (6, "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/V(521)/AP<</N 9 0 R>>>>"),
        (9, "<</Type/XObject/Subtype/Form/BBox[0 0 50 20]/Length 0>>stream\n\nendstream"),
        (10, "<</Type/Annot/Subtype/Widget/FT/Sig/T(office)/Rect[1 1 9 9]/F 4/P 3 0 R/V 21 0 R/Lock 22 0 R>>"),
        (21, "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>/Reference[<</TransformMethod/FieldMDP/TransformParams 22 0 R/Data 1 0 R>>]>>"),
        (22, "<</Action/Include/Fields[(number)]>>"),
    ]);
    let document = file.open();
    let found = compare(&document, 1, 2).unwrap();
    assert_eq!(
        found.class,
        ChangeClass::FormFillingAndSigning,
        "{found:#?}"
    );
    let whole = compare(&document, 0, 2).unwrap();
    assert_eq!(whole.class_after(1), found.class);
    assert_eq!(whole.class_after(2), ChangeClass::None);
    assert_eq!(whole.permission_at(1), None);
    assert_eq!(permission(&document.latest()).unwrap(), None);
    assert!(Permission::FormFillingAndSigning.allows(found.class));
    assert!(!Permission::NoChanges.allows(found.class));
    // From now on the number is fixed.
    file.revision(&[(6, "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/V(522)/AP<</N 9 0 R>>>>")]);
    let reasons = [Reason::FieldLocked, Reason::ValueOnly];
    check_last(&file, ChangeClass::NotPermitted, &reasons);
}

#[test]
fn an_odd_appearance_that_stays_as_it_is() {
    for odd in [
        "/AP<</N 8 0 R/X(odd)>>",
        "/AP 8 0 R",
        "/AP<</N[8 0 R]>>",
        "/AP(odd)",
    ] {
        let mut file = Builder::form();
        let field =
            format!("<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]{odd}>>");
        file.revision(&[(6, &field)]).revision(&[(30, "(unused)")]);
        check_last(&file, ChangeClass::LtvData, &[Reason::UnusedObject]);
    }
}
