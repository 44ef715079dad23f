//! poppler's `pdfsig`: is the signature value right for the signed bytes?
//!
//! It does not look at what was changed after signing and is asked here not to look at
//! certificates: pyHanko and OpenSSL judge those.

use std::path::Path;

use crate::tool::Tool;

/// What `pdfsig` says of one signature.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Signature {
    /// Fully qualified name of the field.
    pub field: String,
    /// Common name in the signer's certificate.
    pub signer: String,
    /// `/SubFilter`.
    pub kind: String,
    /// Hash algorithm as `pdfsig` names it, such as `SHA-256`.
    pub hash: String,
    /// The sentence after "Signature Validation".
    pub validation: String,
    /// Whether the signature covers the file to its end.
    pub total: bool,
}

impl Signature {
    /// Whether `pdfsig` found the signature value right.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.validation == "Signature is Valid."
    }
}

/// All signatures of the file, in the order of the program.
#[must_use]
pub fn signatures(file: &Path, password: Option<&str>) -> Vec<Signature> {
    let mut tool = Tool::new("pdfsig").arg("-nocert");
    if let Some(password) = password {
        tool = tool.args(["-upw", password]);
    }
    // The exit code is not a verdict: 2 stands for "no signatures", 0 for "some were listed".
    let answer = tool.arg(file).run();
    let mut signatures: Vec<Signature> = Vec::new();
    for line in answer.stdout.lines() {
        if line.starts_with("Signature #") {
            signatures.push(Signature::default());
            continue;
        }
        let (Some(signature), Some(line)) = (signatures.last_mut(), line.strip_prefix("  - "))
        else {
            continue;
        };
        match line.split_once(": ") {
            Some(("Signature Field Name", value)) => signature.field = value.to_owned(),
            Some(("Signer Certificate Common Name", value)) => signature.signer = value.to_owned(),
            Some(("Signature Type", value)) => signature.kind = value.to_owned(),
            Some(("Signing Hash Algorithm", value)) => signature.hash = value.to_owned(),
            Some(("Signature Validation", value)) => signature.validation = value.to_owned(),
            None if line == "Total document signed" => signature.total = true,
            _ => {}
        }
    }
    signatures
}
