//! Which token, and which key with which certificate: decided from what the token lists.
//!
//! A certificate belongs to a key if it holds the key's public half. Where the token does not show
//! that half, the same identifier (`CKA_ID`), then the same label, is believed; the first signature
//! proves it, since every signature is checked against the certificate.

use der::Decode as _;
use der::asn1::OctetStringRef;

use super::client::ShownCertificate;
use super::protocol::{
    CertificateObject, Library, Objects, PrivateKeyObject, PublicHalf, TokenInfo,
};
use super::uri::Uri;
use crate::identity::{Certificate, issuers};
use crate::public_key::PublicKey;
use crate::{KeyError, KeySummary, hex};

/// A private key with its certificate.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// Position in [`Objects::private_keys`].
    pub(super) key: usize,
    pub(super) always_authenticate: bool,
    pub(super) certificate: Certificate,
    pub(super) summary: KeySummary,
}

/// The one token that the URI means.
pub(super) fn token(
    tokens: Vec<TokenInfo>,
    library: &Library,
    uri: &Uri,
) -> Result<TokenInfo, KeyError> {
    let present: Vec<String> = tokens.iter().map(token_name).collect();
    let mut fitting: Vec<TokenInfo> = tokens
        .into_iter()
        .filter(|token| library_fits(library, uri) && token_fits(token, uri))
        .collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            fitting.push(last);
            Err(KeyError::SeveralTokens {
                wanted: uri.to_string(),
                tokens: fitting.iter().map(token_name).collect(),
            })
        }
        (None, _) => Err(KeyError::NoToken {
            wanted: uri.to_string(),
            present,
        }),
    }
}

fn token_name(token: &TokenInfo) -> String {
    format!(
        "{} (serial {}, model {}, slot {})",
        token.label, token.serial, token.model, token.slot_id
    )
}

fn library_fits(library: &Library, uri: &Uri) -> bool {
    let version = uri.library_version.as_deref().is_none_or(|wanted| {
        let major = library.version.split_once('.').map(|(major, _)| major);
        wanted == library.version || Some(wanted) == major
    });
    version
        && fits(uri.library_manufacturer.as_ref(), &library.manufacturer)
        && fits(uri.library_description.as_ref(), &library.description)
}

fn token_fits(token: &TokenInfo, uri: &Uri) -> bool {
    fits(uri.token.as_ref(), &token.label)
        && fits(uri.serial.as_ref(), &token.serial)
        && fits(uri.manufacturer.as_ref(), &token.manufacturer)
        && fits(uri.model.as_ref(), &token.model)
        && fits(uri.slot_description.as_ref(), &token.slot_description)
        && fits(uri.slot_manufacturer.as_ref(), &token.slot_manufacturer)
        && uri.slot_id.is_none_or(|slot| slot == token.slot_id)
}

fn fits(wanted: Option<&String>, is: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == is)
}

/// The one key that the URI, and beyond it `name` (see [`KeySummary::is_named`]), means.
pub(super) fn identity(
    objects: &Objects,
    uri: &Uri,
    name: Option<&str>,
) -> Result<Identity, KeyError> {
    let mut found = Vec::new();
    let mut failure = None;
    for (position, key) in objects.private_keys.iter().enumerate() {
        if key.can_sign {
            match certificates_of(key, objects) {
                Ok(pairs) => found.extend(
                    pairs
                        .into_iter()
                        .filter_map(|object| pair(position, key, object, uri)),
                ),
                Err(error) if key_fits(key, uri) => failure = Some(error),
                Err(_) => {}
            }
        }
    }
    if let Some(name) = name {
        found.retain(|identity| identity.summary.is_named(name));
    }
    if found.len() > 1 && found.iter().any(|identity| identity.certificate.may_sign()) {
        found.retain(|identity| identity.certificate.may_sign());
    }
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            found.push(last);
            let keys = found.into_iter().map(|identity| identity.summary);
            Err(KeyError::SeveralKeys {
                keys: keys.collect(),
            })
        }
        (None, _) => Err(failure.unwrap_or_else(|| nothing(objects, uri, name))),
    }
}

fn nothing(objects: &Objects, uri: &Uri, name: Option<&str>) -> KeyError {
    if objects.private_keys.is_empty() {
        return KeyError::NoKey;
    }
    KeyError::NoSuchKey {
        wanted: name.map_or_else(|| uri.to_string(), ToOwned::to_owned),
        present: objects.private_keys.iter().map(summarise).collect(),
    }
}

/// What can be seen of a token's keys and certificates: one entry for each certificate, but not for
/// the issuers of others, and one for each key without.
pub(super) fn summaries(objects: &Objects) -> Vec<KeySummary> {
    let readable = readable(objects);
    let mut all: Vec<KeySummary> = readable
        .iter()
        .filter(|(_, certificate)| !is_issuer_of_another(certificate, &readable))
        .map(|(object, certificate)| {
            let mut summary = KeySummary {
                label: some(&object.label),
                id: some(&hex::encode(&object.id.0)),
                ..KeySummary::default()
            };
            certificate.describe(&mut summary);
            summary
        })
        .collect();
    let lonely = objects.private_keys.iter().map(summarise);
    all.extend(
        lonely
            .filter(|key| all.iter().all(|known| known.id != key.id))
            .collect::<Vec<_>>(),
    );
    all
}

