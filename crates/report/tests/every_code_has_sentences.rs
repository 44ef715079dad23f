//! Every code of every engine crate has a sentence in both languages, with values it really has.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use report::Catalogue;

#[test]
fn transport() {
    check(
        transport::Error::CODES,
        include_str!("../../transport/src/error.rs"),
    );
}

/// `source` is the text of the crate's error module: every placeholder must be a value name in it.
fn check(codes: &[&str], source: &str) {
    let catalogue = Catalogue::shared();
    for code in codes {
        assert!(catalogue.knows(code), "no sentence for {code}");
        assert!(
            source.contains(&format!("\"{code}\"")),
            "{code} is not a code of this module"
        );
        for name in catalogue.placeholders(code) {
            assert!(
                source.contains(&format!("\"{name}\"")),
                "{code}: no value {name}"
            );
        }
    }
}
