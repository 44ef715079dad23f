//! A search gives the same pages to those who see all, some and few, as reading every row would.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use access::{Facts, Mark, Predicate, Status};
use store::search::{self, Entry, FIRST_BIND, Sought};
use store::{Store, binds};

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

/// The marks of what somebody drafted.
fn marks(drafter: &str) -> BTreeSet<Mark> {
    let facts = access::Outgoing {
        agency: AGENCY.to_owned(),
        drafter: drafter.to_owned(),
        unit: Some("u".to_owned()),
        signer: None,
        status: Status::Issued,
        grants: Vec::new(),
    };
    Facts::Outgoing(facts).marks()
}

async fn fill(store: &Store) {
    let mut tx = store.begin().await.unwrap();
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
    for number in 0..DOCUMENTS {
        let (id, (folded, exact)) = (format!("{number:06}"), words(number));
        let insert = "INSERT INTO outgoing (agency_id, id, type_code, subject, urgency, drafter_id,
            unit_id, status, route_code, route_version, route_state, fields, current_version,
            created_at, changed_at, version) VALUES ($1, $2, 'cong-van', '', 0, $3, 'u', 'issued',
            '', 1, '{}', '{}', 0, 0, 0, 1)";
        let row = binds![AGENCY, &id, drafter(number)];
        tx.run(insert, row).await.unwrap();
        let entry = Entry {
            agency: AGENCY,
            kind: "outgoing",
            id: &id,
            number_key: "",
            folded,
            exact,
            marks: &marks(drafter(number)),
        };
        search::put(&mut tx, &entry).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What `access` makes for those who see all, and for those who see what they drafted.
fn predicates(who: &str) -> (Predicate, Predicate) {
    let wall = format!("d.agency_id = ${FIRST_BIND}");
    let seen = match who {
        "all" => None,
        _ => {
            let unit = |it: &Mark| it.as_str().starts_with('u');
            Some(marks(who).into_iter().filter(|it| !unit(it)).collect())
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
                (&["sua", "chua"], &["chửa"]),
                (&["nuoc"], &[]),
                (&["uoc"], &[]),
                (&["truong", "nuoc"], &[]),
            ] {
                let fits = |number: &i64| {
                    let (folded, marked) = words(*number);
                    let begins = |word: &&str| folded.split(' ').any(|it| it.starts_with(*word));
                    (who == "all" || drafter(*number) == who)
                        && text.iter().all(begins)
                        && exact.iter().all(|word| marked.contains(word))
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
