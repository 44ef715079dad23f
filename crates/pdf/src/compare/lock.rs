//! What earlier signatures forbid: locked fields and the permitted class of changes.

use serde::Serialize;

use crate::compare::ChangeClass;
use crate::error::Error;
use crate::form::{self, Field};
use crate::object::{Dictionary, Object};
use crate::view::View;

/// Fields that a signature locks (ISO 32000-2, 12.7.5.5 and 12.8.2.4).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldLock {
    /// Every field.
    All,
    /// The fields of these full names, and what is below them in the field tree.
    Include(Vec<String>),
    /// Every field but these and what is below them.
    Exclude(Vec<String>),
}

impl FieldLock {
    /// From a `/Lock` dictionary or the transform parameters of a `FieldMDP`; an action that is
    /// not known locks everything.
    ///
    /// # Errors
    /// What is wrong with the objects referred to.
    pub fn read(view: &View<'_>, dictionary: &Dictionary) -> Result<Self, Error> {
        let mut names = Vec::new();
        let fields = view.lookup(dictionary, "Fields")?;
        for name in fields.as_array().unwrap_or_default() {
            names.extend(view.resolve(name)?.as_string().map(|name| name.to_text()));
        }
        let action = view.lookup(dictionary, "Action")?;
        Ok(match action.as_name().map(crate::Name::as_bytes) {
            Some(b"Include") => Self::Include(names),
            Some(b"Exclude") => Self::Exclude(names),
            _ => Self::All,
        })
    }

    /// Whether it locks the field of this full name.
    #[must_use]
    pub fn covers(&self, field: &str) -> bool {
        let among = |names: &[String]| {
            names.iter().any(|name| {
                let rest = field.strip_prefix(name.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        match self {
            Self::All => true,
            Self::Include(names) => among(names),
            Self::Exclude(names) => !among(names),
        }
    }
}

/// The changes that `DocMDP` permits after a signature (12.8.2.2); the strictest counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// P = 1: validation data and document time stamps only.
    NoChanges,
    /// P = 2: filling in forms and signing too.
    FormFillingAndSigning,
    /// P = 3: annotations too.
    Annotations,
}

impl Permission {
    /// Whether it permits changes of this class.
    #[must_use]
    pub fn allows(self, class: ChangeClass) -> bool {
        class
            <= match self {
                Self::NoChanges => ChangeClass::LtvData,
                Self::FormFillingAndSigning => ChangeClass::FormFillingAndSigning,
                Self::Annotations => ChangeClass::Annotations,
            }
    }

    fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::NoChanges),
            2 => Some(Self::FormFillingAndSigning),
            3 => Some(Self::Annotations),
            _ => None,
        }
    }
}

/// What the signatures of one revision forbid.
#[derive(Clone, Debug, Default)]
pub(super) struct Restrictions {
    /// Of their `FieldMDP`, and of the `/Lock` of the signed fields, which a careless signer may
    /// have left out of the signature.
    pub(super) locks: Vec<FieldLock>,
    /// How many of them are certifications.
    pub(super) certifications: usize,
    /// How many signatures there are.
    pub(super) signatures: usize,
    /// What they permit together, the strictest of them; none if no signature says anything.
    pub(super) permission: Option<Permission>,
}

/// The locks of all signatures in a revision.
///
/// # Errors
/// What is wrong with the form or a signature dictionary.
pub fn locks(view: &View<'_>) -> Result<Vec<FieldLock>, Error> {
    Ok(Restrictions::read(*view, &form::fields(view)?)?.locks)
}

/// What the signatures of a revision permit together; none if no signature says anything.
///
/// # Errors
/// What is wrong with the form or a signature dictionary.
pub fn permission(view: &View<'_>) -> Result<Option<Permission>, Error> {
    Ok(Restrictions::read(*view, &form::fields(view)?)?.permission)
}

impl Restrictions {
    /// Of all signatures among the fields of a revision.
    pub(super) fn read(view: View<'_>, fields: &[Field]) -> Result<Self, Error> {
        let mut all = Self::default();
        for field in fields.iter().filter(|field| is_signed(field)) {
            all.signatures += 1;
            if let Some(lock) = &field.lock {
                all.locks.push(FieldLock::read(&view, lock)?);
                all.tighten(view.lookup(lock, "P")?.as_integer());
            }
            for (method, parameters) in transforms(view, field)? {
                let level = view.lookup(&parameters, "P")?.as_integer();
                match method.as_slice() {
                    b"DocMDP" => {
                        all.certifications += 1;
                        // 12.8.2.2.2: without /P, 2 is meant.
                        all.tighten(level.or(Some(2)));
                    }
                    b"FieldMDP" => {
                        all.locks.push(FieldLock::read(&view, &parameters)?);
                        all.tighten(level);
                    }
                    _ => {}
                }
            }
        }
        Ok(all)
    }

    /// One signature's word: it counts only if it is stricter than what was said so far.
    fn tighten(&mut self, level: Option<i64>) {
        let level = level.and_then(Permission::from_number);
        self.permission = level.into_iter().chain(self.permission).min();
    }
}

/// Whether it is a signature field with a signature in it.
pub(super) fn is_signed(field: &Field) -> bool {
    field.is_signature() && field.value != Object::Null
}

/// The transform methods of a signature with their parameters (12.8.1, table 256).
fn transforms(view: View<'_>, field: &Field) -> Result<Vec<(Vec<u8>, Dictionary)>, Error> {
    let Some(signature) = field.value.as_dictionary() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let references = view.lookup(signature, "Reference")?;
    for reference in references.as_array().unwrap_or_default() {
        let reference = view.resolve(reference)?;
        let Some(reference) = reference.as_dictionary() else {
            continue;
        };
        let method = view.lookup(reference, "TransformMethod")?;
        let parameters = view.lookup(reference, "TransformParams")?;
        if let Some(method) = method.as_name() {
            let parameters = parameters.as_dictionary().cloned().unwrap_or_default();
            found.push((method.as_bytes().to_vec(), parameters));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_covers_its_subtree_and_no_namesake() {
        let lock = FieldLock::Include(vec!["a".into(), "b.c".into()]);
        assert!(lock.covers("a") && lock.covers("a.x") && lock.covers("b.c"));
        assert!(!lock.covers("ab") && !lock.covers("b"));
        let all_but = FieldLock::Exclude(vec!["a".into()]);
        assert!(!all_but.covers("a.x") && all_but.covers("b"));
        assert!(FieldLock::All.covers(""));
    }

    #[test]
    fn permissions_allow_classes_up_to_theirs() {
        assert!(Permission::NoChanges.allows(ChangeClass::LtvData));
        assert!(!Permission::NoChanges.allows(ChangeClass::FormFillingAndSigning));
        assert!(Permission::Annotations.allows(ChangeClass::Annotations));
        assert!(!Permission::Annotations.allows(ChangeClass::NotPermitted));
    }
}
