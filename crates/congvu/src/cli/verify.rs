//! `congvu verify`: what the signatures of files are worth, and why.

use std::path::PathBuf;
use std::sync::Arc;

use ades::validate::{self, DocumentFacts, Evidence, Indication, Policy, PolicyName, Verdict};
use pdf::OpenOptions;
use pki::revocation::Material;
use pki::trust::Anchors;
use report::verify::{Basis, FileReport};
use report::{Problem, TrustReport};
use time::UtcDateTime;
use transport::{Gatherer, Question};
use trust::Folder;

use super::document::{DocumentPassword, Opened};
use super::kept_reports::KeptReports;
use super::network::{self, Network};
use super::{evidence, moment, print, signature_file};
use crate::clock;
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;
use crate::file_kind::FileKind;
use crate::input::Input;

/// Kiểm tra chữ ký của tệp PDF và của tệp chữ ký CMS (.p7s, .p7m)
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu verify TỆP… [TÙY CHỌN]",
    after_long_help = "
Ví dụ:
  congvu verify van-ban.pdf --trust chung-thu-goc.pem
  congvu verify *.pdf --trust kho-tin-cay/ --crl thu-hoi/ --json | jq '.[] | {file, indication}'
  congvu verify van-ban.pdf --trust goc.pem --at-time 2026-11-21T08:00:00+07:00
  congvu verify van-ban.pdf --trust goc.pem --offline --crl thu-hoi/
  congvu verify bang-ke.xlsx.p7s --content bang-ke.xlsx --trust goc.pem

Kết luận cho từng chữ ký: hợp lệ, không hợp lệ, hoặc chưa đủ căn cứ; kèm năm yếu tố (người ký, loại
chứng thư, hiệu lực chứng thư khi ký, thời gian ký, tính toàn vẹn) và lý do. Chỉ tin các chứng thư
gốc nêu bằng --trust; hãy đối chiếu dấu vân tay của chúng trước khi dùng. Tình trạng thu hồi được
hỏi qua mạng ở địa chỉ ghi trong chứng thư (OCSP, CRL), trừ khi dữ liệu trong tệp đã đủ, hoặc có
--offline; không có --trust thì không tải gì. Không hỏi được thì chưa đủ căn cứ để kết luận: thử lại
sau.
Mã thoát: 0 mọi chữ ký hợp lệ; 1 có chữ ký không hợp lệ, chưa kết luận được, hoặc không có chữ ký;
2 không đọc được tệp hoặc sai tham số."
)]
pub(super) struct Verify {
    /// Các tệp PDF, hoặc tệp chữ ký CMS (PEM, DER, BER); - là stdin
    #[arg(value_name = "TỆP", required = true, help_heading = "Tham số")]
    files: Vec<PathBuf>,

    /// Nội dung đã ký của một tệp chữ ký tách rời (.p7s)
    #[arg(long, value_name = "TỆP", help_heading = "Tùy chọn")]
    content: Option<PathBuf>,

    /// Kho tin cậy (xem congvu trust), hoặc tệp chứng thư gốc; dùng được nhiều lần
    #[arg(
        long,
        value_name = "NƠI",
        env = "CONGVU_TRUST",
        hide_env = true,
        help_heading = "Tùy chọn"
    )]
    trust: Vec<PathBuf>,

    /// Danh sách chứng thư bị thu hồi (CRL), hoặc thư mục chứa chúng; dùng được nhiều lần
    #[arg(long, value_name = "NƠI", help_heading = "Tùy chọn")]
    crl: Vec<PathBuf>,

    /// Xét hiệu lực vào thời điểm này (RFC 3339) thay cho bây giờ
    #[arg(long, value_name = "THỜI-ĐIỂM", value_parser = moment, help_heading = "Tùy chọn")]
    at_time: Option<UtcDateTime>,

    /// Chính sách kiểm tra: strict (mặc định), eu, hoặc một tệp TOML
    #[arg(long, value_name = "TÊN|TỆP", help_heading = "Tùy chọn")]
    validation_policy: Option<PathBuf>,

    /// Ghi thêm kết quả ra tệp: .html để xem và in, .xml theo ETSI TS 119 102-2; dùng được nhiều lần
    #[arg(long, value_name = "TỆP", help_heading = "Tùy chọn")]
    report: Vec<PathBuf>,

    /// In JSON: một đối tượng cho một tệp, danh sách cho nhiều tệp
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,

    #[command(flatten)]
    password: DocumentPassword,

    #[command(flatten)]
    network: Network,
}

