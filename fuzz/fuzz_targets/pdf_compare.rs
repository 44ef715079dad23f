//! See `crates/fuzz-targets/src/pdf_compare.rs`.
#![no_main]

fuzz::libfuzzer!("pdf_compare");
