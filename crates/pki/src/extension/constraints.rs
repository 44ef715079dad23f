//! Extensions by which an authority restricts what is below it (RFC 5280, 4.2.1.5, 4.2.1.10,
//! 4.2.1.11, 4.2.1.14), and the names they speak of.

use const_oid::ObjectIdentifier;
use der::{Reader, Tag};

use super::GeneralName;
use crate::asn1::{Element, constructed, primitive};

/// A policy of the issuer, and one of the subject that counts as the same.
pub type PolicyMapping = (ObjectIdentifier, ObjectIdentifier);

/// `PolicyConstraints` (RFC 5280, 4.2.1.11): after how many further certificates it applies.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PolicyConstraints {
    /// `requireExplicitPolicy`: from then on a policy is needed.
    pub require_explicit: Option<u32>,
    /// `inhibitPolicyMapping`: from then on none may be mapped.
    pub inhibit_mapping: Option<u32>,
}

impl PolicyConstraints {
    pub(crate) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let require_explicit = Element::optional(&mut reader, primitive(0))?;
        let inhibit_mapping = Element::optional(&mut reader, primitive(1))?;
        reader.finish()?;
        Ok(Self {
            require_explicit: require_explicit.map(|e| skip(e.content)).transpose()?,
            inhibit_mapping: inhibit_mapping.map(|e| skip(e.content)).transpose()?,
        })
    }
}

/// `InhibitAnyPolicy` (RFC 5280, 4.2.1.14).
pub(crate) fn inhibit_any_policy(bytes: &[u8]) -> der::Result<u32> {
    let element = Element::only(bytes)?;
    element.tag.assert_eq(Tag::Integer)?;
    skip(element.content)
}

/// A number of certificates; one that no path can reach is as good as the largest.
fn skip(content: &[u8]) -> der::Result<u32> {
    match content.first() {
        Some(0x00..=0x7F) => {}
        _ => return Err(Tag::Integer.value_error().into()),
    }
    let number = content.iter().try_fold(0u32, |number, octet| {
        number.checked_mul(256)?.checked_add(u32::from(*octet))
    });
    Ok(number.unwrap_or(u32::MAX))
}

/// `PolicyMappings` (RFC 5280, 4.2.1.5).
pub(crate) fn policy_mappings(bytes: &[u8]) -> der::Result<Vec<PolicyMapping>> {
    let sequence = Element::only(bytes)?;
    sequence.tag.assert_eq(Tag::Sequence)?;
    let mut mappings = Vec::new();
    for mapping in sequence.children()? {
        let mut reader = mapping.sequence()?;
        mappings.push((reader.decode()?, reader.decode()?));
        reader.finish()?;
    }
    Ok(mappings)
}

/// `NameConstraints` (RFC 5280, 4.2.1.10).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct NameConstraints {
    /// Names must be within one of these, if any of them is of the name's form.
    pub permitted: Vec<GeneralName>,
    /// Names must be outside all of these.
    pub excluded: Vec<GeneralName>,
}

impl NameConstraints {
    pub(crate) fn parse(bytes: &[u8]) -> der::Result<Self> {
        let mut reader = Element::only(bytes)?.sequence()?;
        let permitted = Element::optional(&mut reader, constructed(0))?;
        let excluded = Element::optional(&mut reader, constructed(1))?;
        reader.finish()?;
        Ok(Self {
            permitted: permitted.map_or(Ok(Vec::new()), |list| subtrees(&list))?,
            excluded: excluded.map_or(Ok(Vec::new()), |list| subtrees(&list))?,
        })
    }
}

/// The bases of `GeneralSubtrees`. A minimum other than 0 or a maximum, which the standard does not
/// allow, is an error.
fn subtrees(list: &Element<'_>) -> der::Result<Vec<GeneralName>> {
    let mut bases = Vec::new();
    for subtree in list.children()? {
        let mut reader = subtree.sequence()?;
        let base = GeneralName::parse(&Element::next(&mut reader)?)?;
        if let Some(minimum) = Element::optional(&mut reader, primitive(0))?
            && minimum.content != [0]
        {
            return Err(minimum.tag.value_error().into());
        }
        reader.finish()?;
        if let GeneralName::Ip(range) = &base
            && !matches!(range.len(), 8 | 32)
        {
            return Err(primitive(7).value_error().into());
        }
        bases.push(base);
    }
    Ok(bases)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode;

    #[test]
    fn numbers_of_certificates_are_read_up_to_any_size() {
        let read = |content: &[u8]| inhibit_any_policy(&encode::element(0x02, content)).ok();
        assert_eq!(read(&[0]), Some(0));
        assert_eq!(read(&[0, 0x80]), Some(128));
        assert_eq!(read(&[1, 0, 0, 0, 0, 0]), Some(u32::MAX));
        assert_eq!(read(&[0xFF]), None);
        assert_eq!(read(&[]), None);
    }

    #[test]
    fn subtrees_with_bounds_or_half_an_address_are_refused() {
        let subtree = |parts: &[Vec<u8>]| {
            let list = encode::constructed(0, &encode::sequence(parts));
            NameConstraints::parse(&encode::sequence(&[list]))
        };
        let host = encode::element(0x82, b"example.vn");
        let read = subtree(std::slice::from_ref(&host)).unwrap();
        assert_eq!(read.permitted, [GeneralName::Dns("example.vn".to_owned())]);
        assert!(subtree(&[host.clone(), encode::element(0x80, &[0])]).is_ok());
        assert!(subtree(&[host.clone(), encode::element(0x80, &[1])]).is_err());
        assert!(subtree(&[host, encode::element(0x81, &[1])]).is_err());
        assert!(subtree(&[encode::element(0x87, &[10, 0, 0, 0])]).is_err());
        assert!(subtree(&[encode::element(0x87, &[10, 0, 0, 0, 255, 0, 0, 0])]).is_ok());
    }
}
