//! What a signature file (CMS) consists of: its signers, and what each brings along.
//!
//! Made for looking, like all of [`super`]: what the signatures are worth is not said here.

use ades::validate::{CmsFacts, DocumentFacts, SignatureFacts, TimestampFacts, ValueCheck};
use pki::Certificate;
use serde::Serialize;
use time::UtcDateTime;

use crate::catalogue::Lang;
use crate::moment::moment;
use crate::numbers::grouped;
use crate::say::Say;

/// Everything shown about one signature file.
#[derive(Clone, Debug, Serialize)]
pub struct MessageInspection {
    /// The name it was asked for by.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// Whether what was signed stands in the file.
    pub has_content: bool,
    /// The signatures, one for every signer.
    pub signatures: Vec<SignerReport>,
}

/// One signature of a signature file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignerReport {
    /// The common name in the signer's certificate; none if the certificate is not there.
    pub signer: Option<String>,
    /// The common name of its issuer.
    pub issuer: Option<String>,
    /// The serial number of the certificate, hexadecimal.
    pub serial: Option<String>,
    /// The time that the signer states.
    #[serde(with = "crate::moment::rfc3339_option")]
    pub time: Option<UtcDateTime>,
    /// The digest over the content.
    pub digest: Option<String>,
    /// The algorithm of the value, by its name where we know it, else dotted.
    pub algorithm: Option<String>,
    /// The common names of the certificates that came along.
    pub certificates: Vec<String>,
    /// How many revocation lists came along.
    pub lists: usize,
    /// How many OCSP answers came along.
    pub answers: usize,
    /// Time stamps over the content, the value and the whole.
    pub time_stamps: Vec<StampReport>,
    /// Signatures over this signature.
    pub counter_signatures: usize,
    /// What was remarkable in reading it, as codes.
    pub findings: Vec<String>,
}

/// One time stamp.
#[derive(Clone, Debug, Serialize)]
pub struct StampReport {
    /// What it is over.
    pub over: Over,
    /// Its time.
    #[serde(with = "crate::moment::rfc3339_option")]
    pub time: Option<UtcDateTime>,
    /// The common name of the authority.
    pub authority: Option<String>,
}

/// What a time stamp is over.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The content, before it was signed.
    Content,
    /// The signature value.
    Signature,
    /// Everything, to keep it for long.
    Archive,
}

impl MessageInspection {
    /// What `facts` say of the signature file called `file`, of so many bytes.
    #[must_use]
    pub fn of(file: String, bytes: u64, facts: &DocumentFacts) -> Self {
        let known = facts.signatures.iter().filter_map(|one| one.cms.as_ref());
        Self {
            file,
            sha256: crate::hexadecimal(&facts.sha256),
            bytes,
            has_content: known.clone().any(|cms| !cms.content_digest.is_empty()),
            signatures: facts.signatures.iter().map(SignerReport::of).collect(),
        }
    }

    /// The inspection for people.
    #[must_use]
    pub fn to_text(&self, lang: Lang) -> String {
        let (mut text, say) = (String::new(), Say { lang });
        let content = match self.has_content {
            true => "inspect-content-inside",
            false => "inspect-content-outside",
        };
        let values = [
            ("file", self.file.clone()),
            ("bytes", grouped(self.bytes, lang)),
            ("signers", self.signatures.len().to_string()),
            ("content", say.label(content)),
        ];
        say.entry(&mut text, 0, "inspect-message", &values);
        for signature in &self.signatures {
            text.push('\n');
            signature.to_text(&mut text, &say);
        }
        text
    }
}

impl SignerReport {
    fn of(facts: &SignatureFacts) -> Self {
        let findings = facts.findings.iter().map(|found| found.code.as_str());
        let read = facts.cms.as_ref().map(Self::of_cms).unwrap_or_default();
        Self {
            findings: findings.map(str::to_owned).collect(),
            ..read
        }
    }

    fn of_cms(cms: &CmsFacts) -> Self {
        let signer = Certificate::from_der(&cms.signer).ok();
        let signer = signer.as_ref();
        let algorithm = match cms.value {
            ValueCheck::Verified { with } => with.algorithm.to_string(),
            _ => cms.signature_algorithm.clone(),
        };
        let stamps = |over, found: &TimestampFacts| StampReport {
            over,
            time: found.time,
            authority: name(&found.authority),
        };
        let content = cms.content_timestamps.iter();
        let archive = cms.archive_timestamps.iter().map(|archive| &archive.stamp);
        let time_stamps = (content.map(|found| stamps(Over::Content, found)))
            .chain(
                cms.timestamps
                    .iter()
                    .map(|found| stamps(Over::Signature, found)),
            )
            .chain(archive.map(|found| stamps(Over::Archive, found)));
        Self {
            signer: signer.and_then(Certificate::common_name),
            issuer: signer.map(|signer| {
                let name = signer.issuer();
                let common = name.attribute(pki::oid::COMMON_NAME);
                common.map_or_else(|| name.to_string(), str::to_owned)
            }),
            serial: signer.map(|signer| crate::hexadecimal(signer.serial())),
            time: cms.signing_time,
            digest: cms.digest_algorithm.map(|digest| digest.to_string()),
            algorithm: Some(algorithm),
            certificates: cms
                .certificates
                .iter()
                .filter_map(|der| name(der))
                .collect(),
            lists: cms.lists.len(),
            answers: cms.answers.len(),
            time_stamps: time_stamps.collect(),
            counter_signatures: cms.counter_signatures,
            findings: Vec::new(),
        }
    }

    fn to_text(&self, text: &mut String, say: &Say) {
        let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
        let time = |time: Option<UtcDateTime>| time.map_or_else(|| "?".to_owned(), moment);
        let signer = [
            ("signer", known(&self.signer)),
            ("issuer", known(&self.issuer)),
            ("serial", known(&self.serial)),
        ];
        say.entry(text, 0, "inspect-signer", &signer);
        let made = [
            ("time", time(self.time)),
            ("digest", known(&self.digest)),
            ("algorithm", known(&self.algorithm)),
        ];
        say.entry(text, 1, "inspect-signer-made", &made);
        if !self.certificates.is_empty() {
            let names = [("names", self.certificates.join(", "))];
            say.entry(text, 1, "inspect-certificates", &names);
        }
        if self.lists + self.answers > 0 {
            let values = [
                ("lists", self.lists.to_string()),
                ("answers", self.answers.to_string()),
            ];
            say.entry(text, 1, "inspect-evidence", &values);
        }
        for stamp in &self.time_stamps {
            let over = say.label(match stamp.over {
                Over::Content => "inspect-over-content",
                Over::Signature => "inspect-over-signature",
                Over::Archive => "inspect-over-archive",
            });
            let values = [
                ("over", over),
                ("time", time(stamp.time)),
                ("authority", known(&stamp.authority)),
            ];
            say.entry(text, 1, "inspect-stamp", &values);
        }
        if self.counter_signatures > 0 {
            let count = [("count", self.counter_signatures.to_string())];
            say.entry(text, 1, "inspect-counter-signatures", &count);
        }
        for code in &self.findings {
            let values = [("finding", code.clone())];
            say.entry(text, 1, "inspect-finding", &values);
        }
    }
}

fn name(der: &[u8]) -> Option<String> {
    Certificate::from_der(der).ok()?.common_name()
}
