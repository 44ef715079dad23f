//! Keys of the programming interface: what one that somebody else made does before its owner says so.

use access::KeyScope;
use office::notices::Notice;
use office::people::NewToken;
use office::{Acting, Error, Office, worker};

use super::{agencies, enter, faults, visit};
use crate::support::{Agency, PASSWORD};

fn key(owner: &Acting) -> NewToken {
    NewToken {
        name: "Một cửa".to_owned(),
        appointment: owner.actor().appointment().to_owned(),
        days: 30,
        scope: KeyScope::ReadWrite,
    }
}

async fn told(office: &Office, by: &Acting) -> Vec<Notice> {
    worker::run_due(office, "w").await.unwrap();
    office.notices(by, None).await.unwrap()
}

async fn acts(agency: &Agency) -> Vec<String> {
    let trail = agency.office.trail(&agency.head, None).await.unwrap();
    let of_keys = trail.into_iter().filter(|it| it.kind == "api-token");
    of_keys.map(|it| it.act).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_for_somebody_else_does_nothing_before_that_person_confirms_it() {
    for (agency, _) in agencies().await {
        let (office, by) = (&agency.office, &agency.administrator);
        let made = office.make_token(by, &key(&agency.drafter)).await.unwrap();
        assert!(made.waits);
        assert!(!format!("{made:?}").contains(&made.token));
        let bearer = async || office.bearer(&made.token).await.unwrap();
        assert!(bearer().await.is_none());
        let notice = told(office, &agency.drafter).await.remove(0);
        assert_eq!(
            (&*notice.code, &*notice.about),
            ("notice-key-made", "own-key")
        );
        assert_eq!(notice.values["subject"], "Một cửa");
        assert_eq!(notice.values["name"], by.name());
        let (_, owner) = visit(office, "drafter").await;
        let own = office.own_tokens(&owner).await.unwrap().remove(0);
        assert_eq!(own.made_by.as_deref(), Some(by.account()));
        let wrong = office.confirm_own_token(&owner, &own.id, "sai mật khẩu");
        assert_eq!(faults(wrong.await), ["password-wrong"]);
        assert!(own.confirmed_at.is_none() && bearer().await.is_none());
        let confirmed = office.confirm_own_token(&owner, &own.id, PASSWORD);
        confirmed.await.unwrap();
        assert_eq!(
            bearer().await.unwrap().acting.account(),
            agency.drafter.account()
        );
        let again = office.confirm_own_token(&owner, &own.id, PASSWORD).await;
        assert!(matches!(again, Err(Error::Stale)), "{again:?}");
        // The owner may end it too.
        office.end_own_token(&owner, &own.id).await.unwrap();
        assert!(bearer().await.is_none());
        assert_eq!(
            acts(&agency).await,
            ["token-ended", "token-confirmed", "token-made"]
        );
        assert!(told(office, by).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_key_is_gone_and_ones_own_works_at_once() {
    for (agency, _) in agencies().await {
        let (office, by) = (&agency.office, &agency.administrator);
        let made = office.make_token(by, &key(&agency.clerk)).await.unwrap();
        let (_, owner) = visit(office, "clerk").await;
        let waiting = office.own_tokens(&owner).await.unwrap().remove(0);
        office.end_own_token(&owner, &waiting.id).await.unwrap();
        let late = office.confirm_own_token(&owner, &waiting.id, PASSWORD);
        assert!(matches!(late.await, Err(Error::NotFound)));
        assert!(office.bearer(&made.token).await.unwrap().is_none());
        assert_eq!(acts(&agency).await, ["token-refused", "token-made"]);
        let notice = told(office, by).await.remove(0);
        assert_eq!(
            (&*notice.code, &*notice.about),
            ("notice-key-refused", "key")
        );
        assert!(enter(office, "clerk", PASSWORD).await.is_ok());

        let own = office.make_token(by, &key(by)).await.unwrap();
        assert!(!own.waits);
        assert!(office.bearer(&own.token).await.unwrap().is_some());
        let listed = office.tokens(by).await.unwrap().remove(0);
        assert_eq!(listed.confirmed_at, Some(listed.created_at));
    }
}
