//! Reading ASN.1 by hand where derived decoders are too strict or lose the original bytes.

use der::{Decode, Header, Reader, SliceReader, Tag, TagNumber, Tagged};
use time::{Date, Month, Time, UtcDateTime};

/// One encoded element, with its bytes as found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    /// The contents octets.
    pub(crate) content: &'a [u8],
    /// Identifier, length and contents octets.
    pub(crate) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The only element in `bytes`; anything after it is an error.
    pub(crate) fn only(bytes: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(bytes)?;
        let element = Self::next(&mut reader)?;
        reader.finish()?;
        Ok(element)
    }

    /// The next element of `reader`.
    pub(crate) fn next(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        let whole = reader.tlv_bytes()?;
        let mut inner = SliceReader::new(whole)?;
        let header = Header::decode(&mut inner)?;
        let content = inner.read_slice(header.length())?;
        Ok(Self {
            tag: header.tag(),
            content,
            whole,
        })
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(reader: &mut SliceReader<'a>, tag: Tag) -> der::Result<Self> {
        let element = Self::next(reader)?;
        element.tag.assert_eq(tag)?;
        Ok(element)
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(reader: &mut SliceReader<'a>, tag: Tag) -> der::Result<Option<Self>> {
        if reader.is_finished() || Tag::peek(reader)? != tag {
            return Ok(None);
        }
        Self::next(reader).map(Some)
    }

    /// A reader over the contents.
    pub(crate) fn reader(&self) -> der::Result<SliceReader<'a>> {
        SliceReader::new(self.content)
    }

    /// A reader over the contents, if this is a SEQUENCE.
    pub(crate) fn sequence(&self) -> der::Result<SliceReader<'a>> {
        self.tag.assert_eq(Tag::Sequence)?;
        self.reader()
    }

    /// The elements inside.
    pub(crate) fn children(&self) -> der::Result<Vec<Element<'a>>> {
        let mut reader = self.reader()?;
        let mut children = Vec::new();
        while !reader.is_finished() {
            children.push(Self::next(&mut reader)?);
        }
        Ok(children)
    }

    /// This element as a typed value.
    pub(crate) fn decode<T: Decode<'a, Error = der::Error>>(&self) -> der::Result<T> {
        T::from_der(self.whole)
    }

    /// The whole bytes of a BIT STRING that has no unused bits.
    pub(crate) fn bit_string(&self) -> der::Result<&'a [u8]> {
        self.tag.assert_eq(Tag::BitString)?;
        match self.content.split_first() {
            Some((0, bytes)) => Ok(bytes),
            _ => Err(self.tag.value_error().into()),
        }
    }

    /// The value in a BIT STRING that holds a signature. One with unused bits cannot be a signature
    /// value; it is read as an empty one, which verifies with no key.
    pub(crate) fn signature_value(&self) -> der::Result<&'a [u8]> {
        self.tag.assert_eq(Tag::BitString)?;
        match self.content.split_first() {
            Some((0, bytes)) => Ok(bytes),
            Some((1..=7, _)) => Ok(&[]),
            _ => Err(self.tag.value_error().into()),
        }
    }

    /// An INTEGER as its two's complement octets without redundant leading octets.
    pub(crate) fn integer(&self) -> der::Result<&'a [u8]> {
        self.tag.assert_eq(Tag::Integer)?;
        let mut bytes = self.content;
        while let [first, second, ..] = bytes {
            let redundant = (*first == 0 && *second < 0x80) || (*first == 0xFF && *second >= 0x80);
            match bytes.split_first() {
                Some((_, rest)) if redundant => bytes = rest,
                _ => break,
            }
        }
        if bytes.is_empty() {
            return Err(self.tag.value_error().into());
        }
        Ok(bytes)
    }

    /// `UTCTime` or `GeneralizedTime` (RFC 5280, 4.1.2.5), also before 1970, without seconds or with
    /// fractions, as long as it is in UTC.
    pub(crate) fn time(&self) -> der::Result<UtcDateTime> {
        let parsed = match self.tag {
            Tag::UtcTime => utc_time(self.content),
            Tag::GeneralizedTime => generalized_time(self.content),
            other => return Err(other.unexpected_error(Some(Tag::UtcTime)).into()),
        };
        parsed.ok_or_else(|| self.tag.value_error().into())
    }
}

impl Tagged for Element<'_> {
    fn tag(&self) -> Tag {
        self.tag
    }
}

