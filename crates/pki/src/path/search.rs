//! The search for chains: which certificate was signed by which, from the leaf upwards, then every
//! way to an anchor, within limits.
//!
//! Each signature is verified at most once, whatever the number of ways that use it: first the
//! graph of verified issuers is built, then what cannot reach an anchor is left out, then the ways
//! are listed.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{Chain, Fault, PathError};
use crate::Certificate;
use crate::trust::{Anchor, Anchors};

/// Chains longer than this are not followed. Real ones have three or four certificates.
const MAXIMUM_LENGTH: usize = 16;

/// How many possible issuers may be tried in one search: hostile candidates can form a dense graph.
const MAXIMUM_TRIES: usize = 256;

/// How many chains are listed.
const MAXIMUM_CHAINS: usize = 64;

/// How many steps the listing may take: in a dense graph most ways run in circles.
const MAXIMUM_STEPS: usize = 10_000;

/// One search.
pub(super) struct Search<'a> {
    anchors: Vec<&'a Anchor>,
    /// The leaf, then the candidates.
    nodes: Vec<Node<'a>>,
    /// Whether this certificate holds under this key (`SubjectPublicKeyInfo`).
    verified: HashMap<(usize, &'a [u8]), bool>,
    tries: usize,
    /// The failure that is furthest from the leaf, with its distance.
    closest: Option<(usize, PathError)>,
}

struct Node<'a> {
    certificate: &'a Certificate,
    issuers: Vec<Issuer>,
    /// Whether some way leads from here to an anchor.
    anchored: bool,
}

/// Who signed a certificate, as verified.
#[derive(Clone, Copy)]
enum Issuer {
    Anchor(usize),
    Node(usize),
}

