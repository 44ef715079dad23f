//! The command line of the agent.
#![allow(
    clippy::doc_markdown,
    reason = "doc comments of arguments are help pages, printed as they are"
)]

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use agent::{Config, Confirm, Data, Desk, Error, Unattended, choose};
use clap::{ArgAction, Parser, Subcommand};
use report::{Lang, Problem, visible};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::clock;

/// Headings of help pages; clap's own are English.
const TEMPLATE: &str = "\
{about}

Cách dùng: {usage}

{all-args}{after-help}";

/// Names the folder of configuration and data.
const FOLDER: &str = "congvu-agent";

/// How long work under way may take after the program was told to end.
const FAREWELL: Duration = Duration::from_secs(3);

#[derive(Debug, Parser)]
#[command(
    name = "congvu-agent",
    version,
    about = "Chương trình ký số trên máy của người ký",
    long_about = "Chương trình ký số trên máy của người ký: nhận đề nghị ký từ trang của cơ quan đã\n\
                  ghép nối, cho xem nội dung, hỏi mã PIN và trả lại chữ ký. Khóa không rời thiết bị.",
    override_usage = "congvu-agent [LỆNH] [TÙY CHỌN]",
    help_template = TEMPLATE,
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_long_help = "
Ví dụ:
  congvu-agent                                     (nghe ở 127.0.0.1:18430)
  congvu-agent keys                                (các chứng thư tìm thấy)
  congvu-agent pair --list
  congvu-agent pair --forget https://congvu.example.gov.vn

Cấu hình mặc định: ~/.config/congvu-agent/config.toml; dữ liệu: ~/.local/share/congvu-agent.
Dừng bằng Ctrl-C."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// Tệp cấu hình (TOML)
    #[arg(long, global = true, value_name = "TỆP", help_heading = "Tùy chọn")]
    config: Option<PathBuf>,

    /// Thư mục giữ ghép nối và các đề nghị đã dùng
    #[arg(long, global = true, value_name = "THƯ-MỤC", help_heading = "Tùy chọn")]
    data: Option<PathBuf>,

    /// Địa chỉ để nghe, chỉ trên máy này (mặc định 127.0.0.1:18430); cổng 0 là cổng trống bất kỳ
    #[arg(
        long,
        global = true,
        value_name = "127.0.0.1:CỔNG",
        help_heading = "Tùy chọn"
    )]
    listen: Option<SocketAddr>,

    /// Vẫn thử mã PIN dù thiết bị báo chỉ còn một lần thử
    #[arg(long, global = true, help_heading = "Tùy chọn")]
    use_final_try: bool,

    /// CHỈ ĐỂ DÙNG THỬ: tự đồng ý và lấy mã PIN từ TỆP, không hỏi ai; máy chủ thật sẽ từ chối
    #[arg(long, global = true, value_name = "TỆP", help_heading = "Tùy chọn")]
    unattended: Option<PathBuf>,

    /// In trợ giúp; --help in đầy đủ kèm ví dụ
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "Tùy chọn")]
    help: Option<bool>,

    /// In phiên bản
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "Tùy chọn")]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Chờ đề nghị ký từ các trang đã ghép nối (mặc định)
    #[command(help_template = TEMPLATE, override_usage = "congvu-agent serve [TÙY CHỌN]")]
    Serve,
    /// Liệt kê các chứng thư tìm thấy trên thiết bị và trong tệp khóa
    #[command(help_template = TEMPLATE, override_usage = "congvu-agent keys [TÙY CHỌN]")]
    Keys,
    /// Xem hoặc bỏ các ghép nối
    #[command(
        help_template = TEMPLATE,
        override_usage = "congvu-agent pair --list\n           congvu-agent pair --forget ĐỊA-CHỈ"
    )]
    Pair(Pair),
    /// Tiến trình phụ giữ phần mềm của thiết bị
    #[command(hide = true)]
    Pkcs11Worker,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Pair {
    /// Liệt kê các máy chủ đã ghép nối
    #[arg(long, help_heading = "Tùy chọn")]
    list: bool,

    /// Bỏ ghép nối với máy chủ có địa chỉ trang hoặc mã ghép nối này
    #[arg(long, value_name = "ĐỊA-CHỈ", help_heading = "Tùy chọn")]
    forget: Option<String>,
}

/// Parses the command line and runs it.
pub(crate) fn run() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => match cli.act() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                explain(error);
                ExitCode::from(2)
            }
        },
        Err(error) => {
            // Help goes to standard output, a wrong command line to standard error.
            let _ = error.print();
            ExitCode::from(if error.use_stderr() { 2 } else { 0 })
        }
    }
}

impl Cli {
    fn act(self) -> Result<(), Error> {
        match &self.command {
            Some(Command::Pkcs11Worker) => {
                token_host::serve().map_err(|cause| Error::NotForPeople { cause })
            }
            Some(Command::Keys) => self.keys(),
            Some(Command::Pair(pair)) => self.pair(pair),
            Some(Command::Serve) | None => self.serve(),
        }
    }

