//! `congvu audit`: the audit log of an agency, read without a database server.
//!
//! An export is a folder with `audit.jsonl`, one record a line, and `checkpoints/`, one `.json` a
//! day with its detached signature `.p7s` beside it. What protects are the copies of checkpoints
//! that lay elsewhere (`--checkpoints`).

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use ::audit::{Checkpoint, Verification, Verifier};
use report::{AuditReport, CheckpointCopies, Failure, Problem};

use super::{print, print_json};
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;

/// No record is as long; a longer line is read in pieces, none of which is a record.
const LONGEST_LINE: u64 = 16 << 20;

/// A checkpoint has a few hundred bytes.
const LARGEST_CHECKPOINT: u64 = 1 << 16;

/// Kiểm tra nhật ký của cơ quan
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu audit LỆNH",
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_subcommand = true,
    after_long_help = "
Ví dụ:
  congvu audit verify ban-xuat/ --checkpoints /mnt/luu-ngoai/diem-kiem/"
)]
pub(super) struct Audit {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, clap::Subcommand)]
enum AuditCommand {
    Verify(Verify),
}

impl Audit {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        match self.command {
            AuditCommand::Verify(command) => command.run(console),
        }
    }
}

/// Kiểm tra nhật ký có bị sửa, xóa, chèn, đổi thứ tự hay không
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu audit verify BẢN-XUẤT [--checkpoints THƯ-MỤC] [--json]",
    after_long_help = "
Ví dụ:
  congvu audit verify ban-xuat/ --checkpoints /mnt/luu-ngoai/diem-kiem/
  congvu audit verify ban-xuat/audit.jsonl --json | jq .contradiction

Bản xuất là thư mục có audit.jsonl (mỗi dòng một bản ghi) và checkpoints/ (mỗi ngày một điểm
kiểm), hoặc chính tệp audit.jsonl. Mỗi bản ghi nối với bản ghi trước bằng SHA-256 nên sửa, xóa,
chèn hay đổi chỗ đều lộ ra. Người nắm quyền máy chủ vẫn có thể lập lại toàn bộ nhật ký: chỉ điểm
kiểm giữ ở nơi khác (--checkpoints) mới cho thấy điều đó. Bản ghi sau điểm kiểm cuối cùng là phần
chưa được bảo vệ. Chữ ký và dấu thời gian của điểm kiểm được kiểm tra bằng congvu verify. Không
cần máy chủ cơ sở dữ liệu, không dùng mạng.

Mã thoát: 0 nguyên vẹn; 1 có mâu thuẫn; 2 không đọc được bản xuất hoặc điểm kiểm."
)]
struct Verify {
    /// Thư mục bản xuất, hoặc tệp audit.jsonl
    #[arg(value_name = "BẢN-XUẤT", help_heading = "Tham số")]
    export: PathBuf,

    /// Thư mục giữ các điểm kiểm ở ngoài máy chủ
    #[arg(long, value_name = "THƯ-MỤC", help_heading = "Tùy chọn")]
    checkpoints: Option<PathBuf>,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

impl Verify {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        let (log, own) = if self.export.is_dir() {
            let own = Some(self.export.join("checkpoints")).filter(|it| it.is_dir());
            (self.export.join("audit.jsonl"), own)
        } else {
            (self.export, None)
        };
        let own = own.map_or_else(|| Ok(Copies::default()), |it| Copies::read(&it))?;
        let outside = self.checkpoints.as_deref().map(Copies::read).transpose()?;
        let found = verify(&log, &own, outside.as_ref())?;

        let used = outside.as_ref().unwrap_or(&own);
        let copies = CheckpointCopies {
            read: count(used.checkpoints.len()),
            agreeing: found.agreeing,
            with_signature: used.with_signature,
            outside: outside.is_some(),
        };
        let unreadable: Vec<_> = (own.unreadable.iter())
            .chain(outside.iter().flat_map(|it| &it.unreadable))
            .collect();
        for (path, problem) in &unreadable {
            console.error(Some(path), problem);
        }
        let failures = unreadable.iter();
        let failures = failures.map(|(path, it)| Failure::of(path, it, console.lang));
        let report = AuditReport::of(&found, copies, failures.collect(), console.lang);
        if self.json {
            print_json(&report)?;
        } else {
            print(report.to_text(console.lang).as_bytes())?;
        }
        Ok(outcome(&report))
    }
}

