//! The parent's side: a loaded module, a found token, a key that signs.

use std::fmt;

use pki::SignatureAlgorithm;
use serde::Serialize;

use super::link::{Link, LinkError, Wait};
use super::mechanism;
use super::protocol::{
    self, Bytes, ContextLogin, Failure, Fault, Library, Mechanism, Objects, Reply, Request,
    SecretField, SignRequest, TokenInfo,
};
use super::select::{self, Identity};
use super::uri::Uri;
use crate::identity::{Certificate, issuers};
use crate::public_key::PublicKey;
use crate::{KeyError, KeySummary, Pin, PinTries, PrivateKey};

/// The longest message a token is given to sign, in bytes.
const MAX_MESSAGE: usize = 1024 * 1024;

/// A module loaded in its child process.
pub struct Module {
    child: Child,
    library: Library,
}

impl Module {
    /// Loads the module from its file; a name without slash is looked up by the system's loader.
    ///
    /// # Errors
    /// [`KeyError::ModuleNotLoadable`], or the module crashed, hung or failed.
    pub fn load(link: Box<dyn Link>, path: &str) -> Result<Self, KeyError> {
        let mut child = Child { link };
        let module = path.to_owned();
        match child.ask("loading", &Request::Load { module }, Wait::Module)? {
            Ok(Reply::Loaded(library)) => Ok(Self { child, library }),
            Ok(_) => Err(nonsense()),
            Err(failure) if failure.fault == Fault::Load => Err(KeyError::ModuleNotLoadable {
                module: path.to_owned(),
                reason: format!("{}: {}", failure.function, failure.detail),
            }),
            Err(failure) => Err(other("loading", failure)),
        }
    }

    /// What the module says of itself.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// All initialised tokens that are plugged in.
    ///
    /// # Errors
    /// The module crashed, hung or failed.
    pub fn tokens(&mut self) -> Result<Vec<TokenInfo>, KeyError> {
        self.child.tokens()
    }

    /// What the token in this slot shows without a PIN: its certificates, rarely its keys.
    ///
    /// # Errors
    /// The module crashed, hung or failed; the token is gone.
    pub fn contents(&mut self, slot_id: u64) -> Result<Vec<KeySummary>, KeyError> {
        self.child.open(slot_id)?;
        Ok(select::summaries(&self.child.objects()?))
    }

    /// Every token with what it shows without a PIN.
    ///
    /// # Errors
    /// As [`Self::contents`].
    pub fn list(&mut self) -> Result<Vec<TokenContents>, KeyError> {
        self.tokens()?
            .into_iter()
            .map(|token| {
                let keys = self.contents(token.slot_id)?;
                Ok(TokenContents { token, keys })
            })
            .collect()
    }

    /// Finds the one token that the URI means. Nothing is tried yet.
    ///
    /// # Errors
    /// [`KeyError::NoToken`], [`KeyError::SeveralTokens`], or the module crashed, hung or failed.
    pub fn find(mut self, uri: &Uri) -> Result<Found, KeyError> {
        let token = select::token(self.tokens()?, &self.library, uri)?;
        Ok(Found {
            child: self.child,
            token,
            uri: uri.clone(),
        })
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Module")
            .field("library", &self.library)
            .finish_non_exhaustive()
    }
}

/// A token and what it shows without a PIN.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TokenContents {
    /// The token.
    pub token: TokenInfo,
    /// Its certificates, and keys without one.
    pub keys: Vec<KeySummary>,
}

impl TokenContents {
    /// The URI that selects one of [`Self::keys`], to be copied into a command.
    #[must_use]
    pub fn uri(&self, key: &KeySummary) -> Uri {
        let id = key.id.as_deref().and_then(crate::hex::decode);
        Uri {
            token: Some(self.token.label.clone()),
            serial: Some(self.token.serial.clone()),
            object: if id.is_some() {
                None
            } else {
                key.label.clone()
            },
            id: id.map(|id| id.to_vec()),
            ..Uri::default()
        }
    }
}

/// A token that was found, before login: the moment to ask for the PIN.
pub struct Found {
    child: Child,
    token: TokenInfo,
    uri: Uri,
}

