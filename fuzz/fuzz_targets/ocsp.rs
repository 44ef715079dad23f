//! See `crates/fuzz-targets/src/ocsp.rs`.
#![no_main]

fuzz::libfuzzer!("ocsp");
