//! Revocation lists (RFC 5280, 5): full lists, with reasons.

use pki::revocation::Reason;
use pki::{encode, oid};
use time::{Duration, UtcDateTime};

use crate::authority::Record;
use crate::certificate::{authority_key, extension, signed};
use crate::{Authority, Ca, Error};

/// How long a list speaks for the present.
const LIFETIME: Duration = Duration::DAY;

impl Authority {
    /// The revocation list of an authority as of `at`, in DER. Its number is the time in seconds.
    ///
    /// # Errors
    /// [`Error::Crypto`], [`Error::Date`].
    pub fn crl(&self, ca: Ca, at: UtcDateTime) -> Result<Vec<u8>, Error> {
        let issuer = self.credential(ca)?;
        let algorithm = issuer.key.algorithm().signature().identifier();
        let number = u64::try_from(at.unix_timestamp()).map_err(|_| Error::Date)?;
        let entries: Vec<_> = self
            .records
            .iter()
            .filter(|record| record.issuer == ca)
            .filter_map(|record| entry(record, at))
            .collect();
        let mut extensions = vec![
            authority_key(&issuer.key.public_key()?)?,
            extension(oid::CRL_NUMBER, false, &encode::integer(number)),
        ];
        if let Some(since) = self.remembers_since() {
            let value = encode::generalized_time(since);
            extensions.push(extension(oid::EXPIRED_CERTS_ON_CRL, false, &value));
        }
        let mut parts = vec![
            encode::integer(1),
            encode::value(&algorithm)?,
            issuer.certificate().subject().der().to_vec(),
            encode::time(at),
            encode::time(at.checked_add(LIFETIME).ok_or(Error::Date)?),
        ];
        if !entries.is_empty() {
            parts.push(encode::sequence(&entries));
        }
        parts.push(encode::constructed(0, &encode::sequence(&extensions)));
        signed(encode::sequence(&parts), &issuer.key)
    }
}

/// The entry of a certificate that was revoked at or before `at`.
fn entry(record: &Record, at: UtcDateTime) -> Option<Vec<u8>> {
    let (since, reason) = record.revoked.filter(|(since, _)| *since <= at)?;
    let mut parts = vec![encode::element(0x02, &record.serial.0), encode::time(since)];
    if reason != Reason::Unspecified {
        let value = encode::enumerated(reason.number());
        parts.push(encode::sequence(&[extension(
            oid::CRL_REASON,
            false,
            &value,
        )]));
    }
    Some(encode::sequence(&parts))
}
