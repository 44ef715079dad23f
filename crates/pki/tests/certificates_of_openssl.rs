//! Certificates made by OpenSSL are read and their signatures verified, for every kind of key.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use pki::{Certificate, Curve, DigestAlgorithm, Error, KeyKind, SignatureAlgorithm, oid};
use support::Workshop;
use time::macros::utc_datetime;

const SUBJECT: &str = "/C=VN/O=Ủy ban nhân dân (for testing)/OU=Văn phòng/CN=Nguyễn Văn Thử";

fn certificate(workshop: &Workshop, key: &str, digest: &str) -> Certificate {
    workshop.openssl(&format!(
        "req -x509 -newkey {key} -nodes -keyout key.pem -out cert.pem {digest} -utf8 -days 30 \
         -subj '{SUBJECT}'"
    ));
    Certificate::from_pem(&workshop.read("cert.pem")).unwrap()
}

#[test]
fn signatures_of_every_key_kind_verify() {
    use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
    let rsa = |bits| KeyKind::Rsa { bits };
    let ec = |curve| KeyKind::Ec { curve };
    let cases = [
        (
            "rsa:1024",
            "-sha1",
            SignatureAlgorithm::RsaPkcs1(Sha1),
            rsa(1024),
        ),
        (
            "rsa:2048",
            "-sha256",
            SignatureAlgorithm::RsaPkcs1(Sha256),
            rsa(2048),
        ),
        (
            "rsa:3072",
            "-sha384",
            SignatureAlgorithm::RsaPkcs1(Sha384),
            rsa(3072),
        ),
        (
            "rsa:2048",
            "-sha512",
            SignatureAlgorithm::RsaPkcs1(Sha512),
            rsa(2048),
        ),
        (
            "rsa:2048",
            "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest",
            SignatureAlgorithm::RsaPss(Sha256),
            rsa(2048),
        ),
        (
            "rsa:2048",
            "-sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest",
            SignatureAlgorithm::RsaPss(Sha512),
            rsa(2048),
        ),
        (
            "rsa:2048",
            "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20",
            SignatureAlgorithm::RsaPssOther {
                digest: Sha256,
                mask: Sha256,
                salt: 20,
            },
            rsa(2048),
        ),
        (
            "rsa:512",
            "-sha256",
            SignatureAlgorithm::RsaPkcs1(Sha256),
            rsa(512),
        ),
        ("ed25519", "", SignatureAlgorithm::EdDsa, ec(Curve::Ed25519)),
        (
            "ec -pkeyopt ec_paramgen_curve:P-256",
            "-sha256",
            SignatureAlgorithm::Ecdsa(Sha256),
            ec(Curve::P256),
        ),
        (
            "ec -pkeyopt ec_paramgen_curve:P-256",
            "-sha512",
            SignatureAlgorithm::Ecdsa(Sha512),
            ec(Curve::P256),
        ),
        (
            "ec -pkeyopt ec_paramgen_curve:P-384",
            "-sha384",
            SignatureAlgorithm::Ecdsa(Sha384),
            ec(Curve::P384),
        ),
        (
            "ec -pkeyopt ec_paramgen_curve:P-521",
            "-sha512",
            SignatureAlgorithm::Ecdsa(Sha512),
            ec(Curve::P521),
        ),
    ];
    let workshop = Workshop::new();
    for (key, digest, algorithm, kind) in cases {
        let certificate = certificate(&workshop, key, digest);
        let verified = certificate
            .verify_signed_by(certificate.public_key())
            .unwrap();
        assert_eq!(verified.algorithm, algorithm, "{key} {digest}");
        assert_eq!(verified.key, kind, "{key} {digest}");
        assert_eq!(
            SignatureAlgorithm::from_identifier(&algorithm.identifier()).unwrap(),
            algorithm
        );
        if digest.contains("sha256") && key == "rsa:2048" {
            assert_eq!(*certificate.signature_algorithm(), algorithm.identifier());
        }
    }
}

#[test]
fn a_changed_certificate_has_a_wrong_signature() {
    let workshop = Workshop::new();
    let original = certificate(&workshop, "ec -pkeyopt ec_paramgen_curve:P-256", "-sha256");
    let mut changed = original.der().to_vec();
    let place = changed
        .windows(7)
        .position(|window| window == b"testing")
        .unwrap();
    changed[place] = b'w';
    let changed = Certificate::from_der(&changed).unwrap();
    assert_eq!(
        changed.verify_signed_by(original.public_key()),
        Err(Error::BadSignature)
    );
}

