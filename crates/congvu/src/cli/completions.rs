//! `congvu completions`: completion scripts for shells.

use clap_complete::Shell;
use report::Problem;

use super::print;
use crate::exit::Outcome;

/// In kịch bản gợi ý lệnh cho shell
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu completions SHELL",
    after_long_help = "
Ví dụ:
  congvu completions bash > ~/.local/share/bash-completion/completions/congvu
  congvu completions zsh > ~/.zfunc/_congvu
  congvu completions fish > ~/.config/fish/completions/congvu.fish"
)]
pub(super) struct Completions {
    /// bash, zsh, fish, elvish hoặc powershell
    #[arg(
        value_name = "SHELL",
        help_heading = "Tham số",
        hide_possible_values = true
    )]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<Outcome, Problem> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::definition(), "congvu", &mut script);
        print(&script)?;
        Ok(Outcome::Passed)
    }
}
