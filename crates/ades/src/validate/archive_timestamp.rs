//! Facts of archive time stamps in CMS (EN 319 122-1, 5.5).

use serde::{Deserialize, Serialize};

use super::timestamp::TimestampFacts;
use crate::encoding::hex_list;

/// What was read about an archive time stamp.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ArchiveTimestampFacts {
    /// Which form it has.
    pub form: ArchiveForm,
    /// The token. Its imprint is computed for [`ArchiveForm::V3`] only.
    pub stamp: TimestampFacts,
    /// Whether everything that its hash index names is there; `None` without a readable index.
    pub index_matches: Option<bool>,
    /// SHA-256 of what the index covers, each as it stands in these facts: certificates, lists,
    /// answers, time-stamp tokens.
    #[serde(with = "hex_list")]
    pub covers: Vec<Vec<u8>>,
}

/// The form of an archive time stamp.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveForm {
    /// archive-time-stamp-v3, with a hash index.
    V3,
    /// The older form, over everything at once; it is recognised, not checked.
    V2,
}
