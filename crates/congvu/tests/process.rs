//! `congvu process`: a route is checked with every fault at once, and drawn.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::path::{Path, PathBuf};

use common::{congvu, congvu_fed};

fn shipped() -> PathBuf {
    let routes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles/routes");
    routes.join("nd30-ba-chu-ky.toml")
}

/// The shipped route with its seal before the signer and an unknown guard.
fn spoilt(folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(shipped()).unwrap();
    let text = text
        .replacen("\"places-chosen\"", "\"moon-is-full\"", 1)
        .replacen("total = \"48h\"", "total = \"hai ngày\"", 1);
    let file = folder.join("hong.toml");
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn the_shipped_route_is_sound() {
    let run = congvu(["process".as_ref(), "check".as_ref(), shipped().as_os_str()]);
    let text = run.expect(0, "").text();
    assert!(
        text.contains("quy trình `nd30-ba-chu-ky` phiên bản 1"),
        "{text}"
    );
    assert!(
        text.contains("10 bước, 19 thao tác, không có lỗi"),
        "{text}"
    );
    assert!(
        text.contains("\n  Ban hành văn bản điện tử, ba chữ ký"),
        "{text}"
    );
}

#[test]
fn every_fault_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = spoilt(folder.path());
    let check = |lang| {
        let run = congvu([
            "process".as_ref(),
            "check".as_ref(),
            "--lang".as_ref(),
            lang,
            file.as_os_str(),
        ]);
        run.expect(1, "").text()
    };
    let text = check("vi".as_ref());
    assert!(text.contains("hong.toml: 2 lỗi\n"), "{text}");
    let line = std::fs::read_to_string(&file).unwrap();
    let line = line
        .lines()
        .position(|it| it.contains("moon-is-full"))
        .unwrap()
        + 1;
    let said = format!(
        "  dòng {line}, action approve-format: không có điều kiện `moon-is-full`; hiện có: file-ready,"
    );
    assert!(text.contains(&said), "{text}");
    assert!(
        text.contains(": `total` phải là thời gian làm việc, ví dụ 1h30m\n"),
        "{text}"
    );
    assert!(
        check("en".as_ref()).contains("there is no guard `moon-is-full`; known are file-ready,")
    );
}

#[test]
fn json_has_the_same_for_each_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = spoilt(folder.path());
    let json = congvu([
        "process".as_ref(),
        "check".as_ref(),
        "--json".as_ref(),
        shipped().as_os_str(),
        file.as_os_str(),
        folder.path().join("khong-co.toml").as_os_str(),
    ])
    .expect(2, "không tìm thấy tệp")
    .json();
    assert_eq!(json[0]["route"]["code"], "nd30-ba-chu-ky");
    assert_eq!(json[0]["faults"], serde_json::json!([]));
    let faults = json[1]["faults"].as_array().unwrap();
    let codes: Vec<_> = faults
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["process-fault-wrong-type", "process-fault-unknown-name"]
    );
    assert!(json[1]["route"].is_null());
    assert_eq!(json[2]["error"]["code"], "cli-input-missing");

    let one = congvu([
        "process".as_ref(),
        "check".as_ref(),
        "--json".as_ref(),
        file.as_os_str(),
    ]);
    assert_eq!(
        one.expect(1, "").json()["faults"][1]["place"],
        "action approve-format"
    );
}

#[test]
fn what_is_no_route_is_told() {
    congvu_fed(["process", "check", "-"], b"").expect(2, "tệp rỗng");
    congvu_fed(["process", "check", "-"], b"\xff\xfe").expect(2, "không phải văn bản UTF-8");
    let text = congvu_fed(["process", "check", "-"], b"%PDF-1.7")
        .expect(1, "")
        .text();
    assert!(text.contains("không đúng cú pháp TOML"), "{text}");
    let large = vec![b'#'; 2 << 20];
    let text = congvu_fed(["process", "check", "-"], &large)
        .expect(1, "")
        .text();
    assert!(
        text.contains("  cả tệp: tệp lớn hơn 1048576 byte\n"),
        "{text}"
    );
    congvu(["process", "check"]).expect(2, "còn thiếu");
    congvu(["process"]).expect(2, "gợi ý");
}

#[test]
fn a_route_is_drawn_unless_it_has_faults() {
    let run = congvu(["process".as_ref(), "draw".as_ref(), shipped().as_os_str()]);
    let drawing = run.expect(0, "").text();
    assert!(drawing.starts_with("stateDiagram-v2\n"), "{drawing}");
    assert!(
        drawing.contains("s_seal --> s_issue: Đóng dấu\n"),
        "{drawing}"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = spoilt(folder.path());
    let run = congvu(["process".as_ref(), "draw".as_ref(), file.as_os_str()]);
    let run = run.expect(1, "không có điều kiện `moon-is-full`");
    assert!(run.stdout.is_empty());
    congvu(["process", "draw", "/no/such"]).expect(2, "không tìm thấy tệp");
}
