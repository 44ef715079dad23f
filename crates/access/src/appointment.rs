//! Appointments to positions, and the keeping of the organisation's token.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::period::Period;
use crate::role::Role;

/// A person in a position. A change of position is a new appointment: the old one stays, ended.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Appointment {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// Where.
    pub agency: String,
    /// In which unit; the leaders and the clerk of a small agency have none.
    pub unit: Option<String>,
    /// The title as written in signatures ("Phó Giám đốc").
    pub title: String,
    /// What it lets do.
    pub role: Role,
    /// While it holds.
    pub period: Period,
}

/// The paper on which something rests.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct PaperBasis {
    /// Its number and notation ("12/QĐ-SNV").
    pub number: String,
    /// Its date.
    pub date: Date,
}

/// That somebody keeps the organisation's token and answers for it (Nghị định 30/2020, Đ32–33).
///
/// It passes on only by the head's permission and with minutes; at most one is in force.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Keeping {
    /// Whose token.
    pub agency: String,
    /// Who keeps it.
    pub account: String,
    /// From the hand-over until the next.
    pub period: Period,
    /// The head's permission.
    pub permission: PaperBasis,
}
