//! PKCS#12 files made by OpenSSL are opened, used and refused as they should.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[allow(dead_code, reason = "shared by several test programs")]
mod support;

use keys::{KeyError, PrivateKey as _, pkcs12};
use pki::{DigestAlgorithm, SignatureAlgorithm};
use support::{Bench, openssl_options};

const MESSAGE: &[u8] = "Nghị định số 30/2020/NĐ-CP".as_bytes();

#[test]
fn every_kind_of_key_signs_what_openssl_verifies() {
    let bench = Bench::new();
    for (kind, expected) in [
        (
            "rsa:2048",
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        ),
        (
            "rsa:3072",
            SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        ),
        ("P-256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        ("P-384", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
        ("P-521", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
    ] {
        bench.person("person", kind);
        let key = pkcs12::open(&bench.export("person", "mật khẩu", ""), "mật khẩu").unwrap();
        assert_eq!(key.certificate(), bench.der("person"), "{kind}");
        assert_eq!(key.chain(), [bench.der("ca")], "{kind}");
        assert_eq!(key.algorithms().first(), Some(&expected), "{kind}");
        for algorithm in key.algorithms().to_vec() {
            let value = key.sign(algorithm, MESSAGE).unwrap();
            let options = openssl_options(algorithm);
            assert!(
                bench.verifies("person", MESSAGE, &value, &options),
                "{kind} {algorithm:?}"
            );
        }
        let sha1 = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1);
        let refusal = key.sign(sha1, MESSAGE).unwrap_err();
        assert_eq!(refusal.code(), "key-unsupported-algorithm");
        assert!(!refusal.is_final());
    }
}

#[test]
fn modern_and_legacy_protection_opens_and_a_wrong_password_is_told() {
    let bench = Bench::new();
    bench.person("person", "P-256");
    for options in [
        "",
        "-legacy",
        "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
        "-keypbe AES-128-CBC -certpbe AES-256-CBC -macalg sha256",
        "-keypbe AES-256-CBC -certpbe NONE -macalg sha512",
        "-legacy -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-RC2-40 -nomaciter",
    ] {
        for password in ["", "secret", "Mật khẩu của ông Đỗ Ưu", "pa ss\"'\\\u{e9}"] {
            let file = bench.export("person", password, options);
            let key = pkcs12::open(&file, password)
                .unwrap_or_else(|error| panic!("{options:?} {password:?}: {error}"));
            let first = key.algorithms()[0];
            let value = key.sign(first, MESSAGE).unwrap();
            assert!(bench.verifies("person", MESSAGE, &value, &openssl_options(first)));
            let error = pkcs12::open(&file, "another").unwrap_err();
            assert_eq!(
                error.code(),
                "pkcs12-wrong-password",
                "{options:?} {password:?}"
            );
        }
    }
}

#[test]
fn a_vietnamese_password_opens_however_its_marks_are_composed() {
    let bench = Bench::new();
    bench.person("person", "P-256");
    for written in ["mật", "ma\u{323}\u{302}t", "mâ\u{323}t"] {
        let file = bench.export("person", written, "");
        for typed in ["mật", "ma\u{323}\u{302}t", "mâ\u{323}t"] {
            pkcs12::open(&file, typed).unwrap();
        }
        assert!(pkcs12::open(&file, "mất").is_err());
    }
}

#[test]
fn without_a_mac_a_wrong_password_is_still_told() {
    let bench = Bench::new();
    bench.person("person", "P-256");
    let file = bench.export("person", "secret", "-nomac");
    pkcs12::open(&file, "secret").unwrap();
    let error = pkcs12::open(&file, "another").unwrap_err();
    assert_eq!(error.code(), "pkcs12-wrong-password");
}

#[test]
fn damage_is_told_apart_from_a_wrong_password() {
    let bench = Bench::new();
    bench.person("person", "P-256");
    let file = bench.export("person", "secret", "");
    for length in [0, 1, 2, 100, file.len() / 2, file.len() - 1] {
        let error = pkcs12::open(&file[..length], "secret").unwrap_err();
        assert_eq!(error.code(), "pkcs12-damaged", "cut at {length}");
    }
    let mut longer = file.clone();
    longer.push(0);
    assert_eq!(
        pkcs12::open(&longer, "secret").unwrap_err().code(),
        "pkcs12-damaged"
    );
    assert_eq!(
        pkcs12::open(b"%PDF-1.7", "secret").unwrap_err().code(),
        "pkcs12-damaged"
    );

    // The stored MAC value comes last but for its salt (8) and count: break only that.
    let mut altered = file.clone();
    let at = file.len() - 20;
    altered[at] ^= 1;
    assert_eq!(
        pkcs12::open(&altered, "secret").unwrap_err().code(),
        "pkcs12-altered"
    );
    assert_eq!(
        pkcs12::open(&altered, "another").unwrap_err().code(),
        "pkcs12-wrong-password"
    );
}

#[test]
fn no_changed_byte_panics_or_goes_unnoticed() {
    let bench = Bench::new();
    bench.person("person", "P-256");
    // One MAC round keeps this quick.
    let file = bench.export("person", "x", "-nomaciter -keypbe NONE -certpbe NONE");
    let certificate = bench.der("person");
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 0x11;
        match pkcs12::open(&changed, "x") {
            Err(error) => assert!(KeyError::CODES.contains(&error.code())),
            // The parameters of the MAC algorithm are covered by nothing and mean nothing.
            Ok(key) => assert!(
                at > file.len() - 80 && key.certificate() == certificate,
                "byte {at} changed and nobody noticed"
            ),
        }
    }
}

