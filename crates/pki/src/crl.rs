//! Certificate revocation lists (RFC 5280, 5), read from their own bytes.
//!
//! [`Crl::check`] uses complete lists by the issuer of the certificate itself. Delta lists,
//! indirect lists and lists of some reasons only are read, but refused as out of scope: a list that
//! is not understood must never count as "good".

use std::collections::HashMap;
use std::sync::Arc;

use const_oid::ObjectIdentifier;
use der::{Reader, SliceReader, Tag};
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

use crate::asn1::{Element, constructed, primitive};
use crate::extension::{AuthorityKeyIdentifier, Extension, GeneralName, KeyUsage};
use crate::revocation::{Reason, RevocationError, Status};
use crate::signature::VerifiedWith;
use crate::{Certificate, Error, Name, PublicKey, oid, signature};

/// A revocation list. Cloning is cheap.
#[derive(Clone)]
pub struct Crl(Arc<Fields>);

struct Fields {
    der: Vec<u8>,
    tbs: Vec<u8>,
    issuer: Name,
    this_update: UtcDateTime,
    next_update: Option<UtcDateTime>,
    entries: Vec<Entry>,
    by_serial: HashMap<Vec<u8>, usize>,
    extensions: Vec<Extension>,
    scope: Option<Scope>,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
}

/// One revoked certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Its serial number, as [`Certificate::serial`].
    pub serial: Vec<u8>,
    /// When it was revoked.
    pub revoked_at: UtcDateTime,
    /// Why.
    pub reason: Reason,
    /// Extensions that we do not process and that are critical.
    pub unknown_critical: Vec<ObjectIdentifier>,
    /// `certificateIssuer`: the entry is about a certificate of somebody else (indirect lists).
    pub certificate_issuer: Vec<GeneralName>,
}

/// `IssuingDistributionPoint` (RFC 5280, 5.2.5): what the list is about.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// The names under which the list is found, empty if not stated.
    pub distribution_point: Vec<GeneralName>,
    /// A name relative to the issuer, as encoded.
    pub relative_name: Option<Vec<u8>>,
    /// Only certificates of end entities.
    pub only_users: bool,
    /// Only certificates of authorities.
    pub only_authorities: bool,
    /// Only these reasons, as encoded bit string contents.
    pub only_reasons: Option<Vec<u8>>,
    /// Also certificates of other issuers.
    pub indirect: bool,
    /// Only attribute certificates.
    pub only_attributes: bool,
}

