//! The closed lists of names that a route may use. A name outside them refuses to load.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::reading::Vocabulary;

/// An enum whose variants have a name each in files, events and JSON.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $type:ident: $what:literal {
        $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)+
    }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
        )]
        pub enum $type {
            $($(#[$variant_doc])* #[serde(rename = $name)] $variant,)+
        }

        impl $type {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }

        impl Vocabulary for $type {
            const WHAT: &'static str = $what;

            fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.name() == name)
            }

            fn known() -> Vec<String> {
                Self::ALL.iter().map(|it| it.name().to_owned()).collect()
            }
        }
    };
}

vocabulary! {
    /// What everybody may know of where a document stands; a route's steps map onto these.
    PublicStatus: "status" {
        /// Dự thảo.
        Draft = "draft",
        /// Chờ ký nháy.
        Initials = "initials",
        /// Chờ kiểm tra thể thức.
        Format = "format",
        /// Chờ ký ban hành.
        Sign = "sign",
        /// Chờ phê duyệt.
        Approve = "approve",
        /// Chờ cấp số.
        Number = "number",
        /// Chờ đóng dấu.
        Seal = "seal",
        /// Chờ phát hành.
        Issue = "issue",
        /// Đã phát hành.
        Issued = "issued",
        /// Bị trả lại.
        Returned = "returned",
        /// Đã thu hồi.
        Withdrawn = "withdrawn",
    }
}

impl PublicStatus {
    /// Whether a document may stay here for good.
    #[must_use]
    pub fn is_end(self) -> bool {
        matches!(self, Self::Issued | Self::Withdrawn)
    }
}

vocabulary! {
    /// The roles of the office.
    Role: "role" {
        /// Người soạn thảo.
        Drafter = "drafter",
        /// Trưởng đơn vị.
        UnitHead = "unit-head",
        /// Văn thư.
        Clerk = "clerk",
        /// Phó thủ trưởng.
        Deputy = "deputy",
        /// Thủ trưởng.
        Head = "head",
        /// Quản trị.
        Administrator = "administrator",
        /// Lưu trữ.
        Archivist = "archivist",
        /// Thành viên khác của cơ quan.
        Member = "member",
    }
}

vocabulary! {
    /// Whether working time counts while a document stands at a step.
    Clock: "clock" {
        /// It counts.
        Run = "run",
        /// It does not.
        Pause = "pause",
    }
}

vocabulary! {
    /// What may not be changed while a document stands at a step.
    Lock: "lock" {
        /// Everything may be changed.
        None = "none",
        /// The files may not.
        Files = "files",
        /// Neither files nor fields may.
        All = "all",
    }
}

vocabulary! {
    /// Whose signature a step waits for.
    Slot: "slot" {
        /// Initials (ký nháy).
        Initials = "initials",
        /// The authorised signer.
        Signer = "signer",
        /// The agency (đóng dấu).
        Organisation = "organisation",
    }
}

vocabulary! {
    /// What a command must bring.
    Need: "need" {
        /// An opinion (ý kiến).
        Opinion = "opinion",
        /// A reason (lý do).
        Reason = "reason",
        /// A file.
        File = "file",
        /// The units that are meant.
        Units = "units",
    }
}

vocabulary! {
    /// In which sense an action moves the document.
    Move: "move" {
        /// Onward.
        Forward = "forward",
        /// Back, for correction (trả lại).
        Return = "return",
        /// Back to whoever sent it, who asked for it (lấy lại).
        TakeBack = "take-back",
        /// Out of force, after issue (thu hồi).
        Withdraw = "withdraw",
        /// Not at all: the document stays where it is.
        Stay = "stay",
    }
}

vocabulary! {
    /// Which notice is given, and with it to whom.
    Notice: "notice" {
        /// To those whose turn it is at the step now reached.
        Turn = "turn",
        /// To the drafter and the head of the drafting unit: it came back.
        Returned = "returned",
        /// To the signer whose signature is undone: it went back.
        SignatureUndone = "signature-undone",
        /// To those whose turn it was: the drafter took it back.
        TakenBack = "taken-back",
        /// To drafter, unit head and signer: it is issued.
        Issued = "issued",
        /// To drafter, unit head and signer: it is withdrawn.
        Withdrawn = "withdrawn",
        /// To the units asked.
        OpinionAsked = "opinion-asked",
        /// To the drafter: a unit answered.
        OpinionGiven = "opinion-given",
    }
}

/// Who may act: a role, or a person by what he or she is to this document.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(into = "String", try_from = "String")]
pub enum Who {
    /// Anybody of the agency in this role.
    Role(Role),
    /// The one who drafted this document.
    Drafter,
    /// The head of the unit that drafted it.
    DraftingUnitHead,
    /// The one chosen to sign it.
    ChosenSigner,
    /// The clerk who keeps the agency's token (Nghị định 30/2020, Đ32).
    TokenKeeper,
    /// A member of a unit whose opinion was asked.
    AskedUnit,
}

impl Who {
    const PERSONS: [Self; 5] = [
        Self::Drafter,
        Self::DraftingUnitHead,
        Self::ChosenSigner,
        Self::TokenKeeper,
        Self::AskedUnit,
    ];

    /// Everybody there is.
    pub fn all() -> impl Iterator<Item = Self> {
        let roles = Role::ALL.iter().copied().map(Self::Role);
        roles.chain(Self::PERSONS)
    }

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Role(role) => role.name(),
            Self::Drafter => "the-drafter",
            Self::DraftingUnitHead => "drafting-unit-head",
            Self::ChosenSigner => "chosen-signer",
            Self::TokenKeeper => "token-keeper",
            Self::AskedUnit => "asked-unit",
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Vocabulary for Who {
    const WHAT: &'static str = "person or role";

    fn named(name: &str) -> Option<Self> {
        Self::all().find(|who| who.name() == name)
    }

    fn known() -> Vec<String> {
        Self::all().map(|who| who.name().to_owned()).collect()
    }
}

/// A name that is written as text and read back through its vocabulary.
macro_rules! as_text {
    ($type:ty) => {
        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }

        impl TryFrom<String> for $type {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                use crate::reading::Vocabulary as _;
                Self::named(&text).ok_or(text)
            }
        }
    };
}
pub(crate) use as_text;

as_text!(Who);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_as_itself() {
        for who in Who::all() {
            assert_eq!(Who::named(who.name()), Some(who));
        }
        for status in PublicStatus::ALL {
            assert_eq!(PublicStatus::named(status.name()), Some(*status));
        }
        assert_eq!(Who::known().len(), Who::all().count());
        assert_eq!(Slot::named("Signer"), None);
    }
}
