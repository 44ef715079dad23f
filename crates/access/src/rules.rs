//! The one table: who may do what to which things, in which state.
//!
//! A row is one way to be allowed; an act with no row that fits is refused. Roles are those of the
//! appointment acted in, or of the giver of a delegation that names the act. States are the public
//! ones; whether the route is really at that step is the route's to say.

use std::collections::BTreeSet;

use crate::action::Action::{self, *};
use crate::facts::Kind;
use crate::grant::GrantKind::{self, Cooperate, Follow, Lead, OpinionAsked, Read};
use crate::relation::Relation::{self, *};
use crate::role::Role::{self, *};
use crate::status::Status as At;

/// One row.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rule {
    /// The acts.
    pub actions: &'static [Action],
    /// The kind of thing they are done to.
    pub on: Kind,
    /// The roles, each of which will do.
    pub roles: &'static [Role],
    /// How the actor must stand to the thing.
    pub relation: Relation,
    /// The states in which it belongs; `None` is any.
    pub states: Option<&'static [At]>,
}

/// The rows for `action` on `kind`.
pub fn of(action: Action, kind: Kind) -> impl Iterator<Item = &'static Rule> {
    (RULES.iter()).filter(move |it| it.on == kind && it.actions.contains(&action))
}

/// Every role that some row lets do `action`.
#[must_use]
pub fn roles_for(action: Action) -> BTreeSet<Role> {
    (RULES.iter())
        .filter(|it| it.actions.contains(&action))
        .flat_map(|it| it.roles.iter().copied())
        .collect()
}

/// All but administrators, who see no content of documents.
const STAFF: &[Role] = &[Drafter, UnitHead, Clerk, Deputy, Head, Archivist, Member];
const DRAFTING: &[Role] = &[Drafter, UnitHead, Clerk, Deputy, Head];
const ANYBODY: &[Role] = Role::ALL;
const LEADERS: &[Role] = &[Deputy, Head];
const ALL_SEEING: &[Role] = &[Clerk, Deputy, Head];

/// What is the keeper's alone.
const KEEPING: &[Action] = &[HandOverToken, EnrolOrganisationCertificate, ManageSealImage];

const ANY_GRANT: &[GrantKind] = GrantKind::ALL;
const TO_READ: &[GrantKind] = &[Read, OpinionAsked];
const TO_WORK: &[GrantKind] = &[Lead, Cooperate, Follow];

const IN_DRAFT: &[At] = &[At::Draft, At::Returned];
/// From drafting until it is signed: the time for opinions.
const BEFORE_SIGNING: &[At] = &[At::Draft, At::Initials, At::Format, At::Sign, At::Returned];
const AT_CLERK: &[At] = &[At::Format, At::Number, At::Seal, At::Issue];

