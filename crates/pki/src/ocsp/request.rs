//! `OCSPRequest` (RFC 6960, 4.1).

use der::{Reader, Tag};
use spki::AlgorithmIdentifierOwned;

use crate::asn1::{Element, constructed};
use crate::extension::Extension;
use crate::{Certificate, DigestAlgorithm, Error, Name, encode, oid};

/// A question to an OCSP responder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// About which certificates.
    pub certificates: Vec<CertificateId>,
    /// A value that should come back.
    pub nonce: Option<Vec<u8>>,
}

/// `CertID`: a certificate by digests of its issuer's name and key, and its serial number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertificateId {
    /// The digest algorithm as named.
    pub algorithm: AlgorithmIdentifierOwned,
    /// The digest of the issuer's name.
    pub issuer_name_hash: Vec<u8>,
    /// The digest of the issuer's key.
    pub issuer_key_hash: Vec<u8>,
    /// The serial number, as [`Certificate::serial`].
    pub serial: Vec<u8>,
}

impl CertificateId {
    /// The identifier of `certificate`, issued by `issuer`. Responders know SHA-1 best, and as an
    /// identifier it is no weakness.
    #[must_use]
    pub fn new(certificate: &Certificate, issuer: &Certificate, digest: DigestAlgorithm) -> Self {
        Self {
            algorithm: digest.identifier(),
            issuer_name_hash: digest.digest(certificate.issuer().der()),
            issuer_key_hash: digest.digest(issuer.public_key().key()),
            serial: certificate.serial().to_vec(),
        }
    }

    /// Whether this identifies `certificate`, issued by `issuer`, with its own digest algorithm.
    /// The issuer's name may be encoded as in either of the two.
    #[must_use]
    pub fn identifies(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        self.serial == certificate.serial()
            && certificate.issuer().matches(issuer.subject())
            && (self.is_issuer(certificate.issuer(), issuer) || self.names_issuer(issuer))
    }

    /// Whether the issuer named here is `issuer`.
    #[must_use]
    pub fn names_issuer(&self, issuer: &Certificate) -> bool {
        self.is_issuer(issuer.subject(), issuer)
    }

    fn is_issuer(&self, name: &Name, issuer: &Certificate) -> bool {
        DigestAlgorithm::from_identifier(&self.algorithm).is_ok_and(|digest| {
            self.issuer_name_hash == digest.digest(name.der())
                && self.issuer_key_hash == digest.digest(issuer.public_key().key())
        })
    }

    pub(super) fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let algorithm = reader.decode()?;
        let name = Element::expect(&mut reader, Tag::OctetString)?;
        let key = Element::expect(&mut reader, Tag::OctetString)?;
        let serial = Element::next(&mut reader)?.integer()?;
        reader.finish()?;
        Ok(Self {
            algorithm,
            issuer_name_hash: name.content.to_vec(),
            issuer_key_hash: key.content.to_vec(),
            serial: serial.to_vec(),
        })
    }

    /// The identifier in DER.
    ///
    /// # Errors
    /// See [`encode::value`].
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        Ok(encode::sequence(&[
            encode::value(&self.algorithm)?,
            encode::octet_string(&self.issuer_name_hash),
            encode::octet_string(&self.issuer_key_hash),
            encode::element(0x02, &self.serial),
        ]))
    }
}

impl Request {
    /// Asks about one certificate. `random` is unpredictable octets chosen by the caller, 32 by
    /// RFC 9654; without them an old answer may be replayed.
    #[must_use]
    pub fn new(certificate: &Certificate, issuer: &Certificate, random: Option<&[u8]>) -> Self {
        Self {
            certificates: vec![CertificateId::new(
                certificate,
                issuer,
                DigestAlgorithm::Sha1,
            )],
            nonce: random.map(<[u8]>::to_vec),
        }
    }

    /// Reads a request, as a responder does. A signature of the asker is ignored.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes).map_err(Error::malformed("OCSP request"))
    }

    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut outer = Element::only(bytes)?.sequence()?;
        let mut reader = Element::next(&mut outer)?.sequence()?;
        Element::optional(&mut outer, constructed(0))?;
        outer.finish()?;
        Element::optional(&mut reader, constructed(0))?;
        Element::optional(&mut reader, constructed(1))?;
        let list = Element::expect(&mut reader, Tag::Sequence)?;
        let mut certificates = Vec::new();
        for single in list.children()? {
            let mut single = single.sequence()?;
            certificates.push(CertificateId::parse(&Element::next(&mut single)?)?);
            Element::optional(&mut single, constructed(0))?;
            single.finish()?;
        }
        let extensions = match Element::optional(&mut reader, constructed(2))? {
            Some(extensions) => Extension::parse_all(&Element::only(extensions.content)?)?,
            None => Vec::new(),
        };
        reader.finish()?;
        Ok(Self {
            certificates,
            nonce: nonce(&extensions),
        })
    }

    /// The request in DER, to be sent as `application/ocsp-request`.
    ///
    /// # Errors
    /// See [`encode::value`].
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let mut list = Vec::new();
        for certificate in &self.certificates {
            list.push(encode::sequence(&[certificate.to_der()?]));
        }
        let mut parts = vec![encode::sequence(&list)];
        if let Some(nonce) = &self.nonce {
            let extension = encode::sequence(&[
                encode::oid(oid::OCSP_NONCE),
                encode::octet_string(&encode::octet_string(nonce)),
            ]);
            parts.push(encode::constructed(2, &encode::sequence(&[extension])));
        }
        Ok(encode::sequence(&[encode::sequence(&parts)]))
    }
}

/// The value of the nonce extension: an octet string inside, though some send it bare.
pub(super) fn nonce(extensions: &[Extension]) -> Option<Vec<u8>> {
    let extension = extensions
        .iter()
        .find(|extension| extension.oid == oid::OCSP_NONCE)?;
    match Element::only(&extension.value) {
        Ok(inner) if inner.tag == Tag::OctetString => Some(inner.content.to_vec()),
        _ => Some(extension.value.clone()),
    }
}
