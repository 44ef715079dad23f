//! `IssuingDistributionPoint` (RFC 5280, 5.2.5).

use der::{Reader as _, SliceReader, Tag};

use crate::asn1::{Element, constructed, primitive};
use crate::extension::GeneralName;
use crate::revocation::Reasons;

/// What a list is about.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// The names under which the list is found, empty if not stated.
    pub distribution_point: Vec<GeneralName>,
    /// A name relative to the issuer: an encoded `RelativeDistinguishedName` whose tag is `[1]`.
    pub relative_name: Option<Vec<u8>>,
    /// Only certificates of end entities.
    pub only_users: bool,
    /// Only certificates of authorities.
    pub only_authorities: bool,
    /// Only revocations for these reasons; `None`: all.
    pub only_reasons: Option<Reasons>,
    /// Also certificates of other issuers.
    pub indirect: bool,
    /// Only attribute certificates.
    pub only_attributes: bool,
}

impl Scope {
    pub(super) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let mut scope = Self::default();
        if let Some(name) = Element::optional(&mut reader, constructed(0))? {
            let choice = Element::only(name.content)?;
            if choice.tag == constructed(0) {
                scope.distribution_point = GeneralName::parse_children(&choice)?;
                // Without any name it would look as if none were stated, which allows more.
                if scope.distribution_point.is_empty() {
                    return Err(Tag::Sequence.value_error().into());
                }
            } else {
                choice.tag.assert_eq(constructed(1))?;
                scope.relative_name = Some(choice.whole.to_vec());
            }
        }
        scope.only_users = flag(&mut reader, 1)?;
        scope.only_authorities = flag(&mut reader, 2)?;
        scope.only_reasons = Element::optional(&mut reader, primitive(3))?
            .map(|bits| Reasons::from_bits(bits.content));
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
