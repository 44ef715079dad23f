//! Which request has which answer, and what may stand in a request.

use serde::Serialize;
use serde::de::DeserializeOwned;
use time::{Duration, UtcDateTime};

use crate::message::{
    AnswerHead, ChallengeAnswer, ChallengeRequest, Head, KeysAnswer, KeysRequest, SignAnswer,
    SignRequest,
};
use crate::{Error, Purpose, limits, milliseconds};

/// A request of a server, and what belongs to it.
pub trait Ask: Serialize + DeserializeOwned {
    /// Its answer.
    type Answer: Answer;
    /// The purpose of its envelope.
    const ASKS: Purpose;
    /// The purpose of the answer's envelope.
    const ANSWERS: Purpose;

    /// Who asks whom, and until when.
    fn head(&self) -> &Head;

    /// Whether every field holds what it may.
    ///
    /// # Errors
    /// [`Error::Field`].
    fn check_fields(&self) -> Result<(), Error>;
}

/// An answer of an agent.
pub trait Answer: Serialize + DeserializeOwned {
    /// What it answers.
    fn head(&self) -> &AnswerHead;
}

impl Ask for KeysRequest {
    type Answer = KeysAnswer;
    const ASKS: Purpose = Purpose::KeysRequest;
    const ANSWERS: Purpose = Purpose::KeysAnswer;

    fn head(&self) -> &Head {
        &self.head
    }

    fn check_fields(&self) -> Result<(), Error> {
        Ok(())
    }
}

impl Ask for SignRequest {
    type Answer = SignAnswer;
    const ASKS: Purpose = Purpose::SignRequest;
    const ANSWERS: Purpose = Purpose::SignAnswer;

    fn head(&self) -> &Head {
        &self.head
    }

    /// The digest and the attributes are looked at one by one, since one wrong document need not
    /// spoil the others.
    fn check_fields(&self) -> Result<(), Error> {
        let mut ids: Vec<_> = self.items.iter().map(|item| &item.id).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() != self.items.len() || ids.is_empty() || ids.len() > limits::ITEMS {
            return Err(Error::Field { field: "items" });
        }
        for item in &self.items {
            identifier("id", &item.id)?;
            text("title", &item.title)?;
            text("action", &item.action)?;
            if let Some(number) = &item.number {
                text("number", number)?;
            }
        }
        Ok(())
    }
}

impl Ask for ChallengeRequest {
    type Answer = ChallengeAnswer;
    const ASKS: Purpose = Purpose::ChallengeRequest;
    const ANSWERS: Purpose = Purpose::ChallengeAnswer;

    fn head(&self) -> &Head {
        &self.head
    }

    fn check_fields(&self) -> Result<(), Error> {
        text("account", &self.account)?;
        text("usage", &self.usage)
    }
}

macro_rules! answers {
    ($($type:ident),*) => {$(
        impl Answer for $type {
            fn head(&self) -> &AnswerHead {
                &self.head
            }
        }
    )*};
}

answers!(KeysAnswer, SignAnswer, ChallengeAnswer);

impl Head {
    /// Whether the request may be considered now.
    ///
    /// # Errors
    /// [`Error::Expired`], [`Error::Validity`], [`Error::Field`].
    pub fn check(&self, now: UtcDateTime) -> Result<(), Error> {
        check_times(self.issued_at, self.expires_at, now)?;
        self.check_fields()
    }

    pub(crate) fn check_fields(&self) -> Result<(), Error> {
        identifier("request", &self.request)?;
        identifier("server", &self.server)?;
        identifier("pairing", &self.pairing)
    }
}

/// Refuses what has expired, is good for too long, or comes from the future.
pub(crate) fn check_times(issued: i64, expires: i64, now: UtcDateTime) -> Result<(), Error> {
    let read = |value: i64| {
        UtcDateTime::from_unix_timestamp_nanos(i128::from(value) * 1_000_000).map_err(|_| {
            Error::Field {
                field: "expires_at",
            }
        })
    };
    let (from, until) = (read(issued)?, read(expires)?);
    if milliseconds(now) >= expires {
        return Err(Error::Expired { until });
    }
    let longest = whole_milliseconds(limits::LIFETIME);
    let ahead = whole_milliseconds(limits::CLOCK_SKEW);
    let lifetime = expires.saturating_sub(issued);
    if lifetime > longest || lifetime <= 0 || issued > milliseconds(now).saturating_add(ahead) {
        return Err(Error::Validity { from, until });
    }
    Ok(())
}

pub(crate) fn whole_milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.whole_milliseconds()).unwrap_or(i64::MAX)
}

/// An identifier: short, and of letters, digits and `-._` only.
pub(crate) fn identifier(field: &'static str, value: &str) -> Result<(), Error> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if value.is_empty() || value.len() > limits::IDENTIFIER || !value.bytes().all(good) {
        return Err(Error::Field { field });
    }
    Ok(())
}

/// A text for the person: something to read, and not too much of it.
pub(crate) fn text(field: &'static str, value: &str) -> Result<(), Error> {
    if value.trim().is_empty() || value.chars().count() > limits::TEXT {
        return Err(Error::Field { field });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::utc_datetime;

    use super::check_times;

    #[test]
    fn times_are_held_to_their_limits() {
        let now = utc_datetime!(2026-11-21 08:00);
        let at = super::milliseconds(now);
        let minute = 60_000;
        let code = |issued: i64, expires: i64| {
            check_times(at + issued * minute, at + expires * minute, now)
                .err()
                .map(|error| error.code())
        };
        assert_eq!(code(0, 5), None);
        assert_eq!(code(-10, 5), None);
        assert_eq!(code(4, 10), None, "a clock that is ahead");
        assert_eq!(code(-10, 0), Some("agent-expired"));
        assert_eq!(code(-10, -5), Some("agent-expired"));
        assert_eq!(code(0, 16), Some("agent-validity"));
        assert_eq!(code(6, 10), Some("agent-validity"));
        assert_eq!(code(3, 2), Some("agent-validity"));
        assert_eq!(
            check_times(i64::MIN, i64::MAX, now).unwrap_err().code(),
            "agent-field"
        );
    }
}
