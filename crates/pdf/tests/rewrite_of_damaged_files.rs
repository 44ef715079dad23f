//! A damaged file without signatures becomes a sound one; a signed one is left alone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;
mod inputs;

use std::sync::Arc;

use common::{Builder, id, open, path, run};
use inputs::ENCRYPTIONS;
use pdf::{Dictionary, Document, Error, Object, OpenOptions, Update, XrefStyle, rewrite};

const SEED: [u8; 32] = [3; 32];

type Damage = fn(Vec<u8>) -> Vec<u8>;

/// What mail gateways, text-mode transfers and broken programs do to a file.
const DAMAGES: &[(&str, Damage)] = &[
    ("wrong startxref", |file| {
        replaced(&file, b"startxref\n", b"startxref\n9")
    }),
    ("cut behind the last object", |mut file| {
        let end = find(&file, b"xref\n").unwrap();
        file.truncate(end);
        file
    }),
    ("shifted by a line", |file| {
        let mut shifted = b"%PDF-1.5\n%a line that was not there before\n".to_vec();
        shifted.extend(&file[9..]);
        shifted
    }),
    ("bytes before the header", |file| {
        [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), file].concat()
    }),
];

#[test]
fn every_damage_is_found_and_mended() {
    let plain = inputs::latex("\\pdfminorversion=4");
    let streams = inputs::qpdf(&plain, &["--object-streams=generate"]);
    for (kind, file) in [("table", plain), ("object streams", streams)] {
        let text = text(&file, "");
        for (damage, cause) in DAMAGES {
            let name = format!("{kind}, {damage}");
            let document = open(cause(file.clone())).unwrap();
            let refused = Update::new(Arc::clone(&document));
            assert!(
                matches!(refused, Err(Error::DamagedUnsigned { .. })),
                "{name}"
            );
            let mended = rewrite(&document, &SEED).unwrap();
            assert_sound(&name, &mended, "");
            assert_eq!(text, self::text(&mended, ""), "{name}");
        }
    }
}

#[test]
fn an_encrypted_file_stays_encrypted() {
    let plain = inputs::latex("\\pdfminorversion=4");
    let text = text(&plain, "");
    for (name, kind) in ENCRYPTIONS {
        let file = inputs::encrypted(&plain, kind, "user", "owner");
        let damaged = DAMAGES[0].1(file);
        let options = inputs::password("owner");
        let document = Document::open(Arc::new(damaged), &options).unwrap();
        let mended = rewrite(&document, &SEED).unwrap();
        assert!(
            matches!(open(mended.clone()), Err(Error::PasswordRequired)),
            "{name}"
        );
        assert_sound(name, &mended, "user");
        assert_eq!(text, self::text(&mended, "user"), "{name}");
    }
}

#[test]
fn an_encrypted_file_is_not_modified_against_its_owners_will() {
    let plain = inputs::latex("\\pdfminorversion=4");
    let file = inputs::encrypted(&plain, &["256", "--modify=annotate"], "", "owner");
    let document = open(DAMAGES[0].1(file)).unwrap();
    assert!(matches!(
        rewrite(&document, &SEED),
        Err(Error::NotPermitted { .. })
    ));
}

#[test]
fn what_cannot_be_reached_is_left_behind_and_the_rest_is_kept() {
    let mut file = Builder::new();
    file.revision_with(
        &[
            (
                1,
                "<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R/Lost 99 0 R>>",
            ),
            (2, "<</Type/Pages/Kids[]/Count 0>>"),
            (5, "(nobody refers to me)"),
            (
                7,
                "<</Type/Metadata/Subtype/XML/Length 8 0 R>>stream\n<x/>\nendstream",
            ),
            (8, "4"),
            (9, "<</Title(kept)>>"),
        ],
        "/Root 1 0 R/Info 9 0 R/ID[<0102><03>]",
    );
    let damaged = DAMAGES[0].1(file.bytes);
    let mended = rewrite(&open(damaged).unwrap(), &SEED).unwrap();
    assert_eq!(find(&mended, b"nobody"), None);
    let document = open(mended).unwrap();
    let view = document.latest();
    assert_eq!(document.revisions().len(), 1);
    assert_eq!(view.objects().collect::<Vec<_>>(), [1, 2, 3, 4].map(id));
    let catalog = view.catalog().unwrap();
    assert_eq!(catalog.get("Lost"), None);
    let metadata = view.lookup(&catalog, "Metadata").unwrap();
    assert_eq!(
        view.stream_data(metadata.as_stream().unwrap()).unwrap(),
        b"<x/>"
    );
    let info = view.lookup(view.trailer(), "Info").unwrap();
    assert!(info.as_dictionary().unwrap().get("Title").is_some());
    let ids = view.trailer().get("ID").unwrap().as_array().unwrap();
    assert_eq!(ids[0].as_string().unwrap().bytes, [1, 2]);
    assert_ne!(ids[1].as_string().unwrap().bytes, [3]);
}

#[test]
fn a_catalog_inside_the_trailer_is_not_lost_in_silence() {
    let mut file = Builder::new();
    file.revision_with(
        &[(2, "<</Type/Pages/Kids[]/Count 0>>")],
        "/Root<</Type/Catalog/Pages 2 0 R>>",
    );
    let refused = rewrite(&file.open(), &SEED);
    assert!(matches!(refused, Err(Error::NoCatalog)));
}

#[test]
fn a_signed_file_is_refused_damaged_or_not() {
    let mut update = Update::new(Builder::form().open()).unwrap();
    let signature = update.reserve();
    update.set_signature(signature, Dictionary::new(), 20);
    let appended = update.finish(&SEED).unwrap();
    let tail = appended.tail().to_vec();
    let document = Document::open(Arc::new(appended), &OpenOptions::default()).unwrap();
    assert!(matches!(rewrite(&document, &SEED), Err(Error::Signed)));
    let damaged = DAMAGES[0].1([Builder::form().bytes, tail].concat());
    let document = open(damaged).unwrap();
    assert!(matches!(rewrite(&document, &SEED), Err(Error::Signed)));
    let refused = Update::new(document);
    assert!(matches!(refused, Err(Error::DamagedSigned { .. })));
}

fn assert_sound(name: &str, file: &[u8], password: &str) {
    let options = inputs::password(password);
    let document = Document::open(Arc::new(file.to_vec()), &options).unwrap();
    assert_eq!(document.facts().repaired, None, "{name}");
    assert_eq!(document.facts().header_offset, 0, "{name}");
    assert_eq!(document.revisions().len(), 1, "{name}");
    assert_eq!(document.revisions()[0].style, XrefStyle::Table, "{name}");
    let mut update = Update::new(document).unwrap();
    update.add(Object::Integer(1));
    update.finish(&SEED).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file_path = directory.path().join("mended.pdf");
    std::fs::write(&file_path, file).unwrap();
    let argument = format!("--password={password}");
    let said = run("qpdf", &["--check", &argument, path(&file_path)]);
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("No syntax or stream encoding errors"),
        "{name}: {said}"
    );
}

fn text(file: &[u8], password: &str) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let file_path = directory.path().join("in.pdf");
    std::fs::write(&file_path, file).unwrap();
    run("pdftotext", &["-upw", password, path(&file_path), "-"])
}

fn replaced(file: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = find(file, from).unwrap();
    [&file[..at], to, &file[at + from.len()..]].concat()
}

fn find(file: &[u8], needle: &[u8]) -> Option<usize> {
    file.windows(needle.len())
        .rposition(|window| window == needle)
}
