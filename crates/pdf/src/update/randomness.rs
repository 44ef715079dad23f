//! Bytes that must not repeat, from a seed that the caller draws.

use sha2::{Digest, Sha256};

/// A stream of 16-byte values, each the start of SHA-256 over the seed and a counter.
#[derive(Debug)]
pub(crate) struct Randomness {
    seed: [u8; 32],
    counter: u64,
}

impl Randomness {
    pub(crate) fn new(seed: &[u8; 32]) -> Self {
        Self {
            seed: *seed,
            counter: 0,
        }
    }

    pub(crate) fn next(&mut self) -> [u8; 16] {
        let hash = Sha256::new()
            .chain_update(self.seed)
            .chain_update(self.counter.to_be_bytes())
            .finalize();
        self.counter = self.counter.wrapping_add(1);
        let mut value = [0; 16];
        for (to, from) in value.iter_mut().zip(hash) {
            *to = from;
        }
        value
    }
}
