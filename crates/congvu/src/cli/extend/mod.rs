//! `congvu extend`: keeps signatures valid for longer than their certificates live.

mod one;

use std::path::PathBuf;
use std::time::Duration;

use ades::pades::extend::Goal;
use ades::validate::Evidence;
use pki::DigestAlgorithm;
use pki::revocation::Material;
use report::{ExtendReport, Problem};
use time::UtcDateTime;
use transport::tsa::{PATIENCE, TsaClient};
use trust::Folder;

use self::one::Job;
use super::document::DocumentPassword;
use super::evidence;
use super::moment;
use super::network::{Network, seconds};
use super::sign::algorithm::digest;

use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;
use crate::input::Input;
use crate::interrupt;
use crate::output::{self, Destination, Existing};
use crate::progress::Progress;

/// Kéo dài hiệu lực của chữ ký: thêm dấu thời gian và dữ liệu thu hồi
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu extend TỆP… --out NƠI --tsa URL --trust NƠI [TÙY CHỌN]",
    after_long_help = "
Chứng thư của người ký hết hạn sau vài năm; chữ ký chỉ còn kiểm tra được nếu trong tệp có đủ bằng
chứng từ khi chứng thư còn hiệu lực. Ba mức, mức sau gồm mức trước:
  t    dấu thời gian: chứng minh chữ ký có từ trước khi chứng thư hết hạn
  lt   chứng thư và dữ liệu thu hồi (CRL, OCSP) của mọi chứng thư liên quan, mới hơn chữ ký
  lta  dấu thời gian lưu trữ trên tất cả, gia hạn trước khi chính nó hết hạn (mặc định)

