//! Damaged and mutated files end in reasons, never in a panic.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::sync::LazyLock;

use common::{compound, docx, odt, paragraph, relationship, sample};
use convert::{inspect_office, inspect_pdf_bytes};
use proptest::prelude::*;

static OFFICE: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let link = relationship("image", "https://vi-du.vn/anh.png", "External");
    let mut native = vec![0, 1, 0, 0, 2, 0];
    native.extend(b"a\0a.exe\0\0\0");
    let object = compound(&[("\u{1}Ole10Native", &native), ("Macros", b"x")]);
    let mut main = vec![0xec, 0xa5, 0xc1, 0];
    main.resize(600, 0);
    main.extend(b"\x13 DDEAUTO cmd \x14x\x15");
    vec![
        docx(
            &paragraph("A"),
            &[
                ("word/_rels/document.xml.rels", link.as_bytes()),
                ("word/embeddings/oleObject1.bin", &object),
            ],
        ),
        odt(
            r#"<draw:image xlink:href="../a.png"/>"#,
            "",
            &[("a/b.bin", &object)],
        ),
        compound(&[("WordDocument", &main), ("1Table", b"y")]),
        object,
    ]
});

static PDF: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let names = ["cong-van.pdf", "bao-cao.pdf"];
    names
        .map(|name| std::fs::read(sample(name)).unwrap())
        .to_vec()
});

/// A change: a byte overwritten, a piece cut out or doubled, the end cut off.
#[derive(Clone, Debug)]
enum Change {
    Set(usize, u8),
    Flip(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    End(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<usize>(), 0..8_u8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        (any::<usize>(), 1..64_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<usize>(), 1..64_usize).prop_map(|(at, length)| Change::Double(at, length)),
        any::<usize>().prop_map(Change::End),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    let all = bytes.len();
    match *change {
        Change::Set(at, byte) => bytes[at % all] = byte,
        Change::Flip(at, bit) => bytes[at % all] ^= 1 << bit,
        Change::Cut(at, length) => {
            let from = at % all;
            bytes.drain(from..(from + length).min(all));
        }
        Change::Double(at, length) => {
            let from = at % all;
            let piece = bytes[from..(from + length).min(all)].to_vec();
            bytes.splice(from..from, piece);
        }
        Change::End(at) => bytes.truncate(at % all),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn office(which in 0..4_usize, changes in prop::collection::vec(change(), 1..6)) {
        let mut bytes = OFFICE[which].clone();
        changes.iter().for_each(|change| apply(&mut bytes, change));
        let found = inspect_office(&bytes);
        prop_assert!(found.kind.is_some() || !found.reasons.is_empty());
    }

    #[test]
    fn office_of_noise(mut bytes in prop::collection::vec(any::<u8>(), 0..2000), ole: bool) {
        let magic: &[u8] = if ole { b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" } else { b"PK\x03\x04" };
        bytes.splice(..0, magic.iter().copied());
        prop_assert!(!inspect_office(&bytes).reasons.is_empty());
    }

    #[test]
    fn pdf(which in 0..2_usize, changes in prop::collection::vec(change(), 1..6)) {
        let mut bytes = PDF[which].clone();
        changes.iter().for_each(|change| apply(&mut bytes, change));
        let found = inspect_pdf_bytes(&bytes);
        prop_assert!(found.pages > 0 || !found.reasons.is_empty());
    }
}
