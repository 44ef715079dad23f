//! Is the chain whole? How far, how far is that attested from outside, and what contradicts first?
//!
//! A chain that agrees with itself may still have been made anew by whoever rules the server: only a
//! checkpoint that lay elsewhere tells. So three stretches are told apart: what checkpoints cover,
//! the tail that agrees with itself only, and what lies behind the first contradiction, about which
//! nothing is said.

use std::collections::VecDeque;

use serde::Serialize;
use time::UtcDateTime;

use crate::chain::{chain, genesis};
use crate::checkpoint::Checkpoint;
use crate::contradiction::{Contradiction, Part};
use crate::entry::Entry;
use crate::error::Error;
use crate::hash::Hash;
use crate::merkle::Tree;

/// What verification found.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Verification {
    /// Whose chain it is; `None` when there is neither a record nor a checkpoint.
    pub agency: Option<String>,
    /// How many lines there were.
    pub lines: u64,
    /// The last record up to which nothing contradicts; 0 for none.
    pub intact_to: u64,
    /// The last record up to which checkpoints agree; 0 for none.
    pub covered_to: u64,
    /// First and last record that agree with the chain but that no checkpoint covers: whoever can
    /// write the database could have rewritten or cut them.
    pub tail: Option<(u64, u64)>,
    /// How many checkpoints agree.
    pub agreeing: u64,
    /// The first contradiction.
    pub contradiction: Option<Contradiction>,
}

/// Verifies `entries`, from the first record on, against `checkpoints`.
#[must_use]
pub fn verify<'a>(
    entries: impl IntoIterator<Item = &'a Entry>,
    checkpoints: impl IntoIterator<Item = Checkpoint>,
) -> Verification {
    let mut verifier = Verifier::new(checkpoints);
    for entry in entries {
        verifier.entry(Ok(entry));
    }
    verifier.finish()
}

/// Verification line by line; memory does not grow with the chain.
#[derive(Debug)]
pub struct Verifier {
    agency: Option<String>,
    lines: u64,
    seq: u64,
    head: Option<Hash>,
    at: Option<UtcDateTime>,
    covered_to: u64,
    agreeing: u64,
    contradiction: Option<Contradiction>,
    /// Checkpoints that begin behind the current record, by their first.
    ahead: VecDeque<Checkpoint>,
    /// Checkpoints in the middle of which the current record stands.
    open: Vec<(Checkpoint, Tree)>,
}

impl Verifier {
    /// A verifier that knows these checkpoints, in any order, doubles allowed.
    #[must_use]
    pub fn new(checkpoints: impl IntoIterator<Item = Checkpoint>) -> Self {
        let mut ahead: Vec<_> = checkpoints.into_iter().collect();
        ahead.sort_by_key(|it| (it.first_seq, it.last_seq, it.day));
        ahead.dedup();
        Self {
            agency: None,
            lines: 0,
            seq: 0,
            head: None,
            at: None,
            covered_to: 0,
            agreeing: 0,
            contradiction: None,
            ahead: ahead.into(),
            open: Vec::new(),
        }
    }

    /// The next line of an export, with its end: one without was cut.
    pub fn line(&mut self, line: &[u8]) {
        let entry = (line.strip_suffix(b"\n"))
            .ok_or(Error::NotCanonical)
            .and_then(Entry::from_line);
        self.entry(entry.as_ref().map_err(Clone::clone));
    }

    /// The verdict.
    #[must_use]
    pub fn finish(mut self) -> Verification {
        if self.agency.is_none()
            && let Some(first) = self.ahead.front()
        {
            self.begin(&first.agency.clone());
        }
        if self.contradiction.is_none() {
            let attested = (self.open.iter().map(|it| &it.0).chain(&self.ahead))
                .map(|it| it.last_seq)
                .max();
            if let Some(to) = attested.filter(|to| *to > self.seq) {
                let seq = self.seq + 1;
                self.contradiction = Some(Contradiction::Missing { seq, to });
            } else if let Some(odd) = self.ahead.pop_front() {
                self.disagrees(&odd);
            }
        }
        let intact_to = match &self.contradiction {
            Some(it) => it.seq().saturating_sub(1),
            None => self.seq,
        };
        let covered_to = self.covered_to.min(intact_to);
        Verification {
            agency: self.agency,
            lines: self.lines,
            intact_to,
            covered_to,
            tail: (covered_to < intact_to).then_some((covered_to + 1, intact_to)),
            agreeing: self.agreeing,
            contradiction: self.contradiction,
        }
    }

