//! What comes from outside is entered by the clerk and goes the way of everything that arrives, on
//! both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::Role;
use ades::validate::Indication;
use documents::attachment::{MOST, MOST_FILES};
use documents::register::Mark;
use documents::vietnam;
use office::exchange::{CorrectedFiles, EnteredFields, FileWorth};
use office::outgoing::{AttachedFile, NewAttachment};
use office::{Clock, Error, worker};
use store::instant;
use support::Agency;
use support::way::{desks, docx, draft, issue};
use time::Duration;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const SCAN: &[u8] = include_bytes!("../../../samples/bao-cao.pdf");
const SENDER: &str = "Hợp tác xã Mẫu Bình Minh";

fn day(before: i64) -> String {
    instant::day(vietnam::date(support::now() - Duration::days(before)))
}

fn fields(channel: &str, number: &str) -> EnteredFields {
    EnteredFields {
        channel: channel.to_owned(),
        sender: SENDER.to_owned(),
        number: number.to_owned(),
        date: day(3),
        type_code: "cong-van".to_owned(),
        subject: "V/v đề nghị hỗ trợ giống cây trồng".to_owned(),
        urgency: "urgent".to_owned(),
        arrived: day(0),
        pages: "2".to_owned(),
        ..EnteredFields::default()
    }
}

