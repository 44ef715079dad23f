//! The shipped route: onward, every return and every refusal.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Document, Office, denying, deputy_signs, head_signs};
use process::definition::{Effect, Guard, Move, Notice, PublicStatus, Slot, Who};
use process::engine::{begin, owed};
use process::{Command, Event, Refusal, State, offered};

const TO_SIGNER: [&str; 3] = ["submit", "initial", "approve-format"];

fn effects(events: &[Event]) -> Vec<String> {
    let effects = events.iter().filter_map(Event::effect);
    effects.map(Effect::to_string).collect()
}

#[test]
fn the_head_signs_and_it_is_numbered_sealed_and_issued() {
    let mut document = Document::new(head_signs());
    assert_eq!(document.status(), PublicStatus::Draft);
    document.act(&TO_SIGNER).act(&["sign"]);
    assert_eq!(document.at(), "number");
    let allocated = document.try_act("allocate").unwrap();
    assert_eq!(
        effects(&allocated),
        [
            "allocate-number(van-ban-di)",
            "register-outgoing",
            "request-signature(organisation)",
            "notify(turn)"
        ]
    );
    document.act(&["seal", "issue"]);
    assert_eq!(document.status(), PublicStatus::Issued);
    assert_eq!(document.slots(), Slot::ALL);
    assert_eq!(document.state.version, 7);
    assert_eq!(State::replay(&document.events), Some(document.state));
}

#[test]
fn a_deputys_signature_goes_to_the_head() {
    let mut document = Document::new(deputy_signs());
    document.act(&TO_SIGNER);
    assert_eq!(document.refused("sign"), "process-signer-not-head");
    document.act(&["sign-for-head"]);
    assert_eq!(document.status(), PublicStatus::Approve);
    assert_eq!(document.refused("allocate"), "process-not-here");
    document.act(&["approve", "allocate", "seal", "issue"]);
    assert_eq!(document.status(), PublicStatus::Issued);
}

#[test]
fn the_head_need_not_approve_what_he_signed() {
    let mut document = Document::new(head_signs());
    document.act(&TO_SIGNER);
    assert_eq!(
        document.refused("sign-for-head"),
        "process-signer-not-deputy"
    );
    document.act(&["sign"]);
    // The office no longer knows the signer as head, and nobody approved.
    document.office = deputy_signs();
    assert_eq!(document.refused("allocate"), "process-not-approved");
}

#[test]
fn returns_to_the_draft_begin_a_new_version_without_signatures() {
    for (way, action, to) in [
        (&["submit"][..], "return-from-initials", None),
        (&["submit", "initial"], "return-from-format", None),
        (&TO_SIGNER, "return-from-sign", Some("draft")),
        (
            &["submit", "initial", "approve-format", "sign-for-head"],
            "return-from-approve",
            Some("draft"),
        ),
    ] {
        let mut document = Document::new(deputy_signs());
        document.act(way);
        let before = document.slots();
        let events = document.send_back(action, to);
        assert_eq!(document.at(), "draft", "{action}");
        assert_eq!(document.status(), PublicStatus::Returned);
        assert_eq!(document.state.file_version, 2);
        assert_eq!(document.slots(), []);
        assert!(document.state.trail.is_empty());
        assert!(events.iter().any(|event| matches!(
            event,
            Event::FileVersionBegun { number: 2, kept, dropped }
                if kept.is_empty() && *dropped == before
        )));
        // And it can go the whole way again.
        document.act(&TO_SIGNER);
        document.act(&["sign-for-head", "approve", "allocate", "seal", "issue"]);
        assert_eq!(document.slots(), Slot::ALL);
    }
}

#[test]
fn returns_to_the_format_check_keep_the_initials() {
    for (sign, action) in [
        (None, "return-from-sign"),
        (Some("sign-for-head"), "return-from-approve"),
    ] {
        let mut document = Document::new(deputy_signs());
        document.act(&TO_SIGNER).act(sign.as_slice());
        document.send_back(action, Some("format"));
        assert_eq!(document.at(), "format");
        assert_eq!(document.status(), PublicStatus::Returned);
        assert_eq!(document.slots(), [Slot::Initials]);
        document.act(&["approve-format"]);
        assert_eq!(document.status(), PublicStatus::Sign);
    }
}

#[test]
fn the_clerk_returns_to_the_signer_and_the_number_is_released() {
    for (way, released) in [
        (&[][..], false),
        (&["allocate"], true),
        (&["allocate", "seal"], true),
    ] {
        let mut document = Document::new(head_signs());
        document.act(&TO_SIGNER).act(&["sign"]).act(way);
        let events = document.send_back("return-to-signer", None);
        assert_eq!(document.at(), "sign");
        assert_eq!(document.slots(), [Slot::Initials]);
        assert!(!document.state.numbered);
        let releases = effects(&events).contains(&"release-number".to_owned());
        assert_eq!(releases, released, "{way:?}");
        document.act(&["sign", "allocate", "seal", "issue"]);
        assert_eq!(document.slots(), Slot::ALL);
    }
}

