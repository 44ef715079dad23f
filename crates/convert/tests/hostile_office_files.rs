//! Each way in which an office file can be hostile is named; what only looks so is let in.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use common::{codes, compound, docx, odt, package, paragraph, relationship};
use convert::{Kind, OfficeInspection, Reason, inspect_office};

const RELS: &str = "word/_rels/document.xml.rels";
const SETTINGS_RELS: &str = "word/_rels/settings.xml.rels";

fn with(parts: &[(&str, &[u8])]) -> OfficeInspection {
    inspect_office(&docx(&paragraph("Kính gửi"), parts))
}

fn only(found: &OfficeInspection, code: &str) {
    assert_eq!(codes(&found.reasons), [code], "{:?}", found.reasons);
    assert_eq!(found.accepted(), None);
}

#[test]
fn a_plain_file_is_let_in() {
    assert_eq!(with(&[]).accepted(), Some(Kind::Docx));
    let plain = inspect_office(&odt("<text:p>A</text:p>", "", &[]));
    assert_eq!(plain.accepted(), Some(Kind::Odt), "{:?}", plain.reasons);
}

#[test]
fn macros_of_word() {
    only(&with(&[("word/vbaProject.bin", b"x")]), "convert-macros");
    only(&with(&[("word/VBAPROJECT.BIN", b"x")]), "convert-macros");
    only(
        &with(&[("xl/macrosheets/sheet1.xml", b"<x/>")]),
        "convert-macros",
    );
    only(
        &with(&[("word/activeX/activeX1.xml", b"<x/>")]),
        "convert-active-control",
    );
    let types = common::DOCX_TYPES.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    );
    let docm = package(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", b"<w/>"),
    ]);
    let found = inspect_office(&docm);
    assert_eq!(found.kind, None);
    assert_eq!(
        codes(&found.reasons),
        ["convert-wrong-type", "convert-macros"]
    );
}

#[test]
fn macros_of_opendocument() {
    let module: &[u8] = b"<script:module/>";
    let basic = odt("", "", &[("Basic/Standard/Module1.xml", module)]);
    only(&inspect_office(&basic), "convert-macros");
    let python = odt("", "", &[("Scripts/python/a.py", b"import os")]);
    let found = inspect_office(&python);
    assert_eq!(
        codes(&found.reasons),
        ["convert-macros", "convert-executable"]
    );
    let listener = r#"<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:a?language=Basic"/>"#;
    only(&inspect_office(&odt(listener, "", &[])), "convert-macros");
    let link = r#"<text:a xlink:href="vnd.sun.star.script:a?language=Basic">bấm</text:a>"#;
    only(&inspect_office(&odt(link, "", &[])), "convert-macros");
    // LibreOffice writes empty lists of libraries.
    let empty = odt("", "", &[("Basic/script-lc.xml", b"<x/>")]);
    assert_eq!(inspect_office(&empty).accepted(), Some(Kind::Odt));
}

#[test]
fn passwords() {
    let encryption = "<manifest:encryption-data><manifest:algorithm/></manifest:encryption-data>";
    only(
        &inspect_office(&odt("", encryption, &[])),
        "convert-encrypted",
    );
    let package = compound(&[("EncryptionInfo", b"\x04\x00"), ("EncryptedPackage", b"x")]);
    only(&inspect_office(&package), "convert-encrypted");
    let mut main = vec![0xec, 0xa5, 0xc1, 0];
    main.resize(10, 0);
    main.extend([0, 1]);
    let old = inspect_office(&compound(&[("WordDocument", &main)]));
    assert_eq!(old.kind, Some(Kind::Doc));
    only(&old, "convert-encrypted");
}

#[test]
fn references_to_the_outside() {
    let image = relationship("image", "https://vi-du.vn/anh.png", "External");
    only(&with(&[(RELS, image.as_bytes())]), "convert-external");
    // Without TargetMode a scheme still leads outside.
    let hidden = relationship("image", "https://vi-du.vn/anh.png", "Internal");
    only(&with(&[(RELS, hidden.as_bytes())]), "convert-external");
    let object = relationship("oleObject", "file:///C:/bang.xlsx", "External");
    only(&with(&[(RELS, object.as_bytes())]), "convert-linked-object");
    let template = relationship("attachedTemplate", "https://vi-du.vn/a.dotm", "External");
    only(
        &with(&[(SETTINGS_RELS, template.as_bytes())]),
        "convert-remote-template",
    );
    let share = relationship("attachedTemplate", "file://may-chu/mau/a.dotx", "External");
    only(
        &with(&[(SETTINGS_RELS, share.as_bytes())]),
        "convert-remote-template",
    );
    let picture = r#"<draw:image xlink:href="https://vi-du.vn/anh.png"/>"#;
    only(&inspect_office(&odt(picture, "", &[])), "convert-external");
    let above = r#"<draw:image xlink:href="../anh.png"/>"#;
    only(&inspect_office(&odt(above, "", &[])), "convert-external");
    let section = r#"<text:section><text:section-source xlink:href="https://vi-du.vn/a.odt"/></text:section>"#;
    only(
        &inspect_office(&odt(section, "", &[])),
        "convert-linked-object",
    );
}

#[test]
fn what_a_click_opens_and_what_only_the_author_had_is_let_in() {
    let link = relationship("hyperlink", "https://vi-du.vn", "External");
    assert_eq!(
        with(&[(RELS, link.as_bytes())]).accepted(),
        Some(Kind::Docx)
    );
    let template = relationship(
        "attachedTemplate",
        r"file:///C:\Users\thu\cong-van.dotx",
        "External",
    );
    let found = with(&[(SETTINGS_RELS, template.as_bytes())]);
    assert_eq!(found.accepted(), Some(Kind::Docx), "{:?}", found.reasons);
    let link = r#"<text:a xlink:href="https://vi-du.vn">trang</text:a>"#;
    assert_eq!(
        inspect_office(&odt(link, "", &[])).accepted(),
        Some(Kind::Odt)
    );
}

