//! `congvu demo`: a working office, found again at the next start, that leaves nothing running.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use common::web::{self, free_address, processes_with, send, sign_in, within};
use common::{command, congvu};
use serde_json::Value;

/// People who sign: four in each of two agencies.
const DESKS: usize = 8;

/// A running demonstration; killed when dropped.
struct Demo {
    child: Child,
    address: String,
    data: PathBuf,
    said: PathBuf,
}

impl Demo {
    fn start(folder: &Path, address: &str) -> Self {
        let mut demo = Self::begin(folder, address);
        let ready = within(180, || {
            assert_eq!(demo.child.try_wait().unwrap(), None, "{}", demo.errors());
            let answer = send(&demo.address, "GET /readyz", "", "");
            answer.is_some_and(|answer| answer.status == 200)
        });
        assert!(ready, "{}", demo.errors());
        demo
    }

    /// Starts it, and waits for nothing.
    fn begin(folder: &Path, address: &str) -> Self {
        let agent = Path::new(env!("CARGO_BIN_EXE_congvu")).with_file_name("congvu-agent");
        assert!(agent.exists(), "build it first: cargo build -p agent");
        let (data, said) = (folder.join("bản dùng thử"), folder.join("said.txt"));
        let child = command()
            .args(["demo", "--listen", address, "--data"])
            .arg(&data)
            .stdout(File::create(&said).unwrap())
            .stderr(File::create(folder.join("errors.txt")).unwrap())
            .spawn()
            .unwrap();
        Self {
            child,
            address: address.to_owned(),
            data,
            said,
        }
    }

    fn errors(&self) -> String {
        fs::read_to_string(self.said.with_file_name("errors.txt")).unwrap()
    }

    /// The password that was printed for a login.
    fn password(&self, login: &str) -> String {
        let find = || {
            let said = fs::read_to_string(&self.said).unwrap();
            let mut lines = said.lines().filter(|line| line.contains(login));
            let word = lines.next()?.split_whitespace().last()?;
            Some(word.to_owned())
        };
        assert!(within(10, || find().is_some()), "no line of {login}");
        find().unwrap()
    }

    fn memory(&self) -> Value {
        serde_json::from_slice(&fs::read(self.data.join("demo.json")).unwrap()).unwrap()
    }

    /// Sends a signal and waits for the end.
    fn signal(&mut self, name: &str) -> Option<i32> {
        web::signal(self.child.id(), name);
        assert!(within(30, || self.child.try_wait().unwrap().is_some()));
        self.child.wait().unwrap().code()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Signs in with the printed password and sees one's own name.
#[track_caller]
fn sees_own_page(demo: &Demo, login: &str, name: &str) {
    let cookie = sign_in(&demo.address, login, &demo.password(login)).unwrap();
    let headers = format!("cookie: {cookie}\r\n");
    let page = send(&demo.address, "GET /", &headers, "").unwrap();
    let page = match page.header("location").map(ToOwned::to_owned) {
        Some(to) => send(&demo.address, &format!("GET {to}"), &headers, "").unwrap(),
        None => page,
    };
    assert_eq!(page.status, 200, "{page:?}");
    assert!(page.body.contains(name), "no {name} in {}", page.body);
}

/// The agent of somebody knows the office, and says that nobody is asked.
#[track_caller]
fn desk_is_paired(demo: &Demo, id: &str) {
    let port = demo.memory()["desks"][id]["port"].as_u64().unwrap();
    let headers = format!(
        "origin: http://{}\r\nsec-fetch-site: same-site\r\nsec-fetch-mode: cors\r\nsec-fetch-dest: empty\r\n",
        demo.address
    );
    let status = send(&format!("127.0.0.1:{port}"), "GET /status", &headers, "").unwrap();
    assert_eq!(status.status, 200, "{status:?}");
    let status: Value = serde_json::from_str(&status.body).unwrap();
    assert_eq!(status["unattended"], true);
}

#[test]
fn everything_is_there_again_at_the_next_start_and_no_agent_stays() {
    let folder = tempfile::tempdir().unwrap();
    let address = free_address();
    let mut interrupted = Demo::begin(folder.path(), &address);
    let tokens = interrupted.data.join("desks/an-thu-clerk");
    assert!(within(60, || tokens.exists()), "{}", interrupted.errors());
    assert_eq!(interrupted.signal("KILL"), None);

    let mut demo = Demo::start(folder.path(), &address);
    sees_own_page(&demo, "vanthu.anthu", "Phạm Thị Văn Thư");
    sees_own_page(&demo, "chutich.binhthu", "Hoàng Thị Thử Nghiệm");
    let refused = sign_in(&demo.address, "vanthu.anthu", "không phải mật khẩu");
    assert!(refused.is_err());
    desk_is_paired(&demo, "an-thu-clerk");
    assert_eq!(processes_with(&demo.data.join("desks")).len(), DESKS);
    let remembered = demo.memory();
    // A second one in the same folder would spoil the first.
    let data = demo.data.as_os_str();
    let other = free_address();
    let second = ["demo", "--listen", other.as_str(), "--data"].map(AsRef::as_ref);
    congvu(second.into_iter().chain([data])).expect(2, "đang chạy trong");
    assert_eq!(demo.signal("TERM"), Some(0), "{}", demo.errors());
    assert!(processes_with(&demo.data).is_empty());

    let mut demo = Demo::start(folder.path(), &address);
    assert_eq!(demo.memory(), remembered);
    sees_own_page(&demo, "vanthu.anthu", "Phạm Thị Văn Thư");
    desk_is_paired(&demo, "an-thu-clerk");
    desk_comes_back(&demo);
    // Whatever ends the program ends its agents.
    assert_eq!(demo.signal("KILL"), None);
    assert!(within(10, || processes_with(&demo.data).is_empty()));

    // A pairing is with one address.
    let mut demo = Demo::start(folder.path(), &free_address());
    desk_is_paired(&demo, "binh-thu-head");
    assert_eq!(demo.signal("INT"), Some(0), "{}", demo.errors());

    // Certificates name the port, so that no other will do.
    let port = remembered["authority"].as_u64().unwrap();
    let _taken = TcpListener::bind(format!("127.0.0.1:{port}")).unwrap();
    let data = demo.data.as_os_str();
    let again = ["demo", "--listen", address.as_str(), "--data"].map(AsRef::as_ref);
    congvu(again.into_iter().chain([data])).expect(2, &format!("cổng {port}"));
}

/// An agent that dies is started again.
#[track_caller]
fn desk_comes_back(demo: &Demo) {
    let desk = demo.data.join("desks/an-thu-head");
    let [agent] = processes_with(&desk)[..] else {
        panic!("one agent at one desk");
    };
    web::signal(agent, "KILL");
    let port = demo.memory()["desks"]["an-thu-head"]["port"].clone();
    let address = format!("127.0.0.1:{port}");
    assert!(within(20, || send(&address, "GET /", "", "").is_some()));
    desk_is_paired(demo, "an-thu-head");
}

#[test]
fn a_port_that_is_taken_and_a_folder_of_other_things_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let start = |data: &Path, address: &str| {
        let run = command()
            .args(["demo", "--listen", address, "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .output();
        common::Run::from(run.unwrap())
    };
    let data = folder.path().join("demo");
    start(&data, &address).expect(2, &format!("{address} đang có chương trình khác dùng"));
    start(&data, "0.0.0.0:0").expect(2, "chỉ nghe trên máy này");
    fs::write(folder.path().join("anh.jpg"), "x").unwrap();
    start(folder.path(), "127.0.0.1:0").expect(2, "không phải bản dùng thử");
}
