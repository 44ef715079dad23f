//! The right token, key and certificate are found, and a choice is never made silently.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "support/softhsm.rs"]
#[allow(dead_code, reason = "shared by several test programs")]
mod softhsm;
#[allow(dead_code, reason = "shared by several test programs")]
mod support;

use keys::pkcs11::{LoginOptions, Module, Token};
use keys::{KeyError, Pin, PrivateKey as _};
use softhsm::{MODULE, PIN, SoftHsm};

fn code(result: Result<Token, KeyError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn one_of_two_tokens_is_chosen_by_the_uri() {
    let store = SoftHsm::with_key("Chủ tịch", "leader", "P-256");
    store.token("Văn thư");
    store.person("Văn thư", "seal", "rsa:2048", "01", "");
    let error = store.connect("pkcs11:", PIN).unwrap_err();
    assert_eq!(error.code(), "pkcs11-several-tokens");
    assert!(error.to_string().contains("Văn thư (serial "), "{error}");
    let token = store
        .connect("pkcs11:token=Văn thư;manufacturer=SoftHSM project", PIN)
        .unwrap();
    assert_eq!(token.certificate(), store.bench.der("seal"));
    let serial = token.info().serial.clone();
    let by_serial = store
        .connect(&format!("pkcs11:serial={serial}"), PIN)
        .unwrap();
    assert_eq!(by_serial.certificate(), token.certificate());
    for nobody in [
        "token=Kế toán",
        "serial=0",
        "model=X",
        "slot-id=1",
        "library-version=9",
    ] {
        let error = store.connect(&format!("pkcs11:{nobody}"), PIN).unwrap_err();
        assert_eq!(error.code(), "pkcs11-no-token", "{nobody}");
        assert!(error.to_string().contains("Chủ tịch"), "{error}");
    }
    let empty = SoftHsm::new();
    assert_eq!(code(empty.connect("pkcs11:", PIN)), "pkcs11-no-token");
}

#[test]
fn one_of_several_keys_is_chosen_by_id_label_or_certificate() {
    let store = SoftHsm::with_key("Leader", "sign", "P-256");
    store.person("Leader", "login", "rsa:2048", "02", "");
    let KeyError::SeveralKeys { keys } = store.connect("pkcs11:", PIN).unwrap_err() else {
        panic!("a choice was made silently");
    };
    assert_eq!(keys.len(), 2);
    for uri in [
        "id=%02",
        "object=login",
        "object=login;type=cert",
        "id=%02;type=private",
    ] {
        let token = store.connect(&format!("pkcs11:{uri}"), PIN).unwrap();
        assert_eq!(token.certificate(), store.bench.der("login"), "{uri}");
    }
    for (name, subject) in keys
        .iter()
        .filter_map(|key| Some((key.serial.clone()?, &key.subject)))
    {
        let mut options = LoginOptions::default();
        options.key = Some(name);
        let token = store.connect_with("pkcs11:", PIN, &options).unwrap();
        assert_eq!(&token.summary().subject, subject);
    }
    let error = store.connect("pkcs11:object=seal", PIN).unwrap_err();
    assert_eq!(error.code(), "key-not-found");
    assert!(error.to_string().contains("label=sign"), "{error}");
}

#[test]
fn a_key_for_encryption_does_not_make_a_choice_necessary() {
    let store = SoftHsm::with_key("Leader", "sign", "P-256");
    store.bench.key("secrets", "P-256");
    store
        .bench
        .certify_for("secrets", "keyUsage=critical,keyAgreement");
    store.put_key("Leader", "secrets", "02", "");
    store.put_certificate("Leader", "secrets", "02");
    let token = store.connect("pkcs11:", PIN).unwrap();
    assert_eq!(token.certificate(), store.bench.der("sign"));
}

#[test]
fn a_certificate_with_another_id_is_found_by_its_public_key() {
    let store = SoftHsm::new();
    store.token("Leader");
    store.bench.person("leader", "rsa:2048");
    store.put_key("Leader", "leader", "01", "");
    store.put_certificate("Leader", "leader", "77");
    let token = store.connect("pkcs11:", PIN).unwrap();
    assert_eq!(token.certificate(), store.bench.der("leader"));
}

#[test]
fn missing_and_foreign_certificates_are_told_apart() {
    let store = SoftHsm::new();
    store.token("Leader");
    assert_eq!(code(store.connect("pkcs11:", PIN)), "key-none");
    store.bench.person("leader", "rsa:2048");
    store.put_key("Leader", "leader", "01", "");
    assert_eq!(code(store.connect("pkcs11:", PIN)), "key-no-certificate");
    store.bench.person("other", "rsa:2048");
    store.put_certificate("Leader", "other", "01");
    assert_eq!(
        code(store.connect("pkcs11:", PIN)),
        "key-certificate-mismatch"
    );
}

#[test]
fn a_short_rsa_key_is_refused() {
    let store = SoftHsm::with_key("Leader", "leader", "rsa:1024");
    assert_eq!(code(store.connect("pkcs11:", PIN)), "key-rsa-too-short");
}

#[test]
fn a_list_needs_no_pin_and_gives_uris_that_work() {
    let store = SoftHsm::with_key("Chủ tịch; 100%", "leader", "P-256");
    store.bench.der("ca");
    store.put(
        "Chủ tịch; 100%",
        "ca.der",
        "root",
        "09",
        &["--type", "cert"],
    );
    let module = Module::load(store.link(), MODULE).unwrap();
    assert_eq!(module.library().manufacturer, "SoftHSM");
    let list = module.list().unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].token.label, "Chủ tịch; 100%");
    assert_eq!(list[0].keys.len(), 1, "issuers are not listed");
    let subject = list[0].keys[0].subject.clone().unwrap();
    assert!(subject.contains("CN=leader"), "{subject}");
    let uri = list[0].uri(&list[0].keys[0]);
    assert_eq!(uri.to_string().parse::<keys::pkcs11::Uri>().unwrap(), uri);
    let found = module.find(&uri).unwrap();
    assert!(found.needs_pin() && !found.info().pin_count_low);
    let pin = Some(Pin::new(PIN.to_owned()));
    let token = found.login(pin, &LoginOptions::default()).unwrap();
    assert_eq!(token.certificate(), store.bench.der("leader"));
}

