//! Reading signatures: facts first, then a verdict (EN 319 102-1).
//!
//! [`facts`](fn@facts) reads a document once and says what is there; it decides nothing and trusts
//! nobody. Facts can be stored and decided upon again years later, under another policy or with
//! more evidence.

mod byte_range;
mod cms_facts;
mod digests;
mod document;
mod facts;
mod finding;
mod signature;
mod timestamp;

pub use cms_facts::{Binding, CmsFacts, ValueCheck};
pub use document::facts;
pub use facts::{
    Changes, Coverage, DictionaryFacts, DocumentFacts, FACTS_VERSION, RangeFacts, SignatureFacts,
    SignatureKind,
};
pub use finding::{Code, Finding};
pub use timestamp::TimestampFacts;
