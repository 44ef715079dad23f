//! Delegations: what may be given, to whom, how far and how long (Nghị định 30/2020, Đ13).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use access::{
    Action, Actor, Agency, Appointment, Delegation, Denial, Facts, Keeping, NoActor, Org, Outgoing,
    PaperBasis, Period, Role, Scope, SigningForm, Standing, Status, Unit, decide,
};
use time::macros::{date, utc_datetime};
use time::{Duration, UtcDateTime};

const NOW: UtcDateTime = utc_datetime!(2026-11-21 03:00);
const LATER: UtcDateTime = utc_datetime!(2026-12-01 00:00);

/// An agency with a head, a deputy, two unit heads, a specialist in each unit, a clerk.
struct Office {
    org: Org,
    appointments: Vec<Appointment>,
    delegations: Vec<Delegation>,
    keepings: Vec<Keeping>,
}

impl Office {
    fn new() -> Self {
        let since = Period::since(utc_datetime!(2020-01-01 00:00));
        let agency = Agency {
            id: "so".into(),
            parent: None,
            period: since,
            successors: Vec::new(),
        };
        let units = ["phong-1", "phong-2"].map(|id| Unit {
            id: id.into(),
            agency: "so".into(),
            parent: None,
            period: since,
        });
        let person = |account: &str, role, unit: Option<&str>| Appointment {
            id: format!("bn-{account}"),
            account: account.into(),
            agency: "so".into(),
            unit: unit.map(Into::into),
            title: "Chức vụ".into(),
            role,
            period: since,
        };
        Self {
            org: Org::new([agency], units).unwrap(),
            appointments: vec![
                person("head", Role::Head, None),
                person("deputy", Role::Deputy, None),
                person("clerk", Role::Clerk, None),
                person("clerk-2", Role::Clerk, None),
                person("admin", Role::Administrator, None),
                person("unit-head-1", Role::UnitHead, Some("phong-1")),
                person("unit-head-2", Role::UnitHead, Some("phong-2")),
                person("drafter-1", Role::Drafter, Some("phong-1")),
                person("drafter-2", Role::Drafter, Some("phong-2")),
            ],
            delegations: Vec::new(),
            keepings: vec![Keeping {
                agency: "so".into(),
                account: "clerk".into(),
                period: since,
                permission: basis(),
            }],
        }
    }

    fn standing(&self) -> Standing<'_> {
        Standing {
            org: &self.org,
            appointments: &self.appointments,
            delegations: &self.delegations,
            keepings: &self.keepings,
        }
    }

    fn actor_at(&self, account: &str, now: UtcDateTime) -> Result<Actor, NoActor> {
        (self.standing()).actor(account, &format!("bn-{account}"), now)
    }

    fn actor(&self, account: &str) -> Actor {
        self.actor_at(account, NOW).unwrap()
    }

    fn check(&self, delegation: &Delegation) -> &'static str {
        match delegation.check(&self.standing()) {
            Ok(()) => "ok",
            Err(fault) => fault.code(),
        }
    }

    fn with(mut self, delegation: Delegation) -> Self {
        self.delegations.push(delegation);
        self
    }
}

fn basis() -> PaperBasis {
    PaperBasis {
        number: "15/GUQ-SNV".into(),
        date: date!(2026 - 11 - 20),
    }
}

fn delegation(form: SigningForm, giver: &str, receiver: &str, actions: &[Action]) -> Delegation {
    Delegation {
        id: format!("uq-{receiver}"),
        agency: "so".into(),
        form,
        giver: format!("bn-{giver}"),
        receiver: format!("bn-{receiver}"),
        passes_on: None,
        actions: actions.iter().copied().collect(),
        scope: Scope::Agency,
        period: Period {
            from: NOW,
            until: Some(LATER),
        },
        basis: basis(),
    }
}

fn document(unit: &str, signer: &str, status: Status) -> Facts {
    Facts::Outgoing(Outgoing {
        agency: "so".into(),
        drafter: "drafter-1".into(),
        unit: Some(unit.into()),
        signer: Some(signer.into()),
        status,
        grants: Vec::new(),
    })
}

