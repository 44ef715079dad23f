//! Blobs in an object storage: kept by a real S3 protocol, and refused where files may be overwritten.
//!
//! The server is moto's, of the Python environment that `CONGVU_PYTHON` names (`scripts/setup.sh test`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use store::{BlobPlace, Blobs, Error, Once};

const BUCKET: &str = "congvu";

/// A server that ends with this value.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let python = std::env::var("CONGVU_PYTHON")
            .expect("CONGVU_PYTHON names a Python with moto: scripts/setup.sh test");
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new(python)
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p"])
            .arg(port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "moto does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        server.put(BUCKET, "");
        server
    }

    /// Writes over whatever is there, as somebody else with the key could.
    fn put(&self, path: &str, body: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        let head = format!(
            "PUT /{path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: AWS khoa:chu-ky\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer.split(' ').nth(1), Some("200"), "{answer}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn bucket(port: u16) -> BlobPlace {
    BlobPlace::S3 {
        endpoint: format!("http://127.0.0.1:{port}"),
        bucket: BUCKET.to_owned(),
        region: "us-east-1".to_owned(),
        key_id: "khoa".to_owned(),
        secret: "bi-mat".to_owned(),
    }
}

#[tokio::test]
async fn kept_once_and_compared_with_what_is_there() {
    let server = Server::start();
    let place = bucket(server.port);
    let blobs = Blobs::open(&place).await.unwrap();
    let digest = blobs.put("a", b"van ban".to_vec()).await.unwrap();
    assert_eq!(blobs.put("a", b"van ban".to_vec()).await.unwrap(), digest);
    assert_eq!(blobs.get("a", &digest).await.unwrap(), b"van ban");
    let other = blobs.get("b", &digest).await;
    assert!(matches!(other, Err(Error::BlobMissing(_))), "{other:?}");
    // It was probed before.
    let again = Blobs::open(&place).await.unwrap();
    assert_eq!(again.get("a", &digest).await.unwrap(), b"van ban");

    server.put(&format!("{BUCKET}/a/{digest}"), "van bam");
    let read = blobs.get("a", &digest).await;
    assert!(matches!(read, Err(Error::BlobDamaged(_))), "{read:?}");
    let written = blobs.put("a", b"van ban".to_vec()).await;
    assert!(matches!(written, Err(Error::BlobDamaged(_))), "{written:?}");

    let text = "văn bản ".repeat(60_000);
    let digest = blobs.put("a", text.clone().into()).await.unwrap();
    let reading = blobs.read("a", &digest).await.unwrap();
    assert_eq!(reading.size(), u64::try_from(text.len()).unwrap());
    assert_eq!(reading.whole().await.unwrap(), text.as_bytes());
    server.put(
        &format!("{BUCKET}/a/{digest}"),
        &text.replacen("văn", "vân", 1),
    );
    let mut reading = blobs.read("a", &digest).await.unwrap();
    let (mut given, mut end) = (0, reading.next().await);
    while let Ok(Some(piece)) = end {
        given += piece.len();
        end = reading.next().await;
    }
    assert!(matches!(end, Err(Error::BlobDamaged(_))), "{end:?}");
    assert!(given < text.len());

    let (here, there) = (b"du thao".to_vec(), b"ban khac".to_vec());
    let read = blobs.put("a", here.clone()).await.unwrap();
    let unread = blobs.put("a", there).await.unwrap();
    let once = Once::new(blobs.clone(), "a");
    assert_eq!(*once.whole(&read).await.unwrap(), here);

    drop(server);
    let away = blobs.put("a", b"khac".to_vec()).await;
    assert!(matches!(away, Err(Error::Objects(_))), "{away:?}");
    // It is waited for once, and what was read is there.
    let away = once.whole(&unread).await;
    assert!(matches!(away, Err(Error::Objects(_))), "{away:?}");
    let again = once.whole(&unread).await;
    assert!(matches!(again, Err(Error::Away(_))), "{again:?}");
    assert_eq!(*once.whole(&read).await.unwrap(), here);
}

#[tokio::test]
async fn a_storage_that_overwrites_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Whatever is written to it, it takes.
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || take_all(stream));
        }
    });
    let opened = Blobs::open(&bucket(port)).await;
    assert!(matches!(opened, Err(Error::NotCreateOnly)), "{opened:?}");
}

fn take_all(mut stream: TcpStream) {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).is_ok_and(|read| read > 0) {
        let answer =
            b"HTTP/1.1 200 OK\r\nETag: \"0\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        if stream.write_all(answer).is_err() {
            return;
        }
        let _ = stream.shutdown(std::net::Shutdown::Write);
    }
}
