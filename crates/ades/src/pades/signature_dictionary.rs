//! The signature dictionary of a baseline signature (ISO 32000-2, 12.8.1; EN 319 142-1, 6.3).

use pdf::{Dictionary, Object, ObjectId, PdfString};
use time::{UtcDateTime, UtcOffset};

use super::{DocMdp, FieldLock, SigningRequest};

/// The dictionary for `request`, without `/Contents` and `/ByteRange`.
///
/// All values are direct, as ISO 32000-2 asks of a dictionary with a byte range; only the object
/// that a `FieldMDP` transform watches is a reference by nature. `catalog` is that object.
pub(super) fn signature_dictionary(
    request: &SigningRequest,
    lock: Option<&FieldLock>,
    catalog: ObjectId,
) -> Dictionary {
    let mut dictionary = Dictionary::new()
        .with("Type", Object::name("Sig"))
        .with("Filter", Object::name("Adobe.PPKLite"))
        .with("SubFilter", Object::name("ETSI.CAdES.detached"))
        .with("M", PdfString::literal(date(request.claimed_time)));
    let texts = [
        ("Reason", &request.reason),
        ("Location", &request.location),
        ("ContactInfo", &request.contact),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            dictionary.set(key, PdfString::text(text));
        }
    }
    let mut references = Vec::new();
    if let Some(permission) = request.certify {
        references.push(doc_mdp_reference(permission));
    }
    if let Some(lock) = lock {
        references.push(field_mdp_reference(lock, catalog));
    }
    if !references.is_empty() {
        dictionary.set("Reference", references);
    }
    dictionary
}

/// The `/Lock` dictionary of a signature field (ISO 32000-2, 12.7.5.5).
pub(super) fn lock_dictionary(lock: &FieldLock) -> Dictionary {
    with_fields(
        Dictionary::new().with("Type", Object::name("SigFieldLock")),
        lock,
    )
}

/// A PDF date (ISO 32000-2, 7.9.4) in the time of Vietnam, which has had no summer time since 1975.
pub(super) fn date(time: UtcDateTime) -> String {
    let time = UtcOffset::from_hms(7, 0, 0).map_or_else(
        |_| time.to_offset(UtcOffset::UTC),
        |offset| time.to_offset(offset),
    );
    format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}+07'00'",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

fn doc_mdp_reference(permission: DocMdp) -> Object {
    let parameters = Dictionary::new()
        .with("Type", Object::name("TransformParams"))
        .with("P", permission.level())
        .with("V", Object::name("1.2"));
    reference("DocMDP", parameters).into()
}

fn field_mdp_reference(lock: &FieldLock, catalog: ObjectId) -> Object {
    let parameters = Dictionary::new()
        .with("Type", Object::name("TransformParams"))
        .with("V", Object::name("1.2"));
    reference("FieldMDP", with_fields(parameters, lock))
        .with("Data", catalog)
        .into()
}

fn reference(method: &str, parameters: Dictionary) -> Dictionary {
    Dictionary::new()
        .with("Type", Object::name("SigRef"))
        .with("TransformMethod", Object::name(method))
        .with("TransformParams", parameters)
}

fn with_fields(dictionary: Dictionary, lock: &FieldLock) -> Dictionary {
    let (action, fields) = match lock {
        FieldLock::All => ("All", None),
        FieldLock::Include(fields) => ("Include", Some(fields)),
        FieldLock::Exclude(fields) => ("Exclude", Some(fields)),
    };
    let dictionary = dictionary.with("Action", Object::name(action));
    match fields {
        Some(fields) => {
            let names: Vec<Object> = fields
                .iter()
                .map(|name| PdfString::text(name).into())
                .collect();
            dictionary.with("Fields", names)
        }
        None => dictionary,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_the_time_of_vietnam() {
        let time = time::macros::utc_datetime!(2026-11-21 20:04:05);
        assert_eq!(date(time), "D:20261122030405+07'00'");
    }
}