/// Context-specific tag `[number]`, constructed.
pub(crate) const fn constructed(number: u32) -> Tag {
    Tag::ContextSpecific {
        constructed: true,
        number: TagNumber(number),
    }
}

/// Context-specific tag `[number]`, primitive.
pub(crate) const fn primitive(number: u32) -> Tag {
    Tag::ContextSpecific {
        constructed: false,
        number: TagNumber(number),
    }
}

fn utc_time(text: &[u8]) -> Option<UtcDateTime> {
    let (year, rest) = number(text, 2)?;
    let year = if year < 50 { 2000 + year } else { 1900 + year };
    date_and_time(year, rest)
}

fn generalized_time(text: &[u8]) -> Option<UtcDateTime> {
    let (year, rest) = number(text, 4)?;
    date_and_time(year, rest)
}

fn date_and_time(year: u32, text: &[u8]) -> Option<UtcDateTime> {
    let (month, rest) = number(text, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest, 2)?;
    let (second, rest) = number(rest, 2).unwrap_or((0, rest));
    let (nanosecond, rest) = fraction(rest)?;
    if rest != b"Z" {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date =
        Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    let time = Time::from_hms_nano(
        u8::try_from(hour).ok()?,
        u8::try_from(minute).ok()?,
        u8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()?;
    Some(UtcDateTime::new(date, time))
}

/// `digits` decimal digits at the start of `text`, and what follows.
fn number(text: &[u8], digits: usize) -> Option<(u32, &[u8])> {
    let (head, rest) = text.split_at_checked(digits)?;
    let mut value = 0u32;
    for digit in head {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value
            .checked_mul(10)?
            .checked_add(u32::from(digit - b'0'))?;
    }
    Some((value, rest))
}

/// A fraction of a second `.ddd` as nanoseconds; digits beyond the ninth are dropped.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some((b'.' | b',', rest)) = text.split_first() else {
        return Some((0, text));
    };
    let length = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at_checked(length)?;
    if digits.is_empty() {
        return None;
    }
    let mut nanosecond = 0u32;
    for position in 0..9 {
        let digit = digits.get(position).map_or(0, |c| u32::from(c - b'0'));
        nanosecond = nanosecond * 10 + digit;
    }
    Some((nanosecond, rest))
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::*;

    fn read(tag: u8, text: &str) -> Option<UtcDateTime> {
        let bytes = crate::encode::element(tag, text.as_bytes());
        Element::only(&bytes).unwrap().time().ok()
    }

    #[test]
    fn times_are_read_as_real_authorities_write_them() {
        let utc = |text| read(0x17, text);
        let generalized = |text| read(0x18, text);
        assert_eq!(
            utc("491231235959Z"),
            Some(utc_datetime!(2049-12-31 23:59:59))
        );
        assert_eq!(utc("500101000000Z"), Some(utc_datetime!(1950-01-01 0:00)));
        assert_eq!(utc("2611210800Z"), Some(utc_datetime!(2026-11-21 8:00)));
        let exact = utc_datetime!(2026-11-21 8:00:01.25);
        assert_eq!(generalized("20261121080001.25Z"), Some(exact));
        let exact = utc_datetime!(2026-11-21 8:00:01.123456789);
        assert_eq!(generalized("20261121080001.1234567899Z"), Some(exact));
        for refused in [
            "",
            "Z",
            "20261121080001",
            "20261121080001+0700",
            "20261321080001Z",
            "20260230080001Z",
            "20261121080001.Z",
            "2026112108000\u{661}Z",
            "20261121080061Z",
        ] {
            assert_eq!(generalized(refused), None, "{refused}");
        }
        assert_eq!(read(0x0C, "20261121080001Z"), None);
    }

    #[test]
    fn integers_lose_only_redundant_octets() {
        let read = |content: &[u8]| {
            let bytes = crate::encode::element(0x02, content);
            Element::only(&bytes)
                .unwrap()
                .integer()
                .ok()
                .map(<[u8]>::to_vec)
        };
        assert_eq!(read(&[0, 0, 0x7F]), Some(vec![0x7F]));
        assert_eq!(read(&[0, 0x80]), Some(vec![0, 0x80]));
        assert_eq!(read(&[0xFF, 0xFF, 0x80]), Some(vec![0x80]));
        assert_eq!(read(&[0xFF, 0x7F]), Some(vec![0xFF, 0x7F]));
        assert_eq!(read(&[0]), Some(vec![0]));
        assert_eq!(read(&[]), None);
    }
}
