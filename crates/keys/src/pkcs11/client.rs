//! The parent's side until login: a loaded module, its tokens, the one that was found.

use std::fmt;

use serde::Serialize;

use super::child::{Child, failed, nonsense};
use super::link::{Link, Wait};
use super::protocol::{Fault, Library, Reply, Request, SecretField, TokenInfo};
use super::select;
use super::token::Token;
use super::uri::Uri;
use crate::{KeyError, KeySummary, Pin};

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
        let child = Child::new(link);
        let module = path.to_owned();
        match child.ask("loading", &Request::Load { module }, Wait::Module)? {
            Ok(Reply::Loaded(library)) => Ok(Self { child, library }),
            Ok(_) => Err(nonsense()),
            Err(failure) if failure.fault == Fault::Load => Err(KeyError::ModuleNotLoadable {
                module: path.to_owned(),
                reason: format!("{}: {}", failure.function, failure.detail),
            }),
            Err(failure) => Err(failed("loading", failure)),
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
    pub fn tokens(&self) -> Result<Vec<TokenInfo>, KeyError> {
        self.child.tokens()
    }

    /// What the token in this slot shows without a PIN: its certificates, rarely its keys.
    /// Certificates of issuers are left out.
    ///
    /// # Errors
    /// The module crashed, hung or failed; the token is gone.
    pub fn contents(&self, slot_id: u64) -> Result<Vec<KeySummary>, KeyError> {
        self.child.open(slot_id)?;
        Ok(select::summaries(&self.child.objects()?))
    }

    /// The certificates that the token in this slot shows without a PIN, each with those of its
    /// issuers that lie beside it. Certificates of issuers have no entry of their own.
    ///
    /// # Errors
    /// As [`Self::contents`].
    pub fn certificates(&self, slot_id: u64) -> Result<Vec<ShownCertificate>, KeyError> {
        self.child.open(slot_id)?;
        Ok(select::certificates(&self.child.objects()?))
    }

    /// Every token with what it shows without a PIN.
    ///
    /// # Errors
    /// As [`Self::contents`].
    pub fn list(&self) -> Result<Vec<TokenContents>, KeyError> {
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
    pub fn find(self, uri: &Uri) -> Result<Found, KeyError> {
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

/// A certificate that a token shows, DER.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ShownCertificate {
    /// The certificate.
    pub certificate: Vec<u8>,
    /// Those of its issuers.
    pub chain: Vec<Vec<u8>>,
}

/// A token and what it shows without a PIN.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TokenContents {
    /// The token.
    pub token: TokenInfo,
    /// Its certificates but for issuers', and keys without one.
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

    /// Whether a login may be tried at all: what there is to say before a PIN is asked for.
    ///
    /// # Errors
    /// [`KeyError::PinLocked`], [`KeyError::PinExpired`], [`KeyError::PinFinalTry`].
    pub fn check(&self, options: &LoginOptions) -> Result<(), KeyError> {
        if !self.token.login_required {
            Ok(())
        } else if self.token.pin_locked {
            Err(KeyError::PinLocked)
        } else if !self.token.pin_initialized {
            Err(KeyError::PinExpired)
        } else if self.token.pin_final_try && !options.use_final_try {
            Err(KeyError::PinFinalTry)
        } else {
            Ok(())
        }
    }

    /// Logs in, once, and selects the key.
    ///
    /// # Errors
    /// The `Pin…` variants of [`KeyError`]: a PIN is tried at most once, and not at all on a locked
    /// token or, without [`LoginOptions::use_final_try`], for the last try. Then those for keys and
    /// certificates.
    pub fn login(self, pin: Option<Pin>, options: &LoginOptions) -> Result<Token, KeyError> {
        self.check(options)?;
        if self.needs_pin() && pin.is_none() {
            return Err(KeyError::PinNeeded {
                token: self.token.label,
            });
        }
        let mechanisms = self.child.open(self.token.slot_id)?;
        // A PIN pad has its own keys: a PIN given as well must not reach the module.
        let pin = pin.filter(|_| !self.token.pin_pad);
        if self.token.login_required {
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
        Token::new(self.child, self.token, pin, &mechanisms, identity, &objects)
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
