//! Files that qpdf encrypted read the same as before, in every cipher.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::sync::Arc;

use common::{Builder, id, path, run};
use pdf::{Document, Error, Object, OpenOptions};

fn encrypted(options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (plain, secret) = (
        folder.path().join("plain.pdf"),
        folder.path().join("secret.pdf"),
    );
    let mut file = Builder::form();
    file.revision_with(
        &[(9, "<</Title(Quyet dinh \\(so 1\\))>>")],
        "/Root 1 0 R/Info 9 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]",
    );
    fs::write(&plain, &file.bytes).unwrap();
    let arguments = [options, &[path(&plain), path(&secret)]].concat();
    run("qpdf", &arguments);
    fs::read(&secret).unwrap()
}

fn open(bytes: Vec<u8>, password: Option<&str>) -> Result<Arc<Document>, Error> {
    let options = OpenOptions {
        password: password.map(|password| password.as_bytes().to_vec()),
        ..OpenOptions::default()
    };
    Document::open(Arc::new(bytes), &options)
}

fn check(document: &Document) {
    assert!(document.facts().encrypted);
    assert_eq!(document.facts().repaired, None);
    let view = document.latest();
    let info = view.lookup(view.trailer(), "Info").unwrap();
    let info = info.as_dictionary().unwrap();
    assert_eq!(
        info.get("Title").unwrap().as_string().unwrap().bytes,
        b"Quyet dinh (so 1)"
    );
    let pages = view.pages().unwrap();
    let contents = view
        .lookup(&pages.first().unwrap().dictionary, "Contents")
        .unwrap();
    assert_eq!(
        view.stream_data(contents.as_stream().unwrap()).unwrap(),
        b"0 0 m "
    );
}

#[test]
fn every_cipher_with_and_without_object_streams() {
    for cipher in [
        &["40"][..],
        &["128", "--use-aes=n"],
        &["128", "--use-aes=y"],
        &["256"],
        &["256", "--force-R5"],
    ] {
        for streams in ["--object-streams=disable", "--object-streams=generate"] {
            let options = [
                &["--allow-weak-crypto", "--encrypt", "", "owner"],
                cipher,
                &["--", streams],
            ]
            .concat();
            let file = encrypted(&options);
            check(&open(file.clone(), None).unwrap());
            check(&open(file, Some("owner")).unwrap());
        }
    }
}

#[test]
fn a_user_password_is_asked_for() {
    let file = encrypted(&["--encrypt", "user", "owner", "256", "--"]);
    assert_eq!(
        open(file.clone(), None).unwrap_err().code(),
        "pdf-password-required"
    );
    assert_eq!(
        open(file.clone(), Some("wrong")).unwrap_err().code(),
        "pdf-password-wrong"
    );
    check(&open(file.clone(), Some("user")).unwrap());
    check(&open(file, Some("owner")).unwrap());
}

#[test]
fn plain_metadata_stay_plain() {
    let file = encrypted(&[
        "--encrypt",
        "",
        "owner",
        "256",
        "--cleartext-metadata",
        "--",
    ]);
    check(&open(file, None).unwrap());
}

#[test]
fn the_contents_of_a_signature_are_not_encrypted() {
    let mut file = Builder::form();
    file.revision(&[(
        9,
        "<</Type/Sig/Contents<30820000>/ByteRange[0 1 2 3]/Reason(abc)>>",
    )]);
    let folder = tempfile::tempdir().unwrap();
    let (plain, secret) = (
        folder.path().join("plain.pdf"),
        folder.path().join("secret.pdf"),
    );
    file.revision(&[(
        7,
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(chief)/V 9 0 R/Rect[0 0 0 0]>>",
    )]);
    fs::write(&plain, &file.bytes).unwrap();
    run(
        "qpdf",
        &[
            "--encrypt",
            "",
            "owner",
            "256",
            "--",
            path(&plain),
            path(&secret),
        ],
    );
    let document = open(fs::read(&secret).unwrap(), None).unwrap();
    let view = document.latest();
    let signature = view.objects().find_map(|id| match view.get(id).unwrap() {
        Object::Dictionary(found) if found.get("ByteRange").is_some() => Some(found),
        _ => None,
    });
    let signature = signature.unwrap();
    assert_eq!(
        signature
            .get("Contents")
            .unwrap()
            .as_string()
            .unwrap()
            .bytes,
        [0x30, 0x82, 0, 0]
    );
    assert_eq!(
        signature.get("Reason").unwrap().as_string().unwrap().bytes,
        b"abc"
    );
    assert_eq!(view.get(id(4000)).unwrap(), Object::Null);
}