#[test]
fn a_file_in_ber_as_firefox_writes_it_opens() {
    let bench = Bench::new();
    bench.person("person", "rsa:2048");
    // The MAC speaks for the content as written, so with one only the outside may change.
    for (options, levels) in [("", 1), ("-nomac", 1), ("-nomac", 2), ("-legacy -nomac", 2)] {
        let ber = indefinite(&bench.export("person", "secret", options), levels);
        std::fs::write(bench.path("ber.p12"), &ber).unwrap();
        bench.openssl(
            "pkcs12 -legacy -nokeys -in ber.p12 -passin pass:secret",
            &[],
        );
        let key = pkcs12::open(&ber, "secret").unwrap();
        assert_eq!(key.certificate(), bench.der("person"), "{options}");
        let wrong = pkcs12::open(&ber, "another").unwrap_err();
        assert_eq!(wrong.code(), "pkcs12-wrong-password", "{options}");
        for length in [2, 50, ber.len() - 1] {
            let error = pkcs12::open(&ber[..length], "secret").unwrap_err();
            assert_eq!(error.code(), "pkcs12-damaged", "{options} cut at {length}");
        }
    }
}

/// DER with all lengths made indefinite and all long strings cut into pieces; `levels` is how many
/// strings inside strings are treated.
fn indefinite(der: &[u8], levels: usize) -> Vec<u8> {
    let mut ber = Vec::new();
    let mut rest = der;
    while let [tag, first, ..] = *rest {
        let digits = if first < 0x80 {
            0
        } else {
            usize::from(first & 0x7f)
        };
        let long = rest[2..2 + digits]
            .iter()
            .fold(0, |all, digit| all * 256 + usize::from(*digit));
        let length = if digits == 0 {
            usize::from(first)
        } else {
            long
        };
        let content = &rest[2 + digits..2 + digits + length];
        match tag {
            _ if tag & 0x20 != 0 => {
                ber.extend([tag, 0x80]);
                ber.extend(indefinite(content, levels));
                ber.extend([0, 0]);
            }
            0x04 | 0x80 if length > 256 && levels > 0 => {
                let nested = tag == 0x04 && levels > 1;
                let inner = if nested {
                    indefinite(content, levels - 1)
                } else {
                    content.to_vec()
                };
                ber.extend([tag | 0x20, 0x80]);
                for piece in inner.chunks(100) {
                    ber.extend([0x04, u8::try_from(piece.len()).unwrap()]);
                    ber.extend(piece);
                }
                ber.extend([0, 0]);
            }
            _ => ber.extend(&rest[..2 + digits + length]),
        }
        rest = &rest[2 + digits + length..];
    }
    ber
}

