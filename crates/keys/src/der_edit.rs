//! The few places where DER is taken apart by hand instead of by a type.

use der::asn1::{OctetStringRef, UintRef};
use der::{AnyRef, Decode, Encode as _, Error, Reader, SliceReader, Tag, Tagged as _};

use crate::ber;

/// What the outside of a PKCS#12 file tells before any password is used (RFC 7292, 4).
#[derive(Debug)]
pub(crate) struct Outline<'a> {
    version: AnyRef<'a>,
    content: AnyRef<'a>,
    has_mac: bool,
}

impl<'a> Outline<'a> {
    /// Reads `PFX ::= SEQUENCE { version, authSafe, macData OPTIONAL }` without looking inside.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let outer = AnyRef::from_der(bytes)?;
        outer.tag().assert_eq(Tag::Sequence)?;
        let mut reader = SliceReader::new(outer.value())?;
        let outline = Self {
            version: AnyRef::decode(&mut reader)?,
            content: AnyRef::decode(&mut reader)?,
            has_mac: !reader.is_finished(),
        };
        outline.version.tag().assert_eq(Tag::Integer)?;
        outline.content.tag().assert_eq(Tag::Sequence)?;
        Ok(outline)
    }

    /// Whether the file is protected by a MAC.
    pub(crate) fn has_mac(&self) -> bool {
        self.has_mac
    }

    /// The same file without its MAC and with its content in DER; `None` if there is no such form.
    pub(crate) fn bare_der(&self) -> Option<Vec<u8>> {
        let mut info = SliceReader::new(self.content.value()).ok()?;
        let kind = AnyRef::decode(&mut info).ok()?;
        let explicit = AnyRef::decode(&mut info).ok()?;
        let safes = <&OctetStringRef>::from_der(explicit.value()).ok()?;
        let safes = ber::to_der(safes.as_bytes())?;
        let octets = AnyRef::new(Tag::OctetString, &safes).ok()?.to_der().ok()?;
        let mut inner = kind.to_der().ok()?;
        inner.extend(AnyRef::new(explicit.tag(), &octets).ok()?.to_der().ok()?);
        let content = AnyRef::new(Tag::Sequence, &inner).ok()?;
        let mut outer = self.version.to_der().ok()?;
        outer.extend(content.to_der().ok()?);
        AnyRef::new(Tag::Sequence, &outer).ok()?.to_der().ok()
    }
}

/// Length of the modulus of a PKCS#8 RSA key (RFC 5208, 5 and RFC 8017, A.1.2).
pub(crate) fn pkcs8_rsa_bits(pkcs8: &[u8]) -> Result<usize, Error> {
    let mut outer = SliceReader::new(AnyRef::from_der(pkcs8)?.value())?;
    AnyRef::decode(&mut outer)?;
    AnyRef::decode(&mut outer)?;
    let key: &OctetStringRef = Decode::decode(&mut outer)?;
    let mut inner = SliceReader::new(AnyRef::from_der(key.as_bytes())?.value())?;
    AnyRef::decode(&mut inner)?;
    modulus_bits(&mut inner)
}

/// Length in bits of the INTEGER that comes next.
pub(crate) fn modulus_bits<'a>(reader: &mut impl Reader<'a>) -> Result<usize, Error> {
    let modulus = UintRef::decode(reader)?;
    let bytes = modulus.as_bytes();
    let unused = bytes.first().map_or(0, |first| first.leading_zeros());
    Ok((bytes.len() * 8).saturating_sub(usize::try_from(unused).unwrap_or(0)))
}
