//! Worlds made at random: agencies, units, people, documents, with ids that collide on purpose.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests; not every test file uses every helper"
)]

pub(crate) mod engine;

use access::{
    Account, Action, Agency, Appointment, AuditRecord, Delegation, Grant, GrantKind, Grantee,
    Incoming, Keeping, Notice, Org, Outgoing, PaperBasis, Period, RightsAlert, Role, Scope,
    SigningForm, Standing, Status, Unit,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use time::UtcDateTime;
use time::macros::{date, utc_datetime};

pub(crate) const NOW: UtcDateTime = utc_datetime!(2026-11-21 03:00);
const AGENCIES: [&str; 2] = ["so-noi-vu", "so-y-te"];
const ACCOUNTS: [&str; 4] = ["an", "binh", "chi", "dung"];

/// Everything there is, of both agencies.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) org: Org,
    pub(crate) appointments: Vec<Appointment>,
    pub(crate) delegations: Vec<Delegation>,
    pub(crate) keepings: Vec<Keeping>,
    pub(crate) outgoing: Vec<(String, Outgoing)>,
    pub(crate) incoming: Vec<(String, Incoming)>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) records: Vec<AuditRecord>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) alerts: Vec<RightsAlert>,
}

impl World {
    pub(crate) fn standing(&self) -> Standing<'_> {
        Standing {
            org: &self.org,
            appointments: &self.appointments,
            delegations: &self.delegations,
            keepings: &self.keepings,
        }
    }
}

pub(crate) fn basis() -> PaperBasis {
    PaperBasis {
        number: "12/QĐ-SNV".into(),
        date: date!(2026 - 01 - 05),
    }
}

pub(crate) fn agencies() -> [Agency; 2] {
    AGENCIES.map(|id| Agency {
        id: id.into(),
        parent: None,
        period: Period::since(utc_datetime!(2020-01-01 00:00)),
        successors: Vec::new(),
    })
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    let people = (units(), prop::collection::vec(appointment(), 1..8));
    people.prop_flat_map(|(units, appointments)| {
        let appointments: Vec<_> = (appointments.into_iter().enumerate())
            .map(|(at, made)| made.into_appointment(at, &units))
            .collect();
        let shared = (Just(units.clone()), Just(appointments.clone()));
        let delegations = prop::collection::vec(delegation(), 0..5);
        let keepings = prop::collection::vec((agency(), account(), period()), 0..2);
        (shared, delegations, keepings, things(&units)).prop_map(assemble)
    })
}

type Shared = (Vec<Unit>, Vec<Appointment>);
type LooseKeepings = Vec<(String, String, Period)>;
type Things = (
    Vec<(String, Outgoing)>,
    Vec<(String, Incoming)>,
    Vec<Notice>,
    Vec<AuditRecord>,
    Vec<RightsAlert>,
);

fn assemble(
    ((units, appointments), delegations, keepings, things): (
        Shared,
        Vec<LooseDelegation>,
        LooseKeepings,
        Things,
    ),
) -> World {
    let mut made: Vec<Delegation> = Vec::new();
    for loose in delegations {
        made.push(loose.into_delegation(&made, &appointments, &units));
    }
    let (outgoing, incoming, notices, records, alerts) = things;
    let accounts = (AGENCIES.iter())
        .flat_map(|agency| ACCOUNTS.map(|account| ((*agency).to_owned(), account.to_owned())))
        .map(|(agency, account)| Account { agency, account })
        .collect();
    World {
        org: Org::new(agencies(), units).unwrap(),
        appointments,
        delegations: made,
        keepings: (keepings.into_iter())
            .map(|(agency, account, period)| Keeping {
                agency,
                account,
                period,
                permission: basis(),
            })
            .collect(),
        outgoing,
        incoming,
        notices,
        records,
        accounts,
        alerts,
    }
}

/// A forest: each unit hangs under an earlier one of its agency, or under none.
fn units() -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec((agency(), any::<Option<Index>>()), 1..8).prop_map(|made| {
        let mut units: Vec<Unit> = Vec::new();
        for (at, (agency, parent)) in made.into_iter().enumerate() {
            let own: Vec<_> = units.iter().filter(|it| it.agency == agency).collect();
            let parent = parent.filter(|_| !own.is_empty());
            let parent = parent.map(|index| own[index.index(own.len())].id.clone());
            units.push(Unit {
                id: format!("phong-{at}"),
                agency,
                parent,
                period: Period::since(utc_datetime!(2020-01-01 00:00)),
            });
        }
        units
    })
}

#[derive(Debug)]
struct LooseAppointment {
    account: String,
    agency: String,
    unit: Option<Index>,
    role: Role,
    period: Period,
}

fn appointment() -> impl Strategy<Value = LooseAppointment> {
    let unit = prop::option::weighted(0.9, any::<Index>());
    (account(), agency(), unit, select(Role::ALL), period()).prop_map(
        |(account, agency, unit, role, period)| LooseAppointment {
            account,
            agency,
            unit,
            role,
            period,
        },
    )
}

impl LooseAppointment {
    fn into_appointment(self, at: usize, units: &[Unit]) -> Appointment {
        // Any unit: one of another agency must give nothing.
        let unit = self.unit.map(|it| units[it.index(units.len())].id.clone());
        Appointment {
            id: format!("bn-{at}"),
            account: self.account,
            agency: self.agency,
            unit,
            title: "Chuyên viên".into(),
            role: self.role,
            period: self.period,
        }
    }
}

