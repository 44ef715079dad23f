//! Certificate extensions that we understand (RFC 5280, 4.2).
//!
//! Each is read from its bytes as found. What an extension *means* for a path is judged there.

mod constraints;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use const_oid::ObjectIdentifier;
use der::{Reader, Tag};
use serde::{Deserialize, Serialize};

use crate::asn1::{Element, constructed, primitive};
use crate::certificate::hex;
use crate::{Name, oid};

pub use constraints::{NameConstraints, PolicyConstraints, PolicyMapping};
pub(crate) use constraints::{inhibit_any_policy, policy_mappings};

/// An extension of a certificate, a CRL, a CRL entry, an OCSP or a time-stamp structure.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Extension {
    /// Which extension.
    pub oid: ObjectIdentifier,
    /// Whether who does not understand it must refuse.
    pub critical: bool,
    /// The contents of the octet string.
    pub value: Vec<u8>,
}

impl Extension {
    /// Reads `Extensions ::= SEQUENCE OF Extension`.
    pub(crate) fn parse_all(element: &Element<'_>) -> der::Result<Vec<Self>> {
        element.tag.assert_eq(Tag::Sequence)?;
        element.children()?.iter().map(Self::parse).collect()
    }

    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let oid = reader.decode()?;
        // DEFAULT FALSE must not be written, yet some do; any non-zero octet is read as TRUE.
        let critical = Element::optional(&mut reader, Tag::Boolean)?
            .is_some_and(|flag| flag.content.iter().any(|octet| *octet != 0));
        let value = Element::expect(&mut reader, Tag::OctetString)?;
        reader.finish()?;
        Ok(Self {
            oid,
            critical,
            value: value.content.to_vec(),
        })
    }
}

/// What a key may be used for (RFC 5280, 4.2.1.3).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct KeyUsage {
    /// Bit 0 of the standard is the lowest bit here.
    bits: u16,
}

impl KeyUsage {
    /// `digitalSignature`.
    pub const DIGITAL_SIGNATURE: Self = Self { bits: 1 };
    /// `nonRepudiation`, today called contentCommitment.
    pub const NON_REPUDIATION: Self = Self { bits: 1 << 1 };
    /// `keyEncipherment`.
    pub const KEY_ENCIPHERMENT: Self = Self { bits: 1 << 2 };
    /// `dataEncipherment`.
    pub const DATA_ENCIPHERMENT: Self = Self { bits: 1 << 3 };
    /// `keyAgreement`.
    pub const KEY_AGREEMENT: Self = Self { bits: 1 << 4 };
    /// `keyCertSign`.
    pub const KEY_CERT_SIGN: Self = Self { bits: 1 << 5 };
    /// `cRLSign`.
    pub const CRL_SIGN: Self = Self { bits: 1 << 6 };

    /// Whether all usages of `other` are allowed.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.bits & other.bits == other.bits
    }

    /// Both usages together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            bits: self.bits | other.bits,
        }
    }

    /// The names of the allowed usages as in RFC 5280.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        const NAMES: [&str; 9] = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
            "decipherOnly",
        ];
        NAMES
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| self.bits & (1 << bit) != 0)
            .map(|(_, name)| name)
            .collect()
    }

    /// The BIT STRING of this usage, without trailing zero bits (X.690, 11.2.2).
    #[must_use]
    pub fn to_der(self) -> Vec<u8> {
        let mut octets = self.bits.reverse_bits().to_be_bytes().to_vec();
        while octets.last() == Some(&0) {
            octets.pop();
        }
        let unused = octets.last().map_or(0, |octet| octet.trailing_zeros());
        octets.insert(0, u8::try_from(unused).unwrap_or(0));
        crate::encode::element(0x03, &octets)
    }

    pub(crate) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let element = Element::only(bytes)?;
        element.tag.assert_eq(Tag::BitString)?;
        let mut bits = 0;
        // The first octet counts unused bits; unused bits set to one are not told apart here.
        for (octet, value) in element.content.iter().skip(1).take(2).enumerate() {
            for bit in 0..8 {
                if value & (0x80 >> bit) != 0 {
                    bits |= 1u16 << (octet * 8 + bit);
                }
            }
        }
        Ok(Self { bits })
    }
}

