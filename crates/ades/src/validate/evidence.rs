//! What was found outside the file.

use pki::Certificate;
use pki::revocation::Material;

use super::unreachable::Unreachable;

/// What was found outside the file. It counts by validation, like what is inside.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Further certificates that may complete a chain.
    pub certificates: Vec<Certificate>,
    /// Revocation lists and OCSP answers.
    pub material: Material,
    /// What could not be fetched.
    pub unreachable: Vec<Unreachable>,
}
