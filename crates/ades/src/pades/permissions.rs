//! What the signatures already in a document still allow (ISO 32000-2, 12.8.2).
//!
//! A signature that its predecessors forbid would be invalid the moment it is made, so it is
//! refused before the key is touched. The strictest limit of all signatures counts.

use pdf::form::Field;
use pdf::{Dictionary, Object, Update};

use super::acro_form;
use super::field::Target;
use super::{DocMdp, FieldLock, SigningRequest};
use crate::Error;

/// The limits that earlier signatures set.
#[derive(Debug, Default)]
pub(super) struct Permissions {
    signed: bool,
    certified: bool,
    strictest: Option<(DocMdp, String)>,
    locks: Vec<(FieldLock, String)>,
}

impl Permissions {
    /// Reads the limits from the signed fields among `fields`.
    pub(super) fn read(update: &Update, fields: &[Field]) -> Result<Self, Error> {
        let mut permissions = Self::default();
        for field in fields {
            let Object::Dictionary(signature) = &field.value else {
                continue;
            };
            if !field.is_signature() {
                continue;
            }
            permissions.signed = true;
            permissions.read_field(update, field, signature)?;
        }
        let (_, catalog) = acro_form::catalog(update)?;
        let perms = update.lookup(&catalog, "Perms")?;
        permissions.certified |= perms
            .as_dictionary()
            .is_some_and(|perms| perms.get("DocMDP").is_some());
        Ok(permissions)
    }

    /// Refuses what the limits forbid.
    pub(super) fn check(&self, request: &SigningRequest, target: &Target) -> Result<(), Error> {
        if request.certify.is_some() && (self.signed || self.certified) {
            return Err(Error::CertifyAfterSignature);
        }
        if let Some((DocMdp::NoChanges, by)) = &self.strictest {
            return Err(Error::NoChangesAllowed { by: by.clone() });
        }
        // ISO leaves a new visible field under certification open; validators call it an attack,
        // since its appearance can cover certified content.
        if self.certified && target.is_new_and_visible() {
            return Err(Error::CertifiedNewField);
        }
        if target.existing_dictionary().is_some() {
            for (lock, by) in &self.locks {
                if lock.covers(&target.name) {
                    return Err(Error::FieldLocked {
                        name: target.name.clone(),
                        by: by.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    fn read_field(
        &mut self,
        update: &Update,
        field: &Field,
        signature: &Dictionary,
    ) -> Result<(), Error> {
        let view = update.document().latest();
        let references = update.lookup(signature, "Reference")?;
        for reference in references.as_array().unwrap_or_default() {
            let reference = update.resolve(reference)?;
            let Some(reference) = reference.as_dictionary() else {
                continue;
            };
            let method = update.lookup(reference, "TransformMethod")?;
            let parameters = update.lookup(reference, "TransformParams")?;
            let parameters = parameters.as_dictionary().cloned().unwrap_or_default();
            match method.as_name() {
                Some(name) if *name == "DocMDP" => {
                    self.certified = true;
                    // Table 257: the default is 2; a level we do not know is read as the strictest.
                    let level = update.resolve(parameters.get("P").unwrap_or(&2.into()))?;
                    self.restrict(&level, &field.name);
                }
                Some(name) if *name == "FieldMDP" => {
                    let lock = FieldLock::read(&view, &parameters)?;
                    self.locks.push((lock, field.name.clone()));
                }
                _ => {}
            }
        }
        if let Some(lock) = &field.lock {
            self.locks
                .push((FieldLock::read(&view, lock)?, field.name.clone()));
            if let Some(level) = lock.get("P") {
                self.restrict(&update.resolve(level)?, &field.name);
            }
        }
        Ok(())
    }

    fn restrict(&mut self, level: &Object, by: &str) {
        let permission = level
            .as_integer()
            .and_then(DocMdp::from_level)
            .unwrap_or(DocMdp::NoChanges);
        if self
            .strictest
            .as_ref()
            .is_none_or(|(strictest, _)| permission < *strictest)
        {
            self.strictest = Some((permission, by.to_owned()));
        }
    }
}
