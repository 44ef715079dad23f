//! `congvu backup`: a copy of the whole installation while it is used.
//!
//! What is copied and in which order is `office::safekeeping`; docs/backup.md is the guide.

use std::path::PathBuf;
use std::sync::OnceLock;

use office::safekeeping::{self, Manifest, Watch};
use report::{Catalogue, Problem};

use super::serve::{File, problem, runtime};
use super::{print, print_json};
use crate::clock;
use crate::console::Console;
use crate::exit::Outcome;
use crate::progress::Progress;

/// Sao lưu toàn bộ dữ liệu của cơ quan khi máy chủ vẫn chạy
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu backup --config TỆP --to THƯ-MỤC [--json]",
    after_long_help = "
Ví dụ:
  congvu backup --config /etc/congvu/congvu.toml --to /mnt/sao-luu/congvu
  congvu backup --config /etc/congvu/congvu.toml --to /mnt/sao-luu/congvu --json | jq .copied

Bản sao gồm cơ sở dữ liệu tại một thời điểm, mọi tệp mà cơ sở dữ liệu nhắc tới (kể cả khi tệp để ở
kho S3), kho tin cậy, tệp cấu hình và hai khóa của máy chủ (kênh với bàn ký, xác thực hai lớp). Mỗi
tệp được đọc lại và đối chiếu SHA-256. manifest.json được ghi cuối cùng: sao lưu bị ngắt giữa chừng thì bản sao trước đó vẫn
nguyên. Sao lưu lại vào cùng thư mục chỉ chép thêm tệp mới. Tệp chứa mật khẩu mà cấu hình nhắc tới
không được chép; lệnh nêu tên chúng để cất riêng. Với PostgreSQL cần pg_dump (gói
postgresql-client).

Bản sao chứa khóa và văn bản: chỉ để nơi người được giao đọc được.

Mã thoát: 0 đã sao lưu; 2 không sao lưu được."
)]
pub(super) struct Backup {
    /// Tệp cấu hình (TOML) mà máy chủ đang dùng
    #[arg(long, value_name = "TỆP", help_heading = "Tham số")]
    config: PathBuf,

    /// Thư mục giữ bản sao, nên ở ổ đĩa hoặc máy khác
    #[arg(long, value_name = "THƯ-MỤC", help_heading = "Tham số")]
    to: PathBuf,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

impl Backup {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let config = File::read(&self.config)?.office;
        let watch = Bar::default();
        let made = safekeeping::backup(&config, &self.config, &self.to, clock::now(), &watch);
        let made = runtime()?.block_on(made);
        drop(watch);
        let made = made.map_err(|error| problem(&error))?;
        for path in &made.left_out {
            let path = path.display().to_string();
            console.note(None, "backup-left-out", &[("path", path)]);
        }
        if self.json {
            print_json(&made)?;
        } else {
            let said = Catalogue::shared().sentence("backup-made", console.lang, &values(&made));
            print(format!("{}: {}\n", self.to.display(), said.text).as_bytes())?;
        }
        Ok(Outcome::Passed)
    }
}

/// What sentences say of a backup.
pub(super) fn values(made: &Manifest) -> Vec<(&'static str, String)> {
    vec![
        ("engine", made.engine.clone()),
        ("taken-at", made.taken_at.clone()),
        ("blobs", made.blobs.to_string()),
        ("copied", made.copied.to_string()),
    ]
}

/// Progress on a terminal.
#[derive(Default)]
pub(super) struct Bar(OnceLock<Progress>);

impl Watch for Bar {
    fn begins(&self, blobs: usize) {
        self.0.get_or_init(|| Progress::new(blobs));
    }

    fn looked_at(&self) {
        if let Some(progress) = self.0.get() {
            progress.advance();
        }
    }
}
