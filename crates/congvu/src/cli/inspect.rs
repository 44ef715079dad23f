//! `congvu inspect`: what a document or a signature file consists of.

use std::path::PathBuf;

use ades::validate;
use pdf::{OpenOptions, ReadAt as _};
use report::{Inspection, Lang, MessageInspection, Problem};
use serde::Serialize;

use super::document::{DocumentPassword, Opened};
use super::{print, signature_file};
use crate::console::Console;
use crate::exit::Outcome;
use crate::file_kind::FileKind;
use crate::input::Input;

/// Xem cấu tạo của tệp: các lần lưu, đối tượng thay đổi, chữ ký; tệp chữ ký CMS có gì bên trong
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu inspect TỆP [--json]",
    after_long_help = "
Ví dụ:
  congvu inspect van-ban.pdf
  congvu inspect --json van-ban.pdf | jq '.revisions[].changes'
  curl -s https://example.gov.vn/van-ban.pdf | congvu inspect -
  congvu inspect bang-ke.xlsx.p7s

Lệnh này chỉ cho xem, không kết luận chữ ký có hợp lệ hay không: dùng `congvu verify`."
)]
pub(super) struct Inspect {
    /// Tệp PDF, hoặc tệp chữ ký CMS (.p7s, .p7m); - là stdin
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

/// What was found, of either kind of file.
#[derive(Serialize)]
#[serde(untagged)]
enum Inspected {
    Document(Box<Inspection>),
    Message(MessageInspection),
}

impl Inspected {
    fn to_text(&self, lang: Lang) -> String {
        match self {
            Self::Document(inspection) => inspection.to_text(lang),
            Self::Message(inspection) => inspection.to_text(lang),
        }
    }
}

fn inspect(input: &Input, options: &OpenOptions) -> Result<Inspected, Problem> {
    let source = input.open()?;
    let kind = FileKind::of(&*source).map_err(ades::Error::Read)?;
    if kind == FileKind::Cms {
        let facts = signature_file::facts(&source, None)?;
        let inspection = MessageInspection::of(input.name(), source.len(), &facts);
        source.unchanged()?;
        return Ok(Inspected::Message(inspection));
    }
    let opened = Opened::of(source, options)?;
    let facts = validate::facts(&opened.document).ok();
    let inspection = Inspection::of(input.name(), &opened.document, facts.as_ref());
    opened.source.unchanged()?;
    Ok(Inspected::Document(Box::new(inspection)))
}
