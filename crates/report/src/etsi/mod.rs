//! The verdict as a validation report of ETSI TS 119 102-2 V1.4.1, for other programs.
//!
//! The same record as text and JSON, so that the forms cannot say different things. Certificates
//! go in whole, revocation data and time stamps by their digests. The reasons keep our codes.

mod objects;
mod schema;

use ::trust::Fingerprint;
use ades::validate::{
    ChainLink, Conclusion, Element, Indication, Process, Reason, RevocationStatus,
    RevocationVerdict, SignatureKind, SignatureVerdict, SubIndication, TimeSource, TimestampKind,
    TimestampVerdict, Verdict, WeakAlgorithm,
};
use time::UtcDateTime;
use time::format_description::well_known::Rfc3339;

use crate::catalogue::{Catalogue, Lang};
use crate::verify::FileReport;
use objects::Objects;
use schema::{
    AdditionalData, AttributeTime, Chain, Constraint, ConstraintStatus, Constraints, Crypto, Empty,
    Identifier, Poe, Policy, PolicyIdentifier, Process as ProcessElement, Reference, ReportData,
    Revoked, SignatureAttributes, SignatureReport, Signer, SignersDocument, SigningTime, Status,
    TimeInfo, TypedData, ValidationObjects, ValidationReport,
};

const INDICATION: &str = "urn:etsi:019102:mainindication:";

/// The report on one file as XML.
///
/// `report` and `verdict` are of the same file; the digest of the whole file is in the report.
#[must_use]
pub fn to_xml(report: &FileReport, verdict: &Verdict, lang: Lang) -> String {
    let mut writer = Writer {
        verdict,
        sha256: report.sha256.as_deref().and_then(digest),
        lang,
        objects: Objects::default(),
    };
    let mut reports: Vec<SignatureReport> = (verdict.signatures.iter().zip(1_usize..))
        .filter(|(signature, _)| signature.kind == SignatureKind::Signature)
        .map(|(signature, number)| writer.signature(signature, number))
        .collect();
    for signature in &verdict.signatures {
        if signature.kind == SignatureKind::DocumentTimestamp {
            writer.document_timestamp(signature);
        }
    }
    if reports.is_empty() {
        reports.push(nothing_signed());
    }
    let objects = writer.objects.into_list();
    ValidationReport::new(
        reports,
        (!objects.is_empty()).then_some(ValidationObjects { objects }),
    )
    .to_xml()
}

/// The schema wants one report at least. What to say then is not standardised; readers of such
/// reports know this name.
fn nothing_signed() -> SignatureReport {
    let status = Status {
        main: "urn:cef:dss:mainindication:noSignatureFound".to_owned(),
        ..Status::default()
    };
    SignatureReport::of(status)
}

struct Writer<'a> {
    verdict: &'a Verdict,
    sha256: Option<[u8; 32]>,
    lang: Lang,
    objects: Objects,
}