impl Crl {
    /// Reads a DER list; bytes after it are an error.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::NotDer`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Fields::parse(bytes)
            .map(|fields| Self(Arc::new(fields)))
            .map_err(Error::malformed("revocation list"))
    }

    /// Reads a list in DER or PEM, as servers send both.
    ///
    /// # Errors
    /// [`Error::Pem`], [`Error::Malformed`].
    pub fn load(bytes: &[u8]) -> Result<Self, Error> {
        match crate::load::first_pem_block(bytes, &["X509 CRL"])? {
            Some(content) => Self::from_der(&content),
            None => Self::from_der(bytes),
        }
    }

    /// The bytes as found.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Who issued the list.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// When it was issued.
    #[must_use]
    pub fn this_update(&self) -> UtcDateTime {
        self.0.this_update
    }

    /// When the next one is due at the latest.
    #[must_use]
    pub fn next_update(&self) -> Option<UtcDateTime> {
        self.0.next_update
    }

    /// All entries, in the order found.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0.entries
    }

    /// The first entry with this serial number.
    #[must_use]
    pub fn entry(&self, serial: &[u8]) -> Option<&Entry> {
        self.0.entries.get(*self.0.by_serial.get(serial)?)
    }

    /// What the list is about; `None`: everything its issuer issued.
    #[must_use]
    pub fn scope(&self) -> Option<&Scope> {
        self.0.scope.as_ref()
    }

    /// All extensions of the list.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.0.extensions
    }

    /// The number of the list: big-endian two's complement octets.
    #[must_use]
    pub fn number(&self) -> Option<Vec<u8>> {
        let extension = self.extension(oid::CRL_NUMBER)?;
        let element = Element::only(&extension.value).ok()?;
        Some(element.integer().ok()?.to_vec())
    }

    /// Whether this is a delta list, which only makes sense together with its base.
    #[must_use]
    pub fn is_delta(&self) -> bool {
        self.extension(oid::DELTA_CRL_INDICATOR).is_some()
    }

    /// The identifier of the issuer's key, if given.
    #[must_use]
    pub fn authority_key_id(&self) -> Option<Vec<u8>> {
        let extension = self.extension(oid::AUTHORITY_KEY_IDENTIFIER)?;
        AuthorityKeyIdentifier::parse(&extension.value).ok()?.key
    }

    fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.extensions().iter().find(|found| found.oid == oid)
    }

    /// Whether the list speaks for this moment: issued before, the next one due after.
    #[must_use]
    pub fn is_current(&self, at: UtcDateTime) -> bool {
        self.this_update() <= at && self.next_update().is_some_and(|next| at <= next)
    }

    /// Verifies the signature with this key.
    ///
    /// # Errors
    /// Those of [`signature::verify`].
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<VerifiedWith, Error> {
        let fields = &self.0;
        signature::verify(
            key,
            &fields.signature_algorithm,
            &fields.tbs,
            &fields.signature,
        )
    }

    /// What this list says about `certificate`, which `issuer` issued, at the moment `at`
    /// (RFC 5280, 6.3.3, for complete lists of the issuer itself).
    ///
    /// The caller judges how fresh the list must be, whether a revocation lies before or after the
    /// moment of signing, and whether `issuer` itself is to be trusted.
    ///
    /// # Errors
    /// [`RevocationError`]; then the list says nothing, neither good nor bad.
    pub fn check(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        at: UtcDateTime,
    ) -> Result<Status, RevocationError> {
        if !self.issuer().matches(issuer.subject())
            || !certificate.issuer().matches(issuer.subject())
        {
            return Err(RevocationError::WrongIssuer {
                found: self.issuer().to_string(),
            });
        }
        if self.this_update() > at {
            return Err(RevocationError::FromTheFuture {
                this_update: self.this_update(),
                at,
            });
        }
        self.check_extensions()?;
        self.check_scope(certificate)?;
        let usage = issuer.key_usage();
        if usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
            return Err(RevocationError::NotAuthorized {
                signer: issuer.to_string(),
                reason: "its key may not sign revocation lists",
            });
        }
        self.verify_signed_by(issuer.public_key())
            .map_err(RevocationError::Signature)?;
        self.status(certificate)
    }

    fn check_extensions(&self) -> Result<(), RevocationError> {
        let unknown = self.extensions().iter().find(|extension| {
            extension.critical
                && !matches!(
                    extension.oid,
                    oid::AUTHORITY_KEY_IDENTIFIER
                        | oid::CRL_NUMBER
                        | oid::ISSUING_DISTRIBUTION_POINT
                        | oid::DELTA_CRL_INDICATOR
                )
        });
        match unknown {
            Some(extension) => Err(RevocationError::UnknownCriticalExtension {
                extension: extension.oid,
            }),
            None => Ok(()),
        }
    }

    fn check_scope(&self, certificate: &Certificate) -> Result<(), RevocationError> {
        let out = |reason| Err(RevocationError::OutOfScope { reason });
        if self.is_delta() {
            return out("it is a delta list");
        }
        let Some(scope) = self.scope() else {
            return Ok(());
        };
        if scope.indirect {
            return out("it is an indirect list");
        }
        if scope.only_reasons.is_some() {
            return out("it covers some reasons only");
        }
        if scope.only_attributes {
            return out("it covers attribute certificates only");
        }
        if scope.only_users && certificate.is_ca() {
            return out("it covers end entities only");
        }
        if scope.only_authorities && !certificate.is_ca() {
            return out("it covers authorities only");
        }
        if scope.relative_name.is_some() {
            return out("its distribution point is named relative to the issuer");
        }
        let mut points = certificate.distribution_points().iter().peekable();
        let stated = !scope.distribution_point.is_empty() && points.peek().is_some();
        if stated
            && !points
                .flat_map(|point| &point.full_name)
                .any(|name| scope.distribution_point.contains(name))
        {
            return out("it belongs to another distribution point");
        }
        Ok(())
    }

    fn status(&self, certificate: &Certificate) -> Result<Status, RevocationError> {
        let Some(entry) = self.entry(certificate.serial()) else {
            return Ok(Status::Good);
        };
        if let Some(extension) = entry.unknown_critical.first() {
            return Err(RevocationError::UnknownCriticalExtension {
                extension: *extension,
            });
        }
        Ok(Status::Revoked {
            at: entry.revoked_at,
            reason: entry.reason,
        })
    }
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Crl({} of {})", self.issuer(), self.this_update())
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Crl {}

impl Fields {
    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut outer = Element::only(bytes)?.sequence()?;
        let tbs = Element::expect(&mut outer, Tag::Sequence)?;
        let signature_algorithm = Element::expect(&mut outer, Tag::Sequence)?;
        let signature = Element::next(&mut outer)?.signature_value()?;
        outer.finish()?;

