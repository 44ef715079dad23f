//! Tokens: SoftHSM with keys put on it beforehand, and a module in front of it that can fail.

use std::fs;
use std::path::{Path, PathBuf};

use crate::certificates::certificates;
use crate::tool::Tool;
use crate::{cache, tool};

/// The user PIN of every token.
pub const PIN: &str = "12345678";

/// Label of the token with the keys of persons: `signer`, `initials`, `rsa2048`, `p256`, `p384`.
pub const PERSONS: &str = "ca-nhan";

/// Label of the token with the key `organisation`.
pub const OFFICE: &str = "co-quan";

/// A SoftHSM installation of its own, with two tokens.
#[derive(Clone, Debug)]
pub struct Tokens {
    folder: PathBuf,
}

/// The shared tokens, made now if this is the first use. Tests that change a token (a wrong PIN
/// does) take [`Tokens::own_copy`].
#[must_use]
pub fn tokens() -> Tokens {
    let folder = cache::folder(
        "tokens",
        &[include_str!("token.rs"), include_str!("../python/pki.py")],
    );
    cache::made_once(&folder, |work| {
        let tokens = Tokens {
            folder: work.to_owned(),
        };
        tokens.configure();
        tokens.fill(PERSONS, &["signer", "initials", "rsa2048", "p256", "p384"]);
        tokens.fill(OFFICE, &["organisation"]);
    });
    let tokens = Tokens { folder };
    // The folder was moved after it was made, and SoftHSM wants absolute paths.
    tokens.configure();
    tokens
}

impl Tokens {
    /// A copy that this test may spoil.
    #[must_use]
    pub fn own_copy(&self, folder: &Path) -> Tokens {
        let _done = Tool::new("cp")
            .arg("-r")
            .args([&self.folder, folder])
            .run()
            .success();
        let tokens = Tokens {
            folder: folder.to_owned(),
        };
        tokens.configure();
        tokens
    }

    /// The value of `SOFTHSM2_CONF` for these tokens.
    #[must_use]
    pub fn configuration(&self) -> PathBuf {
        self.folder.join("softhsm2.conf")
    }

    /// A PKCS#11 URI (RFC 7512) of a key, through SoftHSM itself.
    #[must_use]
    pub fn uri(&self, token: &str, key: &str) -> String {
        uri(token, key, &module())
    }

    /// Takes the token away: its files disappear.
    ///
    /// # Panics
    /// When they cannot be moved.
    pub fn remove(&self) {
        fs::rename(self.folder.join("tokens"), self.folder.join("gone"))
            .expect("the tokens can be moved away");
    }

    fn configure(&self) {
        let text = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            self.folder.join("tokens").display()
        );
        fs::create_dir_all(self.folder.join("tokens")).expect("target/e2e can be written");
        // Written aside and moved, because other tests may be reading it.
        let aside =
            tempfile::NamedTempFile::new_in(&self.folder).expect("target/e2e can be written");
        fs::write(aside.path(), text).expect("target/e2e can be written");
        aside
            .persist(self.configuration())
            .expect("target/e2e can be written");
    }

    fn fill(&self, label: &str, keys: &[&str]) {
        let _done = self
            .softhsm()
            .args(["--init-token", "--free", "--label", label])
            .args(["--so-pin", "87654321", "--pin", PIN])
            .run()
            .success();
        let certificates = certificates();
        for (number, key) in keys.iter().enumerate() {
            let id = format!("{:02}", number + 1);
            let _done = self
                .softhsm()
                .arg("--import")
                .arg(certificates.file(key, "key"))
                .args(["--token", label, "--label", key, "--id", &id, "--pin", PIN])
                .run()
                .success();
            self.put_certificate(label, key, &id, &certificates.file(key, "pem"));
        }
        // Tokens of authorities carry the issuer as well, so that signatures can bring it along.
        let issuing = certificates.file("issuing", "pem");
        self.put_certificate(label, "issuing", "99", &issuing);
    }

    fn put_certificate(&self, token: &str, label: &str, id: &str, certificate: &Path) {
        let der = self.folder.join("certificate.der");
        let _done = Tool::new("openssl")
            .args(["x509", "-outform", "DER", "-in"])
            .arg(certificate)
            .arg("-out")
            .arg(&der)
            .run()
            .success();
        let _done = Tool::new("pkcs11-tool")
            .env("SOFTHSM2_CONF", self.configuration())
            .arg("--module")
            .arg(module())
            .args(["--token-label", token, "--login", "--pin", PIN])
            .arg("--write-object")
            .arg(&der)
            .args(["--type", "cert", "--id", id, "--label", label])
            .run()
            .success();
    }

    fn softhsm(&self) -> Tool {
        Tool::new("softhsm2-util").env("SOFTHSM2_CONF", self.configuration())
    }
}

/// A PKCS#11 URI of a key through the given module.
#[must_use]
pub fn uri(token: &str, key: &str, module: &Path) -> String {
    format!(
        "pkcs11:token={token};object={key}?module-path={}",
        module.display()
    )
}

/// SoftHSM's module, in the places of Debian and Ubuntu.
///
/// # Panics
/// When it is not installed.
#[must_use]
pub fn module() -> PathBuf {
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    ]
    .iter()
    .map(PathBuf::from)
    .find(|path| path.exists())
    .expect("softhsm2 is installed: run scripts/setup.sh test")
}

/// The module that notes calls and can fail on purpose (`fixtures/token_shim.c`), compiled now if
/// this is the first use. It is told what to do by environment variables.
#[must_use]
pub fn shim() -> PathBuf {
    let source = include_str!("../fixtures/token_shim.c");
    let folder = cache::folder("shim", &[source]);
    cache::made_once(&folder, |work| {
        let _done = Tool::new("gcc")
            .args(["-shared", "-fPIC", "-Wall", "-Werror", "-o"])
            .arg(work.join("token_shim.so"))
            .arg(tool::crate_folder().join("fixtures/token_shim.c"))
            .run()
            .success();
    });
    folder.join("token_shim.so")
}
