//! What a change is, for people and for machines.

use serde::Serialize;

/// What a change is. The sentences for people are kept elsewhere, by [`Self::code`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The document information dictionary changed.
    InfoUpdated,
    /// The first identifier of a file that is not encrypted changed.
    IdentifierChanged,
    /// The XMP metadata changed.
    MetadataUpdated,
    /// `/Version`, `/Extensions` or `/MarkInfo` of the catalog changed.
    VersionUpdated,
    /// Validation data were added.
    ValidationDataAdded,
    /// A document time stamp was added.
    TimestampAdded,
    /// An object was added that nothing refers to.
    UnusedObject,
    /// Defaults of the form changed: resources, default appearance, signature flags.
    FormUpdated,
    /// An empty signature field was added.
    SignatureFieldAdded,
    /// A signature field was signed.
    SignatureAdded,
    /// A field was filled in, or its appearance changed.
    FieldFilled,
    /// A page lists the widget of a new signature field.
    WidgetPlaced,
    /// An annotation was added.
    AnnotationAdded,
    /// An annotation changed.
    AnnotationChanged,
    /// An annotation was removed.
    AnnotationRemoved,
    /// `/Root`, `/Encrypt` or the first `/ID` of the trailer changed.
    TrailerChanged,
    /// An entry of the catalog changed that must not.
    CatalogChanged,
    /// An entry of a page changed that must not.
    PageChanged,
    /// The form changed as a whole.
    FormChanged,
    /// An entry of a field changed that must not.
    FieldChanged,
    /// A field disappeared, or has another name or type.
    FieldRemoved,
    /// A field was added that is no new signature field at the top of the form.
    FieldAdded,
    /// A visible signature field was added after a certification.
    FieldAddedAfterCertification,
    /// A field changed that an earlier signature had locked.
    FieldLocked,
    /// A signed field changed.
    SignedFieldChanged,
    /// The validation data have another form than they may have, or some were removed.
    ValidationDataMalformed,
    /// The XMP metadata are malformed.
    MetadataMalformed,
    /// An annotation was added or changed that can act on its own, or is of a dangerous kind.
    AnnotationNotPermitted,
    /// An object that was in use was deleted.
    ObjectDeleted,
    /// An object in use got other content, which no rule permits.
    ObjectReplaced,
    /// An object stream in use was replaced.
    ObjectStreamReplaced,
    /// The cross-references of the revision give an object two places.
    AmbiguousObject,
    /// Only the appearance of a filled field changed, not its value.
    AppearanceOnly,
    /// Only the value of a field changed, not what it shows.
    ValueOnly,
    /// An annotation can paint over the page.
    AnnotationCovers,
    /// A certification was added behind another signature.
    CertificationAdded,
    /// A revision holds an object that it does not list.
    UnlistedObject,
    /// A revision holds the end of another one that is not in the history.
    UnlistedSection,
    /// An object has a number that the file says it does not have.
    AboveSize,
    /// An object does not end where it says, so that readers may differ in what it is.
    MalformedObject,
    /// A changed dictionary has a key twice.
    DuplicateKey,
    /// The file had to be repaired, so that its history is not known.
    FileDamaged,
    /// An object could not be read, so that it is not known what changed.
    Unreadable,
}

impl Reason {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::InfoUpdated,
        Self::IdentifierChanged,
        Self::MetadataUpdated,
        Self::VersionUpdated,
        Self::ValidationDataAdded,
        Self::TimestampAdded,
        Self::UnusedObject,
        Self::FormUpdated,
        Self::SignatureFieldAdded,
        Self::SignatureAdded,
        Self::FieldFilled,
        Self::WidgetPlaced,
        Self::AnnotationAdded,
        Self::AnnotationChanged,
        Self::AnnotationRemoved,
        Self::TrailerChanged,
        Self::CatalogChanged,
        Self::PageChanged,
        Self::FormChanged,
        Self::FieldChanged,
        Self::FieldRemoved,
        Self::FieldAdded,
        Self::FieldAddedAfterCertification,
        Self::FieldLocked,
        Self::SignedFieldChanged,
        Self::ValidationDataMalformed,
        Self::MetadataMalformed,
        Self::AnnotationNotPermitted,
        Self::ObjectDeleted,
        Self::ObjectReplaced,
        Self::ObjectStreamReplaced,
        Self::AmbiguousObject,
        Self::AppearanceOnly,
        Self::ValueOnly,
        Self::AnnotationCovers,
        Self::CertificationAdded,
        Self::UnlistedObject,
        Self::UnlistedSection,
        Self::AboveSize,
        Self::MalformedObject,
        Self::DuplicateKey,
        Self::FileDamaged,
        Self::Unreadable,
    ];

    /// The stable code of the reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InfoUpdated => "change-info-updated",
            Self::IdentifierChanged => "change-identifier-changed",
            Self::MetadataUpdated => "change-metadata-updated",
            Self::VersionUpdated => "change-version-updated",
            Self::ValidationDataAdded => "change-validation-data-added",
            Self::TimestampAdded => "change-timestamp-added",
            Self::UnusedObject => "change-unused-object",
            Self::FormUpdated => "change-form-updated",
            Self::SignatureFieldAdded => "change-signature-field-added",
            Self::SignatureAdded => "change-signature-added",
            Self::FieldFilled => "change-field-filled",
            Self::WidgetPlaced => "change-widget-placed",
            Self::AnnotationAdded => "change-annotation-added",
            Self::AnnotationChanged => "change-annotation-changed",
            Self::AnnotationRemoved => "change-annotation-removed",
            Self::TrailerChanged => "change-trailer-changed",
            Self::CatalogChanged => "change-catalog-changed",
            Self::PageChanged => "change-page-changed",
            Self::FormChanged => "change-form-changed",
            Self::FieldChanged => "change-field-changed",
            Self::FieldRemoved => "change-field-removed",
            Self::FieldAdded => "change-field-added",
            Self::FieldAddedAfterCertification => "change-field-added-after-certification",
            Self::FieldLocked => "change-field-locked",
            Self::SignedFieldChanged => "change-signed-field-changed",
            Self::ValidationDataMalformed => "change-validation-data-malformed",
            Self::MetadataMalformed => "change-metadata-malformed",
            Self::AnnotationNotPermitted => "change-annotation-not-permitted",
            Self::ObjectDeleted => "change-object-deleted",
            Self::ObjectReplaced => "change-object-replaced",
            Self::ObjectStreamReplaced => "change-object-stream-replaced",
            Self::AmbiguousObject => "change-ambiguous-object",
            Self::AppearanceOnly => "change-appearance-only",
            Self::ValueOnly => "change-value-only",
            Self::AnnotationCovers => "change-annotation-covers",
            Self::CertificationAdded => "change-certification-added",
            Self::UnlistedObject => "change-unlisted-object",
            Self::UnlistedSection => "change-unlisted-section",
            Self::AboveSize => "change-above-size",
            Self::MalformedObject => "change-malformed-object",
            Self::DuplicateKey => "change-duplicate-key",
            Self::FileDamaged => "change-file-damaged",
            Self::Unreadable => "change-unreadable",
        }
    }
}
