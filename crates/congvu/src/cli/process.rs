//! `congvu process`: files of routes, checked before an agency publishes them, and drawn.

use std::path::PathBuf;

use ::process::{Definition, Fault, FaultKind, LARGEST_FILE};
use pdf::ReadAt as _;
use report::{Problem, RouteFile};

use super::print;
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;
use crate::input::Input;

/// Kiểm tra và vẽ quy trình xử lý văn bản
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu process LỆNH",
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_subcommand = true,
    after_long_help = "
Quy trình là một tệp TOML: các bước, ai làm gì ở mỗi bước, điều kiện và kết quả kéo theo.
Quy trình đã ban hành thì không sửa nữa; muốn đổi thì tăng `version`.

Ví dụ:
  congvu process check quy-trinh.toml
  congvu process draw quy-trinh.toml > quy-trinh.mmd"
)]
pub(super) struct Process {
    #[command(subcommand)]
    command: ProcessCommand,
}

#[derive(Debug, clap::Subcommand)]
enum ProcessCommand {
    Check(Check),
    Draw(Draw),
}

impl Process {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        match self.command {
            ProcessCommand::Check(command) => command.run(console),
            ProcessCommand::Draw(command) => command.run(console),
        }
    }
}

/// Kiểm tra tệp quy trình, nêu mọi lỗi cùng số dòng
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu process check TỆP… [--json]",
    after_long_help = "
Ví dụ:
  congvu process check quy-trinh.toml
  congvu process check --json quy-trinh/*.toml | jq '.[].faults[].message'

Kiểm tra cả cú pháp lẫn nội dung: mọi bước đều đến được và rời được; trên mọi đường đi, đóng dấu
sau chữ ký của người có thẩm quyền, cấp số và đóng dấu trước khi phát hành; trả lại không giữ
chữ ký cũ; tổng thời gian các bước không vượt thời hạn chung.

Mã thoát: 0 mọi tệp không có lỗi; 1 có tệp có lỗi; 2 có tệp không đọc được."
)]
struct Check {
    /// Các tệp quy trình (TOML); - là stdin
    #[arg(value_name = "TỆP", required = true, help_heading = "Tham số")]
    files: Vec<PathBuf>,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

impl Check {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        let mut outcome = Outcome::Passed;
        let mut reports = Vec::new();
        for input in Input::all(&self.files)? {
            let (report, found) = check(&input, console);
            outcome = outcome.max(found);
            if !self.json {
                print(report.to_text(console.lang).as_bytes())?;
            }
            reports.push(report);
        }
        if self.json {
            match reports.as_slice() {
                [only] => super::print_json(only)?,
                several => super::print_json(&several)?,
            }
        }
        Ok(outcome)
    }
}

fn check(input: &Input, console: Console) -> (RouteFile, Outcome) {
    let name = input.name();
    match read(input) {
        Ok(read) => {
            let outcome = match read {
                Ok(_) => Outcome::Passed,
                Err(_) => Outcome::Failed,
            };
            (RouteFile::of(name, &read, console.lang), outcome)
        }
        Err(error) => {
            let problem = Problem::from(error);
            console.error(Some(&name), &problem);
            let report = RouteFile::failed(name, &problem, console.lang);
            (report, Outcome::Unknown)
        }
    }
}

/// Vẽ quy trình thành sơ đồ Mermaid
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu process draw TỆP",
    after_long_help = "
Ví dụ:
  congvu process draw quy-trinh.toml > quy-trinh.mmd

Sơ đồ dùng được trong trang Markdown và các công cụ hiểu Mermaid.
Tệp có lỗi thì không vẽ, chỉ nêu lỗi."
)]
struct Draw {
    /// Tệp quy trình (TOML); - là stdin
    #[arg(value_name = "TỆP", help_heading = "Tham số")]
    file: PathBuf,
}

impl Draw {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        let input = Input::from(self.file.as_os_str());
        let faults = match read(&input) {
            Ok(Ok(definition)) => {
                print(definition.mermaid().as_bytes())?;
                return Ok(Outcome::Passed);
            }
            Ok(Err(faults)) => faults,
            Err(error) => {
                console.error(Some(&input.name()), &error.into());
                return Ok(Outcome::Unknown);
            }
        };
        // Standard output is for the drawing.
        for fault in faults {
            let at = fault.line.map(|line| format!(":{line}"));
            let subject = format!("{}{}", input.name(), at.unwrap_or_default());
            console.error(Some(&subject), &fault.into());
        }
        Ok(Outcome::Failed)
    }
}

/// The route in a file, or every fault of it.
fn read(input: &Input) -> Result<Result<Definition, Vec<Fault>>, Error> {
    let source = input.open()?;
    let length = usize::try_from(source.len()).unwrap_or(usize::MAX);
    if length > LARGEST_FILE {
        let kind = FaultKind::TooLarge {
            limit: LARGEST_FILE,
        };
        return Ok(Err(vec![Fault {
            line: None,
            place: String::new(),
            kind,
        }]));
    }
    let mut bytes = vec![0; length];
    let unreadable = |cause| Error::InputUnreadable {
        path: input.name(),
        cause,
    };
    source.read_exact_at(0, &mut bytes).map_err(unreadable)?;
    source.unchanged()?;
    let text = String::from_utf8(bytes).map_err(|_| Error::InputNotText)?;
    Ok(Definition::parse(&text))
}
