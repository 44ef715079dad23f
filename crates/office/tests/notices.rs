//! Who is told of what, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use office::notices::Notice;
use office::outgoing::RecipientEntry;
use office::{Acting, Office, worker};
use support::Agency;
use support::way::{act, act_with, desks, draft, draft_to, issue};

async fn told(office: &Office, by: &Acting) -> Vec<Notice> {
    worker::run_due(office, "w").await.unwrap();
    office.notices(by, None).await.unwrap()
}

async fn codes(office: &Office, by: &Acting) -> Vec<String> {
    let told = told(office, by).await;
    told.into_iter().map(|it| it.code).collect()
}

fn to(agency: &Agency) -> RecipientEntry {
    RecipientEntry {
        kind: "agency".to_owned(),
        target: Some(agency.id.clone()),
        name: "Ủy ban nhân dân xã Bình Thử".to_owned(),
        channel: "system".to_owned(),
        ..RecipientEntry::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_whose_turn_it_is_are_told_once_and_those_who_acted_are_not() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let (office, drafter, chief) = (&agency.office, &agency.drafter, &agency.chief);
        let id = draft(&agency, &agency.head).await;
        act(office, drafter, &id, "submit").await;
        let turn = told(office, chief).await;
        assert_eq!(turn.len(), 1);
        assert_eq!(turn[0].code, "notice-turn");
        assert_eq!(turn[0].values["step"], "Chờ ký nháy");
        assert_eq!((turn[0].about.as_str(), &turn[0].object), ("outgoing", &id));
        for other in [drafter, &agency.head, &agency.clerk, &agency.administrator] {
            assert!(told(office, other).await.is_empty());
        }
        let payload = r#"{"version":0,"by":"x"}"#;
        office
            .notify(&agency.id, "turn", &id, payload)
            .await
            .unwrap();
        assert_eq!(told(office, chief).await.len(), 1, "nobody is told twice");

        act(office, drafter, &id, "take-back").await;
        assert_eq!(
            codes(office, chief).await,
            ["notice-taken-back", "notice-turn"]
        );
        act(office, drafter, &id, "submit").await;
        act_with(office, chief, &id, "return-from-initials", |command| {
            command.opinion = Some("Thiếu căn cứ".to_owned());
        })
        .await
        .unwrap();
        let returned = told(office, drafter).await;
        assert_eq!(returned[0].code, "notice-returned");
        assert_eq!(returned[0].values["reason"], "Thiếu căn cứ");
        assert!(returned[0].values["name"].starts_with("Lê Hoàng Mẫu"));

        assert_eq!(office.unread_notices(chief).await.unwrap(), 2);
        let shown = office.notices(chief, None).await.unwrap();
        office.read_notice(drafter, &shown[1].id).await.unwrap();
        assert_eq!(office.unread_notices(chief).await.unwrap(), 2, "not his");
        office.read_notice(chief, &shown[1].id).await.unwrap();
        assert_eq!(office.unread_notices(chief).await.unwrap(), 1);
        office.read_notices(chief, &shown[0].id).await.unwrap();
        assert_eq!(office.unread_notices(chief).await.unwrap(), 0);
        let older = office.notices(chief, Some(&shown[0].id)).await.unwrap();
        assert_eq!(older.len(), shown.len() - 1);
        assert!(older.iter().all(|it| it.read));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn issue_arrival_refusal_and_withdrawal_are_told_on_either_side() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let sender = support::agency(test, &authority).await;
        let receiver = sender.neighbour().await;
        let desks = desks(&sender, &authority).await;
        let office = &sender.office;
        let id = draft_to(&sender, &sender.head, vec![to(&receiver), to(&receiver)]).await;
        issue(&sender, &desks, &id).await;
        for concerned in [&sender.drafter, &sender.chief, &sender.head] {
            let newest = &told(office, concerned).await[0];
            assert_eq!(newest.code, "notice-issued");
            assert_eq!(newest.values["number"], "01/QĐ-UBND");
        }
        let arrived = told(office, &receiver.clerk).await;
        assert_eq!(arrived.len(), 2);
        assert_eq!(arrived[0].code, "notice-arrived");
        assert_eq!(arrived[0].about, "incoming");
        assert!(told(office, &receiver.drafter).await.is_empty());

        office
            .refuse(&receiver.clerk, &arrived[0].object, "Gửi nhầm nơi nhận")
            .await
            .unwrap();
        for concerned in [&sender.drafter, &sender.clerk] {
            let newest = &told(office, concerned).await[0];
            assert_eq!(newest.code, "notice-refused");
            assert_eq!(newest.values["reason"], "Gửi nhầm nơi nhận");
        }
        act_with(office, &sender.head, &id, "withdraw", |command| {
            command.reason = Some("Sai thẩm quyền".to_owned());
        })
        .await
        .unwrap();
        assert_eq!(codes(office, &sender.drafter).await[0], "notice-withdrawn");
        let recalled = told(office, &receiver.clerk).await;
        assert_eq!(recalled.len(), 3, "what was refused is not withdrawn");
        assert_eq!(recalled[0].code, "notice-recalled");
        assert_eq!(recalled[0].values["reason"], "Sai thẩm quyền");
    }
}

#[test]
fn every_notice_has_a_sentence_with_values_that_it_has() {
    let catalogue = report::Catalogue::shared();
    let of_routes = process::definition::Notice::ALL.iter().map(|it| it.name());
    for kind in of_routes.chain(["arrived", "recalled", "refused"]) {
        let code = format!("notice-{kind}");
        assert!(catalogue.knows(&code), "{code}");
        for name in catalogue.placeholders(&code) {
            assert!(
                ["subject", "number", "step", "name", "reason"].contains(&name),
                "{code}: {name}"
            );
        }
    }
}