#[test]
fn fields_that_fetch_even_when_spread_over_runs() {
    let spread = r#"<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\windows\\system32\\cmd.exe "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"#;
    let found = inspect_office(&docx(spread, &[]));
    only(&found, "convert-linked-object");
    let simple =
        r#"<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;\\\\may-chu\\a.docx&quot; "/></w:p>"#;
    only(&inspect_office(&docx(simple, &[])), "convert-linked-object");
    let page = r#"<w:p><w:fldSimple w:instr=" PAGE "/></w:p>"#;
    assert_eq!(
        inspect_office(&docx(page, &[])).accepted(),
        Some(Kind::Docx)
    );

    let mut main = vec![0xec, 0xa5, 0xc1, 0];
    main.resize(600, 0);
    main.extend(b"\x13 DDEAUTO cmd /k calc \x14x\x15");
    let narrow = inspect_office(&compound(&[("WordDocument", &main)]));
    only(&narrow, "convert-linked-object");
    main.truncate(600);
    let wide = "\u{13} LINK Excel.Sheet c:\\a.xls \u{14}".encode_utf16();
    main.extend(wide.flat_map(u16::to_le_bytes));
    let wide = inspect_office(&compound(&[("WordDocument", &main)]));
    only(&wide, "convert-linked-object");
}

#[test]
fn embedded_programs() {
    only(
        &with(&[("word/embeddings/a.bin", b"MZ\x90\0")]),
        "convert-executable",
    );
    only(&with(&[("word/media/run.vbs", b"x")]), "convert-executable");
    let mut native = vec![0, 1, 0, 0, 2, 0];
    native.extend(b"Hoa don\0C:\\tam\\hoa-don.pdf.exe\0\0\0");
    let object = compound(&[("\u{1}Ole10Native", &native)]);
    let found = with(&[("word/embeddings/oleObject1.bin", &object)]);
    only(&found, "convert-executable");
    let said = &found.reasons[0].values()[0].1;
    assert!(said.contains("hoa-don.pdf.exe"), "{said}");

    // Under a harmless name, but a Windows program all the same.
    let mut program = vec![0; 64];
    program[..2].copy_from_slice(b"MZ");
    program[60] = 64;
    program.extend(b"PE\0\0");
    let mut native = vec![0, 1, 0, 0, 2, 0];
    native.extend(b"a\0a.txt\0\0\0\x03\0\x01\0\0\0a\0");
    native.extend(&program);
    let object = compound(&[("\u{1}Ole10Native", &native)]);
    only(
        &with(&[("word/embeddings/oleObject1.bin", &object)]),
        "convert-executable",
    );
    let vba = compound(&[("_VBA_PROJECT", b"x")]);
    only(
        &with(&[("word/embeddings/oleObject1.bin", &vba)]),
        "convert-macros",
    );
}

#[test]
fn what_lies_in_an_embedded_package_counts() {
    let inner = docx(&paragraph("A"), &[("word/vbaProject.bin", b"x")]);
    let found = with(&[("word/embeddings/a.docx", &inner)]);
    only(&found, "convert-macros");
    assert_eq!(
        found.reasons[0],
        Reason::Macros {
            part: "word/embeddings/a.docx!word/vbaProject.bin".to_owned()
        }
    );
    let mut deep = docx(&paragraph("A"), &[]);
    for _ in 0..3 {
        deep = docx(&paragraph("A"), &[("word/embeddings/a.docx", &deep)]);
    }
    only(&inspect_office(&deep), "convert-nested");
}

#[test]
fn bombs() {
    let zeros = vec![0; 64 << 20];
    only(&with(&[("word/media/a.bmp", &zeros)]), "convert-bomb");
    let many: Vec<(String, Vec<u8>)> = (0..4100).map(|n| (format!("a{n}"), vec![])).collect();
    let parts: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, data)| (name.as_str(), data.as_slice()))
        .collect();
    only(&with(&parts), "convert-too-many-parts");
}

#[test]
fn packages_that_programs_read_differently() {
    only(&with(&[("WORD/document.xml", b"<x/>")]), "convert-broken");
    only(&with(&[("../a", b"x")]), "convert-broken");
    let doctype = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>";
    only(
        &with(&[("word/a.xml", doctype.as_bytes())]),
        "convert-broken",
    );
    let utf7 = "<?xml version='1.0' encoding='UTF-7'?><a/>";
    only(&with(&[("word/a.xml", utf7.as_bytes())]), "convert-broken");
    // Two central entries over the same bytes.
    let mut bytes = docx(
        &paragraph("A"),
        &[("word/media/a1", b"x"), ("word/media/a2", b"x")],
    );
    let place = |bytes: &[u8], name: &[u8]| {
        let at = bytes.windows(name.len()).rposition(|w| w == name).unwrap();
        at - 4
    };
    let (first, second) = (
        place(&bytes, b"word/media/a1"),
        place(&bytes, b"word/media/a2"),
    );
    let offset = bytes[first..first + 4].to_vec();
    bytes[second..second + 4].copy_from_slice(&offset);
    only(&inspect_office(&bytes), "convert-broken");
}

#[test]
fn every_reason_is_named_at_once() {
    let image = relationship("image", "https://vi-du.vn/anh.png", "External");
    let found = with(&[
        (RELS, image.as_bytes()),
        ("word/vbaProject.bin", b"x"),
        ("word/media/run.exe", b"MZ"),
    ]);
    assert_eq!(
        codes(&found.reasons),
        ["convert-macros", "convert-external", "convert-executable"]
    );
}
