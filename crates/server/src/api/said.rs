//! How things are said to programs: codes beside their words, RFC 3339 instants, ISO days.

use documents::Urgency;
use office::people::Post;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;
use utoipa::ToSchema;

use crate::office::said;

/// A code with its words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Said {
    /// The code, which stays the same.
    #[schema(example = "issued")]
    pub(super) code: String,
    /// In Vietnamese, for people.
    #[schema(example = "Đã phát hành")]
    pub(super) text: String,
}

/// Something of the office with its id.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Named {
    /// Its id.
    pub(super) id: String,
    /// Its name.
    #[schema(example = "Văn phòng")]
    pub(super) name: String,
}

/// Somebody of the agency.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(super) struct Someone {
    /// The account.
    pub(super) account: String,
    /// The name.
    #[schema(example = "Nguyễn Bình An")]
    pub(super) name: String,
    /// The title; empty for somebody who is in no appointment any more.
    #[schema(example = "Chủ tịch")]
    pub(super) title: String,
}

/// A part of a list, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T: ToSchema> {
    /// The lines.
    pub(super) items: Vec<T>,
    /// The cursor to what is older; none at the end.
    pub(super) next: Option<String>,
    /// The cursor to what is newer; none at the beginning, and in a search.
    pub(super) previous: Option<String>,
}

/// A status.
pub(super) fn status(code: &str) -> Said {
    Said {
        code: code.to_owned(),
        text: said::status(code).label,
    }
}

/// A type of document.
pub(super) fn kind(code: &str) -> Said {
    Said {
        code: code.to_owned(),
        text: said::kind(code),
    }
}

/// An urgency, by its figure.
pub(super) fn urgency(figure: i64) -> Said {
    let known = u8::try_from(figure).ok().and_then(Urgency::of_figure);
    Said {
        code: known.unwrap_or(Urgency::Normal).code().to_owned(),
        text: said::urgency(figure).word().unwrap_or("Thường").to_owned(),
    }
}

/// A stored instant.
pub(super) fn moment(millis: i64) -> String {
    let instant = said::instant(millis);
    instant.format(&Rfc3339).unwrap_or_default()
}

/// Whoever has the account, by the directory of today.
pub(super) fn someone(people: &[Post], account: &str) -> Someone {
    let post = people.iter().find(|it| it.account_id == account);
    Someone {
        account: account.to_owned(),
        name: post.map(|it| it.full_name.clone()).unwrap_or_default(),
        title: post.map(|it| it.title.clone()).unwrap_or_default(),
    }
}

/// A text, unless it is empty.
pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_in_rfc_3339() {
        assert_eq!(moment(1_795_888_800_000), "2026-11-28T18:00:00Z");
    }

    #[test]
    fn codes_come_with_their_words() {
        assert_eq!(urgency(3).text, "Hỏa tốc");
        assert_eq!(urgency(0).code, "normal");
        assert_eq!(status("issued").text, "Đã phát hành");
    }
}
