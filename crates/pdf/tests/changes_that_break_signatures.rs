//! Whatever the whitelist does not know is not permitted, and says why.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::fs;

use common::{Builder, id, open, path, run};
use pdf::compare::{ChangeClass, Reason, compare};

#[track_caller]
fn refused_last(file: &Builder, reason: Reason) {
    let document = file.open();
    let last = document.revisions().len() - 1;
    let found = compare(&document, last - 1, last).unwrap();
    assert_eq!(found.class, ChangeClass::NotPermitted, "{found:#?}");
    let worst = |change: &&pdf::compare::Change| change.class == ChangeClass::NotPermitted;
    let reasons: Vec<_> = found
        .changes
        .iter()
        .filter(worst)
        .map(|change| change.reason)
        .collect();
    assert!(reasons.contains(&reason), "{found:#?}");
}

#[track_caller]
fn refused(objects: &[(u32, &str)], reason: Reason) {
    let mut file = Builder::form();
    file.revision(objects);
    refused_last(&file, reason);
}

const TEXT: &str =
    "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[10 10 60 30]/F 4/P 3 0 R/AP<</N 8 0 R>>>>";
const FORM: &str = "<</Fields[6 0 R 7 0 R 10 0 R]/SigFlags 3>>";
const PAGE: &str =
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>/Annots[6 0 R 7 0 R 10 0 R]>>";
const STREAM: &str = "<</Type/XObject/Subtype/Form/BBox[0 0 50 20]/Length 1>>stream\nq\nendstream";

#[test]
fn page_content_in_any_way() {
    refused(
        &[(4, "<</Length 6>>stream\n9 9 m \nendstream")],
        Reason::ObjectReplaced,
    );
    let page = PAGE.replace(" 10 0 R", "");
    refused(
        &[(3, &page.replace("4 0 R", "9 0 R")), (9, STREAM)],
        Reason::PageChanged,
    );
    refused(
        &[(3, &page.replace("<<>>", "<</Font<<>>>>"))],
        Reason::PageChanged,
    );
    refused(
        &[(3, &page.replace("/Type/Page", "/Type/Page/Rotate 90"))],
        Reason::PageChanged,
    );
    refused(
        &[(3, &page.replace("/Type/Page", "/Type/Page/AA<<>>"))],
        Reason::PageChanged,
    );
    refused(
        &[(3, &page.replace("[6 0 R 7 0 R]", "[7 0 R 6 0 R]"))],
        Reason::PageChanged,
    );
    refused(
        &[(3, &page.replace("6 0 R ", ""))],
        Reason::AnnotationNotPermitted,
    );
    refused(&[(3, "(no page)")], Reason::PageChanged);
}

#[test]
fn page_tree_and_catalog() {
    refused(
        &[
            (
                2,
                "<</Type/Pages/Kids[3 0 R 9 0 R]/Count 2/MediaBox[0 0 595 842]>>",
            ),
            (9, "<</Type/Page/Parent 2 0 R>>"),
        ],
        Reason::ObjectReplaced,
    );
    let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R";
    refused(
        &[(1, &format!("{catalog}/OpenAction<</S/JavaScript>>>>"))],
        Reason::CatalogChanged,
    );
    refused(
        &[(1, &format!("{catalog}/Pages 2 0 R>>"))],
        Reason::DuplicateKey,
    );
    refused(&[(1, "<</Type/Catalog/Pages 2 0 R>>")], Reason::FormChanged);
    let mut file = Builder::form();
    file.revision_with(&[(9, &format!("{catalog}>>"))], "/Root 9 0 R");
    refused_last(&file, Reason::TrailerChanged);
}

#[test]
fn deletions() {
    let mut file = Builder::form();
    file.revision_full(&[], &[4], "/Root 1 0 R");
    refused_last(&file, Reason::ObjectDeleted);
}

