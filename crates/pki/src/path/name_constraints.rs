//! Name constraints along a path (RFC 5280, 6.1.3 (b), (c) and 6.1.4 (g)).
//!
//! The permitted names of several authorities are intersected by asking each of them. A name whose
//! form is constrained and that cannot be compared is refused.

use super::Fault;
use super::address::{self, Unclear};
use crate::asn1::Element;
use crate::extension::{GeneralName, NameConstraints};
use crate::{Certificate, oid};

/// How many names may be compared with constraints in one path: both lists come from outside.
const MAXIMUM_COMPARISONS: usize = 1 << 18;

/// The constraints of the authorities passed so far.
#[derive(Default)]
pub(super) struct Subtrees<'a> {
    constraints: Vec<&'a NameConstraints>,
    comparisons: usize,
}

/// The form of a name: constraints of one form say nothing of another.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Form {
    Directory,
    Email,
    Dns,
    Uri,
    Ip,
    /// With its identifier octet.
    Other(u8),
}

impl<'a> Subtrees<'a> {
    /// Adds what this authority allows below it.
    pub(super) fn restrict(&mut self, authority: &'a Certificate) {
        self.constraints.extend(authority.name_constraints());
    }

    /// Checks the subject and all alternative names.
    pub(super) fn check(&mut self, certificate: &Certificate) -> Result<(), Fault> {
        if self.constraints.is_empty() {
            return Ok(());
        }
        let names = names(certificate);
        for constraints in &self.constraints {
            let bases = constraints.permitted.len() + constraints.excluded.len();
            self.comparisons = self.comparisons.saturating_add(bases * names.len());
            if self.comparisons > MAXIMUM_COMPARISONS {
                let limit = MAXIMUM_COMPARISONS;
                return Err(Fault::LimitReached { limit });
            }
            names.iter().try_for_each(|name| check(name, constraints))?;
        }
        Ok(())
    }
}

/// The names that a certificate gives to its subject. Addresses in the distinguished name count
/// even beside alternative names: more than RFC 5280 demands.
fn names(certificate: &Certificate) -> Vec<GeneralName> {
    let subject = certificate.subject();
    let mut names = certificate.subject_alt_names().to_vec();
    if !subject.is_empty() {
        names.push(GeneralName::Directory(subject.clone()));
    }
    let addresses = (subject.attributes())
        .filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS)
        .map(|attribute| GeneralName::Email(attribute.text.clone().unwrap_or_default()));
    names.extend(addresses);
    names
}

fn check(name: &GeneralName, constraints: &NameConstraints) -> Result<(), Fault> {
    let form = form(name);
    let mut excluded = (constraints.excluded.iter()).filter(|base| self::form(base) == form);
    let mut permitted = (constraints.permitted.iter())
        .filter(|base| self::form(base) == form)
        .peekable();
    let text = || name.to_string();
    let is_excluded = any(&mut excluded, |base| {
        Ok(is_within(name, base)? || could_be_within(name, base))
    });
    match is_excluded {
        Err(Unclear) => return Err(Fault::NameUnclear { name: text() }),
        Ok(true) => return Err(Fault::NameExcluded { name: text() }),
        Ok(false) if permitted.peek().is_none() => return Ok(()),
        Ok(false) => {}
    }
    match any(&mut permitted, |base| is_within(name, base)) {
        Err(Unclear) => Err(Fault::NameUnclear { name: text() }),
        Ok(true) => Ok(()),
        Ok(false) => Err(Fault::NameNotPermitted { name: text() }),
    }
}

/// Whether one of `bases` meets the condition; what is unclear before that decides.
fn any(
    bases: &mut dyn Iterator<Item = &GeneralName>,
    condition: impl Fn(&GeneralName) -> Result<bool, Unclear>,
) -> Result<bool, Unclear> {
    for base in bases {
        if condition(base)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_within(name: &GeneralName, base: &GeneralName) -> Result<bool, Unclear> {
    match (name, base) {
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Ok(name.is_within(base)),
        (GeneralName::Email(name), GeneralName::Email(base)) => address::email_within(name, base),
        (GeneralName::Dns(name), GeneralName::Dns(base)) => address::dns_within(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => address::uri_within(name, base),
        (GeneralName::Ip(name), GeneralName::Ip(base)) => address::ip_within(name, base),
        _ => Err(Unclear),
    }
}

/// Whether a wildcard stands for a host that is excluded.
fn could_be_within(name: &GeneralName, base: &GeneralName) -> bool {
    match (name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => address::wildcard_meets(name, base),
        _ => false,
    }
}

fn form(name: &GeneralName) -> Form {
    match name {
        GeneralName::Directory(_) => Form::Directory,
        GeneralName::Email(_) => Form::Email,
        GeneralName::Dns(_) => Form::Dns,
        GeneralName::Uri(_) => Form::Uri,
        GeneralName::Ip(_) => Form::Ip,
        // Constraints for e-mail addresses hold for the international ones too (RFC 9598, 6).
        GeneralName::Other(bytes) if is_mailbox(bytes) => Form::Email,
        GeneralName::Other(bytes) => Form::Other(bytes.first().copied().unwrap_or_default()),
    }
}

/// Whether this `otherName` is a `SmtpUTF8Mailbox`.
fn is_mailbox(bytes: &[u8]) -> bool {
    let kind = Element::only(bytes)
        .and_then(|name| name.children())
        .and_then(|parts| parts.first().map(Element::decode).transpose());
    kind.is_ok_and(|kind| kind == Some(oid::SMTP_UTF8_MAILBOX))
}
