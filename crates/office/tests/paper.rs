//! Paper beside electronic documents: noted when they are sent, printed, sent once, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use documents::vietnam;
use office::exchange::PaperSent;
use office::outgoing::{DraftFields, RecipientEntry};
use office::{Error, worker};
use store::instant;
use support::way::{SAMPLE, desks, draft, issue};
use support::{Agency, TestAuthority};

fn outside(name: &str, copies: i64) -> RecipientEntry {
    RecipientEntry {
        kind: "outside".to_owned(),
        name: name.to_owned(),
        channel: "paper".to_owned(),
        address: "thôn Đông, xã An Thử".to_owned(),
        copies,
        ..RecipientEntry::default()
    }
}

fn neighbour(agency: &Agency, channel: &str) -> RecipientEntry {
    RecipientEntry {
        kind: "agency".to_owned(),
        target: Some(agency.id.clone()),
        name: "Ủy ban nhân dân xã Bình Thử".to_owned(),
        channel: channel.to_owned(),
        address: "vanthu@binh-thu.example".to_owned(),
        ..RecipientEntry::default()
    }
}

/// An urgent document of a type whose paper has to follow.
async fn urgent(agency: &Agency, recipients: Vec<RecipientEntry>) -> String {
    let (office, drafter, head) = (&agency.office, &agency.drafter, &agency.head);
    let post = head.actor().appointment();
    let fields = DraftFields {
        type_code: "giay-gioi-thieu".to_owned(),
        subject: "Giới thiệu cán bộ liên hệ công tác".to_owned(),
        urgency: "urgent".to_owned(),
        unit: agency.unit.clone(),
        signer: Some((head.account().to_owned(), post.to_owned())),
        recipients,
        ..DraftFields::default()
    };
    let id = office.create_draft(drafter, &fields).await.unwrap();
    let uploaded = office.upload(drafter, &id, "gt.pdf", SAMPLE.to_vec());
    uploaded.await.unwrap();
    id
}

fn by_post() -> PaperSent {
    PaperSent {
        on: instant::day(vietnam::date(support::now())),
        way: "post".to_owned(),
        item: "EB123456789VN".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paper_is_listed_by_urgency_and_done_with_once() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let told = "[[types]]\ncode = \"quyet-dinh\"\nkept-copy = \"sealed-paper\"\n";
        let clock = std::sync::Arc::new(support::now);
        let agency = support::agency_told(test, &authority, told, clock).await;
        walk(agency, &authority).await;
    }
}

