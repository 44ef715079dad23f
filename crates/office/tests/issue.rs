//! A document goes from the draft to the recipients, on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod support;

use office::outgoing::{DraftFields, RecipientEntry};
use office::people::ImageKind;
use office::{Acting, Error, Office};
use process::{Command, StepId};
use support::{Agency, Desk, TestAuthority};

const SAMPLE: &[u8] = include_bytes!("../../../samples/quyet-dinh.pdf");

async fn draft(agency: &Agency, signer: &Acting) -> String {
    let fields = DraftFields {
        type_code: "quyet-dinh".to_owned(),
        subject: "Về việc ban hành Quy chế làm việc".to_owned(),
        urgency: "normal".to_owned(),
        unit: agency.unit.clone(),
        signer: Some((
            signer.account().to_owned(),
            signer.actor().appointment().to_owned(),
        )),
        recipients: vec![RecipientEntry {
            kind: "outside".to_owned(),
            name: "Như Điều 3".to_owned(),
            channel: "paper".to_owned(),
            copies: 2,
            ..RecipientEntry::default()
        }],
        ..DraftFields::default()
    };
    let id = agency
        .office
        .create_draft(&agency.drafter, &fields)
        .await
        .unwrap();
    let name = "quyet-dinh.pdf";
    let uploaded = agency
        .office
        .upload(&agency.drafter, &id, name, SAMPLE.to_vec())
        .await
        .unwrap();
    assert!(uploaded.number_fields, "{uploaded:?}");
    id
}

async fn act(office: &Office, by: &Acting, id: &str, action: &str) -> String {
    act_with(office, by, id, action, |_| ()).await.unwrap()
}

async fn act_with(
    office: &Office,
    by: &Acting,
    id: &str,
    action: &str,
    change: impl FnOnce(&mut Command),
) -> Result<String, Error> {
    let version = office.outgoing(by, id).await?.state.version;
    let mut command = Command::new(process::ActionId::from(action), version);
    change(&mut command);
    Ok(office.act(by, id, &command, None).await?.status)
}

async fn sign(office: &Office, by: &Acting, desk: &Desk, id: &str) -> Result<(), Error> {
    let ids = [id.to_owned()];
    let asked = office
        .begin_signing(by, &ids, &desk.fingerprint, &desk.pairing)
        .await?;
    let answer = desk.answer(&asked.envelope);
    let outcomes = office.complete_signing(by, &asked.batch, &answer).await?;
    let outcome = outcomes.into_iter().next().unwrap();
    outcome.result?;
    // Done at once, or the reason why not.
    office.stamp(by.agency(), &outcome.request).await
}

async fn status(office: &Office, by: &Acting, id: &str) -> String {
    office.outgoing(by, id).await.unwrap().row.status
}

struct Desks {
    chief: Desk,
    head: Desk,
    deputy: Desk,
    seal: Desk,
}

async fn desks(agency: &Agency, authority: &TestAuthority) -> Desks {
    let initials = (ImageKind::Initials, "ky-nhay.png");
    let signature = (ImageKind::Signature, "chu-ky.png");
    let seal = (ImageKind::Seal, "con-dau.png");
    Desks {
        chief: agency
            .desk(&agency.chief, authority, "an-thu-chief", initials)
            .await,
        head: agency
            .desk(&agency.head, authority, "an-thu-head", signature)
            .await,
        deputy: agency
            .desk(&agency.deputy, authority, "an-thu-deputy", signature)
            .await,
        seal: agency
            .desk(&agency.clerk, authority, "an-thu-organization", seal)
            .await,
    }
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
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("issued.pdf");
        std::fs::write(&path, bytes).unwrap();
        let judge = std::process::Command::new("pdfsig")
            .arg("-nocert")
            .arg(&path)
            .output();
        let said = String::from_utf8(judge.unwrap().stdout).unwrap();
        assert_eq!(said.matches("Signature is Valid").count(), 3, "{said}");
        let story = office.story(clerk, &id).await.unwrap();
        let kinds: Vec<_> = story.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds[..2], ["created", "uploaded"]);
        assert_eq!(kinds.iter().filter(|kind| **kind == "acted").count(), 7);
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
    assert_eq!(status(office, &agency.clerk, &id).await, "format");
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