/// Choices for a login.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LoginOptions {
    /// Try the PIN even if the token says that one more wrong one locks it.
    pub use_final_try: bool,
    /// Which key, where the URI leaves a choice, see [`KeySummary::is_named`].
    pub key: Option<String>,
}

impl Found {
    /// What the token says of itself, including the state of its PIN.
    #[must_use]
    pub fn info(&self) -> &TokenInfo {
        &self.token
    }

    /// Whether [`Self::login`] needs a PIN: not if the token asks for it on its own keys.
    #[must_use]
    pub fn needs_pin(&self) -> bool {
        self.token.login_required && !self.token.pin_pad
    }

    /// Logs in, once, and selects the key.
    ///
    /// # Errors
    /// The `Pin…` variants of [`KeyError`]: a PIN is tried at most once, and not at all on a locked
    /// token or, without [`LoginOptions::use_final_try`], for the last try. Then those for keys and
    /// certificates.
    pub fn login(mut self, pin: Option<Pin>, options: &LoginOptions) -> Result<Token, KeyError> {
        let mechanisms = self.child.open(self.token.slot_id)?;
        // A PIN pad has its own keys: a PIN given as well must not reach the module.
        let pin = pin.filter(|_| !self.token.pin_pad);
        if self.token.login_required {
            self.check_pin_state(pin.as_ref(), options)?;
            let wait = self.login_wait();
            let pin = pin.clone().map(SecretField);
            match self.child.ask("login", &Request::Login { pin }, wait)? {
                Ok(Reply::LoggedIn) => {}
                Ok(_) => return Err(nonsense()),
                Err(failure) => return Err(self.child.explain("login", failure, &self.token)),
            }
        }
        let objects = self.child.objects()?;
        let identity = select::identity(&objects, &self.uri, options.key.as_deref())?;
        Token::new(self, pin, &mechanisms, identity, &objects)
    }

    fn check_pin_state(&self, pin: Option<&Pin>, options: &LoginOptions) -> Result<(), KeyError> {
        if self.token.pin_locked {
            Err(KeyError::PinLocked)
        } else if !self.token.pin_initialized {
            Err(KeyError::PinExpired)
        } else if self.token.pin_final_try && !options.use_final_try {
            Err(KeyError::PinFinalTry)
        } else if self.needs_pin() && pin.is_none() {
            Err(KeyError::PinNeeded {
                token: self.token.label.clone(),
            })
        } else {
            Ok(())
        }
    }

