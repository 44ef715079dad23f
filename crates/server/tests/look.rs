//! Every page in a real browser, at both sizes: axe finds nothing serious, nothing is wider than the
//! screen, the strict policy is in force and the console stays silent. The pictures are kept in
//! `target/pictures` for a person to look at. Then keys, viewer, places and selection are used.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod gallery;

use tokio::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[tokio::test]
async fn pages_are_fit_to_be_seen() {
    let pictures = format!("{ROOT}/target/pictures");
    let pages = gallery::PAGES.map(str::to_owned);
    run("look.mjs", [vec![pictures], pages.to_vec()].concat()).await;
}

#[tokio::test]
async fn pages_do_what_a_person_expects() {
    run("act.mjs", vec![]).await;
}

/// Runs a script of `web/` against the gallery; what it prints is what went wrong.
async fn run(script: &str, arguments: Vec<String>) {
    let (address, _) = gallery::serve("127.0.0.1:0".parse().unwrap()).await;
    let done = Command::new("node")
        .arg(script)
        .arg(format!("http://{address}/mau"))
        .args(arguments)
        .env("LOOK_COOKIE", format!("congvu={}", gallery::OPEN))
        .current_dir(format!("{ROOT}/web"))
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}