/// The ways to an anchor found so far, and the one being followed.
struct Listing {
    chains: Vec<Chain>,
    way: Vec<usize>,
    steps: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        leaf: &'a Certificate,
        candidates: &'a [Certificate],
        anchors: &'a Anchors,
    ) -> Self {
        let mut seen = HashSet::from([leaf.der()]);
        let others = candidates
            .iter()
            .filter(|candidate| anchors.find(candidate).is_none() && seen.insert(candidate.der()));
        Self {
            anchors: anchors.iter().collect(),
            nodes: std::iter::once(leaf)
                .chain(others.collect::<Vec<_>>())
                .map(|certificate| Node {
                    certificate,
                    issuers: Vec::new(),
                    anchored: false,
                })
                .collect(),
            verified: HashMap::new(),
            tries: 0,
            closest: None,
        }
    }

    /// All chains of the leaf, those with fitting key identifiers first.
    pub(super) fn run(mut self, leaf: &Certificate) -> Result<Vec<Chain>, PathError> {
        self.find_issuers();
        self.mark_anchored();
        let mut listing = Listing {
            chains: Vec::new(),
            way: Vec::new(),
            steps: 0,
        };
        self.list(0, &mut listing);
        if !listing.chains.is_empty() {
            return Ok(listing.chains);
        }
        if self.tries >= MAXIMUM_TRIES {
            let limit = MAXIMUM_TRIES;
            return Err(PathError::new(leaf, Fault::LimitReached { limit }));
        }
        let unknown = || dead_end(leaf);
        Err(self.closest.map_or_else(unknown, |(_, error)| error))
    }

    /// Finds the issuers of the leaf, then theirs, and so on.
    fn find_issuers(&mut self) {
        let mut waiting = VecDeque::from([(0, 1)]);
        let mut seen = HashSet::from([0]);
        while let Some((index, length)) = waiting.pop_front() {
            let issuers = self.issuers_of(index, length);
            if let (true, Some(node)) = (issuers.is_empty(), self.nodes.get(index)) {
                let error = dead_end(node.certificate);
                self.failed(length, error);
            }
            for issuer in &issuers {
                if let Issuer::Node(above) = issuer
                    && length < MAXIMUM_LENGTH
                    && seen.insert(*above)
                {
                    waiting.push_back((*above, length + 1));
                }
            }
            if let Some(node) = self.nodes.get_mut(index) {
                node.issuers = issuers;
            }
        }
    }

    /// Whose key verifies this certificate, `length` certificates from the leaf.
    fn issuers_of(&mut self, index: usize, length: usize) -> Vec<Issuer> {
        let Some(certificate) = self.nodes.get(index).map(|node| node.certificate) else {
            return Vec::new();
        };
        self.named_as_issuer(certificate)
            .into_iter()
            .filter(|(_, issuer)| self.is_signed_by(index, certificate, issuer, length))
            .map(|(found, _)| found)
            .collect()
    }

    /// Anchors, then candidates whose name fits; key identifiers only say whom to ask first
    /// (RFC 5280, 4.2.1.1 leaves their meaning to the issuer).
    fn named_as_issuer(&self, certificate: &Certificate) -> Vec<(Issuer, &'a Certificate)> {
        let wanted = certificate.authority_key_id();
        let fits = |issuer: &Certificate| {
            issuer != certificate && certificate.issuer().matches(issuer.subject())
        };
        let anchors = (self.anchors.iter().enumerate())
            .map(|(index, anchor)| (Issuer::Anchor(index), &anchor.certificate))
            .filter(|(_, issuer)| fits(issuer));
        let mut nodes: Vec<_> = (self.nodes.iter().enumerate())
            .map(|(index, node)| (Issuer::Node(index), node.certificate))
            .filter(|(_, issuer)| fits(issuer))
            .collect();
        nodes.sort_by_key(|(_, issuer)| wanted.is_none() || issuer.subject_key_id() != wanted);
        anchors.chain(nodes).collect()
    }

    fn is_signed_by(
        &mut self,
        index: usize,
        certificate: &Certificate,
        issuer: &'a Certificate,
        length: usize,
    ) -> bool {
        if self.tries >= MAXIMUM_TRIES {
            return false;
        }
        self.tries += 1;
        let key = issuer.public_key();
        if let Some(known) = self.verified.get(&(index, key.der())) {
            return *known;
        }
        let outcome = certificate.verify_signed_by(key);
        self.verified.insert((index, key.der()), outcome.is_ok());
        outcome
            .map_err(|cause| {
                let issuer = issuer.to_string();
                let fault = Fault::Signature { issuer, cause };
                self.failed(length, PathError::new(certificate, fault));
            })
            .is_ok()
    }

    /// Marks the certificates from which some way leads to an anchor.
    fn mark_anchored(&mut self) {
        loop {
            let found: Vec<usize> = (self.nodes.iter().enumerate())
                .filter(|(_, node)| !node.anchored && node.issuers.iter().any(|i| self.leads(*i)))
                .map(|(index, _)| index)
                .collect();
            if found.is_empty() {
                return;
            }
            for index in found {
                if let Some(node) = self.nodes.get_mut(index) {
                    node.anchored = true;
                }
            }
        }
    }

    fn leads(&self, issuer: Issuer) -> bool {
        match issuer {
            Issuer::Anchor(_) => true,
            Issuer::Node(index) => self.nodes.get(index).is_some_and(|node| node.anchored),
        }
    }

    /// Lists every way from the certificate at `index` to an anchor.
    fn list(&self, index: usize, listing: &mut Listing) {
        let Some(node) = self.nodes.get(index) else {
            return;
        };
        listing.way.push(index);
        for issuer in &node.issuers {
            listing.steps += 1;
            if listing.steps > MAXIMUM_STEPS || listing.chains.len() >= MAXIMUM_CHAINS {
                break;
            }
            match *issuer {
                Issuer::Anchor(index) => {
                    if let Some(anchor) = self.anchors.get(index) {
                        let chain = self.chain(&listing.way, anchor);
                        listing.chains.push(chain);
                    }
                }
                Issuer::Node(above) => {
                    if let Some(next) = self.nodes.get(above)
                        && next.anchored
                        && listing.way.len() < MAXIMUM_LENGTH
                        && !self.passes(&listing.way, next.certificate)
                    {
                        self.list(above, listing);
                    }
                }
            }
        }
        listing.way.pop();
    }

    /// Whether the way passes this certificate already, or another one of the same subject and key.
    fn passes(&self, way: &[usize], next: &Certificate) -> bool {
        (way.iter().filter_map(|index| self.nodes.get(*index))).any(|node| {
            let known = node.certificate;
            known.public_key().der() == next.public_key().der()
                && known.subject().matches(next.subject())
        })
    }

    fn chain(&self, way: &[usize], anchor: &Anchor) -> Chain {
        Chain {
            certificates: (way.iter().filter_map(|index| self.nodes.get(*index)))
                .map(|node| node.certificate.clone())
                .collect(),
            anchor: anchor.clone(),
        }
    }

    /// Remembers the error furthest from the leaf, the first among equals.
    fn failed(&mut self, length: usize, error: PathError) {
        if self.closest.as_ref().is_none_or(|(best, _)| length > *best) {
            self.closest = Some((length, error));
        }
    }
}

/// The error of a certificate whose issuer is nowhere.
pub(super) fn dead_end(certificate: &Certificate) -> PathError {
    let fault = if certificate.is_self_issued() {
        Fault::NotAnAnchor
    } else {
        Fault::IssuerNotFound {
            issuer: certificate.issuer().to_string(),
        }
    };
    PathError::new(certificate, fault)
}
