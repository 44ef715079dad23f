//! A letter as it goes over the line (RFC 5322, RFC 2045).

use std::time::SystemTime;

use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use time::UtcDateTime;
use unicode_normalization::UnicodeNormalization as _;

use super::{Config, Error};

/// What is sent to one address.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it is known by: the same for every attempt. Letters, digits, `.` and `-`.
    pub id: String,
    /// The name that the sender's address is shown with; empty for that of the configuration.
    pub from_name: String,
    /// Where answers go, if not to the sender's address; empty for there.
    pub reply_to: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What is enclosed.
    pub enclosures: Vec<Enclosure>,
    /// Whether no person had it sent: other programs do not answer such mail (RFC 3834).
    pub automatic: bool,
    /// Whether the server is asked to report what becomes of it.
    pub report: bool,
}

/// A file with a letter.
#[derive(Clone, Debug)]
pub struct Enclosure {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A letter ready to be handed over.
pub(super) struct Written {
    pub(super) from: Address,
    pub(super) to: Address,
    pub(super) bytes: Vec<u8>,
}

impl Letter {
    /// Writes it down.
    pub(super) fn write(&self, config: &Config, at: UtcDateTime) -> Result<Written, Error> {
        let sender = config.sender()?;
        let from = sender.email.clone();
        let to = address(&self.to)?;
        let name = match self.from_name.is_empty() {
            true => sender.name,
            false => Some(line(&self.from_name)),
        };
        let mut message = Message::builder()
            .from(Mailbox::new(name, from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(line(&self.subject))
            .date(SystemTime::from(at))
            .message_id(Some(format!("<{}@{}>", self.id, from.domain())));
        if !self.reply_to.is_empty() {
            message = message.reply_to(Mailbox::new(None, address(&self.reply_to)?));
        }
        if self.automatic {
            let name = HeaderName::new_from_ascii_str("Auto-Submitted");
            message = message.raw_header(HeaderValue::new(name, "auto-generated".to_owned()));
        }
        let text: String = self.text.nfc().collect();
        let text = SinglePart::plain(text);
        let written = match self.enclosures.is_empty() {
            true => message.singlepart(text),
            false => {
                let mut parts = MultiPart::mixed().singlepart(text);
                for enclosure in &self.enclosures {
                    parts = parts.singlepart(part(enclosure)?);
                }
                message.multipart(parts)
            }
        };
        let bytes = written.map_err(unwritable)?.formatted();
        Ok(Written { from, to, bytes })
    }
}

fn part(enclosure: &Enclosure) -> Result<SinglePart, Error> {
    let media_type = ContentType::parse(&enclosure.media_type).map_err(unwritable)?;
    let named = Attachment::new(line(&enclosure.name));
    Ok(named.body(enclosure.bytes.clone(), media_type))
}

fn address(text: &str) -> Result<Address, Error> {
    text.parse().map_err(|_| Error::Address {
        address: text.to_owned(),
    })
}

/// One line, composed: what stands in a header.
fn line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").nfc().collect()
}

fn unwritable(error: impl std::error::Error) -> Error {
    Error::Unwritable {
        cause: error.to_string(),
    }
}
