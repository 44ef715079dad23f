//! `congvu backup` of an office that is written to, `congvu restore` elsewhere, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use access::Role;
use common::{Run, congvu};
use office::outgoing::DraftFields;
use office::people::{Details, Founder, NewAccount, NewAgency, NewAppointment, NewUnit};
use office::{Acting, Config, Office};
use pki::trust::AnchorKind;
use time::UtcDateTime;

#[derive(Clone, Copy, Debug)]
enum Engine {
    Lite,
    Postgres,
}

/// A configuration in a folder of its own, with an empty database.
struct Installation {
    folder: tempfile::TempDir,
    config: Config,
}

impl Installation {
    fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let database = match engine {
            Engine::Lite => String::new(),
            Engine::Postgres => format!("database = {:?}\n", new_database()),
        };
        let uploads = folder.path().join("uploads");
        let office = format!(
            "data = {data:?}\naddress = \"https://congvu.example.gov.vn\"\n\
             name = \"UBND xã An Thử\"\nallow_local = true\n{database}"
        );
        let text = format!(
            "listen = \"127.0.0.1:0\"\n\n[office]\n{office}\n[server]\nuploads = {uploads:?}\n"
        );
        fs::write(folder.path().join("congvu.toml"), text).unwrap();
        let config = Config::parse(&office).unwrap();
        Self { folder, config }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("congvu.toml")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    async fn open(&self) -> Office {
        let config = self.config.clone();
        Office::open(config, Arc::new(now)).await.unwrap()
    }

    fn backup(&self, to: &Path) -> Run {
        let (config, to) = (self.file(), to.to_owned());
        congvu([
            "backup".as_ref(),
            "--config".as_ref(),
            config.as_os_str(),
            "--to".as_ref(),
            to.as_os_str(),
            "--json".as_ref(),
        ])
    }

    fn restore(&self, from: &Path) -> Run {
        let config = self.file();
        congvu([
            "restore".as_ref(),
            "--config".as_ref(),
            config.as_os_str(),
            "--from".as_ref(),
            from.as_os_str(),
            "--json".as_ref(),
        ])
    }
}

#[allow(clippy::disallowed_methods, reason = "the tests' clock")]
fn now() -> UtcDateTime {
    UtcDateTime::now()
}