Ví dụ:
  Lưu trữ văn bản đã ký, một hai ngày sau khi ký:
    congvu extend da-ky.pdf --out luu-tru/ --tsa http://tsa.ca.gov.vn --trust kho-tin-cay/

  Gia hạn cả kho, chạy mỗi quý (tệp chưa đến hạn thì để nguyên):
    congvu extend luu-tru/*.pdf --out gia-han/ --tsa http://tsa.ca.gov.vn --trust kho-tin-cay/

  Không dùng mạng: chỉ dùng dữ liệu thu hồi đã tải về (bước thêm dấu thời gian vẫn cần --tsa):
    congvu extend da-ky.pdf --out lt.pdf --to lt --offline --trust goc.pem --crl thu-hoi/ --ocsp ocsp/

Dữ liệu thu hồi phải phát hành sau lúc ký, vì dữ liệu cũ hơn chưa thể biết khóa bị lộ đúng hôm ký;
chưa có thì tệp được báo lúc nên chạy lại. Dữ liệu thiếu được tải từ địa chỉ ghi trong chứng thư.
Nội dung và chữ ký không bị sửa một byte nào: mọi thứ được nối vào cuối tệp, kiểm tra lại rồi mới
lưu. Tệp nguồn không bao giờ bị ghi đè.
Mã thoát: 0 mọi tệp đạt mức yêu cầu; 1 có tệp chưa đạt; 2 sai tham số hoặc không đọc được dữ liệu."
)]
pub(super) struct Extend {
    /// Các tệp PDF đã ký; - là stdin
    #[arg(value_name = "TỆP", required = true, help_heading = "Tham số")]
    files: Vec<PathBuf>,

    /// Nơi lưu: tên tệp, thư mục đã có (giữ nguyên tên tệp), hoặc - là stdout
    #[arg(long, short, value_name = "NƠI", help_heading = "Tùy chọn")]
    out: PathBuf,

    /// Ghi đè tệp kết quả đã có (không bao giờ ghi đè tệp nguồn)
    #[arg(long, help_heading = "Tùy chọn")]
    force: bool,

    /// Mức cần đạt: t, lt hoặc lta (mặc định)
    #[arg(long, value_name = "MỨC", default_value = "lta", hide_default_value = true, value_parser = goal, help_heading = "Tùy chọn")]
    to: Goal,

    /// Gia hạn ngay dấu thời gian lưu trữ dù chưa đến hạn
    #[arg(long, help_heading = "Tùy chọn")]
    renew: bool,

    /// Xét vào thời điểm này (RFC 3339) thay cho bây giờ
    #[arg(long, value_name = "THỜI-ĐIỂM", value_parser = moment, help_heading = "Tùy chọn")]
    at_time: Option<UtcDateTime>,

    /// In kết quả từng tệp dạng JSON ra stdout
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,

    #[command(flatten)]
    password: DocumentPassword,

    #[command(flatten)]
    stamps: StampOptions,

    #[command(flatten)]
    basis: BasisOptions,

    #[command(flatten)]
    network: Network,
}

/// Where time stamps come from.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Dấu thời gian")]
struct StampOptions {
    /// Dịch vụ dấu thời gian (RFC 3161)
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,

    /// Chờ dịch vụ dấu thời gian tối đa bao nhiêu giây (mặc định 180)
    #[arg(long, value_name = "GIÂY", value_parser = seconds)]
    tsa_timeout: Option<Duration>,

    /// Hàm băm của dấu thời gian: sha256, sha384 hoặc sha512 (mặc định sha256, hoặc sha512 khi chính
    /// sách kiểm tra sắp thôi chấp nhận sha256)
    #[arg(long, value_name = "HÀM", value_parser = digest)]
    digest: Option<DigestAlgorithm>,
}

/// On what it is decided.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Căn cứ")]
struct BasisOptions {
    /// Chứng thư gốc được tin cậy (PEM, DER, PKCS#7), hoặc kho tin cậy; dùng được nhiều lần
    #[arg(long, value_name = "NƠI", env = "CONGVU_TRUST", hide_env = true)]
    trust: Vec<PathBuf>,

    /// Danh sách chứng thư bị thu hồi (CRL), hoặc thư mục chứa chúng; dùng được nhiều lần
    #[arg(long, value_name = "NƠI")]
    crl: Vec<PathBuf>,

    /// Trả lời OCSP, hoặc thư mục chứa chúng; dùng được nhiều lần
    #[arg(long, value_name = "NƠI")]
    ocsp: Vec<PathBuf>,

    /// Chứng thư trung gian không có trong tệp, hoặc thư mục chứa chúng; dùng được nhiều lần
    #[arg(long = "with", value_name = "NƠI")]
    certificates: Vec<PathBuf>,

    /// Chính sách kiểm tra: strict (mặc định), eu, hoặc một tệp TOML
    #[arg(long, value_name = "TÊN|TỆP")]
    validation_policy: Option<PathBuf>,
}

fn goal(text: &str) -> Result<Goal, String> {
    match text {
        "t" => Ok(Goal::T),
        "lt" => Ok(Goal::Lt),
        "lta" => Ok(Goal::Lta),
        _ => Err("t, lt, lta".to_owned()),
    }
}

impl Extend {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let inputs = Input::all(&self.files)?;
        let outputs = output::destinations(&self.out, &inputs)?;
        if self.json && outputs.contains(&Destination::Stdout) {
            let (argument, other) = ("--json".to_owned(), "--out -".to_owned());
            return Err(Error::Conflict { argument, other }.into());
        }
        let mut job = self.job(console)?;
        interrupt::watch();
        let mut report = ExtendReport::default();
        let progress = Progress::new(inputs.len());
        for (input, output) in inputs.iter().zip(&outputs) {
            let name = input.name();
            if job.stopped {
                report.add_not_done(name);
                continue;
            }
            progress.working_on(name.clone());
            let result = job.extend(input, output);
            progress.advance();
            progress.aside(|| match result {
                Ok(extended) => {
                    one::tell(console, &name, &extended);
                    report.add(name, extended);
                }
                Err(problem) => {
                    console.error(Some(&name), &problem);
                    report.add_failed(name, &problem, console.lang);
                }
            });
        }
        drop(progress);
        if self.json {
            super::print_json(&report)?;
        }
        Ok(match report.is_complete() {
            true => Outcome::Passed,
            false => Outcome::Failed,
        })
    }

    fn job(&self, console: Console) -> Result<Job, Problem> {
        let basis = &self.basis;
        let Folder { anchors, kinds } = evidence::anchors(&basis.trust)?;
        let mut policy = evidence::policy(basis.validation_policy.as_deref())?;
        policy.kinds = kinds;
        let patience = self.stamps.tsa_timeout.unwrap_or(PATIENCE);
        let tsa = self.stamps.tsa.as_ref();
        Ok(Job {
            goal: self.to,
            renew: self.renew,
            at: self.at_time,
            anchors,
            policy,
            evidence: Evidence {
                certificates: evidence::certificates(&basis.certificates)?,
                material: Material {
                    lists: evidence::lists(&basis.crl)?,
                    answers: evidence::answers(&basis.ocsp)?,
                },
                ..Evidence::default()
            },
            tsa: tsa.map(|url| TsaClient::new(url, patience).through(self.network.proxy())),
            digest: self.stamps.digest,
            gatherer: self.network.gatherer()?,
            options: self.password.options()?,
            existing: match self.force {
                true => Existing::Replace,
                false => Existing::Keep,
            },
            console,
            stopped: false,
        })
    }
}