#[test]
fn fields_moved_renamed_removed_or_added() {
    refused(
        &[(6, &TEXT.replace("[10 10 60 30]", "[10 10 90 30]"))],
        Reason::FieldChanged,
    );
    refused(
        &[(6, &TEXT.replace("/F 4", "/F 4/AA<<>>"))],
        Reason::FieldChanged,
    );
    refused(
        &[(6, &TEXT.replace("(number)", "(other)"))],
        Reason::FieldRemoved,
    );
    refused(&[(6, &TEXT.replace("/Tx", "/Btn"))], Reason::FieldRemoved);
    refused(&[(5, "<</Fields[7 0 R]/SigFlags 3>>")], Reason::FormChanged);
    refused(
        &[(5, "<</Fields[7 0 R 6 0 R]/SigFlags 3>>")],
        Reason::FormChanged,
    );
    refused(
        &[(5, "<</Fields[6 0 R 7 0 R]/SigFlags 1>>")],
        Reason::FormChanged,
    );
    refused(
        &[(5, "<</Fields[6 0 R 7 0 R]/SigFlags 3/XFA(x)>>")],
        Reason::FormChanged,
    );
    let new = "<</Type/Annot/Subtype/Widget/FT/Sig/T(office)/Rect[1 1 9 9]/P 3 0 R>>";
    for field in [
        new.replace("Sig", "Tx"),
        new.replace("office", "of.fice"),
        new.replace("office", "number"),
        new.replace("/P 3", "/AA<</E<</S/JavaScript>>>>/P 3"),
        new.replace("/P 3", "/V 4 0 R/P 3"),
        new.replace("/P 3", "/Parent 6 0 R/P 3"),
    ] {
        refused(&[(3, PAGE), (5, FORM), (10, &field)], Reason::FieldAdded);
    }
}

#[test]
fn appearances_that_are_not_new() {
    // The page's own content shown in the field.
    refused(
        &[(6, &TEXT.replace("8 0 R", "4 0 R"))],
        Reason::FieldChanged,
    );
    refused(
        &[(6, &TEXT.replace("<</N 8 0 R>>", "<<>>"))],
        Reason::FieldChanged,
    );
    // The appearance is also an image of the page, directly or by way of its dictionary.
    for (resources, widget) in [
        ("<</XObject<</X 8 0 R>>>>", "<</N 8 0 R>>"),
        ("<</XObject 9 0 R>>", "9 0 R"),
    ] {
        let mut file = Builder::form();
        file.revision(&[
            (3, &PAGE.replace(" 10 0 R", "").replace("<<>>", resources)),
            (6, &TEXT.replace("<</N 8 0 R>>", widget)),
            (9, "<</N 8 0 R>>"),
        ]);
        file.revision(&[(8, STREAM)]);
        refused_last(&file, Reason::ObjectReplaced);
    }
}

#[test]
fn a_page_made_the_appearance_of_a_field() {
    // The page as the states of the appearance, or a few steps away from them.
    for appearance in [
        "<</N 3 0 R>>",
        "<</N<</X 3 0 R>>>>",
        "3 0 R",
        "<</X 3 0 R/N 8 0 R>>",
    ] {
        let mut file = Builder::form();
        file.revision(&[(6, &TEXT.replace("<</N 8 0 R>>", appearance))]);
        file.revision(&[(4, STREAM)]);
        refused_last(&file, Reason::ObjectReplaced);
    }
    // The page as information dictionary or as developer extensions.
    let mut file = Builder::form();
    file.revision_with(&[], "/Root 1 0 R/Info 3 0 R");
    file.revision_with(&[(4, STREAM)], "/Root 1 0 R/Info 3 0 R");
    refused_last(&file, Reason::ObjectReplaced);
    for extensions in ["3 0 R", "<</X 3 0 R>>"] {
        let mut file = Builder::form();
        let catalog =
            format!("<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Extensions {extensions}>>");
        file.revision(&[(1, &catalog)]);
        file.revision(&[(4, STREAM)]);
        refused_last(&file, Reason::ObjectReplaced);
    }
}

#[test]
fn a_dangling_reference_that_comes_alive() {
    let mut file = Builder::form();
    file.revision(&[(
        3,
        &PAGE
            .replace(" 10 0 R", "")
            .replace("<<>>", "<</XObject<</X 40 0 R>>>>"),
    )]);
    file.revision(&[(40, STREAM)]);
    refused_last(&file, Reason::ObjectReplaced);
}

