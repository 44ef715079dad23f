//! Sees to it that the assets are there before they are embedded, and says how to make them.

use std::path::Path;

fn main() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist/manifest.json");
    println!("cargo::rerun-if-changed={}", manifest.display());
    if !manifest.is_file() {
        println!(
            "cargo::error=web/dist/manifest.json is missing: run `make assets` first (needs Node.js and npm)"
        );
    }
}
