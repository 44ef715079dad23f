//! The fields of a list, read by hand so that no octet of what was signed is lost.

use std::ops::Range;
use std::sync::OnceLock;

use const_oid::ObjectIdentifier;
use der::{Reader as _, SliceReader, Tag};
use spki::AlgorithmIdentifierOwned;
use time::UtcDateTime;

use super::Scope;
use super::entry::Outline;
use super::index::Index;
use crate::asn1::{Element, constructed};
use crate::extension::{AuthorityKeyIdentifier, Extension};
use crate::signature::VerifiedWith;
use crate::{Error, Name, PublicKey, oid, signature};

/// Everything in a list.
pub(super) struct Fields {
    pub(super) der: Vec<u8>,
    tbs: Range<usize>,
    /// The contents of `revokedCertificates`.
    entries: Range<usize>,
    pub(super) index: Index,
    pub(super) issuer: Name,
    pub(super) this_update: UtcDateTime,
    pub(super) next_update: Option<UtcDateTime>,
    pub(super) extensions: Vec<Extension>,
    pub(super) known: Known,
    pub(super) unknown_critical: Option<ObjectIdentifier>,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
    pub(super) digest: OnceLock<[u8; 32]>,
    /// The first key that the signature was verified with, encoded, and the result. Large lists are
    /// asked about many certificates, nearly always with the same key.
    verified: OnceLock<(Vec<u8>, Result<VerifiedWith, Error>)>,
}

/// The extensions we understand, decoded.
#[derive(Default)]
pub(super) struct Known {
    pub(super) number: Option<Vec<u8>>,
    pub(super) base_number: Option<Vec<u8>>,
    pub(super) authority_key: AuthorityKeyIdentifier,
    pub(super) scope: Option<Scope>,
    pub(super) keeps_expired_since: Option<UtcDateTime>,
}

impl Fields {
    pub(super) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let whole = Element::only(bytes)?;
        let mut outer = whole.sequence()?;
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
        let revoked = revoked.map_or(&[][..], |revoked| revoked.content);
        let (index, entry_extension) = index(revoked)?;
        Ok(Self {
            der: bytes.to_vec(),
            tbs: place(bytes, tbs.whole),
            entries: place(bytes, revoked),
            index,
            issuer,
            this_update,
            next_update,
            known: Known::collect(&extensions)?,
            unknown_critical: unknown_critical(&extensions).or(entry_extension),
            extensions,
            signature_algorithm: signature_algorithm.decode()?,
            signature: signature.to_vec(),
            digest: OnceLock::new(),
            verified: OnceLock::new(),
        })
    }

    /// Verifies the signature with this key.
    pub(super) fn verify(&self, key: &PublicKey) -> Result<VerifiedWith, Error> {
        let verify = || {
            let tbs = self.der.get(self.tbs.clone()).unwrap_or_default();
            signature::verify(key, &self.signature_algorithm, tbs, &self.signature)
        };
        let first = || (key.der().to_vec(), verify());
        match self.verified.get_or_init(first) {
            (known, result) if known == key.der() => result.clone(),
            _ => verify(),
        }
    }

    /// The entries, one after the other.
    pub(super) fn entries(&self) -> &[u8] {
        self.der.get(self.entries.clone()).unwrap_or_default()
    }
}

/// Where `part`, a piece of `bytes`, stands in them.
fn place(bytes: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr().wrapping_sub(bytes.as_ptr().addr());
    start..start.saturating_add(part.len())
}

fn optional_time(reader: &mut SliceReader<'_>) -> der::Result<Option<UtcDateTime>> {
    let time = match Element::optional(reader, Tag::UtcTime)? {
        Some(time) => Some(time),
        None => Element::optional(reader, Tag::GeneralizedTime)?,
    };
    time.map(|time| time.time()).transpose()
}

/// Reads every entry once: its place, and the first critical extension not processed.
fn index(contents: &[u8]) -> der::Result<(Index, Option<ObjectIdentifier>)> {
    let mut index = Index::default();
    let mut unknown = None;
    let mut reader = SliceReader::new(contents)?;
    let mut offset = 0u32;
    while !reader.is_finished() {
        let outline = Outline::next(&mut reader)?;
        let mut names_issuer = false;
        if outline.extensions.is_some() {
            let entry = outline.entry()?;
            names_issuer = !entry.certificate_issuer.is_empty();
            unknown = unknown.or(entry.unknown_critical);
        }
        index.add(offset, outline.serial, names_issuer);
        offset = u32::try_from(outline.length)
            .ok()
            .and_then(|length| offset.checked_add(length))
            .ok_or(der::ErrorKind::Overflow)?;
    }
    index.finish();
    Ok((index, unknown))
}

fn unknown_critical(extensions: &[Extension]) -> Option<ObjectIdentifier> {
    let unknown = extensions.iter().find(|extension| {
        extension.critical
            && !matches!(
                extension.oid,
                oid::AUTHORITY_KEY_IDENTIFIER
                    | oid::CRL_NUMBER
                    | oid::ISSUING_DISTRIBUTION_POINT
                    | oid::DELTA_CRL_INDICATOR
                    | oid::EXPIRED_CERTS_ON_CRL
            )
    });
    unknown.map(|extension| extension.oid)
}

impl Known {
    /// An extension that is malformed or stands twice makes the whole list unusable: its scope
    /// would be uncertain.
    fn collect(extensions: &[Extension]) -> der::Result<Self> {
        let mut known = Self::default();
        let mut seen: Vec<ObjectIdentifier> = Vec::new();
        for extension in extensions {
            if seen.contains(&extension.oid) {
                return Err(Tag::Sequence.value_error().into());
            }
            seen.push(extension.oid);
            known.read(extension)?;
        }
        Ok(known)
    }

    fn read(&mut self, extension: &Extension) -> der::Result<()> {
        let value = extension.value.as_slice();
        match extension.oid {
            oid::CRL_NUMBER => self.number = Some(Element::only(value)?.integer()?.to_vec()),
            oid::DELTA_CRL_INDICATOR => {
                self.base_number = Some(Element::only(value)?.integer()?.to_vec());
            }
            oid::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key = AuthorityKeyIdentifier::parse(value)?;
            }
            oid::ISSUING_DISTRIBUTION_POINT => self.scope = Some(Scope::parse(value)?),
            oid::EXPIRED_CERTS_ON_CRL => {
                self.keeps_expired_since = Some(Element::only(value)?.time()?);
            }
            _ => {}
        }
        Ok(())
    }
}