fn outcome(report: &AuditReport) -> Outcome {
    if report.contradiction.is_some() {
        Outcome::Failed
    } else if report.unreadable.is_empty() {
        Outcome::Passed
    } else {
        Outcome::Unknown
    }
}

/// Any checkpoint may contradict; where outside copies are given, only they protect.
fn verify(log: &Path, own: &Copies, outside: Option<&Copies>) -> Result<Verification, Error> {
    let protecting = &outside.unwrap_or(own).checkpoints;
    let all = outside.iter().flat_map(|it| &it.checkpoints);
    let mut by_all = Verifier::new(own.checkpoints.iter().chain(all).cloned());
    let mut by_protecting = Verifier::new(protecting.iter().cloned());
    let mut lines = Lines::open(log)?;
    while let Some(line) = lines.next()? {
        by_all.line(line);
        by_protecting.line(line);
    }
    let (mut found, protecting) = (by_all.finish(), by_protecting.finish());
    if found.agency.is_none() {
        let path = log.display().to_string();
        return Err(Error::AuditEmpty { path });
    }
    found.agreeing = protecting.agreeing;
    found.covered_to = protecting.covered_to.min(found.intact_to);
    found.tail =
        (found.covered_to < found.intact_to).then_some((found.covered_to + 1, found.intact_to));
    Ok(found)
}

/// The lines of the log, each with its end.
struct Lines {
    path: String,
    reader: BufReader<File>,
    line: Vec<u8>,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Ok(Self {
                path: name,
                reader: BufReader::new(file),
                line: Vec::new(),
            }),
            Err(cause) => Err(unread(name, cause)),
        }
    }

    fn next(&mut self) -> Result<Option<&[u8]>, Error> {
        self.line.clear();
        let mut limited = (&mut self.reader).take(LONGEST_LINE);
        let read = limited.read_until(b'\n', &mut self.line);
        match read {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(&self.line)),
            Err(cause) => Err(unread(self.path.clone(), cause)),
        }
    }
}

/// The checkpoints of a folder.
#[derive(Debug, Default)]
struct Copies {
    checkpoints: Vec<Checkpoint>,
    with_signature: u64,
    unreadable: Vec<(String, Problem)>,
}

impl Copies {
    fn read(folder: &Path) -> Result<Self, Error> {
        let name = || folder.display().to_string();
        let unread_folder = |cause| unread(name(), cause);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unread_folder)? {
            let path = entry.map_err(unread_folder)?.path();
            if path.extension().is_some_and(|it| it == "json") {
                files.push(path);
            }
        }
        files.sort();
        let mut copies = Self::default();
        for path in files {
            match checkpoint(&path) {
                Ok(checkpoint) => {
                    copies.with_signature += u64::from(has_signature(&path));
                    copies.checkpoints.push(checkpoint);
                }
                Err(problem) => (copies.unreadable).push((path.display().to_string(), problem)),
            }
        }
        Ok(copies)
    }
}

fn checkpoint(path: &Path) -> Result<Checkpoint, Problem> {
    let unreadable = |cause| unread(path.display().to_string(), cause);
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST_CHECKPOINT).read_to_end(&mut bytes);
    read.map_err(unreadable)?;
    Ok(Checkpoint::from_bytes(&bytes)?)
}

/// `2026-11-21.json.p7s` or `2026-11-21.p7s`.
fn has_signature(path: &Path) -> bool {
    let mut appended = path.as_os_str().to_owned();
    appended.push(".p7s");
    Path::new(&appended).is_file() || path.with_extension("p7s").is_file()
}

fn unread(path: String, cause: io::Error) -> Error {
    match cause.kind() {
        io::ErrorKind::NotFound => Error::AuditMissing { path },
        _ => Error::AuditUnreadable { path, cause },
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
