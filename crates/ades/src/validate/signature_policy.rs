//! Facts of what a signer says about the signature: the policy under which it was made and the
//! commitments it makes (EN 319 122-1, 5.2.3 and 5.2.9).

use der::asn1::{Ia5String, ObjectIdentifier, OctetString};
use der::{Any, Decode as _, Encode as _, Tag, Tagged as _};
use pki::DigestAlgorithm;
use pki::signed_data::Attributes;
use serde::{Deserialize, Serialize};
use spki::AlgorithmIdentifierOwned;

use crate::cms::attributes::{SIGNATURE_POLICY, SIGNATURE_POLICY_STORE};
use crate::encoding::hex;

/// `id-spq-ets-uri`: where the policy document is.
const POLICY_URI: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.5.1");

/// What a signature-policy-identifier attribute says.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignaturePolicyFacts {
    /// The policy, dotted; none if it is only implied.
    pub policy: Option<String>,
    /// The digest algorithm over the policy document, dotted.
    pub digest_algorithm: Option<String>,
    /// The digest of the policy document; empty if none is given.
    #[serde(with = "hex")]
    pub digest: Vec<u8>,
    /// Where the policy document is said to be.
    pub uri: Option<String>,
    /// Whether a policy document in the signature has that digest; `None` without a document, or
    /// if the digest cannot be computed.
    pub stored_matches: Option<bool>,
}

/// Reads the policy that the signed attributes name, if they do; an attribute that is not as it
/// must be is given as the error.
pub(super) fn read(
    signed: &Attributes,
    unsigned: &Attributes,
) -> Result<Option<SignaturePolicyFacts>, ObjectIdentifier> {
    if signed.values(SIGNATURE_POLICY).next().is_none() {
        return Ok(None);
    }
    let value = signed.single(SIGNATURE_POLICY).ok_or(SIGNATURE_POLICY)?;
    let mut facts = SignaturePolicyFacts::parse(value).map_err(|_| SIGNATURE_POLICY)?;
    let stored = unsigned.single(SIGNATURE_POLICY_STORE).and_then(document);
    facts.stored_matches = stored.and_then(|document| facts.is_digest_of(&document));
    Ok(Some(facts))
}

/// The commitments, dotted.
pub(super) fn commitments(signed: Option<&Attributes>, oid: ObjectIdentifier) -> Vec<String> {
    let values = signed.into_iter().flat_map(|signed| signed.values(oid));
    let named = values.filter_map(|value| {
        let parts = Vec::<Any>::from_der(value).ok()?;
        parts.first()?.decode_as::<ObjectIdentifier>().ok()
    });
    named.map(|oid| oid.to_string()).collect()
}

impl SignaturePolicyFacts {
    /// `SignaturePolicy`: NULL, or `SEQUENCE { id, hash OPTIONAL, qualifiers OPTIONAL }`.
    fn parse(value: &[u8]) -> der::Result<Self> {
        let mut facts = Self::default();
        if Any::from_der(value)?.is_null() {
            return Ok(facts);
        }
        let parts = Vec::<Any>::from_der(value)?;
        let mut parts = parts.iter();
        let id = parts.next().ok_or_else(|| Tag::Sequence.value_error())?;
        facts.policy = Some(id.decode_as::<ObjectIdentifier>()?.to_string());
        for part in parts {
            let inside = Vec::<Any>::from_der(&part.to_der()?)?;
            match inside.as_slice() {
                [algorithm, digest] if digest.tag() == Tag::OctetString => {
                    let algorithm: AlgorithmIdentifierOwned = algorithm.decode_as()?;
                    facts.digest_algorithm = Some(algorithm.oid.to_string());
                    facts.digest = digest.decode_as::<OctetString>()?.into_bytes().to_vec();
                }
                qualifiers => facts.uri = uri(qualifiers),
            }
        }
        Ok(facts)
    }

    fn is_digest_of(&self, document: &[u8]) -> Option<bool> {
        let oid = ObjectIdentifier::new(self.digest_algorithm.as_ref()?).ok()?;
        let algorithm = DigestAlgorithm::from_oid(oid).ok()?;
        Some(algorithm.digest(document) == self.digest)
    }
}

fn uri(qualifiers: &[Any]) -> Option<String> {
    qualifiers.iter().find_map(|qualifier| {
        let parts = Vec::<Any>::from_der(&qualifier.to_der().ok()?).ok()?;
        let [id, value] = parts.as_slice() else {
            return None;
        };
        let is_uri = id.decode_as::<ObjectIdentifier>().ok()? == POLICY_URI;
        let value = value.decode_as::<Ia5String>().ok()?;
        is_uri.then(|| value.to_string())
    })
}

/// The document in a `SignaturePolicyStore` (EN 319 122-1, 5.2.10).
fn document(value: &[u8]) -> Option<Vec<u8>> {
    let parts = Vec::<Any>::from_der(value).ok()?;
    let [_, document] = parts.as_slice() else {
        return None;
    };
    let document = document.decode_as::<OctetString>().ok()?;
    Some(document.into_bytes().to_vec())
}
