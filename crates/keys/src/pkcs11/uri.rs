//! The PKCS#11 URI: which module, token and key are meant (RFC 7512).
//!
//! Stricter than the RFC where silence would hurt: an attribute we do not know is refused, since a
//! misspelt one would select another key; `pin-value` is refused, since a PIN in a URI ends up in
//! process lists, histories and logs. More lenient where it helps: letters outside ASCII and spaces
//! may stand as they are. Finding the module's file and reading `pin-source` is the edge's job.

use std::fmt;
use std::str::FromStr;

use crate::{KeyError, hex};

/// A parsed PKCS#11 URI; what is not given matches everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Uri {
    /// Label of the token (`token`).
    pub token: Option<String>,
    /// Serial number of the token (`serial`).
    pub serial: Option<String>,
    /// Who made the token (`manufacturer`).
    pub manufacturer: Option<String>,
    /// Model of the token (`model`).
    pub model: Option<String>,
    /// Number of the slot (`slot-id`); it may change when readers are plugged in another order.
    pub slot_id: Option<u64>,
    /// Description of the slot (`slot-description`).
    pub slot_description: Option<String>,
    /// Who made the slot (`slot-manufacturer`).
    pub slot_manufacturer: Option<String>,
    /// Who made the module (`library-manufacturer`).
    pub library_manufacturer: Option<String>,
    /// Description of the module (`library-description`).
    pub library_description: Option<String>,
    /// Version of the module, MAJOR or MAJOR.MINOR (`library-version`).
    pub library_version: Option<String>,
    /// Label of the key or of its certificate (`object`).
    pub object: Option<String>,
    /// Identifier of the key and certificate (`id`).
    pub id: Option<Vec<u8>>,
    /// Whether the URI speaks of the key or its certificate (`type`); both lead to the key.
    pub object_type: Option<ObjectType>,
    /// File that holds the PIN (`pin-source`), as a path; never a command.
    pub pin_source: Option<String>,
    /// File of the module (`module-path`).
    pub module_path: Option<String>,
    /// Name of the module without prefix and suffix (`module-name`).
    pub module_name: Option<String>,
}

/// The kind of object that a URI names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ObjectType {
    /// `type=private`.
    Private,
    /// `type=cert`.
    Certificate,
}

impl FromStr for Uri {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let scheme = text
            .get(..7)
            .filter(|scheme| scheme.eq_ignore_ascii_case("pkcs11:"))
            .ok_or_else(|| error(0, "a PKCS#11 URI begins with \"pkcs11:\""))?;
        let mut uri = Self::default();
        let mut seen = Vec::new();
        let (path_end, query) = match text.find('?') {
            Some(at) => (at, Some(at + 1)),
            None => (text.len(), None),
        };
        let path = Part {
            text: text.get(scheme.len()..path_end).unwrap_or_default(),
            start: scheme.len(),
        };
        for attribute in path.attributes(';', &mut seen)? {
            uri.set_path(&attribute)?;
        }
        if let Some(start) = query {
            let query = Part {
                text: text.get(start..).unwrap_or_default(),
                start,
            };
            for attribute in query.attributes('&', &mut seen)? {
                uri.set_query(&attribute)?;
            }
        }
        Ok(uri)
    }
}

impl Uri {
    fn set_path(&mut self, attribute: &Attribute<'_>) -> Result<(), KeyError> {
        let text = || attribute.text().map(Some);
        match attribute.name {
            "token" => self.token = text()?,
            "serial" => self.serial = text()?,
            "manufacturer" => self.manufacturer = text()?,
            "model" => self.model = text()?,
            "slot-description" => self.slot_description = text()?,
            "slot-manufacturer" => self.slot_manufacturer = text()?,
            "library-manufacturer" => self.library_manufacturer = text()?,
            "library-description" => self.library_description = text()?,
            "library-version" => self.library_version = text()?,
            "object" => self.object = text()?,
            "id" => self.id = Some(attribute.bytes()?),
            "slot-id" => {
                let number = attribute.text()?.parse();
                self.slot_id =
                    Some(number.map_err(|_| attribute.wrong("slot-id is not a number"))?);
            }
            "type" => {
                self.object_type = Some(match attribute.text()?.as_str() {
                    "private" => ObjectType::Private,
                    "cert" => ObjectType::Certificate,
                    _ => return Err(attribute.wrong("type must be \"private\" or \"cert\"")),
                });
            }
            name => return Err(error(attribute.start, &unknown(name))),
        }
        Ok(())
    }

