//! See `crates/fuzz-targets/src/tsp.rs`.
#![no_main]

fuzz::libfuzzer!("tsp");
