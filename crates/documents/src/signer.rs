//! Who signs a document and in which capacity (Nghị định 30/2020/NĐ-CP, Điều 13).
//!
//! Whether somebody may sign so is decided by the access rules and their delegations.

use serde::{Deserialize, Serialize};

use crate::coded::coded;

coded! {
    /// In which capacity somebody signs (Điều 13).
    pub enum Capacity as "capacity" {
        /// By the office itself.
        Own = "own",
        /// TM.: on behalf of a collective body.
        OnBehalf = "tm",
        /// Q.: acting head.
        Acting = "q",
        /// KT.: a deputy for the head.
        For = "kt",
        /// TL.: by the head's order.
        ByOrder = "tl",
        /// TUQ.: by the head's written authorisation.
        ByAuthorisation = "tuq",
    }
}

impl Capacity {
    /// What stands before the title on the page.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::OnBehalf => "TM.",
            Self::Acting => "Q.",
            Self::For => "KT.",
            Self::ByOrder => "TL.",
            Self::ByAuthorisation => "TUQ.",
        }
    }
}

/// Who signs the document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signer {
    /// In which capacity.
    pub capacity: Capacity,
    /// Chức vụ.
    pub position: String,
    /// Họ và tên.
    pub full_name: String,
}
