//! The child process that holds a token's PKCS#11 module: started, watched and killed here.
//!
//! Parent and child talk over a socket that the child finds as its standard input. Its standard
//! output and error lead nowhere: modules print there as they like, some even the PIN. What is said
//! over the socket belongs to [`keys::pkcs11`].

use std::io::{self, Read, Write};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use keys::KeyError;
use keys::pkcs11::{self, Link, LinkError, Module, Uri, Wait};
use zeroize::Zeroizing;

/// How long the child gets to log out when it is no longer needed.
const FAREWELL: Duration = Duration::from_secs(2);

/// Where distributions put PKCS#11 modules.
const MODULE_FOLDERS: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu/pkcs11",
    "/usr/lib/aarch64-linux-gnu/pkcs11",
    "/usr/lib64/pkcs11",
    "/usr/lib/pkcs11",
    "/usr/lib/softhsm",
    "/usr/lib/x86_64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu",
    "/usr/lib64",
    "/usr/lib",
    "/usr/local/lib",
];

/// The module that stands for all modules the system knows; taken if none is named.
const SYSTEM_MODULE: &str = "p11-kit-proxy.so";

/// How long the module may take.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// For an answer by itself.
    pub module: Duration,
    /// For an answer that waits for a PIN typed on the device.
    pub person: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            module: Duration::from_secs(60),
            person: Duration::from_secs(180),
        }
    }
}

/// A running child process.
///
/// Requests of several threads are sent one after the other and answered in that order; whose turn
/// it is to read is known by counting.
#[derive(Debug)]
pub struct Worker {
    child: Mutex<Child>,
    channel: UnixStream,
    deadlines: Deadlines,
    /// Requests sent so far; locked while one is being sent.
    sent: Mutex<u64>,
    answers: Mutex<Answers>,
    answered: Condvar,
}

/// What came back.
#[derive(Debug, Default)]
struct Answers {
    /// Replies read so far.
    count: u64,
    /// Why there will be no more.
    ended: Option<LinkError>,
}

impl Worker {
    /// Starts `command`, which must call [`serve`].
    ///
    /// # Errors
    /// [`KeyError::Worker`] if it cannot be started.
    pub fn start(mut command: Command, deadlines: Deadlines) -> Result<Self, KeyError> {
        let cannot = |error: io::Error| KeyError::Worker {
            reason: format!("cannot be started: {error}"),
        };
        let (ours, theirs) = UnixStream::pair().map_err(cannot)?;
        let child = command
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(cannot)?;
        Ok(Self {
            child: Mutex::new(child),
            channel: ours,
            deadlines,
            sent: Mutex::new(0),
            answers: Mutex::default(),
            answered: Condvar::new(),
        })
    }

    /// Sends a request; its number, which is that of its reply.
    fn send(&self, request: &[u8], after: Duration) -> Result<u64, LinkError> {
        let mut sent = lock(&self.sent);
        if let Some(error) = &lock(&self.answers).ended {
            return Err(error.clone());
        }
        let mut channel = self.timed(after);
        pkcs11::write_frame(&mut channel, request).map_err(|error| self.end(&error, after))?;
        let number = *sent;
        *sent += 1;
        Ok(number)
    }

    /// Waits until it is the turn of this reply, and reads it.
    fn receive(&self, number: u64, after: Duration) -> Result<Zeroizing<Vec<u8>>, LinkError> {
        let not_yet = |answers: &mut Answers| answers.ended.is_none() && answers.count < number;
        let answers = self.answered.wait_while(lock(&self.answers), not_yet);
        let answers = answers.unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = &answers.ended {
            return Err(error.clone());
        }
        // Nobody else reads before this reply is counted.
        drop(answers);
        let reply = pkcs11::read_frame(&mut self.timed(after));
        let reply =
            reply.and_then(|reply| reply.ok_or_else(|| io::ErrorKind::UnexpectedEof.into()));
        let reply = reply.map_err(|error| self.end(&error, after))?;
        lock(&self.answers).count += 1;
        self.answered.notify_all();
        Ok(reply)
    }

