//! Files that are damaged or away: one that was damaged on the disk never arrives whole, over a real
//! connection; pages open without what they cannot read, and say so.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use access::KeyScope;
use office::outgoing::{AttachedFile, NewAttachment};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::api::{draft, program};
use crate::support::houses;

/// What was logged as an error.
static ERRORS: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Errors;

impl Subscriber for Errors {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::ERROR && metadata.is_event()
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        ERRORS.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.push_str(&format!("{field}={value:?} "));
    }
}

/// The file under a folder that has this name.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap());
    entries.find_map(|it| match it.file_type().unwrap().is_dir() {
        true => find(&it.path(), name),
        false => (it.file_name() == name).then(|| it.path()),
    })
}

/// Asks, and gives the head of the answer and as much of its body as came.
async fn ask(address: &str, path: &str, headers: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let asked = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is torn down may be seen as an end or as an error.
    let _ = stream.read_to_end(&mut answer).await;
    let head = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let body = answer.split_off(head + 4);
    (String::from_utf8(answer).unwrap().to_lowercase(), body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_ends_early_and_is_logged() {
    tracing::subscriber::set_global_default(Errors).unwrap();
    let (house, agency) = houses().await.remove(0);
    let drafter = program(&house, &agency, &agency.drafter, KeyScope::ReadWrite).await;
    let begun = drafter.create(&draft(&agency), &[]).await.json();
    let id = begun["id"].as_str().unwrap();
    let line = "Thôn Đông;120\n";
    let bytes = format!("Đơn vị;Số hộ\n{}", line.repeat(40_000)).into_bytes();
    let size = bytes.len();
    let name = "so-lieu.csv".to_owned();
    let data = NewAttachment {
        title: "Số liệu".to_owned(),
        file: Some(AttachedFile { name, bytes }),
        native: true,
    };
    let slot = house.office.attach(&agency.drafter, id, data).await;
    let here = format!("/api/v1/outgoing/{id}");
    let document = drafter.get(&here).await.json();
    let digest = document["attachments"][0]["file"]["sha256"]
        .as_str()
        .unwrap();
    let stored = find(&house.office.config().data, digest).unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let running = server::serve(listener, house.app.clone(), house.state.clone());
    let running = tokio::spawn(running);
    let path = format!("{here}/files/{}/1", slot.unwrap());
    let key = format!("authorization: Bearer {}\r\n", drafter.key.unwrap());
    let last = format!("{key}connection: close\r\n");
    let length = format!("content-length: {size}\r\n");
    let (head, body) = ask(&address, &path, &last).await;
    assert!(
        head.starts_with("http/1.1 200") && head.contains(&length),
        "{head}"
    );
    assert_eq!(body.len(), size);

    let mut damaged = body;
    damaged[size / 2] ^= 1;
    std::fs::write(&stored, damaged).unwrap();
    // Without `connection: close`: it is the server that ends it.
    let (head, body) = ask(&address, &path, &key).await;
    assert!(
        head.starts_with("http/1.1 200") && head.contains(&length),
        "{head}"
    );
    assert!(body.len() < size, "{} of {size}", body.len());
    let said = ERRORS.lock().unwrap().join("\n");
    assert!(
        said.contains("ended early") && said.contains(digest),
        "{said}"
    );

    // Whoever has the file is told so without its being opened.
    std::fs::remove_file(&stored).unwrap();
    let has = format!("{last}if-none-match: W/\"{digest}\"\r\n");
    let (head, body) = ask(&address, &path, &has).await;
    assert!(
        head.starts_with("http/1.1 304") && body.is_empty(),
        "{head}"
    );
    let (head, _) = ask(&address, &path, &last).await;
    assert!(head.starts_with("http/1.1 50"), "{head}");
    house.state.stop().cancel();
    running.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_opens_without_the_file_that_it_cannot_read() {
    for (house, agency) in houses().await {
        let drafter = program(&house, &agency, &agency.drafter, KeyScope::ReadWrite).await;
        let begun = drafter.create(&draft(&agency), &[]).await.json();
        let id = begun["id"].as_str().unwrap();
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/quyet-dinh.pdf");
        let bytes = std::fs::read(sample).unwrap();
        let by = &agency.drafter;
        let uploaded = house.office.upload(by, id, "quyet-dinh.pdf", bytes).await;
        uploaded.unwrap();
        let browser = house.enter("drafter").await;
        let here = format!("/van-ban-di/{id}");
        let whole = browser.page(&here).await;
        assert!(whole.contains("data-place-rect"));

        std::fs::remove_dir_all(house.office.config().data.join("blobs")).unwrap();
        let without = browser.page(&here).await;
        assert!(without.contains("Số trang") && !without.contains("data-place-rect"));
        let signatures = browser.page(&format!("{here}?the=chu-ky")).await;
        assert!(signatures.contains("chưa đọc được tệp"), "{signatures}");
        let file = browser.get(&format!("{here}/tep/main/1")).await;
        assert_eq!(file.status, 503);
    }
}
