//! `congvu trust`: the folder of authorities that an office trusts.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

use ::trust::{Fingerprint, Folder, Record};
use clap::ValueEnum;
use pki::Certificate;
use pki::trust::AnchorKind;
use report::{Problem, TrustList};
use time::UtcDateTime;

use super::{moment, print};
use crate::clock;
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;

/// Xem và cập nhật kho chứng thư gốc được tin cậy
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu trust LỆNH",
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_subcommand = true,
    after_long_help = "
Kho tin cậy là một thư mục do cơ quan quản lý; chương trình không có sẵn chứng thư gốc nào và không
dùng kho của hệ điều hành. Mỗi chứng thư gốc chỉ vào kho sau khi dấu vân tay SHA-256 của nó được đối
chiếu với nguồn độc lập (công văn, trang thông tin của tổ chức chứng thực).

Ví dụ:
  congvu trust add goc.pem --to kho-tin-cay/ --kind government
  congvu trust list kho-tin-cay/
  congvu trust end kho-tin-cay/ --fingerprint 3f9c… --until 2030-01-01T00:00:00+07:00"
)]
pub(super) struct Trust {
    #[command(subcommand)]
    command: TrustCommand,
}

#[derive(Debug, clap::Subcommand)]
enum TrustCommand {
    Add(Add),
    List(List),
    End(End),
}

impl Trust {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        match self.command {
            TrustCommand::Add(command) => command.run(console),
            TrustCommand::List(command) => command.run(console),
            TrustCommand::End(command) => command.run(console),
        }
    }
}

/// Thêm một chứng thư gốc vào kho, sau khi đối chiếu dấu vân tay
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu trust add TỆP --to KHO [--fingerprint VÂN-TAY] [TÙY CHỌN]",
    after_long_help = "
Ví dụ:
  congvu trust add goc.pem --to kho-tin-cay/ --kind government
  congvu trust add goc.cer --to kho-tin-cay/ --kind public --fingerprint '3F 9C …'

Lấy dấu vân tay SHA-256 từ nguồn khác nơi lấy tệp. Không nêu --fingerprint thì được hỏi trên màn
hình; chương trình không in sẵn dấu vân tay của tệp để không ai chép lại chính nó. Kho chưa có thì
được tạo. Chứng thư đã có trong kho không bị ghi đè."
)]
struct Add {
    /// Tệp chứng thư gốc (PEM hoặc DER)
    #[arg(value_name = "TỆP", help_heading = "Tham số")]
    certificate: PathBuf,

    /// Thư mục kho tin cậy
    #[arg(long, value_name = "KHO", help_heading = "Tùy chọn")]
    to: PathBuf,

    /// Dấu vân tay SHA-256 lấy từ nguồn độc lập; không kể dấu cách, dấu hai chấm
    #[arg(long, value_name = "VÂN-TAY", value_parser = fingerprint, help_heading = "Tùy chọn")]
    fingerprint: Option<Fingerprint>,

    /// Tên gọi trong kho; mặc định là tên trong chứng thư
    #[arg(long, value_name = "TÊN", help_heading = "Tùy chọn")]
    name: Option<String>,

    /// Hệ thống: government (chuyên dùng chính phủ), public (công cộng), unstated
    #[arg(
        long,
        value_name = "LOẠI",
        default_value = "unstated",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "Tùy chọn"
    )]
    kind: Kind,

    /// Tin từ thời điểm này (RFC 3339); mặc định theo chứng thư
    #[arg(long, value_name = "THỜI-ĐIỂM", value_parser = moment, help_heading = "Tùy chọn")]
    from: Option<UtcDateTime>,

    /// Tin đến thời điểm này (RFC 3339); mặc định theo chứng thư
    #[arg(long, value_name = "THỜI-ĐIỂM", value_parser = moment, help_heading = "Tùy chọn")]
    until: Option<UtcDateTime>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Government,
    Public,
    Unstated,
}

impl From<Kind> for AnchorKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Government => Self::Government,
            Kind::Public => Self::Public,
            Kind::Unstated => Self::Unstated,
        }
    }
}

fn fingerprint(text: &str) -> Result<Fingerprint, String> {
    text.parse()
        .map_err(|_| "64 chữ số thập lục phân (SHA-256)".to_owned())
}

