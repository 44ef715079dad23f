//! Certificates, lists and key files of the test authority, judged by OpenSSL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../../pki/tests/support/mod.rs"]
mod support;

use pki::Certificate;
use pki::revocation::Reason;
use support::Workshop;
use testpki::{
    Authority, Ca, Config, Encryption, Key, KeyAlgorithm, Kind, Population, Profile, Standing,
    Subject, Validity, export,
};
use time::UtcDateTime;
use time::macros::utc_datetime;

const AT: UtcDateTime = utc_datetime!(2026-11-21 08:00);

fn authority(key: KeyAlgorithm) -> Authority {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key,
    };
    Authority::new(config, AT).unwrap()
}

fn profile(key: KeyAlgorithm) -> Profile {
    Profile {
        subject: Subject {
            common_name: "Nguyễn Thị Thử".to_owned(),
            organization: "Sở Thử nghiệm (for testing)".to_owned(),
            email: Some("thu@example.vn".to_owned()),
            ..Subject::default()
        },
        kind: Kind::Person,
        key,
        issuer: Ca::Government,
        validity: Validity::Current,
    }
}

/// Root, issuing authorities and their lists as files.
fn write_authorities(workshop: &Workshop, authority: &Authority) {
    let pem = |ca| authority.certificate(ca).unwrap().to_pem();
    workshop.write("root.pem", pem(Ca::Root));
    workshop.write("issuers.pem", pem(Ca::Government) + &pem(Ca::Public));
    let lists: String = Ca::ALL
        .iter()
        .map(|ca| pki::encode::pem("X509 CRL", &authority.crl(*ca, AT).unwrap()))
        .collect();
    workshop.write("lists.pem", lists);
}

fn verify(workshop: &Workshop, certificate: &Certificate) -> Result<String, String> {
    workshop.write("leaf.pem", certificate.to_pem());
    workshop.try_openssl(&format!(
        "verify -CAfile root.pem -untrusted issuers.pem -CRLfile lists.pem -crl_check_all \
         -x509_strict -attime {} leaf.pem",
        AT.unix_timestamp()
    ))
}

#[test]
fn certificates_of_every_key_kind_verify() {
    for own in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P384] {
        let mut authority = authority(own);
        let workshop = Workshop::new();
        write_authorities(&workshop, &authority);
        for key in KeyAlgorithm::ALL {
            let issued = authority.issue(&profile(key), AT).unwrap();
            verify(&workshop, &issued.certificate).unwrap();
            let text =
                workshop.openssl("x509 -in leaf.pem -noout -text -nameopt utf8,sep_comma_plus");
            for expected in [
                "CN=Nguyễn Thị Thử",
                "O=Sở Thử nghiệm (for testing)",
                "Digital Signature, Non Repudiation",
                "URI:http://127.0.0.1:8090/crl/government.crl",
                "OCSP - URI:http://127.0.0.1:8090/ocsp",
                "CA Issuers - URI:http://127.0.0.1:8090/ca/government.cer",
                "email:thu@example.vn",
            ] {
                assert!(text.contains(expected), "{expected} missing in\n{text}");
            }
            workshop.write("key.pem", issued.key.to_pem());
            let theirs = workshop.openssl("pkey -in key.pem -pubout -outform PEM");
            let ours = workshop.openssl("x509 -in leaf.pem -noout -pubkey");
            assert_eq!(theirs, ours);
        }
    }
}

#[test]
fn the_demo_population_has_what_it_promises() {
    let mut authority = authority(KeyAlgorithm::Rsa2048);
    authority.populate(&Population::demo(), AT).unwrap();
    let workshop = Workshop::new();
    write_authorities(&workshop, &authority);
    for subscriber in authority.subscribers() {
        let result = verify(&workshop, subscriber.certificate());
        let member = subscriber.member();
        let complaint = match (member.standing, member.profile.validity) {
            (Standing::Revoked | Standing::Suspended, _) => "certificate revoked",
            (Standing::Good, Validity::Expired) => "certificate has expired",
            (Standing::Good, Validity::NotYet) => "certificate is not yet valid",
            (Standing::Good, Validity::Current | Validity::Days(_)) => {
                result.unwrap();
                continue;
            }
        };
        assert!(
            result.unwrap_err().contains(complaint),
            "{}",
            subscriber.id()
        );
    }
    let organization = subscriber_organization(&authority, "leader");
    assert!(organization.contains("(for testing)"));
    let server = authority.subscriber("tls-server").unwrap().certificate;
    assert_eq!(
        server.extended_key_usage().unwrap(),
        [pki::oid::KP_SERVER_AUTH]
    );
}

fn subscriber_organization(authority: &Authority, id: &str) -> String {
    authority
        .subscriber(id)
        .unwrap()
        .certificate
        .organization()
        .unwrap()
}

