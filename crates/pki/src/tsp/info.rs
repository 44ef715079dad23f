//! `TSTInfo`: what a time-stamp authority signs (RFC 3161, 2.4.2).

use const_oid::ObjectIdentifier;
use der::{Reader, Tag};
use spki::AlgorithmIdentifierOwned;
use time::{Duration, UtcDateTime};

use crate::asn1::{Element, constructed, primitive};
use crate::extension::GeneralName;
use crate::{DigestAlgorithm, Error, encode};

/// The contents of a time stamp.
#[derive(Clone, Debug)]
pub struct TimeStampInfo {
    /// The version; 1 is the only one defined.
    pub version: u8,
    /// Under which policy it was made.
    pub policy: ObjectIdentifier,
    /// The digest that was stamped.
    pub imprint: Imprint,
    /// The serial number of the stamp: two's complement octets.
    pub serial: Vec<u8>,
    /// When.
    pub time: UtcDateTime,
    /// How exactly; `None` leaves it open, which is not the same as zero.
    pub accuracy: Option<Accuracy>,
    /// Whether stamps of this authority can be ordered by their time alone.
    pub ordering: bool,
    /// The nonce of the request, if it had one: two's complement octets.
    pub nonce: Option<Vec<u8>>,
    /// The authority's name: a hint only (RFC 3161, 2.4.2).
    pub authority: Option<GeneralName>,
}

/// A digest that is to be, or was, stamped.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Imprint {
    /// The algorithm as named.
    pub algorithm: AlgorithmIdentifierOwned,
    /// The digest value.
    pub value: Vec<u8>,
}

/// How far the stamped time may be off, either way.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Accuracy {
    /// Whole seconds.
    pub seconds: u32,
    /// Thousandths, 0 to 999.
    pub milliseconds: u16,
    /// Millionths, 0 to 999.
    pub microseconds: u16,
}

impl Accuracy {
    /// The sum of all parts.
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::seconds(i64::from(self.seconds))
            + Duration::milliseconds(i64::from(self.milliseconds))
            + Duration::microseconds(i64::from(self.microseconds))
    }

    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let mut accuracy = Self::default();
        if let Some(seconds) = Element::optional(&mut reader, Tag::Integer)? {
            accuracy.seconds = seconds.decode()?;
        }
        if let Some(part) = Element::optional(&mut reader, primitive(0))? {
            accuracy.milliseconds = small(part.content)?;
        }
        if let Some(part) = Element::optional(&mut reader, primitive(1))? {
            accuracy.microseconds = small(part.content)?;
        }
        reader.finish()?;
        Ok(accuracy)
    }
}

impl Imprint {
    /// An imprint with this digest value.
    #[must_use]
    pub fn new(digest: DigestAlgorithm, value: Vec<u8>) -> Self {
        Self {
            algorithm: digest.identifier(),
            value,
        }
    }

    /// The digest algorithm; a value of the wrong length is refused.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`], [`Error::Invalid`].
    pub fn digest(&self) -> Result<DigestAlgorithm, Error> {
        let digest = DigestAlgorithm::from_identifier(&self.algorithm)?;
        if self.value.len() != digest.length() {
            return Err(Error::Invalid {
                object: "message imprint",
                reason: "the digest has the wrong length",
            });
        }
        Ok(digest)
    }

    /// Whether both are the same digest of the same message, however the parameters are written.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.algorithm.oid == other.algorithm.oid && self.value == other.value
    }

    pub(super) fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let algorithm = reader.decode()?;
        let value = Element::expect(&mut reader, Tag::OctetString)?;
        reader.finish()?;
        Ok(Self {
            algorithm,
            value: value.content.to_vec(),
        })
    }

    /// The imprint in DER.
    ///
    /// # Errors
    /// See [`encode::value`].
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        Ok(encode::sequence(&[
            encode::value(&self.algorithm)?,
            encode::octet_string(&self.value),
        ]))
    }
}

impl TimeStampInfo {
    /// Reads a DER `TSTInfo`.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes).map_err(Error::malformed("time stamp"))
    }

    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let version = reader.decode()?;
        let policy = reader.decode()?;
        let imprint = Imprint::parse(&Element::next(&mut reader)?)?;
        let serial = Element::next(&mut reader)?.integer()?.to_vec();
        let time = Element::expect(&mut reader, Tag::GeneralizedTime)?.time()?;
        let accuracy = match Element::optional(&mut reader, Tag::Sequence)? {
            Some(element) => Some(Accuracy::parse(&element)?),
            None => None,
        };
        let ordering = Element::optional(&mut reader, Tag::Boolean)?
            .is_some_and(|flag| flag.content.iter().any(|octet| *octet != 0));
        let nonce = match Element::optional(&mut reader, Tag::Integer)? {
            Some(nonce) => Some(nonce.integer()?.to_vec()),
            None => None,
        };
        let authority = match Element::optional(&mut reader, constructed(0))? {
            Some(name) => Some(GeneralName::parse(&Element::only(name.content)?)?),
            None => None,
        };
        // Extensions: unknown ones are tolerated.
        Element::optional(&mut reader, constructed(1))?;
        reader.finish()?;
        Ok(Self {
            version,
            policy,
            imprint,
            serial,
            time,
            accuracy,
            ordering,
            nonce,
            authority,
        })
    }
}

/// The contents of an INTEGER of at most two octets.
fn small(content: &[u8]) -> der::Result<u16> {
    match content {
        [low] => Ok(u16::from(*low)),
        [high, low] => Ok(u16::from_be_bytes([*high, *low])),
        _ => Err(Tag::Integer.value_error().into()),
    }
}
