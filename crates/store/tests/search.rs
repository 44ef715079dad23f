//! A search gives the same pages to those who see all, some and few, as reading every row would; also
//! in a database that an earlier program made.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use access::{Facts, Mark, Predicate, Status};
use store::search::{self, Entry, FIRST_BIND, Sought};
use store::{BlobPlace, Rows as _, Store, Tx, binds};

const AGENCY: &str = "a-1";
const DOCUMENTS: i64 = 1_600;
const MOST: u16 = 51;

/// Every second document is about schools, in marks of its own; "few" drafted twenty, "some" a third.
fn words(number: i64) -> (&'static str, &'static str) {
    match number % 4 {
        0 => ("sua chua truong hoc", "sửa chữa trường học"),
        2 => ("sua chua truong hoc", "sửa chửa trường học"),
        _ => ("cap nuoc sach", "cấp nước sạch"),
    }
}

fn drafter(number: i64) -> &'static str {
    match number {
        0..20 => "few",
        _ if number % 3 == 0 => "some",
        _ => "other",
    }
}

/// The marks of what somebody drafted. Every tenth document bears a mark of "some" as well, who may
/// not see it for that.
fn marks(drafter: &str, number: i64) -> BTreeSet<Mark> {
    let facts = access::Outgoing {
        agency: AGENCY.to_owned(),
        drafter: drafter.to_owned(),
        unit: Some("u".to_owned()),
        signer: (number % 10 == 1).then(|| "some".to_owned()),
        status: Status::Issued,
        grants: Vec::new(),
    };
    Facts::Outgoing(facts).marks()
}

async fn people(tx: &mut Tx) {
    for statement in [
        "INSERT INTO agency (id, code, name, short_name, superior_name, place, email, successors,
            valid_from, settings, version) VALUES ('a-1', 'H', 'A', 'A', '', '', '', '[]', 0, '{}', 1)",
        "INSERT INTO account (id, agency_id, login, full_name, sort_name, email, phone,
            password_hash, must_change_password, failed_attempts, state, created_at, version)
            SELECT who, 'a-1', who, who, '', '', '', '', 0, 0, 'active', 0, 1 FROM
            (SELECT 'few' AS who UNION SELECT 'some' UNION SELECT 'other') w",
    ] {
        tx.run(statement, Vec::new()).await.unwrap();
    }
}

async fn fill(store: &Store) {
    let mut tx = store.begin().await.unwrap();
    people(&mut tx).await;
    for number in 0..DOCUMENTS {
        let id = format!("{number:06}");
        document(&mut tx, &id, drafter(number)).await;
        // What is written again is found by what it is now.
        if number % 50 == 0 {
            put(&mut tx, number, "truong nuoc", "trường nước").await;
        }
        let (folded, exact) = words(number);
        put(&mut tx, number, folded, exact).await;
        // Entries lie far apart where other agencies have written in between.
        if let Some((_, next)) = GAPS.iter().find(|(at, _)| *at == number) {
            leap(&mut tx, *next).await;
        }
    }
    tx.commit().await.unwrap();
}

/// After this document the entries go on from that number.
const GAPS: [(i64, i64); 4] = [(3, 300), (400, 4_090), (800, 33_000), (1_200, 131_000)];

async fn leap(tx: &mut Tx, next: i64) {
    let other = "INSERT INTO search_entry (number, agency_id, kind, object_id, number_key, folded,
        exact) VALUES ($1, 'a-2', 'outgoing', $2, '', 'sua chua truong hoc', '')";
    tx.run(other, binds![next, next.to_string()]).await.unwrap();
    if let Tx::Pg(_) = tx {
        let sequence = "SELECT setval('search_entry_number_seq', $1)";
        let _: Vec<(i64,)> = tx.rows(sequence, binds![next]).await.unwrap();
    }
}

async fn document(tx: &mut Tx, id: &str, drafter: &str) {
    let insert = "INSERT INTO outgoing (agency_id, id, type_code, subject, urgency, drafter_id,
        unit_id, status, route_code, route_version, route_state, fields, current_version,
        created_at, changed_at, version) VALUES ($1, $2, 'cong-van', '', 0, $3, 'u', 'issued',
        '', 1, '{}', '{}', 0, 0, 0, 1)";
    tx.run(insert, binds![AGENCY, id, drafter]).await.unwrap();
}

async fn put(tx: &mut Tx, number: i64, folded: &str, exact: &str) {
    let entry = Entry {
        agency: AGENCY,
        kind: "outgoing",
        id: &format!("{number:06}"),
        number_key: "",
        folded,
        exact,
        marks: &marks(drafter(number), number),
    };
    search::put(tx, &entry).await.unwrap();
}

/// What `access` makes for those who see all, and for those who see what they drafted.
fn predicates(who: &str) -> (Predicate, Predicate) {
    let wall = format!("d.agency_id = ${FIRST_BIND}");
    let seen = match who {
        "all" => None,
        _ => {
            let unit = |it: &Mark| it.as_str().starts_with('u');
            Some(marks(who, 0).into_iter().filter(|it| !unit(it)).collect())
        }
    };
    let made = |ways: Vec<String>, sql: String, binds: &[&str]| Predicate {
        marks: seen.clone(),
        ways,
        sql,
        binds: binds
            .iter()
            .map(|it| access::Bind::Text((*it).to_owned()))
            .collect(),
    };
    if who == "all" {
        let all = made(vec![wall.clone()], wall.clone(), &[AGENCY]);
        let own = format!("d.agency_id = ${}", FIRST_BIND + 1);
        return (all, made(vec![own.clone()], own, &[AGENCY]));
    }
    let way = |column: &str| format!("{wall} AND d.{column} = ${}", FIRST_BIND + 1);
    let ways = vec![way("drafter_id"), way("signer_id")];
    let sql = format!("({}) OR ({})", way("drafter_id"), way("signer_id"));
    let nothing = format!("d.agency_id = ${} AND 1 = 0", FIRST_BIND + 2);
    (
        made(ways, sql, &[AGENCY, who]),
        made(Vec::new(), nothing, &[AGENCY]),
    )
}