#[test]
fn a_module_wrapped_by_another_works() {
    let store = SoftHsm::with_key("Leader", "leader", "rsa:2048");
    let mut command = store.environment(softhsm::worker_command());
    command.env("PKCS11SPY", MODULE);
    for (wrapper, command) in [
        ("pkcs11-spy.so", command),
        (
            "p11-kit-proxy.so",
            store.environment(softhsm::worker_command()),
        ),
    ] {
        let link = Box::new(softhsm::worker(command));
        let pin = Some(Pin::new(PIN.to_owned()));
        let uri = "pkcs11:token=Leader".parse().unwrap();
        let token = Token::connect(link, wrapper, &uri, pin, &LoginOptions::default()).unwrap();
        token.sign(token.algorithms()[0], b"message").unwrap();
    }
}

#[test]
fn the_module_is_named_by_option_path_name_or_the_system() {
    let file = |option, uri: &str| token_host::module_file(option, &uri.parse().unwrap());
    let both = "pkcs11:?module-path=/a.so&module-name=softhsm2";
    assert_eq!(file(Some("/b.so"), both), "/b.so");
    assert_eq!(file(None, both), "/a.so");
    assert_eq!(file(None, "pkcs11:?module-name=softhsm2"), MODULE);
    assert_eq!(file(None, "pkcs11:?module-name=nowhere"), "nowhere.so");
    assert_eq!(file(None, "pkcs11:"), "p11-kit-proxy.so");
}