/// Every certificate, but not those of issuers of others, with its issuers.
pub(super) fn certificates(objects: &Objects) -> Vec<ShownCertificate> {
    let readable = readable(objects);
    let others: Vec<_> = readable.iter().map(|(_, other)| other.clone()).collect();
    readable
        .iter()
        .filter(|(_, certificate)| !is_issuer_of_another(certificate, &readable))
        .map(|(_, certificate)| ShownCertificate {
            certificate: certificate.der.clone(),
            chain: issuers(certificate, &others),
        })
        .collect()
}

fn readable(objects: &Objects) -> Vec<(&CertificateObject, Certificate)> {
    let all = objects.certificates.iter();
    all.filter_map(|object| Some((object, Certificate::from_der(&object.der.0).ok()?)))
        .collect()
}

fn is_issuer_of_another(
    certificate: &Certificate,
    all: &[(&CertificateObject, Certificate)],
) -> bool {
    let mut others = all.iter();
    certificate.is_issuer() && others.any(|(_, other)| certificate.issued(other))
}

/// The certificates that belong to the key; more than one if it was certified again.
fn certificates_of<'a>(
    key: &PrivateKeyObject,
    objects: &'a Objects,
) -> Result<Vec<(&'a CertificateObject, Certificate)>, KeyError> {
    let readable = readable(objects);
    let same_id = |object: &CertificateObject| !key.id.0.is_empty() && object.id == key.id;
    let same_label =
        |object: &CertificateObject| !key.label.is_empty() && object.label == key.label;
    let neighbours = |readable: Vec<(&'a CertificateObject, Certificate)>| {
        let by_id = readable.iter().any(|(object, _)| same_id(object));
        readable
            .into_iter()
            .filter(|(object, _)| {
                if by_id {
                    same_id(object)
                } else {
                    same_label(object)
                }
            })
            .collect::<Vec<_>>()
    };
    let Some(public) = public_half(key, objects) else {
        let found = neighbours(readable);
        return if found.is_empty() {
            Err(no_certificate(key))
        } else {
            Ok(found)
        };
    };
    let (mut holding, others): (Vec<_>, Vec<_>) = readable
        .into_iter()
        .partition(|(_, certificate)| holds(certificate, &public));
    if holding.is_empty() {
        return Err(if neighbours(others).is_empty() {
            no_certificate(key)
        } else {
            KeyError::CertificateMismatch {
                key: Box::new(summarise(key)),
            }
        });
    }
    holding.dedup_by(|one, other| one.1.der == other.1.der);
    Ok(holding)
}

fn no_certificate(key: &PrivateKeyObject) -> KeyError {
    KeyError::NoCertificate {
        key: Box::new(summarise(key)),
    }
}

/// The key's own public half, or that of the public key object with the same identifier.
fn public_half(key: &PrivateKeyObject, objects: &Objects) -> Option<PublicHalf> {
    key.public.clone().or_else(|| {
        objects
            .public_keys
            .iter()
            .find(|public| !key.id.0.is_empty() && public.id == key.id)?
            .public
            .clone()
    })
}

fn holds(certificate: &Certificate, public: &PublicHalf) -> bool {
    let raw = certificate.public_key_info().subject_public_key.raw_bytes();
    match public {
        PublicHalf::Rsa { modulus } => {
            PublicKey::modulus(raw).is_some_and(|ours| ours == without_zeros(&modulus.0))
        }
        PublicHalf::Ec { point } => {
            let inner = <&OctetStringRef>::from_der(&point.0).map(OctetStringRef::as_bytes);
            raw == point.0 || inner.is_ok_and(|inner| inner == raw)
        }
    }
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn key_fits(key: &PrivateKeyObject, uri: &Uri) -> bool {
    uri.id.as_ref().is_none_or(|id| *id == key.id.0) && fits(uri.object.as_ref(), &key.label)
}

/// The pair, if the URI means its key or its certificate.
fn pair(
    position: usize,
    key: &PrivateKeyObject,
    (object, certificate): (&CertificateObject, Certificate),
    uri: &Uri,
) -> Option<Identity> {
    let id = uri.id.as_ref();
    let id_fits = id.is_none_or(|id| *id == key.id.0 || *id == object.id.0);
    let label = uri.object.as_ref();
    let label_fits = fits(label, &key.label) || fits(label, &object.label);
    let mut summary = summarise(key);
    if summary.label.is_none() {
        summary.label = some(&object.label);
    }
    certificate.describe(&mut summary);
    (id_fits && label_fits).then_some(Identity {
        key: position,
        always_authenticate: key.always_authenticate,
        certificate,
        summary,
    })
}

fn summarise(key: &PrivateKeyObject) -> KeySummary {
    KeySummary {
        label: some(&key.label),
        id: some(&hex::encode(&key.id.0)),
        ..KeySummary::default()
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
