//! See `crates/fuzz-targets/src/certificate.rs`.
#![no_main]

fuzz::libfuzzer!("certificate");
