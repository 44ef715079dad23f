//! Distinguished names (X.501; RFC 5280, 4.1.2.4): display after RFC 4514, access by attribute,
//! comparison after RFC 5280, 7.1.
//!
//! Which attribute holds a person or an agency differs from authority to authority and is the
//! caller's configuration, not known here.

use std::fmt;
use std::sync::OnceLock;

use const_oid::ObjectIdentifier;
use der::{Reader, Tag};
use unicode_normalization::UnicodeNormalization as _;

use crate::Error;
use crate::asn1::Element;
use crate::oid;

/// A distinguished name, with its bytes as found.
#[derive(Clone, Debug)]
pub struct Name {
    der: Vec<u8>,
    relative: Vec<Vec<Attribute>>,
    /// Made when first asked for: most names are never compared, or are equal to the byte.
    comparable: OnceLock<Vec<Vec<(ObjectIdentifier, Comparable)>>>,
}

/// One attribute of a name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attribute {
    /// Which attribute.
    pub oid: ObjectIdentifier,
    /// Its value as text, if it is a string of a known kind.
    pub text: Option<String>,
    /// Its value as encoded.
    pub der: Vec<u8>,
}

/// An attribute value made comparable: texts by content, everything else by bytes.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Comparable {
    Text(String),
    Bytes(Vec<u8>),
}

impl Name {
    /// Reads a DER `Name`.
    ///
    /// # Errors
    /// [`Error::Malformed`].
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse(bytes).map_err(Error::malformed("name"))
    }

    pub(crate) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let mut relative = Vec::new();
        while !reader.is_finished() {
            let set = Element::expect(&mut reader, Tag::Set)?;
            let attributes: der::Result<Vec<_>> =
                set.children()?.iter().map(Attribute::parse).collect();
            relative.push(attributes?);
        }
        Ok(Self {
            der: bytes.to_vec(),
            relative,
            comparable: OnceLock::new(),
        })
    }

    /// The DER as found.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether the name has no attribute at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.relative.is_empty()
    }

    /// All attributes, in the order of the encoding (most general first).
    pub fn attributes(&self) -> impl DoubleEndedIterator<Item = &Attribute> {
        self.relative.iter().flatten()
    }

    /// The text of the most specific attribute of this kind.
    #[must_use]
    pub fn attribute(&self, oid: ObjectIdentifier) -> Option<&str> {
        self.attributes()
            .filter(|attribute| attribute.oid == oid)
            .filter_map(|attribute| attribute.text.as_deref())
            .next_back()
    }

    /// Whether both names name the same: string kinds, letter case and repeated spaces do not
    /// count (RFC 5280, 7.1).
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.der == other.der || self.comparable() == other.comparable()
    }

    fn comparable(&self) -> &[Vec<(ObjectIdentifier, Comparable)>] {
        self.comparable
            .get_or_init(|| self.relative.iter().map(|set| comparable(set)).collect())
    }

    /// This name with one more relative name below it. `relative` is an encoded
    /// `RelativeDistinguishedName` whatever its own tag, as implicit tagging changes it.
    pub(crate) fn extended(&self, relative: &[u8]) -> Option<Self> {
        let set = Element::only(relative).ok()?;
        let above = Element::only(&self.der).ok()?;
        let below = crate::encode::element(0x31, set.content);
        Self::parse(&crate::encode::sequence(&[above.content, &below])).ok()
    }

    /// Whether this name is `base` or below it in the directory (RFC 5280, 4.2.1.10).
    #[must_use]
    pub fn is_within(&self, base: &Self) -> bool {
        self.comparable().starts_with(base.comparable())
    }
}

impl PartialEq for Name {
    /// Equal bytes. For names that mean the same see [`Name::matches`].
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Name {}

impl fmt::Display for Name {
    /// RFC 4514: most specific first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, set) in self.relative.iter().rev().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            for (position, attribute) in set.iter().enumerate() {
                if position > 0 {
                    f.write_str("+")?;
                }
                attribute.fmt(f)?;
            }
        }
        Ok(())
    }
}

impl Attribute {
    fn parse(element: &Element<'_>) -> der::Result<Self> {
        let mut reader = element.sequence()?;
        let oid = reader.decode()?;
        let value = Element::next(&mut reader)?;
        reader.finish()?;
        Ok(Self {
            oid,
            text: text(value.tag, value.content),
            der: value.whole.to_vec(),
        })
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match short_name(self.oid) {
            Some(name) => f.write_str(name)?,
            None => write!(f, "{}", self.oid)?,
        }
        f.write_str("=")?;
        let Some(text) = &self.text else {
            f.write_str("#")?;
            return self.der.iter().try_for_each(|byte| write!(f, "{byte:02X}"));
        };
        let last = text.chars().count().saturating_sub(1);
        for (position, character) in text.chars().enumerate() {
            match character {
                '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
                ' ' if position == 0 || position == last => f.write_str("\\ ")?,
                '#' if position == 0 => f.write_str("\\#")?,
                c if c.is_control() => {
                    let mut buffer = [0; 4];
                    for byte in c.encode_utf8(&mut buffer).bytes() {
                        write!(f, "\\{byte:02X}")?;
                    }
                }
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// The text of a string value. Teletex is read as Latin-1, as everybody does.
pub(crate) fn text(tag: Tag, content: &[u8]) -> Option<String> {
    match tag {
        Tag::Utf8String => String::from_utf8(content.to_vec()).ok(),
        Tag::PrintableString | Tag::Ia5String | Tag::VisibleString | Tag::NumericString => content
            .is_ascii()
            .then(|| String::from_utf8_lossy(content).into_owned()),
        Tag::TeletexString => Some(content.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => {
            let (pairs, rest) = content.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            rest.is_empty()
                .then(|| String::from_utf16(&units).ok())
                .flatten()
        }
        _ => None,
    }
}

fn comparable(set: &[Attribute]) -> Vec<(ObjectIdentifier, Comparable)> {
    let mut values: Vec<_> = set
        .iter()
        .map(|attribute| {
            let value = match &attribute.text {
                Some(text) => Comparable::Text(fold(text)),
                None => Comparable::Bytes(attribute.der.clone()),
            };
            (attribute.oid, value)
        })
        .collect();
    values.sort();
    values
}

/// Composed (NFKC), lower case, no space at the ends, one space between words (RFC 4518).
fn fold(text: &str) -> String {
    let folded: String = text.to_lowercase().nfkc().collect();
    let words: Vec<_> = folded.split_whitespace().collect();
    words.join(" ")
}

fn short_name(attribute: ObjectIdentifier) -> Option<&'static str> {
    Some(match attribute {
        oid::COMMON_NAME => "CN",
        oid::SURNAME => "SN",
        oid::SERIAL_NUMBER => "serialNumber",
        oid::COUNTRY => "C",
        oid::LOCALITY => "L",
        oid::STATE => "ST",
        oid::STREET => "STREET",
        oid::ORGANIZATION => "O",
        oid::ORGANIZATIONAL_UNIT => "OU",
        oid::TITLE => "title",
        oid::GIVEN_NAME => "GN",
        oid::ORGANIZATION_IDENTIFIER => "organizationIdentifier",
        oid::USER_ID => "UID",
        oid::DOMAIN_COMPONENT => "DC",
        oid::EMAIL_ADDRESS => "emailAddress",
        _ => return None,
    })
}
