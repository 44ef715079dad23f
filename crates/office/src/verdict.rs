//! What a file's signatures are worth here and now (V1–V6): the same path as `congvu verify`.
//!
//! Facts, verdict and policy are kept with the record, so that the verdict can be explained, and
//! replayed, years later.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ades::validate::{
    self, DocumentFacts, Evidence, Indication, Integrity, Policy, PolicyName, SubIndication,
};
use ades::{KindRule, KnownRevocation, Requirement, Signer, SubjectKind};
use pdf::{Document, OpenOptions};
use pki::Certificate;
use pki::revocation::Material;
use report::TrustReport;
use report::verify::{Basis, FileReport, SignatureReport};
use time::UtcDateTime;
use transport::cache::Cache;
use transport::{Fetcher, Gatherer, Options, Question, Reach};
use trust::Folder;

use crate::{Config, Error};

/// The evidence cache may grow to this size, bytes.
const CACHE_SIZE: u64 = 512 * 1024 * 1024;

/// A file that was judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The status of the worst signature; none without signatures.
    pub indication: Option<Indication>,
    /// What people and machines are told.
    pub report: FileReport,
    /// The same as a page to print and hand over.
    pub page: String,
    /// The facts, as JSON.
    pub facts: String,
    /// The name and version of the policy.
    pub policy: PolicyName,
}

/// Whether a signature holds as far as can be known so soon after it was made: nothing is wrong with
/// it, and at most revocation data issued after it are still to come (`TRY_LATER`).
pub(crate) fn holds_for_now(signature: &SignatureReport) -> bool {
    match (signature.indication, signature.sub_indication) {
        (Indication::TotalPassed, _) => true,
        (Indication::Indeterminate, Some(SubIndication::TryLater)) => {
            signature.integrity == Integrity::Intact
        }
        _ => false,
    }
}

/// What judges: the trust of this installation and the way to evidence. Blocks while it asks.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    trust: PathBuf,
    cache: PathBuf,
    reach: Reach,
    kinds: Vec<KindRule>,
}

impl Judge {
    /// The judge of an installation.
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            trust: config.trust(),
            cache: config.data.join("evidence"),
            reach: if config.allow_local {
                Reach::Local
            } else {
                Reach::Public
            },
            kinds: config.kinds.clone(),
        }
    }

    /// Judges a PDF file.
    ///
    /// # Errors
    /// When the trust folder cannot be read or the file is no PDF.
    pub(crate) fn judge(
        &self,
        name: &str,
        bytes: impl Into<Arc<Vec<u8>>>,
        at: UtcDateTime,
    ) -> Result<Judged, Error> {
        let bytes: Arc<Vec<u8>> = bytes.into();
        let document = Document::open(bytes, &OpenOptions::default())?;
        self.decide(name, &validate::facts(&document)?, at)
    }

    /// Judges a detached signature over `content`.
    ///
    /// # Errors
    /// When the trust folder cannot be read.
    pub(crate) fn judge_detached(
        &self,
        name: &str,
        signature: &[u8],
        content: &dyn pdf::ReadAt,
        at: UtcDateTime,
    ) -> Result<Judged, Error> {
        self.decide(name, &validate::cms_facts(signature, Some(content))?, at)
    }

    fn decide(&self, name: &str, facts: &DocumentFacts, at: UtcDateTime) -> Result<Judged, Error> {
        let folder = self.folder()?;
        let policy = Policy {
            kinds: folder.kinds,
            ..Policy::default()
        };
        let decide =
            |evidence: &Evidence| validate::decide(facts, &folder.anchors, evidence, &policy, at);
        let given = Evidence::default();
        let mut verdict = decide(&given);
        if validate::is_open(&verdict) {
            let question = Question {
                facts,
                anchors: &folder.anchors,
                policy: &policy,
                at,
            };
            let found = self.gatherer().gather(question, &given, at, &mut |_| {});
            verdict = decide(&found);
        }
        let basis = Basis {
            at,
            policy: PolicyName {
                name: policy.name.clone(),
                version: policy.version.clone(),
            },
            trust: TrustReport::of(&folder.anchors, at, report::Lang::Vi),
            lang: report::Lang::Vi,
        };
        let sha256 = report::hexadecimal(&facts.sha256);
        let report = FileReport::of(name.to_owned(), sha256, verdict.clone(), &basis);
        Ok(Judged {
            indication: report.indication,
            page: report::page::to_html(&report, &verdict, basis.lang),
            report,
            facts: serde_json::to_string(facts)?,
            policy: basis.policy,
        })
    }

    /// Makes sure that a certificate may sign now: valid, of the right kind, and not revoked as far
    /// as its issuer can be asked (Thông tư 15/2025: refuse before signing).
    ///
    /// # Errors
    /// [`Error::Signing`] with the reason.
    pub(crate) fn check_signer(
        &self,
        signer: Signer,
        kind: SubjectKind,
        now: UtcDateTime,
    ) -> Result<ades::CheckedSigner, Error> {
        let known = self.known_revocation(&signer, now);
        let requirement = Requirement {
            kinds: &[kind],
            rules: &self.folder()?.kinds,
        };
        Ok(signer.check(now, &known, requirement)?)
    }

    fn known_revocation(&self, signer: &Signer, now: UtcDateTime) -> KnownRevocation {
        let certificate = signer.certificate();
        let is_issuer =
            |found: &&Certificate| certificate.verify_signed_by(found.public_key()).is_ok();
        let Some(issuer) = signer.chain().iter().find(is_issuer) else {
            return KnownRevocation::Unknown;
        };
        let Some(wanted) = validate::Wanted::status(certificate, issuer) else {
            return KnownRevocation::Unknown;
        };
        let found = self.gatherer().status(&wanted, now, &mut |_| {});
        let material = Material {
            lists: found.material.lists,
            answers: found.material.answers,
        };
        ades::known_revocation(certificate, issuer, &material, now)
    }

    pub(crate) fn folder(&self) -> Result<Folder, Error> {
        let mut folder = Folder::read(&self.trust)?;
        folder.kinds.extend(self.kinds.iter().cloned());
        Ok(folder)
    }

    pub(crate) fn gatherer(&self) -> Gatherer {
        let options = Options {
            reach: self.reach,
            patience: Duration::from_secs(20),
            ..Options::default()
        };
        // Without a cache everything is fetched.
        let cache = Cache::open(self.cache.clone(), CACHE_SIZE).ok();
        Gatherer::new(Fetcher::new(options), cache)
    }
}
