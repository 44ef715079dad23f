//! Other units are asked for their opinion on a draft, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use access::Role;
use office::outgoing::Answer;
use office::people::{Details, NewAccount, NewAppointment, NewUnit};
use office::{Acting, Error, Office, worker};
use support::way::{act, act_with, draft};
use support::{Agency, PASSWORD};

/// A unit with a head and a member.
struct Asked {
    unit: String,
    head: Acting,
    member: Acting,
}

async fn unit(agency: &Agency, code: &str, name: &str) -> Asked {
    let (office, administrator) = (&agency.office, &agency.administrator);
    let new = NewUnit {
        code: code.to_owned(),
        name: name.to_owned(),
        parent: None,
    };
    let unit = office.add_unit(administrator, &new).await.unwrap();
    let mut people = Vec::new();
    for role in [Role::UnitHead, Role::Member] {
        let account = NewAccount {
            login: format!("{}.{}", code.to_lowercase(), role.code()),
            details: Details {
                full_name: format!("Nguyễn Thị {name}"),
                ..Details::default()
            },
            password: Some(PASSWORD.to_owned()),
        };
        let added = office.add_account(administrator, &account).await.unwrap();
        let appointment = NewAppointment {
            account: added.account.clone(),
            unit: Some(unit.clone()),
            title: "Chuyên viên".to_owned(),
            role,
            from: None,
            until: None,
        };
        let appointment = office.appoint(administrator, &appointment).await.unwrap();
        let acting = office.acting(&added.account, &agency.id, &appointment, name);
        people.push(acting.await.unwrap());
    }
    let [head, member] = people.try_into().unwrap();
    Asked { unit, head, member }
}

async fn version(office: &Office, by: &Acting, id: &str) -> u64 {
    office.outgoing(by, id).await.unwrap().state.version
}

fn answer(agrees: bool, text: &str) -> Answer {
    Answer {
        agrees,
        text: text.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_are_asked_answer_once_and_are_waited_for() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let (office, drafter) = (&agency.office, &agency.drafter);
        let finance = unit(&agency, "TC", "Tài chính").await;
        let law = unit(&agency, "TP", "Tư pháp").await;
        let id = draft(&agency, &agency.head).await;
        let unseen = office.outgoing(&finance.member, &id).await;
        assert!(matches!(unseen, Err(Error::NotFound)));

        let seen = version(office, drafter, &id).await;
        let nowhere = vec!["no-such-unit".to_owned()];
        let asked = office.ask_opinions(drafter, &id, seen, nowhere, "").await;
        assert!(matches!(asked, Err(Error::Invalid(_))), "{asked:?}");
        let units = vec![finance.unit.clone(), law.unit.clone()];
        let question = "Xin ý kiến về nguồn kinh phí";
        office
            .ask_opinions(drafter, &id, seen, units, question)
            .await
            .unwrap();
        let twice = office
            .ask_opinions(drafter, &id, seen + 1, vec![law.unit.clone()], "")
            .await;
        assert!(matches!(twice, Err(Error::Refused(_))), "{twice:?}");
        worker::run_due(office, "w").await.unwrap();
        let told = office.notices(&finance.head, None).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].code, "notice-opinion-asked");
        assert_eq!(told[0].values["reason"], question);
        let member = office.notices(&finance.member, None).await.unwrap();
        assert!(member.is_empty(), "the head answers for the unit");

        // The draft waits, and nobody answers for another unit.
        let early = act_with(office, drafter, &id, "submit", |_| ()).await;
        assert!(matches!(early, Err(Error::Refused(_))), "{early:?}");
        let forged = act_with(office, &finance.member, &id, "give-opinion", |command| {
            command.units = vec![law.unit.clone()];
            command.opinion = Some("Nhất trí".to_owned());
        })
        .await;
        assert!(matches!(forged, Err(Error::NotFound)), "{forged:?}");
        let seen = version(office, &finance.member, &id).await;
        let given = answer(true, "Nhất trí với dự thảo");
        office
            .give_opinion(&finance.member, &id, seen, &given)
            .await
            .unwrap();
        let again = office
            .give_opinion(&finance.head, &id, seen + 1, &given)
            .await;
        assert!(again.is_err(), "once");
        worker::run_due(office, "w").await.unwrap();
        let newest = &office.notices(drafter, None).await.unwrap()[0];
        assert_eq!(newest.code, "notice-opinion-given");
        assert!(newest.values["name"].starts_with("Tài chính"));

        let seen = version(office, drafter, &id).await;
        let wordless = office.close_opinions(drafter, &id, seen, " ").await;
        assert!(matches!(wordless, Err(Error::Refused(_))), "{wordless:?}");
        office
            .close_opinions(drafter, &id, seen, "Quá thời hạn")
            .await
            .unwrap();
        let seen = version(office, &law.head, &id).await;
        let late = office
            .give_opinion(&law.head, &id, seen, &answer(false, "Chậm"))
            .await;
        assert!(late.is_err(), "it is waited for no more");
        let document = office.outgoing(drafter, &id).await.unwrap();
        let mut verdicts: Vec<_> = document
            .opinions
            .iter()
            .map(|it| (it.verdict.as_str(), it.text.as_str()))
            .collect();
        verdicts.sort_unstable();
        assert_eq!(
            verdicts,
            [
                ("agrees", "Nhất trí với dự thảo"),
                ("closed", question),
                ("comments", "Quá thời hạn")
            ]
        );
        assert_eq!(act(office, drafter, &id, "submit").await, "initials");
    }
}
