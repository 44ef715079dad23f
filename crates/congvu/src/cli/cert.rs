//! `congvu cert`: what a certificate is worth by itself, without a signature.

use std::path::PathBuf;

use const_oid::ObjectIdentifier;
use pdf::ReadAt as _;
use pki::path::{self, Chain, Inputs, Path};
use pki::revocation::{self, Material, Unsettled};
use pki::trust::Anchors;
use pki::{Certificate, Error as PkiError};
use report::{CertificateBasis, CertificateReport, Failure, Problem, Standing, TrustReport};
use time::UtcDateTime;

use super::{evidence, moment, print};
use crate::clock;
use crate::console::Console;
use crate::exit::Outcome;
use crate::input::Input;

/// Kiểm tra chứng thư số
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu cert LỆNH",
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_subcommand = true,
    after_long_help = "
Ví dụ:
  congvu cert verify can-bo.pem --trust goc.pem --with trung-gian.pem --crl thu-hoi/"
)]
pub(super) struct Cert {
    #[command(subcommand)]
    command: CertCommand,
}

#[derive(Debug, clap::Subcommand)]
enum CertCommand {
    Verify(Box<Verify>),
}

/// Cho biết một chứng thư có dẫn về chứng thư gốc được tin cậy và chưa bị thu hồi hay không
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu cert verify TỆP --trust NƠI [TÙY CHỌN]",
    after_long_help = "
Ví dụ:
  congvu cert verify can-bo.pem --trust goc.pem --with trung-gian.pem --crl thu-hoi/
  congvu cert verify can-bo.cer --trust kho-tin-cay/ --ocsp tra-loi.der --at 2026-11-21T08:00:00+07:00
  congvu cert verify can-bo.pem --trust goc.pem --no-revocation --json | jq .valid

Chuỗi chứng thư được xét theo RFC 5280: chữ ký của tổ chức cấp, thời hạn, quyền cấp chứng thư, độ
dài chuỗi, phạm vi tên, chính sách chứng thư. Mọi chứng thư dưới gốc phải có danh sách thu hồi
(--crl) hoặc trả lời OCSP (--ocsp) còn hiệu lực nói rằng chưa bị thu hồi. Thuật toán mạnh hay yếu
không xét ở đây. Không tải gì từ mạng: tệp nào cần thì nêu ra. Hãy đối chiếu dấu vân tay của chứng
thư gốc trước khi dùng.
Mã thoát: 0 hợp lệ; 1 không hợp lệ hoặc chưa đủ căn cứ; 2 không đọc được tệp hoặc sai tham số."
)]
struct Verify {
    /// Chứng thư cần kiểm tra (PEM hoặc DER; - là stdin); chứng thư khác trong cùng tệp được dùng để nối chuỗi
    #[arg(value_name = "TỆP", help_heading = "Tham số")]
    file: PathBuf,

    /// Kho tin cậy, hoặc tệp chứng thư gốc được tin cậy (PEM, DER, PKCS#7); dùng được nhiều lần
    #[arg(long, value_name = "NƠI", required = true, help_heading = "Tùy chọn")]
    trust: Vec<PathBuf>,

    /// Chứng thư để nối chuỗi, không được tin sẵn, hoặc thư mục chứa chúng; dùng được nhiều lần
    #[arg(long, value_name = "NƠI", help_heading = "Tùy chọn")]
    with: Vec<PathBuf>,

    /// Danh sách chứng thư bị thu hồi (CRL), hoặc thư mục chứa chúng; dùng được nhiều lần
    #[arg(long, value_name = "NƠI", help_heading = "Tùy chọn")]
    crl: Vec<PathBuf>,

    /// Trả lời OCSP (DER, PEM hoặc base64), hoặc thư mục chứa chúng; dùng được nhiều lần
    #[arg(long, value_name = "NƠI", help_heading = "Tùy chọn")]
    ocsp: Vec<PathBuf>,

    /// Xét vào thời điểm này (RFC 3339) thay cho bây giờ
    #[arg(long, value_name = "THỜI-ĐIỂM", value_parser = moment, help_heading = "Tùy chọn")]
    at: Option<UtcDateTime>,

    /// Chính sách chứng thư được chấp nhận (OID); dùng được nhiều lần; không nêu là mọi chính sách
    #[arg(long, value_name = "OID", value_parser = policy, help_heading = "Tùy chọn")]
    policy: Vec<ObjectIdentifier>,

    /// Chuỗi phải có ít nhất một chính sách được chấp nhận
    #[arg(long, help_heading = "Tùy chọn")]
    explicit_policy: bool,

    /// Không cho đổi chính sách này thành chính sách khác trong chuỗi
    #[arg(long, help_heading = "Tùy chọn")]
    inhibit_policy_mapping: bool,

    /// Không coi anyPolicy là mọi chính sách
    #[arg(long, help_heading = "Tùy chọn")]
    inhibit_any_policy: bool,

