//! Some thousand documents: one of each agency is carried through the office, and stands there again
//! and again under other numbers and subjects, with its files, its story, its arrival at the other
//! agency and its lines in both books.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use access::{Facts, Status};
use documents::fold;
use store::books::{self, BookKey, EntryRow};
use store::exchange::{self, ConsignmentRow};
use store::files::VersionRow;
use store::incoming::{FileRow, IncomingRow};
use store::outgoing::{EventRow, OutgoingRow, RecipientRow};
use store::{BlobPlace, Db, Rows as _, Store, Tx, files, id, incoming, instant, outgoing, search};
use time::UtcDateTime;
use tokio::runtime::Handle;

use crate::ground::{Ground, now};
use crate::kills::sender::{Desks, Sender};
use crate::kills::shared::Shared;
use crate::random::Random;

const ACTS: [&str; 5] = [
    "triển khai",
    "phê duyệt dự toán",
    "tăng cường quản lý",
    "báo cáo kết quả",
    "đôn đốc thực hiện",
];
const MATTERS: [&str; 7] = [
    "công tác phòng chống thiên tai",
    "chuyển đổi số trong cơ quan nhà nước",
    "xây dựng nông thôn mới nâng cao",
    "sửa chữa trường học và trạm y tế",
    "tiếp công dân và giải quyết đơn thư",
    "bảo vệ rừng và phòng cháy chữa cháy",
    "thu ngân sách và quản lý tài sản công",
];
const PLACES: [&str; 3] = ["thôn Đông Mẫu", "thôn Tây Mẫu", "khu dân cư Bắc Thử"];
/// Documents of one transaction.
const PART: i64 = 250;

/// Everything of a document that went from one agency to the other.
struct Pattern {
    row: OutgoingRow,
    recipients: Vec<RecipientRow>,
    versions: Vec<VersionRow>,
    events: Vec<EventRow>,
    consignment: ConsignmentRow,
    arrival: IncomingRow,
    arrived: Vec<FileRow>,
}

/// Puts so many documents of each agency there.
pub(crate) fn fill(ground: &Ground, handle: &Handle, count: i64) {
    let mut running = ground.program.start();
    ground.program.wait(&mut running);
    let shared = Arc::new(Shared::default());
    shared.set_up(true);
    for (at, agency) in ground.agencies.iter().enumerate() {
        let mut sender = Sender {
            shared: Arc::clone(&shared),
            desks: Arc::new(Desks::enter(agency, &ground.program.base())),
            to: ground.agencies[1 - at].id.clone(),
            name: "đê".to_owned(),
            random: Random::new(1),
        };
        sender.one(1);
    }
    assert_eq!(shared.faults(), Vec::<String>::new());
    while handle.block_on(judged(ground)) < 2 {
        thread::sleep(Duration::from_millis(200));
    }
    running.stop();
    handle.block_on(multiply(ground, count));
}

async fn judged(ground: &Ground) -> i64 {
    let db = Db::open(&ground.database.place).await.unwrap();
    let sql = "SELECT count(*) FROM incoming WHERE verdict_digest IS NOT NULL";
    let rows = db
        .reader()
        .rows_of::<(i64,)>(sql.to_owned(), Vec::new())
        .await;
    rows.unwrap()[0].0
}

