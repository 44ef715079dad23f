//! Every code of every engine crate has a sentence in both languages, with values it really has.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use report::Catalogue;

#[test]
fn access() {
    let denial = include_str!("../../access/src/denial.rs");
    check(access::Denial::CODES, denial);
    let actor = include_str!("../../access/src/actor.rs");
    check(access::NoActor::CODES, actor);
    let delegation = include_str!("../../access/src/delegation.rs");
    check(access::DelegationFault::CODES, delegation);
    let org = include_str!("../../access/src/org.rs");
    check(access::OrgFault::CODES, org);
    let rights = include_str!("../../access/src/rights.rs");
    check(access::RightsChange::CODES, rights);
}

/// Refusals are made of words: an act, a role, a state, a relation.
#[test]
fn words_of_access() {
    let catalogue = Catalogue::shared();
    let known = |name: &str, codes: Vec<&str>| {
        for code in codes {
            let term = format!("term-{name}-{code}");
            assert!(catalogue.knows(&term), "no word for {term}");
        }
    };
    known(
        "action",
        access::Action::ALL.iter().map(|it| it.code()).collect(),
    );
    known(
        "role",
        access::Role::ALL.iter().map(|it| it.code()).collect(),
    );
    known(
        "form",
        access::SigningForm::ALL
            .iter()
            .map(|it| it.code())
            .collect(),
    );
    known(
        "kind",
        access::Kind::ALL.iter().map(|it| it.code()).collect(),
    );
    let states = || access::Status::ALL.iter().map(|it| it.code()).collect();
    known("status", states());
    known("states", states());
    let relations = access::rules::RULES.iter().map(|it| it.relation.code());
    known("needed", relations.collect());
}

#[test]
fn audit() {
    check(
        audit::Error::CODES,
        include_str!("../../audit/src/error.rs"),
    );
    let contradictions = include_str!("../../audit/src/contradiction.rs");
    check(audit::Contradiction::CODES, contradictions);
}

#[test]
fn transport() {
    check(
        transport::Error::CODES,
        include_str!("../../transport/src/error.rs"),
    );
    check(
        transport::mail::Error::CODES,
        include_str!("../../transport/src/mail/error.rs"),
    );
}

#[test]
fn agent_protocol() {
    check(
        agent_protocol::Error::CODES,
        include_str!("../../agent-protocol/src/error.rs"),
    );
}

#[test]
fn trust_anchors() {
    check(
        trust::Error::CODES,
        include_str!("../../trust/src/error.rs"),
    );
    check(
        trust::Concern::CODES,
        include_str!("../../trust/src/health.rs"),
    );
}

#[test]
fn pdf() {
    check(pdf::Error::CODES, include_str!("../../pdf/src/error.rs"));
}

#[test]
fn pki() {
    check(pki::Error::CODES, include_str!("../../pki/src/error.rs"));
    let tokens = include_str!("../../pki/src/tsp/error.rs");
    check(pki::tsp::TokenError::CODES, tokens);
    let paths = include_str!("../../pki/src/path/error.rs");
    check(pki::path::PathError::CODES, paths);
    let revocation = include_str!("../../pki/src/revocation/error.rs");
    check(pki::revocation::RevocationError::CODES, revocation);
    let settling = include_str!("../../pki/src/revocation/settle.rs");
    check(pki::revocation::Unsettled::CODES, settling);
}

#[test]
fn routes() {
    check(
        process::Refusal::CODES,
        include_str!("../../process/src/engine/refusal.rs"),
    );
    check(
        process::definition::Conflict::CODES,
        include_str!("../../process/src/definition/published.rs"),
    );
    let words = process::definition::Who::all().map(|who| format!("term-who-{who}"));
    let slots = process::definition::Slot::ALL.iter();
    for word in words.chain(slots.map(|slot| format!("term-signature-{slot}"))) {
        assert!(Catalogue::shared().knows(&word), "no word for {word}");
    }
    let faults = include_str!("../../process/src/fault.rs");
    for code in process::FaultKind::CODES {
        assert!(Catalogue::shared().knows(code), "no sentence for {code}");
        for name in Catalogue::shared().placeholders(code) {
            assert!(faults.contains(&format!(" {name}: ")), "{code}: no {name}");
        }
    }
}

#[test]
fn keys() {
    check(
        keys::KeyError::CODES,
        include_str!("../../keys/src/error.rs"),
    );
}

#[test]
fn ades() {
    check(ades::Error::CODES, include_str!("../../ades/src/error.rs"));
    check(
        ades::Refusal::CODES,
        include_str!("../../ades/src/signer_check.rs"),
    );
    check(
        ades::validate::PolicyError::CODES,
        include_str!("../../ades/src/validate/policy/error.rs"),
    );
    check(
        ades::asic::Error::CODES,
        include_str!("../../ades/src/asic/error.rs"),
    );
}

#[test]
fn layout() {
    check(
        layout::Error::CODES,
        include_str!("../../layout/src/error.rs"),
    );
    let remarks = include_str!("../../layout/src/propose/check.rs");
    check(layout::propose::Remark::CODES, remarks);
}

#[test]
fn convert() {
    let errors = include_str!("../../convert/src/error.rs");
    check(convert::Refused::CODES, errors);
    let reasons = include_str!("../../convert/src/reason.rs");
    check(convert::Reason::CODES, reasons);
}

#[test]
fn form_faults() {
    let faults = include_str!("../../layout/src/faults/fault.rs");
    check(layout::faults::Fault::CODES, faults);
}

#[test]
fn stamp() {
    check(
        stamp::Error::CODES,
        include_str!("../../stamp/src/error.rs"),
    );
}

#[test]
fn testpki() {
    check(
        testpki::Error::CODES,
        include_str!("../../testpki/src/error.rs"),
    );
}

#[test]
fn reasons_of_verdicts() {
    let catalogue = Catalogue::shared();
    let own = ades::validate::CODES.iter();
    for code in own.chain(ades::validate::Code::ALL) {
        assert!(catalogue.knows(code), "no sentence for {code}");
    }
}

#[test]
fn changes_between_revisions() {
    let codes: Vec<_> = pdf::compare::Reason::ALL
        .iter()
        .map(|reason| reason.code())
        .collect();
    let reasons = include_str!("../../pdf/src/compare/reason.rs");
    let values = include_str!("../../ades/src/validate/process/format.rs");
    check(&codes, &format!("{reasons}{values}"));
}

/// `source` is the text of the crate's error module: every placeholder must be a value name in it.
fn check(codes: &[&str], source: &str) {
    let catalogue = Catalogue::shared();
    for code in codes {
        assert!(catalogue.knows(code), "no sentence for {code}");
        assert!(
            source.contains(&format!("\"{code}\"")),
            "{code} is not a code of this module"
        );
        for name in catalogue.placeholders(code) {
            assert!(
                source.contains(&format!("\"{name}\"")),
                "{code}: no value {name}"
            );
        }
    }
}