        let mut reader = tbs.reader()?;
        Element::optional(&mut reader, Tag::Integer)?; // version: v1 has none
        let inner_algorithm = Element::expect(&mut reader, Tag::Sequence)?;
        if inner_algorithm.whole != signature_algorithm.whole {
            return Err(Tag::Sequence.value_error().into());
        }
        let issuer = Name::parse(Element::next(&mut reader)?.whole)?;
        let this_update = Element::next(&mut reader)?.time()?;
        let next_update = optional_time(&mut reader)?;
        let revoked = Element::optional(&mut reader, Tag::Sequence)?;
        let extensions = match Element::optional(&mut reader, constructed(0))? {
            Some(extensions) => Extension::parse_all(&Element::only(extensions.content)?)?,
            None => Vec::new(),
        };
        reader.finish()?;
        let entries = match revoked {
            Some(revoked) => entries(&revoked)?,
            None => Vec::new(),
        };
        let mut by_serial = HashMap::new();
        for (position, entry) in entries.iter().enumerate() {
            by_serial.entry(entry.serial.clone()).or_insert(position);
        }
        let scope = extensions
            .iter()
            .find(|extension| extension.oid == oid::ISSUING_DISTRIBUTION_POINT)
            .map(|extension| Scope::parse(&extension.value))
            .transpose()?;
        Ok(Self {
            der: bytes.to_vec(),
            tbs: tbs.whole.to_vec(),
            issuer,
            this_update,
            next_update,
            entries,
            by_serial,
            extensions,
            scope,
            signature_algorithm: signature_algorithm.decode()?,
            signature: signature.to_vec(),
        })
    }
}

fn optional_time(reader: &mut SliceReader<'_>) -> der::Result<Option<UtcDateTime>> {
    let time = match Element::optional(reader, Tag::UtcTime)? {
        Some(time) => Some(time),
        None => Element::optional(reader, Tag::GeneralizedTime)?,
    };
    time.map(|time| time.time()).transpose()
}

fn entries(revoked: &Element<'_>) -> der::Result<Vec<Entry>> {
    let mut reader = revoked.reader()?;
    let mut entries = Vec::new();
    while !reader.is_finished() {
        entries.push(Entry::parse(&Element::next(&mut reader)?)?);
    }
    Ok(entries)
}

impl Entry {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let mut entry = Self {
            serial: Element::next(&mut reader)?.integer()?.to_vec(),
            revoked_at: Element::next(&mut reader)?.time()?,
            reason: Reason::Unspecified,
            unknown_critical: Vec::new(),
            certificate_issuer: Vec::new(),
        };
        let extensions = match Element::optional(&mut reader, Tag::Sequence)? {
            Some(extensions) => Extension::parse_all(&extensions)?,
            None => Vec::new(),
        };
        reader.finish()?;
        for extension in extensions {
            match extension.oid {
                oid::CRL_REASON => {
                    let number = Element::only(&extension.value)?;
                    number.tag.assert_eq(Tag::Enumerated)?;
                    if let [number] = number.content {
                        entry.reason = Reason::from_number(*number).unwrap_or(entry.reason);
                    }
                }
                oid::INVALIDITY_DATE => {}
                oid::CERTIFICATE_ISSUER => {
                    let names = Element::only(&extension.value)?;
                    entry.certificate_issuer = GeneralName::parse_children(&names)?;
                }
                other if extension.critical => entry.unknown_critical.push(other),
                _ => {}
            }
        }
        Ok(entry)
    }
}

impl Scope {
    fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let mut scope = Self::default();
        if let Some(name) = Element::optional(&mut reader, constructed(0))? {
            let choice = Element::only(name.content)?;
            if choice.tag == constructed(0) {
                scope.distribution_point = GeneralName::parse_children(&choice)?;
            } else {
                scope.relative_name = Some(choice.whole.to_vec());
            }
        }
        scope.only_users = flag(&mut reader, 1)?;
        scope.only_authorities = flag(&mut reader, 2)?;
        scope.only_reasons =
            Element::optional(&mut reader, primitive(3))?.map(|bits| bits.content.to_vec());
        scope.indirect = flag(&mut reader, 4)?;
        scope.only_attributes = flag(&mut reader, 5)?;
        reader.finish()?;
        Ok(scope)
    }
}

fn flag(reader: &mut SliceReader<'_>, number: u32) -> der::Result<bool> {
    let flag = Element::optional(reader, primitive(number))?;
    Ok(flag.is_some_and(|flag| flag.content.iter().any(|octet| *octet != 0)))
}
