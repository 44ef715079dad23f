//! Those to whom a document goes (Nơi nhận, ô 9b of Phụ lục I).
//!
//! An agency with a code is reached by the exchange, a unit inside the agency, everyone else on
//! paper or by mail, for whom the clerk prints copies (D12). Whether a document has reached them is
//! the exchange's knowledge, not kept here.

use serde::{Deserialize, Serialize};

use crate::coded::coded;

coded! {
    /// What a recipient gets the document for.
    pub enum Purpose as "purpose" {
        /// To act on it (Kính gửi, Như trên).
        ToAct = "to-act",
        /// Để báo cáo.
        ToReport = "to-report",
        /// Để phối hợp.
        ToCooperate = "to-cooperate",
        /// Để biết.
        ToKnow = "to-know",
        /// Lưu.
        ToKeep = "to-keep",
    }
}

/// Who receives.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "party")]
pub enum Party {
    /// An agency that takes part in the exchange.
    Agency {
        /// Its record, if it is of the same installation.
        agency: Option<String>,
        /// Its code (mã định danh).
        organ_id: String,
        /// Its name.
        name: String,
    },
    /// A unit of the issuing agency.
    Unit {
        /// Its record.
        unit: String,
        /// Its name.
        name: String,
    },
    /// Somebody outside, on paper.
    Paper {
        /// The name.
        name: String,
        /// Where to send it.
        address: Option<String>,
    },
    /// Somebody outside, by mail.
    Mail {
        /// The name.
        name: String,
        /// The mail address.
        address: String,
    },
}

impl Party {
    /// The name, as it stands under Nơi nhận.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Agency { name, .. }
            | Self::Unit { name, .. }
            | Self::Paper { name, .. }
            | Self::Mail { name, .. } => name,
        }
    }

    /// The code, empty for those that have none.
    #[must_use]
    pub fn organ_id(&self) -> &str {
        match self {
            Self::Agency { organ_id, .. } => organ_id,
            _ => "",
        }
    }
}

/// One recipient of a document.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Recipient {
    /// Who.
    #[serde(flatten)]
    pub party: Party,
    /// What for.
    pub purpose: Purpose,
    /// How many copies; those on paper are printed.
    pub copies: u32,
}

impl Recipient {
    /// Whether copies have to be printed for it.
    #[must_use]
    pub fn is_on_paper(&self) -> bool {
        matches!(self.party, Party::Paper { .. })
    }
}

/// Their names in one line, as registers show them.
#[must_use]
pub fn names(recipients: &[Recipient]) -> String {
    let names: Vec<&str> = recipients
        .iter()
        .map(|recipient| recipient.party.name())
        .collect();
    names.join("; ")
}