/// The table.
#[rustfmt::skip] // One row, one line.
pub const RULES: &[Rule] = &[
    // Outgoing documents: seeing them.
    on_outgoing(&[ReadDocument], ALL_SEEING, InAgency, None),
    on_outgoing(&[ReadDocument], &[UnitHead], UnitLed, None),
    on_outgoing(&[ReadDocument], STAFF, DraftedIt, None),
    on_outgoing(&[ReadDocument], STAFF, ChosenSigner, None),
    on_outgoing(&[ReadDocument], STAFF, Granted(ANY_GRANT), None),
    on_outgoing(&[ReadDocument], STAFF, UnitGranted(TO_READ), None),
    on_outgoing(&[ReadDocument], &[UnitHead], UnitLedGranted(ANY_GRANT), None),
    on_outgoing(&[ReadDocument], &[Archivist], InAgency, Some(&[At::Issued, At::Withdrawn])),
    // Drafting (Nghị định 30/2020, Đ10).
    on_outgoing(&[EditDraft, SubmitDraft], STAFF, DraftedIt, Some(IN_DRAFT)),
    on_outgoing(&[DiscardDraft], STAFF, DraftedIt, Some(&[At::Draft])),
    on_outgoing(&[TakeBack], STAFF, DraftedIt, Some(&[At::Initials, At::Format, At::Sign])),
    on_outgoing(&[AskOpinions], STAFF, DraftedIt, Some(BEFORE_SIGNING)),
    on_outgoing(&[AskOpinions], &[UnitHead], UnitLed, Some(BEFORE_SIGNING)),
    on_outgoing(&[AskOpinions], LEADERS, ChosenSigner, Some(BEFORE_SIGNING)),
    on_outgoing(&[GiveOpinion], STAFF, Granted(&[OpinionAsked]), Some(BEFORE_SIGNING)),
    on_outgoing(&[GiveOpinion], STAFF, UnitGranted(&[OpinionAsked]), Some(BEFORE_SIGNING)),
    on_outgoing(&[GiveOpinion], &[UnitHead], UnitLedGranted(&[OpinionAsked]), Some(BEFORE_SIGNING)),
    on_outgoing(&[GrantAccess], STAFF, DraftedIt, None),
    on_outgoing(&[GrantAccess], &[UnitHead], UnitLed, None),
    on_outgoing(&[GrantAccess], ALL_SEEING, InAgency, None),
    // The three signatures (S1, S8; Đ12, Đ13) and the returns (S7).
    on_outgoing(&[Initial, Return], &[UnitHead], UnitLed, Some(&[At::Initials])),
    on_outgoing(&[CheckFormat], &[Clerk], InAgency, Some(&[At::Format])),
    on_outgoing(&[CompleteFields], &[Clerk], InAgency, Some(AT_CLERK)),
    on_outgoing(&[Sign, Return], LEADERS, ChosenSigner, Some(&[At::Sign])),
    on_outgoing(&[Approve, Return], &[Head], InAgency, Some(&[At::Approve])),
    on_outgoing(&[AllocateNumber], &[Clerk], InAgency, Some(&[At::Number])),
    // The clerk returns what he finds wrong until it is sent; after that only withdrawal helps.
    on_outgoing(&[Return], &[Clerk], InAgency, Some(AT_CLERK)),
    // Only the keeper of the organisation's token, in person (S14; Đ32–33).
    on_outgoing(&[Seal], &[Clerk], TokenKeeper, Some(&[At::Seal])),
    on_outgoing(&[Issue], &[Clerk], InAgency, Some(&[At::Issue])),
    on_outgoing(&[Send, TrackPaper], &[Clerk], InAgency, Some(&[At::Issued])),
    on_outgoing(&[Withdraw], &[Clerk, Head], InAgency, Some(&[At::Issued])),
    on_outgoing(&[TellRecall], &[Clerk], InAgency, Some(&[At::Withdrawn])),
    // Incoming documents (Đ20–24; D2–D4): those who distribute, then only those assigned.
    on_incoming(&[SeeIncoming], ALL_SEEING, InAgency, None),
    on_incoming(&[SeeIncoming], STAFF, Granted(ANY_GRANT), None),
    on_incoming(&[SeeIncoming], STAFF, UnitGranted(TO_READ), None),
    on_incoming(&[SeeIncoming], &[UnitHead], UnitLedGranted(ANY_GRANT), None),
    on_incoming(&[SeeIncoming], &[Archivist], InAgency, Some(&[At::Done, At::Withdrawn])),
    on_incoming(&[AcceptIncoming, RefuseIncoming, CorrectIncoming], &[Clerk], InAgency, Some(&[At::Arrived])),
    on_incoming(&[CorrectRegistered, ConfirmRecall], &[Clerk], InAgency, Some(&[At::Registered, At::Directed, At::Done])),
    on_incoming(&[ReadRecalled], ALL_SEEING, InAgency, Some(&[At::Registered, At::Directed, At::Done])),
    on_incoming(&[NoteRecall], &[Clerk], InAgency, Some(&[At::Arrived, At::Registered, At::Directed, At::Done])),
    on_incoming(&[Direct], LEADERS, InAgency, Some(&[At::Registered, At::Directed])),
    on_incoming(&[Direct], &[UnitHead], UnitLedGranted(TO_WORK), Some(&[At::Directed])),
    on_incoming(&[FinishIncoming], STAFF, Granted(&[Lead]), Some(&[At::Directed])),
    on_incoming(&[FinishIncoming], &[UnitHead], UnitLedGranted(&[Lead]), Some(&[At::Directed])),
    on_incoming(&[FinishIncoming], LEADERS, InAgency, Some(&[At::Registered, At::Directed])),
    // The agency's books and work.
    on_agency(&[CreateDraft], DRAFTING),
    on_agency(&[Search], STAFF),
    on_agency(&[EnterIncoming, ReserveNumber, VoidNumber, ManageBooks, ImportRegister], &[Clerk]),
    on_agency(&[SeeRegister, ExportRegister], &[Clerk, Deputy, Head, Archivist]),
    on_agency(&[ManageTemplates, ManageCalendar], &[Clerk, Administrator]),
    // The organisation's token, certificate and seal (C3; S14).
    on_agency(&[PermitTokenHandOver], &[Head]),
    // The first keeper gets it from the head, every later one from the keeper.
    on_agency(&[HandOverToken], &[Head]),
    rule(KEEPING, Kind::Agency, &[Clerk], TokenKeeper, None),
    // People and rights (P1, P2, C9).
    on_agency(&[ManageUnits, ManageAgency, ManageApiTokens, BackUp], &[Administrator]),
    on_agency(&[ManageAppointments], &[Administrator]),
    on_agency(&[ManageDelegations], &[Head, Administrator]),
    on_agency(&[RequestAccount], ANYBODY),
    on_agency(&[ApproveAccountRequest], &[Head]),
    on_account(&[SeeDirectory], ANYBODY, InAgency),
    on_account(&[SeeAccount], &[Head, Administrator], InAgency),
    on_account(&[SeeAccount], ANYBODY, Own),
    on_account(&[ManageAccounts, EndSessions], &[Administrator], InAgency),
    on_account(&[ManageOwnSessions], ANYBODY, Own),
    on_account(&[EnrolOwnCertificate, ManageSignatureImage], STAFF, Own),
    // A change of rights counts as meant once somebody else who may judge it says so (Phụ lục VI).
    rule(&[SeeRightsAlert], Kind::RightsAlert, &[Deputy, Head, Administrator], InAgency, None),
    rule(&[ConfirmRightsAlert], Kind::RightsAlert, LEADERS, MadeByAnother, None),
    rule(&[SeeNotice], Kind::Notice, ANYBODY, Own, None),
    // Everybody's own acts; all of them for the head; what is about no document for administrators.
    rule(&[SeeAudit], Kind::AuditRecord, ANYBODY, Own, None),
    rule(&[SeeAudit], Kind::AuditRecord, &[Head], InAgency, None),
    rule(&[SeeAudit], Kind::AuditRecord, &[Administrator], NoDocument, None),
];

