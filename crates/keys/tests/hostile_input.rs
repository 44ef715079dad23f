//! Whatever bytes come from outside, the answer is an error, never a panic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use keys::KeyError;
use keys::pkcs11::{Link, LinkError, Module, Uri, Wait, read_frame, run};
use keys::pkcs12;
use proptest::prelude::*;
use zeroize::Zeroizing;

/// A child that answers with what it was made with, over and over.
struct Parrot(Vec<u8>);

impl Link for Parrot {
    fn exchange(
        &self,
        _: &[u8],
        _: Wait,
        _: &mut dyn FnMut(),
    ) -> Result<Zeroizing<Vec<u8>>, LinkError> {
        Ok(Zeroizing::new(self.0.clone()))
    }
}

fn uri() -> impl Strategy<Value = Uri> {
    let text = || proptest::option::of(".{0,12}");
    let id = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..8));
    (text(), text(), text(), text(), id, any::<Option<u64>>()).prop_map(
        |(token, serial, object, module_path, id, slot_id)| {
            let mut uri = Uri::default();
            uri.token = token;
            uri.serial = serial;
            uri.object = object;
            uri.module_path = module_path;
            uri.id = id;
            uri.slot_id = slot_id;
            uri
        },
    )
}

proptest! {
    #[test]
    fn any_text_is_an_address_or_an_error_with_its_place(text in "(pkcs11:)?[a-z;=?&%0-9\\PC]{0,40}") {
        if let Err(error) = text.parse::<Uri>() {
            let KeyError::Uri { position, .. } = error else { panic!("{error}") };
            prop_assert!(position <= text.len());
        }
    }

    #[test]
    fn an_address_survives_being_written(uri in uri()) {
        prop_assert_eq!(uri.to_string().parse::<Uri>().unwrap(), uri);
    }

    #[test]
    fn any_file_is_a_key_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        pkcs12::open(&bytes, "x").unwrap_err();
    }

    #[test]
    fn a_file_that_begins_well_may_go_on_anyhow(rest in proptest::collection::vec(any::<u8>(), 0..120)) {
        for beginning in [&[0x30, 0x80, 2, 1, 3, 0x30, 0x80][..], &[0x30, 0x78, 2, 1, 3, 0x30]] {
            pkcs12::open(&[beginning, &rest].concat(), "x").unwrap_err();
        }
    }

    #[test]
    fn a_child_may_answer_anything(reply in "\\PC{0,60}") {
        for reply in [reply.clone(), format!("{{\"version\":1,\"body\":{reply}}}")] {
            let error = Module::load(Box::new(Parrot(reply.into_bytes())), "x.so").unwrap_err();
            prop_assert_eq!(error.code(), "pkcs11-worker");
        }
    }

    #[test]
    fn a_child_survives_any_request(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut input = u32::try_from(bytes.len()).unwrap().to_be_bytes().to_vec();
        input.extend(&bytes);
        let mut output = Vec::new();
        run(input.as_slice(), &mut output).unwrap();
        let reply = read_frame(&mut output.as_slice()).unwrap().unwrap();
        prop_assert!(String::from_utf8(reply.to_vec()).unwrap().contains("failed"));
        // Without its length it is no frame, or one that ends too early.
        let _ = run(bytes.as_slice(), &mut Vec::new());
    }
}

#[test]
fn an_answer_to_another_question_is_refused() {
    for reply in [
        r#"{"version":1,"body":"logged-in"}"#,
        r#"{"version":1,"body":{"tokens":[]}}"#,
        r#"{"version":9,"body":{"loaded":{"manufacturer":"","description":"","version":""}}}"#,
    ] {
        let child = Box::new(Parrot(reply.as_bytes().to_vec()));
        let error = Module::load(child, "x.so").unwrap_err();
        assert_eq!(error.code(), "pkcs11-worker", "{reply}");
    }
}
