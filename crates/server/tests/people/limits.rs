//! How often programs may ask: each accepted key for itself, all else by the address.

use access::KeyScope;

use crate::api::{Program, program};
use crate::support::{houses, state};

const ME: &str = "/api/v1/me";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_counts_for_itself_once_it_was_accepted() {
    let (house, agency) = houses().await.remove(0);
    let mut config = house.state.config().clone();
    config.limits.requests_per_minute = 3;
    let app = server::office::app(state(config, &house.office), house.office.clone());
    let with = |key: &str| Program {
        app: app.clone(),
        key: Some(key.to_owned()),
        cookie: String::new(),
    };
    let made = program(&house, &agency, &agency.clerk, KeyScope::Read).await;
    let key = made.key.unwrap();
    let known = with(&key);
    assert_eq!(known.get(ME).await.status, 200);
    // Two are left for the address, however many keys are made up.
    with("abc").get(ME).await.problem(401);
    with("abd").get(ME).await.problem(401);
    for made_up in ["abc", "abd", "abe"] {
        let refused = with(made_up).get(ME).await;
        assert_eq!(refused.problem(429)["code"], "server-too-many-requests");
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    }
    for _ in 0..3 {
        assert_eq!(known.get(ME).await.status, 200);
    }
    known.get(ME).await.problem(429);
    // Beside the API a key is none, and counts for the address.
    assert_eq!(known.get("/healthz").await.status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_key_counts_for_the_address_again() {
    let (house, agency) = houses().await.remove(0);
    let mut config = house.state.config().clone();
    config.limits.requests_per_minute = 3;
    let app = server::office::app(state(config, &house.office), house.office.clone());
    let mut ended = program(&house, &agency, &agency.clerk, KeyScope::Read).await;
    ended.app = app;
    assert_eq!(ended.get(ME).await.status, 200);
    let all = house.office.tokens(&agency.administrator).await.unwrap();
    let end = house.office.end_token(&agency.administrator, &all[0].id);
    end.await.unwrap();
    // Once as the key that it was, then twice as what is left for the address.
    for status in [401, 401, 401, 429] {
        ended.get(ME).await.problem(status);
    }
}