/// `BasicConstraints` (RFC 5280, 4.2.1.9).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct BasicConstraints {
    pub(crate) ca: bool,
    pub(crate) path_length: Option<u32>,
}

impl BasicConstraints {
    pub(crate) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let ca = Element::optional(&mut reader, Tag::Boolean)?
            .is_some_and(|flag| flag.content.iter().any(|octet| *octet != 0));
        let path_length = match Element::optional(&mut reader, Tag::Integer)? {
            Some(length) => Some(length.decode()?),
            None => None,
        };
        reader.finish()?;
        Ok(Self { ca, path_length })
    }
}

/// `AuthorityKeyIdentifier` (RFC 5280, 4.2.1.1).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct AuthorityKeyIdentifier {
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) serial: Option<Vec<u8>>,
}

impl AuthorityKeyIdentifier {
    pub(crate) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let key = Element::optional(&mut reader, primitive(0))?;
        Element::optional(&mut reader, constructed(1))?;
        let serial = Element::optional(&mut reader, primitive(2))?;
        reader.finish()?;
        Ok(Self {
            key: key.map(|key| key.content.to_vec()),
            serial: serial.map(|serial| serial.content.to_vec()),
        })
    }
}

/// One alternative of `GeneralName` (RFC 5280, 4.2.1.6) as far as we use it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum GeneralName {
    /// `rfc822Name`.
    Email(String),
    /// `dNSName`.
    Dns(String),
    /// `uniformResourceIdentifier`.
    Uri(String),
    /// `directoryName`.
    Directory(Name),
    /// `iPAddress`: the octets of an address, in name constraints those of its mask as well.
    Ip(Vec<u8>),
    /// Any other alternative, as encoded.
    Other(Vec<u8>),
}

impl GeneralName {
    pub(crate) fn parse(element: &Element<'_>) -> der::Result<Self> {
        let text = || String::from_utf8_lossy(element.content).into_owned();
        Ok(match element.tag {
            tag if tag == primitive(1) => Self::Email(text()),
            tag if tag == primitive(2) => Self::Dns(text()),
            tag if tag == primitive(6) => Self::Uri(text()),
            tag if tag == primitive(7) => Self::Ip(element.content.to_vec()),
            tag if tag == constructed(4) => Self::Directory(Name::parse(element.content)?),
            _ => Self::Other(element.whole.to_vec()),
        })
    }

    /// The name, if this is a `directoryName`.
    #[must_use]
    pub fn directory(&self) -> Option<&Name> {
        match self {
            Self::Directory(name) => Some(name),
            _ => None,
        }
    }

    /// Whether this is a `directoryName` that names the same as `name`.
    #[must_use]
    pub fn is_directory(&self, name: &Name) -> bool {
        self.directory().is_some_and(|own| own.matches(name))
    }

    /// Whether both name the same: directory names by their meaning, all others to the octet.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self == other
            || other
                .directory()
                .is_some_and(|name| self.is_directory(name))
    }

    /// The names inside a `GeneralNames`, whatever its own tag.
    pub(crate) fn parse_children(element: &Element<'_>) -> der::Result<Vec<Self>> {
        element.children()?.iter().map(Self::parse).collect()
    }
}

impl fmt::Display for GeneralName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(text) | Self::Dns(text) | Self::Uri(text) => f.write_str(text),
            Self::Directory(name) => name.fmt(f),
            Self::Ip(octets) => match octets.as_slice() {
                [a, b, c, d] => Ipv4Addr::new(*a, *b, *c, *d).fmt(f),
                other => match <[u8; 16]>::try_from(other) {
                    Ok(address) => Ipv6Addr::from(address).fmt(f),
                    Err(_) => f.write_str(&hex(other)),
                },
            },
            Self::Other(bytes) => f.write_str(&hex(bytes)),
        }
    }
}

/// `SubjectAltName`, a SEQUENCE of names.
pub(crate) fn general_names(bytes: &[u8]) -> der::Result<Vec<GeneralName>> {
    let element = Element::only(bytes)?;
    element.tag.assert_eq(Tag::Sequence)?;
    GeneralName::parse_children(&element)
}

