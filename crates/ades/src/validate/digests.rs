//! The digests of all signatures of a file in one pass over its bytes.
//!
//! Every signature is over the file from its beginning, so the part before the first gap is hashed
//! once per algorithm and the state cloned at each gap. What follows a gap is short for all but
//! the newest signatures of an honest file; a file made to cost much runs into [`BUDGET`].

use std::io;
use std::ops::Range;

use pdf::ReadAt;
use pki::DigestAlgorithm;

use crate::hash::{Hasher, for_pieces};

/// How many times its own length a file may be hashed: forty signatures, each followed by as many
/// bytes as precede it, have not been seen.
const BUDGET: u64 = 40;

/// A digest that is wanted: over everything up to `end` but the gap.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Wanted {
    pub(super) algorithm: DigestAlgorithm,
    pub(super) gap: Range<u64>,
    pub(super) end: u64,
}

/// The digests, in the order wanted; `None` where a range does not fit the file or costs too much.
///
/// # Errors
/// Those of the medium.
pub(super) fn digests(source: &dyn ReadAt, wanted: &[Wanted]) -> io::Result<Vec<Option<Vec<u8>>>> {
    let mut budget = source.len().saturating_mul(BUDGET);
    let mut states: Vec<State> = wanted
        .iter()
        .map(|wanted| State::new(wanted, source.len(), &mut budget))
        .collect();
    let mut bounds: Vec<u64> = states.iter().flat_map(State::bounds).collect();
    bounds.push(0);
    bounds.sort_unstable();
    bounds.dedup();

    let mut prefixes: Vec<(DigestAlgorithm, Hasher)> = Vec::new();
    for state in states.iter().filter(|state| state.is_fine) {
        let algorithm = state.wanted.algorithm;
        if !prefixes.iter().any(|(known, _)| *known == algorithm) {
            prefixes.push((algorithm, Hasher::new(algorithm)));
        }
    }
    for pair in bounds.windows(2) {
        let [start, end] = pair else { continue };
        step(source, *start..*end, &mut prefixes, &mut states)?;
    }
    Ok(states.into_iter().map(State::finish).collect())
}

/// Hashes one stretch between two bounds into every state that wants it.
fn step(
    source: &dyn ReadAt,
    stretch: Range<u64>,
    prefixes: &mut Vec<(DigestAlgorithm, Hasher)>,
    states: &mut [State<'_>],
) -> io::Result<()> {
    for state in states.iter_mut() {
        if state.is_fine && state.hasher.is_none() && state.wanted.gap.start == stretch.start {
            let prefix = prefixes
                .iter()
                .find(|(algorithm, _)| *algorithm == state.wanted.algorithm);
            state.hasher = prefix.map(|(_, hasher)| hasher.clone());
        }
    }
    // A prefix is of use only while a gap of its algorithm is still to come.
    prefixes.retain(|(algorithm, _)| {
        states.iter().any(|state| {
            state.is_fine
                && state.wanted.algorithm == *algorithm
                && state.wanted.gap.start > stretch.start
        })
    });
    let mut eager: Vec<&mut Hasher> = prefixes.iter_mut().map(|(_, hasher)| hasher).collect();
    for state in states.iter_mut() {
        let behind = state.wanted.gap.end..state.wanted.end;
        if behind.start <= stretch.start && stretch.end <= behind.end {
            eager.extend(state.hasher.as_mut());
        }
    }
    if eager.is_empty() {
        return Ok(());
    }
    for_pieces(source, stretch, |piece| {
        for hasher in &mut eager {
            hasher.update(piece);
        }
    })
}

struct State<'a> {
    wanted: &'a Wanted,
    is_fine: bool,
    hasher: Option<Hasher>,
}

impl<'a> State<'a> {
    fn new(wanted: &'a Wanted, length: u64, budget: &mut u64) -> Self {
        let ordered = wanted.gap.start <= wanted.gap.end
            && wanted.gap.end <= wanted.end
            && wanted.end <= length;
        let left = budget.checked_sub(wanted.end.saturating_sub(wanted.gap.end));
        let is_fine = ordered && left.is_some();
        if let (true, Some(left)) = (is_fine, left) {
            *budget = left;
        }
        // Nothing before the gap, nothing to clone from.
        let hasher = (is_fine && wanted.gap.start == 0).then(|| Hasher::new(wanted.algorithm));
        Self {
            wanted,
            is_fine,
            hasher,
        }
    }

    fn bounds(&self) -> Vec<u64> {
        if self.is_fine {
            vec![self.wanted.gap.start, self.wanted.gap.end, self.wanted.end]
        } else {
            Vec::new()
        }
    }

    fn finish(self) -> Option<Vec<u8>> {
        self.is_fine.then_some(self.hasher?.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_gives_what_separate_passes_give() {
        let bytes: Vec<u8> = (0..300_000_u32)
            .map(|n| n.to_le_bytes()[0] ^ 0x5a)
            .collect();
        let wanted: Vec<Wanted> = [
            (DigestAlgorithm::Sha256, 1000..2000, 10_000),
            (DigestAlgorithm::Sha256, 150_000..160_000, 300_000),
            (DigestAlgorithm::Sha512, 150_000..160_000, 300_000),
            (DigestAlgorithm::Sha256, 9000..9100, 200_000),
            (DigestAlgorithm::Sha384, 0..10, 20),
            (DigestAlgorithm::Sha256, 5..5, 5),
            (DigestAlgorithm::Sha1, 299_999..300_000, 300_000),
        ]
        .into_iter()
        .map(|(algorithm, gap, end)| Wanted {
            algorithm,
            gap,
            end,
        })
        .collect();
        let found = digests(&bytes, &wanted).unwrap();
        for (wanted, found) in wanted.iter().zip(found) {
            let range = |start: u64, end: u64| {
                &bytes[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()]
            };
            let message = [
                range(0, wanted.gap.start),
                range(wanted.gap.end, wanted.end),
            ];
            let expected = wanted.algorithm.digest(&message.concat());
            assert_eq!(found, Some(expected), "{wanted:?}");
        }
    }

    #[test]
    fn ranges_that_do_not_fit_give_no_digest() {
        let bytes = vec![0; 100];
        let wanted = [(20, 10, 50), (10, 20, 101), (10, 60, 50)].map(|(start, stop, end)| Wanted {
            algorithm: DigestAlgorithm::Sha256,
            gap: start..stop,
            end,
        });
        assert_eq!(digests(&bytes, &wanted).unwrap(), [None, None, None]);
    }

    #[test]
    fn a_file_made_to_cost_much_gives_up() {
        let bytes = vec![0; 1000];
        let wanted = vec![
            Wanted {
                algorithm: DigestAlgorithm::Sha256,
                gap: 1..2,
                end: 1000
            };
            1000
        ];
        let found = digests(&bytes, &wanted).unwrap();
        assert_eq!(found.iter().flatten().count(), 40);
    }
}
