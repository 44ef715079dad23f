//! RFC 6960, 3.2 and 4.2.2, rule by rule, on answers made for each; OpenSSL agrees wherever it has an
//! opinion.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "support/house.rs"]
mod house;
mod support;

use const_oid::ObjectIdentifier;
use house::{House, List, NOW, Party, certify, code, key, name, points, uri};
use pki::extension::KeyUsage;
use pki::ocsp::{CertificateId, Response};
use pki::revocation::{Material, Reason, RevocationError, Statement, Status, statements};
use pki::{Certificate, Crl, DigestAlgorithm, encode, oid};
use support::Workshop;
use testpki::Key;
use testpki::forge::{self, AnswerContents, single_answer};
use time::{Duration, UtcDateTime};

const STRANGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.3.4");

fn good() -> Vec<u8> {
    encode::primitive(0, &[])
}

fn unknown() -> Vec<u8> {
    encode::primitive(2, &[])
}

fn revoked() -> Vec<u8> {
    let since = encode::generalized_time(NOW - Duration::days(2));
    encode::constructed(1, &since)
}

/// What is said of one certificate, of this hour.
fn single(house: &House, leaf: &Certificate, status: Vec<u8>, extensions: &[Vec<u8>]) -> Vec<u8> {
    let ca = &house.ca.certificate;
    let id = CertificateId::new(leaf, ca, DigestAlgorithm::Sha1);
    let (from, until) = (NOW - Duration::HOUR, NOW + Duration::HOUR);
    single_answer(&id, status, from, Some(until), extensions).unwrap()
}

/// An answer by `responder`, who is named by key and whose certificate is inside.
fn answer(responder: &Party, singles: &[Vec<u8>]) -> AnswerContents {
    let hash = responder.certificate.public_key().sha1_identifier();
    AnswerContents {
        responder: encode::constructed(2, &encode::octet_string(&hash)),
        produced_at: NOW - Duration::minutes(30),
        singles: singles.to_vec(),
        extensions: Vec::new(),
        certificates: vec![responder.certificate.der().to_vec()],
    }
}

fn signed(contents: &AnswerContents, key: &Key) -> Response {
    Response::from_der(&contents.sign(key).unwrap()).unwrap()
}

/// A responder certified by the CA.
fn responder(house: &House, further: &[Vec<u8>]) -> Party {
    let key = key();
    let mut extensions = vec![forge::purposes(&[oid::KP_OCSP_SIGNING], false)];
    extensions.extend_from_slice(further);
    let usage = Some(KeyUsage::DIGITAL_SIGNATURE);
    Party {
        certificate: house.by_ca("Responder for testing", &key, usage, &extensions),
        key,
    }
}

fn no_check() -> Vec<u8> {
    forge::extension(oid::OCSP_NO_CHECK, false, &encode::null())
}

fn says(
    house: &House,
    leaf: &Certificate,
    response: &Response,
    candidates: &[Certificate],
) -> Result<Statement, RevocationError> {
    let material = Material {
        lists: Vec::new(),
        answers: vec![response.clone()],
    };
    let (mut said, mut refused) =
        statements(leaf, &house.ca.certificate, &material, candidates, NOW);
    assert_eq!(said.len() + refused.len(), 1);
    said.pop().ok_or_else(|| refused.remove(0).1)
}

fn error(house: &House, leaf: &Certificate, response: &Response) -> &'static str {
    says(house, leaf, response, &[]).unwrap_err().code()
}

fn settles(house: &House, leaf: &Certificate, response: &Response, lists: &[Crl]) -> &'static str {
    let mut all = vec![house.root_list()];
    all.extend_from_slice(lists);
    let material = Material {
        lists: all,
        answers: vec![response.clone()],
    };
    code(house.settle(leaf, &[], &material))
}

/// The status that OpenSSL reads and believes.
fn openssl(house: &House, leaf: &Certificate, response: &Response) -> Result<String, String> {
    let workshop = Workshop::new();
    workshop.write("root.pem", house.root.certificate.to_pem());
    workshop.write("ca.pem", house.ca.certificate.to_pem());
    workshop.write("leaf.pem", leaf.to_pem());
    workshop.write("answer.der", response.der());
    // Times of the answer are compared with the machine's clock; the period lets them pass.
    let text = workshop.try_openssl(&format!(
        "ocsp -respin answer.der -issuer ca.pem -cert leaf.pem -CAfile root.pem -no_nonce \
         -verify_other ca.pem -validity_period 900000000 -attime {}",
        NOW.unix_timestamp()
    ))?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("leaf.pem: "));
    match line {
        Some(status) if text.contains("Response verify OK") => Ok(status.to_owned()),
        _ => Err(text),
    }
}

#[test]
fn the_issuer_or_its_delegate_may_answer() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let delegate = responder(&house, &[no_check()]);
    for speaker in [&house.ca, &delegate] {
        for (status, ours, theirs) in [
            (good(), "settled", "good"),
            (revoked(), "unsettled-revoked", "revoked"),
            (unknown(), "unsettled-undetermined", "unknown"),
        ] {
            let contents = answer(speaker, &[single(&house, &leaf, status, &[])]);
            let response = signed(&contents, &speaker.key);
            assert_eq!(settles(&house, &leaf, &response, &[]), ours);
            assert_eq!(openssl(&house, &leaf, &response), Ok(theirs.to_owned()));
        }
    }
}