#[test]
fn a_return_says_why_and_where_to() {
    let mut document = Document::new(head_signs());
    document.act(&TO_SIGNER);
    assert_eq!(
        document.refused("return-from-sign"),
        "process-missing-opinion"
    );
    let blank = Command {
        opinion: Some("  ".to_owned()),
        ..document.command("return-from-sign")
    };
    let refusal = document.try_command(&blank).unwrap_err();
    assert_eq!(refusal.code(), "process-missing-opinion");
    let astray = Command {
        opinion: Some("Sửa lại điều 2".to_owned()),
        to: Some("initials".into()),
        ..document.command("return-from-sign")
    };
    let refusal = document.try_command(&astray).unwrap_err();
    assert_eq!(refusal.code(), "process-no-target");
    document.act(&["sign"]);
    assert_eq!(
        document.refused("return-to-signer"),
        "process-missing-reason"
    );
}

#[test]
fn the_drafter_takes_back_until_the_first_signature() {
    let mut document = Document::new(head_signs());
    document.act(&["submit", "take-back"]);
    assert_eq!(document.at(), "draft");
    assert_eq!(document.arrival(), Move::TakeBack);
    assert_eq!(document.status(), PublicStatus::Draft);
    assert_eq!(document.state.file_version, 1);
    document.act(&["submit", "initial"]);
    assert_eq!(document.refused("take-back"), "process-not-here");
}

#[test]
fn what_is_issued_can_be_withdrawn_with_a_reason_and_is_frozen() {
    let mut document = Document::new(head_signs());
    document.act(&TO_SIGNER);
    document.act(&["sign", "allocate", "seal", "issue"]);
    assert_eq!(document.refused("return-to-signer"), "process-not-here");
    assert_eq!(document.refused("withdraw"), "process-missing-reason");
    let events = document.send_back("withdraw", None);
    assert_eq!(
        effects(&events),
        ["freeze-document", "enqueue-recall", "notify(withdrawn)"]
    );
    assert_eq!(document.status(), PublicStatus::Withdrawn);
    assert!(offered(&document.definition, &document.state, &document.office).is_empty());
}

#[test]
fn opinions_are_asked_in_parallel_and_waited_for() {
    let mut document = Document::new(head_signs());
    let with = |document: &Document, action: &str, units: &[&str]| Command {
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        opinion: Some("Thống nhất".to_owned()),
        reason: Some("Quá hạn góp ý".to_owned()),
        ..document.command(action)
    };
    let ask = with(&document, "ask-opinions", &["tai-chinh", "phap-che"]);
    document.try_command(&ask).unwrap();
    assert_eq!(document.at(), "draft");
    let refusal = document.try_act("submit").unwrap_err();
    assert_eq!(
        refusal,
        Refusal::Guard {
            guard: Guard::NoOpenOpinionRequests,
            because: vec!["phap-che".to_owned(), "tai-chinh".to_owned()],
        }
    );
    let again = with(&document, "ask-opinions", &["phap-che"]);
    let refusal = document.try_command(&again).unwrap_err();
    assert_eq!(refusal.code(), "process-asked-already");
    let other = with(&document, "give-opinion", &["to-chuc"]);
    let refusal = document.try_command(&other).unwrap_err();
    assert_eq!(refusal.code(), "process-not-asked");

    let give = with(&document, "give-opinion", &["phap-che"]);
    document.try_command(&give).unwrap();
    let twice = Command {
        version: document.state.version,
        ..give
    };
    let refusal = document.try_command(&twice).unwrap_err();
    assert_eq!(refusal.code(), "process-not-asked");
    assert_eq!(document.refused("submit"), "process-opinions-open");
    let close = with(&document, "close-opinions", &[]);
    document.try_command(&close).unwrap();
    document.act(&["submit"]);
    assert_eq!(State::replay(&document.events), Some(document.state));
}

#[test]
fn each_guard_refuses_with_its_own_code() {
    for (way, action, guard, code) in [
        (
            &[][..],
            "submit",
            Guard::FileReady,
            "process-file-not-ready",
        ),
        (
            &[],
            "submit",
            Guard::FieldsComplete,
            "process-fields-missing",
        ),
        (
            &[],
            "submit",
            Guard::RecipientsNamed,
            "process-no-recipients",
        ),
        (
            &["submit"],
            "initial",
            Guard::SlotSigned(Slot::Initials),
            "process-slot-not-signed",
        ),
        (
            &["submit"],
            "initial",
            Guard::TimestampPresent,
            "process-no-time-stamp",
        ),
        (
            &["submit", "initial"],
            "approve-format",
            Guard::PlacesChosen,
            "process-places-missing",
        ),
        (
            &TO_SIGNER,
            "sign",
            Guard::AllSignaturesValid,
            "process-signature-not-valid",
        ),
        (
            &["submit", "initial", "approve-format", "sign", "allocate"],
            "seal",
            Guard::OrganisationTokenHeld,
            "process-token-not-held",
        ),
        (
            &["submit", "initial", "approve-format", "sign", "allocate"],
            "seal",
            Guard::NumberAllocated,
            "process-no-number",
        ),
        (
            &["submit", "initial", "approve-format", "sign", "allocate"],
            "seal",
            Guard::SlotSigned(Slot::Signer),
            "process-slot-not-signed",
        ),
    ] {
        let mut document = Document::new(head_signs());
        document.act(way);
        document.office = denying([Guard::SignerIsDeputy, guard]);
        assert_eq!(document.refused(action), code, "{action} {guard}");
    }
}

