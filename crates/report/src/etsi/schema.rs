//! The elements of TS 119 102-2 that we write, field by field in the order of its schema.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use time::UtcDateTime;

use super::moment;

const NAMESPACE: &str = "http://uri.etsi.org/19102/v1.4.1#";
const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// `ValidationReport`, the root.
#[derive(Serialize)]
#[serde(rename = "ValidationReport")]
pub(super) struct ValidationReport {
    #[serde(rename = "@xmlns")]
    namespace: &'static str,
    #[serde(rename = "@xmlns:ds")]
    xmldsig: &'static str,
    #[serde(rename = "@xmlns:xades")]
    xades: &'static str,
    #[serde(rename = "SignatureValidationReport")]
    reports: Vec<SignatureReport>,
    #[serde(
        rename = "SignatureValidationObjects",
        skip_serializing_if = "Option::is_none"
    )]
    objects: Option<ValidationObjects>,
}

impl ValidationReport {
    pub(super) fn new(reports: Vec<SignatureReport>, objects: Option<ValidationObjects>) -> Self {
        Self {
            namespace: NAMESPACE,
            xmldsig: XMLDSIG,
            xades: XADES,
            reports,
            objects,
        }
    }

    pub(super) fn to_xml(&self) -> String {
        let mut body = String::new();
        let mut serializer = quick_xml::se::Serializer::new(&mut body);
        serializer.indent(' ', 2);
        // Strings, numbers and lists of structures can always be written.
        let written = self.serialize(serializer);
        debug_assert!(written.is_ok(), "{written:?}");
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}\n")
    }
}

/// `SignatureValidationReportType`.
#[derive(Serialize)]
pub(super) struct SignatureReport {
    #[serde(
        rename = "SignatureIdentifier",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) identifier: Option<Identifier>,
    #[serde(
        rename = "ValidationConstraintsEvaluationReport",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) constraints: Option<Constraints>,
    #[serde(rename = "ValidationTimeInfo", skip_serializing_if = "Option::is_none")]
    pub(super) time: Option<TimeInfo>,
    #[serde(rename = "SignersDocument", skip_serializing_if = "Option::is_none")]
    pub(super) document: Option<SignersDocument>,
    #[serde(
        rename = "SignatureAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) attributes: Option<SignatureAttributes>,
    #[serde(rename = "SignerInformation", skip_serializing_if = "Option::is_none")]
    pub(super) signer: Option<Signer>,
    #[serde(
        rename = "SignatureValidationProcess",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) process: Option<Process>,
    #[serde(rename = "SignatureValidationStatus")]
    pub(super) status: Status,
}

impl SignatureReport {
    /// A report with its status alone.
    pub(super) fn of(status: Status) -> Self {
        Self {
            identifier: None,
            constraints: None,
            time: None,
            document: None,
            attributes: None,
            signer: None,
            process: None,
            status,
        }
    }
}

/// `SignatureIdentifierType`.
#[derive(Serialize)]
pub(super) struct Identifier {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(rename = "HashOnly")]
    pub(super) hash_only: bool,
    #[serde(rename = "DocHashOnly")]
    pub(super) doc_hash_only: bool,
    #[serde(rename = "DAIdentifier", skip_serializing_if = "Option::is_none")]
    pub(super) da_identifier: Option<String>,
}

/// `ValidationConstraintsEvaluationReportType`.
#[derive(Serialize)]
pub(super) struct Constraints {
    #[serde(rename = "SignatureValidationPolicy")]
    pub(super) policy: Policy,
    #[serde(rename = "ValidationConstraint")]
    pub(super) constraints: Vec<Constraint>,
}

/// `SignatureValidationPolicyType`.
#[derive(Serialize)]
pub(super) struct Policy {
    #[serde(rename = "SignaturePolicyIdentifier")]
    pub(super) identifier: PolicyIdentifier,
    #[serde(rename = "PolicyName")]
    pub(super) name: String,
}

/// `SignaturePolicyIdentifierType` of XAdES: ours is not one of those with an object identifier.
#[derive(Serialize)]
pub(super) struct PolicyIdentifier {
    #[serde(rename = "xades:SignaturePolicyImplied")]
    pub(super) implied: Empty,
}

/// An element without content.
#[derive(Serialize)]
pub(super) struct Empty {}

