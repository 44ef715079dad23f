//! `TimeStampReq` (RFC 3161, 2.4.1).

use const_oid::ObjectIdentifier;
use der::{Reader, Tag};

use super::Imprint;
use crate::asn1::{Element, constructed};
use crate::{DigestAlgorithm, Error, encode};

/// A question to a time-stamp authority.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// The digest to stamp.
    pub imprint: Imprint,
    /// The policy asked for; `None` leaves it to the authority.
    pub policy: Option<ObjectIdentifier>,
    /// A number that must come back: two's complement octets without redundant ones.
    pub nonce: Option<Vec<u8>>,
    /// Whether the certificate must come inside the token. Always ask for it.
    pub certificate_wanted: bool,
}

impl Request {
    /// Asks to stamp this digest value, with a nonce made of `random` and the certificate inside.
    ///
    /// `random` is unpredictable octets chosen by the caller; 16 are plenty.
    #[must_use]
    pub fn new(digest: DigestAlgorithm, value: Vec<u8>, random: &[u8]) -> Self {
        let mut nonce: Vec<u8> = random.iter().copied().skip_while(|o| *o == 0).collect();
        if nonce.first().is_none_or(|first| *first >= 0x80) {
            nonce.insert(0, 0);
        }
        Self {
            imprint: Imprint::new(digest, value),
            policy: None,
            nonce: Some(nonce),
            certificate_wanted: true,
        }
    }

    /// Reads a request, as an authority does.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes).map_err(Error::malformed("time-stamp request"))
    }

    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let version: u8 = reader.decode()?;
        if version != 1 {
            return Err(Tag::Integer.value_error().into());
        }
        let imprint = Imprint::parse(&Element::next(&mut reader)?)?;
        let policy = match Element::optional(&mut reader, Tag::ObjectIdentifier)? {
            Some(policy) => Some(policy.decode()?),
            None => None,
        };
        let nonce = match Element::optional(&mut reader, Tag::Integer)? {
            Some(nonce) => Some(nonce.integer()?.to_vec()),
            None => None,
        };
        let certificate_wanted = Element::optional(&mut reader, Tag::Boolean)?
            .is_some_and(|flag| flag.content.iter().any(|octet| *octet != 0));
        Element::optional(&mut reader, constructed(0))?;
        reader.finish()?;
        Ok(Self {
            imprint,
            policy,
            nonce,
            certificate_wanted,
        })
    }

    /// The request in DER, to be sent as `application/timestamp-query`.
    ///
    /// # Errors
    /// See [`encode::value`].
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let mut parts = vec![encode::integer(1), self.imprint.to_der()?];
        if let Some(policy) = self.policy {
            parts.push(encode::oid(policy));
        }
        if let Some(nonce) = &self.nonce {
            parts.push(encode::element(0x02, nonce));
        }
        if self.certificate_wanted {
            parts.push(encode::boolean(true));
        }
        Ok(encode::sequence(&parts))
    }
}
