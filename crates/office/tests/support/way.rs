//! A document's way through the office, step by step.

use documents::template::{Letterhead, Templates};
use documents::{Catalogue, Notation};
use office::outgoing::{DraftFields, RecipientEntry};
use office::people::ImageKind;
use office::{Acting, Error, Office};
use process::Command;

use super::{Agency, Desk, TestAuthority};

pub const SAMPLE: &[u8] = include_bytes!("../../../../samples/quyet-dinh.pdf");

/// A draft from a word processor.
pub fn docx() -> Vec<u8> {
    let catalogue = Catalogue::built_in().unwrap();
    let kind = catalogue.get("ke-hoach").unwrap();
    let letterhead = Letterhead {
        superior: None,
        agency: "Ủy ban nhân dân xã An Thử".to_owned(),
        authority: String::new(),
        place: "An Thử".to_owned(),
        notation: Notation::of(kind, "UBND", Some("VP")).unwrap(),
        year: 2026,
        unit: "VP".to_owned(),
        title: vec!["CHỦ TỊCH".to_owned()],
        signer: "Nguyễn Văn Bình An".to_owned(),
    };
    let templates = Templates::built_in().unwrap();
    templates.docx(kind, &letterhead).unwrap()
}

pub async fn draft(agency: &Agency, signer: &Acting) -> String {
    let paper = RecipientEntry {
        kind: "outside".to_owned(),
        name: "Như Điều 3".to_owned(),
        channel: "paper".to_owned(),
        copies: 2,
        ..RecipientEntry::default()
    };
    draft_to(agency, signer, vec![paper]).await
}

/// A draft with its file, to these recipients.
pub async fn draft_to(agency: &Agency, signer: &Acting, recipients: Vec<RecipientEntry>) -> String {
    let fields = DraftFields {
        type_code: "quyet-dinh".to_owned(),
        subject: "Về việc ban hành Quy chế làm việc".to_owned(),
        urgency: "normal".to_owned(),
        unit: agency.unit.clone(),
        signer: Some((
            signer.account().to_owned(),
            signer.actor().appointment().to_owned(),
        )),
        recipients,
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

pub async fn act(office: &Office, by: &Acting, id: &str, action: &str) -> String {
    act_with(office, by, id, action, |_| ()).await.unwrap()
}

pub async fn act_with(
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

pub async fn sign(office: &Office, by: &Acting, desk: &Desk, id: &str) -> Result<(), Error> {
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

pub struct Desks {
    pub chief: Desk,
    pub head: Desk,
    pub deputy: Desk,
    pub seal: Desk,
}

pub async fn desks(agency: &Agency, authority: &TestAuthority) -> Desks {
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

/// Carries a document from the draft to the issued one.
pub async fn issue(agency: &Agency, desks: &Desks, id: &str) {
    let (office, clerk) = (&agency.office, &agency.clerk);
    act(office, &agency.drafter, id, "submit").await;
    sign(office, &agency.chief, &desks.chief, id).await.unwrap();
    act(office, clerk, id, "approve-format").await;
    sign(office, &agency.head, &desks.head, id).await.unwrap();
    act(office, clerk, id, "allocate").await;
    sign(office, clerk, &desks.seal, id).await.unwrap();
    assert_eq!(act(office, clerk, id, "issue").await, "issued");
}
