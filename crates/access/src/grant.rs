//! Rights on one document, given to a person or a unit (A4, D4, D17).

use serde::{Deserialize, Serialize};

use crate::code::coded_enum;

coded_enum! {
    /// What a grant is for. Every kind lets its holder read.
    GrantKind {
        /// Chủ trì.
        Lead = "lead",
        /// Phối hợp.
        Cooperate = "cooperate",
        /// Theo dõi.
        Follow = "follow",
        /// Xem.
        Read = "read",
        /// Được xin ý kiến.
        OpinionAsked = "opinion-asked",
    }
}

/// Who was granted something.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grantee {
    /// One account.
    Account(String),
    /// A unit: its head for work to be done, everybody in it for reading and opinions.
    Unit(String),
}

/// One row of `document_grant`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Grant {
    /// To whom.
    pub to: Grantee,
    /// What for.
    pub kind: GrantKind,
}