impl Add {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        let certificate = self.read()?;
        let given = match self.fingerprint {
            Some(given) => given,
            None => ask(&certificate, console)?,
        };
        if given != Fingerprint::of(&certificate) {
            return Err(trust::Error::FingerprintDiffers {
                path: self.certificate.display().to_string(),
            }
            .into());
        }
        let mut record = Record::new(
            &certificate,
            &format!("{}.pem", short(given)),
            self.kind.into(),
            clock::now(),
        );
        if let Some(name) = self.name {
            record.name = name;
        }
        record.trusted_from = self.from.map_or(record.trusted_from, Into::into);
        record.trusted_until = self.until.map_or(record.trusted_until, Into::into);
        trust::add(&self.to, &certificate, &record)?;
        list(&self.to, console)
    }

    fn read(&self) -> Result<Certificate, Problem> {
        let path = || self.certificate.display().to_string();
        let bytes =
            std::fs::read(&self.certificate).map_err(|cause| Error::CertificateUnreadable {
                path: path(),
                cause,
            })?;
        match Certificate::load_all(&bytes).as_deref() {
            Ok([certificate]) => Ok(certificate.clone()),
            _ => Err(trust::Error::NotACertificate { path: path() }.into()),
        }
    }
}

/// Asks for the published fingerprint. The file's own is not shown: nobody should copy it.
fn ask(certificate: &Certificate, console: Console) -> Result<Fingerprint, Problem> {
    if !io::stdin().is_terminal() {
        return Err(Error::MissingArgument {
            arguments: "--fingerprint".to_owned(),
        }
        .into());
    }
    let values = [
        ("subject", certificate.to_string()),
        ("until", certificate.not_after().date().to_string()),
    ];
    console.note(None, "trust-confirm", &values);
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|_| Error::SecretCancelled)?;
    fingerprint(line.trim()).map_err(|allowed| {
        let value = line.trim().to_owned();
        Error::InvalidValue {
            argument: "--fingerprint".to_owned(),
            value,
            allowed,
        }
        .into()
    })
}

/// Enough of a fingerprint to name a file.
fn short(fingerprint: Fingerprint) -> String {
    fingerprint.to_string().chars().take(16).collect()
}

/// Liệt kê kho tin cậy: tên, loại, thời hạn, dấu vân tay và điều cần lưu ý
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu trust list KHO [--json]",
    after_long_help = "
Ví dụ:
  congvu trust list kho-tin-cay/
  congvu trust list kho-tin-cay/ --json | jq -r '.anchors[].sha256'

Mã thoát: 0 kho dùng được; 1 kho trống hoặc có điều cần lưu ý; 2 kho không đọc được."
)]
struct List {
    /// Thư mục kho tin cậy
    #[arg(value_name = "KHO", help_heading = "Tham số")]
    folder: PathBuf,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

impl List {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        if !self.json {
            return list(&self.folder, console);
        }
        let list = read(&self.folder, console)?;
        super::print_json(&list)?;
        Ok(outcome(&list))
    }
}

/// Ngừng tin một chứng thư gốc kể từ một thời điểm, nêu chứng thư thay thế nếu có
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu trust end KHO --fingerprint VÂN-TAY --until THỜI-ĐIỂM [--successor VÂN-TAY]",
    after_long_help = "
Ví dụ:
  congvu trust end kho-tin-cay/ --fingerprint 3f9c… --until 2030-01-01T00:00:00+07:00 --successor 77ab…

Chữ ký được dấu thời gian chứng minh là có trước thời điểm ấy vẫn được xét là hợp lệ."
)]
struct End {
    /// Thư mục kho tin cậy
    #[arg(value_name = "KHO", help_heading = "Tham số")]
    folder: PathBuf,

    /// Dấu vân tay SHA-256 của chứng thư gốc
    #[arg(long, value_name = "VÂN-TAY", value_parser = fingerprint, help_heading = "Tùy chọn")]
    fingerprint: Fingerprint,

    /// Thời điểm ngừng tin (RFC 3339)
    #[arg(long, value_name = "THỜI-ĐIỂM", value_parser = moment, help_heading = "Tùy chọn")]
    until: UtcDateTime,

    /// Dấu vân tay SHA-256 của chứng thư gốc thay thế
    #[arg(long, value_name = "VÂN-TAY", value_parser = fingerprint, help_heading = "Tùy chọn")]
    successor: Option<Fingerprint>,
}

impl End {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        trust::end(&self.folder, self.fingerprint, self.until, self.successor)?;
        list(&self.folder, console)
    }
}

fn list(folder: &Path, console: Console) -> Result<Outcome, Problem> {
    let list = read(folder, console)?;
    print(list.to_text(console.lang).as_bytes())?;
    Ok(outcome(&list))
}

fn read(folder: &Path, console: Console) -> Result<TrustList, Problem> {
    let anchors = Folder::read(folder)?.anchors;
    Ok(TrustList::of(&anchors, clock::now(), console.lang))
}

fn outcome(list: &TrustList) -> Outcome {
    if list.concerns.is_empty() {
        Outcome::Passed
    } else {
        Outcome::Failed
    }
}
