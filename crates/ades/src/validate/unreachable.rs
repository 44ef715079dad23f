//! Evidence that exists somewhere and could not be fetched.

use serde::{Deserialize, Serialize};

/// What would have been fetched.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sought {
    /// The certificate of an issuer.
    Issuer,
    /// An OCSP answer.
    Answer,
    /// A revocation list.
    List,
}

/// A service that gave nothing usable. It says nothing about the certificate.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Unreachable {
    /// What was sought.
    pub sought: Sought,
    /// The SHA-256 of the certificate about which it was sought.
    pub certificate: [u8; 32],
    /// The address.
    pub url: String,
    /// Whether a later attempt may succeed: the service was down or slow. Otherwise its address is
    /// one that is not asked.
    pub passing: bool,
    /// Why nothing came, as a code.
    pub code: String,
    /// The values that explain the code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
}
