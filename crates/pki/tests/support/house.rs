//! A small hierarchy that certifies, revokes and answers in any way, and OpenSSL's opinion of it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "tests; every test file uses its own part"
)]

use pki::extension::KeyUsage;
use pki::path::{Inputs, chains};
use pki::revocation::{Material, Reason, Unsettled, settle};
use pki::trust::{Anchor, AnchorKind, Anchors};
use pki::{Certificate, Crl, encode, oid};
use testpki::forge::{self, CertificateContents, ListContents, Signer, list_entry};
use testpki::{Key, KeyAlgorithm};
use time::macros::utc_datetime;
use time::{Duration, UtcDateTime};

use super::support::Workshop;

/// When everything in these tests is asked.
pub(crate) const NOW: UtcDateTime = utc_datetime!(2026-11-21 08:00);

/// `id-ce-freshestCRL` (RFC 5280, 5.2.6).
const FRESHEST_LIST: const_oid::ObjectIdentifier =
    const_oid::ObjectIdentifier::new_unwrap("2.5.29.46");

/// Somebody with a key, a name and a certificate.
pub(crate) struct Party {
    pub(crate) key: Key,
    pub(crate) certificate: Certificate,
}

impl Party {
    pub(crate) fn name(&self) -> &[u8] {
        self.certificate.subject().der()
    }
}

/// A root and an authority below it.
pub(crate) struct House {
    pub(crate) root: Party,
    pub(crate) ca: Party,
}

pub(crate) fn key() -> Key {
    Key::generate(KeyAlgorithm::P256).unwrap()
}

/// A `Name` with this common name.
pub(crate) fn name(common_name: &str) -> Vec<u8> {
    encode::sequence(&[relative_name(common_name)])
}

/// A `RelativeDistinguishedName`.
pub(crate) fn relative_name(common_name: &str) -> Vec<u8> {
    let text = encode::element(0x0C, common_name.as_bytes());
    encode::set_of(&[encode::sequence(&[encode::oid(oid::COMMON_NAME), text])])
}

/// `directoryName`.
pub(crate) fn directory(name: &[u8]) -> Vec<u8> {
    encode::constructed(4, name)
}

/// Signs the certificate of `subject` as `issuer`, with basic extensions and `further` ones.
pub(crate) fn certify(
    issuer: (&[u8], &Key),
    subject: (&[u8], &Key),
    usage: Option<KeyUsage>,
    further: &[Vec<u8>],
) -> Certificate {
    static SERIAL: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(200);
    let serial = SERIAL.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let public_key = subject.1.public_key().unwrap();
    let ca = usage.is_some_and(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN));
    let mut extensions = vec![
        forge::basic_constraints(ca, None),
        forge::subject_key(&public_key).unwrap(),
        forge::authority_key(&issuer.1.public_key().unwrap()).unwrap(),
    ];
    extensions.extend(usage.map(forge::key_usage));
    extensions.extend_from_slice(further);
    let contents = CertificateContents {
        subject: subject.0.to_vec(),
        public_key,
        not_before: NOW - Duration::days(30),
        not_after: NOW + Duration::days(300),
        extensions,
    };
    let signer = Signer {
        name: issuer.0,
        key: issuer.1,
    };
    contents.sign(&signer, &serial.to_be_bytes()).unwrap()
}

impl House {
    pub(crate) fn new() -> Self {
        let usage = Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN));
        let (root_name, root_key) = (name("Root for testing"), key());
        let root = certify((&root_name, &root_key), (&root_name, &root_key), usage, &[]);
        let ca_key = key();
        let ca_name = name("CA for testing");
        let ca = certify((&root_name, &root_key), (&ca_name, &ca_key), usage, &[]);
        Self {
            root: Party {
                key: root_key,
                certificate: root,
            },
            ca: Party {
                key: ca_key,
                certificate: ca,
            },
        }
    }

    /// A certificate of an end entity by the CA.
    pub(crate) fn leaf(&self, further: &[Vec<u8>]) -> Certificate {
        let usage = Some(KeyUsage::DIGITAL_SIGNATURE);
        self.by_ca("Leaf for testing", &key(), usage, further)
    }

    pub(crate) fn by_ca(
        &self,
        common_name: &str,
        key: &Key,
        usage: Option<KeyUsage>,
        further: &[Vec<u8>],
    ) -> Certificate {
        let issuer = (self.ca.name(), &self.ca.key);
        certify(issuer, (&name(common_name), key), usage, further)
    }

    /// The root's list, which says that the CA is good.
    pub(crate) fn root_list(&self) -> Crl {
        List::by(&self.root).signed()
    }

    /// Whether `leaf` with the CA and `others` has a settled path to the root.
    pub(crate) fn settle(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        material: &Material,
    ) -> Result<(), Unsettled> {
        let mut candidates = vec![self.ca.certificate.clone()];
        candidates.extend_from_slice(others);
        let anchor = Anchor::new(self.root.certificate.clone(), AnchorKind::Unstated);
        let anchors: Anchors = [anchor].into_iter().collect();
        let chain = chains(leaf, &candidates, &anchors).unwrap().remove(0);
        let path = chain.check(&Inputs::default(), NOW).unwrap();
        settle(&path, material, &candidates, NOW)
    }

    /// What OpenSSL says of the same. It calls some files good whose errors it prints, so any error
    /// printed is a refusal.
    pub(crate) fn openssl(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        lists: &[Crl],
    ) -> Result<String, String> {
        let workshop = Workshop::new();
        workshop.write("root.pem", self.root.certificate.to_pem());
        let others: String = others.iter().map(Certificate::to_pem).collect();
        let untrusted = self.ca.certificate.to_pem() + &others;
        workshop.write("untrusted.pem", untrusted);
        workshop.write("leaf.pem", leaf.to_pem());
        let pem = |list: &Crl| encode::pem("X509 CRL", list.der());
        let lists: String = lists.iter().map(pem).collect();
        workshop.write("lists.pem", lists);
        let text = workshop.try_openssl(&format!(
            "verify -CAfile root.pem -untrusted untrusted.pem -CRLfile lists.pem -crl_check_all \
             -extended_crl -use_deltas -attime {} leaf.pem",
            NOW.unix_timestamp()
        ))?;
        if text.contains("error ") {
            return Err(text);
        }
        Ok(text)
    }

    /// Settles by the root's list and these, and demands that OpenSSL comes to the same end.
    pub(crate) fn agreed(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        lists: &[Crl],
    ) -> Result<(), Unsettled> {
        let mut all = vec![self.root_list()];
        all.extend_from_slice(lists);
        self.agreed_by(leaf, others, &all)
    }

    /// Settles by these lists alone, and demands that OpenSSL comes to the same end.
    pub(crate) fn agreed_by(
        &self,
        leaf: &Certificate,
        others: &[Certificate],
        lists: &[Crl],
    ) -> Result<(), Unsettled> {
        let theirs = self.openssl(leaf, others, lists);
        let material = Material {
            lists: lists.to_vec(),
            answers: Vec::new(),
        };
        let ours = self.settle(leaf, others, &material);
        assert_eq!(
            ours.is_ok(),
            theirs.is_ok(),
            "{ours:?}, but OpenSSL: {theirs:?}"
        );
        ours
    }
}

