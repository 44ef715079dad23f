//! User access permissions (ISO 32000-2, Table 22).

/// What the file's owner allows to those who open it with the user password.
///
/// Nothing but good manners enforces them: whoever can read the file has its key. We keep them,
/// since breaking them would make our output a file that its owner did not agree to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Permissions {
    bits: u32,
    revision: i64,
    owner: bool,
}

impl Permissions {
    pub(super) fn new(bits: u32, revision: i64, owner: bool) -> Self {
        Self {
            bits,
            revision,
            owner,
        }
    }

    /// Whether the owner password was given, with which everything is allowed.
    #[must_use]
    pub fn opened_as_owner(self) -> bool {
        self.owner
    }

    /// The bits of `/P`, as far as the file's encrypted copy of them agrees (revision 6).
    #[must_use]
    pub fn bits(self) -> u32 {
        self.bits
    }

    /// Change the content.
    #[must_use]
    pub fn may_modify(self) -> bool {
        self.allows(4)
    }

    /// Copy text and pictures.
    #[must_use]
    pub fn may_extract(self) -> bool {
        self.allows(5)
    }

    /// Add annotations and fill in form fields.
    #[must_use]
    pub fn may_annotate(self) -> bool {
        self.allows(6)
    }

    /// Fill in existing form fields, which includes signing in a signature field that is there.
    #[must_use]
    pub fn may_fill_forms(self) -> bool {
        self.may_annotate() || (self.revision >= 3 && self.allows(9))
    }

    /// Make new form fields, a signature field for example.
    #[must_use]
    pub fn may_create_fields(self) -> bool {
        self.may_annotate() && self.may_modify()
    }

    /// `position` counts from 1, as the standard does.
    fn allows(self, position: u32) -> bool {
        let bit = 1_u32.rotate_left(position.wrapping_sub(1));
        self.owner || self.bits & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bit_9_lets_sign_in_an_existing_field_but_not_make_one() {
        let permissions = Permissions::new(1 << 8, 3, false);
        assert!(permissions.may_fill_forms());
        assert!(!permissions.may_create_fields());
        assert!(!permissions.may_annotate());
    }

    #[test]
    fn revision_2_does_not_know_bit_9() {
        assert!(!Permissions::new(u32::MAX ^ (1 << 5), 2, false).may_fill_forms());
        assert!(Permissions::new(1 << 5, 2, false).may_fill_forms());
    }

    #[test]
    fn the_owner_may_do_everything() {
        let permissions = Permissions::new(0, 6, true);
        assert!(permissions.may_modify() && permissions.may_create_fields());
        assert!(!Permissions::new(0, 6, false).may_extract());
    }
}