impl Writer<'_> {
    fn signature(&mut self, signature: &SignatureVerdict, number: usize) -> SignatureReport {
        let id = format!("S-{number}");
        let stamps: Vec<(Reference, &TimestampVerdict)> = (signature.timestamps.iter())
            .map(|stamp| (self.timestamp(stamp), stamp))
            .collect();
        let chain = self.chain(&signature.chain);
        let revocation = self.revocation(&signature.revocation);
        let signer = signature.signer.as_ref().zip(signature.chain.first());
        let signer = signer.map(|(signer, link)| Signer {
            certificate: Reference::to(&self.objects.certificate(link)),
            name: signer.name.clone().or_else(|| signer.organization.clone()),
        });
        SignatureReport {
            identifier: Some(Identifier {
                id: id.clone(),
                hash_only: false,
                doc_hash_only: false,
                da_identifier: signature.field.clone(),
            }),
            constraints: Some(self.constraints(signature)),
            time: Some(self.time(signature, &stamps)),
            document: self.sha256.map(|digest| SignersDocument::sha256(&digest)),
            attributes: attributes(signature, &stamps),
            signer,
            process: Some(process(signature.process)),
            ..SignatureReport::of(Status {
                main: main(signature.indication),
                sub: signature.sub_indication.map(sub).into_iter().collect(),
                data: self.associated(signature, &id, chain, revocation),
            })
        }
    }

    /// A time stamp over the document is an object with a report of its own.
    fn document_timestamp(&mut self, signature: &SignatureVerdict) {
        let Some(stamp) =
            (signature.timestamps.iter()).find(|stamp| stamp.kind == TimestampKind::Document)
        else {
            return;
        };
        self.timestamp(stamp);
    }

    fn timestamp(&mut self, stamp: &TimestampVerdict) -> Reference {
        let chain = self.chain(&stamp.chain);
        let revocation = self.revocation(&stamp.revocation);
        let status = Status {
            main: conclusion(stamp.indication),
            sub: stamp.sub_indication.map(sub).into_iter().collect(),
            data: vec![AdditionalData {
                trust_anchor: chain.as_ref().and_then(|chain| chain.anchor.clone()),
                chain,
                revocation,
                reasons: self.reasons(&stamp.reasons),
                crypto: None,
            }],
        };
        let report = SignatureReport::of(status);
        let proven = stamp
            .time
            .filter(|_| stamp.indication == Conclusion::Passed);
        let poe = proven.map(|time| Poe::at(time, "provided"));
        Reference::to(&self.objects.timestamp(&stamp.sha256, poe, report))
    }

    fn chain(&mut self, links: &[ChainLink]) -> Option<Chain> {
        let (signing, issuers) = links.split_first()?;
        let signing = Reference::to(&self.objects.certificate(signing));
        let mut issuers: Vec<Reference> = (issuers.iter())
            .map(|link| Reference::to(&self.objects.certificate(link)))
            .collect();
        let anchor = issuers.pop();
        Some(Chain {
            signing,
            issuers,
            anchor,
        })
    }

    /// The first revoked certificate of the chain; all sources become objects.
    fn revocation(&mut self, found: &[RevocationVerdict]) -> Option<Revoked> {
        let mut revoked = None;
        for one in found {
            let sources: Vec<String> = (one.sources.iter())
                .map(|digest| self.objects.revocation_data(digest, one.source))
                .collect();
            let is_revoked = matches!(
                one.status,
                RevocationStatus::Revoked | RevocationStatus::Suspended
            );
            if let (true, Some(since), None) = (is_revoked, one.since, &revoked) {
                revoked = Some(Revoked {
                    object: Reference::to(&Objects::certificate_id(&one.sha256)),
                    time: moment(since),
                    reason: one
                        .reason
                        .as_ref()
                        .map(|reason| format!("urn:etsi:019102:revocationReason:{reason}")),
                    source: sources.first().map(|id| Reference::to(id)),
                });
            }
        }
        revoked
    }

    fn time(
        &self,
        signature: &SignatureVerdict,
        stamps: &[(Reference, &TimestampVerdict)],
    ) -> TimeInfo {
        let at = self.verdict.validation_time;
        let best = signature.best_signature_time.unwrap_or(at);
        let proof = stamps
            .iter()
            .find(|(_, stamp)| stamp.indication == Conclusion::Passed && stamp.time == Some(best));
        let poe = match proof {
            Some((object, _)) => Poe::at(best, "provided").by(object.clone()),
            None => Poe::at(best, "validation"),
        };
        TimeInfo {
            validation: moment(at),
            best: poe,
        }
    }

    /// The elements on which validity rests, each as a constraint with its own outcome.
    fn constraints(&self, signature: &SignatureVerdict) -> Constraints {
        let elements = &signature.elements;
        let outcomes = [
            ("signer", elements.signer),
            ("certificate-kind", elements.certificate_kind),
            ("certificate-validity", elements.certificate_validity),
            ("time", elements.time),
            ("integrity", elements.integrity),
        ];
        let policy = &self.verdict.policy;
        Constraints {
            policy: Policy {
                identifier: PolicyIdentifier { implied: Empty {} },
                name: format!("{} {}", policy.name, policy.version),
            },
            constraints: outcomes
                .into_iter()
                .map(|(name, outcome)| Constraint {
                    identifier: format!("urn:congvu:element:{name}"),
                    status: ConstraintStatus {
                        status: "urn:etsi:019102:constraintStatus:applied".to_owned(),
                    },
                    outcome: Status {
                        main: element(outcome),
                        ..Status::default()
                    },
                })
                .collect(),
        }
    }

    fn associated(
        &self,
        signature: &SignatureVerdict,
        id: &str,
        chain: Option<Chain>,
        revocation: Option<Revoked>,
    ) -> Vec<AdditionalData> {
        let first = AdditionalData {
            trust_anchor: chain.as_ref().and_then(|chain| chain.anchor.clone()),
            chain,
            revocation,
            crypto: signature.weak.first().map(|weak| crypto(weak, id)),
            reasons: self.reasons(&signature.reasons),
        };
        let others = signature.weak.iter().skip(1).map(|weak| AdditionalData {
            crypto: Some(crypto(weak, id)),
            ..AdditionalData::default()
        });
        std::iter::once(first).chain(others).collect()
    }

    fn reasons(&self, reasons: &[Reason]) -> Option<ReportData> {
        let data: Vec<TypedData> = reasons
            .iter()
            .map(|reason| {
                let values: Vec<_> = (reason.values.iter())
                    .map(|(name, value)| (name.as_str(), value.clone()))
                    .collect();
                let sentence = Catalogue::shared().sentence(&reason.code, self.lang, &values);
                TypedData {
                    kind: format!("urn:congvu:reason:{}", reason.code),
                    value: sentence.text,
                }
            })
            .collect();
        (!data.is_empty()).then_some(ReportData { data })
    }
}

