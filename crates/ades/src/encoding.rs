//! How byte strings and times stand in saved states and facts: hexadecimal text, RFC 3339.

use time::UtcDateTime;
use time::format_description::well_known::Rfc3339;

/// For `#[serde(with = "crate::encoding::hex")]` on byte strings.
pub(crate) mod hex {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::to_hex(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        super::from_hex(&text).ok_or_else(|| D::Error::custom("not hexadecimal"))
    }
}

/// For `#[serde(with = "crate::encoding::hex_list")]` on lists of byte strings.
pub(crate) mod hex_list {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(list: &[Vec<u8>], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(list.iter().map(|bytes| super::to_hex(bytes)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Vec<u8>>, D::Error> {
        Vec::<String>::deserialize(from)?
            .iter()
            .map(|text| super::from_hex(text))
            .collect::<Option<_>>()
            .ok_or_else(|| D::Error::custom("not hexadecimal"))
    }
}

/// For `#[serde(with = "crate::encoding::certificate")]` on certificates: their DER.
pub(crate) mod certificate {
    use pki::Certificate;
    use serde::{Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(
        certificate: &Certificate,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        super::hex::serialize(certificate.der(), to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Certificate, D::Error> {
        Certificate::from_der(&super::hex::deserialize(from)?).map_err(D::Error::custom)
    }
}

/// For `#[serde(with = "crate::encoding::certificate_list")]` on lists of certificates.
pub(crate) mod certificate_list {
    use pki::Certificate;
    use serde::{Deserializer, Serializer, de::Error as _};

    pub(crate) fn serialize<S: Serializer>(list: &[Certificate], to: S) -> Result<S::Ok, S::Error> {
        let ders = list.iter().map(Certificate::der);
        to.collect_seq(ders.map(super::to_hex))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Certificate>, D::Error> {
        let ders = super::hex_list::deserialize(from)?;
        let list = ders.iter().map(|der| Certificate::from_der(der));
        list.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

/// For `#[serde(with = "crate::encoding::rfc3339")]` on times.
pub(crate) mod rfc3339 {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};
    use time::UtcDateTime;

    pub(crate) fn serialize<S: Serializer>(time: &UtcDateTime, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::to_rfc3339(*time))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<UtcDateTime, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        super::from_rfc3339(&text).ok_or_else(|| D::Error::custom("not a time of RFC 3339"))
    }
}

/// For `#[serde(with = "crate::encoding::rfc3339_option")]` on times that may be missing.
pub(crate) mod rfc3339_option {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};
    use time::UtcDateTime;

    pub(crate) fn serialize<S: Serializer>(
        time: &Option<UtcDateTime>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(super::to_rfc3339).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<UtcDateTime>, D::Error> {
        Option::<String>::deserialize(from)?
            .map(|text| {
                super::from_rfc3339(&text).ok_or_else(|| D::Error::custom("not a time of RFC 3339"))
            })
            .transpose()
    }
}

/// A time as text; years beyond what RFC 3339 can write keep the form of the library.
pub(crate) fn to_rfc3339(time: UtcDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_else(|_| time.to_string())
}

fn from_rfc3339(text: &str) -> Option<UtcDateTime> {
    UtcDateTime::parse(text, &Rfc3339).ok()
}

/// Lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| {
        DIGITS
            .get(usize::from(value))
            .map_or('0', |digit| char::from(*digit))
    };
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The bytes of an even number of hexadecimal digits.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_text_comes_back_as_the_same_bytes() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
        assert_eq!(from_hex("abc"), None);
        assert_eq!(from_hex("zz"), None);
    }
}
