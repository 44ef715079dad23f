//! What a program may do with a key of the programming interface, in the name of a person.
//!
//! A key never reaches further than the appointment it acts in, and less far than the person: what
//! takes a decision of rank, a signature, a number or the management of rights is done by the person
//! alone, even where no signature is made.

use crate::action::Action;
use crate::code::coded_enum;
use crate::denial::Denial;

coded_enum! {
    /// How far a key reaches.
    KeyScope {
        /// It sees what the person sees.
        Read = "read",
        /// It also drafts, hands in, takes back and returns, gives opinions, and registers or refuses
        /// what arrived, or says that its sender withdrew it.
        ReadWrite = "read-write",
    }
}

const READS: &[Action] = &[
    Action::ReadDocument,
    Action::SeeRegister,
    Action::SeeIncoming,
    Action::ReadRecalled,
    Action::Search,
    Action::SeeDirectory,
];

const WRITES: &[Action] = &[
    Action::CreateDraft,
    Action::EditDraft,
    Action::SubmitDraft,
    Action::TakeBack,
    Action::AskOpinions,
    Action::GiveOpinion,
    Action::Return,
    Action::AcceptIncoming,
    Action::RefuseIncoming,
    Action::NoteRecall,
    Action::ConfirmRecall,
];

impl KeyScope {
    /// Whether the act is within it at all; whether the person may is another question.
    ///
    /// # Errors
    /// [`Denial::Key`].
    pub fn lets(self, action: Action) -> Result<(), Denial> {
        if READS.contains(&action) || self.writes() && WRITES.contains(&action) {
            Ok(())
        } else {
            Err(Denial::Key { action })
        }
    }

    /// Whether it changes anything.
    #[must_use]
    pub fn writes(self) -> bool {
        self == Self::ReadWrite
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_signs_decides_numbers_or_gives_rights() {
        for action in [
            Action::Initial,
            Action::Sign,
            Action::Seal,
            Action::CheckFormat,
            Action::Approve,
            Action::AllocateNumber,
            Action::Issue,
            Action::Withdraw,
            Action::GrantAccess,
            Action::ManageApiTokens,
            Action::ManageAccounts,
            Action::ManageDelegations,
            Action::ConfirmRightsAlert,
        ] {
            for scope in KeyScope::ALL {
                assert!(scope.lets(action).is_err(), "{scope}: {action}");
            }
        }
    }

    #[test]
    fn reading_is_a_part_of_writing() {
        for action in Action::ALL {
            let (reads, writes) = (
                KeyScope::Read.lets(*action),
                KeyScope::ReadWrite.lets(*action),
            );
            assert!(reads.is_err() || writes.is_ok(), "{action}");
        }
        assert!(KeyScope::Read.lets(Action::EditDraft).is_err());
    }
}