    fn set_query(&mut self, attribute: &Attribute<'_>) -> Result<(), KeyError> {
        match attribute.name {
            "module-path" => self.module_path = Some(attribute.text()?),
            "module-name" => self.module_name = Some(attribute.text()?),
            "pin-source" => self.pin_source = Some(pin_file(attribute)?),
            "pin-value" => {
                let reason = "pin-value is refused: a PIN must not stand in a URI";
                return Err(error(attribute.start, reason));
            }
            name => return Err(error(attribute.start, &unknown(name))),
        }
        Ok(())
    }
}

/// The path of `pin-source`: absolute, plain or as a `file:` URI (RFC 7512, 2.4).
fn pin_file(attribute: &Attribute<'_>) -> Result<String, KeyError> {
    let source = attribute.text()?;
    let path = source.strip_prefix("file:").unwrap_or(&source);
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.starts_with('/') {
        Ok(path.to_owned())
    } else {
        Err(attribute.wrong("pin-source must be an absolute path or file: URI"))
    }
}

fn unknown(name: &str) -> String {
    format!("unknown attribute {name:?}")
}

/// The path or the query, and where it starts in the whole URI.
struct Part<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Part<'a> {
    fn attributes(
        &self,
        separator: char,
        seen: &mut Vec<&'a str>,
    ) -> Result<Vec<Attribute<'a>>, KeyError> {
        let mut found = Vec::new();
        let mut start = self.start;
        for piece in self.text.split(separator) {
            if !piece.is_empty() {
                let (name, value) = piece
                    .split_once('=')
                    .ok_or_else(|| error(start, "expected NAME=VALUE"))?;
                if seen.contains(&name) {
                    return Err(error(start, &format!("attribute {name:?} appears twice")));
                }
                seen.push(name);
                found.push(Attribute { name, value, start });
            }
            start += piece.len() + separator.len_utf8();
        }
        Ok(found)
    }
}

struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
    /// Where the name starts.
    start: usize,
}

impl Attribute<'_> {
    fn text(&self) -> Result<String, KeyError> {
        String::from_utf8(self.bytes()?).map_err(|_| self.wrong("the value is not UTF-8"))
    }

    /// Undoes percent-encoding (RFC 3986, 2.1).
    fn bytes(&self) -> Result<Vec<u8>, KeyError> {
        let mut bytes = Vec::new();
        let mut rest = self.value.bytes().enumerate();
        while let Some((at, byte)) = rest.next() {
            if byte == b'%' {
                let mut digit = || rest.next().and_then(|(_, byte)| hex::digit(byte));
                let (Some(high), Some(low)) = (digit(), digit()) else {
                    let reason = "% must be followed by two hexadecimal digits";
                    return Err(error(self.value_start() + at, reason));
                };
                bytes.push(high << 4 | low);
            } else if byte.is_ascii_control() {
                let reason = "control characters must be percent-encoded";
                return Err(error(self.value_start() + at, reason));
            } else {
                bytes.push(byte);
            }
        }
        Ok(bytes)
    }

    fn value_start(&self) -> usize {
        self.start + self.name.len() + 1
    }

    fn wrong(&self, reason: &str) -> KeyError {
        error(self.value_start(), reason)
    }
}