#[test]
fn lists_name_what_was_revoked_and_why() {
    let mut authority = authority(KeyAlgorithm::P256);
    let workshop = Workshop::new();
    let issued: Vec<_> = [
        Reason::Superseded,
        Reason::CertificateHold,
        Reason::Unspecified,
    ]
    .into_iter()
    .map(|reason| {
        let issued = authority.issue(&profile(KeyAlgorithm::P256), AT).unwrap();
        authority.revoke(&issued.certificate, reason, AT).unwrap();
        issued.certificate.serial_hex()
    })
    .collect();
    workshop.write("list.crl", authority.crl(Ca::Government, AT).unwrap());
    let text = workshop.openssl("crl -in list.crl -inform DER -noout -text");
    for serial in &issued {
        assert!(text.contains(serial), "{text}");
    }
    assert!(
        text.contains("Superseded") && text.contains("Certificate Hold"),
        "{text}"
    );
    assert!(
        text.contains("Last Update: Nov 21 08:00:00 2026 GMT"),
        "{text}"
    );
    assert!(
        text.contains("Next Update: Nov 22 08:00:00 2026 GMT"),
        "{text}"
    );
    write_authorities(&workshop, &authority);
    workshop.openssl("crl -in list.crl -inform DER -noout -CAfile issuers.pem");

    let before = authority
        .crl(Ca::Government, AT - time::Duration::SECOND)
        .unwrap();
    workshop.write("list.crl", before);
    let text = workshop.openssl("crl -in list.crl -inform DER -noout -text");
    assert!(text.contains("No Revoked Certificates"), "{text}");
    let document = authority
        .document("/crl/government.crl", AT)
        .unwrap()
        .unwrap();
    assert_eq!(document.media_type, "application/pkix-crl");
    assert!(authority.document("/unknown", AT).unwrap().is_none());
}

#[test]
fn key_files_open_in_openssl() {
    let mut authority = authority(KeyAlgorithm::P256);
    let workshop = Workshop::new();
    for key in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P384] {
        let issued = authority.issue(&profile(key), AT).unwrap();
        for (encryption, legacy, shown) in [
            (Encryption::Modern, "", "PBES2, PBKDF2, AES-256-CBC"),
            (
                Encryption::TripleDes,
                "-legacy",
                "pbeWithSHA1And3-KeyTripleDES-CBC",
            ),
            (Encryption::Rc2, "-legacy", "pbeWithSHA1And40BitRC2-CBC"),
        ] {
            let password = "Mật khẩu 8";
            let file = export(
                "thử nghiệm",
                &issued.key,
                &issued.certificate,
                &issued.chain,
                password,
                encryption,
            )
            .unwrap();
            workshop.write("file.p12", file);
            let text = workshop.openssl(&format!(
                "pkcs12 -in file.p12 -info -noenc {legacy} -passin 'pass:{password}' -out out.pem"
            ));
            assert!(text.contains(shown), "{text}");
            let certificates = Certificate::load_all(&workshop.read("out.pem")).unwrap();
            assert_eq!(certificates.len(), 3);
            assert!(certificates.contains(&issued.certificate));
            let key = workshop.openssl("pkey -in out.pem");
            assert_eq!(key.replace('\n', ""), issued.key.to_pem().replace('\n', ""));
            workshop
                .try_openssl(&format!("pkcs12 -in file.p12 {legacy} -passin pass:wrong"))
                .unwrap_err();
        }
    }
}

#[test]
fn a_stored_authority_goes_on_as_before() {
    let mut authority = authority(KeyAlgorithm::P256);
    let issued = authority.issue(&profile(KeyAlgorithm::P256), AT).unwrap();
    let mut restored = Authority::from_bytes(&authority.to_bytes().unwrap()).unwrap();
    restored
        .revoke(&issued.certificate, Reason::KeyCompromise, AT)
        .unwrap();
    let root = authority.certificate(Ca::Root).unwrap();
    assert_eq!(restored.certificate(Ca::Root).unwrap(), root);
    let workshop = Workshop::new();
    write_authorities(&workshop, &restored);
    let complaint = verify(&workshop, &issued.certificate).unwrap_err();
    assert!(complaint.contains("certificate revoked"), "{complaint}");

    let other = Authority::new(authority.config().clone(), AT).unwrap();
    let foreign = other.certificate(Ca::Public).unwrap();
    assert!(restored.revoke(foreign, Reason::Superseded, AT).is_err());
    assert!(Authority::from_bytes(b"{}").is_err());
}

#[test]
fn a_key_made_elsewhere_is_certified() {
    let mut authority = authority(KeyAlgorithm::P256);
    let key = Key::generate(KeyAlgorithm::Rsa2048).unwrap();
    let certificate = authority
        .issue_for(
            &profile(KeyAlgorithm::Rsa2048),
            &key.public_key().unwrap(),
            AT,
        )
        .unwrap();
    let workshop = Workshop::new();
    write_authorities(&workshop, &authority);
    verify(&workshop, &certificate).unwrap();
}