#[test]
fn missing_key_or_certificate_is_told() {
    let bench = Bench::new();
    bench.person("one", "P-256");
    bench.person("two", "P-256");
    let pass = ["-passout", "pass:x", "-out", "some.p12"];
    bench.openssl("pkcs12 -export -nokeys -in one.crt", &pass);
    assert_eq!(
        pkcs12::open(&bench.read("some.p12"), "x")
            .unwrap_err()
            .code(),
        "key-none"
    );
    bench.openssl("pkcs12 -export -nocerts -inkey one.pem -in one.pem", &pass);
    let error = pkcs12::open(&bench.read("some.p12"), "x").unwrap_err();
    assert_eq!(error.code(), "key-no-certificate");
}

#[test]
fn a_short_rsa_key_has_its_own_error() {
    let bench = Bench::new();
    bench.person("person", "rsa:1024");
    match pkcs12::open(&bench.export("person", "x", ""), "x") {
        Err(KeyError::RsaTooShort { bits }) => assert_eq!(bits, 1024),
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_curves_are_refused_by_name() {
    let bench = Bench::new();
    bench.person("person", "secp256k1");
    let error = pkcs12::open(&bench.export("person", "x", ""), "x").unwrap_err();
    assert_eq!(error.code(), "key-unsupported-kind");
}

#[test]
fn one_of_several_keys_is_chosen_by_name() {
    let bench = Bench::new();
    bench.person("leader", "P-256");
    bench.person("clerk", "rsa:2048");
    let file = several(&bench, &["leader", "clerk"]);
    let KeyError::SeveralKeys { keys } = pkcs12::open(&file, "x").unwrap_err() else {
        panic!("a choice was made silently");
    };
    let subjects: Vec<_> = keys
        .iter()
        .filter_map(|key| key.subject.as_deref())
        .collect();
    assert_eq!(subjects.len(), 2, "{keys:?}");
    assert!(
        subjects.iter().any(|subject| subject.contains("CN=leader")),
        "{subjects:?}"
    );

    let key = pkcs12::open_named(&file, "x", "clerk").unwrap();
    assert_eq!(key.certificate(), bench.der("clerk"));
    let fingerprint = keys[0].fingerprint.clone().unwrap().to_uppercase();
    let key = pkcs12::open_named(&file, "x", &fingerprint).unwrap();
    assert_eq!(key.summary().subject, keys[0].subject);

    let error = pkcs12::open_named(&file, "x", "nobody").unwrap_err();
    assert_eq!(error.code(), "key-not-found");
    assert!(error.to_string().contains("label=clerk"), "{error}");
}

/// A file with several keys, which OpenSSL's command line cannot make.
fn several(bench: &Bench, names: &[&str]) -> Vec<u8> {
    let mut store = p12_keystore::KeyStore::new();
    for (index, name) in names.iter().enumerate() {
        let (pem, der) = (format!("{name}.pem"), format!("{name}.p8"));
        bench.openssl(
            "pkcs8 -topk8 -nocrypt -outform DER -in",
            &[&pem, "-out", &der],
        );
        let key = p12_keystore::PrivateKey::from_der(&bench.read(&der)).unwrap();
        let certificate = p12_keystore::Certificate::from_der(&bench.der(name)).unwrap();
        let id = [u8::try_from(index).unwrap()];
        let chain = p12_keystore::PrivateKeyChain::new(&id[..], key, [certificate]);
        store.add_entry(name, p12_keystore::KeyStoreEntry::PrivateKeyChain(chain));
    }
    store.writer("x").write().unwrap()
}

#[test]
fn debug_output_shows_no_key() {
    let bench = Bench::new();
    bench.person("person", "P-256");
    let key = pkcs12::open(&bench.export("person", "x", ""), "x").unwrap();
    let shown = format!("{key:?}");
    assert!(shown.len() < 600 && shown.contains("CN=person"), "{shown}");
}