/// `IndividualValidationConstraintReportType`.
#[derive(Serialize)]
pub(super) struct Constraint {
    #[serde(rename = "ValidationConstraintIdentifier")]
    pub(super) identifier: String,
    #[serde(rename = "ConstraintStatus")]
    pub(super) status: ConstraintStatus,
    #[serde(rename = "ValidationStatus")]
    pub(super) outcome: Status,
}

/// `ConstraintStatusType`.
#[derive(Serialize)]
pub(super) struct ConstraintStatus {
    #[serde(rename = "Status")]
    pub(super) status: String,
}

/// `ValidationTimeInfoType`.
#[derive(Serialize)]
pub(super) struct TimeInfo {
    #[serde(rename = "ValidationTime")]
    pub(super) validation: String,
    #[serde(rename = "BestSignatureTime")]
    pub(super) best: Poe,
}

/// `POEType`.
#[derive(Serialize)]
pub(super) struct Poe {
    #[serde(rename = "POETime")]
    time: String,
    #[serde(rename = "TypeOfProof")]
    proof: String,
    #[serde(rename = "POEObject", skip_serializing_if = "Option::is_none")]
    object: Option<Reference>,
}

impl Poe {
    /// A proof of this type (`validation`, `provided`, `policy`).
    pub(super) fn at(time: UtcDateTime, proof: &str) -> Self {
        Self {
            time: moment(time),
            proof: format!("urn:etsi:019102:poetype:{proof}"),
            object: None,
        }
    }

    /// The same, naming the object that proves it.
    pub(super) fn by(self, object: Reference) -> Self {
        Self {
            object: Some(object),
            ..self
        }
    }
}

/// `SignersDocumentType`.
#[derive(Serialize)]
pub(super) struct SignersDocument {
    #[serde(rename = "DigestAlgAndValue")]
    digest: Digest,
}

impl SignersDocument {
    pub(super) fn sha256(digest: &[u8]) -> Self {
        Self {
            digest: Digest::sha256(digest),
        }
    }
}

/// `DigestAlgAndValueType` of XAdES.
#[derive(Serialize)]
struct Digest {
    #[serde(rename = "ds:DigestMethod")]
    method: DigestMethod,
    #[serde(rename = "ds:DigestValue")]
    value: String,
}

#[derive(Serialize)]
struct DigestMethod {
    #[serde(rename = "@Algorithm")]
    algorithm: &'static str,
}

impl Digest {
    fn sha256(digest: &[u8]) -> Self {
        Self {
            method: DigestMethod { algorithm: SHA_256 },
            value: STANDARD.encode(digest),
        }
    }
}

/// `SignatureAttributesType`.
#[derive(Serialize)]
pub(super) struct SignatureAttributes {
    #[serde(rename = "SigningTime", skip_serializing_if = "Option::is_none")]
    pub(super) signing_time: Option<SigningTime>,
    #[serde(rename = "SignatureTimeStamp")]
    pub(super) signature_timestamps: Vec<AttributeTime>,
    #[serde(rename = "ArchiveTimeStamp")]
    pub(super) archive_timestamps: Vec<AttributeTime>,
    #[serde(rename = "DocTimeStamp")]
    pub(super) document_timestamps: Vec<AttributeTime>,
}

impl SignatureAttributes {
    pub(super) fn is_empty(&self) -> bool {
        self.signing_time.is_none()
            && self.signature_timestamps.is_empty()
            && self.archive_timestamps.is_empty()
            && self.document_timestamps.is_empty()
    }
}

/// `SASigningTimeType`.
#[derive(Serialize)]
pub(super) struct SigningTime {
    #[serde(rename = "@Signed")]
    pub(super) signed: bool,
    #[serde(rename = "Time")]
    pub(super) time: String,
}

/// `SATimestampType`.
#[derive(Serialize)]
pub(super) struct AttributeTime {
    #[serde(rename = "AttributeObject")]
    pub(super) object: Reference,
    #[serde(rename = "TimeStampValue")]
    pub(super) time: String,
}

/// `SignerInformationType`.
#[derive(Serialize)]
pub(super) struct Signer {
    #[serde(rename = "SignerCertificate")]
    pub(super) certificate: Reference,
    #[serde(rename = "Signer", skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
}

/// `SignatureValidationProcessType`.
#[derive(Serialize)]
pub(super) struct Process {
    #[serde(rename = "SignatureValidationProcessID")]
    pub(super) id: String,
}