    fn login_wait(&self) -> Wait {
        if self.token.pin_pad {
            Wait::Person
        } else {
            Wait::Module
        }
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Found")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// A key on a token that is logged in to.
pub struct Token {
    child: Child,
    token: TokenInfo,
    /// Kept only for keys that want it before every signature.
    pin: Option<Pin>,
    key: usize,
    always_authenticate: bool,
    mechanisms: Vec<Mechanism>,
    algorithms: Vec<SignatureAlgorithm>,
    public: PublicKey,
    certificate: Vec<u8>,
    chain: Vec<Vec<u8>>,
    summary: KeySummary,
    stopped: Option<&'static str>,
}

impl Token {
    /// Loads the module, finds the token, logs in and selects the key, all in one.
    ///
    /// # Errors
    /// As [`Module::load`], [`Module::find`] and [`Found::login`].
    pub fn connect(
        link: Box<dyn Link>,
        module: &str,
        uri: &Uri,
        pin: Option<Pin>,
        options: &LoginOptions,
    ) -> Result<Self, KeyError> {
        Module::load(link, module)?.find(uri)?.login(pin, options)
    }

    fn new(
        found: Found,
        pin: Option<Pin>,
        mechanisms: &[Mechanism],
        identity: Identity,
        objects: &Objects,
    ) -> Result<Self, KeyError> {
        let public = PublicKey::new(identity.certificate.public_key_info())?;
        let mechanisms = preferred(mechanisms, &public, identity.always_authenticate);
        if mechanisms.is_empty() {
            return Err(KeyError::NoMechanism {
                key: Box::new(identity.summary),
                always_authenticate: identity.always_authenticate,
            });
        }
        let others: Vec<Certificate> = objects
            .certificates
            .iter()
            .filter_map(|object| Certificate::from_der(&object.der.0).ok())
            .collect();
        Ok(Self {
            child: found.child,
            token: found.token,
            pin: pin.filter(|_| identity.always_authenticate),
            key: identity.key,
            always_authenticate: identity.always_authenticate,
            algorithms: mechanisms.iter().map(|choice| choice.algorithm).collect(),
            mechanisms,
            public,
            chain: issuers(&identity.certificate, &others),
            certificate: identity.certificate.der,
            summary: identity.summary,
            stopped: None,
        })
    }

    /// The token as it was found.
    #[must_use]
    pub fn info(&self) -> &TokenInfo {
        &self.token
    }

    /// How the key is named on the token, and its certificate.
    #[must_use]
    pub fn summary(&self) -> &KeySummary {
        &self.summary
    }

    /// Whether the token wants the PIN before every signature.
    #[must_use]
    pub fn always_authenticates(&self) -> bool {
        self.always_authenticate
    }

    fn try_sign(&mut self, mechanism: Mechanism, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let algorithm = mechanism.algorithm;
        let data =
            mechanism::data(mechanism, message).ok_or(KeyError::UnsupportedAlgorithm(algorithm))?;
        let request = Request::Sign(SignRequest {
            key: self.key,
            mechanism,
            data: Bytes(data),
            login: self.always_authenticate.then(|| ContextLogin {
                pin: self.pin.clone().map(SecretField),
            }),
        });
        let wait = if self.always_authenticate && self.token.pin_pad {
            Wait::Person
        } else {
            Wait::Module
        };
        let value = match self.child.ask("signing", &request, wait)? {
            Ok(Reply::Signature(value)) => value.0,
            Ok(_) => return Err(nonsense()),
            Err(failure) => return Err(self.child.explain("signing", failure, &self.token)),
        };
        let value = match algorithm {
            SignatureAlgorithm::Ecdsa(_) => {
                mechanism::ecdsa_to_der(&value).ok_or(KeyError::BadSignature)?
            }
            _ => value,
        };
        self.public.verify(algorithm, message, &value)?;
        Ok(value)
    }
}

impl PrivateKey for Token {
    fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        &self.algorithms
    }

    fn sign(&mut self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        if let Some(because) = self.stopped {
            return Err(KeyError::Stopped { because });
        }
        let mechanism = self
            .mechanisms
            .iter()
            .copied()
            .find(|choice| choice.algorithm == algorithm)
            .ok_or(KeyError::UnsupportedAlgorithm(algorithm))?;
        if mechanism.token_hashes && message.len() > MAX_MESSAGE {
            return Err(KeyError::UnsupportedAlgorithm(algorithm));
        }
        let result = self.try_sign(mechanism, message);
        if let Err(error) = &result {
            self.stopped = error.is_final().then(|| error.code());
        }
        result
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Token")
            .field("token", &self.token)
            .field("summary", &self.summary)
            .field("stopped", &self.stopped)
            .finish_non_exhaustive()
    }
}

/// One mechanism for each algorithm of the key that the token offers, in the key's order.
///
/// We digest ourselves where possible: less goes over the wire, and raw mechanisms are the most
/// common. With a login inside the operation only the others will do: the data then comes in a call
/// of its own (`C_SignUpdate`), which raw mechanisms do not have.
fn preferred(offered: &[Mechanism], public: &PublicKey, login_inside: bool) -> Vec<Mechanism> {
    let order: &[bool] = if login_inside {
        &[true]
    } else {
        &[false, true]
    };
    public
        .algorithms()
        .into_iter()
        .filter_map(|algorithm| {
            order
                .iter()
                .map(|token_hashes| Mechanism {
                    algorithm,
                    token_hashes: *token_hashes,
                })
                .find(|wanted| offered.contains(wanted))
        })
        .collect()
}

/// The child process, and what every request to it has in common.
struct Child {
    link: Box<dyn Link>,
}

impl Child {
    /// Asks; the outer error is final, the inner one is the module's answer.
    fn ask(
        &mut self,
        during: &'static str,
        request: &Request,
        wait: Wait,
    ) -> Result<Result<Reply, Failure>, KeyError> {
        let broken = |error: std::io::Error| KeyError::Worker {
            reason: error.to_string(),
        };
        let size = match request {
            Request::Sign(sign) => sign.data.0.len() + 1024,
            _ => 1024,
        };
        let frame = protocol::encode(request, size).map_err(broken)?;
        let reply = self
            .link
            .exchange(&frame, wait)
            .map_err(|error| lost(during, error))?;
        match protocol::decode(&reply).map_err(broken)? {
            Reply::Failed(failure) => Ok(Err(failure)),
            reply => Ok(Ok(reply)),
        }
    }

