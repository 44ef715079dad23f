//! Servers that mean harm: what each achieves, and that it takes no longer than it may.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use transport::{Budget, Error, Fetcher, Options, Reach};

/// How long an answer may take in these tests.
const PATIENCE: Duration = Duration::from_secs(2);

/// A server on this machine that does `answer` with every connection.
struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    fn new(answer: impl Fn(&mut TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let (counter, answer) = (Arc::clone(&connections), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                counter.fetch_add(1, Ordering::SeqCst);
                let answer = Arc::clone(&answer);
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    // The request ends with an empty line; questions here have no body.
                    let mut head = Vec::new();
                    let mut byte = [0];
                    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                        head.push(byte[0]);
                    }
                    let _ = answer(&mut stream);
                });
            }
        });
        Self {
            address,
            connections,
        }
    }

    /// A server that always says the same.
    fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::new(move |stream| stream.write_all(&answer))
    }

    fn redirecting(to: &str) -> Self {
        Self::saying(format!(
            "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
        ))
    }

    fn url(&self) -> String {
        format!("http://{}/a.crl", self.address)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn options(reach: Reach) -> Options {
    Options {
        reach,
        patience: PATIENCE,
        largest_list: 100_000,
        ..Options::default()
    }
}

fn fetch(fetcher: &Fetcher, url: &str) -> Result<Vec<u8>, Error> {
    let begin = Instant::now();
    let mut budget = fetcher.options().budget;
    let answer = fetcher.list(url, &mut budget);
    let taken = begin.elapsed();
    assert!(taken < PATIENCE + Duration::from_secs(1), "{taken:?}");
    answer
}

/// The code with which fetching from `url` fails when this machine may be asked.
fn code(url: &str) -> &'static str {
    fetch(&Fetcher::new(options(Reach::Local)), url)
        .unwrap_err()
        .code()
}

#[test]
fn an_honest_server_is_heard() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist");
    let fetcher = Fetcher::new(options(Reach::Local));
    assert_eq!(fetch(&fetcher, &server.url()).unwrap(), b"list");
}

#[test]
fn this_machine_is_not_asked_unless_that_is_allowed() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist");
    let fetcher = Fetcher::new(options(Reach::Public));
    let port = server.address.port();
    for host in [
        "127.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "0x7f000001",
        "2130706433",
        "127.1",
    ] {
        let error = fetch(&fetcher, &format!("http://{host}:{port}/")).unwrap_err();
        assert_eq!(error.code(), "transport-local-address", "{host}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_name_that_leads_to_a_private_address_is_not_asked() {
    for address in [
        "127.0.0.1:80",
        "10.1.2.3:80",
        "169.254.169.254:80",
        "[fd00::1]:80",
    ] {
        let lookup = move |_: &str| Ok(vec![address.parse().unwrap()]);
        let fetcher = Fetcher::with_lookup(options(Reach::Public), Arc::new(lookup));
        let error = fetch(&fetcher, "http://crl.example.vn/a.crl").unwrap_err();
        assert_eq!(error.code(), "transport-local-address", "{address}");
    }
}

#[test]
fn the_address_that_was_checked_is_the_one_connected_to() {
    let right = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nright");
    let wrong = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong");
    let (first, second) = (right.address, wrong.address);
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let lookup = move |_: &str| {
        let is_first = counter.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(vec![if is_first { first } else { second }])
    };
    let fetcher = Fetcher::with_lookup(options(Reach::Local), Arc::new(lookup));
    assert_eq!(
        fetch(&fetcher, "http://rebind.example.vn/").unwrap(),
        b"right"
    );
    assert_eq!((asked.load(Ordering::SeqCst), wrong.connections()), (1, 0));
}

#[test]
fn redirects_are_judged_like_the_first_address() {
    for (target, expected) in [
        (
            "http://169.254.169.254/latest/meta-data/",
            "transport-local-address",
        ),
        ("http://0.0.0.0/", "transport-local-address"),
        ("http://8.8.8.8:25/", "transport-port"),
        ("file:///etc/passwd", "transport-redirect"),
        ("ldap://127.0.0.1/", "transport-redirect"),
        ("http://an:secret@127.0.0.1/", "transport-redirect"),
        ("", "transport-redirect"),
    ] {
        assert_eq!(
            code(&Server::redirecting(target).url()),
            expected,
            "{target}"
        );
    }
}

#[test]
fn a_redirect_loop_ends() {
    let server = Server::redirecting("/a.crl");
    assert_eq!(code(&server.url()), "transport-redirect");
    assert_eq!(server.connections(), 4);
}

#[test]
fn a_redirect_is_followed() {
    let there = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist");
    let here = Server::redirecting(&there.url());
    let fetcher = Fetcher::new(options(Reach::Local));
    assert_eq!(fetch(&fetcher, &here.url()).unwrap(), b"list");
}

#[test]
fn an_endless_body_is_cut_off() {
    let endless = |head: &'static str| {
        Server::new(move |stream| {
            stream.write_all(head.as_bytes())?;
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        })
    };
    assert_eq!(
        code(&endless("HTTP/1.1 200 OK\r\n\r\n").url()),
        "transport-too-large"
    );
    let head = "HTTP/1.1 200 OK\r\nX: ";
    assert_eq!(code(&endless(head).url()), "transport-unreachable");
}