    fn serve(&self) -> Result<(), Error> {
        let config = self.config()?;
        log_to_standard_error();
        let confirm = self.confirm(&config)?;
        if confirm.is_unattended() {
            say(
                "CẢNH BÁO: đang chạy ở chế độ tự đồng ý (--unattended). Mọi đề nghị của trang đã ghép nối \
                 đều được ký mà KHÔNG hỏi ai. Chỉ dùng cho bản dùng thử với khóa thử nghiệm.",
            );
        }
        let desk = Arc::new(Desk::new(&config, self.data()?, confirm, clock::now)?);
        let failed = |cause| Error::Listen {
            address: config.listen.to_string(),
            cause,
        };
        if !config.listen.ip().is_loopback() {
            return Err(Error::NotLoopback {
                address: config.listen.to_string(),
            });
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(failed)?;
        let served = runtime.block_on(async {
            let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
            let address = listener.local_addr().map_err(failed)?;
            print(&format!("Chương trình ký số đang chờ ở http://{address}"));
            let stop = stop_signal().map_err(failed)?;
            agent::serve(listener, desk, stop).await
        });
        runtime.shutdown_timeout(FAREWELL);
        token_host::terminal::restore();
        served
    }

    fn keys(&self) -> Result<(), Error> {
        let config = self.config()?;
        let confirm = match self.confirm(&config) {
            Err(Error::NoPerson) => None,
            other => Some(other?),
        };
        let (keys, troubles) = agent::certificates(&config, &self.data()?, confirm.as_deref())?;
        for key in &keys {
            print(&format!(
                "{}\n  nơi cấp: {}\n  số sê-ri: {}\n  nơi giữ: {}\n  SHA-256: {}",
                visible(&key.subject),
                visible(&key.issuer),
                key.serial,
                visible(key.place.name()),
                key.fingerprint
            ));
        }
        if keys.is_empty() {
            print("Không tìm thấy chứng thư nào.");
        }
        for trouble in troubles {
            say(&format!(
                "lỗi: {}: {}",
                visible(&trouble.place),
                trouble.error.message
            ));
            if let Some(hint) = trouble.error.hint {
                say(&format!("gợi ý: {hint}"));
            }
        }
        Ok(())
    }

    fn pair(&self, pair: &Pair) -> Result<(), Error> {
        let data = self.data()?;
        if let Some(wanted) = &pair.forget {
            data.forget(wanted)?;
            print("Đã bỏ ghép nối.");
            return Ok(());
        }
        let pairings = data.pairings()?;
        for pairing in &pairings {
            print(&format!(
                "{}\n  địa chỉ: {}\n  mã ghép nối: {}",
                visible(&pairing.name),
                visible(&pairing.origin),
                pairing.id
            ));
        }
        if pairings.is_empty() {
            print("Chưa ghép nối với máy chủ nào.");
        }
        Ok(())
    }

    fn config(&self) -> Result<Config, Error> {
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None => match home("XDG_CONFIG_HOME", ".config").map(|at| at.join("config.toml")) {
                Some(path) if path.exists() => Config::read(&path)?,
                _ => Config::default(),
            },
        };
        config.listen = self.listen.unwrap_or(config.listen);
        config.use_final_try |= self.use_final_try;
        Ok(config)
    }

    fn data(&self) -> Result<Data, Error> {
        let folder = self
            .data
            .clone()
            .or_else(|| home("XDG_DATA_HOME", ".local/share"));
        let folder = folder.ok_or_else(|| Error::Data {
            path: "$HOME".to_owned(),
            cause: "HOME?".to_owned(),
        })?;
        Data::open(&folder)
    }

    fn confirm(&self, config: &Config) -> Result<Box<dyn Confirm>, Error> {
        match &self.unattended {
            Some(path) => Ok(Box::new(Unattended::read(path)?)),
            None => choose(config.confirm),
        }
    }
}

/// Our folder below the one that `variable` names, or below the home folder.
fn home(variable: &str, below_home: &str) -> Option<PathBuf> {
    let named = |name: &str| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let base = named(variable).or_else(|| named("HOME").map(|home| home.join(below_home)))?;
    Some(base.join(FOLDER))
}

fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
            _ = hangup.recv() => (),
        }
    })
}

/// What is refused, and why; `CONGVU_LOG=agent=info` shows all of it.
fn log_to_standard_error() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CONGVU_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    // A subscriber that is there already is as good.
    let _ = subscriber.try_init();
}

fn explain(error: Error) {
    let sentence = Problem::from(error).sentence(Lang::Vi);
    say(&format!("lỗi: {}", sentence.text));
    if let Some(hint) = sentence.hint {
        say(&format!("gợi ý: {hint}"));
    }
}

/// To standard output; a reader that has gone away has seen enough.
fn print(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// To the person.
fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_definition_is_consistent_and_explained() {
        let command = Cli::command();
        command.clone().debug_assert();
        for inner in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            assert!(inner.get_about().is_some(), "{}", inner.get_name());
        }
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{}", argument.get_id());
        }
    }
}
