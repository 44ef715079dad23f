//! The server stops: streams of events end at once, other requests within the limit.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod gallery;

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use server::{State, Stopped};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

type Running = JoinHandle<std::io::Result<Stopped>>;

async fn start(pages: Router<State>) -> (String, State, Running) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let state = gallery::state(|_| {});
    let app = server::app_with(state.clone(), pages);
    let running = tokio::spawn(server::serve(listener, app, state.clone()));
    (address, state, running)
}

/// Sends a request and gives the connection with the head of the answer.
async fn ask(address: &str, head: &str, body: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let text = format!(
        "{head} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\ncontent-length: {length}\r\n"
    );
    let cookie = "cookie: congvu=phien-nhung.tth\r\n";
    let kind = "content-type: application/x-www-form-urlencoded\r\n\r\n";
    let whole = format!("{text}{cookie}{kind}{body}");
    stream.write_all(whole.as_bytes()).await.unwrap();
    let mut answer = vec![0; 512];
    let read = stream.read(&mut answer).await.unwrap();
    answer.truncate(read);
    (stream, String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn open_streams_do_not_hold_the_server() {
    let (address, state, running) = start(Router::new()).await;
    let login = format!("ten=nhung.tth&mat-khau={}", gallery::PASSWORD);
    ask(&address, "POST /dang-nhap", &login).await;
    let (mut stream, head) = ask(&address, "GET /su-kien", "").await;
    assert!(
        head.contains("200 OK") && head.contains("text/event-stream"),
        "{head}"
    );
    state.stop().cancel();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert_eq!(running.await.unwrap().unwrap(), Stopped::Drained);
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_at_the_limit() {
    let never = get(async || -> &'static str { std::future::pending().await });
    let (address, state, running) = start(Router::new().route("/mai-mai", never)).await;
    let waiting = tokio::spawn(async move { ask(&address, "GET /mai-mai", "").await.1 });
    tokio::time::sleep(Duration::from_millis(200)).await;
    state.stop().cancel();
    assert_eq!(running.await.unwrap().unwrap(), Stopped::Cut);
    waiting.abort();
}
