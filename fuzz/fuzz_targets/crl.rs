//! See `crates/fuzz-targets/src/crl.rs`.
#![no_main]

fuzz::libfuzzer!("crl");
