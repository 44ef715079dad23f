//! A document goes from the draft to the recipients, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use office::{Acting, Error, Office};
use process::{Command, StepId};
use support::way::{act, act_with, desks, draft, sign};

async fn status(office: &Office, by: &Acting, id: &str) -> String {
    office.outgoing(by, id).await.unwrap().row.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_head_signs_and_the_clerk_issues() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency(test, &authority).await;
        let desks = desks(&agency, &authority).await;
        let (office, clerk) = (&agency.office, &agency.clerk);
        let id = draft(&agency, &agency.head).await;
        assert_eq!(
            act(office, &agency.drafter, &id, "submit").await,
            "initials"
        );
        sign(office, &agency.chief, &desks.chief, &id)
            .await
            .unwrap();
        assert_eq!(status(office, clerk, &id).await, "format");
        assert_eq!(act(office, clerk, &id, "approve-format").await, "sign");
        sign(office, &agency.head, &desks.head, &id).await.unwrap();
        assert_eq!(act(office, clerk, &id, "allocate").await, "seal");
        let numbered = office.outgoing(clerk, &id).await.unwrap().row;
        assert_eq!(numbered.number_text.as_deref(), Some("01/QĐ-UBND"));
        sign(office, clerk, &desks.seal, &id).await.unwrap();
        assert_eq!(act(office, clerk, &id, "issue").await, "issued");

        let issued = office.outgoing(clerk, &id).await.unwrap();
        let version = issued.row.current_version;
        let bytes = office
            .outgoing_file(clerk, &id, "main", version)
            .await
            .unwrap();
        let (valid, said) = support::valid_signatures(&bytes);
        assert_eq!(valid, 3, "{said}");
        let story = office.story(clerk, &id).await.unwrap();
        let kinds: Vec<_> = story.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds[..2], ["created", "uploaded"]);
        assert_eq!(kinds.iter().filter(|kind| **kind == "acted").count(), 7);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_signs_again_while_a_time_stamp_is_awaited() {
    let authority = support::authority().await;
    for test in store::testing::both().await {
        let agency = support::agency_without_time_stamps(test, &authority).await;
        let initials = (office::people::ImageKind::Initials, "ky-nhay.png");
        let (office, chief, drafter) = (&agency.office, &agency.chief, &agency.drafter);
        let desk = agency.desk(chief, &authority, "an-thu-chief", initials);
        let (desk, id) = (desk.await, draft(&agency, &agency.head).await);
        act(office, drafter, &id, "submit").await;
        let refusal = async |by: &Acting, action: &str| {
            let offers = office.offers(by, &id).await.unwrap();
            let mut offers = offers.into_iter().map(|it| it.offer);
            let offer = offers.find(|it| it.action.as_str() == action).unwrap();
            offer.refusal.map(|it| it.code())
        };
        assert_eq!(refusal(chief, "initial").await, None);
        let unstamped = sign(office, chief, &desk, &id).await;
        assert!(matches!(unstamped, Err(Error::NoTimeStampService)));

        // Every page says so before anybody tries, and in the same words afterwards.
        let awaited = "process-no-time-stamp";
        assert_eq!(refusal(chief, "initial").await, Some(awaited));
        let again = sign(office, chief, &desk, &id).await.unwrap_err();
        assert_eq!(again.code(), awaited);
        let signed = "process-signed-already";
        assert_eq!(refusal(drafter, "take-back").await, Some(signed));
        let back = act_with(office, drafter, &id, "take-back", |_| ()).await;
        assert_eq!(back.unwrap_err().code(), signed);

        // Returned, the signature is void, and the document can be signed anew.
        let why = |command: &mut Command| command.opinion = Some("Sửa Điều 2".to_owned());
        let returned = act_with(office, chief, &id, "return-from-initials", why).await;
        assert_eq!(returned.unwrap(), "returned");
        act(office, drafter, &id, "submit").await;
        assert_eq!(refusal(chief, "initial").await, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputys_document_goes_to_the_head_and_may_come_back() {
    let authority = support::authority().await;
    let agency = support::agency(store::testing::sqlite().await, &authority).await;
    let desks = desks(&agency, &authority).await;
    let office = &agency.office;
    let id = draft(&agency, &agency.deputy).await;
    act(office, &agency.drafter, &id, "submit").await;
    sign(office, &agency.chief, &desks.chief, &id)
        .await
        .unwrap();
    act(office, &agency.clerk, &id, "approve-format").await;
    sign(office, &agency.deputy, &desks.deputy, &id)
        .await
        .unwrap();
    assert_eq!(status(office, &agency.head, &id).await, "approve");
    let signed = office.outgoing(&agency.head, &id).await.unwrap();
    let returned = act_with(
        office,
        &agency.head,
        &id,
        "return-from-approve",
        |command| {
            command.to = Some(StepId::from("format"));
            command.opinion = Some("Bổ sung căn cứ".to_owned());
        },
    );
    assert_eq!(returned.await.unwrap(), "format");
    let back = office.outgoing(&agency.head, &id).await.unwrap();
    assert_eq!(back.row.current_version, signed.row.current_version + 1);
    assert_eq!(
        back.versions.len(),
        signed.versions.len() + 1,
        "the old ones stay"
    );
    assert_eq!(back.state.slots().count(), 1, "the initials stay");
    assert_eq!(back.opinions.last().unwrap().text, "Bổ sung căn cứ");
    act(office, &agency.clerk, &id, "approve-format").await;
    sign(office, &agency.deputy, &desks.deputy, &id)
        .await
        .unwrap();
    assert_eq!(act(office, &agency.head, &id, "approve").await, "number");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_requests_are_good_once_and_for_one_person() {
    let authority = support::authority().await;
    let agency = support::agency(store::testing::sqlite().await, &authority).await;
    let desks = desks(&agency, &authority).await;
    let office = &agency.office;
    let id = draft(&agency, &agency.head).await;
    act(office, &agency.drafter, &id, "submit").await;
    let ids = [id.clone()];

    // A colleague's certificate, and the organisation's in other hands.
    let (chief, seal) = (&desks.chief, &desks.seal);
    for fingerprint in [&desks.head.fingerprint, &seal.fingerprint] {
        let asked = office
            .begin_signing(&agency.chief, &ids, fingerprint, &chief.pairing)
            .await;
        assert_eq!(asked.unwrap_err().code(), "office-not-enrolled");
    }
    // Nothing to sign for the head yet.
    let head = &desks.head;
    let early = office
        .begin_signing(&agency.head, &ids, &head.fingerprint, &head.pairing)
        .await;
    assert!(early.is_err());

    // Asked for twice: the question that is never answered keeps nobody from signing afterwards.
    let forgotten = office.begin_signing(&agency.chief, &ids, &chief.fingerprint, &chief.pairing);
    let forgotten = forgotten.await.unwrap();
    let asked = office.begin_signing(&agency.chief, &ids, &chief.fingerprint, &chief.pairing);
    let asked = asked.await.unwrap();
    let answer = chief.answer(&asked.envelope);
    let other = office
        .complete_signing(&agency.head, &asked.batch, &answer)
        .await;
    assert_eq!(other.unwrap_err().code(), "office-request-spent");
    let first = office
        .complete_signing(&agency.chief, &asked.batch, &answer)
        .await
        .unwrap();
    assert!(first[0].result.is_ok());
    let replayed = office
        .complete_signing(&agency.chief, &asked.batch, &answer)
        .await;
    assert_eq!(replayed.unwrap_err().code(), "office-request-spent");
    let trail = office.trail(&agency.head, None).await;
    let refused = trail
        .unwrap()
        .into_iter()
        .filter(|it| it.act == "signing-refused");
    assert_eq!(refused.count(), 4, "each attempt is on record");
    assert_eq!(status(office, &agency.clerk, &id).await, "format");
    act(office, &agency.clerk, &id, "approve-format").await;
    let asked = office.begin_signing(&agency.head, &ids, &head.fingerprint, &head.pairing);
    assert!(asked.await.is_ok());
    let late = chief.answer(&forgotten.envelope);
    let late = office.complete_signing(&agency.chief, &forgotten.batch, &late);
    assert!(late.await.unwrap()[0].result.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_skips_a_step_or_acts_for_another() {
    let authority = support::authority().await;
    let agency = support::agency(store::testing::sqlite().await, &authority).await;
    let office = &agency.office;
    let id = draft(&agency, &agency.head).await;
    for (by, action) in [
        (&agency.clerk, "allocate"),
        (&agency.clerk, "issue"),
        (&agency.head, "approve"),
        (&agency.clerk, "submit"),
    ] {
        assert!(
            act_with(office, by, &id, action, |_| ()).await.is_err(),
            "{action}"
        );
    }
    let unseen = office.outgoing(&agency.administrator, &id).await;
    assert!(
        matches!(unseen, Err(Error::NotFound)),
        "administrators see no document"
    );
    act(office, &agency.drafter, &id, "submit").await;
    let signed = act_with(office, &agency.chief, &id, "initial", |_| ()).await;
    assert_eq!(signed.unwrap_err().code(), "office-signature-needed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_seals_on_top_of_a_signature_that_does_not_hold() {
    let authority = support::authority().await;
    let agency = support::agency(store::testing::sqlite().await, &authority).await;
    let desks = desks(&agency, &authority).await;
    let (office, clerk) = (&agency.office, &agency.clerk);
    let id = draft(&agency, &agency.head).await;
    act(office, &agency.drafter, &id, "submit").await;
    sign(office, &agency.chief, &desks.chief, &id)
        .await
        .unwrap();
    act(office, clerk, &id, "approve-format").await;
    sign(office, &agency.head, &desks.head, &id).await.unwrap();
    act(office, clerk, &id, "allocate").await;
    // The authority is trusted no more: what the head signed can no longer be proven.
    let trust = agency.test.as_ref().unwrap().folder.path().join("trust");
    let kept = trust.with_extension("kept");
    std::fs::rename(&trust, &kept).unwrap();
    std::fs::create_dir(&trust).unwrap();
    let refused = sign(office, clerk, &desks.seal, &id).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(_)), "{refused:?}");
    assert_eq!(status(office, clerk, &id).await, "seal");
    std::fs::remove_dir(&trust).unwrap();
    std::fs::rename(&kept, &trust).unwrap();
    sign(office, clerk, &desks.seal, &id).await.unwrap();
    assert_eq!(status(office, clerk, &id).await, "issue");
}
