//! Choosing evidence: for every certificate of every chain, revocation data newer than what the
//! chain is needed for.

use std::borrow::Borrow;
use std::collections::HashSet;

use pki::path::{Inputs, Path, build_and_check};
use pki::revocation::{Kind, Material, Statement, Status, statements};
use pki::trust::Anchors;
use pki::{Certificate, DigestAlgorithm};
use time::UtcDateTime;

use super::inside::{Gathered, Inside};
use super::objects::Stamped;
use super::{Missing, Question};
use crate::pades::ValidationData;

/// Responders whose certificates are answered for by responders, and so on.
const DEEPEST: usize = 4;

/// Evidence at hand, and whom it must lead to.
pub(super) struct Search<'a> {
    anchors: &'a Anchors,
    certificates: Vec<Certificate>,
    material: Material,
    /// Digests of the lists and answers in the document: they are preferred.
    inside: HashSet<[u8; 32]>,
    at: UtcDateTime,
    /// The latest moment of which evidence may be: it was fetched after the time was taken, and
    /// clocks are not equal.
    tolerated: UtcDateTime,
}

/// Why evidence does not suffice.
pub(super) enum Unsettled {
    /// No chain to an anchor.
    NoPath { field: Option<String> },
    /// Data are missing that nobody will issue any more: the certificate is over.
    Over { field: Option<String> },
    /// Data are missing.
    Missing(Vec<Missing>),
}

/// What speaks for one certificate.
enum Lack {
    NoPath,
    Over,
    Missing(Missing),
}

impl<'a> Search<'a> {
    /// Among what the document holds.
    pub(super) fn embedded(question: &Question<'a>, inside: &Gathered) -> Self {
        Self::over(
            question,
            inside.certificates.clone(),
            inside.material.clone(),
            inside,
        )
    }

    /// Among that and what else is at hand.
    pub(super) fn everything(question: &Question<'a>, inside: &Inside) -> Self {
        let inside = inside.all();
        let mut certificates = inside.certificates.clone();
        certificates.extend(question.evidence.certificates.iter().cloned());
        let mut material = inside.material.clone();
        let outside = &question.evidence.material;
        material.lists.extend(outside.lists.iter().cloned());
        material.answers.extend(outside.answers.iter().cloned());
        Self::over(question, certificates, material, &inside)
    }

    fn over(
        question: &Question<'a>,
        mut certificates: Vec<Certificate>,
        material: Material,
        inside: &Gathered,
    ) -> Self {
        let basics = material.answers.iter().filter_map(|answer| answer.basic());
        certificates.extend(basics.flat_map(|basic| basic.certificates.iter().cloned()));
        let mut seen = HashSet::new();
        certificates.retain(|certificate| seen.insert(certificate.sha256_fingerprint()));
        let lists = inside.material.lists.iter().map(|list| digest(list.der()));
        let answers = inside.material.answers.iter();
        let answers = answers.map(|answer| digest(answer.der()));
        Self {
            anchors: question.anchors,
            certificates,
            inside: lists.chain(answers).collect(),
            material,
            at: question.at,
            tolerated: question.policy.tolerated(question.at),
        }
    }

    /// The chain of a signature or time stamp at its time.
    pub(super) fn path(&self, stamped: &Stamped) -> Option<Path> {
        let leaf = Certificate::from_der(&stamped.leaf).ok()?;
        self.path_of(&leaf, stamped.time?)
    }

    /// Evidence for all of `objects`.
    pub(super) fn settle<I>(&self, objects: I) -> Result<ValidationData, Unsettled>
    where
        I: IntoIterator,
        I::Item: Borrow<Stamped>,
    {
        let mut found = Found::default();
        let mut missing = Vec::new();
        for object in objects {
            let object: &Stamped = object.borrow();
            let field = object.field.clone();
            let (Some(path), Some(time)) = (self.path(object), object.time) else {
                return Err(Unsettled::NoPath { field });
            };
            for lack in self.chain(&path, time, 0, &mut found) {
                match lack {
                    Lack::NoPath => return Err(Unsettled::NoPath { field }),
                    Lack::Over => return Err(Unsettled::Over { field }),
                    Lack::Missing(one) if !missing.contains(&one) => missing.push(one),
                    Lack::Missing(_) => {}
                }
            }
        }
        match missing.is_empty() {
            true => Ok(self.data(&found)),
            false => Err(Unsettled::Missing(missing)),
        }
    }

    fn path_of(&self, leaf: &Certificate, at: UtcDateTime) -> Option<Path> {
        build_and_check(
            leaf,
            &self.certificates,
            self.anchors,
            &Inputs::default(),
            at,
        )
        .ok()
    }