    fn entry(&mut self, entry: Result<&Entry, Error>) {
        self.lines += 1;
        let seq = self.seq + 1;
        if let Some(known) = &mut self.contradiction {
            // What seemed to be missing stands further down: it was moved.
            if let (Contradiction::Missing { seq, to }, Ok(entry)) = (&*known, &entry)
                && entry.record.seq == *seq
            {
                *known = Contradiction::Order {
                    seq: *seq,
                    found: to.saturating_add(1),
                };
            }
            return;
        }
        match entry {
            Err(cause) => self.contradiction = Some(Contradiction::Unreadable { seq, cause }),
            Ok(entry) => match self.check(entry, seq) {
                Err(found) => self.contradiction = Some(found),
                Ok(()) => self.advance(entry, seq),
            },
        }
    }

    fn check(&mut self, entry: &Entry, seq: u64) -> Result<(), Contradiction> {
        let record = &entry.record;
        // Its own digest first: a changed number is a changed record, not a missing one.
        if record.leaf() != Ok(entry.leaf) {
            let part = Part::Record;
            return Err(Contradiction::Changed { seq, part });
        }
        for (name, opening) in &entry.openings {
            if record.personal.get(name) != Some(&opening.digest()) {
                let part = Part::Opening(name.clone());
                return Err(Contradiction::Changed { seq, part });
            }
        }
        if record.seq > seq {
            let to = record.seq - 1;
            return Err(Contradiction::Missing { seq, to });
        }
        if record.seq < seq {
            let found = record.seq;
            return Err(Contradiction::Order { seq, found });
        }
        if self.agency.is_none() {
            self.begin(&record.agency);
            if let Some(found) = self.contradiction.take() {
                return Err(found);
            }
        }
        if self.agency.as_ref() != Some(&record.agency) {
            let found = record.agency.clone();
            return Err(Contradiction::OtherAgency { seq, found });
        }
        let before = self.head.unwrap_or_else(|| genesis(&record.agency));
        if chain(before, entry.leaf) != entry.head {
            return Err(Contradiction::ChainBroken { seq });
        }
        if self.at.is_some_and(|before| record.at < before) {
            return Err(Contradiction::Time { seq });
        }
        Ok(())
    }

    /// The agency is known: checkpoints of others are found, and those over nothing yet answered.
    fn begin(&mut self, agency: &str) {
        self.agency = Some(agency.to_owned());
        if let Some(other) = self.ahead.iter().find(|it| it.agency != agency) {
            self.contradiction = Some(Contradiction::CheckpointOfAnother {
                seq: 1,
                found: other.agency.clone(),
                day: other.day.to_string(),
            });
            return;
        }
        // Records are numbered from 1: whoever speaks of number 0 made the checkpoint up.
        if let Some(odd) = self.ahead.pop_front_if(|it| it.first_seq == 0) {
            self.disagrees(&odd);
        }
        self.settle_silent(genesis(agency));
    }

    /// Takes over a record that follows, and asks the checkpoints that end with it.
    fn advance(&mut self, entry: &Entry, seq: u64) {
        self.seq = seq;
        self.head = Some(entry.head);
        self.at = Some(entry.record.at);
        while let Some(next) = self.ahead.pop_front_if(|it| it.first_seq == seq) {
            self.open.push((next, Tree::default()));
        }
        for (_, tree) in &mut self.open {
            tree.push(entry.leaf);
        }
        let (ending, open) = (self.open.drain(..)).partition(|it| it.0.last_seq <= seq);
        self.open = open;
        let ending: Vec<(Checkpoint, Tree)> = ending;
        for (checkpoint, tree) in ending {
            self.settle(&checkpoint, &tree, entry.head);
        }
        self.settle_silent(entry.head);
    }

    /// Asks the checkpoints of days without records that come right after the current one.
    fn settle_silent(&mut self, head: Hash) {
        let seq = self.seq;
        let silent = |it: &mut Checkpoint| it.last_seq == seq && it.first_seq == seq + 1;
        while let Some(next) = self.ahead.pop_front_if(silent) {
            self.settle(&next, &Tree::default(), head);
        }
    }

    fn settle(&mut self, checkpoint: &Checkpoint, tree: &Tree, head: Hash) {
        let counted = checkpoint.last_seq.checked_sub(checkpoint.first_seq);
        let counted = counted.map_or(0, |between| between + 1);
        if checkpoint.head == head && checkpoint.root == tree.root() && counted == tree.len() {
            self.agreeing += 1;
            // Nothing behind a contradiction counts, whichever checkpoint is asked first.
            if self.contradiction.is_none() {
                self.covered_to = self.seq;
            }
        } else {
            self.disagrees(checkpoint);
        }
    }

    /// What changed lies behind what agreed before, unless this checkpoint begins even earlier.
    fn disagrees(&mut self, checkpoint: &Checkpoint) {
        let (first, to) = (checkpoint.first_seq, checkpoint.last_seq);
        let seq = (self.covered_to + 1).min(first).min(to).max(1);
        self.contradiction
            .get_or_insert_with(|| Contradiction::CheckpointDisagrees {
                seq,
                to,
                day: checkpoint.day.to_string(),
            });
    }
}
