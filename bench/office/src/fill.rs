//! An agency with documents of plausible subjects, made by the database itself: a row of the office
//! is the row of a list and of the index, nothing else of a document is read by lists.

use documents::fold;
use store::{Bind, Db, Rows as _, Store, binds};

pub(crate) const AGENCY: &str = "0190a000-0000-7000-8000-00000000000a";

/// Who looks: sees all, drafted one in twenty, drafted thirty in the beginning and nothing since.
pub(crate) const CLERK: &str = "clerk";
pub(crate) const BUSY: &str = "busy";
pub(crate) const RARE: &str = "rare";

/// Documents of the one who drafted few.
pub(crate) const FEW: i64 = 30;

const PEOPLE: [(&str, &str); 4] = [
    (CLERK, "clerk"),
    (BUSY, "drafter"),
    (RARE, "drafter"),
    ("other", "drafter"),
];

const TYPES: [(&str, &str); 5] = [
    ("cong-van", "Công văn"),
    ("quyet-dinh", "Quyết định"),
    ("ke-hoach", "Kế hoạch"),
    ("bao-cao", "Báo cáo"),
    ("thong-bao", "Thông báo"),
];

const ACTS: [&str; 8] = [
    "Về việc triển khai",
    "Về việc phê duyệt dự toán",
    "Về việc tăng cường quản lý",
    "Về việc kiện toàn Ban chỉ đạo",
    "Về việc báo cáo kết quả",
    "Về việc góp ý dự thảo Nghị quyết về",
    "Về việc ban hành Quy chế",
    "Về việc đôn đốc thực hiện",
];

const MATTERS: [&str; 11] = [
    "công tác phòng chống thiên tai và tìm kiếm cứu nạn",
    "chuyển đổi số trong cơ quan nhà nước",
    "bồi thường, hỗ trợ và tái định cư",
    "xây dựng nông thôn mới nâng cao",
    "chi trả trợ cấp cho người có công với cách mạng",
    "sửa chữa trường học và trạm y tế",
    "tiếp công dân và giải quyết đơn thư",
    "tiêm phòng cho gia súc, gia cầm",
    "bảo vệ rừng và phòng cháy chữa cháy",
    "văn thư, lưu trữ và quản lý hồ sơ điện tử",
    "thu ngân sách và quản lý tài sản công",
];

const PLACES: [&str; 7] = [
    "xã An Thử",
    "thôn Đông Mẫu",
    "thôn Tây Mẫu",
    "thôn Nam Thử",
    "khu dân cư Bắc Thử",
    "tuyến đường liên xã số 2",
    "cụm công nghiệp Bình Thử",
];

/// Runs a statement of this program that gives no rows.
async fn run(store: &Store, sql: String, binds: Vec<Bind>) {
    let mut tx = store.begin().await.unwrap();
    let _: Vec<(i64,)> = tx.rows_of(sql, binds).await.unwrap();
    tx.commit().await.unwrap();
}

/// Whether nothing was filled in yet.
pub(crate) async fn is_empty(store: &Store) -> bool {
    let mut reader = store.reader();
    let agencies = reader.rows("SELECT id FROM agency", Vec::new());
    let agencies: Vec<(String,)> = agencies.await.unwrap();
    agencies.is_empty()
}

/// The agency, its unit and its people.
pub(crate) async fn people(store: &Store) {
    let agency = "INSERT INTO agency (id, code, name, short_name, superior_name, place, email,
        successors, valid_from, settings, version)
        VALUES ($1, 'H29.3.15', 'Ủy ban nhân dân xã An Thử', 'UBND', '', 'An Thử', '', '[]', 0,
        '{}', 1)";
    run(store, agency.to_owned(), binds![AGENCY]).await;
    let unit = "INSERT INTO unit (agency_id, id, code, name, valid_from, version)
        VALUES ($1, 'unit', 'VP', 'Văn phòng', 0, 1)";
    run(store, unit.to_owned(), binds![AGENCY]).await;
    for (person, role) in PEOPLE {
        let account = "INSERT INTO account (id, agency_id, login, full_name, sort_name, email,
            phone, password_hash, must_change_password, failed_attempts, state, created_at, version)
            VALUES ($1, $2, $1, 'Nguyễn Thị Thử Nghiệm', '', '', '', '', 0, 0, 'active', 0, 1)";
        run(store, account.to_owned(), binds![person, AGENCY]).await;
        let appointment =
            "INSERT INTO appointment (agency_id, id, account_id, unit_id, title, role,
            valid_from, version) VALUES ($2, $1, $1, 'unit', 'Công chức', $3, 0, 1)";
        run(store, appointment.to_owned(), binds![person, AGENCY, role]).await;
    }
    run(
        store,
        "CREATE TABLE phrase (kind TEXT, i BIGINT, code TEXT, text TEXT, folded TEXT, small TEXT,
            PRIMARY KEY (kind, i))"
            .to_owned(),
        Vec::new(),
    )
    .await;
    let plain = |kind, texts: &[&'static str]| {
        let all = texts.iter().map(|it| (kind, *it, *it));
        all.collect::<Vec<_>>()
    };
    let types: Vec<_> = TYPES
        .iter()
        .map(|(code, name)| ("type", *code, *name))
        .collect();
    for phrases in [
        types,
        plain("act", &ACTS),
        plain("matter", &MATTERS),
        plain("place", &PLACES),
    ] {
        for (i, (kind, code, text)) in (0_i64..).zip(phrases) {
            let insert = "INSERT INTO phrase VALUES ($1, $2, $3, $4, $5, $6)";
            let (folded, small) = (fold(text), text.to_lowercase().replace(',', ""));
            run(
                store,
                insert.to_owned(),
                binds![kind, i, code, text, folded, small],
            )
            .await;
        }
    }
}