fn signed(reference: &str) -> Builder {
    let mut file = Builder::form();
    file.revision(&[
        (7, "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 4/P 3 0 R/V 20 0 R>>"),
        (20, &format!("<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>{reference}>>")),
    ]);
    file
}

#[test]
fn a_signature_replaced_or_taken_away() {
    let mut file = signed("");
    file.revision(&[(20, "<</Type/Sig/ByteRange[0 1 2 3]/Contents<01>>>")]);
    refused_last(&file, Reason::ObjectReplaced);
    let mut file = signed("");
    file.revision(&[(
        7,
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/Rect[100 10 160 30]/F 4/P 3 0 R>>",
    )]);
    refused_last(&file, Reason::SignedFieldChanged);
}

#[test]
fn locked_fields() {
    for (lock, field) in [
        ("<</Action/All>>", "number"),
        ("<</Action/Include/Fields[(number)]>>", "number"),
        ("<</Action/Exclude/Fields[(chief)]>>", "number"),
    ] {
        let mut file = signed(&format!(
            "/Reference[<</TransformMethod/FieldMDP/TransformParams{lock}>>]"
        ));
        file.revision(&[(6, &TEXT.replace("/F 4", "/F 4/V(1)"))]);
        refused_last(&file, Reason::FieldLocked);
        assert_eq!(field, "number");
    }
}

#[test]
fn a_visible_field_after_a_certification() {
    let mut file = signed("/Reference[<</TransformMethod/DocMDP/TransformParams<</P 2>>>>]");
    file.revision(&[
        (3, PAGE),
        (5, FORM),
        (
            10,
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(office)/Rect[1 1 9 9]/P 3 0 R>>",
        ),
    ]);
    refused_last(&file, Reason::FieldAddedAfterCertification);
}

#[test]
fn validation_data_and_metadata_out_of_shape() {
    let catalog = |entry: &str| format!("<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R{entry}>>");
    for store in [
        "<</Certs[(x)]>>",
        "<</Certs[4 0 R 3 0 R]>>",
        "<</Certs 4 0 R>>",
        "<</Other[]>>",
        "<</VRI<</NoDigest<<>>>>>>",
        "[]",
    ] {
        let catalog = catalog(&format!("/DSS{store}"));
        refused(&[(1, &catalog)], Reason::ValidationDataMalformed);
    }
    let mut file = Builder::form();
    file.revision(&[(1, &catalog("/DSS<</Certs[]>>"))])
        .revision(&[(1, &catalog(""))]);
    refused_last(&file, Reason::ValidationDataMalformed);
    refused(
        &[
            (1, &catalog("/Metadata 9 0 R")),
            (9, "<</Length 3>>stream\nabc\nendstream"),
        ],
        Reason::MetadataMalformed,
    );
}

#[test]
fn annotations_that_act_or_remove() {
    for subtype in ["Redact", "Link", "Screen", "Widget", "FileAttachment", "3D"] {
        let annotation = format!("<</Type/Annot/Subtype/{subtype}/Rect[1 1 9 9]>>");
        refused(
            &[(3, PAGE), (10, &annotation)],
            Reason::AnnotationNotPermitted,
        );
    }
    let acting = "<</Type/Annot/Subtype/Text/Rect[1 1 9 9]/A<</S/URI>>>>";
    refused(&[(3, PAGE), (10, acting)], Reason::AnnotationNotPermitted);
}

