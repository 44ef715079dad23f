//! Facts of the policy under which a signature says it was made (EN 319 122-1, 5.2.9).

use serde::{Deserialize, Serialize};

use crate::encoding::hex;

/// What a signature-policy-identifier attribute says.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct SignaturePolicyFacts {
    /// The policy, dotted; none if it is only implied.
    pub policy: Option<String>,
    /// The digest algorithm over the policy document, dotted.
    pub digest_algorithm: Option<String>,
    /// The digest of the policy document; empty if none is given.
    #[serde(with = "hex")]
    pub digest: Vec<u8>,
    /// Where the policy document is said to be.
    pub uri: Option<String>,
    /// Whether a policy document in the signature has that digest; `None` without a document.
    pub stored_matches: Option<bool>,
}
