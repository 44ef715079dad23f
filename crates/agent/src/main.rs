//! `congvu-agent`: the desk agent as a program. Command line, files and signals; the rest is the
//! library.

mod cli;
mod clock;

fn main() -> std::process::ExitCode {
    cli::run()
}
