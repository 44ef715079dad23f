//! The time-stamp client against servers that misbehave, over real sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use transport::Error;
use transport::tsa::TsaClient;

const REPLY: &str = "content-type: application/timestamp-reply\r\n";

#[test]
fn the_body_comes_back() {
    let url = serve(|mut stream| {
        let (head, body) = read_request(&mut stream);
        assert!(head.starts_with("POST /tsa HTTP/1.1"), "{head}");
        assert!(
            head.contains("content-type: application/timestamp-query"),
            "{head}"
        );
        answer(&mut stream, 200, REPLY, &body);
    });
    assert_eq!(client(&url).request(b"query").unwrap(), b"query");
}

#[test]
fn a_closed_port_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/tsa", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(
        client(&url).request(b"q").unwrap_err().code(),
        "transport-unreachable"
    );
}

#[test]
fn a_connection_reset_once_is_tried_again() {
    let mut first = true;
    let url = serve(move |mut stream| {
        if std::mem::take(&mut first) {
            return;
        }
        read_request(&mut stream);
        answer(&mut stream, 200, REPLY, b"second");
    });
    assert_eq!(client(&url).request(b"q").unwrap(), b"second");
}

#[test]
fn a_silent_service_ends_the_patience() {
    let url = serve(|stream| {
        thread::sleep(Duration::from_secs(5));
        drop(stream);
    });
    let started = Instant::now();
    let error = TsaClient::new(url, Duration::from_secs(1))
        .request(b"q")
        .unwrap_err();
    assert_eq!(error.code(), "transport-timeout");
    assert!(started.elapsed() < Duration::from_secs(4));
}

#[test]
fn a_service_that_drips_ends_the_patience() {
    let url = serve(|mut stream| {
        read_request(&mut stream);
        let head = format!("HTTP/1.1 200 OK\r\n{REPLY}content-length: 1000\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(200));
        }
    });
    let error = TsaClient::new(url, Duration::from_secs(1))
        .request(b"q")
        .unwrap_err();
    assert_eq!(error.code(), "transport-timeout");
}

#[test]
fn other_statuses_types_and_sizes_are_refused() {
    let url = serve(|mut stream| {
        read_request(&mut stream);
        answer(&mut stream, 403, REPLY, b"no");
    });
    assert!(matches!(
        client(&url).request(b"q"),
        Err(Error::Status { status: 403, .. })
    ));

    let url = serve(|mut stream| {
        read_request(&mut stream);
        answer(&mut stream, 200, "content-type: text/html\r\n", b"<html>");
    });
    assert_eq!(
        client(&url).request(b"q").unwrap_err().code(),
        "transport-content-type"
    );

    let url = serve(|mut stream| {
        read_request(&mut stream);
        answer(&mut stream, 200, REPLY, &vec![0; 300_000]);
    });
    assert_eq!(
        client(&url).request(b"q").unwrap_err().code(),
        "transport-too-large"
    );
}

#[test]
fn other_schemes_are_refused() {
    for (url, expected) in [
        ("", "transport-bad-url"),
        ("ftp://tsa.example/", "transport-scheme"),
        ("file:///etc/passwd", "transport-scheme"),
        ("tsa.example", "transport-bad-url"),
    ] {
        let error = client(url).request(b"q").unwrap_err();
        assert_eq!(error.code(), expected, "{url}");
    }
}

#[test]
fn plain_http_on_an_https_address_is_a_tls_error() {
    let url = serve(|mut stream| {
        let mut hello = [0; 64];
        let _ = stream.read(&mut hello);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let url = url.replace("http://", "https://");
    assert_eq!(
        client(&url).request(b"q").unwrap_err().code(),
        "transport-tls"
    );
}

fn client(url: &str) -> TsaClient {
    TsaClient::new(url, Duration::from_secs(10))
}

/// Serves every connection with `handle` on a thread and returns the address.
fn serve(mut handle: impl FnMut(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            handle(stream.unwrap());
        }
    });
    format!("http://{address}/tsa")
}

fn read_request(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0);
    }
    let length = (head.lines()).find_map(|line| {
        line.to_ascii_lowercase()
            .strip_prefix("content-length: ")?
            .parse()
            .ok()
    });
    let mut body = vec![0; length.unwrap()];
    reader.read_exact(&mut body).unwrap();
    (head, body)
}

fn answer(stream: &mut TcpStream, status: u16, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}
