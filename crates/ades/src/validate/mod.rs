//! Reading signatures: facts first, then a verdict (EN 319 102-1).
//!
//! [`facts`](fn@facts) reads a document once and says what is there; it decides nothing and trusts
//! nobody. [`decide`](fn@decide) is a pure, total function of facts, anchors, evidence, policy and
//! time. Facts can be stored and decided upon again years later, under another policy or with more
//! evidence.

mod archive_timestamp;
mod bare_signature;
mod byte_range;
mod changes;
mod cms_facts;
mod cms_file;
mod content;
mod digests;
mod document;
mod evidence;
mod facts;
mod finding;
mod grade;
mod open_signature;
mod parsed_cms;
mod policy;
mod process;
mod signature;
mod signature_policy;
mod signer_info;
mod store;
mod timestamp;
mod unreachable;
mod verdict;
mod wanted;

pub use archive_timestamp::{ArchiveForm, ArchiveTimestampFacts};
pub use changes::{ChangeFacts, Permitted};
pub use cms_facts::{Binding, CmsFacts, ValueCheck};
pub use cms_file::cms_facts;
pub(crate) use digests::Hashed;
pub use document::facts;
pub(crate) use document::{Aim, facts_and_hashes};
pub use evidence::Evidence;
pub use facts::{
    Changes, Coverage, DictionaryFacts, DocumentFacts, FACTS_VERSION, RangeFacts, SignatureFacts,
    SignatureKind,
};
pub use finding::{Code, Finding};
pub use policy::{
    AfterUpdate, Algorithms, AttributeRules, ChangeRules, End, Exemption, Freshness,
    FreshnessRules, Level, Policy, PolicyError, RevocationRules, SignerRules, TimestampRules,
    Undeclared,
};
pub use process::{CODES, decide, is_open, wanted};
pub use signature_policy::SignaturePolicyFacts;
pub use store::StoreFacts;
pub use timestamp::TimestampFacts;
pub use unreachable::{Sought, Unreachable};
pub use verdict::{
    ChainLink, Conclusion, Element, Elements, Indication, Integrity, PolicyName, Process, Reason,
    RevocationSource, RevocationStatus, RevocationVerdict, SignatureVerdict, SignerIdentity,
    SubIndication, TimeSource, TimestampKind, TimestampVerdict, Trust, Verdict, WeakAlgorithm,
    Weight,
};
pub use wanted::{Source, Wanted};
