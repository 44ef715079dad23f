//! `congvu keys`: which tokens are plugged in, what is on them and how to name it.

use ::keys::KeyError;
use ::keys::pkcs11::Uri;
use report::{ErrorReport, Problem, TokenList};
use serde::Serialize;
use token_host::Deadlines;

use super::print;
use crate::console::Console;
use crate::exit::Outcome;

/// Xem các thiết bị ký số (USB token) đang cắm và chứng thư trên đó
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu keys LỆNH",
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_subcommand = true,
    after_long_help = "
Ví dụ:
  congvu keys list
  congvu keys list --pkcs11-module /usr/lib/libbit4xpki.so"
)]
pub(super) struct Keys {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, clap::Subcommand)]
enum KeysCommand {
    List(List),
}

/// Liệt kê thiết bị, chứng thư và địa chỉ pkcs11: để dùng với --key; không cần PIN
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu keys list [--pkcs11-module TỆP] [--json]",
    after_long_help = "
Ví dụ:
  congvu keys list --pkcs11-module /usr/lib/softhsm/libsofthsm2.so
  congvu keys list --json | jq -r '.tokens[].keys[].uri'

Không có --pkcs11-module thì dùng mọi thư viện mà hệ thống đã khai báo (p11-kit).
Trạng thái PIN (đã nhập sai, còn một lần, đã khóa) do chính thiết bị cho biết.
Lệnh này không đăng nhập và không ghi gì lên thiết bị."
)]
struct List {
    /// Thư viện PKCS#11 của hãng (.so)
    #[arg(long, value_name = "TỆP", help_heading = "Tùy chọn")]
    pkcs11_module: Option<String>,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

/// What `--json` prints when the list cannot be had.
#[derive(Serialize)]
struct Failure {
    module: String,
    error: ErrorReport,
}

impl Keys {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        match self.command {
            KeysCommand::List(list) => list.run(console),
        }
    }
}

impl List {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        let module = token_host::module_file(self.pkcs11_module.as_deref(), &Uri::default());
        match list(&module) {
            Ok(tokens) if self.json => super::print_json(&tokens)?,
            Ok(tokens) => print(tokens.to_text(console.lang).as_bytes())?,
            Err(error) => {
                let problem = Problem::from(error);
                if self.json {
                    let error = ErrorReport::of(&problem, console.lang);
                    super::print_json(&Failure { module, error })?;
                }
                console.error(None, &problem);
                return Ok(Outcome::Unknown);
            }
        }
        Ok(Outcome::Passed)
    }
}

fn list(file: &str) -> Result<TokenList, KeyError> {
    let module = token_host::load(file, Deadlines::default())?;
    let tokens = module.list()?;
    let library = module.library().clone();
    Ok(TokenList::of(file.to_owned(), library, tokens))
}
