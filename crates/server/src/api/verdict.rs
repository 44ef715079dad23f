//! What signatures are worth: a summary of the report, and the report itself (`docs/verdicts.md`).

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::Error;

/// A verdict on the signatures of a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Verdict {
    /// The status of the worst signature: `TOTAL_PASSED`, `TOTAL_FAILED`, `INDETERMINATE`; none
    /// without signatures.
    #[schema(example = "TOTAL_PASSED")]
    indication: Option<String>,
    /// The time for which it was decided.
    #[schema(format = DateTime, example = "2026-11-28T02:00:00Z")]
    decided_for: Option<String>,
    /// Each signature, the oldest first.
    signatures: Vec<Signature>,
    /// The whole report, as `congvu verify --json` gives it.
    #[schema(value_type = Object)]
    report: Value,
}

/// What one signature is worth.
#[derive(Debug, Serialize, ToSchema)]
struct Signature {
    /// The field it stands in.
    field: Option<String>,
    /// In whose name the certificate is.
    #[schema(example = "Nguyễn Bình An")]
    signer: Option<String>,
    /// The organisation in the certificate.
    organization: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    signing_time: Option<String>,
    /// Its level: `B-B`, `B-T`, `B-LT`, `B-LTA`.
    #[schema(example = "B-T")]
    level: Option<String>,
    /// What it is worth.
    #[schema(example = "TOTAL_PASSED")]
    indication: Option<String>,
    /// Whether what it covers is as it was signed.
    #[schema(example = "intact")]
    integrity: Option<String>,
    /// Why, in Vietnamese, the gravest first.
    reasons: Vec<String>,
}

impl Verdict {
    /// The verdict of a report, as JSON.
    pub(super) fn of(report: &str) -> Result<Self, Error> {
        let read = serde_json::from_str(report);
        Ok(Self::read(read.map_err(|error| Error::Unexpected {
            cause: format!("report: {error}"),
        })?))
    }

    /// The same of a report that was read.
    pub(super) fn read(report: Value) -> Self {
        let signatures = list(&report, "signatures").map(|it| {
            let signer = it.get("signer");
            let of_signer = |name: &str| signer.and_then(|it| text(it, name));
            Signature {
                field: text(it, "field"),
                signer: of_signer("name"),
                organization: of_signer("organization"),
                signing_time: text(it, "signing_time"),
                level: text(it, "level"),
                indication: text(it, "indication"),
                integrity: text(it, "integrity"),
                reasons: list(it, "reasons")
                    .filter_map(|it| text(it, "text"))
                    .collect(),
            }
        });
        Self {
            indication: text(&report, "indication"),
            decided_for: text(&report, "validation_time"),
            signatures: signatures.collect(),
            report,
        }
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(ToOwned::to_owned)
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let found = value.get(name).and_then(Value::as_array);
    found.into_iter().flatten()
}
