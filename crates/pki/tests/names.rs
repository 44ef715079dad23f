//! Names are shown as OpenSSL shows them (RFC 4514), and compared by what they say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use pki::{Certificate, Name, encode, oid};
use support::Workshop;

/// A name of one attribute per relative name: identifier octet of the string, and its contents.
fn name(attributes: &[(const_oid::ObjectIdentifier, u8, &[u8])]) -> Name {
    let parts: Vec<_> = attributes
        .iter()
        .map(|(kind, tag, content)| {
            let value = encode::element(*tag, content);
            encode::set_of(&[encode::sequence(&[encode::oid(*kind), value])])
        })
        .collect();
    Name::from_der(&encode::sequence(&parts)).unwrap()
}

const UTF8: u8 = 0x0C;
const PRINTABLE: u8 = 0x13;
const TELETEX: u8 = 0x14;
const BMP: u8 = 0x1E;

#[test]
fn names_are_shown_as_openssl_shows_them() {
    let workshop = Workshop::new();
    for subject in [
        "/C=VN/O=Bộ Thử, Nghiệm + Co./OU=#1/CN= Trần \"A\" <b>; c=d ",
        "/C=VN/ST=Tỉnh Thử/L=Xã/street=Đường 1/O=O/OU=Một/OU=Hai/CN=Tên",
        "/DC=vn/DC=example/UID=thu/CN=a\\\\b",
        "/CN=A/emailAddress=a@example.vn",
    ] {
        workshop.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem \
             -out cert.pem -utf8 -days 2 -subj '{subject}'"
        ));
        let certificate = Certificate::from_pem(&workshop.read("cert.pem")).unwrap();
        let theirs = workshop.openssl(
            "x509 -in cert.pem -noout -subject -nameopt esc_2253,utf8,sep_comma_plus,dn_rev,sname",
        );
        let theirs = theirs.trim_end_matches('\n').trim_start_matches("subject=");
        // RFC 4514 writes STREET; OpenSSL does not.
        let theirs = theirs.replace("street=", "STREET=");
        assert_eq!(certificate.subject().to_string(), theirs);
    }
}

#[test]
fn the_same_name_is_recognised_however_it_is_written() {
    let original = name(&[
        (oid::ORGANIZATION, UTF8, "Cơ quan  Thử nghiệm".as_bytes()),
        (oid::COMMON_NAME, PRINTABLE, b"Root CA"),
    ]);
    let teletex = name(&[
        (oid::ORGANIZATION, UTF8, " cơ quan thử NGHIỆM".as_bytes()),
        (oid::COMMON_NAME, TELETEX, b"ROOT  ca "),
    ]);
    assert!(original.matches(&teletex));
    assert_ne!(original, teletex);
    // Decomposed: "ơ" as o and a horn, "ử" as three characters.
    let decomposed = name(&[
        (
            oid::ORGANIZATION,
            UTF8,
            "Co\u{31B} quan Thu\u{31B}\u{309} nghie\u{323}\u{302}m".as_bytes(),
        ),
        (oid::COMMON_NAME, UTF8, b"Root CA"),
    ]);
    assert!(original.matches(&decomposed));
    let bmp: Vec<u8> = "Root CA"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let wide = name(&[(oid::COMMON_NAME, BMP, &bmp)]);
    assert_eq!(wide.attribute(oid::COMMON_NAME), Some("Root CA"));
    assert!(wide.matches(&name(&[(oid::COMMON_NAME, UTF8, b"root ca")])));
}

#[test]
fn different_names_do_not_match() {
    let original = name(&[(oid::COMMON_NAME, UTF8, b"Root CA")]);
    for other in [
        name(&[(oid::COMMON_NAME, UTF8, b"RootCA")]),
        name(&[(oid::ORGANIZATION, UTF8, b"Root CA")]),
        name(&[
            (oid::COMMON_NAME, UTF8, b"Root CA"),
            (oid::COMMON_NAME, UTF8, b"Root CA"),
        ]),
        name(&[]),
        // Not a text: compared by bytes, shown as hexadecimal.
        name(&[(oid::COMMON_NAME, 0x04, b"Root CA")]),
    ] {
        assert!(!original.matches(&other), "{other}");
    }
    let octets = name(&[(oid::COMMON_NAME, 0x04, b"A")]);
    assert_eq!(octets.to_string(), "CN=#040141");
}
