//! Signing in, sessions, passwords and the second factor.

use access::Role;
use office::Error;
use office::people::{Details, Entry, NewAccount, NewAppointment};
use time::Duration;
use totp_rs::{Builder, Secret};

use super::{agencies, attempt, enter, faults, visit};
use crate::support::PASSWORD;

const OTHER: &str = "chiều nay nắng nhẹ 41";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_refusal_serves_every_failure() {
    for (agency, _) in agencies().await {
        let office = &agency.office;
        assert!(enter(office, " DRAFTER ", PASSWORD).await.is_ok());
        for (login, password) in [
            ("drafter", OTHER),
            ("nobody", PASSWORD),
            ("", ""),
            ("drafter", ""),
        ] {
            let refused = enter(office, login, password).await.unwrap_err();
            assert_eq!(refused.code(), "office-sign-in-refused", "{login}");
            assert!(refused.values().is_empty(), "{login}");
        }
        let drafter = agency.drafter.account();
        let person = office.account(&agency.administrator, drafter).await;
        let version = person.unwrap().version;
        let closed = office.close_account(&agency.administrator, drafter, version);
        closed.await.unwrap();
        let refused = enter(office, "drafter", PASSWORD).await.unwrap_err();
        assert_eq!(refused.code(), "office-sign-in-refused");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wait_grows_with_every_failure_after_the_fifth() {
    for (agency, hands) in agencies().await {
        let office = &agency.office;
        let fail = async || enter(office, "drafter", OTHER).await.unwrap_err();
        for _ in 0..5 {
            fail().await;
        }
        let locked = |person: office::people::Person| person.locked_until.is_some();
        let (by, drafter) = (&agency.administrator, agency.drafter.account());
        assert!(locked(office.account(by, drafter).await.unwrap()));
        assert!(matches!(
            enter(office, "drafter", PASSWORD).await,
            Err(Error::SignInRefused)
        ));
        // Another person is not kept out.
        assert!(enter(office, "clerk", PASSWORD).await.is_ok());
        hands.turn(Duration::seconds(61));
        fail().await;
        hands.turn(Duration::seconds(61));
        assert!(matches!(
            enter(office, "drafter", PASSWORD).await,
            Err(Error::SignInRefused)
        ));
        hands.turn(Duration::seconds(60));
        assert!(enter(office, "drafter", PASSWORD).await.is_ok());
        // A success clears the count.
        for _ in 0..4 {
            fail().await;
        }
        assert!(enter(office, "drafter", PASSWORD).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_listed_ended_and_expire() {
    for (agency, hands) in agencies().await {
        let office = &agency.office;
        let (first, here) = visit(office, "drafter").await;
        let (second, there) = visit(office, "drafter").await;
        let (_, stranger) = visit(office, "clerk").await;
        let listed = office.own_sessions(&here).await.unwrap();
        assert_eq!(listed.len(), 2);
        assert!(listed.iter().all(|it| it.id != first && it.id != second));
        let foreign = office.end_own_session(&here, Some(&stranger.session)).await;
        assert!(matches!(foreign, Err(Error::NotFound)));
        let ended = office.end_own_session(&here, Some(&there.session)).await;
        ended.unwrap();
        assert!(office.visit(&second).await.unwrap().is_none());
        let (third, _) = visit(office, "drafter").await;
        office.end_own_session(&here, None).await.unwrap();
        assert!(office.visit(&third).await.unwrap().is_none());
        assert!(office.visit(&first).await.unwrap().is_some());
        assert!(office.visit("nothing").await.unwrap().is_none());
        // Used every hour it lasts twelve; unused it lasts two.
        for _ in 0..11 {
            hands.turn(Duration::HOUR);
            assert!(office.visit(&first).await.unwrap().is_some());
        }
        hands.turn(Duration::HOUR);
        assert!(office.visit(&first).await.unwrap().is_none());
        let (idle, _) = visit(office, "drafter").await;
        hands.turn(Duration::hours(2));
        assert!(office.visit(&idle).await.unwrap().is_none());
        let (out, _) = visit(office, "drafter").await;
        office.sign_out(&out).await.unwrap();
        assert!(office.visit(&out).await.unwrap().is_none());
        let (taken, visit) = visit(office, "drafter").await;
        let ended = office.end_sessions(&agency.administrator, &visit.account);
        ended.await.unwrap();
        assert!(office.visit(&taken).await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_acts_in_one_of_the_own_appointments_at_a_time() {
    for (agency, hands) in agencies().await {
        let (office, by) = (&agency.office, &agency.administrator);
        hands.turn(Duration::DAY);
        let new = NewAppointment {
            account: agency.drafter.account().to_owned(),
            unit: Some(agency.unit.clone()),
            title: "Phó Chánh Văn phòng".to_owned(),
            role: Role::UnitHead,
            from: None,
            until: None,
        };
        let second = office.appoint(by, &new).await.unwrap();
        let (token, before) = visit(office, "drafter").await;
        assert_eq!(before.posts.len(), 2);
        assert_eq!(before.acting().unwrap().actor().role(), Role::Drafter);
        let others = agency.clerk.actor().appointment();
        let refused = office.switch(&before, others).await.unwrap_err();
        assert_eq!(refused.code(), "actor-not-appointed");
        office.switch(&before, &second).await.unwrap();
        let after = office.visit(&token).await.unwrap().unwrap();
        assert_eq!(after.acting().unwrap().actor().role(), Role::UnitHead);
        office.end_appointment(by, &second).await.unwrap();
        let after = office.visit(&token).await.unwrap().unwrap();
        assert_eq!(after.acting().unwrap().actor().role(), Role::Drafter);
        let refused = office.switch(&before, &second).await.unwrap_err();
        assert_eq!(refused.code(), "actor-not-in-force");
        // Whoever works nowhere is signed out.
        let last = agency.drafter.actor().appointment();
        office.end_appointment(by, last).await.unwrap();
        assert!(office.visit(&token).await.unwrap().is_none());
        let nowhere = enter(office, "drafter", PASSWORD).await;
        assert!(matches!(nowhere, Err(Error::NoAppointment)));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_password_is_changed_before_anything_is_done() {
    for (agency, _) in agencies().await {
        let (office, by) = (&agency.office, &agency.administrator);
        let account = NewAccount {
            login: "moi.tuyen".to_owned(),
            details: Details {
                full_name: "Vũ Thị Mới Tuyển".to_owned(),
                ..Details::default()
            },
            password: None,
        };
        let refused = office.add_account(&agency.head, &account).await;
        assert_eq!(refused.unwrap_err().code(), "access-role");
        let added = office.add_account(by, &account).await.unwrap();
        let again = office.add_account(by, &account).await;
        assert_eq!(faults(again), ["account-login-taken"]);
        let new = NewAppointment {
            account: added.account.clone(),
            unit: None,
            title: "Công chức".to_owned(),
            role: Role::Member,
            from: None,
            until: None,
        };
        office.appoint(by, &new).await.unwrap();
        let token = enter(office, "moi.tuyen", &added.password).await.unwrap();
        let visit = office.visit(&token).await.unwrap().unwrap();
        assert!(matches!(visit.acting(), Err(Error::PasswordChangeNeeded)));
        let change = async |current: &str, new: &str| {
            faults(office.change_password(&visit, current, new).await)
        };
        let first = added.password.as_str();
        assert_eq!(change(OTHER, OTHER).await, ["password-wrong"]);
        assert_eq!(change(first, "ngắn").await, ["password-short"]);
        assert_eq!(change(first, "moi.tuyen 2026").await, ["password-guessed"]);
        assert_eq!(change(first, first).await, ["password-same"]);
        let long = "dài và khác ".repeat(20);
        assert_eq!(change(first, &long).await, ["password-long"]);
        let other = enter(office, "moi.tuyen", first).await.unwrap();
        office.change_password(&visit, first, OTHER).await.unwrap();
        assert!(office.visit(&other).await.unwrap().is_none());
        let visit = office.visit(&token).await.unwrap().unwrap();
        assert!(visit.acting().is_ok());
        let old = enter(office, "moi.tuyen", first).await;
        assert!(matches!(old, Err(Error::SignInRefused)));
        // A reset ends what is open and begins anew.
        let reset = office.reset_account(by, &added.account).await.unwrap();
        assert!(office.visit(&token).await.unwrap().is_none());
        let token = enter(office, "moi.tuyen", &reset.password).await.unwrap();
        let visit = office.visit(&token).await.unwrap().unwrap();
        assert!(visit.must_change_password);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_of_the_second_factor_is_good_once() {
    for (agency, hands) in agencies().await {
        let office = &agency.office;
        let (_, visit) = visit(office, "drafter").await;
        let wrong = office.begin_second_factor(&visit, OTHER).await;
        assert_eq!(faults(wrong), ["password-wrong"]);
        let factor = office.begin_second_factor(&visit, PASSWORD).await.unwrap();
        assert!(factor.address.starts_with("otpauth://totp/"));
        let secret = Secret::try_from_base32(&factor.secret).unwrap();
        let totp = Builder::new()
            .with_secret(secret)
            .with_account_name("drafter")
            .with_issuer(Some("Công Vụ"))
            .build()
            .unwrap();
        let code = || totp.generate(hands.seconds()).to_string();
        let wrong = |code: &str| {
            let last = if code.ends_with('0') { '1' } else { '0' };
            format!("{}{last}", &code[..5])
        };
        // Not asked for before it is confirmed.
        assert!(enter(office, "drafter", PASSWORD).await.is_ok());
        let refused = office.confirm_second_factor(&visit, &wrong(&code())).await;
        assert_eq!(faults(refused), ["second-factor-wrong"]);
        office.confirm_second_factor(&visit, &code()).await.unwrap();
        let sign_in =
            async |code: Option<&str>| office.sign_in(&attempt("drafter", PASSWORD, code)).await;
        assert!(matches!(sign_in(None).await, Ok(Entry::CodeWanted)));
        let spent = sign_in(Some(&code())).await;
        assert!(matches!(spent, Err(Error::SignInRefused)));
        hands.turn(Duration::seconds(90));
        let refused = sign_in(Some(&wrong(&code()))).await;
        assert!(matches!(refused, Err(Error::SignInRefused)));
        assert!(matches!(
            sign_in(Some(&code())).await,
            Ok(Entry::Open { .. })
        ));
        let twice = sign_in(Some(&code())).await;
        assert!(matches!(twice, Err(Error::SignInRefused)));
        let again = office.begin_second_factor(&visit, PASSWORD).await;
        assert_eq!(faults(again), ["second-factor-on"]);
        office.remove_second_factor(&visit, PASSWORD).await.unwrap();
        assert!(enter(office, "drafter", PASSWORD).await.is_ok());
    }
}
