//! The key to sign with: where it is, and how it is opened with one PIN for the whole batch.

use std::path::PathBuf;
use std::time::Duration;

use keys::pkcs11::{LoginOptions, Uri};
use keys::{Pin, PrivateKey};
use report::{Catalogue, Problem};
use token_host::{Deadlines, module_file};
use zeroize::Zeroizing;

use crate::console::Console;
use crate::error::Error;
use crate::pin::Secret;

/// Where the key is.
#[derive(Clone, Debug)]
pub(super) enum KeyAddress {
    /// A PKCS#12 file.
    Pkcs12(PathBuf),
    /// A key on a token (RFC 7512).
    Pkcs11(String),
}

/// What is accepted; the token's address is read in full when it is used.
fn address(text: &str) -> Result<KeyAddress, String> {
    match text.strip_prefix("pkcs12:") {
        Some(path) if !path.is_empty() => Ok(KeyAddress::Pkcs12(path.into())),
        None if text.starts_with("pkcs11:") => Ok(KeyAddress::Pkcs11(text.to_owned())),
        _ => Err("pkcs12:FILE, pkcs11:URI".to_owned()),
    }
}

/// How the PIN is given.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Khóa và mã PIN")]
pub(super) struct KeyOptions {
    /// Khóa để ký: pkcs12:TỆP (tệp .p12, .pfx) hoặc pkcs11:ĐỊA-CHỈ (thiết bị, RFC 7512)
    #[arg(long, value_name = "KHÓA", value_parser = address)]
    key: KeyAddress,

    /// Khóa nào, khi tệp hoặc thiết bị có nhiều khóa: nhãn, số sê-ri chứng thư hoặc SHA-256 của
    /// chứng thư (xem `congvu keys list`)
    #[arg(long, value_name = "TÊN")]
    key_name: Option<String>,

    /// Thư viện PKCS#11 của hãng (.so), thay cho module-path trong địa chỉ
    #[arg(long, value_name = "TỆP")]
    pkcs11_module: Option<String>,

    /// Đọc mã PIN hoặc mật khẩu của khóa từ dòng đầu của TỆP (hoặc đặt biến CONGVU_PIN);
    /// không có thì hỏi trên màn hình
    #[arg(long, value_name = "TỆP")]
    pin_file: Option<PathBuf>,

    /// Vẫn thử mã PIN dù thiết bị báo chỉ còn một lần thử
    #[arg(long)]
    use_final_try: bool,

    /// Chờ phần mềm của thiết bị tối đa bao nhiêu giây cho mỗi thao tác (mặc định 60)
    #[arg(long, value_name = "GIÂY", value_parser = super::seconds)]
    token_timeout: Option<Duration>,
}

impl KeyOptions {
    /// Opens the key, asking for its PIN once.
    pub(super) fn open(&self, console: Console) -> Result<Box<dyn PrivateKey>, Problem> {
        match &self.key {
            KeyAddress::Pkcs12(path) => self.open_file(path, console),
            KeyAddress::Pkcs11(uri) => self.open_token(uri, console),
        }
    }

    fn open_file(&self, path: &PathBuf, console: Console) -> Result<Box<dyn PrivateKey>, Problem> {
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|cause| Error::KeyUnreadable {
            path: name.clone(),
            cause,
        })?;
        let password = self.secret(console, "sign-pin-file", ("file", name), None)?;
        Ok(Box::new(match &self.key_name {
            Some(name) => keys::pkcs12::open_named(&bytes, &password, name)?,
            None => keys::pkcs12::open(&bytes, &password)?,
        }))
    }

    fn open_token(&self, uri: &str, console: Console) -> Result<Box<dyn PrivateKey>, Problem> {
        let uri: Uri = uri.parse()?;
        let module = module_file(self.pkcs11_module.as_deref(), &uri);
        let mut deadlines = Deadlines::default();
        deadlines.module = self.token_timeout.unwrap_or(deadlines.module);
        let found = token_host::load(&module, deadlines)?.find(&uri)?;
        let mut options = LoginOptions::default();
        options.use_final_try = self.use_final_try;
        options.key.clone_from(&self.key_name);
        // A locked token and the last try are told before a PIN is asked for.
        found.check(&options)?;
        let label = found.info().label.clone();
        if found.info().pin_count_low {
            console.note(None, "sign-pin-low", &[]);
        }
        let pin = if found.info().pin_pad {
            console.note(None, "sign-pin-pad", &[("token", label)]);
            None
        } else if found.needs_pin() {
            let file = uri.pin_source.as_ref().map(PathBuf::from);
            let secret = self.secret(console, "sign-pin-token", ("token", label), file.as_ref())?;
            Some(Pin::new(String::from(secret.as_str())))
        } else {
            None
        };
        Ok(Box::new(found.login(pin, &options)?))
    }

    /// The PIN or password: from `--pin-file`, else from the file that the address names.
    fn secret(
        &self,
        console: Console,
        prompt: &str,
        value: (&str, String),
        source: Option<&PathBuf>,
    ) -> Result<Zeroizing<String>, Error> {
        let prompt = Catalogue::shared()
            .sentence(prompt, console.lang, &[value])
            .text;
        let secret = Secret {
            file: self.pin_file.as_ref().or(source),
            option: "--pin-file",
            variable: "CONGVU_PIN",
            prompt: &prompt,
        };
        secret.obtain()
    }
}