/// A list in the making.
#[derive(Clone)]
pub(crate) struct List {
    contents: ListContents,
    key: Key,
}

impl List {
    /// A list of today by this issuer, number 5, without entries.
    pub(crate) fn by(issuer: &Party) -> Self {
        let identifier = forge::authority_key(&issuer.key.public_key().unwrap()).unwrap();
        let contents = ListContents {
            issuer: issuer.name().to_vec(),
            this_update: NOW - Duration::HOUR,
            next_update: Some(NOW + Duration::DAY),
            entries: Vec::new(),
            extensions: vec![identifier],
        };
        let list = Self {
            contents,
            key: issuer.key.clone(),
        };
        list.number(5)
    }

    pub(crate) fn number(mut self, number: u64) -> Self {
        let tag = encode::oid(oid::CRL_NUMBER);
        let is_number = |extension: &Vec<u8>| extension.windows(tag.len()).any(|part| part == tag);
        self.contents
            .extensions
            .retain(|extension| !is_number(extension));
        self.with(oid::CRL_NUMBER, false, &encode::integer(number))
    }

    /// Says that there are deltas (`freshestCRL`), without which OpenSSL looks for none.
    pub(crate) fn with_deltas(self) -> Self {
        let point = encode::sequence(&[full_name(&uri("http://here.test/delta.crl"))]);
        self.with(FRESHEST_LIST, false, &encode::sequence(&[point]))
    }

    /// Makes it a delta of this base.
    pub(crate) fn delta_of(self, base: u64) -> Self {
        self.with(oid::DELTA_CRL_INDICATOR, true, &encode::integer(base))
    }

    /// With `IssuingDistributionPoint` of these parts.
    pub(crate) fn scope(self, parts: &[Vec<u8>]) -> Self {
        let value = encode::sequence(parts);
        self.with(oid::ISSUING_DISTRIBUTION_POINT, true, &value)
    }

    pub(crate) fn with(
        mut self,
        id: const_oid::ObjectIdentifier,
        critical: bool,
        value: &[u8],
    ) -> Self {
        let extension = forge::extension(id, critical, value);
        self.contents.extensions.push(extension);
        self
    }

    pub(crate) fn revoking(self, certificate: &Certificate, reason: Reason) -> Self {
        self.entry(certificate.serial(), reason, &[])
    }

    pub(crate) fn entry(mut self, serial: &[u8], reason: Reason, further: &[Vec<u8>]) -> Self {
        let since = NOW - Duration::days(2);
        self.contents
            .entries
            .push(list_entry(serial, since, reason, further));
        self
    }

    pub(crate) fn issued(mut self, at: UtcDateTime, next: Option<UtcDateTime>) -> Self {
        self.contents.this_update = at;
        self.contents.next_update = next;
        self
    }

    pub(crate) fn signed(&self) -> Crl {
        self.signed_by(&self.key)
    }

    pub(crate) fn signed_by(&self, key: &Key) -> Crl {
        Crl::from_der(&self.contents.sign(key).unwrap()).unwrap()
    }
}

/// `cRLDistributionPoints` of these points.
pub(crate) fn points(points: &[Vec<u8>]) -> Vec<u8> {
    let value = encode::sequence(points);
    forge::extension(oid::CRL_DISTRIBUTION_POINTS, false, &value)
}

/// A `DistributionPointName` with a full name.
pub(crate) fn full_name(name: &[u8]) -> Vec<u8> {
    encode::constructed(0, &encode::constructed(0, name))
}

/// `uniformResourceIdentifier`.
pub(crate) fn uri(address: &str) -> Vec<u8> {
    encode::primitive(6, address.as_bytes())
}

/// The code of an error.
pub(crate) fn code(result: Result<(), Unsettled>) -> &'static str {
    result.map_or_else(|error| error.code(), |()| "settled")
}