fn attributes(
    signature: &SignatureVerdict,
    stamps: &[(Reference, &TimestampVerdict)],
) -> Option<SignatureAttributes> {
    let claimed = signature
        .signing_time
        .filter(|_| signature.time_source == Some(TimeSource::Claimed));
    let of = |kind| -> Vec<AttributeTime> {
        stamps
            .iter()
            .filter(|(_, stamp)| stamp.kind == kind)
            .filter_map(|(object, stamp)| {
                Some(AttributeTime {
                    object: object.clone(),
                    time: moment(stamp.time?),
                })
            })
            .collect()
    };
    let attributes = SignatureAttributes {
        signing_time: claimed.map(|time| SigningTime {
            signed: true,
            time: moment(time),
        }),
        signature_timestamps: of(TimestampKind::Signature),
        archive_timestamps: of(TimestampKind::Archive),
        document_timestamps: of(TimestampKind::Document),
    };
    (!attributes.is_empty()).then_some(attributes)
}

fn process(process: Process) -> ProcessElement {
    let name = match process {
        Process::Basic => "Basic",
        Process::LongTerm => "LTVM",
        Process::Archival => "LTA",
    };
    ProcessElement {
        id: format!("urn:etsi:019102:validationprocess:{name}"),
    }
}

fn crypto(weak: &WeakAlgorithm, signature: &str) -> Crypto {
    let name: String = (weak.algorithm.chars())
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    Crypto {
        object: Reference::to(signature),
        algorithm: format!("urn:congvu:algorithm:{name}"),
        secure: false,
        not_after: weak.ended_at.map(moment),
    }
}

fn main(indication: Indication) -> String {
    let name = match indication {
        Indication::TotalPassed => "total-passed",
        Indication::TotalFailed => "total-failed",
        Indication::Indeterminate => "indeterminate",
    };
    format!("{INDICATION}{name}")
}

fn conclusion(conclusion: Conclusion) -> String {
    let name = match conclusion {
        Conclusion::Passed => "passed",
        Conclusion::Failed => "failed",
        Conclusion::Indeterminate => "indeterminate",
    };
    format!("{INDICATION}{name}")
}

fn element(element: Element) -> String {
    conclusion(match element {
        Element::Passed => Conclusion::Passed,
        Element::Failed => Conclusion::Failed,
        Element::Unknown => Conclusion::Indeterminate,
    })
}

fn sub(cause: SubIndication) -> String {
    let name = serde_json::to_value(cause).ok();
    let name = name.as_ref().and_then(serde_json::Value::as_str);
    format!("urn:etsi:019102:subindication:{}", name.unwrap_or_default())
}

/// The digest that these hexadecimal digits are.
fn digest(hexadecimal: &str) -> Option<[u8; 32]> {
    let fingerprint: Fingerprint = hexadecimal.parse().ok()?;
    Some(fingerprint.0)
}

/// A time as `xs:dateTime`; only years beyond four digits cannot be written so.
fn moment(time: UtcDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_default()
}
