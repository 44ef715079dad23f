//! See `crates/fuzz-targets/src/pdf_open.rs`.
#![no_main]

fuzz::libfuzzer!("pdf_open");
