//! Running other programs: always with a time limit, always with their output kept.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Exit code that `timeout` (coreutils) gives when the limit was reached.
const TIMED_OUT: i32 = 124;

/// A program to run, with its arguments and a time limit in seconds.
#[derive(Debug)]
pub struct Tool {
    program: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    hidden: Vec<OsString>,
    directory: Option<PathBuf>,
    limit: u32,
    input: Option<Vec<u8>>,
}

/// What a program answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The command line, for messages.
    pub command: String,
    /// The exit code; `None` when a signal ended the program.
    pub code: Option<i32>,
    /// Standard output, lossily as text.
    pub stdout: String,
    /// Standard error, lossily as text.
    pub stderr: String,
    /// Standard output as it came.
    pub bytes: Vec<u8>,
}

impl Tool {
    /// Names a program: a path, or a name looked up in `PATH`.
    pub fn new(program: impl AsRef<Path>) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            arguments: Vec::new(),
            variables: Vec::new(),
            hidden: Vec::new(),
            directory: None,
            limit: 120,
            input: None,
        }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds several arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        for argument in arguments {
            self.arguments.push(argument.as_ref().to_owned());
        }
        self
    }

    /// Sets an environment variable for the program.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.variables
            .push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Hides an environment variable from the program.
    #[must_use]
    pub fn without_env(mut self, name: impl AsRef<OsStr>) -> Self {
        self.hidden.push(name.as_ref().to_owned());
        self
    }

    /// Runs the program through another one, which gets it as its last arguments.
    #[must_use]
    pub fn through(mut self, wrapper: &[&str]) -> Self {
        let (first, rest) = wrapper.split_first().expect("a wrapper has a name");
        let program = std::mem::replace(&mut self.program, first.into());
        let inner = std::mem::take(&mut self.arguments);
        self.arguments = rest.iter().map(OsString::from).collect();
        self.arguments.push(program.into_os_string());
        self.arguments.extend(inner);
        self
    }

    /// The program that will run.
    #[must_use]
    pub fn program(&self) -> PathBuf {
        self.program.clone()
    }

    /// Runs the program in a folder.
    #[must_use]
    pub fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.directory = Some(directory.as_ref().to_owned());
        self
    }

    /// Changes the time limit (seconds; 120 unless told).
    #[must_use]
    pub fn limit(mut self, seconds: u32) -> Self {
        self.limit = seconds;
        self
    }

    /// Gives the program these bytes on standard input, instead of nothing.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    /// Runs to the end and returns the answer, whatever the exit code.
    ///
    /// # Panics
    /// When the program cannot be started or runs into its time limit: neither is a verdict.
    #[must_use]
    pub fn run(self) -> Answer {
        let answer = self.run_or_time_out();
        assert_ne!(
            answer.code,
            Some(TIMED_OUT),
            "time limit reached: {answer:#?}"
        );
        assert_ne!(
            answer.code,
            Some(127),
            "program not found, run scripts/setup.sh test: {answer:#?}"
        );
        answer
    }

    /// Like [`Tool::run`], but a reached time limit is an answer (code 124).
    ///
    /// # Panics
    /// When the program cannot be started.
    #[must_use]
    pub fn run_or_time_out(self) -> Answer {
        let mut command = Command::new("timeout");
        command
            .arg("--kill-after=5")
            .arg(self.limit.to_string())
            .arg(&self.program)
            .args(&self.arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .stdin(if self.input.is_some() {
                Stdio::piped()
            } else {
                Stdio::null()
            });
        for name in &self.hidden {
            command.env_remove(name);
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        let shown = format!("{command:?}");
        let mut child = command.spawn().expect("coreutils `timeout` starts");
        let writer = self.input.map(|bytes| {
            let mut pipe = child.stdin.take().expect("stdin is piped");
            // A program may end without reading everything: a broken pipe is its choice.
            std::thread::spawn(move || drop(std::io::Write::write_all(&mut pipe, &bytes)))
        });
        let output = child.wait_with_output().expect("output can be collected");
        if let Some(writer) = writer {
            writer.join().expect("writer thread ends");
        }
        Answer {
            command: shown,
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            bytes: output.stdout,
        }
    }
}

impl Answer {
    /// Demands exit code 0.
    ///
    /// # Panics
    /// When the program ended otherwise.
    #[must_use]
    pub fn success(self) -> Self {
        assert_eq!(self.code, Some(0), "failed: {self:#?}");
        self
    }
}

/// The Python that has pyHanko: `CONGVU_PYTHON`, else the one `scripts/setup.sh test` made, else
/// `python3`.
#[must_use]
pub fn python() -> Tool {
    let program = std::env::var_os("CONGVU_PYTHON").map_or_else(
        || {
            let installed = build_folder().join("../interop/bin/python");
            if installed.exists() {
                installed
            } else {
                "python3".into()
            }
        },
        PathBuf::from,
    );
    Tool::new(program)
}

/// A Python program kept beside this crate, in `e2e/python`.
#[must_use]
pub fn script(name: &str) -> Tool {
    python().arg(crate_folder().join("python").join(name))
}

/// The folder of this crate.
#[must_use]
pub fn crate_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The sample documents shipped with the product.
#[must_use]
pub fn samples() -> PathBuf {
    crate_folder().join("../samples")
}

/// The folder for products of the tests that may be kept between runs: `target/e2e`.
///
/// # Panics
/// When the running program is not below a build folder.
#[must_use]
pub fn scratch() -> PathBuf {
    let folder = build_folder().join("../e2e");
    std::fs::create_dir_all(&folder).expect("target/e2e can be made");
    folder
        .canonicalize()
        .expect("a folder just made has a path")
}

/// Where this build puts its programs: `target/debug` or `target/release`.
///
/// # Panics
/// When the running test is not in the usual place (`…/deps/NAME`).
#[must_use]
pub fn build_folder() -> PathBuf {
    let executable = std::env::current_exe().expect("the running test has a path");
    executable
        .parent()
        .and_then(Path::parent)
        .expect("tests are built to target/PROFILE/deps")
        .to_owned()
}
