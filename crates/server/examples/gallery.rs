//! Serves the pages of the tests on this machine, to be looked at: `cargo run -p server --example
//! gallery -- 127.0.0.1:4400`, then `/mau/danh-sach` and the other names it prints.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    reason = "a tool for those who build the pages"
)]

#[path = "../tests/gallery/mod.rs"]
mod gallery;

#[tokio::main]
async fn main() {
    let wanted = std::env::args().nth(1);
    let wanted = wanted.unwrap_or_else(|| "127.0.0.1:4400".to_owned());
    let (address, _) = gallery::serve(wanted.parse().unwrap()).await;
    for name in gallery::PAGES {
        println!("http://{address}/mau/{name}");
    }
    println!("sign in as nhung.tth with {}", gallery::PASSWORD);
    std::future::pending::<()>().await;
}
