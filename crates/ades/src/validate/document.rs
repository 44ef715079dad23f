//! All signatures of a document, read together.

use std::collections::HashSet;

use pdf::form::{self, Field};
use pdf::{Dictionary, Document, Object, ObjectId, View};
use pki::{CertificateReader, DigestAlgorithm};

use super::changes;
use super::digests::{Hashed, Wanted, hash};
use super::facts::{Coverage, DocumentFacts, FACTS_VERSION};
use super::finding::{Code, Finding};
use super::open_signature::OpenSignature;
use super::store::{self, Elsewhere};
use crate::Error;

/// Revisions searched for signatures that were removed, from the newest.
const MOST_SEARCHED: usize = 100;

/// Reads the facts of all signatures of `document`.
///
/// # Errors
/// When the medium fails. A form or a signature that cannot be read is not an error but a fact.
pub fn facts(document: &Document) -> Result<DocumentFacts, Error> {
    Ok(facts_and_hashes(document, Aim::Report, &[], None)?.0)
}

/// What facts are read for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Aim {
    /// To tell somebody about the document.
    Report,
    /// To sign it, or to see whether it was signed well: what speaks against no signature is left
    /// out.
    Signing,
}

/// As [`facts`], with what was hashed on the way: the file with `algorithms` besides. `before` is
/// what was hashed of the same file when it ended earlier; its bytes are taken to be the same.
pub(crate) fn facts_and_hashes(
    document: &Document,
    aim: Aim,
    algorithms: &[DigestAlgorithm],
    before: Option<&Hashed>,
) -> Result<(DocumentFacts, Hashed), Error> {
    let latest = document.latest();
    let (fields, unreadable) = form::readable_fields(&latest);
    let mut open = open_signatures(document, &fields);
    let problem = match unreadable {
        Some(error) => {
            let values = error.values();
            Some(Finding::caused(Code::FormUnreadable, error.code(), values))
        }
        None if open.is_empty() => None,
        None => ambiguity(&latest),
    };
    open.sort_by_key(|signature| signature.range.signed.as_ref().map(|(_, end)| *end));
    note_crossing(&mut open);

    let wanted: Vec<Vec<Wanted>> = open.iter().map(OpenSignature::wanted).collect();
    let asked: Vec<Wanted> = wanted.iter().flatten().cloned().collect();
    let whole = [&[DigestAlgorithm::Sha256], algorithms].concat();
    let hashed = hash(&**document.source(), &asked, &whole, before)?;
    let mut ranges: Vec<_> = open.iter_mut().map(|open| &mut open.range.facts).collect();
    let later = changes::judge(document, &mut ranges, aim);
    let (security_store, limited) = store::read(document);
    let elsewhere = Elsewhere::new(&security_store);
    let mut remarks = match aim {
        Aim::Report => remarks(document, &fields, open.is_empty()),
        Aim::Signing => Vec::new(),
    };
    remarks.extend_from_slice(&later.remarks);
    if limited {
        remarks.push(Finding::new(Code::StoreLimit));
    }
    let mut signatures = Vec::new();
    for (signature, wanted) in open.into_iter().zip(wanted) {
        let own = wanted.iter();
        let own = own.map(|wanted| (wanted.algorithm, hashed.of(wanted).map(<[u8]>::to_vec)));
        let mut facts = signature.close(own.collect(), &elsewhere);
        let signed = facts.range.as_ref().and_then(|range| range.revision);
        let concerning = signed.map(|signed| later.findings_of(signed).cloned());
        facts.findings.extend(concerning.into_iter().flatten());
        signatures.push(facts);
    }
    let file = document.facts();
    let facts = DocumentFacts {
        version: FACTS_VERSION,
        length: file.length,
        sha256: hashed.digest(DigestAlgorithm::Sha256).unwrap_or_default(),
        revisions: document.revisions().len(),
        repaired: file.repaired.as_ref().map(|repair| repair.code.to_string()),
        encrypted: file.encrypted,
        signatures,
        changes: later.changes,
        security_store,
        problem,
        remarks,
    };
    Ok((facts, hashed))
}