const fn rule(
    actions: &'static [Action],
    on: Kind,
    roles: &'static [Role],
    relation: Relation,
    states: Option<&'static [At]>,
) -> Rule {
    Rule {
        actions,
        on,
        roles,
        relation,
        states,
    }
}

const fn on_outgoing(
    actions: &'static [Action],
    roles: &'static [Role],
    relation: Relation,
    states: Option<&'static [At]>,
) -> Rule {
    rule(actions, Kind::Outgoing, roles, relation, states)
}

const fn on_incoming(
    actions: &'static [Action],
    roles: &'static [Role],
    relation: Relation,
    states: Option<&'static [At]>,
) -> Rule {
    rule(actions, Kind::Incoming, roles, relation, states)
}

const fn on_agency(actions: &'static [Action], roles: &'static [Role]) -> Rule {
    rule(actions, Kind::Agency, roles, InAgency, None)
}

const fn on_account(
    actions: &'static [Action],
    roles: &'static [Role],
    relation: Relation,
) -> Rule {
    rule(actions, Kind::Account, roles, relation, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_allowed_to_somebody_on_one_kind_of_thing() {
        for action in Action::ALL {
            let kinds: BTreeSet<_> = (RULES.iter())
                .filter(|it| it.actions.contains(action))
                .map(|it| it.on)
                .collect();
            assert_eq!(kinds.len(), 1, "{action}: {kinds:?}");
        }
    }

    #[test]
    fn only_documents_have_states() {
        for it in RULES.iter().filter(|it| it.states.is_some()) {
            assert!(matches!(it.on, Kind::Outgoing | Kind::Incoming), "{it:?}");
        }
    }

    #[test]
    fn administrators_touch_no_document() {
        for it in RULES.iter().filter(|it| it.roles.contains(&Administrator)) {
            assert!(!matches!(it.on, Kind::Outgoing | Kind::Incoming), "{it:?}");
            assert!(it.roles.len() == Role::ALL.len() || !it.actions.contains(&Search));
        }
    }

    #[test]
    fn nothing_that_may_be_delegated_rests_on_what_is_personal_alone() {
        for action in Action::DELEGABLE {
            let personal = |it: &Relation| matches!(it, Own | TokenKeeper | DraftedIt);
            let mut rows = RULES.iter().filter(|it| it.actions.contains(action));
            assert!(rows.any(|it| !personal(&it.relation)), "{action}");
        }
    }
}