    /// Everything for a chain, and what is lacking.
    fn chain(&self, path: &Path, after: UtcDateTime, depth: usize, found: &mut Found) -> Vec<Lack> {
        let mut lacks = Vec::new();
        found
            .certificates
            .push(path.anchor().certificate.der().to_vec());
        for (position, certificate) in path.certificates().iter().enumerate() {
            found.certificates.push(certificate.der().to_vec());
            let Some(issuer) = path.issuer_of(position) else {
                continue;
            };
            if let Err(lack) = self.one(certificate, issuer, after, depth, found) {
                lacks.push(lack);
            }
        }
        lacks
    }

    /// Everything for one certificate.
    fn one(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        after: UtcDateTime,
        depth: usize,
        found: &mut Found,
    ) -> Result<(), Lack> {
        let (said, _) = statements(
            certificate,
            issuer,
            &self.material,
            &self.certificates,
            self.tolerated,
        );
        let mut usable: Vec<&Statement> = said
            .iter()
            .filter(|statement| {
                after < statement.this_update && says(statement, certificate, after)
            })
            .collect();
        usable.sort_by_key(|statement| std::cmp::Reverse(self.preference(statement)));
        let mut lack = None;
        for statement in usable {
            let mut with = found.clone();
            match self.signer(statement, after, depth, &mut with) {
                Ok(()) => {
                    let sources = statement.sources.iter().map(|source| source.sha256);
                    with.sources.extend(sources);
                    *found = with;
                    return Ok(());
                }
                Err(other) => lack = lack.or(Some(other)),
            }
        }
        Err(lack.unwrap_or_else(|| self.lack(certificate, issuer, after, &said)))
    }

    /// Everything for the signer of a list or answer.
    fn signer(
        &self,
        statement: &Statement,
        after: UtcDateTime,
        depth: usize,
        found: &mut Found,
    ) -> Result<(), Lack> {
        if statement.signer_is_issuer {
            return Ok(());
        }
        found.certificates.push(statement.signer.der().to_vec());
        if statement.no_check {
            return Ok(());
        }
        let path = self.path_of(&statement.signer, statement.produced_at);
        let path = path.filter(|_| depth < DEEPEST).ok_or(Lack::NoPath)?;
        match self.chain(&path, after, depth + 1, found).pop() {
            Some(lack) => Err(lack),
            None => Ok(()),
        }
    }

    /// What is in the document comes first, then answers, which are small, then what is newest.
    fn preference(&self, statement: &Statement) -> (bool, bool, UtcDateTime) {
        let mut sources = statement.sources.iter();
        let inside = sources.all(|source| self.inside.contains(&source.sha256));
        (
            inside,
            statement.kind == Kind::Answer,
            statement.this_update,
        )
    }

    /// When data may come that are new enough: not for a certificate that is over, of which lists
    /// and answers need not speak any more.
    fn lack(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        after: UtcDateTime,
        said: &[Statement],
    ) -> Lack {
        if certificate.not_after() < self.at {
            return Lack::Over;
        }
        let newest = said.iter().max_by_key(|statement| statement.this_update);
        Lack::Missing(Missing {
            certificate: certificate.clone(),
            issuer: issuer.clone(),
            after,
            until: newest
                .and_then(|statement| statement.next_update)
                .filter(|next| self.at < *next),
        })
    }

    fn data(&self, found: &Found) -> ValidationData {
        let chosen = |der: &[u8]| found.sources.contains(&digest(der));
        let mut seen = HashSet::new();
        let mut unique = |der: &Vec<u8>| seen.insert(digest(der));
        let lists = self.material.lists.iter().map(|list| list.der().to_vec());
        let answers = self.material.answers.iter();
        let answers = answers.map(|answer| answer.der().to_vec());
        ValidationData {
            lists: lists.filter(|der| chosen(der) && unique(der)).collect(),
            answers: answers.filter(|der| chosen(der) && unique(der)).collect(),
            certificates: found
                .certificates
                .iter()
                .filter(|der| unique(der))
                .cloned()
                .collect(),
        }
    }
}

/// What was chosen.
#[derive(Clone, Default)]
struct Found {
    certificates: Vec<Vec<u8>>,
    /// SHA-256 of lists and answers.
    sources: HashSet<[u8; 32]>,
}

/// Whether the statement lets the certificate count at `after`, and may speak of it at all: an
/// expired certificate may be forgotten, unless the source says that it remembers.
fn says(statement: &Statement, certificate: &Certificate, after: UtcDateTime) -> bool {
    let remembers = statement.this_update <= certificate.not_after()
        || statement.cert_hash_matches
        || statement
            .reaches_back_to
            .is_some_and(|since| since <= certificate.not_after());
    match statement.status {
        Status::Good => remembers,
        Status::Revoked { at, .. } => after < at,
        Status::Unknown => false,
    }
}

fn digest(der: &[u8]) -> [u8; 32] {
    let digest = DigestAlgorithm::Sha256.digest(der);
    <[u8; 32]>::try_from(digest).unwrap_or_default()
}
