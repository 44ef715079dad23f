//! Secrets of second factors: sealed in the database, and nobody let in without one that is set.

use std::path::PathBuf;

use office::people::Entry;
use office::{Error, Office};
use store::{Bind, Place, Rows as _, binds};
use time::Duration;
use totp_rs::{Builder, Secret};

use super::{Hands, agencies, attempt, visit};
use crate::support::{Agency, PASSWORD};

fn code(secret: &str, hands: &Hands) -> String {
    let made = Builder::new()
        .with_secret(Secret::try_from_base32(secret).unwrap())
        .with_account_name("any")
        .build();
    made.unwrap().generate(hands.seconds()).to_string()
}

/// Sets a second factor; gives its secret.
async fn set(office: &Office, login: &str, hands: &Hands) -> String {
    let (_, visit) = visit(office, login).await;
    let factor = office.begin_second_factor(&visit, PASSWORD).await.unwrap();
    let code = code(&factor.secret, hands);
    office.confirm_second_factor(&visit, &code).await.unwrap();
    hands.turn(Duration::seconds(90));
    factor.secret
}

async fn enter(office: &Office, login: &str, secret: &str, hands: &Hands) -> Result<Entry, Error> {
    hands.turn(Duration::seconds(90));
    let code = code(secret, hands);
    office.sign_in(&attempt(login, PASSWORD, Some(&code))).await
}

async fn run(agency: &Agency, sql: &'static str, values: Vec<Bind>) {
    let mut tx = agency.test.as_ref().unwrap().store.begin().await.unwrap();
    assert_eq!(tx.run(sql, values).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

async fn kept(agency: &Agency, login: &str) -> String {
    let mut reader = agency.test.as_ref().unwrap().store.reader();
    let sql = "SELECT totp_secret FROM account WHERE login = $1";
    let row: Option<(String,)> = reader.row(sql, binds![login]).await.unwrap();
    row.unwrap().0
}

async fn failures(agency: &Agency, login: &str) -> i64 {
    let mut reader = agency.test.as_ref().unwrap().store.reader();
    let sql = "SELECT failed_attempts FROM account WHERE login = $1";
    let row: Option<(i64,)> = reader.row(sql, binds![login]).await.unwrap();
    row.unwrap().0
}

fn key_file(agency: &Agency) -> PathBuf {
    agency.office.config().data.join("second-factor.key")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_is_sealed_and_opens_in_its_own_row_under_its_own_key_alone() {
    for (agency, hands) in agencies().await {
        let office = &agency.office;
        office.seal_second_factors().await.unwrap();
        let secret = set(office, "drafter", &hands).await;
        let sealed = kept(&agency, "drafter").await;
        assert!(sealed.starts_with("sealed-1:") && !sealed.contains(&secret));
        let open = async || enter(office, "drafter", &secret, &hands).await;
        assert!(matches!(open().await, Ok(Entry::Open { .. })));
        office.seal_second_factors().await.unwrap();
        assert_eq!(kept(&agency, "drafter").await, sealed);

        // Moved to another account it opens nothing, and asks for a code all the same.
        let moved = "UPDATE account SET totp_secret = $1, totp_step = 1 WHERE login = 'clerk'";
        run(&agency, moved, binds![&sealed]).await;
        let refused = enter(office, "clerk", &secret, &hands).await;
        assert!(
            matches!(refused, Err(Error::FactorUnreadable { .. })),
            "{refused:?}"
        );
        let asked = office.sign_in(&attempt("clerk", PASSWORD, None)).await;
        assert!(matches!(asked, Ok(Entry::CodeWanted)));
        let reset = office.reset_account(&agency.administrator, agency.clerk.account());
        reset.await.unwrap();

        // Under another key, or none, nobody is let in, and no key is made beside the one that is lost.
        let path = key_file(&agency);
        let own = std::fs::read(&path).unwrap();
        std::fs::write(&path, "ab".repeat(32)).unwrap();
        for code in ["office-factor-unreadable", "office-factor-key-missing"] {
            assert_eq!(open().await.err().unwrap().code(), code);
            assert_eq!(office.seal_second_factors().await.unwrap_err().code(), code);
            let (_, visit) = visit(office, "head").await;
            let begun = office.begin_second_factor(&visit, PASSWORD).await;
            assert_eq!(begun.err().unwrap().code(), code);
            let _ = std::fs::remove_file(&path);
        }
        assert!(!path.exists());
        assert_eq!(
            failures(&agency, "drafter").await,
            0,
            "none of the person's"
        );
        std::fs::write(&path, own).unwrap();
        assert!(matches!(open().await, Ok(Entry::Open { .. })));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_of_an_earlier_program_counts_and_is_sealed_at_the_start() {
    for (agency, hands) in agencies().await {
        let office = &agency.office;
        let secret = set(office, "drafter", &hands).await;
        let earlier = "UPDATE account SET totp_secret = $1 WHERE login = 'drafter'";
        run(&agency, earlier, binds![&secret]).await;
        // The key of an installation that was never started with this program is not there.
        std::fs::remove_file(key_file(&agency)).unwrap();
        let open = async || enter(office, "drafter", &secret, &hands).await;
        assert!(matches!(open().await, Ok(Entry::Open { .. })));
        office.seal_second_factors().await.unwrap();
        let sealed = kept(&agency, "drafter").await;
        assert!(sealed.starts_with("sealed-1:"), "{sealed}");
        assert!(matches!(open().await, Ok(Entry::Open { .. })));
        // A code is good once, as before.
        let again = code(&secret, &hands);
        let again = office
            .sign_in(&attempt("drafter", PASSWORD, Some(&again)))
            .await;
        assert!(matches!(again, Err(Error::SignInRefused)));
        office.close().await;
        if let Place::Sqlite(path) = &agency.test.as_ref().unwrap().place {
            let file = std::fs::read(path).unwrap();
            let found = |it: &str| file.windows(it.len()).any(|part| part == it.as_bytes());
            assert!(found(&sealed) && !found(&secret), "it is still in the file");
        }
    }
}
