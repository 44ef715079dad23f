//! An agency is a wall: what is of another one does not exist, whoever asks.

use access::{Action, KeyScope, PaperBasis, Role, Scope, SigningForm};
use office::Error;
use office::people::{
    Details, HandOver, ImageKind, NewAppointment, NewDelegation, NewImage, NewToken, NewUnit,
    RequestKind, Wanted,
};
use time::macros::date;

use super::{agencies, faults, visit};
use crate::support::{Agency, PASSWORD};

fn missing<T>(result: Result<T, Error>) {
    match result {
        Err(Error::NotFound) => {}
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("went through the wall"),
    }
}

fn paper() -> PaperBasis {
    PaperBasis {
        number: "02/QĐ-UBND".to_owned(),
        date: date!(2026 - 02 - 02),
    }
}

fn delegation(giver: &str, receiver: &str) -> NewDelegation {
    NewDelegation {
        form: SigningForm::ForHead,
        giver: giver.to_owned(),
        receiver: receiver.to_owned(),
        passes_on: None,
        actions: vec![Action::Sign],
        scope: Scope::Agency,
        from: None,
        until: None,
        basis: paper(),
    }
}

fn appointment(account: &str, unit: Option<&str>) -> NewAppointment {
    NewAppointment {
        account: account.to_owned(),
        unit: unit.map(ToOwned::to_owned),
        title: "Chuyên viên".to_owned(),
        role: Role::Member,
        from: None,
        until: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn units_of_another_agency() {
    for (agency, _) in agencies().await {
        let other = agency.neighbour().await;
        let (office, by) = (&agency.office, &agency.administrator);
        let unit = |code: &str, parent: Option<&str>| NewUnit {
            code: code.to_owned(),
            name: "Phòng Thử".to_owned(),
            parent: parent.map(ToOwned::to_owned),
        };
        let below = office.add_unit(by, &unit("PT", Some(&other.unit))).await;
        assert_eq!(faults(below), ["unit-parent-wrong"]);
        let moved = unit("VP", Some(&other.unit));
        let moved = office.change_unit(by, &agency.unit, &moved, 0).await;
        assert_eq!(faults(moved), ["unit-parent-wrong"]);
        let renamed = unit("VP", None);
        missing(office.change_unit(by, &other.unit, &renamed, 0).await);
        missing(office.end_unit(by, &other.unit, 0).await);
        let own = office.units(by).await.unwrap();
        assert!(own.iter().all(|it| it.agency_id == agency.id));
        let theirs = office.units(&other.administrator).await.unwrap();
        assert_eq!(theirs[0].name, "Văn phòng");
        let account = agency.drafter.account();
        let appointed = appointment(account, Some(&other.unit));
        let appointed = office.appoint(by, &appointed).await;
        assert_eq!(faults(appointed), ["appoint-unit-unknown"]);
        // A unit that has people stays.
        let ended = office.end_unit(by, &agency.unit, 0).await;
        assert_eq!(faults(ended), ["unit-has-people"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accounts_of_another_agency() {
    for (agency, _) in agencies().await {
        let other = agency.neighbour().await;
        let (office, by) = (&agency.office, &agency.administrator);
        let theirs = other.drafter.account();
        let details = Details {
            full_name: "Đỗ Thị Khác".to_owned(),
            ..Details::default()
        };
        missing(office.account(by, theirs).await);
        missing(office.change_account(by, theirs, &details, 0).await);
        missing(office.reset_account(by, theirs).await);
        missing(office.close_account(by, theirs, 0).await);
        missing(office.end_sessions(by, theirs).await);
        missing(office.appoint(by, &appointment(theirs, None)).await);
        for kind in [RequestKind::Reset, RequestKind::Change, RequestKind::Remove] {
            let wanted = Wanted {
                kind,
                account: Some(theirs.to_owned()),
                login: String::new(),
                details: details.clone(),
                unit: None,
                title: String::new(),
                role: None,
            };
            missing(office.request_account(by, &wanted, "Theo đề nghị").await);
        }
        let own = office.accounts(by).await.unwrap();
        assert_eq!(own.len(), 6);
        let known = office.directory(&agency.drafter).await.unwrap();
        assert!(known.iter().all(|it| it.agency_id == agency.id));
        let acting = office.acting(theirs, &agency.id, other.drafter.actor().appointment(), "");
        assert!(matches!(acting.await, Err(Error::NotActing(_))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn appointments_delegations_and_keys_of_another_agency() {
    for (agency, _) in agencies().await {
        let other = agency.neighbour().await;
        let (office, by) = (&agency.office, &agency.administrator);
        let post = |of: &office::Acting| of.actor().appointment().to_owned();
        let (head, deputy) = (post(&agency.head), post(&agency.deputy));
        missing(office.end_appointment(by, &post(&other.drafter)).await);
        for (giver, receiver) in [
            (&post(&other.head), &deputy),
            (&head, &post(&other.deputy)),
            (&post(&other.head), &post(&other.deputy)),
        ] {
            let refused = office.delegate(by, &delegation(giver, receiver)).await;
            assert_eq!(faults(refused), ["delegation-not-in-force"]);
        }
        let theirs = delegation(&post(&other.head), &post(&other.deputy));
        let theirs = office.delegate(&other.head, &theirs).await.unwrap();
        missing(office.end_delegation(by, &theirs).await);
        assert!(office.delegations(by).await.unwrap().is_empty());
        let key = |appointment: String| NewToken {
            name: "Một cửa".to_owned(),
            appointment,
            days: 30,
            scope: KeyScope::Read,
        };
        missing(office.make_token(by, &key(post(&other.clerk))).await);
        let theirs = key(post(&other.clerk));
        let made = office.make_token(&other.administrator, &theirs);
        let made = made.await.unwrap();
        let kept = office.tokens(&other.administrator).await.unwrap();
        let id = &kept[0].id;
        missing(office.end_token(by, id).await);
        assert!(office.tokens(by).await.unwrap().is_empty());
        // Nor does anybody but its owner confirm or refuse it.
        for login in ["clerk", "quantri", "binh.quantri"] {
            let (_, stranger) = visit(office, login).await;
            assert!(office.own_tokens(&stranger).await.unwrap().is_empty());
            missing(office.confirm_own_token(&stranger, id, PASSWORD).await);
            missing(office.end_own_token(&stranger, id).await);
        }
        assert!(office.bearer(&made.token).await.unwrap().is_none());
        let (_, owner) = visit(office, "binh.clerk").await;
        let confirmed = office.confirm_own_token(&owner, id, PASSWORD);
        confirmed.await.unwrap();
        let bearer = office.bearer(&made.token).await.unwrap().unwrap();
        assert_eq!(bearer.acting.agency(), other.id);
    }
}

async fn asked(agency: &Agency) -> String {
    let wanted = Wanted {
        kind: RequestKind::Reset,
        account: Some(agency.drafter.account().to_owned()),
        login: String::new(),
        details: Details::default(),
        unit: None,
        title: String::new(),
        role: None,
    };
    let id = agency
        .office
        .request_account(&agency.chief, &wanted, "Quên mật khẩu");
    id.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_alerts_records_and_the_token_of_another_agency() {
    for (agency, _) in agencies().await {
        let other = agency.neighbour().await;
        let office = &agency.office;
        let request = asked(&other).await;
        missing(
            office
                .decide_request(&agency.head, &request, true, "")
                .await,
        );
        missing(
            office
                .carry_out_request(&agency.administrator, &request)
                .await,
        );
        assert!(
            office
                .account_requests(&agency.head)
                .await
                .unwrap()
                .is_empty()
        );
        let alert = &office.alerts(&other.head).await.unwrap()[0];
        missing(office.confirm_alert(&agency.head, &alert.id).await);
        let own = office.alerts(&agency.head).await.unwrap();
        assert!(own.iter().all(|it| it.change.agency == agency.id));
        let (clerk, paper) = (other.clerk.account(), paper());
        let permitted = office.permit_token_hand_over(&agency.head, clerk, &paper);
        assert_eq!(faults(permitted.await), ["custody-no-clerk"]);
        let permission = office.permit_token_hand_over(&other.head, clerk, &paper);
        let it = HandOver {
            permission: permission.await.unwrap(),
            minutes: "Biên bản bàn giao".to_owned(),
        };
        missing(office.hand_over_token(&agency.clerk, &it).await);
        assert!(
            office
                .token_permissions(&agency.head)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(office.token_keepers(&agency.head).await.unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pictures_of_another_agency_and_of_others() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/");
    let pictures = std::fs::read_dir(samples).unwrap();
    let png = pictures
        .map(|it| it.unwrap().path())
        .find(|it| it.extension().is_some_and(|it| it == "png"));
    let png = std::fs::read(png.unwrap()).unwrap();
    for (agency, _) in agencies().await {
        let other = agency.neighbour().await;
        let office = &agency.office;
        let image = |kind, width_um| NewImage {
            kind,
            png: png.clone(),
            width_um,
        };
        for kind in [ImageKind::Signature, ImageKind::Initials] {
            let kept = office.keep_image(&other.head, &image(kind, 30_000)).await;
            kept.unwrap();
            for by in [&agency.head, &other.deputy] {
                assert!(office.image(by, kind).await.unwrap().is_none());
                missing(office.image_bytes(by, kind).await);
                missing(office.remove_image(by, kind).await);
            }
            assert!(office.image_bytes(&other.head, kind).await.is_ok());
        }
        let seal = image(ImageKind::Seal, 36_000);
        office.keep_image(&other.clerk, &seal).await.unwrap();
        assert!(
            office
                .image(&agency.clerk, ImageKind::Seal)
                .await
                .unwrap()
                .is_none()
        );
        for by in [&other.head, &other.administrator, &other.drafter] {
            let refused = office.image_bytes(by, ImageKind::Seal).await;
            assert!(matches!(refused, Err(Error::Denied(_))));
            let refused = office.keep_image(by, &seal).await;
            assert!(matches!(refused, Err(Error::Denied(_))));
        }
        let wide = image(ImageKind::Signature, 200_000);
        let wide = office.keep_image(&agency.head, &wide).await;
        assert_eq!(faults(wide), ["image-size"]);
    }
}
