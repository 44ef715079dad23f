//! Seed values of a signature field: what its author demands of the signature
//! (ISO 32000-2, 12.7.5.5).
//!
//! Bits of `/Ff` make a value mandatory. The demands that we can meet are checked; any other
//! mandatory one is refused, since a signature that breaks it would be rejected by viewers.

use pdf::{Object, Update};

use super::SigningRequest;
use super::field::Target;
use crate::Error;

/// Keys of a seed value dictionary in the order of the bits of its `/Ff`, lowest first.
const KEYS: &[&str] = &[
    "Filter",
    "SubFilter",
    "V",
    "Reasons",
    "LegalAttestation",
    "AddRevInfo",
    "DigestMethod",
    "LockDocument",
    "AppearanceFilter",
];

/// Refuses a request that breaks a mandatory seed value of the field.
pub(super) fn check(
    update: &Update,
    target: &Target,
    request: &SigningRequest,
) -> Result<(), Error> {
    let seed = target
        .existing_dictionary()
        .and_then(|field| field.get("SV"));
    let seed = update.resolve(seed.unwrap_or(&Object::Null))?;
    let Some(seed) = seed.as_dictionary() else {
        return Ok(());
    };
    let value = |key: &str| update.lookup(seed, key);
    let flags = value("Ff")?.as_integer().unwrap_or(0);
    for (bit, key) in KEYS.iter().copied().enumerate() {
        if flags >> bit & 1 == 0 {
            continue;
        }
        let met = match key {
            // The version of the seed value parser: ours knows what stands in this file.
            "V" => true,
            "Filter" => allows(&value(key)?, "Adobe.PPKLite"),
            "SubFilter" => allows(&value(key)?, "ETSI.CAdES.detached"),
            "DigestMethod" => allows(&value(key)?, &digest_name(request)),
            "Reasons" => allows(&value(key)?, request.reason.as_deref().unwrap_or(".")),
            "AddRevInfo" => value(key)?.as_bool() != Some(true),
            _ => false,
        };
        if !met {
            return Err(Error::SeedValue {
                name: target.name.clone(),
                key,
            });
        }
    }
    Ok(())
}

/// The digest as seed values name it (ISO 32000-2, table 237): without a hyphen.
fn digest_name(request: &SigningRequest) -> String {
    let digest = request.signer.signer().algorithm().digest();
    digest.to_string().replace("SHA-", "SHA")
}

/// Whether `demand`, one value or an array of choices, allows `ours`.
fn allows(demand: &Object, ours: &str) -> bool {
    let same = |object: &Object| match object {
        Object::Name(name) => *name == ours,
        Object::String(text) => text.to_text() == ours,
        _ => false,
    };
    match demand {
        Object::Array(choices) => choices.iter().any(same),
        single => same(single),
    }
}
