//! What a key signs to prove that it is there: bytes that can never be a document's signature.
//!
//! Signatures of documents are over signed attributes, which begin with the identifier octet of a
//! SET OF, 0x31 (RFC 5652, 5.4); certificates, revocation lists and answers begin with 0x30. This
//! message begins with a sentence, and an agent signs nothing else here.

use crate::Envelope;

/// Begins the message, so that whoever finds such a signature can read what it is.
pub const POSSESSION_LABEL: &str =
    "Cong Vu: proof that a key is held, to enrol its certificate; not a document\n";

/// The message that the key of a certificate signs: the label, and the server's request with its
/// account, certificate, nonce and times.
#[must_use]
pub fn possession_message(request: &Envelope) -> Vec<u8> {
    [POSSESSION_LABEL.as_bytes(), &request.body.0].concat()
}
