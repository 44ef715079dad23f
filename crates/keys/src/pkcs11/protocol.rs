//! What parent and child say to each other: one framed JSON request, one framed JSON reply.
//!
//! A frame is a length (4 bytes, big-endian) and that many bytes of JSON. Byte strings travel as
//! hexadecimal text. Both sides carry [`VERSION`] and refuse another one: parent and child are the
//! same program, so a difference means that a stale binary was started.
//!
//! Buffers that may hold a PIN are made large enough at once, so that growing leaves no copies
//! behind, and are wiped on drop.

use std::io::{self, Read, Write};

use pki::SignatureAlgorithm;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::{Pin, hex};

/// Version of the messages.
pub(crate) const VERSION: u32 = 1;

/// The longest frame in bytes; certificates of a full token stay far below it.
pub(crate) const MAX_FRAME: usize = 8 * 1024 * 1024;

/// A message to the child.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Request {
    /// Load and initialise the module; must come first, once.
    Load { module: String },
    /// All slots that hold an initialised token.
    Tokens,
    /// Open a read-only session with the token in this slot; closes an earlier one.
    Open { slot: u64 },
    /// Log the user in; without a PIN the token asks for it itself.
    Login { pin: Option<SecretField> },
    /// Keys and certificates as far as they are visible now.
    Objects,
    /// Make one signature value.
    Sign(SignRequest),
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct SignRequest {
    /// Position of the private key in the last [`Objects`].
    pub(crate) key: usize,
    pub(crate) mechanism: Mechanism,
    pub(crate) data: Bytes,
    /// For keys that want the PIN before every signature.
    pub(crate) login: Option<ContextLogin>,
}

#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ContextLogin {
    pub(crate) pin: Option<SecretField>,
}

/// An answer of the child.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reply {
    Loaded(Library),
    Tokens(Vec<TokenInfo>),
    /// What the token can sign with.
    Opened {
        mechanisms: Vec<Mechanism>,
    },
    LoggedIn,
    Objects(Objects),
    Signature(Bytes),
    Failed(Failure),
}

/// How a signature is made: by an algorithm, on the message or on its digest.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Mechanism {
    pub(crate) algorithm: SignatureAlgorithm,
    /// The token digests the message itself (`CKM_SHA256_RSA_PKCS` and the like).
    pub(crate) token_hashes: bool,
}

/// What a module says of itself.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Library {
    /// Who made it.
    pub manufacturer: String,
    /// What it is.
    pub description: String,
    /// MAJOR.MINOR.
    pub version: String,
}

/// A token and the state of its PIN, as the token tells it (PKCS #11 v2.40, `CK_TOKEN_INFO`).
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TokenInfo {
    /// Number of its slot.
    pub slot_id: u64,
    /// Description of the slot: usually the reader.
    pub slot_description: String,
    /// Who made the slot.
    pub slot_manufacturer: String,
    /// Label of the token.
    pub label: String,
    /// Who made the token.
    pub manufacturer: String,
    /// Model of the token.
    pub model: String,
    /// Serial number of the token.
    pub serial: String,
    /// Keys are usable only after login.
    pub login_required: bool,
    /// The PIN is typed on the device itself, not given by the program.
    pub pin_pad: bool,
    /// A user PIN has been set.
    pub pin_initialized: bool,
    /// A wrong PIN was given since the last right one.
    pub pin_count_low: bool,
    /// One more wrong PIN locks the token.
    pub pin_final_try: bool,
    /// Too many wrong PINs: only the issuing authority can unlock it.
    pub pin_locked: bool,
    /// The PIN must be changed, with the maker's tool, before the token can be used.
    pub pin_to_be_changed: bool,
}

/// The objects of a token that matter for signing.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Objects {
    pub(crate) private_keys: Vec<PrivateKeyObject>,
    pub(crate) public_keys: Vec<PublicKeyObject>,
    pub(crate) certificates: Vec<CertificateObject>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct PrivateKeyObject {
    pub(crate) label: String,
    pub(crate) id: Bytes,
    pub(crate) can_sign: bool,
    pub(crate) always_authenticate: bool,
    pub(crate) public: Option<PublicHalf>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct PublicKeyObject {
    pub(crate) label: String,
    pub(crate) id: Bytes,
    pub(crate) public: Option<PublicHalf>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct CertificateObject {
    pub(crate) label: String,
    pub(crate) id: Bytes,
    pub(crate) der: Bytes,
}

/// The public half as tokens give it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PublicHalf {
    /// `CKA_MODULUS`, big-endian.
    Rsa { modulus: Bytes },
    /// `CKA_EC_POINT`: the point, bare or inside an OCTET STRING.
    Ec { point: Bytes },
}

/// Why the child could not do it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Failure {
    pub(crate) fault: Fault,
    /// What was being done, such as `C_Login`.
    pub(crate) function: String,
    /// The module's own code or words.
    pub(crate) detail: String,
}

