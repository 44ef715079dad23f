//! From a document and a request to the bytes that the key must sign.

use std::sync::Arc;

use pdf::{Document, OpenOptions, Update, form};

use super::SigningRequest;
use super::acro_form;
use super::earlier;
use super::field::Target;
use super::permissions::Permissions;
use super::seed_value;
use super::signature_dictionary::signature_dictionary;
use super::signing::Prepared;
use super::size::contents_capacity;
use crate::validate::{Aim, Hashed};
use crate::{Error, validate};

/// Adds a signature to `update` and says what to sign.
///
/// The update may already hold other changes (an appearance, filled fields): they become part of
/// the same revision and are signed. `seed` is fresh randomness for encryption and the file's
/// second identifier.
///
/// # Errors
/// When an earlier signature is broken or would be broken, the document's signatures or the field's seed values forbid the request, a name is taken,
/// a page does not exist, or the document cannot be read.
pub fn prepare(
    update: Update,
    request: &SigningRequest,
    seed: &[u8; 32],
) -> Result<Prepared, Error> {
    Ok(prepare_and_hash(update, request, seed)?.0)
}

/// As [`prepare`], with what was hashed of the document: if the same document is at hand when the
/// signature is finished, it need not be hashed again.
pub(super) fn prepare_and_hash(
    mut update: Update,
    request: &SigningRequest,
    seed: &[u8; 32],
) -> Result<(Prepared, Hashed), Error> {
    let signer = request.signer.signer();
    let algorithm = signer.algorithm().digest();
    let (facts, hashed) =
        validate::facts_and_hashes(update.document(), Aim::Signing, &[algorithm], None)?;
    earlier::refuse_broken(&facts)?;
    let fields = form::fields(&update.document().latest())?;
    let target = Target::find(&update, &fields, request)?;
    Permissions::read(&update, &fields)?.check(request, &target)?;
    seed_value::check(&update, &target, request)?;

    let (catalog, _) = acro_form::catalog(&update)?;
    let dictionary = signature_dictionary(request, target.lock.as_ref(), catalog);
    let signature = update.reserve();
    let capacity = contents_capacity(signer, request.level, request.timestamp_capacity)?;
    update.set_signature(signature, dictionary, capacity);
    target.write(&mut update, request, signature)?;
    if request.certify.is_some() {
        acro_form::set_certification(&mut update, signature)?;
    }
    let appended = update.finish(seed)?;
    if !facts.signatures.is_empty() {
        // An encrypted file that needs its password is judged when it is finished.
        let file = Arc::new(appended.clone());
        if let Ok(document) = Document::open(file, &OpenOptions::default()) {
            earlier::refuse_forbidden(&document)?;
        }
    }
    let prepared = Prepared::new(
        &appended,
        signer.clone(),
        request.level,
        target.name,
        &hashed,
    )?;
    Ok((prepared, hashed))
}
