//! What a document corrects, replaces or answers, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use documents::relation::RelationKind;
use office::outgoing::{DraftFields, Other};
use office::{Acting, Error, Office};
use support::way::{act, act_with, desks, draft, issue, sign};

async fn retype(office: &Office, by: &Acting, id: &str, type_code: &str) {
    let row = office.outgoing(by, id).await.unwrap().row;
    let fields = DraftFields {
        type_code: type_code.to_owned(),
        subject: row.subject.clone(),
        urgency: "normal".to_owned(),
        unit: row.unit_id.clone(),
        signer: row.signer_id.zip(row.signer_appointment),
        recipients: vec![office::outgoing::RecipientEntry {
            kind: "outside".to_owned(),
            name: "Như Điều 3".to_owned(),
            channel: "paper".to_owned(),
            copies: 1,
            ..Default::default()
        }],
        ..DraftFields::default()
    };
    office
        .edit_draft(by, id, row.version, &fields)
        .await
        .unwrap();
}

fn code(result: Result<(), Error>) -> &'static str {
    result.unwrap_err().code()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issued_document_is_replaced_by_one_of_equal_form_and_corrected_by_a_letter() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let receiver = agency.neighbour().await;
        let desks = desks(&agency, &authority).await;
        let (office, drafter) = (&agency.office, &agency.drafter);
        let old = draft(&agency, &agency.head).await;
        let new = draft(&agency, &agency.head).await;
        let relate = |kind, other| office.relate(drafter, &new, kind, Other::Outgoing(other));
        assert_eq!(
            code(relate(RelationKind::Replaces, &old).await),
            "relation-not-issued"
        );
        issue(&agency, &desks, &old).await;
        assert_eq!(
            code(relate(RelationKind::Replaces, &new).await),
            "relation-itself"
        );
        assert_eq!(
            code(relate(RelationKind::Corrects, &old).await),
            "relation-not-a-letter"
        );
        let unseen = office.relate(
            &receiver.drafter,
            &new,
            RelationKind::Replaces,
            Other::Outgoing(&old),
        );
        assert!(matches!(unseen.await, Err(Error::NotFound)));
        relate(RelationKind::Replaces, &old).await.unwrap();
        relate(RelationKind::Replaces, &old).await.unwrap();
        let found = office
            .relations(drafter, Other::Outgoing(&new))
            .await
            .unwrap();
        assert_eq!(found.of.len(), 1, "said twice, kept once");
        assert_eq!(found.of[0].number_text.as_deref(), Some("01/QĐ-UBND"));
        let before = office
            .relations(drafter, Other::Outgoing(&old))
            .await
            .unwrap();
        assert!(before.to.is_empty(), "a draft changes nothing yet");

        let letter = draft(&agency, &agency.head).await;
        retype(office, drafter, &letter, "cong-van").await;
        let corrects = RelationKind::Corrects;
        office
            .relate(drafter, &letter, corrects, Other::Outgoing(&old))
            .await
            .unwrap();
        office
            .unrelate(drafter, &letter, corrects, Other::Outgoing(&old))
            .await
            .unwrap();
        let twice = office.unrelate(drafter, &letter, corrects, Other::Outgoing(&old));
        assert_eq!(code(twice.await), "office-stale");

        issue(&agency, &desks, &new).await;
        let after = office
            .relations(drafter, Other::Outgoing(&old))
            .await
            .unwrap();
        assert_eq!(after.to.len(), 1);
        assert_eq!(after.to[0].kind, "replaces");
        assert_eq!(after.to[0].number_text.as_deref(), Some("02/QĐ-UBND"));
        let late = relate(RelationKind::Amends, &old).await;
        assert!(matches!(late, Err(Error::Denied(_))), "{late:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_longer_may_bear_on_another_is_not_issued() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let desks = desks(&agency, &authority).await;
        let (office, drafter, clerk) = (&agency.office, &agency.drafter, &agency.clerk);
        let old = draft(&agency, &agency.head).await;
        issue(&agency, &desks, &old).await;
        let new = draft(&agency, &agency.head).await;
        office
            .relate(drafter, &new, RelationKind::Amends, Other::Outgoing(&old))
            .await
            .unwrap();
        retype(office, drafter, &new, "thong-bao").await;
        let other_form = act_with(office, drafter, &new, "submit", |_| ()).await;
        assert_eq!(other_form.unwrap_err().code(), "relation-other-form");
        retype(office, drafter, &new, "quyet-dinh").await;
        act(office, drafter, &new, "submit").await;
        sign(office, &agency.chief, &desks.chief, &new)
            .await
            .unwrap();
        act(office, clerk, &new, "approve-format").await;
        sign(office, &agency.head, &desks.head, &new).await.unwrap();
        act(office, clerk, &new, "allocate").await;
        sign(office, clerk, &desks.seal, &new).await.unwrap();
        act_with(office, &agency.head, &old, "withdraw", |command| {
            command.reason = Some("Sai thẩm quyền".to_owned());
        })
        .await
        .unwrap();
        let issued = act_with(office, clerk, &new, "issue", |_| ()).await;
        assert_eq!(issued.unwrap_err().code(), "relation-withdrawn");
    }
}
