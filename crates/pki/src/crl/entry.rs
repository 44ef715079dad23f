//! One entry of a list (RFC 5280, 5.1.2.6 and 5.3).

use const_oid::ObjectIdentifier;
use der::{Reader as _, SliceReader, Tag};
use time::UtcDateTime;

use crate::asn1::Element;
use crate::extension::{Extension, GeneralName};
use crate::oid;
use crate::revocation::Reason;

/// One revoked certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Its serial number, as [`crate::Certificate::serial`].
    pub serial: Vec<u8>,
    /// When it was revoked.
    pub revoked_at: UtcDateTime,
    /// Why.
    pub reason: Reason,
    /// A critical extension that we do not process.
    pub unknown_critical: Option<ObjectIdentifier>,
    /// `certificateIssuer`: this entry and those after it are about certificates of somebody else
    /// (indirect lists); empty if not stated.
    pub certificate_issuer: Vec<GeneralName>,
}

/// An entry as far as most have anything: lists are read without allocating for each.
pub(super) struct Outline<'a> {
    pub(super) serial: &'a [u8],
    revoked_at: UtcDateTime,
    pub(super) extensions: Option<Element<'a>>,
    /// How many octets it takes.
    pub(super) length: usize,
}

impl<'a> Outline<'a> {
    /// The next entry of `reader`.
    pub(super) fn next(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        let element = Element::next(reader)?;
        let mut reader = element.sequence()?;
        let outline = Self {
            serial: Element::next(&mut reader)?.integer()?,
            revoked_at: Element::next(&mut reader)?.time()?,
            extensions: Element::optional(&mut reader, Tag::Sequence)?,
            length: element.whole.len(),
        };
        reader.finish()?;
        Ok(outline)
    }

    /// The whole entry.
    pub(super) fn entry(&self) -> der::Result<Entry> {
        let mut entry = Entry {
            serial: self.serial.to_vec(),
            revoked_at: self.revoked_at,
            reason: Reason::Unspecified,
            unknown_critical: None,
            certificate_issuer: Vec::new(),
        };
        if let Some(extensions) = &self.extensions {
            for extension in Extension::parse_all(extensions)? {
                entry.read(&extension)?;
            }
        }
        Ok(entry)
    }
}

impl Entry {
    fn read(&mut self, extension: &Extension) -> der::Result<()> {
        match extension.oid {
            oid::CRL_REASON => {
                let number = Element::only(&extension.value)?;
                number.tag.assert_eq(Tag::Enumerated)?;
                if let [number] = number.content {
                    self.reason = Reason::from_number(*number).unwrap_or(self.reason);
                }
            }
            oid::INVALIDITY_DATE => {}
            oid::CERTIFICATE_ISSUER => {
                let names = Element::only(&extension.value)?;
                self.certificate_issuer = GeneralName::parse_children(&names)?;
                if self.certificate_issuer.is_empty() {
                    return Err(Tag::Sequence.value_error().into());
                }
            }
            other if extension.critical => self.unknown_critical = Some(other),
            _ => {}
        }
        Ok(())
    }

    /// How much weighs against the certificate.
    pub(super) fn gravity(&self) -> u8 {
        match self.reason {
            Reason::RemoveFromCrl => 0,
            Reason::CertificateHold => 1,
            _ => 2,
        }
    }
}