/// `ValidationStatusType`.
#[derive(Default, Serialize)]
pub(super) struct Status {
    #[serde(rename = "MainIndication")]
    pub(super) main: String,
    #[serde(rename = "SubIndication")]
    pub(super) sub: Vec<String>,
    #[serde(rename = "AssociatedValidationReportData")]
    pub(super) data: Vec<AdditionalData>,
}

/// `ValidationReportDataType`.
#[derive(Default, Serialize)]
pub(super) struct AdditionalData {
    #[serde(rename = "TrustAnchor", skip_serializing_if = "Option::is_none")]
    pub(super) trust_anchor: Option<Reference>,
    #[serde(rename = "CertificateChain", skip_serializing_if = "Option::is_none")]
    pub(super) chain: Option<Chain>,
    #[serde(
        rename = "RevocationStatusInformation",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) revocation: Option<Revoked>,
    #[serde(rename = "CryptoInformation", skip_serializing_if = "Option::is_none")]
    pub(super) crypto: Option<Crypto>,
    #[serde(
        rename = "AdditionalValidationReportData",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) reasons: Option<ReportData>,
}

/// `CertificateChainType`.
#[derive(Serialize)]
pub(super) struct Chain {
    #[serde(rename = "SigningCertificate")]
    pub(super) signing: Reference,
    #[serde(rename = "IntermediateCertificate")]
    pub(super) issuers: Vec<Reference>,
    #[serde(rename = "TrustAnchor", skip_serializing_if = "Option::is_none")]
    pub(super) anchor: Option<Reference>,
}

/// `RevocationStatusInformationType`.
#[derive(Serialize)]
pub(super) struct Revoked {
    #[serde(rename = "ValidationObjectId")]
    pub(super) object: Reference,
    #[serde(rename = "RevocationTime")]
    pub(super) time: String,
    #[serde(rename = "RevocationReason", skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    #[serde(rename = "RevocationObject", skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<Reference>,
}

/// `CryptoInformationType`.
#[derive(Serialize)]
pub(super) struct Crypto {
    #[serde(rename = "ValidationObjectId")]
    pub(super) object: Reference,
    #[serde(rename = "Algorithm")]
    pub(super) algorithm: String,
    #[serde(rename = "SecureAlgorithm")]
    pub(super) secure: bool,
    #[serde(rename = "NotAfter", skip_serializing_if = "Option::is_none")]
    pub(super) not_after: Option<String>,
}

/// `AdditionalValidationReportDataType`.
#[derive(Serialize)]
pub(super) struct ReportData {
    #[serde(rename = "ReportData")]
    pub(super) data: Vec<TypedData>,
}

/// `TypedDataType`.
#[derive(Serialize)]
pub(super) struct TypedData {
    #[serde(rename = "Type")]
    pub(super) kind: String,
    #[serde(rename = "Value")]
    pub(super) value: String,
}

/// `VOReferenceType`.
#[derive(Clone, Serialize)]
pub(super) struct Reference {
    #[serde(rename = "@VOReference")]
    id: String,
}

impl Reference {
    pub(super) fn to(id: &str) -> Self {
        Self { id: id.to_owned() }
    }
}

/// `ValidationObjectListType`.
#[derive(Serialize)]
pub(super) struct ValidationObjects {
    #[serde(rename = "ValidationObject")]
    pub(super) objects: Vec<ValidationObject>,
}

/// `ValidationObjectType`.
#[derive(Serialize)]
pub(super) struct ValidationObject {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(rename = "ObjectType")]
    pub(super) kind: String,
    #[serde(rename = "ValidationObjectRepresentation")]
    pub(super) representation: Representation,
    #[serde(rename = "POE", skip_serializing_if = "Option::is_none")]
    pub(super) poe: Option<Poe>,
    #[serde(rename = "ValidationReport", skip_serializing_if = "Option::is_none")]
    pub(super) report: Option<SignatureReport>,
}

/// `ValidationObjectRepresentationType`: the object itself, or its digest.
#[derive(Serialize)]
pub(super) struct Representation {
    #[serde(rename = "base64", skip_serializing_if = "Option::is_none")]
    whole: Option<String>,
    #[serde(rename = "DigestAlgAndValue", skip_serializing_if = "Option::is_none")]
    digest: Option<Digest>,
}

impl Representation {
    pub(super) fn whole(der: &[u8]) -> Self {
        Self {
            whole: Some(STANDARD.encode(der)),
            digest: None,
        }
    }

    pub(super) fn sha256(digest: &[u8]) -> Self {
        Self {
            whole: None,
            digest: Some(Digest::sha256(digest)),
        }
    }
}
