//! The program under proof, as it was built.

use std::path::PathBuf;

use crate::tool::{Tool, build_folder};

/// The `congvu` program: `CONGVU_BIN`, else the one of this build.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn congvu() -> Tool {
    let program =
        std::env::var_os("CONGVU_BIN").map_or_else(|| build_folder().join("congvu"), PathBuf::from);
    assert!(
        program.exists(),
        "{} is missing: run `cargo build -p congvu` first",
        program.display()
    );
    // No terminal and no PIN of the person who runs the tests may leak in.
    Tool::new(program).without_env("CONGVU_PIN")
}