/// What is the same for every file.
struct Judge {
    anchors: Anchors,
    evidence: Evidence,
    policy: Policy,
    /// The time to decide for, where it is not now.
    at: Option<UtcDateTime>,
    basis: Basis,
    options: OpenOptions,
    /// The content of a detached signature.
    content: Option<Input>,
    /// None if nothing is to be fetched.
    gatherer: Option<Gatherer>,
    console: Console,
}

impl Verify {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let inputs = Input::all(&self.files)?;
        Input::all(&[self.files.as_slice(), self.content.as_slice()].concat())?;
        if self.content.is_some() && inputs.len() > 1 {
            let count = inputs.len();
            return Err(Error::ContentForSeveral { count }.into());
        }
        let mut kept = Some(KeptReports::begin(&self.report, &inputs)?);
        let mut judge = self.judge(console)?;
        let mut outcome = Outcome::Passed;
        let mut reports = Vec::new();
        for input in &inputs {
            let report = match judge.judge(input) {
                Ok((report, verdict)) => {
                    if let Some(kept) = kept.take() {
                        kept.write(&report, &verdict, console.lang)?;
                    }
                    report
                }
                Err(problem) => {
                    console.error(Some(&input.name()), &problem);
                    FileReport::failed(input.name(), &problem, &judge.basis)
                }
            };
            outcome = outcome.max(outcome_of(&report));
            if !self.json {
                if !reports.is_empty() {
                    print(b"\n")?;
                }
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

    fn judge(&self, console: Console) -> Result<Judge, Problem> {
        let Folder { anchors, kinds } = evidence::anchors(&self.trust)?;
        let mut policy = evidence::policy(self.validation_policy.as_deref())?;
        policy.kinds = kinds;
        let at = self.at_time.unwrap_or_else(clock::now);
        let evidence = Evidence {
            material: Material {
                lists: evidence::lists(&self.crl)?,
                ..Material::default()
            },
            ..Evidence::default()
        };
        let basis = Basis {
            at,
            policy: PolicyName {
                name: policy.name.clone(),
                version: policy.version.clone(),
            },
            trust: TrustReport::of(&anchors, at, console.lang),
            lang: console.lang,
        };
        Ok(Judge {
            anchors,
            evidence,
            policy,
            at: self.at_time,
            basis,
            options: self.password.options()?,
            content: (self.content.as_ref()).map(|content| Input::from(content.as_os_str())),
            gatherer: self.network.gatherer()?,
            console,
        })
    }
}

impl Judge {
    fn judge(&mut self, input: &Input) -> Result<(FileReport, Verdict), Problem> {
        // Several files take long, and evidence must not come from the future of the last of them.
        self.basis.at = self.at.unwrap_or_else(clock::now);
        let source = input.open()?;
        let kind = FileKind::of(&*source).map_err(ades::Error::Read)?;
        let facts = match (kind, &self.content) {
            (FileKind::Cms, content) => signature_file::facts(&source, content.as_ref())?,
            (_, None) => {
                let opened = Opened::of(Arc::clone(&source), &self.options)?;
                validate::facts(&opened.document)?
            }
            (_, Some(_)) => return Err(Error::ContentForDocument.into()),
        };
        source.unchanged()?;
        let verdict = self.decide(&input.name(), &facts);
        let sha256 = report::hexadecimal(&facts.sha256);
        let report = FileReport::of(input.name(), sha256, verdict.clone(), &self.basis);
        Ok((report, verdict))
    }
}

impl Judge {
    /// Decides with what is there, and again with what the network has where that leaves something
    /// open.
    fn decide(&mut self, name: &str, facts: &DocumentFacts) -> Verdict {
        let Self {
            anchors,
            policy,
            basis,
            ..
        } = self;
        let decide = |evidence| validate::decide(facts, anchors, evidence, policy, basis.at);
        let verdict = decide(&self.evidence);
        let Some(gatherer) = self
            .gatherer
            .as_mut()
            .filter(|_| validate::is_open(&verdict))
        else {
            return verdict;
        };
        let question = Question {
            facts,
            anchors,
            policy,
            at: basis.at,
        };
        let given = &self.evidence;
        decide(&network::evidence(
            gatherer,
            question,
            given,
            self.console,
            name,
        ))
    }
}

fn outcome_of(report: &FileReport) -> Outcome {
    match (report.indication, &report.error) {
        (_, Some(_)) => Outcome::Unknown,
        (Some(Indication::TotalPassed), None) => Outcome::Passed,
        _ => Outcome::Failed,
    }
}
