//! Real files of LibreOffice are let in for what they are; other types are named and refused.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::path::PathBuf;

use common::{by_libreoffice, codes, sample};
use convert::{Kind, Reason, inspect_office};

fn text_file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn text_documents() {
    let source = sample("cong-van.fodt");
    for (format, kind) in [
        ("docx", Kind::Docx),
        ("odt", Kind::Odt),
        ("doc:MS Word 97", Kind::Doc),
    ] {
        let found = inspect_office(&by_libreoffice(&source, format));
        assert_eq!(found.accepted(), Some(kind), "{:?}", found.reasons);
    }
    for (format, said) in [("rtf", "rtf"), ("html", "html"), ("pdf", "pdf")] {
        let found = inspect_office(&by_libreoffice(&source, format));
        let wanted = Reason::WrongType {
            found: said.to_owned(),
        };
        assert_eq!((found.kind, found.reasons), (None, vec![wanted]));
    }
}

#[test]
fn spreadsheets() {
    let folder = tempfile::tempdir().unwrap();
    let source = text_file(&folder, "bang.fods", common::TABLE);
    for (format, kind) in [("xlsx", Kind::Xlsx), ("ods", Kind::Ods)] {
        let found = inspect_office(&by_libreoffice(&source, format));
        assert_eq!(found.accepted(), Some(kind), "{:?}", found.reasons);
    }
    let old = inspect_office(&by_libreoffice(&source, "xls"));
    let wanted = Reason::WrongType {
        found: "xls".to_owned(),
    };
    assert_eq!((old.kind, old.reasons), (None, vec![wanted]));
}

#[test]
fn presentations() {
    let folder = tempfile::tempdir().unwrap();
    let source = text_file(&folder, "trinh-chieu.fodp", PRESENTATION);
    for (format, kind) in [("pptx", Kind::Pptx), ("odp", Kind::Odp)] {
        let found = inspect_office(&by_libreoffice(&source, format));
        assert_eq!(found.accepted(), Some(kind), "{:?}", found.reasons);
    }
}

const PRESENTATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.presentation"><office:body><office:presentation><draw:page draw:name="1"><draw:frame svg:width="10cm" svg:height="2cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>Chuyển đổi số</text:p></draw:text-box></draw:frame></draw:page></office:presentation></office:body></office:document>"#;

#[test]
fn a_name_says_nothing_and_neither_does_the_first_byte() {
    for (bytes, said) in [
        (&b""[..], "empty"),
        (b"\x7fELF\x02\x01", "program"),
        (b"just words", "unknown"),
        (b"<?xml version='1.0'?><office:document/>", "xml"),
        (b"MIME-Version: 1.0\n", "mht"),
    ] {
        let found = inspect_office(bytes);
        let wanted = Reason::WrongType {
            found: said.to_owned(),
        };
        assert_eq!((found.kind, found.reasons), (None, vec![wanted]));
    }
    let zip = common::package(&[("a.txt", b"a")]);
    assert_eq!(codes(&inspect_office(&zip).reasons), ["convert-wrong-type"]);
    let cut = &common::docx(&common::paragraph("A"), &[])[..200];
    assert_eq!(codes(&inspect_office(cut).reasons), ["convert-broken"]);
}
