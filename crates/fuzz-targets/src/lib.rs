//! What the fuzzers run: one function per parser that takes any bytes and panics where a promise
//! is broken.
//!
//! The functions are used twice. `fuzz/` gives each to libFuzzer, which needs a nightly compiler;
//! `tests/smoke.rs` runs each a fixed number of times over [`mutate`]d seeds, on any compiler. The
//! seeds are made by our own test authority ([`Fixture`]), so nobody else's files lie here.
//!
//! Beyond not panicking, the functions demand what must hold of every input: what was read is
//! written back the same, facts survive being stored, nothing passes without an anchor, and
//! whatever passes is what was signed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken promise must stop the fuzzer"
)]

mod certificate;
mod cms;
mod crl;
mod fixture;
pub mod mutate;
mod ocsp;
mod pdf_compare;
mod pdf_open;
mod tsp;
mod verdict;

pub use fixture::Fixture;

/// One parser under test.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name of the libFuzzer program and of the corpus folder.
    pub name: &'static str,
    /// Takes any bytes; panics where a promise is broken.
    pub run: fn(&[u8]),
    /// Good inputs to begin with.
    pub seeds: fn(&Fixture) -> Vec<Vec<u8>>,
    /// How its inputs are best changed.
    pub kind: Kind,
    /// Runs in the smoke test.
    pub smoke: usize,
}

/// What the inputs of a target are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// ASN.1, mutated element by element.
    Der,
    /// A PDF, mutated word by word.
    Pdf,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target {
        name: "pdf_open",
        run: pdf_open::run,
        seeds: pdf_open::seeds,
        kind: Kind::Pdf,
        smoke: 600,
    },
    Target {
        name: "pdf_compare",
        run: pdf_compare::run,
        seeds: pdf_compare::seeds,
        kind: Kind::Pdf,
        smoke: 600,
    },
    Target {
        name: "cms",
        run: cms::run,
        seeds: cms::seeds,
        kind: Kind::Der,
        smoke: 2000,
    },
    Target {
        name: "ocsp",
        run: ocsp::run,
        seeds: ocsp::seeds,
        kind: Kind::Der,
        smoke: 2000,
    },
    Target {
        name: "crl",
        run: crl::run,
        seeds: crl::seeds,
        kind: Kind::Der,
        smoke: 2000,
    },
    Target {
        name: "tsp",
        run: tsp::run,
        seeds: tsp::seeds,
        kind: Kind::Der,
        smoke: 2000,
    },
    Target {
        name: "certificate",
        run: certificate::run,
        seeds: certificate::seeds,
        kind: Kind::Der,
        smoke: 2000,
    },
];

/// The target of this name.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn target(name: &str) -> &'static Target {
    let found = TARGETS.iter().find(|target| target.name == name);
    found.expect("a target of this name")
}
