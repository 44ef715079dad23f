//! `congvu sign`: signs PDF files, one login for all of them.

pub(super) mod algorithm;
mod key;
mod look;
mod one;
mod stamps;
mod standing;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use ades::pades::Level;
use ades::{CheckedSigner, KnownRevocation, Requirement, Signer, SubjectKind};
use layout::Role;
use report::{Problem, SignReport};
use time::Date;
use time::macros::{format_description, offset};
use transport::tsa::{PATIENCE, TsaClient};

use self::algorithm::AlgorithmOptions;
use self::key::KeyOptions;
use self::look::LookOptions;
use self::one::{Job, Numbering, Unsigned};
use self::stamps::Stamps;
use super::document::DocumentPassword;
use super::network::{Fetching, seconds};
use super::{evidence, kinds};
use crate::batch::{SharedKey, in_order};
use crate::clock;
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;
use crate::input::Input;
use crate::interrupt;
use crate::output::{self, Destination, Existing};
use crate::progress::Progress;

/// Ký số tệp PDF
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu sign TỆP… --out NƠI --key KHÓA [TÙY CHỌN]",
    after_long_help = "
Ví dụ:
  Ký không hiển thị bằng tệp khóa:
    congvu sign van-ban.pdf --out da-ky.pdf --key pkcs12:khoa.p12

  Người có thẩm quyền ký bằng thiết bị, có dấu thời gian, ảnh chữ ký đặt theo Nghị định 30:
    congvu sign van-ban.pdf --out ra/ --key 'pkcs11:token=ca-nhan' \\
      --tsa http://tsa.ca.gov.vn --place auto --image chu-ky.png

  Cơ quan ký (đóng dấu) cả thư mục, nhập mã PIN một lần:
    congvu sign da-ky/*.pdf --out phat-hanh/ --key 'pkcs11:token=co-quan' \\
      --as organisation --tsa http://tsa.ca.gov.vn --place auto --image con-dau.png

  Cơ quan cấp số, ngày và đóng dấu văn bản đã được người có thẩm quyền ký:
    congvu sign da-ky.pdf --out ban-hanh.pdf --key 'pkcs11:token=co-quan' --as organisation \
      --number 521 --date 2026-11-21 --place auto --image con-dau.png

  Trong một chuỗi lệnh:
    congvu sign - --out - --key pkcs12:khoa.p12 --pin-file pin.txt < vao.pdf > ra.pdf

Tệp nguồn không bao giờ bị sửa; kết quả được lưu trọn vẹn hoặc không có gì. Sai mã PIN, rút thiết bị
hoặc dịch vụ dấu thời gian không trả lời thì dừng cả loạt; các tệp còn lại được báo là chưa làm.
Mã thoát: 0 ký được mọi tệp; 1 có tệp không ký được; 2 sai tham số hoặc không mở được khóa."
)]
pub(super) struct Sign {
    /// Các tệp PDF cần ký; - là stdin
    #[arg(value_name = "TỆP", required = true, help_heading = "Tham số")]
    files: Vec<PathBuf>,

    /// Nơi lưu: tên tệp, thư mục đã có (giữ nguyên tên tệp), hoặc - là stdout
    #[arg(long, value_name = "NƠI", help_heading = "Tùy chọn")]
    out: PathBuf,

    /// Ghi đè tệp kết quả đã có (không bao giờ ghi đè tệp nguồn)
    #[arg(long, help_heading = "Tùy chọn")]
    force: bool,

    /// In kết quả từng tệp dạng JSON ra stdout
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,

    #[command(flatten)]
    password: DocumentPassword,

    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    algorithm: AlgorithmOptions,

    #[command(flatten)]
    signature: SignatureOptions,

    #[command(flatten)]
    look: LookOptions,

    /// Trước khi ký, hỏi tổ chức chứng thực xem chứng thư có bị thu hồi không (OCSP, CRL); không
    /// hỏi được thì báo và vẫn ký
    #[arg(long, help_heading = "Mạng")]
    check_online: bool,

    #[command(flatten)]
    fetching: Fetching,
}

/// What the signature says.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Chữ ký")]
struct SignatureOptions {
    /// Tư cách ký: initials (ký nháy), signer (người có thẩm quyền, mặc định), organisation (cơ
    /// quan), attachment (văn bản kèm theo), copy (bản sao), incoming (văn bản đến số hóa)
    #[arg(long = "as", value_name = "TƯ-CÁCH", default_value = "signer", hide_default_value = true, value_parser = role)]
    role: Role,

    /// Mức chữ ký: B-B, hoặc B-T có dấu thời gian; mặc định B-T khi có --tsa
    #[arg(long, value_name = "B-B|B-T", value_parser = level)]
    level: Option<Level>,

    /// Dịch vụ dấu thời gian (RFC 3161)
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,

    /// Chờ dịch vụ dấu thời gian tối đa bao nhiêu giây (mặc định 180)
    #[arg(long, value_name = "GIÂY", value_parser = seconds)]
    tsa_timeout: Option<Duration>,

    /// Danh sách chứng thư bị thu hồi (CRL), hoặc thư mục chứa chúng: không ký bằng chứng thư đã bị
    /// thu hồi; dùng được nhiều lần
    #[arg(long, value_name = "NƠI")]
    crl: Vec<PathBuf>,

    /// Ký vào trường chữ ký trống đã có tên này; thêm --place auto để hiển thị trong khung của trường
    #[arg(long, value_name = "TÊN")]
    field: Option<String>,

    /// Số văn bản, khi cơ quan ký: điền vào trường đã chuẩn bị bằng `congvu prepare`
    #[arg(long, value_name = "SỐ")]
    number: Option<String>,

    /// Ngày ban hành (2026-11-21 hoặc 21/11/2026), đi cùng --number khi --as organisation
    #[arg(long, value_name = "NGÀY", requires = "number", value_parser = date)]
    date: Option<Date>,

    /// Lý do ký, ghi trong chữ ký
    #[arg(long, value_name = "LÝ-DO")]
    reason: Option<String>,

    /// Nơi ký, ghi trong chữ ký
    #[arg(long, value_name = "ĐỊA-DANH")]
    location: Option<String>,
}

fn role(text: &str) -> Result<Role, String> {
    let names = || Role::ALL.map(Role::name).join(", ");
    Role::ALL
        .into_iter()
        .find(|role| role.name() == text)
        .ok_or_else(names)
}

fn level(text: &str) -> Result<Level, String> {
    match text {
        "B-B" => Ok(Level::BB),
        "B-T" => Ok(Level::BT),
        _ => Err("B-B, B-T".to_owned()),
    }
}

fn date(text: &str) -> Result<Date, String> {
    let iso = format_description!("[year]-[month]-[day]");
    let day_first = format_description!("[day padding:none]/[month padding:none]/[year]");
    (Date::parse(text, iso).or_else(|_| Date::parse(text, day_first)))
        .map_err(|_| "2026-11-21, 21/11/2026".to_owned())
}

/// An input and where its result goes.
type Task = (Input, Destination);

impl Sign {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let tasks = self.tasks()?;
        let mut report = SignReport::default();
        interrupt::watch();
        let outcome = match self.prepare(console) {
            Ok((job, signer)) => batch(&job, &signer, tasks, &mut report),
            Err((problem, outcome)) => {
                console.error(None, &problem);
                for (input, _) in &tasks {
                    report.add_not_done(input.name());
                }
                report.error = Some(report::ErrorReport::of(&problem, console.lang));
                outcome
            }
        };
        if self.json {
            super::print_json(&report)?;
        }
        Ok(outcome)
    }

    fn tasks(&self) -> Result<Vec<Task>, Error> {
        let inputs = Input::all(&self.files)?;
        let outputs = output::destinations(&self.out, &inputs)?;
        if self.json && outputs.contains(&Destination::Stdout) {
            let (argument, other) = ("--json".to_owned(), "--out -".to_owned());
            return Err(Error::Conflict { argument, other });
        }
        Ok(inputs.into_iter().zip(outputs).collect())
    }

    /// Everything that concerns all files: first what needs no PIN, then the key, then whether its
    /// certificate may sign at all.
    fn prepare(&self, console: Console) -> Result<(Job, CheckedSigner), (Problem, Outcome)> {
        let cannot = |problem: Problem| (problem, Outcome::Unknown);
        let options = &self.signature;
        let number = options.number.as_deref();
        let mut look = self.look.load(options.role, number).map_err(cannot)?;
        let numbering = self.numbering(console).map_err(cannot)?;
        let job_options = self
            .password
            .options()
            .map_err(|error| cannot(error.into()))?;
        let lists = evidence::lists(&options.crl).map_err(|error| cannot(error.into()))?;
        let mut gatherer = match self.check_online {
            true => Some(
                self.fetching
                    .gatherer()
                    .map_err(|error| cannot(error.into()))?,
            ),
            false => None,
        };
        let level = match (options.level, &options.tsa) {
            (Some(Level::BT), None) => return Err(cannot(ades::Error::TimestampMissing.into())),
            (Some(level), _) => level,
            (None, Some(_)) => Level::BT,
            (None, None) => Level::BB,
        };
        let patience = options.tsa_timeout.unwrap_or(PATIENCE);
        let tsa = options.tsa.as_ref().filter(|_| level == Level::BT);
        let tsa = tsa.map(|url| TsaClient::new(url, patience).through(self.fetching.proxy()));
        let key = self.key.open(console).map_err(cannot)?;
        let refused = |error: ades::Error| (error.into(), Outcome::Failed);
        let issuers = self.algorithm.issuers().map_err(cannot)?;
        let signer = self.algorithm.signer(&*key, &issuers).map_err(refused)?;
        if let Some(look) = &mut look {
            look.signer(signer.certificate());
            if look.wants_stamped_time() && tsa.is_none() {
                console.note(None, "sign-time-claimed", &[]);
            }
        }
        let known = standing::known(&signer, lists, gatherer.as_mut(), console);
        let signer = check(signer, options.role, &known).map_err(refused)?;
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Keep
        };
        let job = Job {
            key: SharedKey::new(key),
            stamps: tsa.map(Stamps::new),
            level,
            look,
            numbering,
            field: options.field.clone(),
            reason: options.reason.clone(),
            location: options.location.clone(),
            options: job_options,
            existing,
            console,
            stopped: AtomicBool::new(false),
        };
        Ok((job, signer))
    }
}

impl Sign {
    /// The number and date that the agency gives; other roles only show a number.
    fn numbering(&self, console: Console) -> Result<Option<Numbering>, Problem> {
        let options = &self.signature;
        match (options.role, &options.number, options.date) {
            (Role::Organisation, Some(number), Some(date)) => {
                // The day of the agency's signature is the day of issue; a record entered late
                // after an outage is the exception, so this only warns.
                if clock::now().to_offset(offset!(+7)).date() != date {
                    console.note(None, "sign-date-differs", &[]);
                }
                let (profile, number) = (self.look.profile()?, number.clone());
                Ok(Some(Numbering {
                    profile,
                    number,
                    date,
                }))
            }
            (Role::Organisation, Some(_), None) => Err(Error::MissingArgument {
                arguments: "--date".to_owned(),
            }
            .into()),
            (Role::Initials | Role::Signer, Some(_), _) => {
                let (argument, other) = ("--number".to_owned(), "--as signer".to_owned());
                Err(Error::Conflict { argument, other }.into())
            }
            _ => Ok(None),
        }
    }
}

/// May this certificate sign now, in this capacity?
fn check(
    signer: Signer,
    role: Role,
    known: &KnownRevocation,
) -> Result<CheckedSigner, ades::Error> {
    let now = clock::now();
    let rules = kinds::rules();
    let kind = if role.is_agency() {
        SubjectKind::Organization
    } else {
        SubjectKind::Person
    };
    let requirement = Requirement {
        kinds: &[kind],
        rules: &rules,
    };
    signer.check(now, known, requirement)
}

/// Signs all files, and says what became of each in their order.
fn batch(job: &Job, signer: &CheckedSigner, tasks: Vec<Task>, report: &mut SignReport) -> Outcome {
    let console = job.console;
    let progress = Progress::new(tasks.len());
    let several = tasks.len() > 1;
    let names: Vec<String> = tasks.iter().map(|(input, _)| input.name()).collect();
    let mut names = names.into_iter().peekable();
    let next = |name: Option<&String>| progress.working_on(name.cloned().unwrap_or_default());
    next(names.peek());
    let work = |number, (input, output): Task| job.sign(number, signer.clone(), &input, &output);
    let failed = |name: &str, problem: &Problem, report: &mut SignReport| {
        console.error(Some(name), problem);
        report.add_failed(name.to_owned(), problem, console.lang);
    };
    let mut is_over = false;
    in_order(tasks, work, |ready| {
        let name = names.next().unwrap_or_default();
        let stored = ready.and_then(|ready| Ok(ready.store()?));
        progress.advance();
        next(names.peek());
        progress.aside(|| match stored {
            Ok(signed) => {
                let place = [("output", signed.output.clone())];
                if signed.rewritten {
                    console.note(Some(&name), "sign-rewritten", &[]);
                }
                console.note(Some(&name), "sign-done", &place);
                report.add_signed(name, signed);
            }
            Err(Unsigned::NotDone) => report.add_not_done(name),
            // It was begun while the file that ends the batch was still at work.
            Err(_) if is_over => report.add_not_done(name),
            Err(Unsigned::Failed(problem)) => failed(&name, &problem, report),
            Err(Unsigned::FailedForAll(problem)) => {
                is_over = true;
                failed(&name, &problem, report);
            }
        });
    });
    drop(progress);
    if several {
        console.note(
            None,
            "sign-summary",
            &[
                ("signed", report.signed.to_string()),
                ("failed", report.failed.to_string()),
                ("not_done", report.not_done.to_string()),
            ],
        );
    }
    if report.failed + report.not_done == 0 {
        Outcome::Passed
    } else {
        Outcome::Failed
    }
}
