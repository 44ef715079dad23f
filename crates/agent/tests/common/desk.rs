//! Tokens and key files of a few people, made once, and a desk of one's own with a copy of them.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use testpki::{
    Authority, Ca, Config, Encryption, Issued, KeyAlgorithm, Kind, Profile, Subject, Validity,
};

use super::{now, run, write};

/// The PIN and password of everything.
pub(crate) const PIN: &str = "12345678";

/// Names of the people: two on tokens, one in a file.
pub(crate) const AN: &str = "Nguyễn Văn An";
pub(crate) const BINH: &str = "Trần Thị Bình";
pub(crate) const CUC: &str = "Lê Thị Cúc";

/// `SoftHSM`'s module.
pub(crate) fn module() -> &'static str {
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    ]
    .into_iter()
    .find(|path| Path::new(path).exists())
    .expect("softhsm2 is installed")
}

/// A folder with `store` (tokens `an` and `binh`) and `cuc.p12`.
pub(crate) fn tokens() -> &'static Path {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path());
        folder
    })
    .path()
}

fn make(folder: &Path) {
    let config = Config {
        base_url: "http://127.0.0.1:8090".to_owned(),
        key: KeyAlgorithm::P256,
    };
    let mut authority = Authority::new(config, now()).unwrap();
    let mut issue = |name: &str| {
        let profile = Profile {
            subject: Subject {
                common_name: name.to_owned(),
                organization: "UBND xã Tân Phú (for testing)".to_owned(),
                ..Subject::default()
            },
            kind: Kind::Person,
            key: KeyAlgorithm::Rsa2048,
            issuer: Ca::Government,
            validity: Validity::Current,
        };
        authority.issue(&profile, now()).unwrap()
    };
    fs::create_dir(folder.join("store")).unwrap();
    configure(folder);
    for (label, name) in [("an", AN), ("binh", BINH)] {
        token(folder, label, &issue(name));
    }
    let Issued {
        certificate,
        key,
        chain,
    } = issue(CUC);
    let file = testpki::export("cuc", &key, &certificate, &chain, PIN, Encryption::Modern);
    fs::write(folder.join("cuc.p12"), file.unwrap()).unwrap();
}

fn configure(folder: &Path) {
    let store = folder.join("store");
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        store.display()
    );
    write(&folder.join("softhsm2.conf"), &text);
}

fn token(folder: &Path, label: &str, issued: &Issued) {
    let tool = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        run(command
            .args(arguments)
            .env("SOFTHSM2_CONF", folder.join("softhsm2.conf")));
    };
    let key = folder.join("key.pem").display().to_string();
    write(Path::new(&key), &issued.key.to_pem());
    let named = ["--token", label, "--pin", PIN];
    tool(
        "softhsm2-util",
        &[
            "--init-token",
            "--free",
            "--label",
            label,
            "--so-pin",
            "87654321",
            "--pin",
            PIN,
        ],
    );
    let import = ["--import", &key, "--label", label, "--id", "01"];
    tool("softhsm2-util", &[&import[..], &named].concat());
    let certificates = std::iter::once(&issued.certificate).chain(&issued.chain);
    for (number, certificate) in (1..).zip(certificates) {
        let file = folder.join("certificate.der").display().to_string();
        fs::write(&file, certificate.der()).unwrap();
        let id = format!("{number:02}");
        let at = [
            "--module",
            module(),
            "--token-label",
            label,
            "--login",
            "--pin",
            PIN,
        ];
        let what = [
            "--type",
            "cert",
            "--id",
            &id,
            "--label",
            label,
            "--write-object",
            &file,
        ];
        tool("pkcs11-tool", &[&at[..], &what].concat());
    }
}

/// A desk: configuration, data, answers, and a copy of the tokens that a test may spoil.
pub(crate) struct Files {
    folder: tempfile::TempDir,
    environment: RefCell<Vec<(String, String)>>,
}

impl Files {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(Command::new("cp")
            .arg("-r")
            .args([tokens().join("store"), tokens().join("cuc.p12")])
            .arg(folder.path()));
        configure(folder.path());
        let files = Self {
            folder,
            environment: RefCell::default(),
        };
        files.configure("");
        files.answers(true, true, PIN);
        files
    }

    /// The configuration: `first` lines, then the tokens and the file.
    pub(crate) fn configure(&self, first: &str) {
        let text = format!(
            "{first}\n[[token]]\nmodule = \"{}\"\n[[file]]\npath = \"cuc.p12\"\n",
            module()
        );
        write(&self.path("config.toml"), &text);
    }

    /// What an unattended agent says.
    pub(crate) fn answers(&self, pairing: bool, signing: bool, pin: &str) {
        let text = format!("pairing = {pairing}\nsigning = {signing}\npin = \"{pin}\"\n");
        write(&self.path("answers.toml"), &text);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Sets a variable of the agent's environment.
    pub(crate) fn set(&self, name: &str, value: &str) {
        let pair = (name.to_owned(), value.to_owned());
        self.environment.borrow_mut().push(pair);
    }

    /// The agent's program with this desk.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_congvu-agent"));
        command
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .env("CONGVU_LOG", "off")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .arg("--config")
            .arg(self.path("config.toml"))
            .arg("--data")
            .arg(self.path("data"))
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command.envs(self.environment.borrow().iter().cloned());
        command
    }
}
