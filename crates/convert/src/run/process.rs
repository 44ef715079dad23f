//! Starting `LibreOffice` shut in, and ending it with all it has started.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, Command};

use super::isolation::Isolation;
use super::worker::Worker;
use super::{Limits, Settings};
use crate::error::Refused;
use crate::office::Kind;
use crate::reason::shown;

/// What is tried out, and the version, must answer within this time.
const SHORT: Duration = Duration::from_secs(30);
/// The end of what the program said, in bytes.
const SAID: u64 = 600;

/// How the program ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) status: String,
    pub(super) said: String,
}

/// Whether a command ends well; nothing of it is kept.
pub(super) async fn succeeds(words: &[OsString]) -> bool {
    let Some(mut command) = command(words) else {
        return false;
    };
    let spawned = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut group) = spawned.map(Group::of) else {
        return false;
    };
    let ended = tokio::time::timeout(SHORT, group.child.wait()).await;
    matches!(ended, Ok(Ok(status)) if status.success())
}

/// The program's version in its own words.
pub(super) async fn version(settings: &Settings, isolation: &Isolation) -> Result<String, Refused> {
    let missing = || Refused::ProgramMissing {
        program: settings.program.display().to_string(),
    };
    let worker = Worker::new(&settings.folder, isolation.user)?;
    let mut words = isolation.words(worker.path(), &Limits::default());
    words.push(settings.program.clone().into());
    words.push("--version".into());
    let limit = SHORT;
    let (status, said) = run(&words, &worker, limit).await?;
    let line = said.lines().find(|line| !line.trim().is_empty());
    match line {
        Some(line) if status.success() => Ok(shown(line.trim())),
        _ => Err(missing()),
    }
}

/// Converts what was put into the worker.
pub(super) async fn convert(
    settings: &Settings,
    isolation: &Isolation,
    worker: &Worker,
    kind: Kind,
    limits: &Limits,
) -> Result<Ended, Refused> {
    let mut words = isolation.words(worker.path(), limits);
    words.push(settings.program.clone().into());
    let mut profile = OsString::from("-env:UserInstallation=file://");
    profile.push(worker.home().join("profile"));
    words.push(profile);
    for word in [
        "--headless",
        "--nologo",
        "--norestore",
        "--nolockcheck",
        "--nodefault",
        "--nofirststartwizard",
    ] {
        words.push(word.into());
    }
    // Named, so that LibreOffice takes the file for what was inspected and nothing else.
    words.push(format!("--infilter={}", import(kind)).into());
    words.push("--convert-to".into());
    words.push(export(kind).into());
    words.push("--outdir".into());
    words.push(worker.out_folder().into());
    words.push(worker.input(kind).into());
    let (status, said) = run(&words, worker, limits.time).await?;
    Ok(Ended {
        status: status.to_string(),
        said,
    })
}

fn import(kind: Kind) -> &'static str {
    match kind {
        Kind::Docx => "MS Word 2007 XML",
        Kind::Xlsx => "Calc MS Excel 2007 XML",
        Kind::Pptx => "Impress MS PowerPoint 2007 XML",
        Kind::Odt => "writer8",
        Kind::Ods => "calc8",
        Kind::Odp => "impress8",
        Kind::Doc => "MS Word 97",
    }
}

/// Without form fields and comments: what is signed is what is seen.
fn export(kind: Kind) -> String {
    let filter = match kind {
        Kind::Docx | Kind::Odt | Kind::Doc => "writer_pdf_Export",
        Kind::Xlsx | Kind::Ods => "calc_pdf_Export",
        Kind::Pptx | Kind::Odp => "impress_pdf_Export",
    };
    let off = r#"{"type":"boolean","value":"false"}"#;
    format!(r#"pdf:{filter}:{{"ExportFormFields":{off},"ExportNotes":{off}}}"#)
}

/// Runs to the end or to the limit; then nothing of it is left.
async fn run(
    words: &[OsString],
    worker: &Worker,
    limit: Duration,
) -> Result<(ExitStatus, String), Refused> {
    let log = worker.log();
    let mut said = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(&log)
        .map_err(|error| Refused::io(&log, error))?;
    let (out, err) = match (said.try_clone(), said.try_clone()) {
        (Ok(out), Ok(err)) => (out, err),
        (Err(error), _) | (_, Err(error)) => return Err(Refused::io(&log, error)),
    };
    let mut command = command(words).ok_or_else(|| missing(words))?;
    surroundings(&mut command, worker.home().as_path());
    let spawned = command.stdout(out).stderr(err).spawn();
    let mut group = Group::of(spawned.map_err(|_| missing(words))?);
    let ended = tokio::time::timeout(limit, group.child.wait()).await;
    drop(group);
    match ended {
        Ok(Ok(status)) => Ok((status, end_of(&mut said))),
        Ok(Err(error)) => Err(Refused::io(worker.path(), error)),
        Err(_) => Err(Refused::TimedOut { limit }),
    }
}

fn missing(words: &[OsString]) -> Refused {
    let first = words
        .first()
        .map(|word| word.to_string_lossy().into_owned());
    Refused::ProgramMissing {
        program: first.unwrap_or_default(),
    }
}

fn command(words: &[OsString]) -> Option<Command> {
    let (program, rest) = words.split_first()?;
    let mut command = Command::new(program);
    command
        .args(rest)
        .stdin(Stdio::null())
        .process_group(0)
        .kill_on_drop(true);
    Some(command)
}

/// Nothing of our own environment reaches it.
fn surroundings(command: &mut Command, home: &Path) {
    command
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", home)
        .env("TMPDIR", home.join("tmp"))
        .env("LANG", "C.UTF-8")
        .env("SAL_USE_VCLPLUGIN", "svp")
        .current_dir(home.parent().unwrap_or(home));
}

fn end_of(said: &mut File) -> String {
    let length = said.metadata().map_or(0, |facts| facts.len());
    let mut text = Vec::new();
    let from = length.saturating_sub(SAID);
    let read = said
        .seek(SeekFrom::Start(from))
        .and_then(|_| said.take(SAID).read_to_end(&mut text));
    match read {
        Ok(_) => String::from_utf8_lossy(&text).trim().to_owned(),
        Err(_) => String::new(),
    }
}

/// A process and all that it has started; killed when it is dropped, also when the caller gives up.
struct Group {
    child: Child,
    leader: Option<Pid>,
}

impl Group {
    fn of(child: Child) -> Self {
        let leader = child.id().and_then(|id| i32::try_from(id).ok());
        Self {
            leader: leader.and_then(Pid::from_raw),
            child,
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // As long as anybody of the group lives, its number is not given to others; that there is
        // nobody left is no error.
        if let Some(leader) = self.leader {
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}
