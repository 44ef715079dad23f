//! What readers may take differently is listed, object by object.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::Builder;
use pdf::{DeviationKind, deviations};

fn found(number: u32, body: &str) -> Vec<DeviationKind> {
    let mut file = Builder::form();
    file.revision(&[(number, body)]);
    let document = file.open();
    let all = deviations(&document.latest()).unwrap();
    assert!(
        all.iter()
            .all(|deviation| deviation.object.number == number),
        "{all:?}"
    );
    all.into_iter().map(|deviation| deviation.kind).collect()
}

#[test]
fn an_ordinary_file_has_none() {
    assert_eq!(deviations(&Builder::form().open().latest()).unwrap(), []);
}

#[test]
fn each_kind() {
    assert_eq!(
        found(9, "<</A[<</B 1/B 2>>]>>"),
        [DeviationKind::DuplicateKey]
    );
    for length in [
        "/Length 3",
        "/Length 77",
        "/Length(x)",
        "/Length 99 0 R",
        "",
    ] {
        let body = format!("<<{length}>>stream\nabcd\nendstream");
        assert_eq!(found(9, &body), [DeviationKind::WrongLength], "{length}");
    }
    assert_eq!(found(9, "<</Length 4>>stream\nabcd\nendstream"), []);
    assert_eq!(found(9, "[1 2] 3"), [DeviationKind::MissingEndobj]);
    assert_eq!(found(9, "[1 2"), [DeviationKind::Unreadable("pdf-syntax")]);
}
