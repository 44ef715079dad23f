//! Agencies are walls, and so is what one may not see: every act, role and kind of thing.
#![allow(clippy::unwrap_used, reason = "tests")]

use access::{
    Account, Action, Actor, Agency, Alert, Appointment, AuditRecord, Facts, Grant, GrantKind,
    Grantee, Incoming, Keeping, Kind, Notice, Org, Outgoing, PaperBasis, Period, RightsAlert,
    RightsChange, Role, Standing, Status, Subject, Unit, decide, rules,
};
use time::UtcDateTime;
use time::macros::{date, utc_datetime};

const NOW: UtcDateTime = utc_datetime!(2026-11-21 03:00);

fn actor(role: Role) -> Actor {
    let since = Period::since(NOW);
    let agencies = ["so", "huyen"].map(|id| Agency {
        id: id.into(),
        parent: (id == "huyen").then(|| "so".into()),
        period: since,
        successors: Vec::new(),
    });
    let unit = Unit {
        id: "phong".into(),
        agency: "so".into(),
        parent: None,
        period: since,
    };
    let appointment = Appointment {
        id: "bn".into(),
        account: "me".into(),
        agency: "so".into(),
        unit: Some("phong".into()),
        title: "Chức vụ".into(),
        role,
        period: since,
    };
    let keeping = Keeping {
        agency: "so".into(),
        account: "me".into(),
        period: since,
        permission: PaperBasis {
            number: "7/QĐ-SNV".into(),
            date: date!(2026 - 11 - 20),
        },
    };
    let standing = Standing {
        org: &Org::new(agencies, [unit]).unwrap(),
        appointments: &[appointment],
        delegations: &[],
        keepings: &[keeping],
    };
    standing.actor("me", "bn", NOW).unwrap()
}

/// The thing that stands closest to the actor in every respect, in `agency`.
fn closest(kind: Kind, agency: &str, status: Status) -> Facts {
    let agency = agency.to_owned();
    let me = || "me".to_owned();
    let grants: Vec<_> = (GrantKind::ALL.iter())
        .flat_map(|kind| {
            [Grantee::Account(me()), Grantee::Unit("phong".into())]
                .map(|to| Grant { to, kind: *kind })
        })
        .collect();
    match kind {
        Kind::Outgoing => Facts::Outgoing(Outgoing {
            agency,
            drafter: me(),
            unit: Some("phong".into()),
            signer: Some(me()),
            status,
            grants,
        }),
        Kind::Incoming => Facts::Incoming(Incoming {
            agency,
            status,
            grants,
        }),
        Kind::Notice => Facts::Notice(Notice {
            agency,
            account: me(),
        }),
        Kind::AuditRecord => Facts::AuditRecord(AuditRecord {
            agency,
            actor: me(),
            object_kind: "account".into(),
        }),
        Kind::Account => Facts::Account(Account {
            agency,
            account: me(),
        }),
        Kind::RightsAlert => Facts::RightsAlert(RightsAlert {
            agency,
            made_by: "another".into(),
        }),
        Kind::Agency => Facts::Agency(agency),
    }
}

#[test]
fn no_act_of_any_role_reaches_another_agency_and_every_rule_reaches_its_own() {
    for role in Role::ALL {
        let actor = actor(*role);
        for (action, kind) in Action::ALL
            .iter()
            .flat_map(|action| Kind::ALL.iter().map(move |kind| (*action, *kind)))
        {
            let rules: Vec<_> = (rules::of(action, kind))
                .filter(|it| it.roles.contains(role))
                .collect();
            for status in Status::ALL {
                // Not even in the agency it manages.
                let denied = decide(&actor, action, &closest(kind, "huyen", *status)).unwrap_err();
                assert!(!denied.reveals(), "{role} {action} {kind}");
                let in_state = |it: &&&rules::Rule| match it.states {
                    None => true,
                    Some(states) => states.contains(status) || it.on == Kind::Agency,
                };
                let expected = rules.iter().find(in_state).is_some();
                let decided = decide(&actor, action, &closest(kind, "so", *status));
                assert_eq!(decided.is_ok(), expected, "{role} {action} {kind} {status}");
            }
        }
    }
}

#[test]
fn what_one_may_not_see_is_denied_as_if_it_did_not_exist() {
    let drafter = actor(Role::Drafter);
    let others = Facts::Outgoing(Outgoing {
        agency: "so".into(),
        drafter: "another".into(),
        unit: Some("phong".into()),
        signer: None,
        status: Status::Draft,
        grants: Vec::new(),
    });
    for action in [Action::ReadDocument, Action::EditDraft, Action::Sign] {
        let denied = decide(&drafter, action, &others).unwrap_err();
        assert_eq!(denied.code(), "access-hidden", "{action}");
    }
    let seen = decide(&actor(Role::Head), Action::EditDraft, &others).unwrap_err();
    assert!(seen.reveals() && seen.code() == "access-relation");
    assert_eq!(
        seen.values(),
        [
            ("action", "edit-draft".to_owned()),
            ("needed", "drafted-it".to_owned())
        ]
    );
}

#[test]
fn nobody_confirms_his_own_change_of_rights() {
    let change = |made_by: &str| RightsChange {
        agency: "so".into(),
        made_by: made_by.into(),
        at: NOW,
        subject: Subject::AccountMade {
            account: "new".into(),
        },
    };
    let head = actor(Role::Head);
    let own = Alert::of(change("me")).unwrap();
    assert_eq!(
        own.confirm(&head, NOW).unwrap_err().code(),
        "access-relation"
    );
    let others = Alert::of(change("another")).unwrap();
    let denied = others.clone().confirm(&actor(Role::Administrator), NOW);
    assert_eq!(denied.unwrap_err().code(), "access-role");
    let confirmed = others.confirm(&head, NOW).unwrap().confirmed.unwrap();
    assert_eq!((confirmed.by.as_str(), confirmed.at), ("me", NOW));
    let daily = RightsChange {
        subject: Subject::Granted {
            document: "vb".into(),
            grant: Grant {
                to: Grantee::Account("an".into()),
                kind: GrantKind::Read,
            },
        },
        ..change("me")
    };
    assert_eq!(daily.concerns(), Some("an"));
    assert_eq!(Alert::of(daily), None);
}