#[test]
fn an_object_stream_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, packed) = (
        folder.path().join("plain.pdf"),
        folder.path().join("packed.pdf"),
    );
    fs::write(&plain, Builder::form().bytes).unwrap();
    run(
        "qpdf",
        &["--object-streams=generate", path(&plain), path(&packed)],
    );
    let mut bytes = fs::read(&packed).unwrap();
    let document = open(bytes.clone()).unwrap();
    let entries = document.revisions()[0].changed();
    let container = entries.into_iter().find_map(|(_, entry)| match entry {
        pdf::Entry::InStream { stream, .. } => Some(stream),
        _ => None,
    });
    let container = container.unwrap();
    let (root, previous) = (
        document.latest().catalog_id().unwrap(),
        document.revisions()[0].startxref,
    );
    // The same objects again, and a blank behind them.
    let object = document.latest().get(id(container)).unwrap();
    let stream = object.as_stream().unwrap();
    let data = document.latest().stream_data(stream).unwrap();
    let entry = |key| stream.dictionary.get(key).unwrap().as_integer().unwrap();
    let offset = bytes.len();
    bytes.extend_from_slice(
        format!(
            "{container} 0 obj\n<</Type/ObjStm/N {}/First {}/Length {}>>stream\n",
            entry("N"),
            entry("First"),
            data.len() + 1
        )
        .as_bytes(),
    );
    bytes.extend_from_slice(&data);
    bytes.extend_from_slice(b" \nendstream\nendobj\n");
    let xref = bytes.len();
    bytes.extend_from_slice(
        format!(
            "xref\n{container} 1\n{offset:010} 00000 n \ntrailer\n<</Size 50/Root {root} R/Prev {previous}>>\nstartxref\n{xref}\n%%EOF\n"
        )
        .as_bytes(),
    );
    let document = open(bytes).unwrap();
    assert_eq!(document.facts().repaired, None);
    let found = compare(&document, 0, 1).unwrap();
    assert_eq!(found.class, ChangeClass::NotPermitted);
    assert_eq!(found.changes[0].reason, Reason::ObjectStreamReplaced);
}

#[test]
fn a_repaired_file_is_never_fine() {
    let mut file = Builder::form();
    file.revision(&[(9, "17"), (10, "18")]);
    let (right, wrong) = (
        b"9 0 obj\n17\nendobj\n10 0 obj",
        b"10 0 obj 18 endobj 9 0 obj",
    );
    let at = file
        .bytes
        .windows(right.len())
        .rposition(|window| window == right);
    let at = at.unwrap();
    file.bytes
        .splice(at..at + right.len(), wrong.iter().copied());
    let document = open(file.bytes.clone()).unwrap();
    assert_eq!(document.facts().repaired.as_ref().unwrap().objects, [9, 10]);
    refused_last(&file, Reason::FileDamaged);
}

/// The published shadow attacks: what is prepared before the signature is shown or hidden after it.
#[test]
fn shadow_documents() {
    let prepared = || {
        let mut file = Builder::form();
        file.revision(&[
            (
                3,
                &PAGE
                    .replace(" 10 0 R", "")
                    .replace("<<>>", "<</XObject<</I 30 0 R>>/Font<</F 31 0 R>>>>"),
            ),
            (30, STREAM),
            (
                31,
                "<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor 32 0 R>>",
            ),
            (32, "<</Type/FontDescriptor/FontFile2 33 0 R>>"),
            (33, "<</Length 1>>stream\nA\nendstream"),
            (
                40,
                "<</Type/Pages/Kids[41 0 R]/Count 1/MediaBox[0 0 595 842]>>",
            ),
            (41, "<</Type/Page/Parent 40 0 R/Contents 42 0 R>>"),
            (42, STREAM),
        ]);
        file
    };
    // Hide: an image over the text is emptied.
    let mut file = prepared();
    file.revision(&[(
        30,
        "<</Type/XObject/Subtype/Form/BBox[0 0 0 0]/Length 0>>stream\n\nendstream",
    )]);
    refused_last(&file, Reason::ObjectReplaced);
    // Replace: the letters of a font are swapped.
    for changed in [
        (33, "<</Length 1>>stream\nB\nendstream"),
        (32, "<</Type/FontDescriptor/FontFile2 42 0 R>>"),
        (31, "<</Type/Font/Subtype/TrueType/BaseFont/B>>"),
    ] {
        let mut file = prepared();
        file.revision(&[changed]);
        refused_last(&file, Reason::ObjectReplaced);
    }
    // Hide and replace: the prepared page tree takes over.
    let mut file = prepared();
    file.revision(&[(1, "<</Type/Catalog/Pages 40 0 R/AcroForm 5 0 R>>")]);
    refused_last(&file, Reason::CatalogChanged);
    let mut file = prepared();
    file.revision(&[(
        2,
        "<</Type/Pages/Kids[41 0 R]/Count 1/MediaBox[0 0 595 842]>>",
    )]);
    refused_last(&file, Reason::ObjectReplaced);
}
