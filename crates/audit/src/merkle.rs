//! Merkle trees of RFC 6962, 2.1, and their proofs (RFC 9162, 2.1.3 and 2.1.4 give the algorithms).

use crate::hash::Hash;

const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];

/// The leaf of `bytes`.
#[must_use]
pub fn leaf(bytes: &[u8]) -> Hash {
    Hash::of(&[LEAF, bytes])
}

fn node(left: Hash, right: Hash) -> Hash {
    Hash::of(&[NODE, &left.0, &right.0])
}

/// A tree that grows leaf by leaf and keeps only the roots of its full subtrees.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Roots of full subtrees, the largest first; their sizes are the bits of `len`.
    full: Vec<Hash>,
    len: u64,
}

impl Tree {
    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut grown = leaf;
        for _ in 0..self.len.trailing_ones() {
            if let Some(left) = self.full.pop() {
                grown = node(left, grown);
            }
        }
        self.full.push(grown);
        self.len += 1;
    }

    /// How many leaves it has.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Its root; of no leaves, the digest of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let joined = (self.full.iter().rev().copied()).reduce(|right, left| node(left, right));
        joined.unwrap_or_else(|| Hash::of(&[]))
    }
}

/// The root of `leaves`.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let mut tree = Tree::default();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}

/// Proves that the leaf at `index` is one of `leaves`; `None` when there is none.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at_checked(split(leaves.len()))?;
    let (mut proof, other) = match index.checked_sub(left.len()) {
        None => (inclusion_proof(left, index)?, right),
        Some(index) => (inclusion_proof(right, index)?, left),
    };
    proof.push(root(other));
    Some(proof)
}

/// Whether `proof` shows that `leaf` stands at `index` among `size` leaves under `root`
/// (RFC 9162, 2.1.3.2).
#[must_use]
pub fn included(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut joined) = (index, size - 1, leaf);
    for other in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            joined = node(*other, joined);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            joined = node(joined, *other);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && joined == root
}

/// Proves that the first `size` of `leaves` are what a tree of that size had; `None` when there are
/// not as many, or none.
#[must_use]
pub fn consistency_proof(leaves: &[Hash], size: usize) -> Option<Vec<Hash>> {
    if size == 0 || size > leaves.len() {
        return None;
    }
    subproof(leaves, size, true)
}

/// RFC 9162, 2.1.4.1: `whole` while the part is the root the asker has.
fn subproof(leaves: &[Hash], size: usize, whole: bool) -> Option<Vec<Hash>> {
    if size == leaves.len() {
        return Some(if whole {
            Vec::new()
        } else {
            vec![root(leaves)]
        });
    }
    let (left, right) = leaves.split_at_checked(split(leaves.len()))?;
    let (mut proof, other) = match size.checked_sub(left.len()) {
        None | Some(0) => (subproof(left, size, whole)?, right),
        Some(size) => (subproof(right, size, false)?, left),
    };
    proof.push(root(other));
    Some(proof)
}

/// Whether `proof` shows that the tree of `size` leaves with `root` begins with the tree of
/// `first_size` leaves with `first_root` (RFC 9162, 2.1.4.2).
#[must_use]
pub fn consistent(
    (first_size, first_root): (u64, Hash),
    (size, root): (u64, Hash),
    proof: &[Hash],
) -> bool {
    if first_size == 0 || first_size > size {
        return false;
    }
    if first_size == size {
        return proof.is_empty() && first_root == root;
    }
    // A power of two is a full subtree: its root is where the proof begins.
    let begins_with_root = first_size.is_power_of_two().then_some(first_root);
    let mut steps = begins_with_root.iter().chain(proof);
    let (mut at, mut last) = (first_size - 1, size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let Some(start) = steps.next() else {
        return false;
    };
    let (mut first, mut second) = (*start, *start);
    for other in steps {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            first = node(*other, first);
            second = node(*other, second);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            second = node(second, *other);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && first == first_root && second == root
}

/// The largest power of two below `size` (two leaves or more).
fn split(size: usize) -> usize {
    size.div_ceil(2).next_power_of_two()
}

#[cfg(test)]
#[allow(clippy::as_conversions, reason = "tests count small trees")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The leaves and roots that implementations of Certificate Transparency test with.
    const LEAVES: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn the_roots_are_those_of_certificate_transparency() {
        let leaves = LEAVES.map(leaf);
        for (size, expected) in ROOTS.iter().enumerate() {
            assert_eq!(root(&leaves[..size]).to_string(), *expected, "{size}");
        }
    }

    #[test]
    fn every_proof_of_every_small_tree_holds_and_no_other_does() {
        let leaves: Vec<_> = (0..40u8).map(|it| leaf(&[it])).collect();
        for size in 1..=leaves.len() {
            let all = &leaves[..size];
            let whole = (size as u64, root(all));
            for index in 0..size {
                let proof = inclusion_proof(all, index).unwrap();
                let at = index as u64;
                assert!(included(all[index], at, whole.0, &proof, whole.1));
                assert!(!included(leaf(b"x"), at, whole.0, &proof, whole.1));
                let elsewhere = (at + 1) % whole.0;
                assert!(size == 1 || !included(all[index], elsewhere, whole.0, &proof, whole.1));
            }
            for first in 1..=size {
                let part = (first as u64, root(&all[..first]));
                let proof = consistency_proof(all, first).unwrap();
                assert!(consistent(part, whole, &proof), "{first} of {size}");
                let forged = (part.0, leaf(b"x"));
                assert!(!consistent(forged, whole, &proof), "{first} of {size}");
                let other = (whole.0, leaf(b"x"));
                assert!(!consistent(part, other, &proof), "{first} of {size}");
            }
        }
        assert_eq!(inclusion_proof(&leaves, leaves.len()), None);
        assert_eq!(consistency_proof(&leaves, 0), None);
    }

    proptest! {
        #[test]
        fn a_bent_proof_proves_nothing(
            size in 2..60usize, index: prop::sample::Index, step: prop::sample::Index, bit in 0..256usize,
        ) {
            let leaves: Vec<_> = (0..size).map(|it| leaf(&it.to_be_bytes())).collect();
            let index = index.index(size);
            let mut proof = inclusion_proof(&leaves, index).unwrap();
            let step = step.index(proof.len());
            proof[step].0[bit / 8] ^= 1 << (bit % 8);
            let (index, size) = (index as u64, size as u64);
            prop_assert!(!included(leaves[index as usize], index, size, &proof, root(&leaves)));
        }
    }
}