#[test]
fn others_may_not_answer() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let said = [single(&house, &leaf, good(), &[])];
    let usage = Some(KeyUsage::DIGITAL_SIGNATURE);
    let purpose = [forge::purposes(&[oid::KP_OCSP_SIGNING], false), no_check()];
    let with = |issuer: (&[u8], &Key), further: &[Vec<u8>]| {
        let key = key();
        let subject = name("Responder for testing");
        Party {
            certificate: certify(issuer, (&subject, &key), usage, further),
            key,
        }
    };
    let by_ca = (house.ca.name(), &house.ca.key);
    let stranger = key();
    for (what, party) in [
        ("no purpose", with(by_ca, &[no_check()])),
        (
            "any purpose",
            with(
                by_ca,
                &[forge::purposes(&[oid::ANY_EXTENDED_KEY_USAGE], false)],
            ),
        ),
        (
            "by the root",
            with((house.root.name(), &house.root.key), &purpose),
        ),
        (
            "by another key of that name",
            with((house.ca.name(), &stranger), &purpose),
        ),
    ] {
        let response = signed(&answer(&party, &said), &party.key);
        assert_eq!(
            error(&house, &leaf, &response),
            "revocation-not-authorized",
            "{what}"
        );
        assert!(openssl(&house, &leaf, &response).is_err(), "{what}");
    }
}

#[test]
fn the_responder_named_must_be_the_one_who_signed() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let delegate = responder(&house, &[no_check()]);
    let contents = answer(&delegate, &[single(&house, &leaf, good(), &[])]);
    let response = signed(&contents, &house.ca.key);
    assert_eq!(error(&house, &leaf, &response), "revocation-signature");
    assert!(openssl(&house, &leaf, &response).is_err());

    // By name, and with the certificate elsewhere.
    let mut contents = contents;
    contents.responder = encode::constructed(1, delegate.name());
    contents.certificates.clear();
    let response = signed(&contents, &delegate.key);
    assert_eq!(error(&house, &leaf, &response), "revocation-no-signer");
    let given = [delegate.certificate.clone()];
    let statement = says(&house, &leaf, &response, &given).unwrap();
    assert_eq!(statement.signer, delegate.certificate);

    // Valid only after the answer was made.
    contents.produced_at = NOW - Duration::days(31);
    let response = signed(&contents, &delegate.key);
    assert!(says(&house, &leaf, &response, &given).is_err());
}

#[test]
fn the_responders_own_revocation() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let said = [single(&house, &leaf, good(), &[])];
    let point = points(&[encode::sequence(&[house::full_name(&uri(
        "http://here.test/1.crl",
    ))])]);
    let delegate = responder(&house, &[point]);
    let response = signed(&answer(&delegate, &said), &delegate.key);
    let statement = says(&house, &leaf, &response, &[]).unwrap();
    assert!(!statement.no_check && !statement.signer_is_issuer);
    // It names a list, so the list is needed.
    assert_eq!(
        settles(&house, &leaf, &response, &[]),
        "unsettled-undetermined"
    );
    let list = List::by(&house.ca);
    // The list would settle the leaf as well, so it speaks of the responder only.
    let scoped = |list: List| list.scope(&[house::full_name(&uri("http://here.test/1.crl"))]);
    let lists = [scoped(list.clone()).signed()];
    assert_eq!(settles(&house, &leaf, &response, &lists), "settled");
    let revoking = list.revoking(&delegate.certificate, Reason::KeyCompromise);
    let lists = [scoped(revoking).signed()];
    assert_eq!(
        settles(&house, &leaf, &response, &lists),
        "unsettled-undetermined"
    );

    // Its own word about itself does not count.
    let itself = single(&house, &delegate.certificate, good(), &[]);
    let both = [said[0].clone(), itself];
    let response = signed(&answer(&delegate, &both), &delegate.key);
    assert_eq!(
        settles(&house, &leaf, &response, &[]),
        "unsettled-undetermined"
    );

    // Without any source named, its issuer chose not to have it checked (RFC 6960, 4.2.2.2.1).
    let silent = responder(&house, &[]);
    let response = signed(&answer(&silent, &said), &silent.key);
    assert_eq!(settles(&house, &leaf, &response, &[]), "settled");
}