    /// Không xét việc thu hồi
    #[arg(long, conflicts_with_all = ["crl", "ocsp"], help_heading = "Tùy chọn")]
    no_revocation: bool,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

fn policy(text: &str) -> Result<ObjectIdentifier, String> {
    ObjectIdentifier::new(text).map_err(|_| "1.2.704.1.2".to_owned())
}

/// A file of certificates is not larger.
const MAXIMUM_BYTES: usize = 1 << 24;

/// Everything a certificate is judged with.
struct Judge {
    candidates: Vec<Certificate>,
    anchors: Anchors,
    /// None if revocation does not matter.
    material: Option<Material>,
    inputs: Inputs,
    at: UtcDateTime,
}

/// What came out for one certificate.
struct Judged {
    standing: Standing,
    chain: Option<Chain>,
    problem: Option<Problem>,
}

impl Cert {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        match self.command {
            CertCommand::Verify(verify) => verify.run(console),
        }
    }
}

impl Verify {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        let name = self.file.display().to_string();
        let given = match self.read() {
            Ok(given) => given,
            Err(problem) => {
                if self.json {
                    super::print_json(&Failure::of(&name, &problem, console.lang))?;
                }
                console.error(Some(&name), &problem);
                return Ok(Outcome::Unknown);
            }
        };
        let report = self.report(name, given, console)?;
        if self.json {
            super::print_json(&report)?;
        } else {
            print(report.to_text(console.lang).as_bytes())?;
        }
        Ok(match report.valid {
            true => Outcome::Passed,
            false => Outcome::Failed,
        })
    }

    fn report(
        &self,
        name: String,
        given: Vec<Certificate>,
        console: Console,
    ) -> Result<CertificateReport, Problem> {
        let leaf = given.first().cloned().ok_or(PkiError::NoCertificate)?;
        let judge = self.judge(given)?;
        let basis = CertificateBasis {
            at: judge.at,
            revocation_checked: judge.material.is_some(),
            trust: TrustReport::of(&judge.anchors, judge.at, console.lang),
            lang: console.lang,
        };
        let judged = judge.judge(&leaf);
        let (chain, problem) = (judged.chain.as_ref(), judged.problem.as_ref());
        let standing = judged.standing;
        Ok(CertificateReport::of(
            name, standing, chain, problem, &basis,
        ))
    }

    /// The certificates in the file: the one in question and perhaps others.
    fn read(&self) -> Result<Vec<Certificate>, Problem> {
        let source = Input::from(self.file.as_os_str()).open()?;
        let limit = PkiError::LimitReached {
            object: "certificate file",
            limit: MAXIMUM_BYTES,
        };
        let length = usize::try_from(source.len()).unwrap_or(usize::MAX);
        let mut bytes = match length {
            0..=MAXIMUM_BYTES => vec![0; length],
            _ => return Err(limit.into()),
        };
        (source.read_exact_at(0, &mut bytes)).map_err(ades::Error::Read)?;
        source.unchanged()?;
        Ok(Certificate::load_all(&bytes)?)
    }

    fn judge(&self, mut candidates: Vec<Certificate>) -> Result<Judge, Problem> {
        candidates.extend(evidence::certificates(&self.with)?);
        let material = Material {
            lists: evidence::lists(&self.crl)?,
            answers: evidence::answers(&self.ocsp)?,
        };
        Ok(Judge {
            candidates,
            anchors: evidence::anchors(&self.trust)?.anchors,
            material: (!self.no_revocation).then_some(material),
            inputs: Inputs {
                policies: self.policy.clone(),
                explicit_policy: self.explicit_policy,
                inhibit_policy_mapping: self.inhibit_policy_mapping,
                inhibit_any_policy: self.inhibit_any_policy,
            },
            at: self.at.unwrap_or_else(clock::now),
        })
    }
}

impl Judge {
    /// The first chain that holds; else the one that came furthest.
    fn judge(&self, leaf: &Certificate) -> Judged {
        let chains = match path::chains(leaf, &self.candidates, &self.anchors) {
            Ok(chains) => chains,
            Err(error) => return Judged::failed(None, error.into()),
        };
        let mut unsettled = None;
        let mut broken = None;
        for chain in chains {
            match chain.check(&self.inputs, self.at) {
                Ok(path) => match self.settle(&path) {
                    Ok(()) => return Judged::passed(chain),
                    Err(error) => {
                        unsettled.get_or_insert_with(|| Judged::unsettled(chain, error));
                    }
                },
                Err(error) => {
                    broken.get_or_insert_with(|| Judged::failed(Some(chain), error.into()));
                }
            }
        }
        let nothing = || Judged::failed(None, PkiError::NoCertificate.into());
        unsettled.or(broken).unwrap_or_else(nothing)
    }

    fn settle(&self, path: &Path) -> Result<(), Unsettled> {
        let Some(material) = &self.material else {
            return Ok(());
        };
        revocation::settle(path, material, &self.candidates, self.at)
    }
}

impl Judged {
    fn passed(chain: Chain) -> Self {
        Self {
            standing: Standing::Valid,
            chain: Some(chain),
            problem: None,
        }
    }

    fn unsettled(chain: Chain, error: Unsettled) -> Self {
        Self {
            standing: match error {
                Unsettled::Undetermined { .. } => Standing::Unknown,
                _ => Standing::NotValid,
            },
            chain: Some(chain),
            problem: Some(error.into()),
        }
    }

    fn failed(chain: Option<Chain>, problem: Problem) -> Self {
        Self {
            standing: Standing::NotValid,
            chain,
            problem: Some(problem),
        }
    }
}
