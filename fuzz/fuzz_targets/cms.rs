//! See `crates/fuzz-targets/src/cms.rs`.
#![no_main]

fuzz::libfuzzer!("cms");
