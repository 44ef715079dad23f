//! `congvu serve`: the office in the browser, by one configuration file.
//!
//! Reads the file, opens the office, serves its pages and does its jobs until it is asked to stop.
//! What the pages show is crate `server`, what may be done crate `office`.

mod error;
mod file;
mod running;

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use report::Problem;
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

pub(super) use error::{Error, problem};
pub(super) use file::File;
pub(super) use running::{Running, listen, log, open};

use super::print;
use crate::console::Console;
use crate::exit::Outcome;
use crate::interrupt;

/// Chạy máy chủ của cơ quan
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu serve --config TỆP [--check]",
    after_long_help = "
Tệp cấu hình (TOML):

  listen = \"127.0.0.1:8080\"                  # nơi nghe, sau máy chủ chuyển tiếp có TLS

  [office]
  data = \"/var/lib/congvu\"                   # tệp, kho tin cậy, cơ sở dữ liệu SQLite
  address = \"https://congvu.example.gov.vn\"  # địa chỉ người dùng gõ, không có / ở cuối
  name = \"UBND xã An Thử\"
  database = \"postgres://congvu@%2Frun%2Fpostgresql/congvu\"  # không ghi thì dùng SQLite trong thư mục data
  time_stamps = \"http://tsa.ca.gov.vn\"

  [office.mail]                              # không ghi thì không gửi thư; còn lại: docs/mail.md
  host = \"mail.example.gov.vn\"
  from = \"vanthu@example.gov.vn\"

  [office.device]                            # khóa của máy chủ, ký gói tin và điểm kiểm nhật ký
  key_file = \"/etc/congvu/device.p12\"
  password_file = \"/etc/congvu/device.pin\"

  [server]
  uploads = \"/var/lib/congvu/uploads\"        # cùng ổ đĩa với data
  drain_seconds = 20                         # chờ việc đang làm khi dừng

Ví dụ:
  congvu serve --config /etc/congvu/congvu.toml --check
  congvu serve --config /etc/congvu/congvu.toml

Khi khởi động, cơ sở dữ liệu được nâng lên phiên bản của chương trình. Nhật ký ra stderr; mức ghi
đặt bằng RUST_LOG, ví dụ RUST_LOG=warn. Dừng bằng SIGTERM hoặc Ctrl-C: việc đang làm được làm nốt.
Đường dẫn tương đối trong tệp tính từ thư mục hiện hành."
)]
pub(super) struct Serve {
    /// Tệp cấu hình (TOML)
    #[arg(long, value_name = "TỆP", help_heading = "Tham số")]
    config: PathBuf,

    /// Chỉ kiểm tra tệp cấu hình và thư mục dữ liệu, không mở cơ sở dữ liệu
    #[arg(long, help_heading = "Tùy chọn")]
    check: bool,
}

impl Serve {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        let file = File::read(&self.config)?;
        file.check(&self.config)?;
        if self.check {
            let name = self.config.display().to_string();
            let good = console.label("serve-config-good");
            print(format!("{name}: {good}\n").as_bytes())?;
            return Ok(Outcome::Passed);
        }
        log("info");
        runtime()?.block_on(serve(file, console))?;
        Ok(Outcome::Passed)
    }
}

/// What everything of a service runs on.
pub(super) fn runtime() -> Result<Runtime, Error> {
    Runtime::new().map_err(|cause| Error::Runtime { cause })
}

async fn serve(file: File, console: Console) -> Result<(), Problem> {
    let stop = CancellationToken::new();
    let asked = interrupt::asked_to_stop().map_err(|cause| Error::Runtime { cause })?;
    let (listener, address) = listen(file.listen).await?;
    let office = open(file.office).await?;
    let code = server::office::setup_code(&office).await;
    let code = code.map_err(|cause| Error::Ended {
        reason: cause.to_string(),
    })?;
    let running = Running {
        office,
        config: file.server,
        stop: stop.clone(),
    };
    let served = tokio::spawn(running.serve(listener));
    print(format!("{}: http://{address}\n", console.label("serve-address")).as_bytes())?;
    if let Some(code) = code {
        print(format!("{}: {code}\n", console.label("serve-setup-code")).as_bytes())?;
    }
    tokio::spawn(async move {
        asked.await;
        stop.cancel();
    });
    served.await.map_err(|cause| Error::Ended {
        reason: cause.to_string(),
    })??;
    Ok(())
}

/// Makes sure that files can be made in `folder`, which is made for its owner alone if it is not there.
pub(super) fn writable(folder: &Path) -> Result<(), Error> {
    let unusable = |cause| Error::DataFolder {
        path: folder.display().to_string(),
        cause,
    };
    let mut private = DirBuilder::new();
    private.recursive(true).mode(0o700);
    private.create(folder).map_err(unusable)?;
    let probe = tempfile::Builder::new()
        .prefix(".congvu-")
        .tempfile_in(folder);
    probe.map(drop).map_err(unusable)
}
