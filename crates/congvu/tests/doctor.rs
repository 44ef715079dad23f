//! `congvu doctor`: what is good is called good, and what is wrong is found.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::collections::BTreeMap;
use std::fs;

use common::pki::Server;
use common::{Run, congvu};

/// An installation that has never been served.
struct Installation(tempfile::TempDir);

impl Installation {
    fn new(address: &str, time_stamps: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, uploads) = (folder.path().join("data"), folder.path().join("uploads"));
        let text = format!(
            "listen = \"127.0.0.1:0\"\n\n[office]\ndata = {data:?}\naddress = {address:?}\n\
             name = \"UBND xã An Thử\"\ntime_stamps = {time_stamps:?}\ndemonstration = true\n\
             [server]\nuploads = {uploads:?}\n"
        );
        fs::write(folder.path().join("congvu.toml"), text).unwrap();
        Self(folder)
    }

    fn doctor(&self) -> (Run, BTreeMap<String, String>) {
        let config = self.0.path().join("congvu.toml");
        let run = congvu(["doctor", "--json", "--config", config.to_str().unwrap()]);
        let json = run.json();
        let findings = json["findings"].as_array().unwrap().iter();
        let states = findings.map(|it| {
            let text = |name: &str| it[name].as_str().unwrap().to_owned();
            (text("code"), text("state"))
        });
        let states = states.collect();
        (run, states)
    }

    fn trust_the_authority(&self) {
        let trust = self.0.path().join("data/trust");
        fs::create_dir_all(&trust).unwrap();
        let from = common::pki::authority().join("trust");
        for entry in fs::read_dir(&from).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), trust.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn an_installation_with_all_it_needs_is_good() {
    let server = Server::start();
    let installation = Installation::new("https://congvu.example.gov.vn", &server.tsa());
    installation.trust_the_authority();
    let (run, states) = installation.doctor();
    for code in [
        "doctor-configuration",
        "doctor-fonts",
        "doctor-way",
        "doctor-conversion",
        "doctor-anchors",
        "doctor-time-stamps",
    ] {
        assert_eq!(
            states.get(code).map(String::as_str),
            Some("good"),
            "{run:?}"
        );
    }
    assert_eq!(states.get("doctor-database-new").unwrap(), "notice");
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn what_is_wrong_is_found() {
    let installation = Installation::new("http://congvu.example.gov.vn", "http://127.0.0.1:1/tsa");
    let (run, states) = installation.doctor();
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(states.get("doctor-folder-missing").unwrap(), "notice");
    let data = installation.0.path().join("data");
    assert!(!data.exists(), "it only looks");
    for code in [
        "doctor-no-tls",
        "doctor-anchors-none",
        "doctor-time-stamps-fail",
    ] {
        assert_eq!(
            states.get(code).map(String::as_str),
            Some("wrong"),
            "{run:?}"
        );
    }
}

#[test]
fn a_folder_that_others_can_read_or_own_is_found() {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    let installation = Installation::new("https://congvu.example.gov.vn", "http://127.0.0.1:1/tsa");
    let data = installation.0.path().join("data");
    fs::create_dir(&data).unwrap();
    for (mode, state) in [(0o750, Some("notice")), (0o700, None)] {
        fs::set_permissions(&data, fs::Permissions::from_mode(mode)).unwrap();
        let (run, states) = installation.doctor();
        let found = states.get("doctor-folder-open").map(String::as_str);
        assert_eq!(found, state, "{run:?}");
    }
    // Nobody but root gives a folder away.
    if chown(&data, Some(1), None).is_ok() {
        let (run, states) = installation.doctor();
        assert_eq!(states.get("doctor-folder-foreign").unwrap(), "wrong");
        assert!(run.text().contains("daemon"), "{run:?}");
        assert!(!states.contains_key("doctor-database-new"), "{run:?}");
        assert_eq!(fs::read_dir(&data).unwrap().count(), 0);
    }
}

#[test]
fn a_database_that_does_not_answer_is_told_soon() {
    // It takes the connection, and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let installation = Installation::new("https://congvu.example.gov.vn", "http://127.0.0.1:1/tsa");
    let config = installation.0.path().join("congvu.toml");
    let database = format!(
        "database = \"postgres://a:bi-mat@{}/b\"\n[server]",
        silent.local_addr().unwrap()
    );
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("[server]", &database)).unwrap();
    let (run, states) = installation.doctor();
    assert_eq!(states.get("store-no-answer").unwrap(), "wrong", "{run:?}");
    assert!(!run.text().contains("bi-mat"), "{run:?}");
}

#[test]
fn a_clock_that_is_off_is_found() {
    let server = Server::start_at("2027-01-01T00:00:00Z");
    let installation = Installation::new("https://congvu.example.gov.vn", &server.tsa());
    let (run, states) = installation.doctor();
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(
        states.get("doctor-clock-off").map(String::as_str),
        Some("wrong"),
        "{run:?}"
    );
}
