//! Where keys are: tokens and files, which certificates they hold, and opening the one key asked for.
//!
//! Tokens show their certificates without a PIN. A PKCS#12 file does not: its password is asked for
//! once, and the certificate remembered for as long as the file stays the same. A PIN that was wrong
//! is not tried again, neither by itself nor when the person types it once more.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use agent_protocol::message::{Key, Place, Trouble};
use agent_protocol::{Base64, Digest, Nonce, milliseconds};
use keys::pkcs11::{self, LoginOptions, Uri};
use keys::{KeyError, Pin, PrivateKey, pkcs12};
use pki::{Certificate, oid};
use report::Coded as _;
use serde::{Deserialize, Serialize};
use token_host::{Deadlines, module_file};

use crate::Error;
use crate::attributes::hexadecimal;
use crate::config::{Config, TokenPlace};
use crate::confirm::wording::{self, Tries};
use crate::confirm::{Confirm, Question, Stop};
use crate::data::Data;
use crate::error::refusal;

/// A key that is open, whatever kind it is.
pub(crate) type OpenKey = Box<dyn PrivateKey + Send>;

const KNOWN_FILES: &str = "files.json";

/// The places of the configuration.
#[derive(Debug)]
pub(crate) struct Places {
    tokens: Vec<TokenPlace>,
    files: Vec<PathBuf>,
    deadlines: Deadlines,
    use_final_try: bool,
    /// Salted digests of place and PIN.
    wrong: Mutex<HashSet<Digest>>,
    salt: Nonce,
}

/// A certificate at the desk.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    pub(crate) certificate: Certificate,
    pub(crate) chain: Vec<Vec<u8>>,
    location: Location,
}

#[derive(Clone, Debug)]
enum Location {
    Token {
        module: String,
        label: String,
        serial: String,
    },
    File(PathBuf),
}

/// What is known of a key file without its password.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct KnownFile {
    digest: Digest,
    certificate: Base64,
    chain: Vec<Base64>,
}

/// Whom to ask, and until when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person<'a> {
    pub(crate) confirm: &'a dyn Confirm,
    pub(crate) stop: &'a Stop,
}