#[test]
fn a_warning_is_kept_and_does_not_refuse() {
    let mut document = Document::new(denying([Guard::SignerIsDeputy, Guard::IssueDateIsSealDate]));
    document.act(&TO_SIGNER).act(&["sign", "allocate"]);
    let events = document.try_act("seal").unwrap();
    assert!(matches!(
        events.first(),
        Some(Event::Acted { warnings, .. }) if *warnings == [Guard::IssueDateIsSealDate]
    ));
}

#[test]
fn others_are_refused_and_strangers_to_the_version_too() {
    let mut document = Document::new(Office {
        who: Some(Who::AskedUnit),
        ..head_signs()
    });
    assert_eq!(document.refused("submit"), "process-not-yours");
    document.office = head_signs();
    document.act(&["submit"]);
    let stale = Command::new("initial", 0);
    assert_eq!(
        document.try_command(&stale),
        Err(Refusal::Stale {
            expected: 0,
            found: 1
        })
    );
    assert_eq!(document.refused("no-such"), "process-unknown-action");
    document.state.definition.version = 9;
    assert_eq!(document.refused("initial"), "process-other-definition");
}

#[test]
fn the_ceremony_may_begin_before_its_own_signature_and_not_otherwise() {
    let mut document = Document::new(head_signs());
    document.act(&TO_SIGNER);
    document.office = denying([Guard::SignerIsDeputy, Guard::SlotSigned(Slot::Signer)]);
    let command = document.command("sign");
    let may = |document: &Document| {
        begin(
            &document.definition,
            &document.state,
            &command,
            &document.office,
        )
    };
    assert_eq!(may(&document), Ok(()));
    assert_eq!(document.refused("sign"), "process-slot-not-signed");
    document.office.denied.insert(Guard::AllSignaturesValid);
    let refusal = may(&document).unwrap_err();
    assert_eq!(refusal.code(), "process-signature-not-valid");
}

#[test]
fn a_signature_that_waits_for_its_time_stamp_is_told_of_before_another_is_made() {
    let mut document = Document::new(denying([
        Guard::SignerIsDeputy,
        Guard::TimestampPresent,
        Guard::NothingSigned,
    ]));
    document.act(&["submit"]);
    let command = document.command("initial");
    let begun = begin(
        &document.definition,
        &document.state,
        &command,
        &document.office,
    );
    assert_eq!(begun.unwrap_err().code(), "process-no-time-stamp");
    let offers = offered(&document.definition, &document.state, &document.office);
    let why = |action: &str| {
        let offer = offers.iter().find(|it| it.action.as_str() == action);
        let refusal = offer.unwrap().refusal.as_ref();
        refusal.map(Refusal::code)
    };
    assert_eq!(why("initial"), Some("process-no-time-stamp"));
    assert_eq!(why("take-back"), Some("process-signed-already"));
    assert_eq!(why("return-from-initials"), None);
}

#[test]
fn offers_show_the_main_act_first_and_why_not() {
    let mut document = Document::new(head_signs());
    document.act(&TO_SIGNER);
    document.office.who = Some(Who::ChosenSigner);
    document
        .office
        .denied
        .insert(Guard::SlotSigned(Slot::Signer));
    let offers = offered(&document.definition, &document.state, &document.office);
    let said: Vec<_> = (offers.iter())
        .map(|it| (it.label.as_str(), it.primary, it.refusal.is_some()))
        .collect();
    assert_eq!(
        said,
        [("Ký ban hành", true, false), ("Trả lại", false, false)]
    );
    let choices = offers.iter().map(|it| it.choices.len()).sum::<usize>();
    assert_eq!(choices, 2);

    document.office.who = Some(Who::Drafter);
    let offers = offered(&document.definition, &document.state, &document.office);
    assert!(
        offers
            .iter()
            .all(|offer| matches!(offer.refusal, Some(Refusal::NotYours { .. })))
    );
}

#[test]
fn fields_are_owed_from_their_step_on() {
    let mut document = Document::new(head_signs());
    let count = |document: &Document| owed(&document.definition, &document.state).count();
    assert_eq!(count(&document), 6);
    document.act(&TO_SIGNER).act(&["sign"]);
    assert_eq!(count(&document), 10);
    document.act(&["allocate", "seal"]);
    assert_eq!(count(&document), 13);
}

#[test]
fn whoever_signed_hears_that_it_went_back() {
    let mut document = Document::new(deputy_signs());
    document.act(&TO_SIGNER).act(&["sign-for-head"]);
    let events = document.send_back("return-from-approve", Some("format"));
    let undone = Effect::Notify(Notice::SignatureUndone);
    assert!(events.iter().any(|event| event.effect() == Some(&undone)));
}
