//! SoftHSM tokens with the keys of those who can sign, one token each.
//!
//! Made with the tools of SoftHSM and OpenSC: nothing in this program ever writes to a token. A
//! folder of tokens has them in `tokens/store`, and `tokens/softhsm2.conf` leads there.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use testpki::Issued;

use super::unwritten;
use crate::error::Error;

/// SoftHSM's configuration inside the folder.
pub(in crate::cli) const CONFIGURATION: &str = "tokens/softhsm2.conf";

/// SoftHSM's tokens inside the folder.
const STORE: &str = "tokens/store";

/// Where distributions put the module.
const MODULES: [&str; 6] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
];

/// The programs and the module that make tokens.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct TokenTools {
    module: &'static str,
}

impl TokenTools {
    /// Finds them.
    pub(in crate::cli) fn find() -> Result<Self, Error> {
        let missing = |tool: &str| Error::ToolMissing {
            tool: tool.to_owned(),
        };
        let module = MODULES.into_iter().find(|path| Path::new(path).exists());
        let module = module.ok_or_else(|| missing("softhsm2"))?;
        for (tool, package) in [("softhsm2-util", "softhsm2"), ("pkcs11-tool", "opensc")] {
            let mut command = Command::new(tool);
            command
                .arg("--help")
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.status().map_err(|_| missing(package))?;
        }
        Ok(Self { module })
    }

    /// The module.
    pub(in crate::cli) fn module(self) -> &'static str {
        self.module
    }

    /// The address of the key of `id`.
    pub(super) fn uri(self, id: &str) -> String {
        format!("pkcs11:token={id};object={id}?module-path={}", self.module)
    }
}

/// Makes a token in `folder` for each of `holders`, whose key is in `keys` as `ID.key.pem`.
pub(in crate::cli) fn make<'a>(
    tools: TokenTools,
    keys: &Path,
    folder: &Path,
    holders: impl IntoIterator<Item = (&'a str, Issued)>,
    pin: &str,
) -> Result<(), Error> {
    let store = folder.join(STORE);
    fs::create_dir_all(&store).map_err(unwritten(&store))?;
    configure(folder, folder)?;
    let maker = Maker {
        tools,
        keys,
        folder,
        pin,
    };
    for (id, issued) in holders {
        maker.token(id, &issued)?;
    }
    Ok(())
}

/// Writes the configuration in `folder` for the place where the folder will be.
pub(in crate::cli) fn configure(folder: &Path, place: &Path) -> Result<(), Error> {
    let path = folder.join(CONFIGURATION);
    let store = place.join(STORE);
    let text = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        store.display()
    );
    fs::write(&path, text).map_err(unwritten(&path))
}

struct Maker<'a> {
    tools: TokenTools,
    keys: &'a Path,
    folder: &'a Path,
    pin: &'a str,
}

impl Maker<'_> {
    fn token(&self, id: &str, issued: &Issued) -> Result<(), Error> {
        let key = self.keys.join(format!("{id}.key.pem"));
        self.softhsm(
            [
                "--init-token",
                "--free",
                "--label",
                id,
                "--so-pin",
                "87654321",
            ],
            None,
        )?;
        self.softhsm(["--import", "", "--token", id, "--label", id], Some(&key))?;
        self.certificate(id, id, "01", issued.certificate.der())?;
        for (issuer, number) in issued.chain.iter().zip(2_u8..) {
            let name = issuer.common_name().unwrap_or_default();
            self.certificate(id, &name, &format!("{number:02}"), issuer.der())?;
        }
        Ok(())
    }

    /// Runs softhsm2-util; an empty argument stands for `file`.
    fn softhsm<const N: usize>(
        &self,
        arguments: [&str; N],
        file: Option<&PathBuf>,
    ) -> Result<(), Error> {
        let mut command = self.command("softhsm2-util");
        for argument in arguments {
            match file.filter(|_| argument.is_empty()) {
                Some(file) => command.arg(file),
                None => command.arg(argument),
            };
        }
        if file.is_some() {
            command.args(["--id", "01"]);
        }
        run(command.args(["--pin", self.pin]))
    }

    fn certificate(&self, token: &str, label: &str, id: &str, der: &[u8]) -> Result<(), Error> {
        let file = self.folder.join("tokens/certificate.der");
        fs::write(&file, der).map_err(unwritten(&file))?;
        let mut command = self.command("pkcs11-tool");
        command.args(["--module", self.tools.module, "--token-label", token]);
        command.args(["--login", "--pin", self.pin, "--type", "cert", "--id", id]);
        command
            .args(["--label", label, "--write-object"])
            .arg(&file);
        run(&mut command)?;
        fs::remove_file(&file).map_err(unwritten(&file))
    }

    fn command(&self, tool: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(tool);
        command
            .env("SOFTHSM2_CONF", self.folder.join(CONFIGURATION))
            .stdin(Stdio::null());
        command
    }
}

fn run(command: &mut Command) -> Result<(), Error> {
    let tool = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|_| Error::ToolMissing { tool: tool.clone() })?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    Err(Error::ToolFailed { tool, said })
}
