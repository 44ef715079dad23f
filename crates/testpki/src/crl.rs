//! Revocation lists (RFC 5280, 5): those of the authority, complete and with reasons, and any
//! others.

use pki::revocation::Reason;
use pki::{encode, oid};
use time::{Duration, UtcDateTime};

use crate::authority::Record;
use crate::certificate::{authority_key, distribution_point, extension, signed};
use crate::key::Key;
use crate::{Authority, Ca, Error};

/// How long a list speaks for the present.
const LIFETIME: Duration = Duration::DAY;

/// The contents of a list to be signed.
#[derive(Clone, Debug)]
pub struct ListContents {
    /// The issuer's `Name`.
    pub issuer: Vec<u8>,
    /// When it is issued.
    pub this_update: UtcDateTime,
    /// When the next one is due.
    pub next_update: Option<UtcDateTime>,
    /// Each an entry, see [`list_entry`].
    pub entries: Vec<Vec<u8>>,
    /// Each an `Extension`.
    pub extensions: Vec<Vec<u8>>,
}

impl ListContents {
    /// The signed list in DER.
    ///
    /// # Errors
    /// [`Error::Crypto`].
    pub fn sign(&self, key: &Key) -> Result<Vec<u8>, Error> {
        let algorithm = key.algorithm().signature().identifier();
        let mut parts = vec![
            encode::integer(1),
            encode::value(&algorithm)?,
            self.issuer.clone(),
            encode::time(self.this_update),
        ];
        parts.extend(self.next_update.map(encode::time));
        if !self.entries.is_empty() {
            parts.push(encode::sequence(&self.entries));
        }
        if !self.extensions.is_empty() {
            let extensions = encode::sequence(&self.extensions);
            parts.push(encode::constructed(0, &extensions));
        }
        signed(encode::sequence(&parts), key)
    }
}

/// An entry: the two's complement octets of the serial number, since when, why, and further
/// extensions.
#[must_use]
pub fn list_entry(
    serial: &[u8],
    since: UtcDateTime,
    reason: Reason,
    further: &[Vec<u8>],
) -> Vec<u8> {
    let mut extensions = Vec::new();
    if reason != Reason::Unspecified {
        let value = encode::enumerated(reason.number());
        extensions.push(extension(oid::CRL_REASON, false, &value));
    }
    extensions.extend_from_slice(further);
    let mut parts = vec![encode::element(0x02, serial), encode::time(since)];
    if !extensions.is_empty() {
        parts.push(encode::sequence(&extensions));
    }
    encode::sequence(&parts)
}

impl Authority {
    /// The revocation list of an authority as of `at`, in DER. Its number is the time in seconds.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn crl(&self, ca: Ca, at: UtcDateTime) -> Result<Vec<u8>, Error> {
        self.list(ca, at, |_| true, Vec::new())
    }

    /// The same list, which says where deltas to it are found.
    ///
    /// # Errors
    /// As [`Self::crl`].
    pub fn crl_with_deltas(&self, ca: Ca, at: UtcDateTime, url: &str) -> Result<Vec<u8>, Error> {
        let freshest = extension(oid::FRESHEST_CRL, false, &distribution_point(url));
        self.list(ca, at, |_| true, vec![freshest])
    }

    /// What came to the list of `base` until `at`, as a delta list (RFC 5280, 5.2.4).
    ///
    /// # Errors
    /// As [`Self::crl`].
    pub fn delta(&self, ca: Ca, base: UtcDateTime, at: UtcDateTime) -> Result<Vec<u8>, Error> {
        let builds_on = encode::integer(number(base)?);
        let indicator = extension(oid::DELTA_CRL_INDICATOR, true, &builds_on);
        self.list(ca, at, |since| since > base, vec![indicator])
    }

    /// A list of those revoked at times that `holds`.
    fn list(
        &self,
        ca: Ca,
        at: UtcDateTime,
        holds: impl Fn(UtcDateTime) -> bool,
        further: Vec<Vec<u8>>,
    ) -> Result<Vec<u8>, Error> {
        let issuer = self.credential(ca)?;
        let entries: Vec<_> = self
            .records
            .iter()
            .filter(|record| record.issuer == ca)
            .filter(|record| record.revoked.is_some_and(|(since, _)| holds(since)))
            .filter_map(|record| entry(record, at))
            .collect();
        let mut extensions = vec![
            authority_key(&issuer.key.public_key()?)?,
            extension(oid::CRL_NUMBER, false, &encode::integer(number(at)?)),
        ];
        extensions.extend(further);
        if let Some(since) = self.remembers_since() {
            let value = encode::generalized_time(since);
            extensions.push(extension(oid::EXPIRED_CERTS_ON_CRL, false, &value));
        }
        let list = ListContents {
            issuer: issuer.certificate().subject().der().to_vec(),
            this_update: at,
            next_update: Some(at.checked_add(LIFETIME).ok_or(Error::Date)?),
            entries,
            extensions,
        };
        list.sign(&issuer.key)
    }
}

/// The number of the list of a moment.
fn number(at: UtcDateTime) -> Result<u64, Error> {
    u64::try_from(at.unix_timestamp()).map_err(|_| Error::Date)
}

/// The entry of a certificate that was revoked at or before `at`.
fn entry(record: &Record, at: UtcDateTime) -> Option<Vec<u8>> {
    let (since, reason) = record.revoked.filter(|(since, _)| *since <= at)?;
    Some(list_entry(&record.serial.0, since, reason, &[]))
}
