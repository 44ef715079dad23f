//! How much each finding weighs (EN 319 102-1, 5.2.2 and 5.2.8; EN 319 142-1, 6.3).

use super::cms_facts::Binding;
use super::facts::SignatureFacts;
use super::finding::Code;
use super::policy::{Level, Policy};
use super::verdict::SubIndication;

/// What a finding means for the verdict; `None` when it is only worth knowing.
///
/// Everything about the bytes that are covered is a failure of format: a signature whose extent is
/// in doubt speaks for nothing. What only breaks the baseline's rules for attributes leaves the
/// signature undecided, and only where the signature claims to be baseline.
pub(super) fn grade(
    code: Code,
    signature: &SignatureFacts,
    policy: &Policy,
) -> Option<SubIndication> {
    use SubIndication::{
        CryptoConstraintsFailureNoPoe, FormatFailure, NoSigningCertificateFound,
        SigConstraintsFailure, SignedDataNotFound,
    };
    let is_baseline = is_baseline(signature);
    match code {
        Code::NotIndirect
        | Code::Unreadable
        | Code::DuplicateKey
        | Code::DictionaryChanged
        | Code::FieldValueChanged
        | Code::ByteRangeMissing
        | Code::ByteRangeMalformed
        | Code::ByteRangeNotFromStart
        | Code::ByteRangeBeyondEnd
        | Code::GapNotContents
        | Code::EndNotRevision
        | Code::NotInOwnRevision
        | Code::RangesCross
        | Code::ContentsMalformed
        | Code::Repaired
        | Code::SubFilterUnsupported
        | Code::CmsMalformed
        | Code::SignerCount
        | Code::ContentEnclosed
        | Code::AttributeMissing
        | Code::AttributeRepeated
        | Code::AttributeMalformed
        | Code::ContentTypeWrong
        | Code::AlgorithmProtection
        | Code::DigestAlgorithmWrong
        | Code::FormUnreadable
        | Code::NoPages
        | Code::RootKeyTwice
        | Code::Limit => Some(FormatFailure),
        Code::NoSignedAttributes | Code::PaddingNotZero if is_baseline => Some(FormatFailure),
        Code::NotBound if is_baseline || policy.attributes.signing_certificate == Level::Fail => {
            Some(SigConstraintsFailure)
        }
        Code::TrailingBytes
        | Code::ObjectConflict
        | Code::BindingRepeated
        | Code::DocumentAmbiguous
        | Code::ShownOtherwise
        | Code::StoredOtherwise
        | Code::PageCovered => Some(SigConstraintsFailure),
        Code::BoundToAnother | Code::CertificateMissing => Some(NoSigningCertificateFound),
        Code::AlgorithmUnsupported => Some(CryptoConstraintsFailureNoPoe),
        Code::ContentMissing => Some(SignedDataNotFound),
        Code::TimestampUnreadable
        | Code::TimestampImprint
        | Code::TimestampSignature
        | Code::TimestampValidity
        | Code::ArchiveIndex
        | Code::ArchiveUnsupported
        | Code::CmsBer
        | Code::NoSignedAttributes
        | Code::PaddingNotZero
        | Code::NotBound
        | Code::BoundBySha1
        | Code::BindingHintDiffers
        | Code::CertificateUnreadable
        | Code::SigningTimeInPades
        | Code::SigningTimeMissing
        | Code::SubFilterNotBaseline
        | Code::WithoutField
        | Code::UsageRights
        | Code::SignaturesAnnounced
        | Code::SignatureRemoved
        | Code::PreparedPages
        | Code::StoreLimit => None,
    }
}

/// Whether the signature says it is an ETSI baseline one: PAdES by its form, CAdES outside a PDF
/// by the attribute that binds it to a certificate, without which it is plain CMS.
pub(super) fn is_baseline(signature: &SignatureFacts) -> bool {
    match (&signature.dictionary, &signature.cms) {
        (Some(dictionary), _) => dictionary.sub_filter.as_deref() == Some("ETSI.CAdES.detached"),
        (None, Some(cms)) => cms.binding != Binding::Absent,
        (None, None) => false,
    }
}
