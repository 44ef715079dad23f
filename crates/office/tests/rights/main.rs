//! Every act of the shipped route at every step by everybody of an agency and of its neighbour, on
//! both engines.
//!
//! Nothing is listed here: what there is to try comes from the route, who may from the route and from
//! the table of rights. Documents walk the route by every act that somebody may do; at each step
//! everything else is tried first, and has to be refused and to leave the document as it was.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests"
)]

#[path = "../support/mod.rs"]
mod support;

mod begin;
mod expected;
mod people;
mod walk;
mod wall;

use std::collections::BTreeSet;

use process::Definition;
use store::testing::TestStore;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_everybody_does_what_route_and_rights_let_him_and_nothing_else() {
    everybody_acts(store::testing::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql_everybody_does_what_route_and_rights_let_him_and_nothing_else() {
    everybody_acts(store::testing::postgres().await).await;
}

async fn everybody_acts(test: TestStore) {
    let authority = support::authority().await;
    let world = people::World::found(test, &authority).await;
    let mut done = walk::Done::new();
    walk::walk(&world, &world.agency.head, true, &mut done).await;
    walk::walk(&world, &world.agency.head, false, &mut done).await;
    walk::walk(&world, &world.agency.deputy, false, &mut done).await;
    begin::by_name(&world).await;
    // Whatever the route offers was done by somebody, at every step where it is offered.
    let did: BTreeSet<_> = done.iter().map(|it| (&*it.step, &*it.action)).collect();
    let actions = Definition::shipped().actions().iter();
    let offered: BTreeSet<_> = actions
        .flat_map(|it| {
            it.from
                .iter()
                .map(|step| (step.as_str(), it.id.as_str()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(did, offered);
}
