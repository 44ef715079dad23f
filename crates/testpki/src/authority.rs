//! The authority: its own keys, what it issued and revoked, and its answers.

use std::collections::BTreeMap;

use pki::Certificate;
use pki::revocation::Reason;
use serde::{Deserialize, Serialize};
use time::{Duration, UtcDateTime};

use crate::certificate::Signer;
use crate::hex::{self, Stored};
use crate::key::{Key, KeyAlgorithm};
use crate::profile::Profile;
use crate::{Error, Member, Population, Standing, Terms};

/// How an authority is set up.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Config {
    /// Where its answers will be found, without a final slash: `http://127.0.0.1:8090`.
    pub base_url: String,
    /// The kind of its own keys.
    pub key: KeyAlgorithm,
}

/// One of the certification authorities.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ca {
    /// The root, which certifies only the others.
    Root,
    /// For the agencies of the State.
    Government,
    /// For persons and organisations outside the State.
    Public,
}

impl Ca {
    /// All of them, the root first.
    pub const ALL: [Self; 3] = [Self::Root, Self::Government, Self::Public];

    /// A short name for addresses and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Government => "government",
            Self::Public => "public",
        }
    }

    pub(crate) fn common_name(self) -> &'static str {
        match self {
            Self::Root => "Co quan chung thuc so thu nghiem Root CA (for testing)",
            Self::Government => "CA thu nghiem phuc vu cac co quan Nha nuoc (for testing)",
            Self::Public => "CA thu nghiem phuc vu ca nhan va to chuc (for testing)",
        }
    }
}

/// A key with its certificate.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Credential {
    pub(crate) key: Key,
    pub(crate) certificate: Stored,
}

impl Credential {
    pub(crate) fn certificate(&self) -> &Certificate {
        &self.certificate.0
    }

    pub(crate) fn signer(&self) -> Signer<'_> {
        Signer {
            name: self.certificate().subject().der(),
            key: &self.key,
        }
    }
}

/// The certificates of the time-stamp authority; all on one key.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Stamping {
    pub(crate) good: Credential,
    pub(crate) expired: Credential,
    pub(crate) loose: Credential,
}

/// What became of an issued certificate.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Record {
    pub(crate) issuer: Ca,
    pub(crate) serial: hex::Bytes,
    pub(crate) revoked: Option<(UtcDateTime, Reason)>,
}

/// A test authority with everything it knows. Its private keys are part of it, in the clear.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Authority {
    pub(crate) config: Config,
    #[serde(default)]
    pub(crate) terms: Terms,
    /// Which in the line of successors, from 1.
    #[serde(default = "first")]
    pub(crate) generation: u32,
    #[serde(default)]
    pub(crate) founded: Option<UtcDateTime>,
    pub(crate) authorities: BTreeMap<Ca, Credential>,
    pub(crate) responders: BTreeMap<Ca, Credential>,
    pub(crate) stamping: Option<Stamping>,
    pub(crate) records: Vec<Record>,
    subscribers: Vec<Subscriber>,
}

/// A certificate with its private key and its issuers.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate.
    pub certificate: Certificate,
    /// Its private key.
    pub key: Key,
    /// The issuing authority, then the root.
    pub chain: Vec<Certificate>,
}

/// A member of a [`Population`] with key and certificate.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Subscriber {
    member: Member,
    credential: Credential,
}

/// An answer to a GET request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Document {
    /// Its media type.
    pub media_type: &'static str,
    /// Its contents.
    pub bytes: Vec<u8>,
}

