//! How codes of the office are said on the screen: sentences, roles, steps, urgency, times.

use access::{Role, Status};
use documents::Urgency;
use report::catalogue::{Catalogue, Lang};
use time::UtcDateTime;

use crate::form::Faults;
use crate::problem::sentence_case;
use crate::words::{self, StepMark, StepTone, UrgencyMark};

/// The sentence of a code, with what to do.
pub(crate) fn sentence(code: &str, values: &[(&'static str, String)]) -> String {
    let said = Catalogue::shared().sentence(code, Lang::Vi, values);
    let text = sentence_case(&said.text);
    match said.hint {
        Some(hint) => format!("{text} {}", sentence_case(&hint)),
        None => text,
    }
}

/// The sentence of a code with values named at run time, without what to do.
pub(crate) fn plain(code: &str, values: &[(&str, String)]) -> String {
    sentence_case(&Catalogue::shared().sentence(code, Lang::Vi, values).text)
}

/// Why the office did not do it.
pub(crate) fn refusal(error: &office::Error) -> String {
    match error {
        office::Error::Invalid(faults) => {
            let said = faults.iter().map(|it| sentence(&it.code, &it.values));
            said.collect::<Vec<_>>().join(" ")
        }
        other => sentence(other.code(), &other.values()),
    }
}

/// What was wrong with a form, at its fields; any other refusal goes on as it is. `field` gives the
/// id on the page of a field of the office.
pub(crate) fn faults(
    error: office::Error,
    field: impl Fn(&str) -> String,
) -> Result<Faults, office::Error> {
    let office::Error::Invalid(found) = error else {
        return Err(error);
    };
    let mut faults = Faults::default();
    for fault in found {
        faults.add(&field(&fault.field), sentence(&fault.code, &fault.values));
    }
    Ok(faults)
}

/// As [`faults`], of a form with a file: what is wrong with that stands at its field, `tep`.
pub(crate) fn faults_with_file(
    error: office::Error,
    field: impl Fn(&str) -> String,
) -> Result<Faults, office::Error> {
    match faults(error, field) {
        Err(error @ (office::Error::Convert(_) | office::Error::Pdf(_))) => {
            Ok(Faults::one("tep", refusal(&error)))
        }
        other => other,
    }
}

/// A role in words.
pub(crate) fn role(code: &str) -> &'static str {
    match code.parse::<Role>() {
        Ok(Role::Drafter) => "Người soạn thảo",
        Ok(Role::UnitHead) => "Trưởng đơn vị",
        Ok(Role::Clerk) => "Văn thư",
        Ok(Role::Deputy) => "Phó thủ trưởng",
        Ok(Role::Head) => "Thủ trưởng",
        Ok(Role::Administrator) => "Quản trị",
        Ok(Role::Archivist) => "Lưu trữ",
        Ok(Role::Member) => "Thành viên",
        Err(_) => "",
    }
}

/// A status in words.
pub(crate) fn status(code: &str) -> StepMark {
    let (label, tone) = match code.parse::<Status>() {
        Ok(Status::Draft) => ("Dự thảo", StepTone::Open),
        Ok(Status::Initials) => ("Chờ ký nháy", StepTone::Open),
        Ok(Status::Format) => ("Chờ kiểm tra thể thức", StepTone::Open),
        Ok(Status::Sign) => ("Chờ ký ban hành", StepTone::Open),
        Ok(Status::Approve) => ("Chờ phê duyệt", StepTone::Open),
        Ok(Status::Number) => ("Chờ cấp số", StepTone::Open),
        Ok(Status::Seal) => ("Chờ đóng dấu", StepTone::Open),
        Ok(Status::Issue) => ("Chờ phát hành", StepTone::Open),
        Ok(Status::Issued) => ("Đã phát hành", StepTone::Done),
        Ok(Status::Returned) => ("Bị trả lại", StepTone::Back),
        Ok(Status::Withdrawn) => ("Đã thu hồi", StepTone::Back),
        Ok(Status::Arrived) => ("Chờ tiếp nhận", StepTone::Open),
        Ok(Status::Registered) => ("Đã đăng ký", StepTone::Done),
        Ok(Status::Directed) => ("Đã có ý kiến chỉ đạo", StepTone::Open),
        Ok(Status::Done) => ("Đã giải quyết", StepTone::Done),
        Ok(Status::Refused) => ("Từ chối tiếp nhận", StepTone::Back),
        Err(_) => (code, StepTone::Open),
    };
    StepMark {
        label: label.to_owned(),
        tone,
    }
}

/// An urgency, by its figure.
pub(crate) fn urgency(figure: i64) -> UrgencyMark {
    match figure {
        1 => UrgencyMark::Urgent,
        2 => UrgencyMark::VeryUrgent,
        3 => UrgencyMark::Express,
        _ => UrgencyMark::Normal,
    }
}

/// A stored instant, Unix milliseconds.
pub(crate) fn instant(millis: i64) -> UtcDateTime {
    let nanos = i128::from(millis).saturating_mul(1_000_000);
    UtcDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(UtcDateTime::UNIX_EPOCH)
}

/// A stored instant in words.
pub(crate) fn moment(millis: i64) -> String {
    words::moment(instant(millis))
}

/// A stored day, `YYYY-MM-DD`, as `21/11/2026`.
pub(crate) fn day(text: &str) -> String {
    let mut parts = text.splitn(3, '-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day)) => format!("{day}/{month}/{year}"),
        _ => text.to_owned(),
    }
}

/// The name of a type of document, by its code.
pub(crate) fn kind(code: &str) -> String {
    let catalogue = documents::Catalogue::built_in();
    let found = catalogue.ok().and_then(|it| it.get(code).ok().cloned());
    found.map_or_else(|| code.to_owned(), |kind| kind.name)
}

/// What was entered of a document in a field, in words; fields by the names of the audit record.
pub(crate) fn entered(field: &str, text: &str) -> String {
    match field {
        "date" | "arrived" | "due" => day(text),
        "type" => kind(text),
        "urgency" => {
            let figure = Urgency::from_code(text).map_or(0, |it| it.figure());
            let word = urgency(i64::from(figure)).word();
            word.unwrap_or("Thường").to_owned()
        }
        _ => text.to_owned(),
    }
}

/// A size of a stored file.
pub(crate) fn size(bytes: i64) -> String {
    words::size(u64::try_from(bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_and_status_has_its_words() {
        for one in Role::ALL {
            assert!(!role(one.code()).is_empty(), "{one:?}");
        }
        for one in Status::ALL {
            assert_ne!(status(one.code()).label, one.code());
        }
    }

    #[test]
    fn stored_days_and_instants_are_told_in_vietnam() {
        assert_eq!(day("2026-11-28"), "28/11/2026");
        assert_eq!(moment(1_795_888_800_000), "29/11/2026 01:00");
    }
}
