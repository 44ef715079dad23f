//! `OCSPResponse` (RFC 6960, 4.2).

use der::{Reader, Tag};
use serde::{Deserialize, Serialize};
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

use super::CertificateId;
use super::request::nonce;
use crate::asn1::{Element, constructed, primitive};
use crate::extension::Extension;
use crate::revocation::{Reason, Status};
use crate::{Certificate, Error, Name, encode, oid};

/// The answer of a responder, not yet judged.
#[derive(Clone, Debug)]
pub struct Response {
    /// The bytes as found: what is embedded as evidence.
    der: Vec<u8>,
    status: ResponseStatus,
    basic: Option<BasicResponse>,
}

/// `OCSPResponseStatus`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResponseStatus {
    /// There is an answer.
    Successful,
    /// The request was malformed.
    MalformedRequest,
    /// The responder is out of order.
    InternalError,
    /// The responder asks to try again later.
    TryLater,
    /// The request must be signed.
    SignatureRequired,
    /// The asker is not authorised.
    Unauthorized,
    /// A number the standard does not define.
    Unknown(u8),
}

/// `BasicOCSPResponse`.
#[derive(Clone, Debug)]
pub struct BasicResponse {
    pub(super) tbs: Vec<u8>,
    /// Who answered.
    pub responder: Responder,
    /// When the answer was signed.
    pub produced_at: UtcDateTime,
    /// What it says, per certificate.
    pub responses: Vec<SingleResponse>,
    /// The nonce, if the request had one and the responder sends it back.
    pub nonce: Option<Vec<u8>>,
    /// Extensions of the whole answer.
    pub extensions: Vec<Extension>,
    /// Certificates inside that can be read.
    pub certificates: Vec<Certificate>,
    pub(super) signature_algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: Vec<u8>,
}

/// `ResponderID`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Responder {
    /// By the subject's name.
    Name(Name),
    /// By SHA-1 of the key.
    KeyHash(Vec<u8>),
}

/// `SingleResponse`: what is said about one certificate.
#[derive(Clone, Debug)]
pub struct SingleResponse {
    /// About which certificate.
    pub certificate: CertificateId,
    /// What is said.
    pub status: Status,
    /// When this was known to be right.
    pub this_update: UtcDateTime,
    /// When newer information is due; `None`: it is available at any time.
    pub next_update: Option<UtcDateTime>,
    /// Since when the responder keeps answers about expired certificates.
    pub archive_cutoff: Option<UtcDateTime>,
    /// All extensions.
    pub extensions: Vec<Extension>,
}

impl Response {
    /// Reads an answer; bytes after it are an error.
    ///
    /// # Errors
    /// [`Error::Malformed`], also for an answer that is not of the basic kind; [`Error::NotDer`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes).map_err(Error::malformed("OCSP response"))
    }

    /// Reads a bare `BasicOCSPResponse`, as some signature formats embed it; [`Self::der`] is then
    /// the whole answer around it.
    ///
    /// # Errors
    /// Those of [`Self::from_der`].
    pub fn from_basic_der(bytes: &[u8]) -> Result<Self, Error> {
        let basic = BasicResponse::parse(bytes).map_err(Error::malformed("OCSP response"))?;
        Ok(Self {
            der: whole(bytes),
            status: ResponseStatus::Successful,
            basic: Some(basic),
        })
    }

    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let status = Element::expect(&mut reader, Tag::Enumerated)?;
        let status = match status.content {
            [0] => ResponseStatus::Successful,
            [1] => ResponseStatus::MalformedRequest,
            [2] => ResponseStatus::InternalError,
            [3] => ResponseStatus::TryLater,
            [5] => ResponseStatus::SignatureRequired,
            [6] => ResponseStatus::Unauthorized,
            [other] => ResponseStatus::Unknown(*other),
            _ => return Err(Tag::Enumerated.value_error().into()),
        };
        let basic = match Element::optional(&mut reader, constructed(0))? {
            Some(wrapped) => {
                let mut inner = Element::only(wrapped.content)?.sequence()?;
                let kind = inner.decode()?;
                if kind != oid::OCSP_BASIC {
                    return Err(der::ErrorKind::OidUnknown { oid: kind }.into());
                }
                let octets = Element::expect(&mut inner, Tag::OctetString)?;
                inner.finish()?;
                Some(BasicResponse::parse(octets.content)?)
            }
            None => None,
        };
        reader.finish()?;
        Ok(Self {
            der: bytes.to_vec(),
            status,
            basic,
        })
    }

    /// The bytes as found.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether the responder answered at all.
    #[must_use]
    pub fn status(&self) -> ResponseStatus {
        self.status
    }

    /// The answer, if there is one.
    #[must_use]
    pub fn basic(&self) -> Option<&BasicResponse> {
        self.basic.as_ref()
    }
}