#[test]
fn a_huge_length_is_not_waited_for() {
    let begin = Instant::now();
    let server = Server::new(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")?;
        thread::sleep(PATIENCE * 4);
        Ok(())
    });
    assert_eq!(code(&server.url()), "transport-too-large");
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn a_body_that_drips_ends_the_patience() {
    let drip = |head: &'static str| {
        Server::new(move |stream| {
            stream.write_all(head.as_bytes())?;
            loop {
                stream.write_all(b"x")?;
                thread::sleep(Duration::from_millis(100));
            }
        })
    };
    let in_body = drip("HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n");
    assert_eq!(code(&in_body.url()), "transport-timeout");
    let in_head = drip("HTTP/1.1 200 OK\r\nX: ");
    assert_eq!(code(&in_head.url()), "transport-timeout");
}

#[test]
fn silence_ends_the_patience() {
    let server = Server::new(|_| {
        thread::sleep(PATIENCE * 4);
        Ok(())
    });
    assert_eq!(code(&server.url()), "transport-timeout");
}

#[test]
fn a_lookup_that_hangs_ends_the_patience() {
    let lookup = |_: &str| {
        thread::sleep(PATIENCE * 4);
        Ok(Vec::new())
    };
    let fetcher = Fetcher::with_lookup(options(Reach::Local), Arc::new(lookup));
    let error = fetch(&fetcher, "http://slow.example.vn/").unwrap_err();
    assert_eq!(error.code(), "transport-timeout");
}

#[test]
fn less_than_announced_is_no_answer() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nlist");
    assert_eq!(code(&server.url()), "transport-unreachable");
    assert_eq!(
        code(&Server::saying("junk\r\n\r\n").url()),
        "transport-unreachable"
    );
    let missing = Server::saying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(code(&missing.url()), "transport-status");
}

#[test]
fn one_file_costs_no_more_than_its_budget() {
    let server = Server::saying("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlist");
    let fetcher = Fetcher::new(options(Reach::Local));
    let budget = |requests, bytes, time| Budget {
        requests,
        bytes,
        time,
    };
    let url = server.url();
    let refused = |error: Error| assert_eq!(error.code(), "transport-budget");

    let mut few = budget(1, 100, PATIENCE);
    assert_eq!(fetcher.list(&url, &mut few).unwrap(), b"list");
    refused(fetcher.list(&url, &mut few).unwrap_err());

    let mut little = budget(9, 6, PATIENCE);
    assert_eq!(fetcher.list(&url, &mut little).unwrap(), b"list");
    refused(fetcher.list(&url, &mut little).unwrap_err());
    refused(fetcher.list(&url, &mut little).unwrap_err());

    refused(
        fetcher
            .list(&url, &mut budget(9, 9, Duration::ZERO))
            .unwrap_err(),
    );
}
