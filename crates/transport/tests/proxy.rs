//! What is asked through a proxy, and what is not asked at all.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use transport::{Fetcher, Options, Reach};

/// A proxy, or a server, that gives the same answer to whatever it is asked, and notes the first lines.
struct Noting {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Noting {
    fn answering(answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (mut head, mut byte) = (Vec::new(), [0]);
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                    head.extend(byte);
                }
                let head = String::from_utf8_lossy(&head).into_owned();
                notes
                    .lock()
                    .unwrap()
                    .push(head.lines().next().unwrap().to_owned());
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

/// A fetcher behind `proxy`, whose system knows a few names.
fn fetcher(proxy: SocketAddr, reach: Reach) -> Fetcher {
    let options = Options {
        reach,
        proxy: Some("http://proxy.noi-bo:3128".parse().unwrap()),
        patience: Duration::from_secs(2),
        ..Options::default()
    };
    let lookup = move |place: &str| {
        let (host, port) = place.rsplit_once(':').unwrap();
        let address = match host {
            "proxy.noi-bo" => return Ok(vec![proxy]),
            "known.vn" => "1.1.1.1",
            "inside.vn" => "10.0.0.5",
            "here.vn" => "127.0.0.1",
            literal if literal.parse::<std::net::IpAddr>().is_ok() => literal,
            _ => return Err(io::Error::other("not known")),
        };
        Ok(vec![format!("{address}:{port}").parse().unwrap()])
    };
    Fetcher::with_lookup(options, Arc::new(lookup))
}

fn fetch(fetcher: &Fetcher, url: &str) -> Result<Vec<u8>, &'static str> {
    let mut budget = fetcher.options().budget;
    fetcher.list(url, &mut budget).map_err(|error| error.code())
}

#[test]
fn the_proxy_is_asked_for_the_whole_address() {
    let proxy = Noting::answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist");
    let fetcher = fetcher(proxy.address, Reach::Public);
    for host in ["known.vn", "only-the-proxy-knows.vn"] {
        for _ in 0..2 {
            let list = fetch(&fetcher, &format!("http://{host}/a.crl?x=1"));
            assert_eq!(list.unwrap(), b"list");
        }
        let line = format!("GET http://{host}/a.crl?x=1 HTTP/1.1");
        assert_eq!(proxy.asked(), [line.clone(), line]);
    }
    let mut budget = fetcher.options().budget;
    let answer = fetcher.answer("http://known.vn/ocsp", b"question", &mut budget);
    assert_eq!(answer.unwrap(), b"list");
    assert_eq!(proxy.asked(), ["POST http://known.vn/ocsp HTTP/1.1"]);
}

#[test]
fn nothing_inside_is_asked_through_the_proxy() {
    let proxy = Noting::answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist");
    for reach in [Reach::Public, Reach::Local] {
        let fetcher = fetcher(proxy.address, reach);
        for (url, code) in [
            ("http://169.254.169.254/a", "transport-local-address"),
            ("http://known.vn:8080/a", "transport-port"),
            ("http://only-the-proxy-knows.vn:22/a", "transport-port"),
            ("http://intranet/a", "transport-unreachable"),
            ("http://ca.noi.local/a", "transport-unreachable"),
            ("http://ca.internal./a", "transport-unreachable"),
        ] {
            assert_eq!(fetch(&fetcher, url).unwrap_err(), code, "{url}");
        }
    }
    let fetcher = fetcher(proxy.address, Reach::Public);
    let inside = fetch(&fetcher, "http://inside.vn/a").unwrap_err();
    assert_eq!(inside, "transport-local-address");
    let own = fetch(&fetcher, "http://127.0.0.1/a").unwrap_err();
    assert_eq!(own, "transport-local-address");
    assert_eq!(proxy.asked(), [""; 0]);
}

#[test]
fn what_is_local_and_permitted_is_asked_directly() {
    let proxy = Noting::answering("HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n");
    let here = Noting::answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere");
    let fetcher = fetcher(proxy.address, Reach::Local);
    let url = format!("http://here.vn:{}/a", here.address.port());
    assert_eq!(fetch(&fetcher, &url).unwrap(), b"here");
    assert_eq!(here.asked(), ["GET /a HTTP/1.1"]);
    assert_eq!(proxy.asked(), [""; 0]);
}

#[test]
fn a_secure_address_gets_a_tunnel_or_nothing() {
    let proxy = Noting::answering("HTTP/1.1 403 Forbidden\r\n\r\n");
    let fetcher = fetcher(proxy.address, Reach::Public);
    let refused = fetch(&fetcher, "https://known.vn/a").unwrap_err();
    assert_eq!(refused, "transport-unreachable");
    let asked = proxy.asked();
    assert!(
        asked
            .iter()
            .all(|line| line == "CONNECT known.vn:443 HTTP/1.1"),
        "{asked:?}"
    );
    assert!(!asked.is_empty());
}

#[test]
fn a_lookup_of_the_proxy_that_hangs_ends_the_patience() {
    let options = Options {
        proxy: Some("http://proxy.noi-bo:3128".parse().unwrap()),
        patience: Duration::from_millis(300),
        ..Options::default()
    };
    let lookup = |place: &str| {
        if place.starts_with("proxy.noi-bo:") {
            thread::sleep(Duration::from_secs(20));
        }
        Ok(vec!["1.1.1.1:80".parse().unwrap()])
    };
    let fetcher = Fetcher::with_lookup(options, Arc::new(lookup));
    let began = Instant::now();
    let refused = fetch(&fetcher, "http://known.vn/a").unwrap_err();
    assert_eq!(refused, "transport-timeout");
    assert!(began.elapsed() < Duration::from_secs(10));
}
