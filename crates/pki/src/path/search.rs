//! The search for a chain: depth first, anchors before candidates, within limits.

use time::UtcDateTime;

use super::{Fault, Path, PathError, check};
use crate::Certificate;
use crate::trust::Anchors;

/// Chains longer than this are not followed. Real ones have three or four certificates.
const MAXIMUM_LENGTH: usize = 16;

/// How many signatures may be verified in one search: hostile candidates can form a dense graph.
const MAXIMUM_SIGNATURES: usize = 200;

/// One search.
pub(super) struct Search<'a> {
    candidates: &'a [Certificate],
    anchors: &'a Anchors,
    at: UtcDateTime,
    signatures: usize,
    closest: Option<(Closeness, PathError)>,
}

/// How far a chain came that failed.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Closeness {
    /// It ended before any anchor, after this many certificates.
    Ended(usize),
    /// It reached an anchor.
    Anchored,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        candidates: &'a [Certificate],
        anchors: &'a Anchors,
        at: UtcDateTime,
    ) -> Self {
        Self {
            candidates,
            anchors,
            at,
            signatures: 0,
            closest: None,
        }
    }

    pub(super) fn run(mut self, leaf: &Certificate) -> Result<Path, PathError> {
        let mut chain = vec![leaf.clone()];
        if let Some(anchor) = self.anchors.find(leaf) {
            check(&chain, anchor, self.at)?;
            return Ok(Path {
                certificates: chain,
                anchor: anchor.clone(),
                at: self.at,
            });
        }
        if let Some(path) = self.extend(&mut chain) {
            return Ok(path);
        }
        if self.signatures >= MAXIMUM_SIGNATURES {
            let limit = MAXIMUM_SIGNATURES;
            return Err(PathError::new(leaf, Fault::LimitReached { limit }));
        }
        let unknown = || Self::dead_end(leaf);
        Err(self.closest.map_or_else(unknown, |(_, error)| error))
    }

    /// Tries every way on from the last certificate of `chain`.
    fn extend(&mut self, chain: &mut Vec<Certificate>) -> Option<Path> {
        let last = chain.last()?.clone();
        let anchors = self.anchors;
        for anchor in anchors.iter() {
            if !last.issuer().matches(anchor.certificate.subject()) {
                continue;
            }
            if !self.is_signed_by(&last, &anchor.certificate, chain.len()) {
                continue;
            }
            match check(chain, anchor, self.at) {
                Ok(()) => {
                    return Some(Path {
                        certificates: chain.clone(),
                        anchor: anchor.clone(),
                        at: self.at,
                    });
                }
                Err(error) => self.failed(Closeness::Anchored, error),
            }
        }
        let mut found = false;
        for candidate in self.issuers_of(&last) {
            if chain.len() >= MAXIMUM_LENGTH || is_known(chain, candidate) {
                continue;
            }
            if !self.is_signed_by(&last, candidate, chain.len()) {
                continue;
            }
            found = true;
            chain.push(candidate.clone());
            if let Some(path) = self.extend(chain) {
                return Some(path);
            }
            chain.pop();
        }
        if !found {
            self.failed(Closeness::Ended(chain.len()), Self::dead_end(&last));
        }
        None
    }

    /// Candidates whose name fits, those whose key identifier fits as well first.
    fn issuers_of(&self, certificate: &Certificate) -> Vec<&'a Certificate> {
        let mut issuers: Vec<_> = self
            .candidates
            .iter()
            .filter(|candidate| certificate.issuer().matches(candidate.subject()))
            .collect();
        issuers.sort_by_key(|candidate| {
            let wanted = certificate.authority_key_id();
            wanted.is_none() || candidate.subject_key_id() != wanted
        });
        issuers
    }

    fn is_signed_by(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        length: usize,
    ) -> bool {
        if self.signatures >= MAXIMUM_SIGNATURES {
            return false;
        }
        self.signatures += 1;
        match certificate.verify_signed_by(issuer.public_key()) {
            Ok(_) => true,
            Err(cause) => {
                let fault = Fault::Signature {
                    issuer: issuer.to_string(),
                    cause,
                };
                self.failed(Closeness::Ended(length), PathError::new(certificate, fault));
                false
            }
        }
    }

    /// Remembers the error of the chain that came closest, the first among equals.
    fn failed(&mut self, closeness: Closeness, error: PathError) {
        if self
            .closest
            .as_ref()
            .is_none_or(|(best, _)| closeness > *best)
        {
            self.closest = Some((closeness, error));
        }
    }

    fn dead_end(certificate: &Certificate) -> PathError {
        let fault = if certificate.is_self_issued() {
            Fault::NotAnAnchor
        } else {
            Fault::IssuerNotFound {
                issuer: certificate.issuer().to_string(),
            }
        };
        PathError::new(certificate, fault)
    }
}

/// Whether the chain has this certificate already, or another one of the same subject and key.
fn is_known(chain: &[Certificate], candidate: &Certificate) -> bool {
    chain.iter().any(|known| {
        known.subject().matches(candidate.subject())
            && known.public_key().der() == candidate.public_key().der()
    })
}
