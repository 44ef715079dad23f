//! What each file of an incoming document is worth, in words and cards.

use office::exchange::{Arrived, FileRow, FileWorth, package};
use report::catalogue::Lang;
use report::verify::{self, cards};

use crate::error::{Error, unless_away};
use crate::office::{AtWork, verdict};
use crate::views::signatures::{FileSignatures, Indication, SignatureCard, SignaturesView, Worth};

/// The signatures of the document itself.
pub(super) async fn own(work: &AtWork, arrived: &Arrived) -> Result<SignaturesView, Error> {
    let Some(main) = arrived.files.iter().find(|it| it.ordinal == 0) else {
        return Ok(SignaturesView::default());
    };
    let Some(cards) = read(work, arrived, main).await? else {
        return Ok(verdict::away());
    };
    Ok(SignaturesView {
        cards,
        without: of(arrived, main).map(|it| it.words).unwrap_or_default(),
        ..SignaturesView::default()
    })
}

/// The same, with those of the files beside it.
pub(super) async fn all(
    work: &AtWork,
    arrived: &Arrived,
    mut view: SignaturesView,
) -> Result<SignaturesView, Error> {
    for file in arrived.files.iter().filter(|it| it.ordinal != 0) {
        let Some(worth) = of(arrived, file) else {
            continue;
        };
        let Some(cards) = read(work, arrived, file).await? else {
            return Ok(verdict::away());
        };
        view.files.push(FileSignatures {
            name: file.name.clone(),
            worth,
            cards,
        });
    }
    Ok(view)
}

/// The cards of a file; none while they cannot be read.
async fn read(
    work: &AtWork,
    arrived: &Arrived,
    file: &FileRow,
) -> Result<Option<Vec<SignatureCard>>, Error> {
    let report = unless_away(work.office.report_of(arrived, file).await)?;
    Ok(report.map(|report| {
        let cards = report.as_deref().and_then(|it| cards(it, Lang::Vi));
        cards
            .unwrap_or_default()
            .into_iter()
            .map(verdict::card)
            .collect()
    }))
}

/// What a file is worth, in a line; none of what came on paper.
pub(super) fn of(arrived: &Arrived, file: &FileRow) -> Option<Worth> {
    let (mark, words) = match FileWorth::of(&arrived.row, file) {
        FileWorth::OnPaper => return None,
        FileWorth::Unknown if arrived.row.indication.is_empty() => {
            (None, "Đang kiểm tra chữ ký; mở lại trang sau giây lát")
        }
        FileWorth::Unknown => (None, "Chưa kiểm tra chữ ký của tệp này"),
        FileWorth::Signed(found) if is_package(file) => {
            (Some(verdict::indication(found)), of_package(found))
        }
        FileWorth::Signed(found) => {
            let mark = verdict::indication(found);
            (Some(mark), mark.headline())
        }
        FileWorth::Unsigned if file.ordinal == 0 => (None, "Không có chữ ký số"),
        FileWorth::Unsigned => unsigned(arrived),
    };
    Some(Worth {
        mark,
        words: words.to_owned(),
    })
}

/// Of an annex without a signature: what vouches for it instead (S11, D14).
fn unsigned(arrived: &Arrived) -> (Option<Indication>, &'static str) {
    let mut packages = arrived.files.iter().filter(|it| is_package(it));
    let package = packages.next();
    let package = package.map(|it| FileWorth::of(&arrived.row, it));
    match package {
        Some(FileWorth::Signed(verify::Indication::TotalPassed)) => (
            None,
            "Không có chữ ký riêng; còn nguyên như trong gói tin đã ký của hệ thống gửi",
        ),
        Some(_) => (
            Some(Indication::Open),
            "Không có chữ ký riêng; chữ ký của gói tin chứa tệp chưa đủ căn cứ hoặc không hợp lệ",
        ),
        None if arrived.row.consignment_id.is_some() => (
            None,
            "Không có chữ ký riêng; được hệ thống chuyển nguyên vẹn cùng văn bản",
        ),
        None => (
            Some(Indication::Open),
            "Không có chữ ký số; để biết, tham khảo",
        ),
    }
}

fn of_package(found: verify::Indication) -> &'static str {
    match found {
        verify::Indication::TotalPassed => "Gói tin: chữ ký hợp lệ",
        verify::Indication::TotalFailed => "Gói tin: chữ ký không hợp lệ",
        verify::Indication::Indeterminate => "Gói tin: chưa đủ căn cứ để kết luận",
    }
}

fn is_package(file: &FileRow) -> bool {
    file.media_type == package::MEDIA_TYPE
}
