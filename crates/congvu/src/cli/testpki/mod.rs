//! `congvu testpki`: a certification authority for trying and testing, in a folder and on a port.

pub(super) mod init;
pub(super) mod serve;
pub(super) mod tokens;

use std::path::Path;

use report::Problem;

use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;

/// The authority's state inside its folder; holds every private key.
pub(super) const STATE: &str = "authority.json";

/// Where the authority's certificates say that its answers are found.
const DEFAULT_LISTEN: &str = "127.0.0.1:8090";

/// Lập hệ thống chứng thực thử nghiệm (không có giá trị pháp lý)
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu testpki LỆNH",
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_subcommand = true,
    after_long_help = "
Ví dụ:
  congvu testpki init thu-nghiem
  congvu testpki serve thu-nghiem --listen 127.0.0.1:8090

Mọi chứng thư do lệnh này tạo đều ghi \"for testing\"; không dùng cho văn bản thật."
)]
pub(super) struct TestPki {
    #[command(subcommand)]
    command: TestPkiCommand,
}

#[derive(Debug, clap::Subcommand)]
enum TestPkiCommand {
    Init(init::Init),
    Serve(serve::Serve),
}

impl TestPki {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        match self.command {
            TestPkiCommand::Init(command) => command.run(console),
            TestPkiCommand::Serve(command) => command.run(console),
        }
    }
}

/// The failure to write `path`.
fn unwritten(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    move |cause| Error::OutputFailed {
        path: path.display().to_string(),
        cause,
    }
}