/// Documents from number `from` up to number `to`, not included.
pub(crate) async fn documents(store: &Store, from: i64, to: i64) {
    let lite = matches!(store.db(), Db::Lite { .. });
    let hex = match lite {
        true => "printf('%012x', n.i)",
        false => "lpad(to_hex(n.i), 12, '0')",
    };
    let source = format!(
        "WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n
            WHERE i + 1 < CAST($2 AS BIGINT)),
        made AS (SELECT n.i AS i, '0192c000-0000-7000-8000-' || {hex} AS id, t.code AS type_code,
            a.text || ' ' || m.text || ' tại ' || p.text AS subject,
            t.folded || ' ' || a.folded || ' ' || m.folded || ' tai ' || p.folded || ' so '
                || n.i AS folded,
            t.small || ' ' || a.small || ' ' || m.small || ' tại ' || p.small || ' số ' || n.i AS exact
        FROM n JOIN phrase t ON t.kind = 'type' AND t.i = n.i % {}
        JOIN phrase a ON a.kind = 'act' AND a.i = n.i % {}
        JOIN phrase m ON m.kind = 'matter' AND m.i = n.i % {}
        JOIN phrase p ON p.kind = 'place' AND p.i = n.i % {})",
        TYPES.len(),
        ACTS.len(),
        MATTERS.len(),
        PLACES.len(),
    );
    let (agency, few) = (AGENCY, FEW);
    let index = match lite {
        true => None,
        false => Some(without_index(store).await),
    };
    for lower in (from..to).step_by(50_000) {
        let part = binds![lower, to.min(lower + 50_000)];
        for insert in [
            format!(
                "INSERT INTO outgoing (agency_id, id, type_code, subject, urgency, drafter_id,
                unit_id, signer_id, status, route_code, route_version, route_state, number,
                number_text, number_key, fields, current_version, created_at, changed_at, version)
                {source} SELECT '{agency}', id, type_code, subject, 0, CASE WHEN i < {few}
                THEN 'rare' WHEN i % 20 = 0 THEN 'busy' ELSE 'other' END, 'unit', 'other',
                CASE WHEN i % 50 = 0 THEN 'draft' ELSE 'issued' END, 'nd30-ba-chu-ky', 1, '{{}}',
                i, i || '/UBND-VP', i || '/ubnd-vp', '{{}}', 1, i, i, 1 FROM made ORDER BY i"
            ),
            format!(
                "INSERT INTO recipient {source} SELECT '{agency}', id, id, 0, 'outside', NULL, NULL,
                'Các thôn, khu dân cư', 'paper', '', 1 FROM made ORDER BY i"
            ),
            format!(
                "INSERT INTO search_entry (agency_id, kind, object_id, number_key, folded, exact, marks)
                {source} SELECT '{agency}', 'outgoing', id, i || '/ubnd-vp', folded, exact,
                CASE WHEN i < {few} THEN 'aother arare uunit' WHEN i % 20 = 0
                THEN 'abusy aother uunit' ELSE 'aother uunit' END
                FROM made ORDER BY i"
            ),
        ] {
            run(store, insert, part.clone()).await;
        }
        if lite {
            let words = "INSERT INTO search_index (rowid, agency, marks, folded, exact)
                SELECT number, replace(agency_id, '-', ''), marks, folded, exact FROM search_entry
                WHERE number > $1 AND number <= $2";
            run(store, words.to_owned(), part).await;
        }
    }
    if let Some(index) = index {
        run(store, index, Vec::new()).await;
        plain(store).await;
    }
    run(store, "ANALYZE".to_owned(), Vec::new()).await;
}

/// Lets the index of PostgreSQL be built at once, at the end: the statement that does so.
async fn without_index(store: &Store) -> String {
    let index = "SELECT indexdef FROM pg_indexes WHERE indexname = 'search_by_terms'";
    let found: Vec<(String,)> = store.reader().rows(index, Vec::new()).await.unwrap();
    run(store, "DROP INDEX search_by_terms".to_owned(), Vec::new()).await;
    found[0].0.clone()
}

/// The words alone, as PostgreSQL would keep them by itself: what the bare statement of a search reads.
/// SQLite has one kind of index for words, and the bare statement reads the same.
async fn plain(store: &Store) {
    for statement in [
        "CREATE TABLE plain (number BIGINT PRIMARY KEY, agency_id TEXT, object_id TEXT,
            words TSVECTOR)",
        "INSERT INTO plain SELECT number, agency_id, object_id, to_tsvector('simple', folded)
            FROM search_entry",
        "CREATE INDEX plain_words ON plain USING gin (words)",
    ] {
        run(store, statement.to_owned(), Vec::new()).await;
    }
}