#[test]
fn of_several_words_the_newest_about_the_certificate_counts() {
    let house = House::new();
    let (leaf, other) = (house.leaf(&[]), house.leaf(&[]));
    let ca = &house.ca.certificate;
    let id = CertificateId::new(&leaf, ca, DigestAlgorithm::Sha256);
    let (before, until) = (NOW - Duration::hours(9), NOW + Duration::HOUR);
    let older = single_answer(&id, good(), before, Some(until), &[]).unwrap();
    let newer = single(&house, &leaf, revoked(), &[]);
    let others = single(&house, &other, good(), &[]);
    for singles in [[&others, &older, &newer], [&newer, &older, &others]] {
        let singles: Vec<_> = singles.into_iter().cloned().collect();
        let response = signed(&answer(&house.ca, &singles), &house.ca.key);
        let statement = says(&house, &leaf, &response, &[]).unwrap();
        assert!(matches!(statement.status, Status::Revoked { .. }));
    }
    let response = signed(&answer(&house.ca, &[older]), &house.ca.key);
    assert_eq!(
        says(&house, &leaf, &response, &[]).unwrap().status,
        Status::Good
    );
    let response = signed(&answer(&house.ca, &[others]), &house.ca.key);
    assert_eq!(error(&house, &leaf, &response), "revocation-not-about");
}

#[test]
fn dates_of_answers() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let id = CertificateId::new(&leaf, &house.ca.certificate, DigestAlgorithm::Sha1);
    let dated = |this: UtcDateTime, next, produced_at| {
        let said = single_answer(&id, good(), this, next, &[]).unwrap();
        let mut contents = answer(&house.ca, &[said]);
        contents.produced_at = produced_at;
        signed(&contents, &house.ca.key)
    };
    let (hour, minute) = (Duration::HOUR, Duration::MINUTE);
    let code = |response: &Response| settles(&house, &leaf, response, &[]);
    let open = "unsettled-undetermined";
    assert_eq!(
        code(&dated(NOW - hour, Some(NOW + hour), NOW - hour)),
        "settled"
    );
    assert_eq!(
        code(&dated(NOW - hour, Some(NOW - minute), NOW - hour)),
        open
    );
    // Without an end it speaks for its own moment.
    assert_eq!(code(&dated(NOW - minute, None, NOW - minute)), "settled");
    assert_eq!(code(&dated(NOW - hour, None, NOW - hour)), open);
    // Clocks may differ: a settlement allows five minutes, statements leave it to the caller.
    let ahead = dated(NOW + 4 * minute, Some(NOW + hour), NOW + 4 * minute);
    assert_eq!(code(&ahead), "settled");
    assert_eq!(error(&house, &leaf, &ahead), "revocation-from-the-future");
    let ahead = dated(NOW + 6 * minute, Some(NOW + hour), NOW + 6 * minute);
    assert_eq!(code(&ahead), open);
    let made_later = dated(NOW - hour, Some(NOW + hour), NOW + hour);
    assert_eq!(
        error(&house, &leaf, &made_later),
        "revocation-from-the-future"
    );
    let before = dated(NOW - Duration::days(31), Some(NOW + hour), NOW - hour);
    assert_eq!(
        error(&house, &leaf, &before),
        "revocation-before-certificate"
    );
}

#[test]
fn extensions_of_answers() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let with = |extension: Vec<u8>| {
        let said = single(&house, &leaf, good(), &[extension]);
        signed(&answer(&house.ca, &[said]), &house.ca.key)
    };
    let since = NOW - Duration::days(700);
    let value = encode::generalized_time(since);
    let cutoff = with(forge::extension(oid::OCSP_ARCHIVE_CUTOFF, false, &value));
    let statement = says(&house, &leaf, &cutoff, &[]).unwrap();
    assert_eq!(statement.reaches_back_to, Some(since));
    assert!(!statement.cert_hash_matches);

    let hash = |digest: &[u8]| {
        let algorithm = encode::value(&DigestAlgorithm::Sha256.identifier()).unwrap();
        let value = encode::sequence(&[algorithm, encode::octet_string(digest)]);
        with(forge::extension(oid::OCSP_CERT_HASH, false, &value))
    };
    let matching = hash(&leaf.sha256_fingerprint());
    assert!(
        says(&house, &leaf, &matching, &[])
            .unwrap()
            .cert_hash_matches
    );
    assert_eq!(
        error(&house, &leaf, &hash(&[0; 32])),
        "revocation-not-about"
    );

    let strange = with(forge::extension(STRANGE, true, &encode::null()));
    assert_eq!(
        error(&house, &leaf, &strange),
        "revocation-critical-extension"
    );
    let harmless = with(forge::extension(STRANGE, false, &encode::null()));
    assert!(says(&house, &leaf, &harmless, &[]).is_ok());
    let mut contents = answer(&house.ca, &[single(&house, &leaf, good(), &[])]);
    contents.extensions = vec![forge::extension(STRANGE, true, &encode::null())];
    let strange = signed(&contents, &house.ca.key);
    assert_eq!(
        error(&house, &leaf, &strange),
        "revocation-critical-extension"
    );
}

#[test]
fn an_answer_is_read_in_every_wrapping() {
    let house = House::new();
    let leaf = house.leaf(&[]);
    let said = [single(&house, &leaf, good(), &[])];
    let response = signed(&answer(&house.ca, &said), &house.ca.key);
    let pem = encode::pem("OCSP RESPONSE", response.der());
    let bare: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for bytes in [response.der(), pem.as_bytes(), bare.as_bytes()] {
        assert_eq!(Response::load(bytes).unwrap().sha256(), response.sha256());
    }
    assert!(Response::load(b"").is_err() && Response::load(b"nonsense").is_err());
}