fn new_database() -> String {
    let server = std::env::var("CONGVU_TEST_POSTGRES")
        .expect("CONGVU_TEST_POSTGRES names a server: eval \"$(scripts/postgres.sh start)\"");
    let unique = tempfile::Builder::new().prefix("").tempdir().unwrap();
    let name = unique.path().file_name().unwrap().to_string_lossy();
    let name = format!("backup_{}_{}", std::process::id(), name.to_lowercase());
    let made = Command::new("psql")
        .args([&server, "-qc", &format!("CREATE DATABASE \"{name}\"")])
        .status();
    assert!(made.unwrap().success());
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// Somebody who drafts, and the unit.
type Drafter = (Acting, String);

/// An agency with somebody who drafts, an anchor and a channel key.
async fn found(installation: &Installation, office: &Office) -> Drafter {
    let agency = NewAgency {
        code: "H29.3.15".to_owned(),
        name: "Ủy ban nhân dân xã An Thử".to_owned(),
        short_name: "UBND".to_owned(),
        place: "An Thử".to_owned(),
        ..NewAgency::default()
    };
    let founder = Founder {
        login: "quantri".to_owned(),
        full_name: "Đỗ Minh Quản".to_owned(),
        email: String::new(),
        title: "Công chức".to_owned(),
        password: "Thu-nghiem-2026!".to_owned(),
    };
    let founded = office.found_agency(&agency, &founder).await.unwrap();
    let name = "Đỗ Minh Quản";
    let administrator = office.acting(
        &founded.account,
        &founded.agency,
        &founded.appointment,
        name,
    );
    let administrator = administrator.await.unwrap();
    let unit = NewUnit {
        code: "VP".to_owned(),
        name: "Văn phòng".to_owned(),
        parent: None,
    };
    let unit = office.add_unit(&administrator, &unit).await.unwrap();
    let account = NewAccount {
        login: "soanthao".to_owned(),
        details: Details {
            full_name: "Đỗ Minh Soạn".to_owned(),
            ..Details::default()
        },
        password: None,
    };
    let added = office.add_account(&administrator, &account).await.unwrap();
    let appointment = NewAppointment {
        account: added.account.clone(),
        unit: Some(unit.clone()),
        title: "Chuyên viên".to_owned(),
        role: Role::Drafter,
        from: None,
        until: None,
    };
    let appointment = office.appoint(&administrator, &appointment).await.unwrap();
    let authority = testpki::Authority::new(
        testpki::Config {
            base_url: "http://127.0.0.1:1".to_owned(),
            key: testpki::KeyAlgorithm::Rsa2048,
        },
        now(),
    );
    let authority = authority.unwrap();
    let root = authority.certificate(testpki::Ca::Root).unwrap();
    let record = trust::Record::new(root, "root.pem", AnchorKind::Government, now());
    trust::add(&installation.data().join("trust"), root, &record).unwrap();
    fs::write(installation.data().join("desk-channel.key"), "khóa thử\n").unwrap();
    office.seal_second_factors().await.unwrap();
    let drafter = office.acting(
        &added.account,
        &founded.agency,
        &appointment,
        "Đỗ Minh Soạn",
    );
    (drafter.await.unwrap(), unit)
}

/// A draft with a file; every file has bytes of its own.
async fn draft(office: &Office, (by, unit): &Drafter, number: usize) -> String {
    let fields = DraftFields {
        type_code: "quyet-dinh".to_owned(),
        subject: format!("Về việc thử lần {number}"),
        urgency: "normal".to_owned(),
        unit: unit.clone(),
        signer: Some((by.account().to_owned(), by.actor().appointment().to_owned())),
        ..DraftFields::default()
    };
    let id = office.create_draft(by, &fields).await.unwrap();
    let bytes = fs::read(common::sample("quyet-dinh.pdf")).unwrap();
    office
        .upload(by, &id, "quyet-dinh.pdf", bytes)
        .await
        .unwrap();
    id
}

async fn bytes_of(office: &Office, (by, _): &Drafter, id: &str) -> Vec<u8> {
    office.outgoing_file(by, id, "main", 1).await.unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files_below(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

fn flip_a_byte(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_meanwhile_is_kept_whole_or_not_at_all_on_sqlite() {
    kept_while_written(Engine::Lite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_meanwhile_is_kept_whole_or_not_at_all_on_postgresql() {
    kept_while_written(Engine::Postgres).await;
}

async fn kept_while_written(engine: Engine) {
    let here = Installation::new(engine);
    let office = here.open().await;
    let drafter = found(&here, &office).await;
    let mut before = Vec::new();
    for number in 0..5 {
        let id = draft(&office, &drafter, number).await;
        let bytes = bytes_of(&office, &drafter, &id).await;
        before.push((id, bytes));
    }

    // A writer that does not stop until the backup has ended.
    let stop = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn({
        let (office, drafter, stop) = (office.clone(), drafter.clone(), Arc::clone(&stop));
        async move {
            let mut made = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                made.push(draft(&office, &drafter, 100 + made.len()).await);
            }
            made
        }
    });
    let backups = tempfile::tempdir().unwrap();
    let kept = backups.path().join("congvu");
    let (from, to) = (here.file(), kept.clone());
    let run = tokio::task::spawn_blocking(move || {
        let run = congvu([
            "backup".as_ref(),
            "--config".as_ref(),
            from.as_os_str(),
            "--to".as_ref(),
            to.as_os_str(),
            "--json".as_ref(),
        ]);
        run.expect(0, "")
    });
    let first = run.await.unwrap().json();
    stop.store(true, Ordering::Relaxed);
    let meanwhile = writing.await.unwrap();
    assert!(!meanwhile.is_empty(), "nothing was written meanwhile");
    // One for each document, and the file that all of them were made from.
    assert!(first["blobs"].as_u64().unwrap() >= 6, "{first}");
    assert_eq!(first["copied"], first["blobs"]);

    let there = Installation::new(engine);
    let restored = there.restore(&kept).expect(0, "").json();
    assert_eq!(restored["agencies"], 1);
    assert!(restored["records"].as_u64().unwrap() >= 12, "{restored}");
    let other = there.open().await;
    for (id, bytes) in &before {
        assert!(bytes_of(&other, &drafter, id).await == *bytes, "{id}");
    }
    for id in &meanwhile {
        let there = other.outgoing(&drafter.0, id).await;
        if there.is_ok_and(|document| document.row.current_version == 1) {
            let bytes = bytes_of(&office, &drafter, id).await;
            assert!(bytes_of(&other, &drafter, id).await == bytes, "{id}");
        }
    }
    for name in ["desk-channel.key", "second-factor.key", "trust/root.pem"] {
        let (one, two) = (here.data().join(name), there.data().join(name));
        assert_eq!(fs::read(one).unwrap(), fs::read(two).unwrap(), "{name}");
    }
    // The chain that was restored grows on.
    draft(&other, &drafter, 200).await;
    other.verify_chains().await.unwrap();
    other.close().await;
    there.restore(&kept).expect(2, "đã có dữ liệu");

    // The second run copies what is new, and the first is gone.
    let second = here.backup(&kept).expect(0, "").json();
    let (copied, blobs) = (
        second["copied"].as_u64().unwrap(),
        second["blobs"].as_u64().unwrap(),
    );
    assert_eq!(blobs - copied, first["blobs"].as_u64().unwrap(), "{second}");
    assert!(!kept.join(first["run"].as_str().unwrap()).exists());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_damaged_unfinished_or_newer_is_refused() {
    let here = Installation::new(Engine::Lite);
    let office = here.open().await;
    let drafter = found(&here, &office).await;
    draft(&office, &drafter, 1).await;
    let backups = tempfile::tempdir().unwrap();
    let kept = backups.path().join("congvu");
    let made = here.backup(&kept).expect(0, "").json();
    let run = kept.join(made["run"].as_str().unwrap());
    let blob = files_below(&kept.join("blobs")).remove(0);
    let manifest = kept.join("manifest.json");

    for path in [
        blob.clone(),
        run.join("database"),
        run.join("trust/root.pem"),
    ] {
        let whole = fs::read(&path).unwrap();
        flip_a_byte(&path);
        let there = Installation::new(Engine::Lite);
        there.restore(&kept).expect(2, "bị thiếu hoặc hỏng");
        fs::remove_file(&path).unwrap();
        there.restore(&kept).expect(2, "bị thiếu hoặc hỏng");
        let left: Vec<_> = files_below(&there.data());
        assert!(left.is_empty(), "{left:?}");
        fs::write(&path, whole).unwrap();
    }
    let text = fs::read_to_string(&manifest).unwrap();
    let there = Installation::new(Engine::Lite);
    for (from, to, words) in [
        ("\"form\": 1", "\"form\": 2", "mới hơn chương trình này"),
        (
            "\"migration\": ",
            "\"migration\": 9",
            "mới hơn chương trình này",
        ),
        (
            "\"engine\": \"SQLite\"",
            "\"engine\": \"PostgreSQL\"",
            "PostgreSQL",
        ),
        ("\"run\": \"", "\"run\": \"../", "manifest.json"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&manifest, text.replacen(from, to, 1)).unwrap();
        there.restore(&kept).expect(2, words);
    }
    fs::remove_file(&manifest).unwrap();
    there
        .restore(&kept)
        .expect(2, "không có bản sao lưu hoàn chỉnh");
    fs::write(&manifest, &text).unwrap();
    there.restore(&kept).expect(0, "");
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_fails_leaves_the_backup_before_it() {
    let here = Installation::new(Engine::Lite);
    let office = here.open().await;
    let drafter = found(&here, &office).await;
    draft(&office, &drafter, 1).await;
    let backups = tempfile::tempdir().unwrap();
    let kept = backups.path().join("congvu");
    here.backup(&kept).expect(0, "");
    let known = files_below(&here.data().join("blobs"));
    draft(&office, &drafter, 2).await;
    let new = files_below(&here.data().join("blobs"));
    let new = new.into_iter().find(|it| !known.contains(it)).unwrap();
    let whole = fs::read(&new).unwrap();
    flip_a_byte(&new);
    here.backup(&kept).expect(2, "không còn khớp SHA-256");
    let key = here.data().join("second-factor.key");
    fs::set_permissions(key, fs::Permissions::from_mode(0o644)).unwrap();
    let config = here.file();
    let run = congvu(["doctor", "--json", "--config", config.to_str().unwrap()]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.text().contains("doctor-blobs-bad"), "{run:?}");
    assert!(run.text().contains("doctor-factor-key-open"), "{run:?}");
    fs::remove_file(&new).unwrap();
    here.backup(&kept)
        .expect(2, "thiếu một tệp mà cơ sở dữ liệu nhắc tới");
    let there = Installation::new(Engine::Lite);
    there.restore(&kept).expect(0, "");

    fs::write(&new, whole).unwrap();
    let made = here.backup(&kept).expect(0, "").json();
    let runs = fs::read_dir(&kept)
        .unwrap()
        .map(|it| it.unwrap().file_name());
    let runs: Vec<_> = runs
        .filter(|it| it.to_string_lossy().starts_with("run-"))
        .collect();
    assert_eq!(runs, [made["run"].as_str().unwrap()]);
    office.close().await;
}
