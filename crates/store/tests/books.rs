//! Many clerks take numbers at once: no gap, no number twice, and what fails leaves nothing.
#![allow(clippy::unwrap_used, reason = "tests")]

use store::Store;
use store::books::{self, BookKey, EntryRow};

const CLERKS: usize = 64;
const EACH: usize = 5;

const KEY: BookKey<'static> = BookKey {
    agency: "a",
    code: "van-ban-di",
    year: 2026,
};

/// Takes the next number as the office does; `keep` says whether the act succeeds.
async fn take(store: &Store, keep: bool) -> i64 {
    let mut tx = store.begin().await.unwrap();
    let book = books::lock(&mut tx, KEY, "Văn bản đi").await.unwrap();
    let entry = EntryRow {
        number: book.next_number,
        suffix: String::new(),
        state: "taken".to_owned(),
        document_id: None,
        reason: String::new(),
        row_data: "{}".to_owned(),
        entered_by: "clerk".to_owned(),
        entered_at: 0,
    };
    books::add_entry(&mut tx, KEY, &entry).await.unwrap();
    books::set_next(&mut tx, KEY, book.next_number + 1)
        .await
        .unwrap();
    if keep {
        tx.commit().await.unwrap();
    }
    book.next_number
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_clerks_leave_neither_gap_nor_duplicate() {
    for test in store::testing::both().await {
        let clerks = (0..CLERKS).map(|clerk| {
            let store = test.store.clone();
            tokio::spawn(async move {
                for round in 0..EACH {
                    // One act in three fails after its number was taken.
                    if (clerk + round) % 3 == 0 {
                        take(&store, false).await;
                    }
                    take(&store, true).await;
                }
            })
        });
        for clerk in clerks.collect::<Vec<_>>() {
            clerk.await.unwrap();
        }
        let entries = books::entries(&mut test.store.reader(), KEY).await.unwrap();
        let numbers: Vec<_> = entries.iter().map(|entry| entry.number).collect();
        let all = i64::try_from(CLERKS * EACH).unwrap();
        assert_eq!(numbers, (1..=all).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_reserved_number_is_used_once_and_a_void_one_never() {
    for test in store::testing::both().await {
        let reserved = EntryRow {
            number: 7,
            suffix: String::new(),
            state: "reserved".to_owned(),
            document_id: None,
            reason: "Chờ ý kiến cấp trên".to_owned(),
            row_data: "{}".to_owned(),
            entered_by: "clerk".to_owned(),
            entered_at: 0,
        };
        let mut tx = test.store.begin().await.unwrap();
        books::lock(&mut tx, KEY, "Văn bản đi").await.unwrap();
        books::add_entry(&mut tx, KEY, &reserved).await.unwrap();
        let given = EntryRow {
            document_id: Some("document".to_owned()),
            ..reserved.clone()
        };
        books::use_reserved(&mut tx, KEY, &given).await.unwrap();
        let again = books::use_reserved(&mut tx, KEY, &given).await;
        assert_eq!(again.unwrap_err().code(), "store-stale");
        let void = books::void(&mut tx, KEY, &reserved).await;
        assert_eq!(void.unwrap_err().code(), "store-stale");
        let own = books::of_document(&mut tx, KEY, "document")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((own.number, own.state.as_str()), (7, "taken"));
    }
}
