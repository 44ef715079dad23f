//! `TimeStampResp` (RFC 3161, 2.4.2).

use der::{Reader, Tag};
use serde::{Deserialize, Serialize};

use super::{Request, Token, TokenError};
use crate::asn1::Element;
use crate::{Certificate, Error, ber, name};

/// The answer of a time-stamp authority, not yet judged.
#[derive(Clone, Debug)]
pub struct Response {
    /// What the authority did.
    pub status: Status,
    /// Why it refused, if it says so and we know the reason.
    pub failure: Option<Failure>,
    /// Its free text.
    pub text: String,
    /// The token as encoded, if there is one.
    pub token: Option<Vec<u8>>,
}

/// `PKIStatus`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Granted.
    Granted,
    /// Granted, with modifications.
    GrantedWithModifications,
    /// Rejected.
    Rejection,
    /// Not yet; asking again later may help.
    Waiting,
    /// A revocation of the authority is imminent.
    RevocationWarning,
    /// The authority is revoked.
    RevocationNotification,
    /// A number the standard does not define.
    Unknown(u8),
}

/// `PKIFailureInfo`: why a request was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The digest algorithm is not known or supported.
    BadAlgorithm,
    /// The request is not permitted or supported.
    BadRequest,
    /// The data has the wrong format.
    BadDataFormat,
    /// The authority's time source is not available.
    TimeNotAvailable,
    /// The policy asked for is not supported.
    UnacceptedPolicy,
    /// An extension asked for is not supported.
    UnacceptedExtension,
    /// Additional information asked for is not available.
    AdditionalInfoNotAvailable,
    /// The authority is out of order.
    SystemFailure,
}

impl Failure {
    /// The bit of each reason in the bit string.
    const BITS: [(usize, Self); 8] = [
        (0, Self::BadAlgorithm),
        (2, Self::BadRequest),
        (5, Self::BadDataFormat),
        (14, Self::TimeNotAvailable),
        (15, Self::UnacceptedPolicy),
        (16, Self::UnacceptedExtension),
        (17, Self::AdditionalInfoNotAvailable),
        (25, Self::SystemFailure),
    ];

    /// The number of this reason's bit.
    #[must_use]
    pub fn bit(self) -> usize {
        Self::BITS
            .iter()
            .find(|(_, failure)| *failure == self)
            .map_or(0, |(bit, _)| *bit)
    }

    fn parse(element: &Element<'_>) -> Option<Self> {
        let octets = element.content.get(1..)?;
        let is_set = |bit: usize| {
            octets
                .get(bit / 8)
                .is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0)
        };
        Self::BITS
            .iter()
            .find(|(bit, _)| is_set(*bit))
            .map(|(_, failure)| *failure)
    }
}

impl Response {
    /// Reads an answer, in DER or, as some servers send it, in BER.
    ///
    /// # Errors
    /// [`Error::Malformed`], and those of [`ber::normalize`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = Error::malformed("time-stamp response");
        match Self::parse(bytes).map_err(&malformed) {
            Err(Error::NotDer { .. }) => {
                let normalized = ber::normalize_all(bytes, "time-stamp response")?;
                Self::parse(&normalized).map_err(malformed)
            }
            result => result,
        }
    }

    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let mut info = Element::next(&mut reader)?.sequence()?;
        let status = match info.decode::<u8>()? {
            0 => Status::Granted,
            1 => Status::GrantedWithModifications,
            2 => Status::Rejection,
            3 => Status::Waiting,
            4 => Status::RevocationWarning,
            5 => Status::RevocationNotification,
            other => Status::Unknown(other),
        };
        let texts = match Element::optional(&mut info, Tag::Sequence)? {
            Some(texts) => texts.children()?,
            None => Vec::new(),
        };
        let texts: Vec<String> = texts
            .iter()
            .filter_map(|text| name::text(text.tag, text.content))
            .collect();
        let failure = Element::optional(&mut info, Tag::BitString)?;
        info.finish()?;
        let token = Element::optional(&mut reader, Tag::Sequence)?;
        reader.finish()?;
        Ok(Self {
            status,
            failure: failure.as_ref().and_then(Failure::parse),
            text: texts.join(" "),
            token: token.map(|token| token.whole.to_vec()),
        })
    }

    /// The token of this answer, after every check that the asker can make without knowing whom
    /// to trust: status, content, imprint, nonce, policy, binding to the certificate, purpose and
    /// validity of the certificate, signature.
    ///
    /// `candidates` may hold the authority's certificate, if it is not inside the token.
    ///
    /// # Errors
    /// [`TokenError`], the first check that fails.
    pub fn accept(
        &self,
        request: &Request,
        candidates: &[Certificate],
    ) -> Result<Token, TokenError> {
        if !matches!(
            self.status,
            Status::Granted | Status::GrantedWithModifications
        ) {
            return Err(TokenError::Refused {
                status: self.status,
                failure: self.failure,
                text: self.text.clone(),
            });
        }
        let token = Token::from_der(self.token.as_ref().ok_or(TokenError::NoToken)?)?;
        token.check(request)?;
        let authority = token.verify_signature(candidates)?;
        if request.certificate_wanted && !token.certificates().contains(&authority.certificate) {
            return Err(TokenError::CertificateNotIncluded);
        }
        token.check_validity(&authority.certificate)?;
        Ok(token)
    }
}
