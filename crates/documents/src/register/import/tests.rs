use proptest::prelude::*;
use time::macros::date;

use super::*;

fn table(text: &str) -> Vec<Vec<String>> {
    let row = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    text.trim().lines().map(row).collect()
}

fn outgoing(text: &str) -> Result<Read<OutgoingRow>, Error> {
    let registers = Registers::built_in().unwrap();
    registers.read_outgoing(&table(text), 2026, &Catalogue::built_in().unwrap())
}

fn incoming(text: &str) -> Result<Read<IncomingRow>, Error> {
    Registers::built_in()
        .unwrap()
        .read_incoming(&table(text), 2026)
}

fn faults<T>(read: &Read<T>) -> Vec<(usize, Column, &'static str)> {
    read.faults
        .iter()
        .map(|fault| (fault.row, fault.column, fault.code()))
        .collect()
}

#[test]
fn the_form_of_the_decree_is_read() {
    let read = outgoing(
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI||||||||||
         Năm 2026||||||||||
         Số, ký hiệu văn bản | Ngày tháng văn bản | Tên loại và trích yếu nội dung văn bản | Người ký | Nơi nhận văn bản | Đơn vị, người nhận bản lưu | Số lượng bản | Ngày chuyển | Ký nhận | Ghi chú
         (1)|(2)|(3)|(4)|(5)|(6)|(7)|(8)|(9)|(10)
         Tháng 01|||||||||
         01/QĐ-UBND | 05/01/2026 | Quyết định về việc giao chỉ tiêu | Trần Thị Mẫu | Phòng Kinh tế | VT | 3 | 06/01 | | gấp
         02/UBND-VP | 6/1/2026 | V/v báo cáo tiêm chủng | Lê Văn Thử | Sở Y tế | VT | 1.0 | | |
         |||||||||",
    )
    .unwrap();
    assert_eq!(read.header, 3);
    assert_eq!(faults(&read), []);
    let first = OutgoingRow {
        row: 6,
        number: Number::new(1).unwrap(),
        notation: Some("QĐ-UBND".parse().unwrap()),
        issued: date!(2026 - 01 - 05),
        kind: Some("quyet-dinh".to_owned()),
        subject: "Quyết định về việc giao chỉ tiêu".to_owned(),
        signer: Some("Trần Thị Mẫu".to_owned()),
        recipients: Some("Phòng Kinh tế".to_owned()),
        keeper: Some("VT".to_owned()),
        copies: Some(3),
        handed: Some(date!(2026 - 01 - 06)),
        note: Some("gấp".to_owned()),
    };
    assert_eq!(read.rows[0], first);
    assert_eq!(read.rows[1].kind.as_deref(), Some("cong-van"));
    assert_eq!(read.rows[1].copies, Some(1));
    assert_eq!(read.rows.len(), 2);
}

#[test]
fn columns_are_known_without_marks_in_any_order_and_apart() {
    let read = outgoing(
        "STT | TRICH YEU | NGAY BAN HANH | so vb | Kí hiệu | loai van ban | ghi chu
         1 | Kiểm tra an toàn thực phẩm | 2026-03-02 | 15 | /KH-UBND | Kế hoạch |
         2 | Mời họp giao ban | 3.3.26 | 16a | GM-UBND | |",
    )
    .unwrap();
    assert_eq!(faults(&read), []);
    let kinds: Vec<_> = read
        .rows
        .iter()
        .map(|row| row.kind.as_deref().unwrap())
        .collect();
    assert_eq!(kinds, ["ke-hoach", "giay-moi"]);
    assert_eq!(read.rows[0].subject, "Kế hoạch: Kiểm tra an toàn thực phẩm");
    assert_eq!(read.rows[1].number.to_string(), "16a");
    assert_eq!(read.rows[1].issued, date!(2026 - 03 - 03));
}

