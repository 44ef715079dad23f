//! A key on a token: one login, many signatures, and none after a final error.

use std::fmt;
use std::sync::OnceLock;

use pki::SignatureAlgorithm;

use super::child::{Child, nonsense};
use super::client::{LoginOptions, Module};
use super::link::{Link, Wait};
use super::mechanism;
use super::protocol::{
    Bytes, ContextLogin, Mechanism, Objects, Reply, Request, SecretField, SignRequest, TokenInfo,
};
use super::select::Identity;
use super::uri::Uri;
use crate::identity::{Certificate, issuers};
use crate::public_key::PublicKey;
use crate::{KeyError, KeySummary, Pin, PrivateKey};

/// The longest message a token is given to digest itself, in bytes.
const MAX_MESSAGE: usize = 1024 * 1024;

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
    /// The first final error.
    stopped: OnceLock<&'static str>,
}

impl Token {
    /// Loads the module, finds the token, logs in and selects the key, all in one.
    ///
    /// # Errors
    /// As [`Module::load`], [`Module::find`] and [`Found::login`](super::Found::login).
    pub fn connect(
        link: Box<dyn Link>,
        module: &str,
        uri: &Uri,
        pin: Option<Pin>,
        options: &LoginOptions,
    ) -> Result<Self, KeyError> {
        Module::load(link, module)?.find(uri)?.login(pin, options)
    }

    pub(super) fn new(
        child: Child,
        token: TokenInfo,
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
            child,
            token,
            pin: pin.filter(|_| identity.always_authenticate),
            key: identity.key,
            always_authenticate: identity.always_authenticate,
            algorithms: mechanisms.iter().map(|choice| choice.algorithm).collect(),
            mechanisms,
            public,
            chain: issuers(&identity.certificate, &others),
            certificate: identity.certificate.der,
            summary: identity.summary,
            stopped: OnceLock::new(),
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

    fn try_sign(
        &self,
        mechanism: Mechanism,
        message: &[u8],
        handed_over: &mut dyn FnMut(),
    ) -> Result<Vec<u8>, KeyError> {
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
        let sent: &mut dyn FnMut() = match self.always_authenticate {
            true => &mut || {},
            false => handed_over,
        };
        let value = match self.child.ask_ahead("signing", &request, wait, sent)? {
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

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.sign_ahead(algorithm, message, &mut || {})
    }

    fn sign_ahead(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        handed_over: &mut dyn FnMut(),
    ) -> Result<Vec<u8>, KeyError> {
        if let Some(&because) = self.stopped.get() {
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
        let result = self.try_sign(mechanism, message, handed_over);
        if let Err(error) = &result
            && error.is_final()
        {
            // Of several at once the first one stays.
            let _ = self.stopped.set(error.code());
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