#[derive(Debug)]
struct LooseDelegation {
    agency: Option<String>,
    form: SigningForm,
    giver: Index,
    receiver: Index,
    passes_on: Option<Index>,
    actions: Vec<Action>,
    unit: Option<Index>,
    period: Period,
}

fn delegation() -> impl Strategy<Value = LooseDelegation> {
    let who = (any::<Index>(), any::<Index>(), any::<Option<Index>>());
    let what = (
        prop::collection::vec(select(Action::ALL), 0..6),
        any::<Option<Index>>(),
    );
    let agency = prop::option::weighted(0.1, agency());
    (agency, select(SigningForm::ALL), who, what, period()).prop_map(
        |(agency, form, (giver, receiver, passes_on), (actions, unit), period)| LooseDelegation {
            agency,
            form,
            giver,
            receiver,
            passes_on,
            actions,
            unit,
            period,
        },
    )
}

impl LooseDelegation {
    fn into_delegation(
        self,
        earlier: &[Delegation],
        appointments: &[Appointment],
        units: &[Unit],
    ) -> Delegation {
        let pick = |it: Index| &appointments[it.index(appointments.len())];
        let giver = pick(self.giver);
        let mut actions = self.actions;
        actions.extend([Action::ReadDocument, Action::SeeIncoming]);
        let passes_on = self.passes_on.filter(|_| !earlier.is_empty());
        Delegation {
            id: format!("uq-{}", earlier.len()),
            agency: self.agency.unwrap_or_else(|| giver.agency.clone()),
            form: self.form,
            giver: giver.id.clone(),
            receiver: pick(self.receiver).id.clone(),
            passes_on: passes_on.map(|it| earlier[it.index(earlier.len())].id.clone()),
            actions: actions.into_iter().collect(),
            scope: match self.unit {
                None => Scope::Agency,
                Some(it) => Scope::Unit(units[it.index(units.len())].id.clone()),
            },
            period: self.period,
            basis: basis(),
        }
    }
}

fn things(units: &[Unit]) -> impl Strategy<Value = Things> + use<> {
    let unit = select(units.iter().map(|it| it.id.clone()).collect::<Vec<_>>());
    let grants = prop::collection::vec(grant(unit.clone().boxed()), 0..3).boxed();
    let outgoing = (
        (agency(), document()),
        account(),
        prop::option::weighted(0.9, unit),
        prop::option::of(account()),
        select(Status::ALL),
        grants.clone(),
    )
        .prop_map(|((agency, id), drafter, unit, signer, status, grants)| {
            let facts = Outgoing {
                agency,
                drafter,
                unit,
                signer,
                status,
                grants,
            };
            (id, facts)
        });
    let incoming = ((agency(), document()), select(Status::ALL), grants).prop_map(
        |((agency, id), status, grants)| {
            let facts = Incoming {
                agency,
                status,
                grants,
            };
            (id, facts)
        },
    );
    let notice = (agency(), account()).prop_map(|(agency, account)| Notice { agency, account });
    let object = select(vec!["outgoing", "incoming", "account", "session"]);
    let record = (agency(), account(), object).prop_map(|(agency, actor, kind)| AuditRecord {
        agency,
        actor,
        object_kind: kind.to_owned(),
    });
    let alert = (agency(), account()).prop_map(|(agency, made_by)| RightsAlert { agency, made_by });
    // A document's key is agency and id: the later of two with one key wins.
    let outgoing = prop::collection::vec(outgoing, 0..8).prop_map(|made| {
        let key = |(id, it): &(String, Outgoing)| (it.agency.clone(), id.clone());
        unique(made, key)
    });
    let incoming = prop::collection::vec(incoming, 0..6).prop_map(|made| {
        let key = |(id, it): &(String, Incoming)| (it.agency.clone(), id.clone());
        unique(made, key)
    });
    (
        outgoing,
        incoming,
        prop::collection::vec(notice, 0..4),
        prop::collection::vec(record, 0..6),
        prop::collection::vec(alert, 0..4),
    )
}

fn unique<T, K: Ord>(made: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let by_key: std::collections::BTreeMap<_, _> =
        made.into_iter().map(|it| (key(&it), it)).collect();
    by_key.into_values().collect()
}

fn grant(unit: BoxedStrategy<String>) -> impl Strategy<Value = Grant> {
    let to = prop_oneof![
        account().prop_map(Grantee::Account),
        unit.prop_map(Grantee::Unit)
    ];
    (to, select(GrantKind::ALL)).prop_map(|(to, kind)| Grant { to, kind })
}

fn agency() -> impl Strategy<Value = String> {
    prop_oneof![3 => Just(AGENCIES[0]), 1 => Just(AGENCIES[1])].prop_map(ToOwned::to_owned)
}

fn account() -> impl Strategy<Value = String> {
    select(&ACCOUNTS[..]).prop_map(ToOwned::to_owned)
}

/// Few ids, so that both agencies have documents of the same one.
fn document() -> impl Strategy<Value = String> {
    (0..5u8).prop_map(|it| format!("vb-{it}"))
}

/// Mostly in force; sometimes over or yet to come.
fn period() -> impl Strategy<Value = Period> {
    let past = Period {
        from: utc_datetime!(2021-01-01 00:00),
        until: Some(NOW),
    };
    let future = Period::since(utc_datetime!(2027-01-01 00:00));
    prop_oneof![
        6 => Just(Period::since(NOW)),
        1 => Just(past),
        1 => Just(future),
    ]
}