async fn all_pages(store: &Store, who: &str, text: &[&str], exact: &[&str]) -> Vec<String> {
    let (outgoing, incoming) = predicates(who);
    let owned = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let (text, exact) = (owned(text), owned(exact));
    let (mut found, mut before) = (Vec::new(), i64::MAX);
    loop {
        let binds = outgoing.binds.iter().chain(&incoming.binds).cloned();
        let sought = Sought {
            agency: AGENCY,
            words: &text,
            exact: &exact,
            number: None,
            outgoing: &outgoing,
            incoming: &incoming,
            binds: binds.map(Into::into).collect(),
            before,
            most: MOST,
        };
        let hits = search::find(&mut store.reader(), sought).await.unwrap();
        let Some(last) = hits.last() else {
            return found;
        };
        before = last.rank;
        found.extend(hits.iter().map(|it| it.id.clone()));
    }
}

#[tokio::test]
async fn every_page_is_what_reading_every_row_would_give() {
    for test in store::testing::both().await {
        fill(&test.store).await;
        for who in ["all", "some", "few"] {
            for (text, exact) in [
                (&["truong", "ho"][..], &[][..]),
                (&["sua"], &["chửa"]),
                (&["hoc", "sua", "truong"], &["chữa"]),
                (&[], &["trư", "sạ"]),
                (&["t"], &["trườ"]),
                (&["nuoc"], &[]),
                (&["uoc"], &[]),
                (&["truong", "nuoc"], &[]),
            ] {
                let fits = |number: &i64| {
                    let (folded, marked) = words(*number);
                    let begins = |word: &&str| folded.split(' ').any(|it| it.starts_with(*word));
                    (who == "all" || drafter(*number) == who)
                        && text.iter().all(begins)
                        && exact
                            .iter()
                            .all(|word| marked.split(' ').any(|it| it.starts_with(word)))
                };
                let expected = (0..DOCUMENTS)
                    .rev()
                    .filter(fits)
                    .map(|it| format!("{it:06}"));
                let expected: Vec<_> = expected.collect();
                let found = all_pages(&test.store, who, text, exact).await;
                assert_eq!(
                    found,
                    expected,
                    "{who} {text:?} on {}",
                    test.store.db().engine()
                );
            }
        }
    }
}

/// What a program before this one wrote: words of SQLite in a table of their own, words with their
/// marks as they stood in the subject.
async fn earlier(tx: &mut Tx) {
    people(tx).await;
    for (number, drafter) in [(1, "few"), (2, "some"), (3, "other")] {
        let id = format!("{number:06}");
        document(tx, &id, drafter).await;
        let entry =
            "INSERT INTO search_entry (agency_id, kind, object_id, number_key, folded, exact)
            VALUES ($1, 'outgoing', $2, '12/qd-ubnd', 've viec sua chua truong hoc',
            'về việc “sửa chữa”, (trường-học)')";
        tx.run(entry, binds![AGENCY, &id]).await.unwrap();
    }
    let grant = "INSERT INTO document_grant (agency_id, document_id, account_id, unit_id, kind,
        granted_by, granted_at) VALUES ($1, '000003', $2, NULL, 'read', 'other', 0)";
    tx.run(grant, binds![AGENCY, "few"]).await.unwrap();
    if let Tx::Lite(_) = tx {
        let words = "INSERT INTO search_word (rowid, agency, folded)
            SELECT number, replace(agency_id, '-', ''), folded FROM search_entry";
        tx.run(words, Vec::new()).await.unwrap();
    }
}

#[tokio::test]
async fn what_an_earlier_program_indexed_is_found() {
    for test in store::testing::both_before("search-stretch").await {
        let mut tx = test.store.begin().await.unwrap();
        earlier(&mut tx).await;
        tx.commit().await.unwrap();
        test.store.close().await;
        let blobs = BlobPlace::Folder(test.folder.path().join("blobs"));
        let store = Store::open(&test.place, &blobs).await.unwrap();
        let engine = store.db().engine();
        for (text, exact) in [
            (&["truo", "sua"][..], &[][..]),
            (&[], &["chữa", "sửa"]),
            (&["ho"], &["trường"]),
        ] {
            let all = ["000003", "000002", "000001"];
            assert_eq!(all_pages(&store, "all", text, exact).await, all, "{engine}");
            assert_eq!(all_pages(&store, "some", text, exact).await, all[1..2]);
            assert_eq!(all_pages(&store, "few", text, exact).await, all[2..]);
        }
        assert!(all_pages(&store, "all", &[], &["sữa"]).await.is_empty());
        // It was granted too, which this condition does not know, but the index does.
        let mut reader = store.reader();
        let marks = "SELECT marks FROM search_entry WHERE object_id = '000003'";
        let marks: Vec<(String,)> = reader.rows(marks, Vec::new()).await.unwrap();
        assert_eq!(marks, [("afew aother uu".to_owned(),)], "{engine}");
    }
}
