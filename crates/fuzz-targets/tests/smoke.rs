//! Every target over its seeds and a fixed number of mutations of them.
//!
//! `CONGVU_FUZZ_RUNS` multiplies the number. An input that breaks a promise is kept in
//! `target/fuzz-finds/`, with the fixture it belongs to.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use fuzz_targets::mutate::{Random, mutate};
use fuzz_targets::{Fixture, TARGETS, Target, target};

/// Inputs kept to be changed further.
const MOST_KEPT: usize = 64;

fn hammer(name: &str) {
    let factor = std::env::var("CONGVU_FUZZ_RUNS").map_or(1, |text| text.parse().unwrap());
    let target = target(name);
    let mut pool = (target.seeds)(Fixture::shared());
    for seed in &pool {
        run(target, seed);
    }
    let seeds = pool.len();
    let mut random = Random::new(0x5EED);
    for _ in 0..target.smoke * factor {
        let (one, other) = (random.below(pool.len()), random.below(pool.len()));
        let mutated = mutate(target.kind, &pool[one], &pool[other], &mut random);
        run(target, &mutated);
        // A few mutated ones are mutated again; the seeds stay.
        if pool.len() < MOST_KEPT {
            pool.push(mutated);
        } else if random.below(8) == 0 {
            let place = seeds + random.below(MOST_KEPT - seeds);
            pool[place] = mutated;
        }
    }
}

fn run(target: &Target, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_err() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/fuzz-finds");
        fs::create_dir_all(&folder).unwrap();
        let kept = folder.join(target.name);
        fs::write(&kept, input).unwrap();
        let fixture = serde_json::to_vec(Fixture::shared()).unwrap();
        fs::write(folder.join("fixture.json"), fixture).unwrap();
        panic!("{} breaks a promise over {}", target.name, kept.display());
    }
}

#[test]
fn pdf_open() {
    hammer("pdf_open");
}

#[test]
fn pdf_compare() {
    hammer("pdf_compare");
}

#[test]
fn cms() {
    hammer("cms");
}

#[test]
fn ocsp() {
    hammer("ocsp");
}

#[test]
fn crl() {
    hammer("crl");
}

#[test]
fn tsp() {
    hammer("tsp");
}

#[test]
fn certificate() {
    hammer("certificate");
}

#[test]
fn no_target_is_left_out() {
    let source = include_str!("smoke.rs");
    for target in TARGETS {
        assert!(
            source.contains(&format!("hammer(\"{}\")", target.name)),
            "{}",
            target.name
        );
    }
}
