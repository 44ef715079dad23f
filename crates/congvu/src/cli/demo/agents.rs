//! The desk agents as child processes: started, started again when one ends, stopped at the end.
//!
//! They must not outlive the demonstration, whatever ends it: `setpriv` (util-linux) has the system
//! end them with the thread that started them, which is why that is a thread of its own.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread::JoinHandle;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::Error;
use super::desks::Desk;

const PROGRAM: &str = "congvu-agent";

/// How long an agent may take until it answers.
const START: Duration = Duration::from_secs(30);
/// How long it gets to end by itself.
const FAREWELL: Duration = Duration::from_secs(6);
/// How long a dead one stays dead: the longer, the more often it dies.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The agents; they end when this is dropped.
#[derive(Debug)]
pub(super) struct Agents {
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

/// The agents' program, which comes with this one.
pub(super) fn program() -> Result<PathBuf, Error> {
    let own = std::env::current_exe().unwrap_or_default();
    let path = own.with_file_name(PROGRAM);
    if path.is_file() {
        return Ok(path);
    }
    Err(Error::AgentMissing {
        path: path.display().to_string(),
    })
}

impl Agents {
    /// Starts an agent at each desk.
    pub(super) fn start(program: PathBuf, desks: Vec<Desk>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let stop = CancellationToken::new();
        let told = stop.clone();
        let work = move || {
            runtime.block_on(async {
                let mut all = JoinSet::new();
                for desk in desks {
                    all.spawn(attend(program.clone(), desk, told.clone()));
                }
                all.join_all().await;
            });
        };
        let named = std::thread::Builder::new().name("desks".to_owned());
        let thread = Some(named.spawn(work)?);
        Ok(Self { stop, thread })
    }
}

impl Drop for Agents {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic there has ended them too.
            let _ = thread.join();
        }
    }
}

/// Waits until the agent of a desk answers.
pub(super) async fn answers(desk: &Desk) -> Result<(), Error> {
    let until = Instant::now() + START;
    while TcpStream::connect(("127.0.0.1", desk.port)).await.is_err() {
        if Instant::now() >= until {
            return Err(Error::AgentSilent {
                name: desk.id.clone(),
                log: desk.log().display().to_string(),
            });
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Keeps an agent at its desk until the demonstration ends.
async fn attend(program: PathBuf, desk: Desk, stop: CancellationToken) {
    let mut pause = PAUSE;
    loop {
        let begun = Instant::now();
        let ended = match begin(&program, &desk) {
            Ok(mut child) => tokio::select! {
                status = child.wait() => status.map(|status| status.to_string()),
                () = stop.cancelled() => return end(child).await,
            },
            Err(error) => Err(error),
        };
        let said = ended.unwrap_or_else(|error| error.to_string());
        tracing::warn!(
            desk = desk.id,
            said,
            "a desk agent ended, and is started again"
        );
        tokio::select! {
            () = sleep(pause) => (),
            () = stop.cancelled() => return,
        }
        pause = match begun.elapsed() > LONGEST_PAUSE {
            true => PAUSE,
            false => pause.saturating_mul(2).min(LONGEST_PAUSE),
        };
    }
}

fn begin(program: &Path, desk: &Desk) -> io::Result<Child> {
    let log = log(&desk.log())?;
    let mut command = if has_setpriv() {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .args(desk.arguments())
        .env("SOFTHSM2_CONF", desk.tokens())
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        // Ctrl-C is for us: the agents are told when nobody needs them any more.
        .process_group(0)
        .kill_on_drop(true);
    command.spawn()
}

/// What an agent says, from its last start on.
fn log(path: &Path) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    File::create(path)
}

fn has_setpriv() -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join("setpriv").is_file())
}

/// Asks an agent to end, and ends it if it does not.
async fn end(mut child: Child) {
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(pid) = id.and_then(Pid::from_raw) {
        // It may have ended just now.
        let _ = kill_process(pid, Signal::TERM);
    }
    if timeout(FAREWELL, child.wait()).await.is_err() {
        let _ = child.kill().await;
    }
}