impl Authority {
    /// Sets up the authority at the moment `at`: keys and certificates of the root, the issuing
    /// authorities, the OCSP responders and the time-stamp authority.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn new(config: Config, at: UtcDateTime) -> Result<Self, Error> {
        Self::with_terms(config, Terms::default(), at)
    }

    /// As [`Self::new`], with certificates that live as long as `terms` say.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn with_terms(config: Config, terms: Terms, at: UtcDateTime) -> Result<Self, Error> {
        Self::of_generation(config, terms, 1, at)
    }

    pub(crate) fn of_generation(
        config: Config,
        terms: Terms,
        generation: u32,
        at: UtcDateTime,
    ) -> Result<Self, Error> {
        let key = config.key;
        let mut authority = Self {
            config,
            terms,
            generation,
            founded: Some(at),
            authorities: BTreeMap::new(),
            responders: BTreeMap::new(),
            stamping: None,
            records: Vec::new(),
            subscribers: Vec::new(),
        };
        for ca in Ca::ALL {
            let credential = authority.found(ca, at)?;
            authority.authorities.insert(ca, credential);
        }
        authority.renew_responders(key, at)?;
        authority.renew_time_stamping(key, at)?;
        Ok(authority)
    }

    /// The stored form, private keys included.
    ///
    /// # Errors
    /// [`Error::State`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        serde_json::to_vec_pretty(self).map_err(|error| Error::State {
            reason: error.to_string(),
        })
    }

    /// Reads a stored form.
    ///
    /// # Errors
    /// [`Error::State`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        serde_json::from_slice(bytes).map_err(|error| Error::State {
            reason: error.to_string(),
        })
    }

    /// How it was set up.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The certificate of an authority.
    ///
    /// # Errors
    /// [`Error::State`] if a stored form lost it.
    pub fn certificate(&self, ca: Ca) -> Result<&Certificate, Error> {
        Ok(self.credential(ca)?.certificate())
    }

    /// The certificate of the time-stamp authority.
    ///
    /// # Errors
    /// [`Error::State`] if a stored form lost it.
    pub fn time_stamp_certificate(&self) -> Result<&Certificate, Error> {
        let stamping = self.stamping.as_ref().ok_or_else(lost)?;
        Ok(stamping.good.certificate())
    }

    /// Where time stamps are given.
    #[must_use]
    pub fn time_stamp_url(&self) -> String {
        format!("{}/tsa", self.config.base_url)
    }

    /// Issues a certificate at the moment `at`, with a new key.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn issue(&mut self, profile: &Profile, at: UtcDateTime) -> Result<Issued, Error> {
        let key = Key::generate(profile.key)?;
        let credential = self.certify(profile, key, at)?;
        self.issued(&credential, profile.issuer)
    }

    /// Issues a certificate at the moment `at` for a public key made elsewhere, for example on a
    /// token, given as DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`Error::Pki`] for an unreadable key, [`Error::Crypto`], [`Error::Date`].
    pub fn issue_for(
        &mut self,
        profile: &Profile,
        public_key: &[u8],
        at: UtcDateTime,
    ) -> Result<Certificate, Error> {
        self.write_certificate(profile, public_key, at)
    }

    /// Takes a certificate back, or suspends it with [`Reason::CertificateHold`].
    ///
    /// # Errors
    /// [`Error::UnknownCertificate`].
    pub fn revoke(
        &mut self,
        certificate: &Certificate,
        reason: Reason,
        at: UtcDateTime,
    ) -> Result<(), Error> {
        let serial = certificate.serial();
        let record = self.records.iter_mut().find(|record| {
            record.serial.0 == serial
                && self
                    .authorities
                    .get(&record.issuer)
                    .is_some_and(|ca| ca.certificate().subject() == certificate.issuer())
        });
        let record = record.ok_or_else(|| Error::UnknownCertificate {
            serial: certificate.serial_hex(),
        })?;
        record.revoked = Some((at, reason));
        Ok(())
    }

    /// Issues certificates to everybody in `population` at the moment `at`; those who are revoked
    /// or suspended were so an hour before.
    ///
    /// # Errors
    /// Those of [`Self::issue`].
    pub fn populate(&mut self, population: &Population, at: UtcDateTime) -> Result<(), Error> {
        for member in &population.members {
            let key = Key::generate(member.profile.key)?;
            let credential = self.certify(&member.profile, key, at)?;
            let reason = match member.standing {
                Standing::Good => None,
                Standing::Revoked => Some(Reason::KeyCompromise),
                Standing::Suspended => Some(Reason::CertificateHold),
            };
            if let Some(reason) = reason {
                let since = at.checked_sub(Duration::HOUR).ok_or(Error::Date)?;
                self.revoke(credential.certificate(), reason, since)?;
            }
            self.subscribers.push(Subscriber {
                member: member.clone(),
                credential,
            });
        }
        Ok(())
    }

    /// Everybody that got a certificate by [`Self::populate`].
    #[must_use]
    pub fn subscribers(&self) -> &[Subscriber] {
        &self.subscribers
    }

    /// Key and certificate of the subscriber with this id.
    #[must_use]
    pub fn subscriber(&self, id: &str) -> Option<Issued> {
        let subscriber = self.subscribers.iter().find(|found| found.id() == id)?;
        let issuer = subscriber.member.profile.issuer;
        self.issued(&subscriber.credential, issuer).ok()
    }

    /// What is found under `path` with GET at the moment `at`: certificates of the authorities
    /// (`/ca/NAME.cer`) and their revocation lists (`/crl/NAME.crl`).
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn document(&self, path: &str, at: UtcDateTime) -> Result<Option<Document>, Error> {
        for ca in Ca::ALL {
            if path == format!("/ca/{}.cer", ca.name()) {
                return Ok(Some(Document {
                    media_type: "application/pkix-cert",
                    bytes: self.certificate(ca)?.der().to_vec(),
                }));
            }
            if path == format!("/crl/{}.crl", ca.name()) {
                return Ok(Some(Document {
                    media_type: "application/pkix-crl",
                    bytes: self.crl(ca, at)?,
                }));
            }
        }
        Ok(None)
    }

    /// What is answered under `path` to what was sent there: time stamps (`/tsa`) and statuses
    /// (`/ocsp`) to requests, with POST, and whatever is found with GET ([`Self::document`]).
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::State`].
    pub fn serve(
        &self,
        path: &str,
        sent: &[u8],
        at: UtcDateTime,
    ) -> Result<Option<Document>, Error> {
        let (media_type, bytes) = match path {
            "/tsa" => ("application/timestamp-reply", self.handle_tsp(sent, at)?),
            "/ocsp" => ("application/ocsp-response", self.handle_ocsp(sent, at)?),
            _ => return self.document(path, at),
        };
        Ok(Some(Document { media_type, bytes }))
    }

    pub(crate) fn credential(&self, ca: Ca) -> Result<&Credential, Error> {
        self.authorities.get(&ca).ok_or_else(lost)
    }

    fn issued(&self, credential: &Credential, issuer: Ca) -> Result<Issued, Error> {
        let mut chain = vec![self.certificate(issuer)?.clone()];
        if issuer != Ca::Root {
            chain.push(self.certificate(Ca::Root)?.clone());
        }
        Ok(Issued {
            certificate: credential.certificate().clone(),
            key: credential.key.clone(),
            chain,
        })
    }
}

impl Subscriber {
    /// A short name for files and tests.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.member.id
    }

    /// What was asked for.
    #[must_use]
    pub fn member(&self) -> &Member {
        &self.member
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.credential.certificate()
    }

    /// The private key.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.credential.key
    }
}

/// The generation of an authority stored before there were successors.
fn first() -> u32 {
    1
}

pub(crate) fn lost() -> Error {
    Error::State {
        reason: "a part of the authority is missing".to_owned(),
    }
}