/// The failures that callers must tell apart.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    /// The module's file cannot be loaded or initialised.
    Load,
    PinIncorrect,
    PinLocked,
    /// Too short, too long or with forbidden characters: not counted as a try.
    PinFormat,
    PinExpired,
    PinNotSet,
    /// The person at the PIN pad cancelled.
    Cancelled,
    Removed,
    /// The request makes no sense now.
    Protocol,
    Other,
}

/// Bytes that travel as hexadecimal text.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let bytes = hex::decode(text).ok_or_else(|| D::Error::custom("not hexadecimal"))?;
        Ok(Self(bytes.to_vec()))
    }
}

/// A PIN on its way; hexadecimal, so that no JSON escape makes a copy of it.
#[derive(Clone, Debug)]
pub(crate) struct SecretField(pub(crate) Pin);

impl Serialize for SecretField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = Zeroizing::new(hex::encode(self.0.expose().as_bytes()));
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for SecretField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let mut bytes = hex::decode(text).ok_or_else(|| D::Error::custom("not hexadecimal"))?;
        String::from_utf8(std::mem::take(&mut *bytes))
            .map(|secret| Self(Pin::new(secret)))
            .map_err(|_| D::Error::custom("not UTF-8"))
    }
}

#[derive(Deserialize, Serialize)]
struct Envelope<T> {
    version: u32,
    body: T,
}

/// The JSON of a message; `secret` is the number of bytes of data and PIN in it.
pub(crate) fn encode<T: Serialize>(body: &T, secret: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024 + 2 * secret));
    let version = VERSION;
    serde_json::to_writer(&mut *bytes, &Envelope { version, body })?;
    Ok(bytes)
}

/// Reads a message; its version must be ours.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    let envelope: Envelope<T> = serde_json::from_slice(bytes)?;
    if envelope.version == VERSION {
        Ok(envelope.body)
    } else {
        Err(io::Error::other(format!(
            "message version {} instead of {VERSION}",
            envelope.version
        )))
    }
}

/// Writes one frame.
///
/// # Errors
/// Those of the writer, and `InvalidInput` for a frame above the size limit.
pub fn write_frame(output: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len())
        .ok()
        .filter(|_| bytes.len() <= MAX_FRAME)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "message too long"))?;
    // In one piece, so that the reader wakes up once.
    let mut frame = Zeroizing::new(Vec::with_capacity(bytes.len() + size_of_val(&length)));
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(bytes);
    output.write_all(&frame)?;
    output.flush()
}

/// Reads one frame; `None` at the end of the input.
///
/// # Errors
/// Those of the reader, `UnexpectedEof` inside a frame, `InvalidData` for a frame above the size
/// limit.
pub fn read_frame(input: &mut impl Read) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut length = [0; 4];
    let mut filled = 0;
    while let Some(rest) = length.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_FRAME {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "frame too long"));
    }
    let mut bytes = Zeroizing::new(vec![0; length]);
    input.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::{Request, SecretField, decode, encode, read_frame, write_frame};
    use crate::Pin;

    #[test]
    fn frames_come_back_and_bad_ones_are_refused() {
        let mut pipe = Vec::new();
        write_frame(&mut pipe, b"one").unwrap();
        write_frame(&mut pipe, b"").unwrap();
        let mut input = pipe.as_slice();
        assert_eq!(read_frame(&mut input).unwrap().unwrap().as_slice(), b"one");
        assert_eq!(read_frame(&mut input).unwrap().unwrap().as_slice(), b"");
        assert!(read_frame(&mut input).unwrap().is_none());
        for (bytes, kind) in [
            (&[0, 0][..], ErrorKind::UnexpectedEof),
            (&[0, 0, 0, 9, 1], ErrorKind::UnexpectedEof),
            (&[0xff, 0xff, 0xff, 0xff], ErrorKind::InvalidData),
        ] {
            assert_eq!(read_frame(&mut &*bytes).unwrap_err().kind(), kind);
        }
    }

    #[test]
    fn a_pin_survives_the_trip_and_shows_nowhere() {
        let pin = Pin::new("Mật\"mã\\9".to_owned());
        let request = Request::Login {
            pin: Some(SecretField(pin.clone())),
        };
        assert!(!format!("{request:?}").contains('9'));
        let bytes = encode(&request, pin.expose().len()).unwrap();
        match decode(&bytes).unwrap() {
            Request::Login { pin: Some(back) } => assert_eq!(back.0, pin),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn another_version_is_refused() {
        assert!(decode::<Request>(br#"{"version":2,"body":"tokens"}"#).is_err());
        assert!(decode::<Request>(br#"{"version":1,"body":"tokens"}"#).is_ok());
    }
}
