//! `congvu prepare`: form fields for number and date, made before the first signature.

use std::path::PathBuf;

use layout::Profile;
use layout::number::{self, NumberPlaces};
use pdf::OpenOptions;
use report::Problem;

use super::document::{self, DocumentPassword, Opened};
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;
use crate::input::Input;
use crate::interrupt;
use crate::output::{Destination, Existing, destinations};
use crate::random;

/// Tạo sẵn trường số, ngày, tháng trước chữ ký đầu tiên
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu prepare TỆP… --out NƠI [TÙY CHỌN]",
    after_long_help = "
Ví dụ:
  Chỗ trống cho số và ngày được tìm trong văn bản:
    congvu prepare van-ban.pdf --out chuan-bi.pdf

  Nêu rõ vị trí (mm từ góc trên bên trái); ngày và tháng mỗi thứ một chỗ:
    congvu prepare van-ban.pdf --out chuan-bi.pdf \\
      --number-place 1:36,30,15x6 --date-place 1:145,36,8x6+1:162,36,8x6

Sau đó người có thẩm quyền ký, rồi cơ quan cấp số và ký:
    congvu sign chuan-bi.pdf --out da-ky.pdf --key 'pkcs11:token=ca-nhan' …
    congvu sign da-ky.pdf --out ban-hanh.pdf --key 'pkcs11:token=co-quan' \\
      --as organisation --number 521 --date 2026-11-21 …

Trường phải có trước chữ ký đầu tiên: nhờ vậy việc điền số, ngày không làm hỏng chữ ký đã có."
)]
pub(super) struct Prepare {
    /// Các tệp PDF chưa ký; - là stdin
    #[arg(value_name = "TỆP", required = true, help_heading = "Tham số")]
    files: Vec<PathBuf>,

    /// Nơi lưu: tên tệp, thư mục đã có (giữ nguyên tên tệp), hoặc - là stdout
    #[arg(long, value_name = "NƠI", help_heading = "Tùy chọn")]
    out: PathBuf,

    /// Chỗ của số: auto (mặc định) hoặc TRANG:X,Y,RỘNGxCAO
    #[arg(
        long,
        value_name = "VỊ-TRÍ",
        default_value = "auto",
        hide_default_value = true,
        help_heading = "Tùy chọn"
    )]
    number_place: String,

    /// Chỗ của ngày và tháng: auto (mặc định) hoặc hai chỗ TRANG:X,Y,RỘNGxCAO nối bằng dấu +
    #[arg(
        long,
        value_name = "VỊ-TRÍ",
        default_value = "auto",
        hide_default_value = true,
        help_heading = "Tùy chọn"
    )]
    date_place: String,

    /// Hồ sơ quy định về cỡ chữ: nd30 (mặc định), tt01, quang-ninh, tay-son
    #[arg(
        long,
        value_name = "HỒ-SƠ",
        default_value = "nd30",
        hide_default_value = true,
        help_heading = "Tùy chọn"
    )]
    profile: String,

    /// Ghi đè tệp kết quả đã có (không bao giờ ghi đè tệp nguồn)
    #[arg(long, help_heading = "Tùy chọn")]
    force: bool,

    #[command(flatten)]
    password: DocumentPassword,
}

/// What is the same for every file.
struct Work {
    profile: Profile,
    places: NumberPlaces,
    options: OpenOptions,
    existing: Existing,
    console: Console,
}

impl Prepare {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let inputs = Input::all(&self.files)?;
        let outputs = destinations(&self.out, &inputs)?;
        let work = Work {
            profile: Profile::named(&self.profile)?,
            places: NumberPlaces::parse(&self.number_place, &self.date_place)?,
            options: self.password.options()?,
            existing: if self.force {
                Existing::Replace
            } else {
                Existing::Keep
            },
            console,
        };
        interrupt::watch();
        let mut outcome = Outcome::Passed;
        for (input, output) in inputs.iter().zip(&outputs) {
            if let Err(problem) = work.prepare(input, output) {
                console.error(Some(&input.name()), &problem);
                outcome = Outcome::Failed;
            }
        }
        Ok(outcome)
    }
}

impl Work {
    fn prepare(&self, input: &Input, output: &Destination) -> Result<(), Problem> {
        let pending = output.begin(input, self.existing)?;
        let opened = Opened::open(input, &self.options)?;
        if document::is_signed(&opened.document)? {
            return Err(Error::SignedAlready.into());
        }
        let (mut update, rewritten) = document::update(&opened.document, &self.options)?;
        let password = self.options.password.as_deref();
        let made = number::prepare(&mut update, &self.profile, &self.places, password)?;
        let appended = update.finish(&random::seed()?)?;
        opened.source.unchanged()?;
        pending.commit(&appended)?;
        let name = input.name();
        if rewritten {
            self.console.note(Some(&name), "sign-rewritten", &[]);
        }
        let made = [
            ("number", made.number),
            ("day", made.day),
            ("month", made.month),
        ];
        let fields: Vec<_> = made
            .iter()
            .filter_map(|(name, id)| id.map(|_| *name))
            .collect();
        let values = [("fields", fields.join(", ")), ("output", output.name())];
        self.console.note(Some(&name), "prepare-done", &values);
        Ok(())
    }
}
