//! Whether a certificate is valid, as people and machines get it (`congvu cert verify`).

use pki::Certificate;
use pki::path::Chain;
use serde::Serialize;
use time::UtcDateTime;

use crate::catalogue::Lang;
use crate::moment::moment;
use crate::numbers::hexadecimal;
use crate::problem::{ErrorReport, Problem};
use crate::say::{Say, line};
use crate::trust::TrustReport;

/// All that is reported about one certificate.
#[derive(Clone, Debug, Serialize)]
pub struct CertificateReport {
    /// The file it was read from.
    pub file: String,
    /// What was found.
    pub standing: Standing,
    /// Whether it is known to be valid.
    pub valid: bool,
    /// Why not; none if it is.
    pub reason: Option<ErrorReport>,
    /// The chain that was judged, leaf first and the anchor last; empty if there is none.
    pub path: Vec<Link>,
    /// The time for which it was decided.
    #[serde(with = "crate::moment::rfc3339")]
    pub validation_time: UtcDateTime,
    /// Whether revocation was asked about.
    pub revocation_checked: bool,
    /// With how much trust.
    pub trust: TrustReport,
    /// What to do about the reason.
    #[serde(skip)]
    hint: Option<String>,
}

/// What is known about the validity of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It is valid.
    Valid,
    /// It is not.
    NotValid,
    /// Its chain holds, but nothing at hand says whether all of it is still good.
    Unknown,
}

/// One certificate of a chain.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Its subject, after RFC 4514.
    pub subject: String,
    /// Its issuer.
    pub issuer: String,
    /// Its serial number, hexadecimal.
    pub serial: String,
    /// SHA-256 of the whole, hexadecimal.
    pub sha256: String,
    /// First moment of validity.
    #[serde(with = "crate::moment::rfc3339")]
    pub not_before: UtcDateTime,
    /// Last moment of validity.
    #[serde(with = "crate::moment::rfc3339")]
    pub not_after: UtcDateTime,
    /// Whether it is the anchor.
    pub anchor: bool,
}

/// What a certificate is judged by.
#[derive(Clone, Debug)]
pub struct CertificateBasis {
    /// The time for which is decided.
    pub at: UtcDateTime,
    /// Whether revocation is asked about.
    pub revocation_checked: bool,
    /// The trust.
    pub trust: TrustReport,
    /// The language of the sentences.
    pub lang: Lang,
}

impl CertificateReport {
    /// The report on the certificate in `file`: its chain, if there is one, and why it is not
    /// valid or why that is not known.
    #[must_use]
    pub fn of(
        file: String,
        standing: Standing,
        chain: Option<&Chain>,
        problem: Option<&Problem>,
        basis: &CertificateBasis,
    ) -> Self {
        Self {
            file,
            standing,
            valid: standing == Standing::Valid,
            reason: problem.map(|problem| ErrorReport::of(problem, basis.lang)),
            path: chain.map(links).unwrap_or_default(),
            validation_time: basis.at,
            revocation_checked: basis.revocation_checked,
            trust: basis.trust.clone(),
            hint: problem.and_then(|problem| problem.sentence(basis.lang).hint),
        }
    }

    /// The report for people.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let say = Say { lang };
        let mut text = String::new();
        let code = match self.standing {
            Standing::Valid => "cert-valid",
            Standing::NotValid => "cert-not-valid",
            Standing::Unknown => "cert-unknown",
        };
        let values = [
            ("file", self.file.clone()),
            ("time", moment(self.validation_time)),
        ];
        say.entry(&mut text, 0, code, &values);
        if let Some(reason) = &self.reason {
            let values = [("reason", reason.message.clone())];
            say.entry(&mut text, 1, "cert-reason", &values);
        }
        if let Some(hint) = &self.hint {
            say.entry(&mut text, 1, "cert-hint", &[("hint", hint.clone())]);
        }
        for link in &self.path {
            let code = match link.anchor {
                true => "cert-anchor",
                false => "cert-link",
            };
            let values = [
                ("subject", link.subject.clone()),
                ("from", moment(link.not_before)),
                ("until", moment(link.not_after)),
            ];
            say.entry(&mut text, 1, code, &values);
        }
        if !self.revocation_checked {
            say.entry(&mut text, 1, "cert-revocation-not-checked", &[]);
        }
        for concern in &self.trust.concerns {
            line(&mut text, 1, &concern.text);
        }
        text
    }
}

/// The chain with its anchor, which stands once even if it was itself in question.
fn links(chain: &Chain) -> Vec<Link> {
    let anchor = &chain.anchor().certificate;
    let below = chain.certificates().iter().filter(|c| *c != anchor);
    below
        .map(|certificate| Link::of(certificate, false))
        .chain([Link::of(anchor, true)])
        .collect()
}

impl Link {
    fn of(certificate: &Certificate, anchor: bool) -> Self {
        Self {
            subject: certificate.to_string(),
            issuer: certificate.issuer().to_string(),
            serial: certificate.serial_hex(),
            sha256: hexadecimal(&certificate.sha256_fingerprint()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            anchor,
        }
    }
}