impl Places {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let deadlines = Deadlines {
            module: Duration::from_secs(config.token_timeout),
            ..Deadlines::default()
        };
        Ok(Self {
            tokens: config.token_places(),
            files: config.files.iter().map(|file| file.path.clone()).collect(),
            deadlines,
            use_final_try: config.use_final_try,
            wrong: Mutex::default(),
            salt: Nonce::fresh()?,
        })
    }

    /// Every certificate that can be seen, and the places that cannot be looked into. With a
    /// `person`, passwords of files not known yet are asked for.
    pub(crate) fn look(
        &self,
        data: &Data,
        person: Option<Person<'_>>,
    ) -> (Vec<Holding>, Vec<Trouble>) {
        let (mut holdings, mut troubles) = (Vec::new(), Vec::new());
        for place in &self.tokens {
            let module = module_file(place.module.as_deref(), &Uri::default());
            match self.look_at_tokens(&module, place.label.as_deref()) {
                Ok(found) => holdings.extend(found),
                Err(error) => troubles.push(trouble(&module, &error)),
            }
        }
        for path in &self.files {
            match self.look_at_file(path, data, person) {
                Ok(found) => holdings.extend(found),
                Err(error) => troubles.push(trouble(&file_name(path), &error)),
            }
        }
        (holdings, troubles)
    }

    /// The one with this fingerprint.
    ///
    /// Where it is not found, a place that could not be looked into may have it: then that is why.
    pub(crate) fn find(&self, data: &Data, fingerprint: Digest) -> Result<Holding, Error> {
        let is_it = |it: &Holding| it.certificate.sha256_fingerprint() == fingerprint.0;
        let mut unseen = None;
        let tokens = self.tokens.iter().map(|place| {
            let module = module_file(place.module.as_deref(), &Uri::default());
            self.look_at_tokens(&module, place.label.as_deref())
        });
        let files = self.files.iter().map(|path| {
            let found = self.look_at_file(path, data, None)?;
            Ok(found.into_iter().collect())
        });
        for found in tokens.chain(files) {
            match found.map(|all: Vec<Holding>| all.into_iter().find(is_it)) {
                Ok(Some(holding)) => return Ok(holding),
                Ok(None) => {}
                Err(error) => unseen = unseen.or(Some(error)),
            }
        }
        Err(unseen.unwrap_or_else(|| Error::CertificateAbsent {
            fingerprint: fingerprint.to_string(),
        }))
    }

    /// Opens the key of a certificate, asking for its PIN once.
    pub(crate) fn open(&self, holding: &Holding, person: Person<'_>) -> Result<OpenKey, Error> {
        let fingerprint = hexadecimal(&holding.certificate.sha256_fingerprint());
        let key: OpenKey = match &holding.location {
            Location::Token {
                module,
                label,
                serial,
            } => self.open_token(module, (label, serial), fingerprint, person)?,
            Location::File(path) => {
                let bytes = read(path)?;
                let name = file_name(path);
                let open = |pin: &Pin| pkcs12::open_named(&bytes, pin.expose(), &fingerprint);
                Box::new(self.with_secret(&name, &wording::password(&name), person, open)?)
            }
        };
        // What is signed with must be what was asked for, whatever the place made of the name.
        if key.certificate() == holding.certificate.der() {
            Ok(key)
        } else {
            Err(Error::CertificateOther)
        }
    }

    fn look_at_tokens(&self, module: &str, label: Option<&str>) -> Result<Vec<Holding>, Error> {
        let loaded = token_host::load(module, self.deadlines)?;
        let mut holdings = Vec::new();
        for token in loaded.tokens()? {
            if label.is_some_and(|label| label != token.label) {
                continue;
            }
            for shown in loaded.certificates(token.slot_id)? {
                // A certificate that cannot be read can be enrolled by nobody.
                if let Ok(certificate) = Certificate::from_der(&shown.certificate) {
                    holdings.push(Holding {
                        certificate,
                        chain: shown.chain,
                        location: Location::Token {
                            module: module.to_owned(),
                            label: token.label.clone(),
                            serial: token.serial.clone(),
                        },
                    });
                }
            }
        }
        Ok(holdings)
    }

    fn look_at_file(
        &self,
        path: &Path,
        data: &Data,
        person: Option<Person<'_>>,
    ) -> Result<Option<Holding>, Error> {
        let bytes = read(path)?;
        let digest = Digest::of(&bytes);
        let mut known: BTreeMap<String, KnownFile> = data.read(KNOWN_FILES)?;
        let id = path.display().to_string();
        let fresh = known.get(&id).filter(|file| file.digest == digest);
        let file = match (fresh, person) {
            (Some(file), _) => file.clone(),
            (None, None) => return Ok(None),
            (None, Some(person)) => {
                let name = file_name(path);
                let open = |pin: &Pin| pkcs12::open(&bytes, pin.expose());
                let key = self.with_secret(&name, &wording::password(&name), person, open)?;
                let file = KnownFile {
                    digest,
                    certificate: Base64::from(key.certificate()),
                    chain: key.chain().iter().cloned().map(Base64).collect(),
                };
                known.insert(id, file.clone());
                data.write(KNOWN_FILES, &known)?;
                file
            }
        };
        let certificate =
            Certificate::from_der(&file.certificate.0).map_err(|error| KeyError::Certificate {
                reason: error.to_string(),
            })?;
        Ok(Some(Holding {
            certificate,
            chain: file.chain.into_iter().map(|der| der.0).collect(),
            location: Location::File(path.to_owned()),
        }))
    }

    fn open_token(
        &self,
        module: &str,
        (label, serial): (&str, &str),
        fingerprint: String,
        person: Person<'_>,
    ) -> Result<OpenKey, Error> {
        let mut uri = Uri::default();
        uri.token = Some(label.to_owned());
        uri.serial = Some(serial.to_owned());
        let found = token_host::load(module, self.deadlines)?.find(&uri)?;
        let mut options = LoginOptions::default();
        options.use_final_try = self.use_final_try;
        options.key = Some(fingerprint);
        // A locked token and the last try are told before a PIN is asked for.
        found.check(&options)?;
        if !found.needs_pin() {
            if found.info().pin_pad {
                person.confirm.tell(&wording::pin_pad(label));
            }
            return Ok(Box::new(found.login(None, &options)?));
        }
        let question = wording::pin(label, tries(found.info()));
        let login = |pin: &Pin| found.login(Some(pin.clone()), &options);
        Ok(Box::new(self.with_secret(label, &question, person, login)?))
    }

    /// Asks for a secret and uses it once, unless it is known to be wrong.
    fn with_secret<T>(
        &self,
        place: &str,
        question: &Question,
        person: Person<'_>,
        open: impl FnOnce(&Pin) -> Result<T, KeyError>,
    ) -> Result<T, Error> {
        let asked = person.confirm.secret(question, person.stop);
        if person.stop.is_over() {
            return Err(Error::Cancelled);
        }
        let pin = asked.ok_or(KeyError::PinCancelled)?;
        let mark = self.mark(place, &pin);
        let wrong = || self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong().contains(&mark) {
            return Err(Error::PinKnownWrong);
        }
        let opened = open(&pin);
        if matches!(
            opened,
            Err(KeyError::PinWrong { .. } | KeyError::Pkcs12WrongPassword)
        ) {
            wrong().insert(mark);
        }
        Ok(opened?)
    }

    fn mark(&self, place: &str, pin: &Pin) -> Digest {
        let parts = [
            &self.salt.0,
            place.as_bytes(),
            b"\0",
            pin.expose().as_bytes(),
        ];
        Digest::of(&parts.concat())
    }
}

impl Holding {
    /// As a server learns of it.
    pub(crate) fn describe(&self) -> Key {
        let certificate = &self.certificate;
        let issuer = certificate.issuer();
        Key {
            fingerprint: Digest(certificate.sha256_fingerprint()),
            certificate: Base64::from(certificate.der()),
            chain: self.chain.iter().cloned().map(Base64).collect(),
            place: match &self.location {
                Location::Token { label, .. } => Place::Token(label.clone()),
                Location::File(path) => Place::File(file_name(path)),
            },
            subject: wording::name_of(certificate),
            issuer: issuer
                .attribute(oid::COMMON_NAME)
                .map_or_else(|| issuer.to_string(), ToOwned::to_owned),
            serial: certificate.serial_hex(),
            not_after: milliseconds(certificate.not_after()),
        }
    }
}

fn tries(token: &pkcs11::TokenInfo) -> Tries {
    if token.pin_final_try {
        Tries::Final
    } else if token.pin_count_low {
        Tries::Low
    } else {
        Tries::Normal
    }
}

fn trouble(place: &str, error: &Error) -> Trouble {
    tracing::info!(place, code = error.code(), "cannot look for certificates");
    Trouble {
        place: place.to_owned(),
        error: refusal(error),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|cause| Error::KeyFile {
        path: path.display().to_string(),
        cause,
    })
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