/// `ExtKeyUsageSyntax` (RFC 5280, 4.2.1.12).
pub(crate) fn extended_key_usage(bytes: &[u8]) -> der::Result<Vec<ObjectIdentifier>> {
    let mut reader = Element::only(bytes)?.sequence()?;
    let mut purposes = Vec::new();
    while !reader.is_finished() {
        purposes.push(reader.decode()?);
    }
    Ok(purposes)
}

/// The policy identifiers of `CertificatePolicies`; qualifiers are not read.
pub(crate) fn policies(bytes: &[u8]) -> der::Result<Vec<ObjectIdentifier>> {
    let sequence = Element::only(bytes)?;
    sequence.tag.assert_eq(Tag::Sequence)?;
    let mut policies = Vec::new();
    for information in sequence.children()? {
        policies.push(information.sequence()?.decode()?);
    }
    Ok(policies)
}

/// Addresses by access method from `AuthorityInfoAccessSyntax` (RFC 5280, 4.2.2.1).
pub(crate) fn access_urls(bytes: &[u8]) -> der::Result<Vec<(ObjectIdentifier, String)>> {
    let sequence = Element::only(bytes)?;
    sequence.tag.assert_eq(Tag::Sequence)?;
    let mut urls = Vec::new();
    for description in sequence.children()? {
        let mut reader = description.sequence()?;
        let method = reader.decode()?;
        if let GeneralName::Uri(url) = GeneralName::parse(&Element::next(&mut reader)?)? {
            urls.push((method, url));
        }
        reader.finish()?;
    }
    Ok(urls)
}

/// A `DistributionPoint` (RFC 5280, 4.2.1.13).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct DistributionPoint {
    /// `fullName`: where the list is, under any of these names.
    pub full_name: Vec<GeneralName>,
    /// `nameRelativeToCRLIssuer`, as encoded; rare.
    pub relative_name: Option<Vec<u8>>,
    /// The reasons this point covers as encoded bit string contents, all if absent.
    pub reasons: Option<Vec<u8>>,
    /// Who signs the list, if not the issuer of the certificate.
    pub crl_issuer: Vec<GeneralName>,
}

impl DistributionPoint {
    /// Addresses under which the list is found.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &str> {
        self.full_name.iter().filter_map(|name| match name {
            GeneralName::Uri(url) => Some(url.as_str()),
            _ => None,
        })
    }

    /// Where delta lists are, by `FreshestCRL` (RFC 5280, 4.2.1.15 and 5.2.6), which stands in
    /// certificates and in lists. One that cannot be read names none: nobody is good by that.
    pub(crate) fn of_deltas(extensions: &[Extension]) -> Vec<String> {
        let mut freshest = extensions.iter();
        let freshest = freshest.find(|extension| extension.oid == oid::FRESHEST_CRL);
        let points = freshest.and_then(|found| Self::parse_all(&found.value).ok());
        let points = points.unwrap_or_default();
        points
            .iter()
            .flat_map(Self::urls)
            .map(str::to_owned)
            .collect()
    }

    pub(crate) fn parse_all(bytes: &[u8]) -> der::Result<Vec<Self>> {
        let sequence = Element::only(bytes)?;
        sequence.tag.assert_eq(Tag::Sequence)?;
        sequence.children()?.iter().map(Self::parse).collect()
    }

    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let mut point = Self::default();
        if let Some(name) = Element::optional(&mut reader, constructed(0))? {
            let choice = Element::only(name.content)?;
            if choice.tag == constructed(0) {
                point.full_name = GeneralName::parse_children(&choice)?;
            } else {
                point.relative_name = Some(choice.whole.to_vec());
            }
        }
        if let Some(reasons) = Element::optional(&mut reader, primitive(1))? {
            point.reasons = Some(reasons.content.to_vec());
        }
        if let Some(issuer) = Element::optional(&mut reader, constructed(2))? {
            point.crl_issuer = GeneralName::parse_children(&issuer)?;
        }
        reader.finish()?;
        Ok(point)
    }
}
