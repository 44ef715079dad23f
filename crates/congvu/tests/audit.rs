//! `congvu audit verify`: an export is read without a server, and what is wrong with it is named.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use audit::{Act, By, Checkpoint, Entry, Object, Tip, append, day_of};
use common::congvu;
use time::Duration;
use time::macros::utc_datetime;

/// Something done to an export.
type Harm = fn(&Export);

/// An export of ten records on two days and a bit, and the copies that lay elsewhere.
struct Export {
    folder: tempfile::TempDir,
    entries: Vec<Entry>,
}

impl Export {
    fn new() -> Self {
        let mut tip = Tip::empty("so-noi-vu");
        let mut entries = Vec::new();
        for at in 0..10u32 {
            let act = Act {
                by: By {
                    account: "tk-1".into(),
                    appointment: None,
                    delegation: None,
                },
                act: "sign".into(),
                object: Object {
                    kind: "outgoing".into(),
                    id: format!("vb-{at}"),
                },
                detail: Default::default(),
                personal: Default::default(),
            };
            let now = utc_datetime!(2026-11-20 02:00) + Duration::hours(6) * at;
            let entry = append(&tip, act, now).unwrap();
            tip = Tip::after(&entry);
            entries.push(entry);
        }
        let export = Self {
            folder: tempfile::tempdir().unwrap(),
            entries,
        };
        fs::create_dir_all(export.path("xuat/checkpoints")).unwrap();
        fs::create_dir_all(export.path("ngoai")).unwrap();
        export.write(&export.entries);
        export.attest("xuat/checkpoints", 8);
        export.attest("ngoai", 4);
        export
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn write(&self, entries: &[Entry]) {
        let lines = entries.iter().map(|it| it.to_line().unwrap() + "\n");
        fs::write(self.path("xuat/audit.jsonl"), lines.collect::<String>()).unwrap();
    }

    /// A checkpoint a day over the first `count` records.
    fn attest(&self, folder: &str, count: usize) {
        let mut before = Tip::empty("so-noi-vu");
        let same_day = |a: &Entry, b: &Entry| day_of(a.record.at) == day_of(b.record.at);
        for day in self.entries[..count].chunk_by(same_day) {
            let date = day_of(day[0].record.at);
            let made = Checkpoint::over(date, &before, day).unwrap();
            before = Tip::after(&day[day.len() - 1]);
            let file = self.path(folder).join(format!("{date}.json"));
            fs::write(file, made.to_bytes().unwrap()).unwrap();
        }
    }

    fn verify(&self, more: &[&str]) -> common::Run {
        let export = self.text("xuat");
        congvu(
            ["audit", "verify", &export]
                .into_iter()
                .chain(more.iter().copied()),
        )
    }

    fn verify_outside(&self, more: &[&str]) -> common::Run {
        let outside = self.text("ngoai");
        self.verify(&[&["--checkpoints", &outside], more].concat())
    }
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} in {text}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn an_untouched_export_is_intact_and_its_tail_is_shown() {
    let export = Export::new();
    let own = export.verify(&[]).expect(0, "").text();
    assert!(
        own.contains("Nhật ký của cơ quan so-noi-vu: 10 bản ghi"),
        "{own}"
    );
    assert!(own.contains("Nguyên vẹn đến bản ghi số 10"), "{own}");
    assert!(own.contains("bản ghi số 9 đến 10 nằm sau"), "{own}");
    assert!(own.contains("lấy từ chính bản xuất"), "{own}");
    assert!(own.contains("không được kiểm tra ở đây"), "{own}");

    // Only what lay elsewhere protects.
    let json = export.verify_outside(&["--json"]).expect(0, "").json();
    assert_eq!(json["covered_to"], 4);
    assert_eq!(
        json["unprotected"],
        serde_json::json!({"from": 5, "to": 10})
    );
    assert_eq!(json["checkpoints"]["outside"], true);
    assert_eq!(json["contradiction"], serde_json::Value::Null);
    let english = export
        .verify_outside(&["--lang", "en"])
        .expect(0, "")
        .text();
    assert!(
        english.contains("NOT PROTECTED: records 5 to 10"),
        "{english}"
    );
    assert!(!english.contains("come from the export"), "{english}");

    // The file alone, without a checkpoint.
    let log = export.text("xuat/audit.jsonl");
    let alone = congvu(["audit", "verify", &log]).expect(0, "").text();
    assert!(alone.contains("Không có điểm kiểm nào bảo vệ"), "{alone}");
}

#[test]
fn what_was_done_to_a_record_is_named_with_its_number() {
    let cases: [(&str, Harm); 5] = [
        ("bản ghi số 3 đã bị thay đổi", |export| {
            replace(&export.path("xuat/audit.jsonl"), "vb-2", "vb-7");
        }),
        ("thiếu bản ghi, từ số 4 đến số 4", |export| {
            let mut entries = export.entries.clone();
            entries.remove(3);
            export.write(&entries);
        }),
        (
            "ở vị trí bản ghi số 2 lại là bản ghi số 5",
            |export| {
                let mut entries = export.entries.clone();
                entries.swap(1, 4);
                export.write(&entries);
            },
        ),
        ("thiếu bản ghi, từ số 7 đến số 8", |export| {
            export.write(&export.entries[..6]);
        }),
        (
            "có nội dung không đọc được: không đúng cách viết chuẩn",
            |export| {
                replace(
                    &export.path("xuat/audit.jsonl"),
                    "{\"head\":",
                    "{ \"head\":",
                );
            },
        ),
    ];
    for (words, harm) in cases {
        let export = Export::new();
        harm(&export);
        let text = export.verify(&[]).expect(1, "").text();
        assert!(
            text.contains("MÂU THUẪN: ") && text.contains(words),
            "{text}"
        );
        assert!(text.contains("trở đi không kết luận được"), "{text}");
    }
}

#[test]
fn a_log_made_anew_with_its_checkpoints_is_found_by_the_copy_outside() {
    let mut export = Export::new();
    let mut tip = Tip::empty("so-noi-vu");
    for (at, entry) in export.entries.clone().iter().enumerate() {
        let record = entry.record.clone();
        let act = Act {
            by: record.by,
            act: if at == 2 { "read".into() } else { record.act },
            object: record.object,
            detail: record.detail,
            personal: record.personal,
        };
        export.entries[at] = append(&tip, act, record.at).unwrap();
        tip = Tip::after(&export.entries[at]);
    }
    export.write(&export.entries);
    export.attest("xuat/checkpoints", 8);
    export.verify(&[]).expect(0, "");
    let json = export.verify_outside(&["--json"]).expect(1, "").json();
    assert_eq!(json["contradiction"]["code"], "audit-checkpoint-disagrees");
    let said = json["contradiction"]["message"].as_str().unwrap();
    assert!(said.contains("ngày 20/11/2026"), "{said}");
}

#[test]
fn what_cannot_be_read_is_not_called_intact() {
    let export = Export::new();
    let file = export.path("xuat/checkpoints/2026-11-20.json");
    fs::write(&file, "{}").unwrap();
    let run = export.verify(&["--json"]).expect(2, "2026-11-20.json");
    assert_eq!(
        run.json()["unreadable"][0]["error"]["code"],
        "audit-unreadable"
    );

    congvu(["audit", "verify", "/khong-co"]).expect(2, "/khong-co");
    let missing = export.text("khong-co");
    export
        .verify(&["--checkpoints", &missing])
        .expect(2, "khong-co");
    fs::remove_dir_all(export.path("xuat/checkpoints")).unwrap();
    fs::write(export.path("xuat/audit.jsonl"), "").unwrap();
    export.verify(&[]).expect(2, "không có bản ghi nào");
    fs::remove_file(export.path("xuat/audit.jsonl")).unwrap();
    export.verify(&[]).expect(2, "audit.jsonl");
}

#[test]
fn a_signature_beside_a_checkpoint_is_counted_but_not_believed() {
    let export = Export::new();
    fs::write(export.path("ngoai/2026-11-20.p7s"), "").unwrap();
    let text = export.verify_outside(&[]).expect(0, "").text();
    assert!(text.contains("1 trên 2 điểm kiểm có tệp chữ ký"), "{text}");
    assert!(text.contains("congvu verify"), "{text}");
}
