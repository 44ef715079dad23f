//! Issuing: what stands in the certificates of the authorities and of everybody else.

use const_oid::ObjectIdentifier as Oid;
use pki::extension::KeyUsage;
use pki::{Certificate, encode, oid};
use time::{Duration, UtcDateTime};

use crate::authority::{Credential, Record, Stamping};
use crate::certificate::{self, Contents, Signer};
use crate::hex::{Bytes, Stored};
use crate::key::{Key, random};
use crate::profile::{Kind, Profile, Subject, Validity};
use crate::{Authority, Ca, Error, KeyAlgorithm};

const ANY_POLICY: Oid = Oid::new_unwrap("2.5.29.32.0");

impl Authority {
    /// Key and certificate of one of the authorities themselves.
    pub(crate) fn found(&mut self, ca: Ca, at: UtcDateTime) -> Result<Credential, Error> {
        let key = Key::generate(self.config.key)?;
        let public_key = key.public_key()?;
        let subject = Subject::of_authority(&self.name_of(ca)).to_der();
        let from = at.checked_sub(Duration::days(365)).ok_or(Error::Date)?;
        let until = at
            .checked_add(Duration::days(self.terms.days(ca).into()))
            .ok_or(Error::Date)?;
        let mut extensions = vec![
            certificate::basic_constraints(true, (ca != Ca::Root).then_some(0)),
            certificate::key_usage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)),
            certificate::subject_key(&public_key)?,
        ];
        if ca != Ca::Root {
            let root = self.credential(Ca::Root)?;
            extensions.push(certificate::authority_key(&root.key.public_key()?)?);
            extensions.push(certificate::policy(ANY_POLICY));
            extensions.extend(self.addresses(Ca::Root));
        }
        let contents = Contents {
            subject: subject.clone(),
            public_key,
            not_before: from,
            not_after: until,
            extensions,
        };
        let own = Signer {
            name: &subject,
            key: &key,
        };
        let signer = match self.authorities.get(&Ca::Root) {
            Some(root) => root.signer(),
            None => own,
        };
        let certificate = contents.sign(&signer, &serial()?)?;
        self.record(Ca::Root, &certificate);
        Ok(Credential {
            key,
            certificate: Stored(certificate),
        })
    }

    pub(crate) fn stamping(
        &mut self,
        key: KeyAlgorithm,
        at: UtcDateTime,
    ) -> Result<Stamping, Error> {
        let current = Validity::Days(self.terms.services);
        let key = Key::generate(key)?;
        let mut certify = |kind, validity| {
            let name = "Dich vu cap dau thoi gian thu nghiem (for testing)";
            let profile = self.service(kind, name, Ca::Government, validity);
            self.certify(&profile, key.clone(), at)
        };
        Ok(Stamping {
            good: certify(Kind::TimeStamping, current)?,
            expired: certify(Kind::TimeStamping, Validity::Expired)?,
            loose: certify(Kind::LooseTimeStamping, current)?,
        })
    }

    pub(crate) fn service(
        &self,
        kind: Kind,
        name: &str,
        issuer: Ca,
        validity: Validity,
    ) -> Profile {
        Profile {
            subject: Subject::of_authority(name),
            kind,
            key: self.config.key,
            issuer,
            validity,
        }
    }

    pub(crate) fn certify(
        &mut self,
        profile: &Profile,
        key: Key,
        at: UtcDateTime,
    ) -> Result<Credential, Error> {
        let certificate = self.write_certificate(profile, &key.public_key()?, at)?;
        Ok(Credential {
            key,
            certificate: Stored(certificate),
        })
    }

    pub(crate) fn write_certificate(
        &mut self,
        profile: &Profile,
        public_key: &[u8],
        at: UtcDateTime,
    ) -> Result<Certificate, Error> {
        let issuer = self.credential(profile.issuer)?;
        let (not_before, not_after) = profile.validity.range(at)?;
        let kind = profile.kind;
        let must_be_sole = matches!(kind, Kind::TimeStamping);
        let mut extensions = vec![
            certificate::basic_constraints(false, None),
            certificate::key_usage(kind.key_usage()),
            certificate::purposes(&kind.purposes(), must_be_sole),
            certificate::subject_key(public_key)?,
            certificate::authority_key(&issuer.key.public_key()?)?,
        ];
        extensions.extend(kind.policy().map(certificate::policy));
        extensions.extend(profile.subject.email.as_deref().map(certificate::email));
        if kind == Kind::OcspResponder {
            let no_check = certificate::extension(oid::OCSP_NO_CHECK, false, &encode::null());
            extensions.push(no_check);
        } else {
            extensions.extend(self.addresses(profile.issuer));
        }
        let contents = Contents {
            subject: profile.subject.to_der(),
            public_key: public_key.to_vec(),
            not_before,
            not_after,
            extensions,
        };
        let certificate = contents.sign(&issuer.signer(), &serial()?)?;
        self.record(profile.issuer, &certificate);
        Ok(certificate)
    }

    /// Where to ask about certificates of this authority.
    fn addresses(&self, ca: Ca) -> [Vec<u8>; 2] {
        let base = &self.config.base_url;
        let name = ca.name();
        [
            certificate::revocation_list(&format!("{base}/crl/{name}.crl")),
            certificate::access(&format!("{base}/ocsp"), &format!("{base}/ca/{name}.cer")),
        ]
    }

    fn record(&mut self, issuer: Ca, certificate: &Certificate) {
        self.records.push(Record {
            issuer,
            serial: Bytes(certificate.serial().to_vec()),
            revoked: None,
        });
    }
}

/// A positive serial number of 16 octets with 126 bits of randomness (RFC 5280, 4.1.2.2).
fn serial() -> Result<[u8; 16], Error> {
    let mut serial: [u8; 16] = random()?;
    let [first, ..] = &mut serial;
    *first = (*first & 0x7F) | 0x40;
    Ok(serial)
}
