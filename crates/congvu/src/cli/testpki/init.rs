//! `congvu testpki init`: makes the folder.
//!
//! Everything is made in a temporary folder beside it and moved into place at the end.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use pki::Certificate;
use pki::trust::AnchorKind;
use report::Problem;
use testpki::{
    Authority, Ca, Config, Encryption, Issued, KeyAlgorithm, Kind, Population, Standing, Validity,
};
use time::UtcDateTime;

use super::tokens::{self, TokenTools};
use super::{DEFAULT_LISTEN, STATE, unwritten};
use crate::cli::print;
use crate::clock;
use crate::console::Console;
use crate::error::Error;
use crate::exit::Outcome;

/// The PIN of every token and the password of every key file.
pub(in crate::cli) const PIN: &str = "12345678";

/// The folder of keys inside the authority's folder.
pub(in crate::cli) const KEYS: &str = "keys";
/// The file of [`PIN`].
pub(in crate::cli) const PINS: &str = "pin.txt";

/// Tạo khóa, chứng thư, danh sách thu hồi và thiết bị thử nghiệm trong một thư mục
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "congvu testpki init THƯ-MỤC [TÙY CHỌN]",
    after_long_help = "
Ví dụ:
  congvu testpki init thu-nghiem
  congvu testpki init thu-nghiem --no-tokens

