//! `congvu restore`: a backup put back into an installation that holds nothing.

use std::path::PathBuf;
use std::sync::Arc;

use office::safekeeping;
use report::{Catalogue, Problem};

use super::backup::{Bar, values};
use super::serve::{File, problem, runtime};
use super::{print, print_json};
use crate::clock;
use crate::console::Console;
use crate::exit::Outcome;

/// Khôi phục bản sao lưu vào một nơi còn trống
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu restore --config TỆP --from THƯ-MỤC [--json]",
    after_long_help = "
Ví dụ:
  congvu restore --config /etc/congvu/congvu.toml --from /mnt/sao-luu/congvu

Tệp cấu hình là của nơi khôi phục đến; tệp cấu hình cũ nằm trong bản sao để đối chiếu. Cơ sở dữ
liệu phải cùng loại (SQLite hoặc PostgreSQL) và còn trống; thư mục data chưa có blobs, trust và
các tệp khóa của máy chủ. Mọi tệp được đối chiếu SHA-256 trước khi ghi; bản sao dở dang, hỏng hoặc do phiên bản
mới hơn tạo ra thì bị từ chối. Khôi phục xong, chuỗi nhật ký của từng cơ quan được kiểm tra từ đầu
đến cuối. Với PostgreSQL cần pg_restore (gói postgresql-client).

Không chạy hai máy chủ từ cùng một bản sao: cả hai sẽ gửi thư và cấp số trùng nhau.

Mã thoát: 0 đã khôi phục và kiểm tra; 2 không khôi phục được."
)]
pub(super) struct Restore {
    /// Tệp cấu hình (TOML) của nơi khôi phục đến
    #[arg(long, value_name = "TỆP", help_heading = "Tham số")]
    config: PathBuf,

    /// Thư mục giữ bản sao
    #[arg(long, value_name = "THƯ-MỤC", help_heading = "Tham số")]
    from: PathBuf,

    /// In JSON thay cho văn bản
    #[arg(long, help_heading = "Tùy chọn")]
    json: bool,
}

impl Restore {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let file = File::read(&self.config)?;
        file.check(&self.config)?;
        let watch = Bar::default();
        let done = safekeeping::restore(file.office, &self.from, Arc::new(clock::now), &watch);
        let done = runtime()?.block_on(done);
        drop(watch);
        let done = done.map_err(|error| problem(&error))?;
        for path in &done.backup.left_out {
            let path = path.display().to_string();
            console.note(None, "restore-left-out", &[("path", path)]);
        }
        if self.json {
            print_json(&done)?;
        } else {
            let mut said = values(&done.backup);
            said.push(("agencies", done.agencies.to_string()));
            said.push(("records", done.records.to_string()));
            let said = Catalogue::shared().sentence("restore-done", console.lang, &said);
            print(format!("{}: {}\n", self.from.display(), said.text).as_bytes())?;
        }
        Ok(Outcome::Passed)
    }
}
