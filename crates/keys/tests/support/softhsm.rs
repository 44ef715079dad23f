//! SoftHSM tokens in a temporary folder, and the child processes that see only them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use keys::pkcs11::{Link, LoginOptions, Token, Uri};
use keys::{KeyError, Pin};
use pki::DigestAlgorithm;
use token_host::{Deadlines, Worker};

use crate::support::{Bench, run};

pub(crate) const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
pub(crate) const PIN: &str = "Mã-PIN 12345";

/// A token store and the keys that go into it.
pub(crate) struct SoftHsm {
    pub(crate) bench: Bench,
}

impl SoftHsm {
    pub(crate) fn new() -> Self {
        let bench = Bench::new();
        fs::create_dir(bench.path("tokens")).unwrap();
        fs::write(
            bench.path("softhsm2.conf"),
            format!(
                "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
                bench.path("tokens").display()
            ),
        )
        .unwrap();
        Self { bench }
    }

    /// A store with one token that holds one key with its certificate and the CA's.
    pub(crate) fn with_key(token: &str, name: &str, kind: &str) -> Self {
        let store = Self::new();
        store.token(token);
        store.person(token, name, kind, "01", "");
        store
    }

    pub(crate) fn token(&self, label: &str) {
        self.tool(
            "softhsm2-util",
            &[
                "--init-token",
                "--free",
                "--label",
                label,
                "--pin",
                PIN,
                "--so-pin",
                "12345678",
            ],
        );
    }

    /// Makes a key with its certificate and puts both on the token.
    pub(crate) fn person(&self, token: &str, name: &str, kind: &str, id: &str, options: &str) {
        self.bench.person(name, kind);
        self.put_key(token, name, id, options);
        self.put_certificate(token, name, id);
    }

    pub(crate) fn put_key(&self, token: &str, name: &str, id: &str, options: &str) {
        let (pem, der) = (format!("{name}.pem"), format!("{name}.p8"));
        self.bench.openssl(
            "pkcs8 -topk8 -nocrypt -outform DER -in",
            &[&pem, "-out", &der],
        );
        let mut arguments = vec![
            "--type",
            "privkey",
            "--usage-sign",
            "--private",
            "--sensitive",
        ];
        arguments.extend(options.split_whitespace());
        self.put(token, &der, name, id, &arguments);
    }

    pub(crate) fn put_certificate(&self, token: &str, name: &str, id: &str) {
        self.bench.der(name);
        self.put(token, &format!("{name}.der"), name, id, &["--type", "cert"]);
    }

    pub(crate) fn put(&self, token: &str, file: &str, label: &str, id: &str, options: &[&str]) {
        let mut arguments = vec!["--module", MODULE, "--token-label", token, "--login"];
        arguments.extend([
            "--pin",
            PIN,
            "--write-object",
            file,
            "--label",
            label,
            "--id",
            id,
        ]);
        arguments.extend(options);
        self.tool("pkcs11-tool", &arguments);
    }

    pub(crate) fn tool(&self, program: &str, arguments: &[&str]) -> String {
        let output = self
            .environment(Command::new(program))
            .args(arguments)
            .output();
        let output = output.unwrap_or_else(|error| panic!("{program} is needed: {error}"));
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub(crate) fn environment(&self, mut command: Command) -> Command {
        command
            .current_dir(self.bench.folder.path())
            .env("SOFTHSM2_CONF", self.bench.path("softhsm2.conf"));
        command
    }

    pub(crate) fn link(&self) -> Box<dyn Link> {
        Box::new(worker(self.environment(worker_command())))
    }

    pub(crate) fn connect(&self, uri: &str, pin: &str) -> Result<Token, KeyError> {
        self.connect_with(uri, pin, &LoginOptions::default())
    }

    pub(crate) fn connect_with(
        &self,
        uri: &str,
        pin: &str,
        options: &LoginOptions,
    ) -> Result<Token, KeyError> {
        let uri: Uri = uri.parse().unwrap();
        Token::connect(
            self.link(),
            MODULE,
            &uri,
            Some(Pin::new(pin.to_owned())),
            options,
        )
    }

    /// The module that stands before SoftHSM and misbehaves, see `shim.c`.
    pub(crate) fn shim(&self) -> String {
        let module = self.bench.path("shim.so");
        if !module.exists() {
            let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/shim.c");
            let options = [
                "-Wall", "-Werror", "-shared", "-fPIC", source, "-ldl", "-o", "shim.so",
            ];
            run("gcc", options, self.bench.folder.path());
        }
        module.to_str().unwrap().to_owned()
    }

    /// A child process for [`Self::shim`] with this environment.
    pub(crate) fn shim_link(&self, environment: &[(&str, &str)]) -> Box<dyn Link> {
        let mut command = self.environment(worker_command());
        command
            .env("SHIM_MODULE", MODULE)
            .env("SHIM_LOG", self.bench.path("calls"))
            .envs(environment.iter().copied());
        Box::new(worker(command))
    }

    /// Connects through [`Self::shim`].
    pub(crate) fn shim_connect(
        &self,
        environment: &[(&str, &str)],
        pin: Option<&str>,
        options: &LoginOptions,
    ) -> Result<Token, KeyError> {
        let uri: Uri = "pkcs11:".parse().unwrap();
        let pin = pin.map(|pin| Pin::new(pin.to_owned()));
        Token::connect(
            self.shim_link(environment),
            &self.shim(),
            &uri,
            pin,
            options,
        )
    }

    /// How often the shim saw this call.
    pub(crate) fn calls(&self, call: &str) -> usize {
        let log = fs::read_to_string(self.bench.path("calls")).unwrap();
        log.lines().filter(|line| line.starts_with(call)).count()
    }

    /// Every file of the store with the digest of its content.
    pub(crate) fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(&self.bench.path("tokens"), &mut found);
        found
    }
}

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else {
            let digest = DigestAlgorithm::Sha256.digest(&fs::read(&path).unwrap());
            found.insert(path, digest);
        }
    }
}

/// The example binary, which `cargo test` builds beside the tests.
pub(crate) fn worker_command() -> Command {
    let test = std::env::current_exe().unwrap();
    let program = test
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples/pkcs11_worker");
    assert!(
        program.exists(),
        "run `cargo test -p keys`, which builds {}",
        program.display()
    );
    Command::new(program)
}

pub(crate) fn worker(command: Command) -> Worker {
    let deadlines = Deadlines {
        module: Duration::from_secs(10),
        person: Duration::from_secs(10),
    };
    Worker::start(command, deadlines).unwrap()
}