async fn multiply(ground: &Ground, count: i64) {
    let blobs = BlobPlace::Folder(ground.blobs());
    let store = Store::open(&ground.database.place, &blobs).await.unwrap();
    let mut patterns = Vec::new();
    for agency in &ground.agencies {
        patterns.push(Pattern::read(&store, &agency.id).await);
    }
    let year = now().year();
    let start = UtcDateTime::new(
        time::Date::from_calendar_date(year, time::Month::January, 2).unwrap(),
        time::Time::from_hms(2, 0, 0).unwrap(),
    );
    let step = (now() - start) / i32::try_from(count + 1).unwrap();
    for from in (0..count).step_by(PART as usize) {
        let mut tx = store.begin().await.unwrap();
        for number in from..count.min(from + PART) {
            let at = start + step * i32::try_from(number).unwrap();
            for pattern in &patterns {
                // The pattern itself has number 1.
                pattern.again(&mut tx, number + 2, at).await;
            }
        }
        tx.commit().await.unwrap();
    }
    let mut tx = store.begin().await.unwrap();
    for pattern in &patterns {
        for (agency, code) in pattern.books() {
            let year = i64::from(year);
            let key = BookKey { agency, code, year };
            books::lock(&mut tx, key, code).await.unwrap();
            books::set_next(&mut tx, key, count + 2).await.unwrap();
        }
    }
    let _: Vec<(i64,)> = tx.rows_of("ANALYZE".to_owned(), Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
}

impl Pattern {
    async fn read(store: &Store, agency: &str) -> Self {
        let mut reader = store.reader();
        let sql = format!("SELECT id FROM outgoing WHERE agency_id = '{agency}'");
        let ids: Vec<(String,)> = reader.rows_of(sql, Vec::new()).await.unwrap();
        let id = &ids[0].0;
        let row = outgoing::by_id(&mut reader, agency, id)
            .await
            .unwrap()
            .unwrap();
        let sent = exchange::of_document(&mut reader, agency, id)
            .await
            .unwrap();
        let consignment = sent.into_iter().find(|it| it.to_agency.is_some()).unwrap();
        let to = consignment.to_agency.clone().unwrap();
        let arrival = incoming::of_consignment(&mut reader, &to, &consignment.id);
        let arrival = arrival.await.unwrap().unwrap();
        Self {
            recipients: outgoing::recipients(&mut reader, agency, id).await.unwrap(),
            versions: files::all(&mut reader, agency, id).await.unwrap(),
            events: outgoing::events(&mut reader, agency, id).await.unwrap(),
            arrived: incoming::files(&mut reader, &to, &arrival.id)
                .await
                .unwrap(),
            row,
            consignment,
            arrival,
        }
    }

    fn books(&self) -> [(&str, &str); 2] {
        [
            (&self.row.agency_id, "van-ban-di"),
            (&self.arrival.agency_id, "van-ban-den"),
        ]
    }

    /// The document once more, as it would have been at that time.
    async fn again(&self, tx: &mut Tx, number: i64, at: UtcDateTime) {
        let millis = instant::millis(at);
        let chosen = |of: &[&'static str], by: i64| of[(number / by) as usize % of.len()];
        let (act, matter, place) = (chosen(&ACTS, 1), chosen(&MATTERS, 2), chosen(&PLACES, 3));
        let subject = format!("Về việc {act} {matter} tại {place}");
        let other = |text: &Option<String>| {
            let rest = text.as_ref().unwrap().split_once('/').unwrap().1;
            Some(format!("{number:02}/{rest}"))
        };
        let row = OutgoingRow {
            id: id::new(at),
            subject: subject.clone(),
            number: Some(number),
            number_text: other(&self.row.number_text),
            number_key: self
                .row
                .number_key
                .as_ref()
                .map(|it| renumbered(it, number)),
            issue_date: Some(instant::day(at.date())),
            issued_at: Some(millis),
            created_at: millis,
            changed_at: millis,
            ..self.row.clone()
        };
        let agency = &row.agency_id;
        outgoing::insert(tx, &row).await.unwrap();
        let recipients: Vec<_> = (self.recipients.iter())
            .map(|it| RecipientRow {
                id: id::new(at),
                ..it.clone()
            })
            .collect();
        outgoing::set_recipients(tx, agency, &row.id, &recipients)
            .await
            .unwrap();
        for version in &self.versions {
            let version = VersionRow {
                made_at: millis,
                ..version.clone()
            };
            files::add(tx, agency, &row.id, &version).await.unwrap();
        }
        for event in &self.events {
            let event = EventRow {
                at: millis,
                ..event.clone()
            };
            outgoing::add_event(tx, agency, &row.id, &event)
                .await
                .unwrap();
        }
        let facts = Facts::Outgoing(access::Outgoing {
            agency: agency.clone(),
            drafter: row.drafter_id.clone(),
            unit: Some(row.unit_id.clone()),
            signer: row.signer_id.clone(),
            status: Status::Issued,
            grants: Vec::new(),
        });
        index(
            tx,
            facts,
            &row.id,
            row.number_key.as_deref().unwrap(),
            &subject,
        )
        .await;
        let to = recipients.iter().find(|it| it.to_agency.is_some()).unwrap();
        let consignment = ConsignmentRow {
            id: id::new(at),
            document_id: row.id.clone(),
            recipient_id: to.id.clone(),
            state: "registered".to_owned(),
            arrival_number: Some(number.to_string()),
            ..self.consignment.clone()
        };
        exchange::insert(tx, &consignment).await.unwrap();
        self.arrive(tx, &row, &consignment.id, number, at).await;
    }

    /// Its arrival at the other agency, and its number in both books.
    async fn arrive(
        &self,
        tx: &mut Tx,
        row: &OutgoingRow,
        sent: &str,
        number: i64,
        at: UtcDateTime,
    ) {
        let millis = instant::millis(at);
        let arrival = IncomingRow {
            id: id::new(at),
            consignment_id: Some(sent.to_owned()),
            subject: row.subject.clone(),
            number_text: row.number_text.clone().unwrap(),
            number_key: row.number_key.clone().unwrap(),
            status: "registered".to_owned(),
            arrival_number: Some(number),
            arrival_year: Some(i64::from(at.year())),
            arrived_at: millis,
            registered_at: Some(millis),
            registered_by: Some(row.drafter_id.clone()),
            ..self.arrival.clone()
        };
        incoming::insert(tx, &arrival).await.unwrap();
        for file in &self.arrived {
            incoming::add_file(tx, &arrival.agency_id, &arrival.id, file)
                .await
                .unwrap();
        }
        let facts = Facts::Incoming(access::Incoming {
            agency: arrival.agency_id.clone(),
            status: Status::Registered,
            grants: Vec::new(),
        });
        let key = &arrival.number_key;
        index(tx, facts, &arrival.id, key, &row.subject).await;
        for ((agency, code), document) in self.books().into_iter().zip([&row.id, &arrival.id]) {
            let entry = EntryRow {
                number,
                suffix: String::new(),
                state: "taken".to_owned(),
                document_id: Some(document.clone()),
                reason: String::new(),
                row_data: "{}".to_owned(),
                entered_by: row.drafter_id.clone(),
                entered_at: millis,
            };
            let key = BookKey {
                agency,
                code,
                year: i64::from(at.year()),
            };
            books::add_entry(tx, key, &entry).await.unwrap();
        }
    }
}

async fn index(tx: &mut Tx, facts: Facts, id: &str, key: &str, subject: &str) {
    let entry = search::Entry {
        agency: facts.agency(),
        kind: facts.kind().code(),
        id,
        number_key: key,
        folded: &fold(subject),
        exact: &subject.to_lowercase(),
        marks: &facts.marks(),
    };
    search::put(tx, &entry).await.unwrap();
}

/// The key with another number in front, as wide as the one that was there.
fn renumbered(key: &str, number: i64) -> String {
    let rest = key.trim_start_matches(|letter: char| letter.is_ascii_digit());
    format!("{number:0width$}{rest}", width = key.len() - rest.len())
}
