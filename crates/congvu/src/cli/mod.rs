//! The commands: one file each, with its arguments, its help and what it does.
#![allow(
    clippy::doc_markdown,
    reason = "doc comments of arguments are help pages, printed as they are"
)]

mod audit;
mod backup;
mod cert;
mod completions;
mod demo;
mod doctor;
mod document;
mod evidence;
mod extend;
mod inspect;
mod kept_reports;
mod keys;
mod kinds;
mod man;
mod network;
mod prepare;
mod process;
mod restore;
mod serve;
mod sign;
mod signature_file;
mod testpki;
mod trust;
mod usage;
mod verify;
mod worker;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};

use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use report::{ErrorReport, Lang, Problem};
use serde::Serialize;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcDateTime};

use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;

/// Headings of help pages; clap's own are English.
const TEMPLATE: &str = "\
{about}

Cách dùng: {usage}

{all-args}{after-help}";

#[derive(Debug, Parser)]
#[command(
    name = "congvu",
    version,
    about = "Ký số và kiểm tra văn bản điện tử",
    long_about = "Công Vụ: ký số và kiểm tra văn bản điện tử của cơ quan nhà nước.",
    override_usage = "congvu LỆNH [TÙY CHỌN]",
    help_template = TEMPLATE,
    subcommand_help_heading = "Lệnh",
    subcommand_value_name = "LỆNH",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    after_help = AFTER_HELP,
    after_long_help = AFTER_LONG_HELP
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    common: Common,
}

const AFTER_HELP: &str = "\nXem chi tiết và ví dụ: congvu LỆNH --help";

const AFTER_LONG_HELP: &str = "
Mã thoát:
  0  mọi việc đạt yêu cầu
  1  có việc không đạt (chữ ký không hợp lệ, tệp không ký được)
  2  không kết luận được (sai tham số, không đọc được tệp)

Dữ liệu ra stdout; thông báo và tiến độ ra stderr. Dấu - thay cho stdin hoặc stdout.
Xem chi tiết và ví dụ của từng lệnh: congvu LỆNH --help";

/// What every command understands.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Tùy chọn chung")]
struct Common {
    /// Ngôn ngữ của thông báo và báo cáo: vi (mặc định) hoặc en
    #[arg(
        long,
        global = true,
        value_name = "vi|en",
        default_value = "vi",
        hide_default_value = true,
        hide_possible_values = true,
        display_order = 900
    )]
    lang: Language,

    /// In trợ giúp; --help in đầy đủ kèm ví dụ
    #[arg(short, long, global = true, action = ArgAction::Help, display_order = 901)]
    help: Option<bool>,

    /// In phiên bản
    #[arg(short = 'V', long, action = ArgAction::Version, display_order = 902)]
    version: Option<bool>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    Vi,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Prepare(prepare::Prepare),
    Sign(Box<sign::Sign>),
    Extend(Box<extend::Extend>),
    Verify(verify::Verify),
    Inspect(inspect::Inspect),
    Keys(keys::Keys),
    Trust(trust::Trust),
    Cert(cert::Cert),
    Process(process::Process),
    Audit(audit::Audit),
    Serve(serve::Serve),
    Doctor(doctor::Doctor),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Demo(demo::Demo),
    Testpki(testpki::TestPki),
    Completions(completions::Completions),
    Man(man::Man),
    /// Tiến trình phụ giữ phần mềm của thiết bị
    #[command(hide = true)]
    Pkcs11Worker,
}

impl Command {
    fn run(self, console: Console) -> Result<Outcome, Problem> {
        match self {
            Self::Prepare(command) => command.run(console),
            Self::Sign(command) => command.run(console),
            Self::Extend(command) => command.run(console),
            Self::Verify(command) => command.run(console),
            Self::Inspect(command) => command.run(console),
            Self::Keys(command) => command.run(console),
            Self::Trust(command) => command.run(console),
            Self::Cert(command) => command.run(console),
            Self::Process(command) => command.run(console),
            Self::Audit(command) => command.run(console),
            Self::Serve(command) => command.run(console),
            Self::Doctor(command) => command.run(console),
            Self::Backup(command) => command.run(console),
            Self::Restore(command) => command.run(console),
            Self::Demo(command) => command.run(console),
            Self::Testpki(command) => command.run(console),
            Self::Completions(command) => command.run(),
            Self::Man(command) => command.run(),
            Self::Pkcs11Worker => worker::run(),
        }
    }
}

/// Parses the command line and runs it.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> Outcome {
    let arguments: Vec<_> = arguments.collect();
    let console = Console {
        lang: lang_before_parsing(&arguments),
    };
    let json = arguments.iter().any(|argument| argument == "--json");
    let parsed = definition()
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => return usage::show_help(&error),
        Err(error) => return fail(console, &usage::explain(&error).into(), json),
    };
    let console = Console {
        lang: cli.common.lang.into(),
    };
    (cli.command.run(console)).unwrap_or_else(|problem| fail(console, &problem, json))
}

/// What `--json` prints when the command could not begin.
#[derive(Serialize)]
struct NotBegun {
    error: ErrorReport,
}

fn fail(console: Console, problem: &Problem, json: bool) -> Outcome {
    if json {
        let error = ErrorReport::of(problem, console.lang);
        // Whoever closed standard output is still told on standard error.
        let _ = print_json(&NotBegun { error });
    }
    console.error(None, problem);
    Outcome::Unknown
}

/// The definition that help, completions and man pages are made from.
fn definition() -> clap::Command {
    // Each command's help uses the same headings.
    Cli::command().mut_subcommands(|command| {
        command
            .help_template(TEMPLATE)
            .mut_subcommands(|inner| inner.help_template(TEMPLATE))
    })
}

/// A wrong command line is explained in the language asked for, as far as that can be seen.
fn lang_before_parsing(arguments: &[OsString]) -> Lang {
    let english = (arguments.windows(2))
        .any(|pair| pair == [OsStr::new("--lang"), OsStr::new("en")])
        || arguments.iter().any(|argument| argument == "--lang=en");
    if english { Lang::En } else { Lang::Vi }
}

/// A moment on the command line.
fn moment(text: &str) -> Result<UtcDateTime, String> {
    let time = OffsetDateTime::parse(text, &Rfc3339);
    time.map(UtcDateTime::from)
        .map_err(|_| "2026-11-21T08:00:00+07:00".to_owned())
}

/// Writes `text` to standard output; a reader that has gone away has seen enough.
fn print(text: &[u8]) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(Error::OutputFailed {
            path: "-".to_owned(),
            cause,
        }),
        _ => Ok(()),
    }
}

/// Writes a report for machines to standard output.
fn print_json(report: &impl Serialize) -> Result<(), Error> {
    let mut text = serde_json::to_vec_pretty(report).map_err(|cause| Error::OutputFailed {
        path: "-".to_owned(),
        cause: cause.into(),
    })?;
    text.push(b'\n');
    print(&text)
}

#[cfg(test)]
mod tests {
    use super::definition;

    #[test]
    fn the_definition_is_consistent() {
        definition().debug_assert();
    }

    #[test]
    fn every_command_and_argument_is_explained() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command
                .get_arguments()
                .filter(|argument| !argument.is_hide_set())
            {
                let id = argument.get_id();
                assert!(argument.get_help().is_some(), "{} {id}", command.get_name());
            }
            command
                .get_subcommands()
                .filter(|inner| !inner.is_hide_set())
                .for_each(check);
        }
        check(&definition());
    }
}