/// Why readers may differ in what they show of a signed document, told at its roots: no page at
/// all, so that a reader rebuilds the file, or a key twice, of which either value may count.
fn ambiguity(view: &View<'_>) -> Option<Finding> {
    let catalog = view.catalog().unwrap_or_default();
    let [tree, form] = ["Pages", "AcroForm"]
        .map(|key| view.lookup(&catalog, key).unwrap_or_default())
        .map(|found| found.as_dictionary().cloned().unwrap_or_default());
    let kids = view.lookup(&tree, "Kids").unwrap_or_default();
    if kids.as_array().is_none_or(<[Object]>::is_empty) {
        return Some(Finding::new(Code::NoPages));
    }
    let mut repeated = [&catalog, &tree, &form]
        .into_iter()
        .flat_map(Dictionary::duplicate_keys);
    let key = repeated.next()?;
    Some(Finding::new(Code::RootKeyTwice).with("key", key))
}

/// The signatures in fields, and a certification that the catalog names without a field.
fn open_signatures(document: &Document, fields: &[Field]) -> Vec<OpenSignature> {
    let mut reader = CertificateReader::default();
    let mut open: Vec<OpenSignature> = fields
        .iter()
        .filter_map(|field| OpenSignature::of_field(document, field, &mut reader))
        .collect();
    let certification = permission(&document.latest(), "DocMDP");
    let is_held = |id| fields.iter().any(|field| field.value_id == Some(id));
    if let Some(id) = certification.filter(|id| !is_held(*id)) {
        open.push(OpenSignature::without_field(document, id, &mut reader));
    }
    open
}

/// The signature that the catalog's permissions name under `key` (ISO 32000-2, 12.8.6).
fn permission(view: &View<'_>, key: &str) -> Option<ObjectId> {
    let permissions = view.lookup(&view.catalog().ok()?, "Perms").ok()?;
    permissions.as_dictionary()?.get(key)?.as_reference()
}

/// What is remarkable about the file as a whole.
fn remarks(document: &Document, fields: &[Field], is_unsigned: bool) -> Vec<Finding> {
    let mut remarks = Vec::new();
    let latest = document.latest();
    if ["UR3", "UR"]
        .iter()
        .any(|key| permission(&latest, key).is_some())
    {
        remarks.push(Finding::new(Code::UsageRights));
    }
    let removed = removed(document, fields);
    if is_unsigned && removed.is_empty() && announces_signatures(&latest) {
        remarks.push(Finding::new(Code::SignaturesAnnounced));
    }
    remarks.extend(removed);
    remarks
}

/// Whether the form says that there are signatures (`/SigFlags`, bit 1).
fn announces_signatures(view: &View<'_>) -> bool {
    let form = view
        .catalog()
        .and_then(|catalog| view.lookup(&catalog, "AcroForm"));
    let flags = match form {
        Ok(Object::Dictionary(form)) => view.lookup(&form, "SigFlags"),
        _ => return false,
    };
    flags.is_ok_and(|flags| flags.as_integer().is_some_and(|flags| flags & 1 == 1))
}

/// Fields that held a signature in an earlier revision and hold none any more.
fn removed(document: &Document, fields: &[Field]) -> Vec<Finding> {
    let earlier = document.revisions().len().saturating_sub(1);
    let mut found = Vec::new();
    let held = fields.iter().filter(|field| holds_signature(field));
    let mut known: HashSet<String> = held.map(|field| field.name.clone()).collect();
    let oldest = earlier.saturating_sub(MOST_SEARCHED);
    for view in (oldest..earlier)
        .rev()
        .filter_map(|index| document.at(index))
    {
        let (then, _) = form::readable_fields(&view);
        for field in then.iter().filter(|field| holds_signature(field)) {
            if known.insert(field.name.clone()) {
                let finding = Finding::new(Code::SignatureRemoved)
                    .with("field", &field.name)
                    .with("revision", view.revision() + 1);
                found.push(finding);
            }
        }
    }
    found
}

fn holds_signature(field: &Field) -> bool {
    let is_dictionary = field.value.as_dictionary().is_some();
    field.is_signature() && is_dictionary
}

/// Ranges of two signatures nest, never cross: the gap of the later lies behind the earlier's end.
fn note_crossing(open: &mut [OpenSignature]) {
    let mut furthest = 0;
    for signature in open {
        let Some((gap, end)) = &signature.range.signed else {
            continue;
        };
        if gap.start < furthest {
            signature.findings.push(Finding::new(Code::RangesCross));
            signature.range.facts.coverage = Coverage::Anomalous;
        }
        furthest = furthest.max(*end);
    }
}
