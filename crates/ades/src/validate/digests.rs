//! The digests of all signatures of a file, and its own, in one pass over its bytes.
//!
//! Every signature is over the file from its beginning, so the part before the first gap is hashed
//! once per algorithm and the state cloned at each gap. What follows a gap is short for all but
//! the newest signatures of an honest file; a file made to cost much runs into [`BUDGET`].
//!
//! What was hashed can be kept ([`Hashed`]): when bytes are appended to the same file, only these
//! are hashed then.

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

/// What was hashed of a file.
#[derive(Clone)]
pub(crate) struct Hashed {
    /// The length of the file.
    length: u64,
    /// The states behind its last byte.
    ends: Vec<(DigestAlgorithm, Hasher)>,
    /// The digests that were wanted of it.
    known: Vec<(Wanted, Vec<u8>)>,
}

impl Hashed {
    /// A state that has taken in the whole file.
    pub(crate) fn end(&self, algorithm: DigestAlgorithm) -> Option<&Hasher> {
        state(&self.ends, algorithm)
    }

    /// The length of the file.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The digest of the whole file.
    pub(crate) fn digest(&self, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        Some(self.end(algorithm)?.clone().finish())
    }

    /// The digest of the signature that was wanted, if it could be computed.
    pub(super) fn of(&self, wanted: &Wanted) -> Option<&[u8]> {
        let mut known = self.known.iter();
        let (_, digest) = known.find(|(known, _)| known == wanted)?;
        Some(digest)
    }
}

/// Hashes the whole of `source` with each of `algorithms`, and on the way all that is wanted.
///
/// A range that does not fit the file or costs too much gets no digest. `before` is what was
/// hashed when `source` ended earlier: its bytes are not read again but for what it lacks.
///
/// # Errors
/// Those of the medium.
pub(super) fn hash(
    source: &dyn ReadAt,
    wanted: &[Wanted],
    algorithms: &[DigestAlgorithm],
    before: Option<&Hashed>,
) -> io::Result<Hashed> {
    let before = before.filter(|before| before.length <= source.len());
    let known = |wanted: &Wanted| before.and_then(|before| before.of(wanted));
    let mut budget = source.len().saturating_mul(BUDGET);
    let mut states: Vec<State> = wanted
        .iter()
        .filter(|wanted| known(wanted).is_none())
        .map(|wanted| State::new(wanted, source.len(), &mut budget))
        .collect();
    let mut prefixes = prefixes(&states, algorithms, before);

    let mut bounds: Vec<u64> = states.iter().flat_map(State::bounds).collect();
    bounds.extend(prefixes.iter().map(|prefix| prefix.start));
    bounds.extend([source.len()]);
    bounds.sort_unstable();
    bounds.dedup();
    for pair in bounds.windows(2) {
        let [start, end] = pair else { continue };
        step(source, *start..*end, &mut prefixes, &mut states)?;
    }

    let kept = wanted.iter();
    let kept = kept.filter_map(|wanted| Some((wanted.clone(), known(wanted)?.to_vec())));
    let kept: Vec<_> = kept.collect();
    let new = states.into_iter().filter_map(State::finish);
    Ok(Hashed {
        length: source.len(),
        known: kept.into_iter().chain(new).collect(),
        ends: (prefixes.into_iter().filter(|prefix| prefix.to_end))
            .map(|prefix| (prefix.algorithm, prefix.hasher))
            .collect(),
    })
}

/// The file from its first byte, hashed as far as the pass has come.
struct Prefix {
    algorithm: DigestAlgorithm,
    hasher: Hasher,
    /// Where the state begins to be fed.
    start: u64,
    /// Whether it is wanted of the whole file.
    to_end: bool,
}