#[test]
fn a_signature_with_unused_bits_is_wrong_not_unreadable() {
    let workshop = Workshop::new();
    let original = certificate(&workshop, "rsa:2048", "-sha256");
    let mut changed = original.der().to_vec();
    let unused_bits = changed.len() - original.signature().len() - 1;
    assert_eq!(changed[unused_bits], 0);
    changed[unused_bits] = 1;
    let changed = Certificate::from_der(&changed).unwrap();
    assert_eq!(
        changed.verify_signed_by(original.public_key()),
        Err(Error::BadSignature)
    );
}

#[test]
fn a_modulus_without_its_leading_zero_is_meant_to_be_positive() {
    let workshop = Workshop::new();
    let original = certificate(&workshop, "rsa:2048", "-sha256");
    // RSAPublicKey: 30 82 01 0A, 02 82 01 01 00, then the modulus.
    let key = original.public_key();
    let modulus = &key.key()[9..9 + 256];
    let numbers = [
        pki::encode::element(0x02, modulus),
        pki::encode::integer(65537),
    ];
    let identifier = [pki::encode::oid(oid::RSA_ENCRYPTION), pki::encode::null()];
    let negative = pki::encode::sequence(&[
        pki::encode::sequence(&identifier),
        pki::encode::bit_string(&pki::encode::sequence(&numbers)),
    ]);
    let negative = pki::PublicKey::from_der(&negative).unwrap();
    assert_eq!(negative.kind(), KeyKind::Rsa { bits: 2048 });
    original.verify_signed_by(&negative).unwrap();
}

#[test]
fn what_we_cannot_verify_is_not_called_wrong() {
    let workshop = Workshop::new();
    let edwards = certificate(&workshop, "ed448", "");
    let result = edwards.verify_signed_by(edwards.public_key());
    assert!(
        matches!(result, Err(Error::UnsupportedAlgorithm { .. })),
        "{result:?}"
    );
    assert!(result.unwrap_err().to_string().contains("Ed448"));

    let rsa = certificate(&workshop, "rsa:2048", "-sha256");
    let elliptic = certificate(&workshop, "ec -pkeyopt ec_paramgen_curve:P-256", "-sha256");
    let result = rsa.verify_signed_by(elliptic.public_key());
    assert!(
        matches!(result, Err(Error::KeyMismatch { .. })),
        "{result:?}"
    );
}

#[test]
fn fields_are_as_openssl_wrote_them() {
    let workshop = Workshop::new();
    workshop.write(
        "extensions.cnf",
        "\
[req]\ndistinguished_name=dn\n[dn]\n[v3]\n\
basicConstraints=critical,CA:TRUE,pathlen:1\n\
keyUsage=critical,digitalSignature,nonRepudiation,keyCertSign,cRLSign\n\
extendedKeyUsage=emailProtection,1.3.6.1.5.5.7.3.36\n\
subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n\
subjectAltName=email:thu@example.vn\n\
crlDistributionPoints=URI:http://crl.example.vn/a.crl\n\
authorityInfoAccess=OCSP;URI:http://ocsp.example.vn,caIssuers;URI:http://example.vn/ca.cer\n\
certificatePolicies=2.16.704.1.1\n",
    );
    workshop.openssl(&format!(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem \
         -config extensions.cnf -extensions v3 -utf8 -set_serial 0x8F00112233 \
         -subj '{SUBJECT}' -days 30"
    ));
    let certificate = Certificate::from_pem(&workshop.read("cert.pem")).unwrap();
    assert!(certificate.is_ca());
    assert_eq!(certificate.version(), 3);
    assert_eq!(certificate.path_length(), Some(1));
    assert_eq!(certificate.serial(), [0, 0x8F, 0, 0x11, 0x22, 0x33]);
    assert_eq!(certificate.serial_hex(), "8F00112233");
    assert_eq!(
        certificate.key_usage().unwrap().names(),
        [
            "digitalSignature",
            "nonRepudiation",
            "keyCertSign",
            "cRLSign"
        ]
    );
    assert_eq!(
        certificate.extended_key_usage().unwrap(),
        [oid::KP_EMAIL_PROTECTION, oid::KP_DOCUMENT_SIGNING]
    );
    assert_eq!(certificate.subject_key_id(), certificate.authority_key_id());
    assert_eq!(
        certificate.subject_key_id().unwrap(),
        certificate.public_key().sha1_identifier()
    );
    assert_eq!(certificate.crl_urls(), ["http://crl.example.vn/a.crl"]);
    assert_eq!(certificate.ocsp_urls(), ["http://ocsp.example.vn"]);
    assert_eq!(certificate.ca_issuer_urls(), ["http://example.vn/ca.cer"]);
    assert_eq!(certificate.email().unwrap(), "thu@example.vn");
    assert_eq!(certificate.common_name().unwrap(), "Nguyễn Văn Thử");
    assert_eq!(certificate.policies().len(), 1);
    assert!(certificate.is_self_issued());
    assert!(certificate.defects().is_empty());
    assert_eq!(
        certificate.to_string(),
        "CN=Nguyễn Văn Thử,OU=Văn phòng,O=Ủy ban nhân dân (for testing),C=VN"
    );
    let theirs = workshop.openssl("x509 -in cert.pem -noout -fingerprint -sha256");
    let ours: String = certificate
        .sha256_fingerprint()
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    assert!(theirs.replace(':', "").contains(&ours));
}

