//! `congvu verify --report`: the verdict as a page and as ETSI XML.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::pki::{Server, authority, sign};
use common::{congvu, sample};

/// A file with a signature and a time stamp, and the authority that answers for both.
fn stamped(folder: &Path) -> (Server, PathBuf) {
    let server = Server::start();
    let file = sign(folder, &["--tsa", &server.tsa()]);
    (server, file)
}

/// What makes a verdict complete: the root, and evidence from the authority itself.
fn basis(server: &Server) -> Vec<String> {
    let root = authority().join("trust").display().to_string();
    let served = server.url.strip_prefix("http://").unwrap();
    let remap = format!("127.0.0.1:8090={served}");
    [
        "--trust",
        &root,
        "--allow-local",
        "--no-cache",
        "--remap",
        &remap,
    ]
    .map(str::to_owned)
    .to_vec()
}

/// What pyHanko's binding of the schema reads, strictly.
fn read_by_others(xml: &Path) -> serde_json::Value {
    let python =
        std::env::var_os("CONGVU_PYTHON").expect("CONGVU_PYTHON names a Python with pyHanko");
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../e2e/python/etsi_report.py"
    );
    let said = Command::new(python).arg(script).arg(xml).output().unwrap();
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    serde_json::from_slice(&said.stdout).unwrap()
}

#[test]
fn the_xml_follows_the_schema_and_says_what_the_json_says() {
    let folder = tempfile::tempdir().unwrap();
    let (server, file) = stamped(folder.path());
    let xml = folder.path().join("ket-qua.xml");
    let name = |path: &Path| path.display().to_string();
    let mut all = vec!["verify".into(), name(&file), "--json".into()];
    all.extend(["--report".into(), name(&xml)]);
    all.extend(basis(&server));
    let json = congvu(&all).expect(0, "").json();
    assert_eq!(json["indication"], "TOTAL_PASSED");
    let read = read_by_others(&xml);
    assert_eq!(
        read["signatures"][0][0],
        "urn:etsi:019102:mainindication:total-passed"
    );
    assert_eq!(read["signers"][0], json["signatures"][0]["signer"]["name"]);
    let kinds: Vec<_> = read["objects"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|kind| kind.as_str())
        .collect();
    for kind in ["certificate", "OCSPResponse", "timestamp"] {
        assert!(
            kinds.contains(&format!("urn:etsi:019102:validationObject:{kind}").as_str()),
            "{kinds:?}"
        );
    }
    // The file is never overwritten.
    congvu(&all).expect(2, "");
}

#[test]
fn what_is_not_passed_and_what_is_not_signed_follow_the_schema_too() {
    let folder = tempfile::tempdir().unwrap();
    let (_, file) = stamped(folder.path());
    let mut bytes = fs::read(&file).unwrap();
    let place = bytes.len() / 3;
    bytes[place] ^= 1;
    let broken = folder.path().join("hong.pdf");
    fs::write(&broken, bytes).unwrap();
    for (number, (file, indication)) in [
        (file, "urn:etsi:019102:mainindication:indeterminate"),
        (broken, "urn:etsi:019102:mainindication:total-failed"),
        (
            sample("cong-van.pdf"),
            "urn:cef:dss:mainindication:noSignatureFound",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let xml = folder.path().join(format!("{number}.xml"));
        let all = [
            "verify".as_ref(),
            file.as_os_str(),
            "--offline".as_ref(),
            "--report".as_ref(),
            xml.as_os_str(),
        ];
        congvu(all).expect(1, "");
        assert_eq!(read_by_others(&xml)["signatures"][0][0], indication);
    }
}

#[test]
fn the_page_stands_alone_and_shows_every_element() {
    let folder = tempfile::tempdir().unwrap();
    let (server, file) = stamped(folder.path());
    let page = folder.path().join("ket-qua.html");
    let mut all = vec!["verify".into(), file.display().to_string()];
    all.extend(["--report".into(), page.display().to_string()]);
    all.extend(basis(&server));
    congvu(&all).expect(0, "");
    let html = fs::read_to_string(&page).unwrap();
    for words in [
        "Chữ ký hợp lệ",
        "Người ký",
        "Loại chứng thư",
        "Hiệu lực chứng thư khi ký",
        "Thời gian ký",
        "Tính toàn vẹn",
        "Nguyễn Văn Bình An",
        "không có giá trị pháp lý",
    ] {
        assert!(html.contains(words), "{words}");
    }
    for foreign in ["http://", "https://", "<script", "src="] {
        assert!(!html.contains(foreign), "{foreign}");
    }
}

#[test]
fn a_name_made_to_break_the_page_is_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("<script>alert(1)<b>.pdf");
    fs::copy(sample("cong-van.pdf"), &file).unwrap();
    let page = folder.path().join("ket-qua.html");
    let all = [
        "verify".as_ref(),
        file.as_os_str(),
        "--offline".as_ref(),
        "--report".as_ref(),
        page.as_os_str(),
    ];
    congvu(all).expect(1, "");
    assert!(!fs::read_to_string(&page).unwrap().contains("<script"));
}

#[test]
fn unknown_forms_and_several_files_are_refused_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let sample = sample("cong-van.pdf").display().to_string();
    let odd = folder.path().join("ket-qua.doc").display().to_string();
    congvu(["verify", &sample, "--report", &odd]).expect(2, ".html hoặc .xml");
    let page = folder.path().join("ket-qua.html").display().to_string();
    congvu(["verify", &sample, &sample, "--report", &page]).expect(2, "một tệp");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