/// One for each algorithm, taken from `before` where no gap lies in what that has passed already.
fn prefixes(
    states: &[State<'_>],
    algorithms: &[DigestAlgorithm],
    before: Option<&Hashed>,
) -> Vec<Prefix> {
    let fine = states.iter().filter(|state| state.is_fine);
    let asked = fine.map(|state| (state.wanted.algorithm, false));
    let whole = algorithms.iter().map(|algorithm| (*algorithm, true));
    let mut prefixes: Vec<Prefix> = Vec::new();
    for (algorithm, to_end) in whole.chain(asked) {
        if prefixes.iter().any(|known| known.algorithm == algorithm) {
            continue;
        }
        let gaps = states.iter().filter(|state| state.is_fine);
        let mut gaps = gaps.filter(|state| state.wanted.algorithm == algorithm);
        let kept = before
            .filter(|before| gaps.all(|state| before.length <= state.wanted.gap.start))
            .and_then(|before| Some((before.end(algorithm)?.clone(), before.length)));
        let (hasher, start) = kept.unwrap_or_else(|| (Hasher::new(algorithm), 0));
        prefixes.push(Prefix {
            algorithm,
            hasher,
            start,
            to_end,
        });
    }
    prefixes
}

/// Hashes one stretch between two bounds into every state that wants it.
fn step(
    source: &dyn ReadAt,
    stretch: Range<u64>,
    prefixes: &mut Vec<Prefix>,
    states: &mut [State<'_>],
) -> io::Result<()> {
    for state in states.iter_mut() {
        if state.is_fine && state.hasher.is_none() && state.wanted.gap.start == stretch.start {
            let mut prefixes = prefixes.iter();
            let prefix = prefixes.find(|prefix| prefix.algorithm == state.wanted.algorithm);
            state.hasher = prefix.map(|prefix| prefix.hasher.clone());
        }
    }
    // A prefix is of use only while a gap of its algorithm is still to come.
    prefixes.retain(|prefix| {
        let comes = |state: &State<'_>| {
            state.is_fine
                && state.wanted.algorithm == prefix.algorithm
                && state.wanted.gap.start > stretch.start
        };
        prefix.to_end || states.iter().any(comes)
    });
    let begun = prefixes
        .iter_mut()
        .filter(|prefix| prefix.start <= stretch.start);
    let mut eager: Vec<&mut Hasher> = begun.map(|prefix| &mut prefix.hasher).collect();
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

fn state(states: &[(DigestAlgorithm, Hasher)], algorithm: DigestAlgorithm) -> Option<&Hasher> {
    let found = states.iter().find(|(known, _)| *known == algorithm);
    found.map(|(_, hasher)| hasher)
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
        Self {
            wanted,
            is_fine,
            hasher: None,
        }
    }

    fn bounds(&self) -> Vec<u64> {
        if self.is_fine {
            vec![self.wanted.gap.start, self.wanted.gap.end, self.wanted.end]
        } else {
            Vec::new()
        }
    }

    fn finish(self) -> Option<(Wanted, Vec<u8>)> {
        let hasher = self.hasher.filter(|_| self.is_fine)?;
        Some((self.wanted.clone(), hasher.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA256: &[DigestAlgorithm] = &[DigestAlgorithm::Sha256];

    fn wanted(algorithm: DigestAlgorithm, gap: Range<u64>, end: u64) -> Wanted {
        Wanted {
            algorithm,
            gap,
            end,
        }
    }

    fn some_bytes() -> Vec<u8> {
        let bytes = (0..300_000_u32).map(|n| n.to_le_bytes()[0] ^ 0x5a);
        bytes.collect()
    }

    /// The digest computed the simple way.
    fn expected(bytes: &[u8], wanted: &Wanted) -> Vec<u8> {
        let place = |offset: u64| usize::try_from(offset).unwrap();
        let message = [
            &bytes[..place(wanted.gap.start)],
            &bytes[place(wanted.gap.end)..place(wanted.end)],
        ];
        wanted.algorithm.digest(&message.concat())
    }

    #[test]
    fn one_pass_gives_what_separate_passes_give() {
        let bytes = some_bytes();
        let all = [
            wanted(DigestAlgorithm::Sha256, 1000..2000, 10_000),
            wanted(DigestAlgorithm::Sha256, 150_000..160_000, 300_000),
            wanted(DigestAlgorithm::Sha512, 150_000..160_000, 300_000),
            wanted(DigestAlgorithm::Sha256, 9000..9100, 200_000),
            wanted(DigestAlgorithm::Sha384, 0..10, 20),
            wanted(DigestAlgorithm::Sha256, 5..5, 5),
            wanted(DigestAlgorithm::Sha1, 299_999..300_000, 300_000),
        ];
        let hashed = hash(&bytes, &all, SHA256, None).unwrap();
        for wanted in &all {
            let found = hashed.of(wanted).map(<[u8]>::to_vec);
            assert_eq!(found, Some(expected(&bytes, wanted)), "{wanted:?}");
        }
        let whole = DigestAlgorithm::Sha256.digest(&bytes);
        assert_eq!(hashed.digest(DigestAlgorithm::Sha256), Some(whole));
        assert_eq!(hashed.digest(DigestAlgorithm::Sha512), None);
    }

    #[test]
    fn what_was_hashed_is_not_read_again() {
        /// Bytes of which the first part must not be read.
        struct Behind(Vec<u8>, u64);
        impl ReadAt for Behind {
            fn len(&self) -> u64 {
                ReadAt::len(&self.0)
            }
            fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
                assert!(offset >= self.1, "{offset} is read again");
                self.0.read_exact_at(offset, buffer)
            }
        }
        let bytes = some_bytes();
        let old = wanted(DigestAlgorithm::Sha256, 1000..2000, 10_000);
        let before = hash(
            &bytes[..200_000].to_vec(),
            std::slice::from_ref(&old),
            SHA256,
            None,
        )
        .unwrap();
        let new = wanted(DigestAlgorithm::Sha256, 200_100..200_300, 300_000);
        let file = Behind(bytes.clone(), 200_000);
        let both = [old.clone(), new.clone()];
        let hashed = hash(&file, &both, SHA256, Some(&before)).unwrap();
        for wanted in [&old, &new] {
            assert_eq!(hashed.of(wanted), Some(&*expected(&bytes, wanted)));
        }
        let whole = DigestAlgorithm::Sha256.digest(&bytes);
        assert_eq!(hashed.digest(DigestAlgorithm::Sha256), Some(whole));
    }

    #[test]
    fn what_was_not_hashed_before_is_read_from_the_start() {
        let bytes = some_bytes();
        let before = hash(&bytes[..200_000].to_vec(), &[], SHA256, None).unwrap();
        let all = [
            wanted(DigestAlgorithm::Sha512, 250_000..260_000, 300_000),
            wanted(DigestAlgorithm::Sha256, 150_000..160_000, 170_000),
            wanted(DigestAlgorithm::Sha256, 250_000..260_000, 300_000),
        ];
        let hashed = hash(&bytes, &all, SHA256, Some(&before)).unwrap();
        for wanted in &all {
            let found = hashed.of(wanted).map(<[u8]>::to_vec);
            assert_eq!(found, Some(expected(&bytes, wanted)), "{wanted:?}");
        }
    }

    #[test]
    fn ranges_that_do_not_fit_give_no_digest() {
        let bytes = vec![0; 100];
        let all = [(20, 10, 50), (10, 20, 101), (10, 60, 50)]
            .map(|(start, stop, end)| wanted(DigestAlgorithm::Sha256, start..stop, end));
        let hashed = hash(&bytes, &all, SHA256, None).unwrap();
        assert!(all.iter().all(|wanted| hashed.of(wanted).is_none()));
    }

    #[test]
    fn a_file_made_to_cost_much_gives_up() {
        let bytes = vec![0; 1000];
        let all: Vec<_> = (1..=100)
            .map(|start| wanted(DigestAlgorithm::Sha256, start..start + 1, 1000))
            .collect();
        let hashed = hash(&bytes, &all, SHA256, None).unwrap();
        let found = all.iter().filter(|wanted| hashed.of(wanted).is_some());
        assert_eq!(found.count(), 40);
    }
}
