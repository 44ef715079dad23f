//! Chains from a certificate to a trust anchor, and whether they hold (RFC 5280, 6.1).
//!
//! [`chains`] finds them by verifying signatures; [`Chain::check_rules`] judges everything that does
//! not depend on the time, [`Chain::check_times`] the rest. Revocation is judged elsewhere, per
//! certificate, and so is the strength of algorithms.

mod address;
mod error;
mod name_constraints;
mod policy;
mod rules;
mod search;

use const_oid::ObjectIdentifier;
use time::UtcDateTime;

pub use error::{Fault, PathError};

pub use rules::unprocessed;

use crate::Certificate;
use crate::trust::{Anchor, Anchors};

use search::Search;

/// What the caller demands of a path: RFC 5280, 6.1.1 (c), (e), (f) and (g). By default any policy
/// will do, and nothing is inhibited.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Inputs {
    /// The policies one of which is wanted; none stands for any-policy.
    pub policies: Vec<ObjectIdentifier>,
    /// The path must be valid for at least one of the policies wanted.
    pub explicit_policy: bool,
    /// Policies may not be mapped to others.
    pub inhibit_policy_mapping: bool,
    /// The policy anyPolicy in a certificate stands for nothing.
    pub inhibit_any_policy: bool,
}

/// A chain from a certificate to an anchor, every signature of which was verified; nothing else is
/// checked yet. Made only by [`chains`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Chain {
    certificates: Vec<Certificate>,
    anchor: Anchor,
}

impl Chain {
    /// The certificate in question, then its issuers, without the anchor.
    ///
    /// Of an anchor itself, the chain is the anchor's certificate alone.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The anchor in which it ends.
    #[must_use]
    pub fn anchor(&self) -> &Anchor {
        &self.anchor
    }

    /// The issuer of the certificate at this place of the chain.
    #[must_use]
    pub fn issuer_of(&self, position: usize) -> Option<&Certificate> {
        if position >= self.certificates.len() {
            return None;
        }
        Some(
            self.certificates
                .get(position + 1)
                .unwrap_or(&self.anchor.certificate),
        )
    }

    /// Checks everything of RFC 5280, 6.1 except the times.
    ///
    /// # Errors
    /// [`PathError`], which names the certificate and what is wrong with it.
    pub fn check_rules(&self, inputs: &Inputs) -> Result<(), PathError> {
        rules::check(self, inputs)
    }

    /// Checks that every certificate is valid, and the anchor trusted, at the moment `at`.
    ///
    /// # Errors
    /// [`PathError`], which names the certificate whose time it is not.
    pub fn check_times(&self, at: UtcDateTime) -> Result<(), PathError> {
        let anchor = &self.anchor;
        if !anchor.is_trusted_at(at) {
            let fault = Fault::AnchorNotTrusted {
                from: anchor.trusted_from,
                until: anchor.trusted_until,
                at,
            };
            return Err(PathError::new(&anchor.certificate, fault));
        }
        self.certificates
            .iter()
            .try_for_each(|certificate| check_time(certificate, at))
    }

    /// Checks rules and times.
    ///
    /// # Errors
    /// Those of [`Self::check_rules`] and [`Self::check_times`].
    pub fn check(&self, inputs: &Inputs, at: UtcDateTime) -> Result<Path, PathError> {
        self.check_rules(inputs)?;
        self.check_times(at)?;
        Ok(Path {
            chain: self.clone(),
            at,
        })
    }
}

fn check_time(certificate: &Certificate, at: UtcDateTime) -> Result<(), PathError> {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let fault = match at {
        at if at < from => Fault::NotYetValid { from, at },
        at if at > until => Fault::Expired { until, at },
        _ => return Ok(()),
    };
    Err(PathError::new(certificate, fault))
}

/// A chain that holds at a moment. Made only by [`Chain::check`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Path {
    chain: Chain,
    at: UtcDateTime,
}

impl Path {
    /// The chain that was checked.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// See [`Chain::certificates`].
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        self.chain.certificates()
    }

    /// See [`Chain::anchor`].
    #[must_use]
    pub fn anchor(&self) -> &Anchor {
        self.chain.anchor()
    }

    /// The moment for which it was checked.
    #[must_use]
    pub fn checked_at(&self) -> UtcDateTime {
        self.at
    }

    /// See [`Chain::issuer_of`].
    #[must_use]
    pub fn issuer_of(&self, position: usize) -> Option<&Certificate> {
        self.chain.issuer_of(position)
    }
}

/// All chains from `leaf` over `candidates` to one of `anchors`, within limits, the most promising
/// first; never an empty list.
///
/// # Errors
/// [`PathError`] if there is none: the failure that came closest to an anchor.
pub fn chains(
    leaf: &Certificate,
    candidates: &[Certificate],
    anchors: &Anchors,
) -> Result<Vec<Chain>, PathError> {
    let above = Search::new(leaf, candidates, anchors).run(leaf);
    let Some(anchor) = anchors.find(leaf) else {
        return above;
    };
    let mut chains = vec![Chain {
        certificates: vec![leaf.clone()],
        anchor: anchor.clone(),
    }];
    chains.extend(above.unwrap_or_default());
    Ok(chains)
}

/// Finds a chain from `leaf` over `candidates` to one of `anchors` that holds at the moment `at`.
///
/// If none holds, the error is that of the most promising one.
///
/// # Errors
/// [`PathError`], which names the certificate and what is wrong with it.
pub fn build_and_check(
    leaf: &Certificate,
    candidates: &[Certificate],
    anchors: &Anchors,
    inputs: &Inputs,
    at: UtcDateTime,
) -> Result<Path, PathError> {
    let mut first = None;
    for chain in chains(leaf, candidates, anchors)? {
        match chain.check(inputs, at) {
            Ok(path) => return Ok(path),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or_else(|| search::dead_end(leaf)))
}