#[test]
fn rows_with_faults_are_named_and_left_out() {
    let read = outgoing(
        "Số, ký hiệu | Ngày | Trích yếu | Số bản
         01/QĐ-UBND | 31/02/2026 | Giao chỉ tiêu | 1
         không số | 02/03/2026 | Giao chỉ tiêu | 1
         | 02/03/2026 | | hai
         04/QĐ-UBND | 02/03/2026 | Giao\u{7} chỉ tiêu | 1
         05/QĐ-UBND | | Giao chỉ tiêu | 1
         06/QĐ-UBND | 02/03/2026 | Giao chỉ tiêu | 1",
    )
    .unwrap();
    let expected = [
        (2, Column::Issued, "import-cell-not-a-date"),
        (3, Column::NumberNotation, "import-cell-not-a-number"),
        (4, Column::NumberNotation, "import-cell-empty"),
        (4, Column::Subject, "import-cell-empty"),
        (4, Column::Copies, "import-cell-not-a-number"),
        (5, Column::Subject, "import-cell-control-character"),
        (5, Column::Subject, "import-cell-empty"),
        (6, Column::Issued, "import-cell-empty"),
    ];
    assert_eq!(faults(&read), expected);
    assert_eq!(read.rows.len(), 1);
    assert_eq!(read.rows[0].row, 7);
}

#[test]
fn a_register_of_incoming_documents_is_read() {
    let read = incoming(
        "Ngày đến | Số đến | Tác giả | Số, ký hiệu | Ngày văn bản | Tên loại và trích yếu | Đơn vị hoặc người nhận | Ghi chú
         05/01/2026 | 1 | Sở Y tế (mẫu thử) | 12/SYT-VP | 02/01/2026 | Công văn báo cáo tiêm chủng | Trạm Y tế |
         05/01/2026 | 2 | Công ty Mẫu Thử | | | Đơn đề nghị | Văn phòng | không số",
    )
    .unwrap();
    assert_eq!(faults(&read), []);
    assert_eq!(read.rows[0].number.as_deref(), Some("12/SYT-VP"));
    assert_eq!(read.rows[0].issued, Some(date!(2026 - 01 - 02)));
    assert_eq!(read.rows[1].arrival_number, Number::new(2).unwrap());
    assert_eq!((&read.rows[1].number, read.rows[1].issued), (&None, None));
}

#[test]
fn a_table_that_is_no_register_is_refused_and_says_why() {
    let none = outgoing("Họ tên | Ngày sinh\nLê Văn Thử | 1990").unwrap_err();
    assert_eq!(none.code(), "import-no-header");
    let Error::ColumnsMissing { columns } =
        outgoing("Số | Người ký | Ghi chú\n1 | A | b").unwrap_err()
    else {
        panic!("a register without dates was taken");
    };
    assert_eq!(
        columns,
        [
            "Ngày tháng văn bản",
            "Tên loại và trích yếu nội dung văn bản"
        ]
    );
    let twice = outgoing("Số | Ngày | Ngày ký | Trích yếu").unwrap_err();
    assert_eq!(twice.code(), "import-column-twice");
    assert_eq!(outgoing("").unwrap_err().code(), "import-no-header");
}

proptest! {
    #[test]
    fn no_table_breaks_the_reading(rows in prop::collection::vec(prop::collection::vec(".{0,12}", 0..6), 0..8)) {
        let registers = Registers::built_in().unwrap();
        let mut table = table("Số | Ngày | Trích yếu | Người ký | Số bản");
        table.extend(rows);
        let read = registers.read_outgoing(&table, 2026, &Catalogue::built_in().unwrap()).unwrap();
        let taken = read.rows.iter().map(|row| row.row);
        let refused = read.faults.iter().map(|fault| fault.row);
        prop_assert!(taken.chain(refused).all(|row| (2..=table.len()).contains(&row)));
        prop_assert!(!read.rows.iter().any(|row| read.faults.iter().any(|f| f.row == row.row)));
    }
}
