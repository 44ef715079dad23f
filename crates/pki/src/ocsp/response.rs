//! `OCSPResponse` (RFC 6960, 4.2).

use der::{Reader, Tag};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

use super::CertificateId;
use super::request::nonce;
use crate::asn1::{Element, constructed, primitive};
use crate::extension::Extension;
use crate::revocation::{Reason, RevocationError, Status};
use crate::signature::VerifiedWith;
use crate::{Certificate, DigestAlgorithm, Error, Name, PublicKey, encode, oid, signature};

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
    tbs: Vec<u8>,
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
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
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
    /// The digest of the certificate (`certHash`), if the responder gives it.
    pub certificate_hash: Option<CertificateHash>,
    /// All extensions.
    pub extensions: Vec<Extension>,
}

/// `CertHash` (Common PKI, part 4): the digest of a whole certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateHash {
    /// The digest algorithm as named.
    pub algorithm: AlgorithmIdentifierOwned,
    /// The digest.
    pub digest: Vec<u8>,
}

impl Response {
    /// Reads an answer; bytes after it are an error.
    ///
    /// # Errors
    /// [`Error::Malformed`], also for an answer that is not of the basic kind; [`Error::NotDer`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes).map_err(Error::malformed("OCSP response"))
    }

    /// Reads an answer in DER, in PEM, or as the bare Base64 in which tools keep it.
    ///
    /// # Errors
    /// [`Error::Pem`] and those of [`Self::from_der`].
    pub fn load(bytes: &[u8]) -> Result<Self, Error> {
        match crate::load::text_block(bytes, "OCSP RESPONSE")? {
            Some(content) => Self::from_der(&content),
            None => Self::from_der(bytes),
        }
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

    /// The complete `OCSPResponse`, as found.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of the complete `OCSPResponse`.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        sha2::Sha256::digest(&self.der).into()
    }

    /// Checks that the answer is not an old one: if it has a nonce, it must be the one sent. Many
    /// responders send prepared answers without one (RFC 9654, 2.1). Returns whether it came back.
    ///
    /// # Errors
    /// [`RevocationError::NonceDiffers`].
    pub fn check_nonce(&self, sent: &[u8]) -> Result<bool, RevocationError> {
        match self.basic().and_then(|basic| basic.nonce.as_deref()) {
            Some(found) if found == sent => Ok(true),
            Some(_) => Err(RevocationError::NonceDiffers),
            None => Ok(false),
        }
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
    /// Verifies the signature with this key.
    ///
    /// # Errors
    /// Those of [`signature::verify`].
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<VerifiedWith, Error> {
        signature::verify(key, &self.signature_algorithm, &self.tbs, &self.signature)
    }

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
        let value = |wanted| {
            let found = extensions.iter().find(|extension| extension.oid == wanted);
            found.map(|extension| Element::only(&extension.value))
        };
        let archive_cutoff = match value(oid::OCSP_ARCHIVE_CUTOFF) {
            Some(value) => Some(value?.time()?),
            None => None,
        };
        let certificate_hash = match value(oid::OCSP_CERT_HASH) {
            Some(value) => Some(CertificateHash::parse(&value?)?),
            None => None,
        };
        Ok(Self {
            certificate,
            status,
            this_update,
            next_update,
            archive_cutoff,
            certificate_hash,
            extensions,
        })
    }
}

impl CertificateHash {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let algorithm = reader.decode()?;
        let digest = Element::expect(&mut reader, Tag::OctetString)?;
        reader.finish()?;
        Ok(Self {
            algorithm,
            digest: digest.content.to_vec(),
        })
    }

    /// Whether this is the digest of `certificate`; `None` if the algorithm is unknown.
    #[must_use]
    pub fn is_of(&self, certificate: &Certificate) -> Option<bool> {
        let algorithm = DigestAlgorithm::from_identifier(&self.algorithm).ok()?;
        Some(self.digest == algorithm.digest(certificate.der()))
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
