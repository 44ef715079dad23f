//! People, their accounts and rights, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod administration;
mod entry;
mod factors;
mod keys;
mod walls;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use office::people::{Attempt, Entry, Visit};
use office::{Clock, Error, Office};
use support::{Agency, PASSWORD};
use time::{Duration, UtcDateTime};

/// A clock that the test turns.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn new() -> Self {
        Self(Arc::new(AtomicI64::new(support::now().unix_timestamp())))
    }

    fn clock(&self) -> Clock {
        let seconds = Arc::clone(&self.0);
        Arc::new(move || UtcDateTime::from_unix_timestamp(seconds.load(Ordering::SeqCst)).unwrap())
    }

    fn turn(&self, by: Duration) {
        self.0.fetch_add(by.whole_seconds(), Ordering::SeqCst);
    }

    fn seconds(&self) -> u64 {
        self.0.load(Ordering::SeqCst).try_into().unwrap()
    }
}

/// An agency on each engine, with the clock of each.
async fn agencies() -> Vec<(Agency, Hands)> {
    let mut made = Vec::new();
    for test in store::testing::both().await {
        let hands = Hands::new();
        made.push((support::agency_at(test, hands.clock()).await, hands));
    }
    made
}

fn attempt(login: &str, password: &str, code: Option<&str>) -> Attempt {
    Attempt {
        login: login.to_owned(),
        password: password.to_owned(),
        code: code.map(ToOwned::to_owned),
        address: "192.0.2.7".to_owned(),
        browser: "Thử nghiệm".to_owned(),
    }
}

/// Signs in; gives the token.
async fn enter(office: &Office, login: &str, password: &str) -> Result<String, Error> {
    match office.sign_in(&attempt(login, password, None)).await? {
        Entry::Open { token } => Ok(token),
        Entry::CodeWanted => panic!("no second factor is set"),
    }
}

async fn visit(office: &Office, login: &str) -> (String, Visit) {
    let token = enter(office, login, PASSWORD).await.unwrap();
    let visit = office.visit(&token).await.unwrap().unwrap();
    (token, visit)
}

/// The codes of what was wrong with what was entered.
fn faults<T>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(faults)) => faults.into_iter().map(|it| it.code).collect(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("nothing was wrong"),
    }
}