Trong thư mục có: keys/*.p12 (khóa của cá nhân, cơ quan), trust/root.pem (chứng thư gốc để kiểm
tra), crl/ (danh sách thu hồi), tokens/ (thiết bị SoftHSM), pin.txt (mã PIN và mật khẩu chung)."
)]
pub(super) struct Init {
    /// Thư mục sẽ tạo; chưa có hoặc còn rỗng
    #[arg(value_name = "THƯ-MỤC", help_heading = "Tham số")]
    folder: PathBuf,

    /// Địa chỉ mà chứng thư ghi là nơi lấy CRL, OCSP, dấu thời gian (mặc định 127.0.0.1:8090)
    #[arg(long, value_name = "MÁY:CỔNG", default_value = DEFAULT_LISTEN, hide_default_value = true, help_heading = "Tùy chọn")]
    listen: String,

    /// Không tạo thiết bị SoftHSM
    #[arg(long, help_heading = "Tùy chọn")]
    no_tokens: bool,
}

impl Init {
    pub(super) fn run(self, console: Console) -> Result<Outcome, Problem> {
        if fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(Error::OutputExists {
                path: self.folder.display().to_string(),
            }
            .into());
        }
        let tools = if self.no_tokens {
            None
        } else {
            Some(TokenTools::find()?)
        };
        let config = Config {
            base_url: format!("http://{}", self.listen),
            key: KeyAlgorithm::Rsa2048,
        };
        let at = clock::now();
        let mut authority = Authority::new(config, at)?;
        authority.populate(&Population::demo(), at)?;
        let folder = absolute(&self.folder)?;
        let work = beside(&folder)?;
        write(&authority, work.path(), at)?;
        if let Some(tools) = tools {
            let keys = work.path().join(KEYS);
            tokens::make(tools, &keys, work.path(), signers(&authority), PIN)?;
            tokens::configure(work.path(), &folder)?;
        }
        let made = work.keep();
        fs::rename(&made, &folder).map_err(|cause| {
            // What cannot be moved into place must not stay beside it.
            let _ = fs::remove_dir_all(&made);
            unwritten(&folder)(cause)
        })?;
        print(summary(&authority, &folder, tools, console).as_bytes())?;
        Ok(Outcome::Passed)
    }
}

fn absolute(folder: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(folder).map_err(unwritten(folder))
}

fn beside(folder: &Path) -> Result<tempfile::TempDir, Error> {
    let parent = folder.parent().unwrap_or(Path::new("/"));
    let made = tempfile::Builder::new()
        .prefix(".congvu-")
        .tempdir_in(parent);
    made.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => Error::OutputFolderMissing {
            path: parent.display().to_string(),
        },
        _ => Error::OutputNotWritable {
            path: parent.display().to_string(),
            cause,
        },
    })
}

/// Writes the authority into `folder`, which exists and is empty: its state, its root as an anchor,
/// its lists, and everybody's keys in [`KEYS`].
pub(in crate::cli) fn write(
    authority: &Authority,
    folder: &Path,
    at: UtcDateTime,
) -> Result<(), Problem> {
    for inner in ["ca", "crl", KEYS] {
        let path = folder.join(inner);
        fs::create_dir(&path).map_err(unwritten(&path))?;
    }
    secret(&folder.join(STATE), &authority.to_bytes()?)?;
    secret(&folder.join(PINS), format!("{PIN}\n").as_bytes())?;
    let root = authority.certificate(Ca::Root)?;
    let record = trust::Record::new(root, "root.pem", AnchorKind::Unstated, at);
    trust::add(&folder.join("trust"), root, &record)?;
    for ca in Ca::ALL {
        for path in [
            format!("/ca/{}.cer", ca.name()),
            format!("/crl/{}.crl", ca.name()),
        ] {
            if let Some(document) = authority.document(&path, at)? {
                plain(&folder.join(path.trim_start_matches('/')), &document.bytes)?;
            }
        }
    }
    for subscriber in authority.subscribers() {
        write_key(authority, subscriber.id(), &folder.join(KEYS))?;
    }
    Ok(())
}

fn write_key(authority: &Authority, id: &str, folder: &Path) -> Result<(), Problem> {
    let Some(issued) = authority.subscriber(id) else {
        return Ok(());
    };
    let (key, certificate) = (&issued.key, &issued.certificate);
    let p12 = testpki::export(id, key, certificate, &issued.chain, PIN, Encryption::Modern)?;
    secret(&folder.join(format!("{id}.p12")), &p12)?;
    secret(
        &folder.join(format!("{id}.key.pem")),
        key.to_pem().as_bytes(),
    )?;
    let chain = std::iter::once(certificate).chain(&issued.chain);
    let chain: String = chain.map(Certificate::to_pem).collect();
    plain(&folder.join(format!("{id}.pem")), chain.as_bytes())?;
    Ok(())
}

/// Who gets a token: those who can sign with it.
fn signers(authority: &Authority) -> impl Iterator<Item = (&str, Issued)> {
    let members = authority.subscribers().iter();
    (members.filter(|it| can_sign(it.member())))
        .filter_map(|it| Some((it.id(), authority.subscriber(it.id())?)))
}

fn can_sign(member: &testpki::Member) -> bool {
    member.standing == Standing::Good
        && member.profile.validity == Validity::Current
        && matches!(member.profile.kind, Kind::Person | Kind::Organization)
}

/// What was made and how to use it, as lines to copy.
fn summary(
    authority: &Authority,
    folder: &Path,
    tools: Option<TokenTools>,
    console: Console,
) -> String {
    let mut text = String::new();
    let path = |name: &str| folder.join(name).display().to_string();
    let mut line = |code: &str, value: &str| {
        let _ = writeln!(text, "{}: {value}", console.label(code));
    };
    line("testpki-folder", &folder.display().to_string());
    line("testpki-root", &path("trust/root.pem"));
    line("testpki-pin", &path("pin.txt"));
    if tools.is_some() {
        line(
            "testpki-tokens",
            &format!("export SOFTHSM2_CONF={}", path(tokens::CONFIGURATION)),
        );
    }
    for subscriber in authority.subscribers() {
        let (id, name) = (
            subscriber.id(),
            &subscriber.member().profile.subject.common_name,
        );
        let _ = writeln!(text, "\n{id}: {name}");
        let _ = writeln!(text, "  pkcs12:{}", path(&format!("keys/{id}.p12")));
        if let Some(tools) = tools.filter(|_| can_sign(subscriber.member())) {
            let _ = writeln!(text, "  {}", tools.uri(id));
        }
    }
    text
}

fn plain(path: &Path, content: &[u8]) -> Result<(), Error> {
    fs::write(path, content).map_err(unwritten(path))
}

/// Writes what only the owner may read.
fn secret(path: &Path, content: &[u8]) -> Result<(), Error> {
    plain(path, content)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(unwritten(path))
}