/// The whole `OCSPResponse`, if `bytes` are a bare `BasicOCSPResponse`; else `bytes` as they are.
#[must_use]
pub fn whole(bytes: &[u8]) -> Vec<u8> {
    let first = Element::only(bytes)
        .and_then(|element| element.sequence())
        .and_then(|mut reader| Element::next(&mut reader));
    if !first.is_ok_and(|first| first.tag == Tag::Sequence) {
        return bytes.to_vec();
    }
    let basic = [encode::oid(oid::OCSP_BASIC), encode::octet_string(bytes)];
    let wrapped = encode::constructed(0, &encode::sequence(&basic));
    encode::sequence(&[encode::enumerated(0), wrapped])
}

impl ResponseStatus {
    /// The name in RFC 6960.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Successful => "successful",
            Self::MalformedRequest => "malformedRequest",
            Self::InternalError => "internalError",
            Self::TryLater => "tryLater",
            Self::SignatureRequired => "sigRequired",
            Self::Unauthorized => "unauthorized",
            Self::Unknown(_) => "undefined",
        }
    }
}

impl BasicResponse {
    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut outer = Element::only(bytes)?.sequence()?;
        let tbs = Element::expect(&mut outer, Tag::Sequence)?;
        let signature_algorithm = outer.decode()?;
        let signature = Element::next(&mut outer)?.signature_value()?;
        let certificates = match Element::optional(&mut outer, constructed(0))? {
            Some(wrapped) => Element::only(wrapped.content)?.children()?,
            None => Vec::new(),
        };
        outer.finish()?;

        let mut reader = tbs.reader()?;
        if let Some(version) = Element::optional(&mut reader, constructed(0))? {
            let number: u8 = Element::only(version.content)?.decode()?;
            if number != 0 {
                return Err(Tag::Integer.value_error().into());
            }
        }
        let responder = Responder::parse(&Element::next(&mut reader)?)?;
        let produced_at = Element::next(&mut reader)?.time()?;
        let singles = Element::expect(&mut reader, Tag::Sequence)?.children()?;
        let responses: der::Result<Vec<_>> = singles.iter().map(SingleResponse::parse).collect();
        let extensions = extensions(Element::optional(&mut reader, constructed(1))?)?;
        reader.finish()?;
        Ok(Self {
            tbs: tbs.whole.to_vec(),
            responder,
            produced_at,
            responses: responses?,
            nonce: nonce(&extensions),
            extensions,
            certificates: certificates
                .iter()
                .filter_map(|element| Certificate::from_der(element.whole).ok())
                .collect(),
            signature_algorithm,
            signature: signature.to_vec(),
        })
    }
}

impl Responder {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        if element.tag == constructed(1) {
            return Name::parse(element.content).map(Self::Name);
        }
        element.tag.assert_eq(constructed(2))?;
        let octets = Element::only(element.content)?;
        octets.tag.assert_eq(Tag::OctetString)?;
        Ok(Self::KeyHash(octets.content.to_vec()))
    }

    /// Whether this names `certificate`.
    #[must_use]
    pub fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Name(name) => name.matches(certificate.subject()),
            Self::KeyHash(hash) => *hash == certificate.public_key().sha1_identifier(),
        }
    }
}

impl SingleResponse {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let certificate = CertificateId::parse(&Element::next(&mut reader)?)?;
        let status = status(&Element::next(&mut reader)?)?;
        let this_update = Element::next(&mut reader)?.time()?;
        let next_update = match Element::optional(&mut reader, constructed(0))? {
            Some(wrapped) => Some(Element::only(wrapped.content)?.time()?),
            None => None,
        };
        let extensions = extensions(Element::optional(&mut reader, constructed(1))?)?;
        reader.finish()?;
        let cutoff = extensions
            .iter()
            .find(|extension| extension.oid == oid::OCSP_ARCHIVE_CUTOFF);
        let archive_cutoff = match cutoff {
            Some(extension) => Some(Element::only(&extension.value)?.time()?),
            None => None,
        };
        Ok(Self {
            certificate,
            status,
            this_update,
            next_update,
            archive_cutoff,
            extensions,
        })
    }
}

fn extensions(wrapped: Option<Element<'_>>) -> der::Result<Vec<Extension>> {
    match wrapped {
        Some(wrapped) => Extension::parse_all(&Element::only(wrapped.content)?),
        None => Ok(Vec::new()),
    }
}

/// `CertStatus`.
fn status(element: &Element<'_>) -> der::Result<Status> {
    match element.tag {
        tag if tag == primitive(0) => Ok(Status::Good),
        tag if tag == primitive(2) => Ok(Status::Unknown),
        tag if tag == constructed(1) => {
            let mut reader = element.reader()?;
            let at = Element::next(&mut reader)?.time()?;
            let mut reason = Reason::Unspecified;
            if let Some(wrapped) = Element::optional(&mut reader, constructed(0))? {
                let number = Element::only(wrapped.content)?;
                number.tag.assert_eq(Tag::Enumerated)?;
                if let [number] = number.content {
                    reason = Reason::from_number(*number).unwrap_or(reason);
                }
            }
            reader.finish()?;
            Ok(Status::Revoked { at, reason })
        }
        other => Err(other.unexpected_error(Some(primitive(0))).into()),
    }
}
