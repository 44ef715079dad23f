//! `congvu pkcs11-worker`: the child process that holds a token's module. Started by this program
//! itself, never by a person, and so not in the help.

use report::Problem;

use crate::error::Error;
use crate::exit::Outcome;

/// Serves requests until the parent goes away.
pub(super) fn run() -> Result<Outcome, Problem> {
    token_host::serve().map_err(|cause| Error::NotForPeople { cause })?;
    Ok(Outcome::Passed)
}
