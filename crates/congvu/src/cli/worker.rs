//! `congvu pkcs11-worker`: the child process that holds a token's module. Started by this program
//! itself, never by a person, and so not in the help.

use report::Problem;

use crate::error::Error;
use crate::exit::Outcome;
use crate::pkcs11_worker;

/// Serves requests until the parent goes away.
pub(super) fn run() -> Result<Outcome, Problem> {
    pkcs11_worker::serve().map_err(|cause| Error::NotForPeople { cause })?;
    Ok(Outcome::Passed)
}
