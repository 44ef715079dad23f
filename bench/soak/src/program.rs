//! The program as a process of its own: started, asked whether it is ready, killed.

use std::fs::{File, OpenOptions};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use std::io::{Read as _, Write as _};

/// A start that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// How `congvu serve` is started.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    path: PathBuf,
    config: PathBuf,
    pub(crate) address: SocketAddr,
    log: PathBuf,
}

/// It, while it runs.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Program {
    /// The program of this build, or that of `CONGVU_BIN`, on a free port.
    pub(crate) fn new(folder: &Path) -> Self {
        let own = std::env::current_exe().unwrap();
        let built = own.parent().unwrap().join("congvu");
        let path = std::env::var_os("CONGVU_BIN").map_or(built, PathBuf::from);
        assert!(
            path.exists(),
            "{} is missing: cargo build -p congvu",
            path.display()
        );
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            path,
            config: folder.join("congvu.toml"),
            address: free.local_addr().unwrap(),
            log: folder.join("congvu.log"),
        }
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn configure(&self, text: &str) {
        std::fs::write(&self.config, text).unwrap();
    }

    /// What it wrote to standard error.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The program for another task.
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.path)
    }

    pub(crate) fn start(&self) -> Running {
        let log: File = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .unwrap();
        let child = Command::new(&self.path)
            .args(["serve", "--config"])
            .arg(&self.config)
            .env("RUST_LOG", "info,tower_http=warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        Running(child.unwrap())
    }

    /// Waits until it is ready; gives how long that took.
    pub(crate) fn wait(&self, running: &mut Running) -> Duration {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let ended = running.0.try_wait().unwrap();
            assert_eq!(ended, None, "it ended by itself: {}", self.said());
            if self.is_ready() {
                return begun.elapsed();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("not ready within a minute: {}", self.said());
    }

    pub(crate) fn is_ready(&self) -> bool {
        let patience = Duration::from_secs(5);
        let Ok(mut stream) = TcpStream::connect_timeout(&self.address, patience) else {
            return false;
        };
        let request = format!("GET /readyz HTTP/1.1\r\nhost: {}\r\n\r\n", self.address);
        let mut begun = [0; 12];
        stream.set_read_timeout(Some(patience)).is_ok()
            && stream.write_all(request.as_bytes()).is_ok()
            && stream.read_exact(&mut begun).is_ok()
            && begun.ends_with(b" 200")
    }
}

impl Running {
    /// SIGKILL; gives back when nothing of it is left.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// What it calls itself where it leases jobs.
    pub(crate) fn name(&self) -> String {
        format!("congvu-{}", self.0.id())
    }

    /// Whether it runs still.
    pub(crate) fn lives(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    /// Asks it to stop; gives how long that took.
    pub(crate) fn stop(mut self) -> Duration {
        let begun = Instant::now();
        let id = self.0.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        let ended = self.0.wait().unwrap();
        assert!(ended.success(), "it ended with {ended}");
        begun.elapsed()
    }

    /// Memory that it occupies now, MiB.
    pub(crate) fn memory(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()));
        let text = text.unwrap_or_default();
        let line = text.lines().find_map(|it| it.strip_prefix("VmRSS:"));
        let words = line.unwrap_or_default().split_whitespace().next();
        words
            .and_then(|it| it.parse::<u64>().ok())
            .unwrap_or_default()
            / 1024
    }

    /// Seconds of processor time that it took.
    pub(crate) fn processor(&self) -> f64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()));
        let text = text.unwrap_or_default();
        let fields = text
            .rsplit_once(')')
            .map_or("", |it| it.1)
            .split_whitespace();
        let ticks: u64 = fields
            .skip(11)
            .take(2)
            .filter_map(|it| it.parse::<u64>().ok())
            .sum();
        ticks as f64 / 100.0
    }
}

/// How busy the machine is, as it says itself.
pub(crate) fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