async fn walk(here: Agency, authority: &TestAuthority) {
    let there = here.neighbour().await;
    let (office, clerk) = (&here.office, &here.clerk);
    let desks = desks(&here, authority).await;
    let plain = draft(&here, &here.head).await;
    issue(&here, &desks, &plain).await;
    let recipients = vec![
        neighbour(&there, "system"),
        outside("Hợp tác xã Mẫu", 2),
        outside("Ông Lê Văn Mẫu", 0),
    ];
    let urgent = urgent(&here, recipients).await;
    issue(&here, &desks, &urgent).await;
    worker::run_due(office, "w").await.unwrap();
    // Twice: a worker that died is followed by another.
    office.send(&here.id, &urgent).await.unwrap();

    let lines = office.paper_to_send(clerk).await.unwrap();
    let listed: Vec<_> = lines
        .iter()
        .map(|it| (it.kind.as_str(), it.name.as_str(), it.copies, it.urgency))
        .collect();
    assert_eq!(listed.len(), 5, "{listed:?}");
    let (out, kept) = match listed[3].0 {
        "kept" => (4, 3),
        _ => (3, 4),
    };
    // The urgent ones first; a copy is kept as the installation says of decisions.
    assert_eq!(listed[out], ("outside", "Như Điều 3", 2, 0));
    assert_eq!(listed[kept], ("kept", "", 1, 0));
    for line in [
        ("follows", "Ủy ban nhân dân xã Bình Thử", 1, 1),
        ("outside", "Hợp tác xã Mẫu", 2, 1),
        ("outside", "Ông Lê Văn Mẫu", 1, 1),
    ] {
        assert!(listed[..3].contains(&line), "{line:?}");
    }
    assert!(
        lines[0].due_at < lines[3].due_at,
        "urgent paper is due before"
    );
    assert_eq!(lines[1].address, "thôn Đông, xã An Thử");
    for other in [&here.head, &here.drafter, &here.administrator] {
        assert!(matches!(
            office.paper_to_send(other).await,
            Err(Error::NotFound)
        ));
        let denied = office.paper_printed(other, &[lines[0].id.clone()]).await;
        assert!(denied.is_err(), "only the clerk");
    }
    assert!(office.paper_to_send(&there.clerk).await.unwrap().is_empty());
    let (one, post) = ([lines[0].id.clone()], by_post());
    let foreign = office.paper_went(&there.clerk, &one, &post).await;
    assert!(matches!(foreign, Err(Error::NotFound)));

    let all: Vec<_> = lines[..3].iter().map(|it| it.id.clone()).collect();
    office.paper_printed(clerk, &all).await.unwrap();
    let wrong = PaperSent {
        on: "2999-01-01".to_owned(),
        way: String::new(),
        ..by_post()
    };
    let Err(Error::Invalid(faults)) = office.paper_went(clerk, &all, &wrong).await else {
        panic!("taken");
    };
    assert_eq!(faults.len(), 2);
    office.paper_went(clerk, &all, &by_post()).await.unwrap();
    let twice = office.paper_went(clerk, &all[..1], &by_post()).await;
    assert!(matches!(twice, Err(Error::Stale)), "{twice:?}");
    // A copy for somebody outside and its consignment are one thing, from either side.
    let sent = office.consignments(clerk, &urgent).await.unwrap();
    let states: Vec<_> = sent
        .iter()
        .map(|it| (it.channel.as_str(), it.state.as_str()))
        .collect();
    assert_eq!(
        states.iter().filter(|it| **it == ("paper", "sent")).count(),
        2,
        "{states:?}"
    );
    office
        .sent_by_hand(clerk, &plain, &lines[out].id)
        .await
        .unwrap();
    let kept = [lines[kept].id.clone()];
    assert!(
        office.paper_went(clerk, &kept, &by_post()).await.is_err(),
        "it stays"
    );
    office.paper_printed(clerk, &kept).await.unwrap();
    assert!(office.paper_to_send(clerk).await.unwrap().is_empty());
    let done = office.paper_sent(clerk).await.unwrap();
    assert_eq!(done.len(), 5);
    assert!(
        done.iter()
            .any(|it| it.item == "EB123456789VN" && it.way == "post")
    );
    let story = office.story(clerk, &urgent).await.unwrap();
    assert_eq!(story.iter().filter(|it| it.kind == "paper-sent").count(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paper_that_follows_is_not_sent_because_its_document_was() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let here = support::agency(test, &authority).await;
        let there = here.neighbour().await;
        let (office, clerk) = (&here.office, &here.clerk);
        let id = urgent(&here, vec![neighbour(&there, "mail")]).await;
        issue(&here, &desks(&here, &authority).await, &id).await;
        worker::run_due(office, "w").await.unwrap();
        // No server of mail: the clerk sent it by hand, and the paper has yet to go.
        let sent = office.consignments(clerk, &id).await.unwrap();
        office.sent_by_hand(clerk, &id, &sent[0].id).await.unwrap();
        let open = office.paper_to_send(clerk).await.unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!(
            (open[0].kind.as_str(), &open[0].id),
            ("follows", &sent[0].id)
        );
        let one = [sent[0].id.clone()];
        office.paper_went(clerk, &one, &by_post()).await.unwrap();
        assert!(office.paper_to_send(clerk).await.unwrap().is_empty());
    }
}