#[test]
fn the_authorised_signs_what_he_was_chosen_for_and_only_while_it_lasts() {
    let given = delegation(
        SigningForm::ByAuthorisation,
        "head",
        "unit-head-1",
        &[Action::Sign],
    );
    let office = Office::new();
    assert_eq!(office.check(&given), "ok");
    let chosen = document("phong-1", "unit-head-1", Status::Sign);
    let denied = decide(&office.actor("unit-head-1"), Action::Sign, &chosen).unwrap_err();
    assert_eq!(denied.code(), "access-role");

    let office = office.with(given);
    let basis = decide(&office.actor("unit-head-1"), Action::Sign, &chosen).unwrap();
    assert_eq!(basis.delegation.as_deref(), Some("uq-unit-head-1"));
    assert_eq!(basis.role, Role::Head);
    let not_chosen = document("phong-1", "head", Status::Sign);
    let denied = decide(&office.actor("unit-head-1"), Action::Sign, &not_chosen).unwrap_err();
    assert_eq!(denied.code(), "access-relation");

    let last = office.actor_at("unit-head-1", LATER - Duration::MILLISECOND);
    assert!(decide(&last.unwrap(), Action::Sign, &chosen).is_ok());
    let over = office.actor_at("unit-head-1", LATER).unwrap();
    assert!(decide(&over, Action::Sign, &chosen).is_err());
}

#[test]
fn a_delegation_ends_with_the_giver_or_the_receiver() {
    let given = delegation(
        SigningForm::ByAuthorisation,
        "head",
        "unit-head-1",
        &[Action::Sign],
    );
    let chosen = document("phong-1", "unit-head-1", Status::Sign);
    let mut office = Office::new().with(given);
    office.appointments[0].period.until = Some(NOW);
    assert!(decide(&office.actor("unit-head-1"), Action::Sign, &chosen).is_err());

    let mut office = Office::new();
    office.appointments[5].period.until = Some(NOW);
    let refused = office.actor_at("unit-head-1", NOW).unwrap_err();
    assert_eq!(refused.code(), "actor-not-in-force");
    let others = office
        .standing()
        .actor("clerk", "bn-head", NOW)
        .unwrap_err();
    assert_eq!(others.code(), "actor-not-appointed");
}

#[test]
fn the_scope_is_a_wall() {
    let office = Office::new().with(Delegation {
        scope: Scope::Unit("phong-2".into()),
        ..delegation(
            SigningForm::ByAuthorisation,
            "head",
            "unit-head-1",
            &[Action::ReadDocument, Action::Approve],
        )
    });
    let actor = office.actor("unit-head-1");
    let approve = |unit| {
        decide(
            &actor,
            Action::Approve,
            &document(unit, "deputy", Status::Approve),
        )
    };
    assert!(approve("phong-2").is_ok());
    assert_eq!(approve("phong-1").unwrap_err().code(), "access-relation");
}

#[test]
fn what_cannot_be_given_is_refused() {
    let office = Office::new();
    let authorised = |actions: &[Action]| {
        delegation(SigningForm::ByAuthorisation, "head", "unit-head-1", actions)
    };
    let sign = authorised(&[Action::Sign]);
    assert_eq!(office.check(&authorised(&[])), "delegation-nothing");
    let seal = delegation(
        SigningForm::ByAuthorisation,
        "clerk",
        "clerk-2",
        &[Action::Seal],
    );
    assert_eq!(office.check(&seal), "delegation-not-delegable");
    let not_his = delegation(
        SigningForm::ByAuthorisation,
        "unit-head-1",
        "drafter-1",
        &[Action::Sign],
    );
    assert_eq!(office.check(&not_his), "delegation-not-the-givers");
    let endless = Delegation {
        period: Period::since(NOW),
        ..sign.clone()
    };
    assert_eq!(office.check(&endless), "delegation-end-missing");
    let backwards = Delegation {
        period: Period {
            from: LATER,
            until: Some(NOW),
        },
        ..sign.clone()
    };
    assert_eq!(office.check(&backwards), "delegation-period");
    let unwritten = Delegation {
        basis: PaperBasis {
            number: " ".into(),
            ..basis()
        },
        ..sign.clone()
    };
    assert_eq!(office.check(&unwritten), "delegation-basis-missing");
    let nowhere = Delegation {
        scope: Scope::Unit("phong-9".into()),
        ..sign
    };
    assert_eq!(office.check(&nowhere), "delegation-unknown-unit");
}

