//! `congvu inspect`: what a file consists of.

use std::path::PathBuf;

use pdf::OpenOptions;
use report::{Inspection, Problem};

use super::document::{DocumentPassword, Opened};
use super::print;
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::Input;

/// Xem cấu tạo của tệp: các lần lưu, đối tượng thay đổi, chữ ký
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu inspect TỆP [--json]",
    after_long_help = "
Ví dụ:
  congvu inspect van-ban.pdf
  congvu inspect --json van-ban.pdf | jq '.revisions[].changes'
  curl -s https://example.gov.vn/van-ban.pdf | congvu inspect -

Lệnh này chỉ cho xem, không kết luận chữ ký có hợp lệ hay không: dùng `congvu verify`."
)]
pub(super) struct Inspect {
    /// Tệp PDF; - là stdin
    #[arg(value_name = "TỆP", help_heading = "Tham số")]
    file: PathBuf,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,

    #[command(flatten)]
    password: DocumentPassword,
}

impl Inspect {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let input = Input::from(self.file.as_os_str());
        let options = self.password.options()?;
        match inspect(&input, &options) {
            Ok(inspection) if self.json => super::print_json(&inspection)?,
            Ok(inspection) => print(inspection.to_text(console.lang).as_bytes())?,
            Err(problem) => {
                if self.json {
                    super::print_json(&report::Failure::of(&input.name(), &problem, console.lang))?;
                }
                console.error(Some(&input.name()), &problem);
                return Ok(Outcome::Unknown);
            }
        }
        Ok(Outcome::Passed)
    }
}

fn inspect(input: &Input, options: &OpenOptions) -> Result<Inspection, Problem> {
    let opened = Opened::open(input, options)?;
    let facts = ades::validate::facts(&opened.document).ok();
    let inspection = Inspection::of(input.name(), &opened.document, facts.as_ref());
    opened.source.unchanged()?;
    Ok(inspection)
}
