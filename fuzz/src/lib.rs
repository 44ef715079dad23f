//! The targets of `crates/fuzz-targets` as libFuzzer programs.
//!
//! `scripts/soak.sh` runs all of them; one alone: `cargo +nightly fuzz run cms` from the folder
//! above. Every find becomes a named test in the crate where the mistake was.

pub use libfuzzer_sys;

use std::fs;
use std::path::Path;

use fuzz_targets::mutate::{Random, mutate};
use fuzz_targets::{Fixture, Target};

/// The program for the target of this name.
#[macro_export]
macro_rules! libfuzzer {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
            $crate::change($name, data, size, most, seed)
        });
        $crate::libfuzzer_sys::fuzz_target!(
            init: $crate::write_seeds($name),
            |data: &[u8]| $crate::run($name, data)
        );
    };
}

/// Runs the target.
pub fn run(name: &str, data: &[u8]) {
    (fuzz_targets::target(name).run)(data);
}

/// Writes the seeds where `CONGVU_FUZZ_SEEDS` says, before libFuzzer reads its corpus.
pub fn write_seeds(name: &str) {
    let Some(folder) = std::env::var_os("CONGVU_FUZZ_SEEDS") else {
        return;
    };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("a folder for the seeds");
    for (number, seed) in seeds(fuzz_targets::target(name)).iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).expect("a seed");
    }
}

/// Half of the changes are libFuzzer's own, half know the structure.
pub fn change(name: &str, data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    if seed % 2 == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, most);
    }
    let target = fuzz_targets::target(name);
    let mut random = Random::new(u64::from(seed));
    let seeds = seeds(target);
    let other = &seeds[random.below(seeds.len())];
    let changed = mutate(target.kind, &data[..size], other, &mut random);
    let length = changed.len().min(most);
    data[..length].copy_from_slice(&changed[..length]);
    length
}

fn seeds(target: &Target) -> Vec<Vec<u8>> {
    (target.seeds)(Fixture::shared())
}