fn file(name: &str, bytes: &[u8]) -> Vec<AttachedFile> {
    vec![AttachedFile {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paper_unsigned_files_and_signed_ones_are_registered_for_what_they_are() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let here = sender.neighbour().await;
        let (office, clerk) = (&here.office, &here.clerk);
        // On paper, come the day before: its scan is read, not judged.
        let came = EnteredFields {
            arrived: day(1),
            copies: "2".to_owned(),
            ..fields("paper", "12/CV-HTX")
        };
        let paper = office.enter_incoming(clerk, &came, file("ban-chup.pdf", SCAN));
        let paper = paper.await.unwrap();
        // By mail, from a word processor: kept as it came, shown as PDF.
        let docx = docx();
        let mail = office
            .enter_incoming(clerk, &fields("mail", "13/CV-HTX"), file("thu.docx", &docx))
            .await
            .unwrap();
        let upload = office
            .enter_incoming(clerk, &fields("upload", "14/CV-HTX"), file("tep.pdf", SCAN))
            .await
            .unwrap();
        worker::run_due(office, "w").await.unwrap();
        for (id, indication, unsigned, judged) in [
            (&paper, "PAPER", 0, false),
            (&mail, "UNSIGNED", 1, false),
            (&upload, "UNSIGNED", 1, true),
        ] {
            let row = office.incoming(clerk, id).await.unwrap().row;
            assert_eq!(
                (row.indication.as_str(), row.unsigned),
                (indication, unsigned)
            );
            assert_eq!(
                row.verdict_digest.is_some() && !row.policy.is_empty(),
                judged
            );
            office.accept(clerk, id).await.unwrap();
        }
        let (kept, bytes) = office.incoming_file(clerk, &mail, 0).await.unwrap();
        assert_eq!(bytes.whole().await.unwrap(), docx);
        assert!(kept.media_type.ends_with("wordprocessingml.document"));
        let shown = office.incoming_shown(clerk, &mail, 0).await.unwrap();
        assert!(shown.whole().await.unwrap().starts_with(b"%PDF-"));

        let year = vietnam::date(support::now()).year();
        let rows = office
            .register(clerk, "van-ban-den", year)
            .await
            .unwrap()
            .rows;
        let written = vietnam::written(vietnam::date(support::now() - Duration::DAY));
        assert_eq!(
            rows[0].cells[..4],
            [written.as_str(), "1", SENDER, "12/CV-HTX"]
        );
        assert_eq!(rows[0].marks, [Mark::OnPaper]);
        assert_eq!(rows[1].marks, [Mark::ForInformation]);
        assert_eq!(office.senders(clerk).await.unwrap()[1..], [SENDER]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_agency_signed_is_judged_like_what_was_delivered() {
    let authority = support::authority().await;
    let test = store::testing::sqlite().await;
    let told = support::device(test.folder.path(), &authority);
    let passed = Arc::new(AtomicI64::new(0));
    let seconds = Arc::clone(&passed);
    let clock: Clock =
        Arc::new(move || support::now() + Duration::seconds(seconds.load(Ordering::Relaxed)));
    let sender = support::agency_told(test, &authority, &told, clock).await;
    let here = sender.neighbour().await;
    let (office, clerk) = (&here.office, &here.clerk);
    // The name of its sender makes it theirs. With it goes as much as may go.
    let id = draft(&sender, &sender.head).await;
    let data = |number: usize| NewAttachment {
        title: format!("Phụ lục {number}"),
        file: Some(AttachedFile {
            name: "so-lieu.CSV".to_owned(),
            bytes: format!("Hộ;{number}\n").into_bytes(),
        }),
        native: true,
    };
    for number in 1..=MOST {
        let attached = sender.office.attach(&sender.drafter, &id, data(number));
        attached.await.unwrap();
    }
    let more = sender.office.attach(&sender.drafter, &id, data(0)).await;
    assert!(matches!(more, Err(Error::Invalid(_))), "{more:?}");
    issue(&sender, &desks(&sender, &authority).await, &id).await;
    let issued = office.outgoing(&sender.clerk, &id).await.unwrap();
    let version = issued.row.current_version;
    let signed = office.outgoing_file(&sender.clerk, &id, "main", version);
    let theirs = EnteredFields {
        sender: "Uỷ ban nhân dân xã An Thử (for testing)".to_owned(),
        ..fields("upload", "01/QĐ-UBND")
    };
    let signed = file("01-qd-ubnd.pdf", &signed.await.unwrap());
    let first = office
        .enter_incoming(clerk, &theirs, signed.clone())
        .await
        .unwrap();
    worker::run_due(office, "w").await.unwrap();
    let row = office.incoming(clerk, &first).await.unwrap().row;
    assert_eq!(row.from_agency.as_deref(), Some(sender.id.as_str()));
    assert!(row.unsigned == 0 && row.verdict_digest.is_some(), "{row:?}");
    office.accept(clerk, &first).await.unwrap();
    // The same once more is told, and may be.
    let same = office.perhaps_here(clerk, "số 1 /QĐ-UBND", &theirs.sender, &theirs.date, "");
    assert_eq!(same.await.unwrap().len(), 1);
    let itself = office.perhaps_here(clerk, "1/QĐ-UBND", &theirs.sender, &theirs.date, &first);
    assert!(itself.await.unwrap().is_empty());
    let again = office.enter_incoming(clerk, &theirs, signed).await.unwrap();
    let seen = office.incoming(clerk, &again).await.unwrap();
    assert_eq!(seen.same_number[0].id, first);
    // A package says it all by itself, and stays beside what was in it.
    let made = office.package(&sender.clerk, &id).await.unwrap();
    let none = office.open_package(&here.head, made.bytes.clone()).await;
    assert!(matches!(none, Err(Error::Denied(_))));
    assert!(
        office
            .open_package(clerk, b"PK\x03\x04".to_vec())
            .await
            .is_err()
    );
    let opened = office
        .open_package(clerk, made.bytes.clone())
        .await
        .unwrap();
    assert_eq!(opened.fields.number, "01/QĐ-UBND");
    assert_eq!(opened.fields.subject, issued.row.subject);
    assert_eq!(
        (opened.files.len(), opened.signatures.len()),
        (MOST_FILES, 1)
    );
    let fields = EnteredFields {
        arrived: day(0),
        ..opened.fields
    };
    let unpacked = office
        .enter_incoming(clerk, &fields, Vec::new())
        .await
        .unwrap();
    let (main, _) = office.incoming_file(clerk, &unpacked, 0).await.unwrap();
    assert_eq!(main.digest, issued.current().unwrap().digest);
    let entered = office.incoming(clerk, &unpacked).await.unwrap();
    let last = entered.files.last().unwrap();
    let (_, package) = office
        .incoming_file(clerk, &unpacked, last.ordinal)
        .await
        .unwrap();
    assert_eq!(package.whole().await.unwrap(), made.bytes);
    assert_ne!(last.indication, "TOTAL_FAILED");
    assert_eq!(entered.files[MOST].name, format!("Phụ lục {MOST}.csv"));
    assert!(entered.files[MOST].signature_digest.is_some());
    // Its files stay as they were packed.
    let shown = office.entered(clerk, &unpacked).await.unwrap();
    assert!(shown.packed);
    let fewer = CorrectedFiles {
        left_out: vec![1],
        ..CorrectedFiles::default()
    };
    let refused = office.correct_incoming(clerk, &unpacked, &shown.seen, &shown.fields, fewer);
    assert_eq!(codes(refused.await), ["office-package-whole"]);
    let other = EnteredFields {
        note: "Gói tin nhận qua USB".to_owned(),
        ..shown.fields
    };
    let none = CorrectedFiles::default();
    let corrected = office.correct_incoming(clerk, &unpacked, &shown.seen, &other, none);
    corrected.await.unwrap();
    // Beside the good signature one that is over something else.
    let opened = office
        .open_package(clerk, with_a_strange_signature(&made.bytes))
        .await
        .unwrap();
    assert_eq!(opened.signatures.len(), 2);
    let fields = EnteredFields {
        arrived: day(0),
        ..opened.fields
    };
    let mixed = office.enter_incoming(clerk, &fields, Vec::new()).await;
    let mixed = office.incoming(clerk, &mixed.unwrap()).await.unwrap();
    assert_eq!(mixed.files[MOST_FILES].indication, "TOTAL_FAILED");
    // What was opened and not entered is dropped after a week; what was entered stays.
    let nobody = office
        .open_package(clerk, made.bytes.clone())
        .await
        .unwrap();
    let package = nobody.fields.package.clone();
    office.opened_package(clerk, &package).await.unwrap();
    passed.store(8 * 86_400, Ordering::Relaxed);
    worker::run_due(office, "w").await.unwrap();
    let gone = office.opened_package(clerk, &package).await;
    assert_eq!(codes(gone), ["office-package-gone"]);
    let late = EnteredFields {
        arrived: day(0),
        ..nobody.fields
    };
    let late = office.enter_incoming(clerk, &late, Vec::new()).await;
    assert_eq!(codes(late), ["office-package-gone"]);
    let kept = office.incoming_file(clerk, &unpacked, last.ordinal).await;
    assert_eq!(kept.unwrap().1.whole().await.unwrap(), made.bytes);
    // Whatever was in it was judged with it.
    let judged = office.incoming(clerk, &unpacked).await.unwrap();
    for file in &judged.files {
        let worth = FileWorth::of(&judged.row, file);
        let holds = matches!(worth, FileWorth::Signed(it) if it != Indication::TotalFailed);
        assert!(holds, "{}: {worth:?}", file.name);
    }
}

/// The codes of what was wrong.
fn codes<T: std::fmt::Debug>(answer: Result<T, Error>) -> Vec<String> {
    match answer {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|it| it.code).collect(),
        other => panic!("{other:?}"),
    }
}

/// What the record of the last correction tells, by name.
async fn told(agency: &Agency) -> BTreeMap<String, String> {
    let trail = agency.office.trail(&agency.head, None).await.unwrap();
    let mut corrections = trail
        .into_iter()
        .filter(|it| it.act == "incoming-corrected");
    corrections.next().unwrap().detail.into_iter().collect()
}

/// The package with a second manifest, under the signature of the first.
fn with_a_strange_signature(package: &[u8]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut put = |name: &str, bytes: &[u8]| {
        to.start_file(name, stored).unwrap();
        to.write_all(bytes).unwrap();
    };
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let (name, mut bytes) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).unwrap();
        put(&name, &bytes);
        if name.starts_with("META-INF/") {
            let text = String::from_utf8_lossy(&bytes).replace("signature001", "signature002");
            let second = match name.ends_with(".xml") {
                true => text.into_bytes(),
                false => bytes,
            };
            put(&name.replace("001", "002"), &second);
        }
    }
    to.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_told_and_only_the_clerk_enters() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let here = support::agency(test, &authority).await;
        let there = here.neighbour().await;
        let (office, clerk) = (&here.office, &here.clerk);
        let wrong = EnteredFields {
            arrived: day(-2),
            sender: " ".to_owned(),
            date: "hôm qua".to_owned(),
            pages: "hai".to_owned(),
            secrecy: "secret".to_owned(),
            ..fields("mail", "12/CV-HTX")
        };
        let Err(Error::Invalid(faults)) = office.enter_incoming(clerk, &wrong, Vec::new()).await
        else {
            panic!("taken");
        };
        let told: Vec<_> = faults.iter().map(|it| it.field.as_str()).collect();
        for field in ["arrived", "sender", "date", "pages", "secrecy", "file"] {
            assert!(told.contains(&field), "{field}: {faults:?}");
        }
        for hostile in [&b"MZ\x90\x00 a program"[..], b"%PDF-1.7 broken"] {
            let fields = fields("mail", "1");
            let refused = office.enter_incoming(clerk, &fields, file("a.pdf", hostile));
            let refused = refused.await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        }
        // A signature without the file that it signs.
        let mut stray = file("a.pdf", SCAN);
        stray.extend(file("b.xlsx.p7s", b"0"));
        let right = fields("mail", "1");
        let stray = office.enter_incoming(clerk, &right, stray).await;
        assert_eq!(codes(stray), ["office-signature-stray"]);
        for other in [&here.drafter, &here.head, &here.administrator, &here.chief] {
            let fields = fields("paper", "1");
            let denied = office.enter_incoming(other, &fields, Vec::new());
            assert!(matches!(denied.await, Err(Error::Denied(_))));
            assert!(matches!(office.senders(other).await, Err(Error::Denied(_))));
        }
        // Refused, with nobody to be told by the system; another agency sees nothing of it.
        let right = fields("paper", "12/CV-HTX");
        let paper = office.enter_incoming(clerk, &right, Vec::new());
        let paper = paper.await.unwrap();
        for foreign in [&there.clerk, &there.head] {
            assert!(matches!(
                office.incoming(foreign, &paper).await,
                Err(Error::NotFound)
            ));
        }
        office
            .refuse(clerk, &paper, "Gửi không đúng nơi nhận")
            .await
            .unwrap();
        assert_eq!(
            worker::run_due(office, "w").await.unwrap(),
            0,
            "no notice to a sender"
        );
        let row = office.incoming(clerk, &paper).await.unwrap().row;
        assert_eq!(
            (row.status.as_str(), row.refusal.is_empty()),
            ("refused", false)
        );
        assert!(office.accept(clerk, &paper).await.is_err());
        assert!(
            office
                .senders(&there.clerk)
                .await
                .unwrap()
                .iter()
                .all(|it| it != SENDER)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_entered_wrongly_is_corrected_until_it_is_registered() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let here = support::agency(test, &authority).await;
        let there = here.neighbour().await;
        let (office, clerk) = (&here.office, &here.clerk);
        let scan = file("ban-chup.pdf", SCAN);
        let wrong = fields("paper", "12/CV-HTX");
        let id = office.enter_incoming(clerk, &wrong, scan).await.unwrap();
        let shown = office.entered(clerk, &id).await.unwrap();
        assert!(!shown.packed && shown.fields.pages == "2");
        // Nothing changed is nothing done.
        let same = office.correct_incoming(
            clerk,
            &id,
            &shown.seen,
            &shown.fields,
            CorrectedFiles::default(),
        );
        same.await.unwrap();
        assert_eq!(office.incoming(clerk, &id).await.unwrap().row.version, 1);

        // By another clerk: it came by mail, as another file, with one more.
        let second = here.appointed("clerk2", Role::Clerk, &here.unit).await;
        let right = EnteredFields {
            channel: "mail".to_owned(),
            number: "21/CV-HTX".to_owned(),
            subject: "V/v đề nghị hỗ trợ phân bón".to_owned(),
            due: day(-9),
            ..shown.fields.clone()
        };
        let csv = |name: &str| file(name, "Hộ;Sào\n".as_bytes()).remove(0);
        let files = CorrectedFiles {
            main: Some(file("thu.docx", &docx()).remove(0)),
            more: vec![csv("danh-sach.csv")],
            left_out: Vec::new(),
        };
        let corrected = office.correct_incoming(&second, &id, &shown.seen, &right, files);
        corrected.await.unwrap();
        let told = told(&here).await;
        assert_eq!(told["number"], "“12/CV-HTX” → “21/CV-HTX”");
        assert_eq!(told["channel"], "“paper” → “mail”");
        assert!(told["subject_matter"].contains("giống cây trồng” → “V/v"));
        assert!(told["files_out"].contains("ban-chup.pdf"), "{told:?}");
        assert!(told["files_in"].contains("danh-sach.csv"), "{told:?}");
        assert!(!told.contains_key("sender"), "{told:?}");
        let found = office.search(clerk, "phân bón", None).await.unwrap();
        assert_eq!(found.hits.len(), 1);
        let found = office.search(clerk, "12/CV-HTX", None).await.unwrap();
        assert!(found.hits.is_empty(), "{found:?}");
        // It is judged as what it is now.
        worker::run_due(office, "w").await.unwrap();
        let now = office.incoming(clerk, &id).await.unwrap();
        assert_eq!(now.row.indication, "UNSIGNED");
        assert_eq!(now.row.entered_by.as_deref(), Some(clerk.account()));
        let names = |files: &[store::incoming::FileRow]| {
            let names = files.iter().map(|it| (it.ordinal, it.name.clone()));
            names.collect::<Vec<_>>()
        };
        let pair = |ordinal, name: &str| (ordinal, name.to_owned());
        assert_eq!(
            names(&now.files),
            [pair(0, "thu.docx"), pair(1, "danh-sach.csv")]
        );
        assert_eq!(names(&now.replaced), [pair(2, "ban-chup.pdf")]);
        let (_, before) = office.incoming_file(clerk, &id, 2).await.unwrap();
        assert_eq!(before.whole().await.unwrap(), SCAN);

        // Once more: fields alone keep what was found out.
        let seen = office.entered(clerk, &id).await.unwrap().seen;
        let noted = EnteredFields {
            note: "Nhận tại quầy".to_owned(),
            ..right.clone()
        };
        let none = CorrectedFiles::default;
        let late = office.correct_incoming(clerk, &id, &shown.seen, &noted, none());
        assert!(matches!(late.await, Err(Error::Stale)), "two at once");
        let again = office.correct_incoming(clerk, &id, &seen, &noted, none());
        again.await.unwrap();
        let row = office.incoming(clerk, &id).await.unwrap().row;
        assert_eq!(row.indication, "UNSIGNED");
        let seen = office.entered(clerk, &id).await.unwrap().seen;
        let fewer = |main: bool, left_out: &[i64]| CorrectedFiles {
            main: main.then(|| file("moi.pdf", SCAN).remove(0)),
            more: vec![csv("so-lieu.csv")],
            left_out: left_out.to_vec(),
        };
        let headless = office.correct_incoming(clerk, &id, &seen, &noted, fewer(false, &[0]));
        assert_eq!(codes(headless.await), ["office-file-first"]);
        let none = CorrectedFiles {
            left_out: vec![0, 1],
            ..none()
        };
        let empty = office.correct_incoming(clerk, &id, &seen, &noted, none);
        assert_eq!(codes(empty.await), ["office-file-missing"]);
        let swapped = office.correct_incoming(clerk, &id, &seen, &noted, fewer(true, &[1]));
        swapped.await.unwrap();
        let now = office.incoming(clerk, &id).await.unwrap();
        assert_eq!(
            names(&now.files),
            [pair(0, "moi.pdf"), pair(3, "so-lieu.csv")]
        );
        assert_eq!(now.replaced.len(), 3);
        assert_eq!(now.row.indication, "", "to be judged anew");

        // Nobody else, nowhere else, and not once it has its number.
        for other in [&here.drafter, &here.head, &here.administrator, &here.chief] {
            let denied = office.entered(other, &id).await;
            assert!(
                matches!(denied, Err(Error::Denied(_) | Error::NotFound)),
                "{denied:?}"
            );
        }
        let foreign = office.entered(&there.clerk, &id).await;
        assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
        office.accept(clerk, &id).await.unwrap();
        let seen = now.row.id;
        let late = office.correct_incoming(clerk, &seen, "", &noted, CorrectedFiles::default());
        assert!(matches!(late.await, Err(Error::Denied(_))));
        registered_is_corrected(&here, &id).await;
    }
}

/// What the register says is corrected, with a reason, and nothing else of the document.
async fn registered_is_corrected(here: &Agency, id: &str) {
    let (office, clerk) = (&here.office, &here.clerk);
    let shown = office.registered(clerk, id).await.unwrap();
    let right = EnteredFields {
        channel: "paper".to_owned(),
        sender: "Hợp tác xã Mẫu Bình Thử".to_owned(),
        number: "22/CV-HTX".to_owned(),
        subject: "V/v đề nghị cấp thuốc thú y".to_owned(),
        urgency: "normal".to_owned(),
        ..shown.fields.clone()
    };
    let before = office.incoming(clerk, id).await.unwrap();
    let late = EnteredFields {
        arrived: day(-1),
        ..right.clone()
    };
    let refused = office.correct_registered(clerk, id, &shown.seen, &late, " ");
    assert_eq!(
        codes(refused.await),
        ["office-arrival-in-future", "office-correction-reason"]
    );
    for other in [&here.drafter, &here.head, &here.administrator, &here.chief] {
        let denied = office.correct_registered(other, id, &shown.seen, &right, "Nhầm");
        let denied = denied.await;
        assert!(
            matches!(denied, Err(Error::Denied(_) | Error::NotFound)),
            "{denied:?}"
        );
    }
    let reason = "Đọc nhầm số";
    let same = office.correct_registered(clerk, id, &shown.seen, &shown.fields, reason);
    same.await.unwrap();
    assert!(office.corrections(clerk, id).await.unwrap().is_empty());
    let done = office.correct_registered(clerk, id, &shown.seen, &right, reason);
    done.await.unwrap();
    let again = office.correct_registered(clerk, id, &shown.seen, &late, reason);
    assert!(matches!(again.await, Err(Error::Stale)), "two at once");

    let after = office.incoming(clerk, id).await.unwrap();
    assert_eq!(after.files, before.files);
    let as_it_was = store::incoming::IncomingRow {
        from_name: before.row.from_name.clone(),
        number_text: before.row.number_text.clone(),
        number_key: before.row.number_key.clone(),
        subject: before.row.subject.clone(),
        urgency: before.row.urgency,
        version: before.row.version,
        ..after.row.clone()
    };
    assert_eq!(as_it_was, before.row, "channel, number, verdict and all");
    let kept = office.corrections(&here.head, id).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].reason.as_str(), kept[0].by.is_empty()),
        (reason, false)
    );
    let fields: Vec<_> = kept[0].changes.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["sender", "number", "subject_matter", "urgency"]);
    let trail = office.trail(&here.head, None).await.unwrap();
    let act = |it: &&office::people::Trace| it.act == "registered-corrected";
    let told: BTreeMap<_, _> = trail
        .iter()
        .find(act)
        .unwrap()
        .detail
        .clone()
        .into_iter()
        .collect();
    assert_eq!(told["number"], "“21/CV-HTX” → “22/CV-HTX”");
    assert_eq!(told["reason"], reason);
    let found = office.search(clerk, "thuốc thú y", None).await.unwrap();
    assert_eq!(found.hits.len(), 1);

    let today = vietnam::date(support::now());
    let register = office.register(clerk, "van-ban-den", today.year()).await;
    let row = register.unwrap().rows.remove(0);
    assert_eq!(row.cells[1..4], ["1", right.sender.as_str(), "22/CV-HTX"]);
    let day = vietnam::written(today);
    assert_eq!(row.marks, [Mark::ForInformation, Mark::Corrected { day }]);
}