fn error(position: usize, reason: &str) -> KeyError {
    KeyError::Uri {
        position,
        reason: reason.to_owned(),
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = [
            ("token", &self.token),
            ("serial", &self.serial),
            ("manufacturer", &self.manufacturer),
            ("model", &self.model),
            ("slot-description", &self.slot_description),
            ("slot-manufacturer", &self.slot_manufacturer),
            ("library-manufacturer", &self.library_manufacturer),
            ("library-description", &self.library_description),
            ("library-version", &self.library_version),
            ("object", &self.object),
        ];
        let mut attributes: Vec<String> = path
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encode(value.as_ref()?))))
            .collect();
        attributes.extend(self.slot_id.map(|slot| format!("slot-id={slot}")));
        attributes.extend(self.id.as_ref().map(|id| format!("id={}", encode_all(id))));
        attributes.extend(self.object_type.map(|kind| match kind {
            ObjectType::Private => "type=private".to_owned(),
            ObjectType::Certificate => "type=cert".to_owned(),
        }));
        let query = [
            ("module-path", &self.module_path),
            ("module-name", &self.module_name),
            ("pin-source", &self.pin_source),
        ];
        let query: Vec<String> = query
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encode(value.as_ref()?))))
            .collect();
        write!(formatter, "pkcs11:{}", attributes.join(";"))?;
        if !query.is_empty() {
            write!(formatter, "?{}", query.join("&"))?;
        }
        Ok(())
    }
}

/// Percent-encodes all but the unreserved characters of RFC 3986 and the slash.
fn encode(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&encode_all(&[byte])),
        }
        text
    })
}

fn encode_all(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{ObjectType, Uri};

    #[test]
    fn all_attributes_are_read_and_written_back() {
        let text = "pkcs11:token=V%C4%83n%20th%C6%B0;serial=00a1;manufacturer=M;model=X1;\
            slot-description=reader;slot-manufacturer=S;library-manufacturer=L;\
            library-description=D;library-version=2.1;object=Ch%E1%BB%AF%20k%C3%BD;slot-id=7;\
            id=%00%01%FF;type=private?module-path=/usr/lib/x.so&module-name=x&pin-source=/run/pin";
        let uri: Uri = text.parse().unwrap();
        assert_eq!(uri.token.as_deref(), Some("Văn thư"));
        assert_eq!(uri.id.as_deref(), Some(&[0, 1, 255][..]));
        assert_eq!(uri.slot_id, Some(7));
        assert_eq!(uri.object_type, Some(ObjectType::Private));
        assert_eq!(uri.module_path.as_deref(), Some("/usr/lib/x.so"));
        assert_eq!(uri.to_string(), text);
        assert_eq!("pkcs11:".parse::<Uri>().unwrap(), Uri::default());
    }

    #[test]
    fn plain_vietnamese_and_spaces_are_read() {
        let uri: Uri = "PKCS11:token=Văn thư UBND;object=a=b".parse().unwrap();
        assert_eq!(uri.token.as_deref(), Some("Văn thư UBND"));
        assert_eq!(uri.object.as_deref(), Some("a=b"));
    }

    #[test]
    fn pin_source_is_a_path() {
        for source in ["/run/pin", "file:/run/pin", "file:///run/pin"] {
            let uri: Uri = format!("pkcs11:?pin-source={source}").parse().unwrap();
            assert_eq!(uri.pin_source.as_deref(), Some("/run/pin"), "{source}");
        }
        for source in ["%7Ccat%20pin", "pin.txt", "file:pin"] {
            assert!(
                format!("pkcs11:?pin-source={source}")
                    .parse::<Uri>()
                    .is_err()
            );
        }
    }

    #[test]
    fn errors_tell_the_position() {
        for (text, position) in [
            ("pkcs12:x", 0),
            ("pkcs", 0),
            ("pkcs11:tokn=x", 7),
            ("pkcs11:token=a;token=b", 15),
            ("pkcs11:token", 7),
            ("pkcs11:token=a%2", 14),
            ("pkcs11:token=a%zz", 14),
            ("pkcs11:token=%FF", 13),
            ("pkcs11:token=a\nb", 14),
            ("pkcs11:slot-id=x", 15),
            ("pkcs11:type=public", 12),
            ("pkcs11:module-path=/x", 7),
            ("pkcs11:token=a?pin-value=1234", 15),
            ("pkcs11:token=a?x=1", 15),
        ] {
            let error = text.parse::<Uri>().unwrap_err();
            let expected = ("position", position.to_string());
            assert_eq!(error.values().first(), Some(&expected), "{text}: {error}");
            assert!(!error.to_string().contains("1234"), "{error}");
        }
    }
}
