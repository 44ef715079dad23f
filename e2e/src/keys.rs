//! The kinds of key that people sign with, as arguments of `congvu sign`.

use crate::certificates::certificates;
use crate::congvu::congvu;
use crate::token::{self, OFFICE, PERSONS, tokens};
use crate::tool::Tool;

/// A kind of key and where it is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Key {
    /// RSA 2048 in a PKCS#12 file, PKCS#1 v1.5.
    Rsa2048,
    /// RSA 3072 in a PKCS#12 file, PKCS#1 v1.5.
    Rsa3072,
    /// RSA 4096 in a PKCS#12 file, PKCS#1 v1.5.
    Rsa4096,
    /// RSA 2048 in a PKCS#12 file, PSS.
    Pss,
    /// ECDSA P-256 in a PKCS#12 file.
    P256,
    /// ECDSA P-384 in a PKCS#12 file.
    P384,
    /// ECDSA P-521 in a PKCS#12 file.
    P521,
    /// RSA 2048 on a token.
    TokenRsa,
    /// ECDSA P-256 on a token.
    TokenP256,
    /// ECDSA P-384 on a token.
    TokenP384,
}

impl Key {
    /// `congvu sign` with this key; inputs, output and the rest are for the caller to add.
    #[must_use]
    pub fn sign(self) -> Tool {
        match self {
            Key::Rsa2048 => with_file("rsa2048"),
            Key::Rsa3072 => with_file("rsa3072"),
            Key::Rsa4096 => with_file("rsa4096"),
            Key::Pss => with_file("pss").arg("--pss"),
            Key::P256 => with_file("p256"),
            Key::P384 => with_file("p384"),
            Key::P521 => with_file("p521"),
            Key::TokenRsa => with_token(PERSONS, "rsa2048"),
            Key::TokenP256 => with_token(PERSONS, "p256"),
            Key::TokenP384 => with_token(PERSONS, "p384"),
        }
    }

    /// What pyHanko calls the signature mechanism.
    #[must_use]
    pub fn mechanism(self) -> &'static str {
        match self {
            Key::Rsa2048 | Key::Rsa3072 | Key::Rsa4096 | Key::TokenRsa => "rsa",
            Key::Pss => "rsassa_pss",
            Key::P256 | Key::P384 | Key::P521 | Key::TokenP256 | Key::TokenP384 => "ecdsa",
        }
    }
}

/// `congvu sign` with the PKCS#12 file of a subject.
#[must_use]
pub fn with_file(subject: &str) -> Tool {
    let certificates = certificates();
    congvu()
        .args(["sign", "--key"])
        .arg(format!(
            "pkcs12:{}",
            certificates.file(subject, "p12").display()
        ))
        .env("CONGVU_PIN", certificates.password())
}

/// `congvu sign` with a key on one of the shared tokens.
#[must_use]
pub fn with_token(token: &str, key: &str) -> Tool {
    let tokens = tokens();
    congvu()
        .args(["sign", "--key"])
        .arg(tokens.uri(token, key))
        .env("SOFTHSM2_CONF", tokens.configuration())
        .env("CONGVU_PIN", token::PIN)
}

/// `congvu sign` with the organisation's key on its token.
#[must_use]
pub fn with_office_token() -> Tool {
    with_token(OFFICE, "organisation")
}
