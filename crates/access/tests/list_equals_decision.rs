//! A row is listed if and only if the decision about it would be yes: on random organisations, for
//! every act, on real databases.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::cell::RefCell;
use std::collections::BTreeSet;

use access::{Action, Actor, Facts, Kind, Listing, decide, predicate, predicate_of};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use support::engine::Engine;
use support::{NOW, World, world};

/// The table of a kind, its alias, and the facts of its rows by `agency/id`.
fn rows(world: &World, kind: Kind) -> (&'static str, &'static str, Vec<(String, Facts)>) {
    fn keyed<T: Clone>(
        rows: &[T],
        agency: impl Fn(&T) -> &str,
        facts: impl Fn(T) -> Facts,
    ) -> Vec<(String, Facts)> {
        (rows.iter().enumerate())
            .map(|(at, it)| (format!("{}/{at}", agency(it)), facts(it.clone())))
            .collect()
    }
    match kind {
        Kind::Outgoing => {
            let key = |id: &str, it: &access::Outgoing| format!("{}/{id}", it.agency);
            let rows = world.outgoing.iter();
            let rows = rows.map(|(id, it)| (key(id, it), Facts::Outgoing(it.clone())));
            ("outgoing", "d", rows.collect())
        }
        Kind::Incoming => {
            let key = |id: &str, it: &access::Incoming| format!("{}/{id}", it.agency);
            let rows = world.incoming.iter();
            let rows = rows.map(|(id, it)| (key(id, it), Facts::Incoming(it.clone())));
            ("incoming", "d", rows.collect())
        }
        Kind::Account => {
            let rows = world.accounts.iter();
            let rows = rows.map(|it| {
                let key = format!("{}/{}", it.agency, it.account);
                (key, Facts::Account(it.clone()))
            });
            ("account", "a", rows.collect())
        }
        Kind::Notice => {
            let rows = keyed(&world.notices, |it| &it.agency, Facts::Notice);
            ("notice", "n", rows)
        }
        Kind::AuditRecord => {
            let rows = keyed(&world.records, |it| &it.agency, Facts::AuditRecord);
            ("record", "r", rows)
        }
        Kind::RightsAlert => {
            let rows = keyed(&world.alerts, |it| &it.agency, Facts::RightsAlert);
            ("rights_change", "c", rows)
        }
        Kind::Agency => ("account", "a", Vec::new()),
    }
}

fn actors(world: &World) -> Vec<Actor> {
    (world.appointments.iter())
        .filter_map(|it| world.standing().actor(&it.account, &it.id, NOW).ok())
        .collect()
}

/// Grants are keyed by document; here one table serves both directions, so ids must not meet.
fn apart(mut world: World) -> World {
    for (id, _) in &mut world.incoming {
        id.push_str("-den");
    }
    world
}

/// How many rows were allowed and how many refused: a test of nothing would pass as well.
#[derive(Debug, Default)]
struct Tally {
    allowed: usize,
    refused: usize,
}

async fn check(engine: &mut Engine, world: &World, tally: &mut Tally) {
    engine.fill(world).await;
    for actor in actors(world) {
        for action in Action::ALL {
            for kind in Kind::ALL {
                let (table, alias, rows) = rows(world, *kind);
                let allowed: BTreeSet<_> = (rows.iter())
                    .filter(|(_, facts)| decide(&actor, *action, facts).is_ok())
                    .map(|(key, _)| key.clone())
                    .collect();
                tally.allowed += allowed.len();
                tally.refused += rows.len() - allowed.len();
                let predicate = predicate_of(&actor, *action, *kind, 2);
                if let Some(marks) = &predicate.marks {
                    let mut seen = rows.iter().filter(|(key, _)| allowed.contains(key));
                    let borne = seen.all(|(_, facts)| !facts.marks().is_disjoint(marks));
                    assert!(borne, "{action} {actor:#?} {predicate:#?}");
                }
                if !allowed.is_empty() || !predicate.ways.is_empty() {
                    let listed = engine.rows(table, alias, &predicate).await;
                    assert_eq!(listed, allowed, "{action} {actor:#?} {predicate:#?}");
                }
            }
        }
    }
}

#[test]
fn a_row_is_listed_if_and_only_if_the_decision_is_yes() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut engines = runtime.block_on(Engine::all());
    let config = Config {
        cases: 96,
        failure_persistence: None,
        ..Config::default()
    };
    for engine in &mut engines {
        let mut runner = TestRunner::new(config.clone());
        let used = RefCell::new((engine, Tally::default()));
        let result = runner.run(&world().prop_map(apart), |world| {
            let (engine, tally) = &mut *used.borrow_mut();
            runtime.block_on(check(engine, &world, tally));
            Ok(())
        });
        result.unwrap();
        let tally = used.into_inner().1;
        assert!(tally.allowed > 500 && tally.refused > 500, "{tally:?}");
    }
}

#[test]
fn every_listing_begins_with_the_wall_and_is_what_its_act_says() {
    let mut runner = TestRunner::deterministic();
    let listings = [
        Listing::Outgoing,
        Listing::Incoming,
        Listing::Notices,
        Listing::AuditRecords,
        Listing::Accounts,
        Listing::Directory,
        Listing::RightsAlerts,
    ];
    let result = runner.run(&world(), |world| {
        for actor in actors(&world) {
            for listing in listings {
                let (action, kind) = listing.asks();
                let listed = predicate(&actor, listing, 7);
                prop_assert_eq!(&listed, &predicate_of(&actor, action, kind, 7));
                let wall = format!("{}.agency_id = $7", rows(&world, kind).1);
                for sql in listed.ways.iter().chain([&listed.sql]) {
                    prop_assert!(sql.starts_with(&wall), "{}", sql);
                }
                let own = access::Bind::Text(actor.agency().to_owned());
                prop_assert_eq!(listed.binds.first(), Some(&own));
            }
        }
        Ok(())
    });
    result.unwrap();
}