    fn timed(&self, after: Duration) -> Timed<'_> {
        Timed {
            stream: &self.channel,
            until: Instant::now() + after,
        }
    }

    /// Kills the child; whoever waits, or comes later, hears of it. The first error counts.
    fn end(&self, error: &io::Error, after: Duration) -> LinkError {
        let mut child = lock(&self.child);
        // A process that has ended already keeps the status it ended with.
        let killed = child.kill();
        let status = child.wait();
        let error = match (error.kind(), killed.and(status)) {
            (io::ErrorKind::TimedOut, _) => LinkError::Silent { after },
            (
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::ConnectionReset,
                Ok(status),
            ) => LinkError::Ended {
                status: status.to_string(),
            },
            _ => LinkError::Broken(error.to_string()),
        };
        let mut answers = lock(&self.answers);
        let error = answers.ended.get_or_insert(error).clone();
        self.answered.notify_all();
        error
    }
}

impl Link for Worker {
    fn exchange(
        &self,
        request: &[u8],
        wait: Wait,
        sent: &mut dyn FnMut(),
    ) -> Result<Zeroizing<Vec<u8>>, LinkError> {
        let after = match wait {
            Wait::Module => self.deadlines.module,
            Wait::Person => self.deadlines.person,
        };
        let number = self.send(request, after)?;
        sent();
        self.receive(number, after)
    }
}

impl Drop for Worker {
    /// Lets the child log out and finalise its module, but not for long.
    fn drop(&mut self) {
        if lock(&self.answers).ended.is_none() {
            // Whether any of this succeeds, the process is killed and collected below.
            let _ = self.channel.shutdown(std::net::Shutdown::Write);
            let _ = self.timed(FAREWELL).read(&mut [0]);
            let mut child = lock(&self.child);
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A stream whose reads and writes all end at one moment.
struct Timed<'a> {
    stream: &'a UnixStream,
    until: Instant,
}

impl Timed<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(Some(left))
        }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        self.stream.read(buffer).map_err(timed_out)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        self.stream.write(buffer).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// A socket's time limit shows as `WouldBlock`.
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
        _ => error,
    }
}

/// The child's side, for the command `pkcs11-worker`: serves requests until the parent goes away.
///
/// # Errors
/// Those of the socket; standard input that is not one means that a person started this.
pub fn serve() -> io::Result<()> {
    let channel = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    pkcs11::run(&channel, &channel)
}

/// This program as its own child process.
///
/// # Errors
/// [`KeyError::Worker`] if the program's file is not known any more.
pub fn own_command() -> Result<Command, KeyError> {
    // The file that runs here, also where another has taken its name since: a package is replaced
    // under a program that goes on, and parent and child are of one version.
    let program = match cfg!(target_os = "linux") {
        true => PathBuf::from("/proc/self/exe"),
        false => std::env::current_exe().map_err(|error| KeyError::Worker {
            reason: format!("own program not found: {error}"),
        })?,
    };
    let mut command = Command::new(program);
    // The PIN goes through the socket only.
    command.arg("pkcs11-worker").env_remove("CONGVU_PIN");
    Ok(command)
}

/// Loads `module` (see [`module_file`]) in a child process of its own.
///
/// # Errors
/// As [`Module::load`], and [`KeyError::Worker`] if the child cannot be started.
pub fn load(module: &str, deadlines: Deadlines) -> Result<Module, KeyError> {
    let worker = Worker::start(own_command()?, deadlines)?;
    Module::load(Box::new(worker), module)
}

/// The module's file: the option, else the URI's `module-path`, else the file that its
/// `module-name` means, else the module that stands for all that the system knows.
pub fn module_file(option: Option<&str>, uri: &Uri) -> String {
    let named = |name: &String| {
        MODULE_FOLDERS
            .iter()
            .flat_map(|folder| {
                [
                    format!("{folder}/lib{name}.so"),
                    format!("{folder}/{name}.so"),
                ]
            })
            .find(|file| Path::new(file).exists())
            .unwrap_or_else(|| format!("{name}.so"))
    };
    option
        .map(ToOwned::to_owned)
        .or_else(|| uri.module_path.clone())
        .or_else(|| uri.module_name.as_ref().map(named))
        .unwrap_or_else(|| SYSTEM_MODULE.to_owned())
}