#[test]
fn the_receiver_must_fit_the_form() {
    let office = Office::new();
    let check = |form, receiver| office.check(&delegation(form, "head", receiver, &[Action::Sign]));
    assert_eq!(check(SigningForm::ForHead, "deputy"), "ok");
    assert_eq!(
        check(SigningForm::ForHead, "drafter-1"),
        "delegation-receiver-unfit"
    );
    assert_eq!(check(SigningForm::ByOrder, "unit-head-1"), "ok");
    assert_eq!(
        check(SigningForm::ByOrder, "drafter-1"),
        "delegation-receiver-unfit"
    );
    assert_eq!(
        check(SigningForm::ByAuthorisation, "admin"),
        "delegation-receiver-unfit"
    );
    assert_eq!(
        check(SigningForm::ByAuthorisation, "head"),
        "delegation-to-oneself"
    );
    assert_eq!(
        check(SigningForm::ByAuthorisation, "nobody"),
        "delegation-not-in-force"
    );
}

#[test]
fn an_authorisation_is_not_passed_on_and_an_order_once_inside_the_unit() {
    let first = |form| delegation(form, "head", "unit-head-1", &[Action::Sign]);
    let passed = |form, giver: &str, receiver: &str, of: &str| Delegation {
        passes_on: Some(of.into()),
        ..delegation(form, giver, receiver, &[Action::Sign])
    };

    let office = Office::new().with(first(SigningForm::ByAuthorisation));
    let again = passed(
        SigningForm::ByAuthorisation,
        "unit-head-1",
        "drafter-1",
        "uq-unit-head-1",
    );
    assert_eq!(office.check(&again), "delegation-passed-on");

    let office = Office::new().with(first(SigningForm::ByOrder));
    let inside = passed(
        SigningForm::ByOrder,
        "unit-head-1",
        "drafter-1",
        "uq-unit-head-1",
    );
    assert_eq!(office.check(&inside), "ok");
    let outside = Delegation {
        receiver: "bn-drafter-2".into(),
        ..inside.clone()
    };
    assert_eq!(office.check(&outside), "delegation-passed-on");
    let wider = Delegation {
        actions: [Action::Sign, Action::Approve].into(),
        ..inside.clone()
    };
    assert_eq!(office.check(&wider), "delegation-passed-on");

    let mut office = office.with(inside);
    let chosen = document("phong-1", "drafter-1", Status::Sign);
    assert!(decide(&office.actor("drafter-1"), Action::Sign, &chosen).is_ok());
    let third = passed(
        SigningForm::ByOrder,
        "drafter-1",
        "unit-head-1",
        "uq-drafter-1",
    );
    assert_eq!(office.check(&third), "delegation-passed-on");
    // What is passed on ends with what it passes on.
    office.delegations[0].period.until = Some(NOW);
    assert!(decide(&office.actor("drafter-1"), Action::Sign, &chosen).is_err());
}

#[test]
fn only_the_keeper_of_the_token_seals_and_whoever_administers_reads_nothing() {
    let office = Office::new().with(delegation(
        SigningForm::ByAuthorisation,
        "head",
        "admin",
        &[Action::ReadDocument],
    ));
    let ready = document("phong-1", "head", Status::Seal);
    assert!(decide(&office.actor("clerk"), Action::Seal, &ready).is_ok());
    for other in ["clerk-2", "head", "deputy", "unit-head-1"] {
        let denied = decide(&office.actor(other), Action::Seal, &ready).unwrap_err();
        let expected = if other == "clerk-2" {
            "access-relation"
        } else {
            "access-role"
        };
        assert_eq!(denied.code(), expected, "{other}");
    }
    let early = document("phong-1", "head", Status::Number);
    let denied = decide(&office.actor("clerk"), Action::Seal, &early).unwrap_err();
    assert_eq!(
        denied,
        Denial::Status {
            action: Action::Seal,
            status: Status::Number,
            needed: vec![Status::Seal]
        }
    );
    let denied = decide(&office.actor("admin"), Action::ReadDocument, &ready).unwrap_err();
    assert!(!denied.reveals());
}