    fn tokens(&mut self) -> Result<Vec<TokenInfo>, KeyError> {
        const DURING: &str = "listing tokens";
        match self.ask(DURING, &Request::Tokens, Wait::Module)? {
            Ok(Reply::Tokens(tokens)) => Ok(tokens),
            Ok(_) => Err(nonsense()),
            Err(failure) => Err(other(DURING, failure)),
        }
    }

    fn open(&mut self, slot: u64) -> Result<Vec<Mechanism>, KeyError> {
        const DURING: &str = "opening the token";
        match self.ask(DURING, &Request::Open { slot }, Wait::Module)? {
            Ok(Reply::Opened { mechanisms }) => Ok(mechanisms),
            Ok(_) => Err(nonsense()),
            Err(failure) => Err(other(DURING, failure)),
        }
    }

    fn objects(&mut self) -> Result<Objects, KeyError> {
        const DURING: &str = "listing keys";
        match self.ask(DURING, &Request::Objects, Wait::Module)? {
            Ok(Reply::Objects(objects)) => Ok(objects),
            Ok(_) => Err(nonsense()),
            Err(failure) => Err(other(DURING, failure)),
        }
    }

    /// Turns a failure of login or signature into an error; asks the token how it is now.
    fn explain(&mut self, during: &'static str, failure: Failure, token: &TokenInfo) -> KeyError {
        let now = match self.tokens() {
            Ok(tokens) => tokens
                .into_iter()
                .find(|other| (other.slot_id, &other.serial) == (token.slot_id, &token.serial)),
            // The module has more trouble than it told at first.
            Err(KeyError::ModuleFailed { .. }) => Some(token.clone()),
            Err(error) => return error,
        };
        let Some(now) = now else {
            return KeyError::TokenRemoved;
        };
        match failure.fault {
            Fault::PinIncorrect => KeyError::PinWrong { tries: tries(&now) },
            Fault::PinLocked => KeyError::PinLocked,
            Fault::PinFormat => KeyError::PinFormat,
            Fault::PinExpired | Fault::PinNotSet => KeyError::PinExpired,
            Fault::Cancelled => KeyError::PinCancelled,
            _ => other(during, failure),
        }
    }
}

fn tries(token: &TokenInfo) -> PinTries {
    if token.pin_locked {
        PinTries::Locked
    } else if token.pin_final_try {
        PinTries::Final
    } else if token.pin_count_low {
        PinTries::Low
    } else {
        PinTries::Unknown
    }
}

fn other(during: &'static str, failure: Failure) -> KeyError {
    match failure.fault {
        Fault::Removed => KeyError::TokenRemoved,
        Fault::Protocol => KeyError::Worker {
            reason: failure.detail,
        },
        _ => KeyError::ModuleFailed {
            during,
            function: failure.function,
            reason: failure.detail,
        },
    }
}

fn lost(during: &'static str, error: LinkError) -> KeyError {
    match error {
        LinkError::Ended { status } => KeyError::ModuleCrashed { during, status },
        LinkError::Silent { after } => KeyError::ModuleHung {
            during,
            seconds: after.as_secs(),
        },
        LinkError::Broken(reason) => KeyError::Worker { reason },
    }
}

fn nonsense() -> KeyError {
    KeyError::Worker {
        reason: "an answer to another question".to_owned(),
    }
}