#[test]
fn dates_before_1970_and_after_2050_are_read() {
    let workshop = Workshop::new();
    workshop.write("index.txt", "");
    workshop.write("serial", "01\n");
    workshop.write(
        "ca.cnf",
        "\
[ca]\ndefault_ca=a\n[a]\nnew_certs_dir=.\ndatabase=index.txt\nserial=serial\nprivate_key=key.pem\n\
default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n",
    );
    certificate(&workshop, "ec -pkeyopt ec_paramgen_curve:P-256", "-sha256");
    workshop.openssl("req -new -key key.pem -out request.pem -subj /CN=old");
    workshop.openssl(
        "ca -batch -selfsign -config ca.cnf -in request.pem -out out.pem -notext \
         -startdate 19500101120000Z -enddate 20991231235959Z",
    );
    let certificate = Certificate::from_pem(&workshop.read("out.pem")).unwrap();
    assert_eq!(certificate.not_before(), utc_datetime!(1950-01-01 12:00));
    assert_eq!(certificate.not_after(), utc_datetime!(2099-12-31 23:59:59));
}

#[test]
fn every_form_of_file_is_loaded() {
    let workshop = Workshop::new();
    let first = certificate(&workshop, "ec -pkeyopt ec_paramgen_curve:P-256", "-sha256");
    let mut chain = workshop.read("cert.pem");
    let second = certificate(&workshop, "ec -pkeyopt ec_paramgen_curve:P-256", "-sha256");
    chain.extend(workshop.read("key.pem"));
    chain.extend(workshop.read("cert.pem"));
    workshop.write("chain.pem", &chain);
    let both = vec![first.clone(), second];
    assert_eq!(Certificate::load_all(&chain).unwrap(), both);

    workshop.openssl("crl2pkcs7 -nocrl -certfile chain.pem -out bundle.pem");
    workshop.openssl("crl2pkcs7 -nocrl -certfile chain.pem -out bundle.der -outform DER");
    for bundle in ["bundle.pem", "bundle.der"] {
        let loaded = Certificate::load_all(&workshop.read(bundle)).unwrap();
        assert_eq!(loaded.len(), 2);
        assert!(both.iter().all(|certificate| loaded.contains(certificate)));
    }
    assert_eq!(
        Certificate::load_all(first.der()).unwrap(),
        std::slice::from_ref(&first)
    );
    assert_eq!(
        Certificate::from_pem(first.to_pem().as_bytes()).unwrap(),
        first
    );
    assert_eq!(
        Certificate::load_all(&workshop.read("key.pem")),
        Err(Error::NoCertificate)
    );
    // As mail programs leave it: other line lengths, spaces at the ends, text around it.
    let body: String = first
        .to_pem()
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let (front, back) = body.split_at(100);
    let mangled = format!(
        "Kính gửi,\r\n-----BEGIN CERTIFICATE-----\r\n{front}   \r\n\r\n  {back}\r\n\
         -----END CERTIFICATE-----\r\n"
    );
    assert_eq!(Certificate::load_all(mangled.as_bytes()).unwrap(), [first]);
    assert!(Certificate::load_all(b"").is_err());
    assert!(Certificate::load_all(b"-----BEGIN CERTIFICATE-----\n").is_err());
}
