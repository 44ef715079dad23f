//! Numbers kept free, made void and brought in, and the registers of a year, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

use calamine::{Reader as _, Xlsx};
use documents::Number;
use documents::book::Take;
use documents::vietnam;
use office::outgoing::{Allocation, NumberLine, RecipientEntry};
use office::{Clock, Error, worker};
use process::{ActionId, Command};
use support::Agency;
use support::way::{act, act_with, desks, draft, draft_to, sign};
use time::macros::utc_datetime;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const BOOK: &str = "van-ban-di";
const YEAR: i32 = 2026;

/// A workbook as small as one can be, by other hands than the office's.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut sheet = format!("<worksheet xmlns='{main}'><sheetData>");
    for row in rows {
        sheet.push_str("<row>");
        for cell in *row {
            write!(sheet, "<c t='inlineStr'><is><t>{cell}</t></is></c>").unwrap();
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let link = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns='{package}'><Relationship Id='rId1' \
             Type='{relations}/{kind}' Target='{target}'/></Relationships>"
        )
    };
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("_rels/.rels", link("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns='{main}' xmlns:r='{relations}'><sheets>\
                 <sheet name='Sổ' sheetId='1' r:id='rId1'/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            link("worksheet", "worksheets/sheet1.xml"),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        archive
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn clock() -> Clock {
    Arc::new(|| utc_datetime!(2026-11-02 01:00:00))
}

async fn numbers(agency: &Agency) -> Vec<NumberLine> {
    let numbers = agency.office.numbers(&agency.clerk, BOOK, YEAR).await;
    numbers.unwrap()
}

fn states(numbers: &[NumberLine]) -> Vec<(&str, &str)> {
    let lines = numbers.iter();
    lines
        .map(|it| (it.number.as_str(), it.state.as_str()))
        .collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    result.unwrap_err().code()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clerk_reserves_voids_and_opens_with_a_reason() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, clock()).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let reserve = |by, count, reason| office.reserve_numbers(by, BOOK, YEAR, count, reason);
        assert!(matches!(
            reserve(&agency.drafter, 1, "Dành cho nghị quyết").await,
            Err(Error::Denied(_))
        ));
        assert!(reserve(clerk, 1, "  ").await.is_err(), "a reason is owed");
        let reserved = reserve(clerk, 2, "Dành cho nghị quyết").await.unwrap();
        let reserved: Vec<_> = reserved.numbers.iter().map(Number::to_string).collect();
        assert_eq!(reserved, ["01", "02"]);

        let void = |number| office.void_number(clerk, BOOK, YEAR, number, "Không dùng đến");
        void("02").await.unwrap();
        assert_eq!(code(void("2").await), "book-number-not-given");
        assert_eq!(code(void("03").await), "book-number-not-given");
        assert_eq!(code(void("x").await), "office-invalid");
        let listed = numbers(&agency).await;
        assert_eq!(states(&listed), [("01", "reserved"), ("02", "void")]);
        assert_eq!(listed[1].reason, "Không dùng đến");

        assert_eq!(
            code(office.open_book(clerk, BOOK, YEAR, 2).await),
            "book-begun"
        );
        office.open_book(clerk, BOOK, YEAR, 130).await.unwrap();
        let next = reserve(clerk, 1, "Dành tiếp").await.unwrap();
        assert_eq!(next.numbers[0].value(), 130);
        assert_eq!(
            code(office.close_book(clerk, BOOK, YEAR).await),
            "book-year-not-over"
        );
        office.close_book(clerk, BOOK, 2025).await.unwrap();
        let late = office.reserve_numbers(clerk, BOOK, 2025, 1, "Muộn").await;
        assert_eq!(code(late), "book-closed");
        let books = office.books(&agency.head).await.unwrap();
        let found: Vec<_> = books.iter().map(|it| (it.year, it.next_number)).collect();
        assert_eq!(found, [(2026, 131), (2025, 1)]);
        assert_eq!(books[0].name, "Văn bản đi");
        assert!(office.books(&agency.drafter).await.is_err());
        let chain = office.trail(&agency.head, None).await.unwrap();
        for act in [
            "numbers-reserved",
            "number-void",
            "book-opened",
            "book-closed",
        ] {
            assert!(chain.iter().any(|it| it.act == act), "{act}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_register_is_brought_in_and_the_book_goes_on() {
    for test in store::testing::both().await {
        let agency = support::agency_at(test, clock()).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let table = workbook(&[
            &["SỔ ĐĂNG KÝ VĂN BẢN ĐI"],
            &[
                "Số, ký hiệu",
                "Ngày tháng",
                "Tên loại và trích yếu",
                "Người ký",
                "Ghi chú",
            ],
            &[
                "01/QĐ-UBND",
                "05/01/2026",
                "Quyết định về việc mẫu",
                "Nguyễn Văn Cũ",
                "",
            ],
            &[
                "02/TB-UBND",
                "06/01/2026",
                "Thông báo mẫu",
                "Nguyễn Văn Cũ",
                "bản giấy",
            ],
            &["02/TB-UBND", "07/01/2026", "Thông báo trùng số", "", ""],
            &["03/BC-UBND", "07/01/2025", "Báo cáo năm trước", "", ""],
            &["mười", "08/01/2026", "Không có số", "", ""],
            &["41/CV-UBND", "09/10/2026", "Công văn mẫu", "", ""],
        ]);
        let import =
            |by, table: &[u8], keep| office.import_register(by, BOOK, YEAR, table.to_vec(), keep);
        assert!(import(&agency.head, &table, true).await.is_err());
        let seen = import(clerk, &table, false).await.unwrap();
        assert_eq!((seen.taken, seen.next), (3, Some(42)));
        let faults: Vec<_> = (seen.faults.iter())
            .map(|it| (it.field.as_str(), it.code.as_str()))
            .collect();
        assert_eq!(
            faults,
            [
                ("5", "import-number-twice"),
                ("6", "import-wrong-year"),
                ("7", "import-cell-not-a-number")
            ]
        );
        assert!(numbers(&agency).await.is_empty(), "it was only looked at");
        import(clerk, &table, true).await.unwrap();
        let again = import(clerk, &table, true).await.unwrap();
        assert_eq!(again.taken, 0, "nothing is taken twice");
        let next = office.reserve_numbers(clerk, BOOK, YEAR, 1, "Dành").await;
        assert_eq!(next.unwrap().numbers[0].value(), 42);
        assert!(import(clerk, b"not a workbook", true).await.is_err());

        let register = office.register(clerk, BOOK, YEAR).await.unwrap();
        assert_eq!(register.titles.len(), 10);
        assert_eq!(register.rows.len(), 4);
        assert_eq!(register.rows[1].cells[0], "02/TB-UBND");
        assert_eq!(register.rows[1].cells[1], "06/01/2026");
        assert_eq!(register.rows[1].cells[9], "bản giấy");
        assert!(office.register(&agency.drafter, BOOK, YEAR).await.is_err());
    }
}

async fn to_number(agency: &Agency, desks: &support::way::Desks, id: &str) {
    let (office, clerk) = (&agency.office, &agency.clerk);
    act(office, &agency.drafter, id, "submit").await;
    sign(office, &agency.chief, &desks.chief, id).await.unwrap();
    act(office, clerk, id, "approve-format").await;
    sign(office, &agency.head, &desks.head, id).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reserved_and_void_numbers_and_documents_stand_in_the_register() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let receiver = agency.neighbour().await;
        let desks = desks(&agency, &authority).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let today = vietnam::date(office.now());
        let year = today.year();
        office
            .reserve_numbers(clerk, BOOK, year, 2, "Dành cho Đảng ủy")
            .await
            .unwrap();
        let to = RecipientEntry {
            kind: "agency".to_owned(),
            target: Some(receiver.id.clone()),
            name: "Ủy ban nhân dân xã Bình Thử".to_owned(),
            channel: "system".to_owned(),
            copies: 1,
            ..RecipientEntry::default()
        };
        let keeper = RecipientEntry {
            kind: "outside".to_owned(),
            name: "Lưu: VT".to_owned(),
            channel: "paper".to_owned(),
            copies: 1,
            ..RecipientEntry::default()
        };
        let id = draft_to(&agency, &agency.head, vec![to, keeper]).await;
        to_number(&agency, &desks, &id).await;
        let version = office.outgoing(clerk, &id).await.unwrap().state.version;
        let command = Command::new(ActionId::from("allocate"), version);
        let allocation = Allocation {
            take: Take::Reserved(Number::new(2).unwrap()),
            issued: today,
        };
        let done = office.act(clerk, &id, &command, Some(allocation)).await;
        assert_eq!(done.unwrap().number_text.as_deref(), Some("02/QĐ-UBND"));
        let busy = office.void_number(clerk, BOOK, year, "02", "Nhầm").await;
        assert_eq!(code(busy), "office-invalid");
        sign(office, clerk, &desks.seal, &id).await.unwrap();
        act(office, clerk, &id, "issue").await;
        worker::run_due(office, "w").await.unwrap();
        let sent = office.consignments(clerk, &id).await.unwrap();
        let system = sent.iter().find(|it| it.channel == "system").unwrap();
        let there = office
            .arrival_of(&receiver.clerk, &system.id)
            .await
            .unwrap();
        office.accept(&receiver.clerk, &there).await.unwrap();

        // A number that its document lost is void, and the document gets the next one.
        let other = draft(&agency, &agency.head).await;
        to_number(&agency, &desks, &other).await;
        act(office, clerk, &other, "allocate").await;
        act_with(office, clerk, &other, "return-to-signer", |command| {
            command.reason = Some("Sai họ tên".to_owned());
        })
        .await
        .unwrap();
        office
            .void_number(clerk, BOOK, year, "03", "Văn bản trả lại, không ban hành")
            .await
            .unwrap();
        sign(office, &agency.head, &desks.head, &other)
            .await
            .unwrap();
        act(office, clerk, &other, "allocate").await;
        let numbered = office.outgoing(clerk, &other).await.unwrap().row;
        assert_eq!(numbered.number_text.as_deref(), Some("04/QĐ-UBND"));

        let register = office.register(clerk, BOOK, year).await.unwrap();
        let firsts: Vec<_> = register
            .rows
            .iter()
            .map(|it| it.cells[0].as_str())
            .collect();
        assert_eq!(firsts, ["01", "02/QĐ-UBND", "03", "04/QĐ-UBND"]);
        let marks: Vec<_> = (register.rows.iter())
            .map(|it| it.marks.iter().map(|mark| mark.code()).collect::<Vec<_>>())
            .collect();
        assert_eq!(
            marks,
            [
                vec!["register-reserved"],
                vec![],
                vec!["register-void"],
                vec![]
            ]
        );
        let row = &register.rows[1].cells;
        assert_eq!(row[1], vietnam::written(today));
        assert_eq!(row[2], "Quyết định: Về việc ban hành Quy chế làm việc");
        assert_eq!(row[3], "Nguyễn Văn Bình An");
        assert_eq!(row[4], "Ủy ban nhân dân xã Bình Thử");
        assert_eq!(row[5], "Lưu: VT");
        assert_eq!(row[6], "2");
        assert_eq!(row[7], vietnam::written(today));

        let bytes = office.register_workbook(clerk, BOOK, year).await.unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(range.height(), 5);
        let note = range.get((1, 9)).unwrap().to_string();
        assert!(note.contains("Dành cho Đảng ủy"), "{note}");

        let arrivals = office
            .register(&receiver.clerk, "van-ban-den", year)
            .await
            .unwrap();
        assert_eq!(arrivals.rows.len(), 1);
        let row = &arrivals.rows[0].cells;
        assert_eq!((row[1].as_str(), row[3].as_str()), ("1", "02/QĐ-UBND"));
        assert!(row[2].starts_with("Ủy ban nhân dân xã An Thử"));
    }
}
