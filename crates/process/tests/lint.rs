//! A bad route refuses to load, with every fault and its line.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use process::{Definition, Fault};

/// The faults of the shipped route after replacements, each of which must find its text.
#[track_caller]
fn faults(replacements: &[(&str, &str)]) -> Vec<Fault> {
    let mut text = Definition::shipped_text().to_owned();
    for (from, to) in replacements {
        assert!(text.contains(from), "no {from:?}");
        text = text.replacen(from, to, 1);
    }
    match Definition::parse(&text) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    }
}

#[track_caller]
fn check(replacements: &[(&str, &str)], expected: &[(&str, &str)]) {
    let faults = faults(replacements);
    let found: Vec<_> = (faults.iter())
        .map(|fault| (fault.place.as_str(), fault.code()))
        .collect();
    for (place, code) in expected {
        let code = format!("process-fault-{code}");
        let there = found.contains(&(*place, code.as_str()));
        assert!(there, "no {place} {code} in {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

/// The text of one action of the shipped route, from its head to the next.
fn action(id: &str) -> String {
    let text = Definition::shipped_text();
    let start = text.find(&format!("[[action]]\nid = \"{id}\"\n")).unwrap();
    let rest = &text[start..];
    let end = rest[1..].find("[[action]]").map_or(rest.len(), |at| at + 1);
    rest[..end].to_owned()
}

#[test]
fn the_shipped_route_has_no_fault() {
    check(&[], &[]);
}

#[test]
fn unknown_names_refuse_to_load_with_their_lines() {
    let all = faults(&[
        ("status = \"draft\"", "status = \"drafted\""),
        (
            "\"file-ready\", \"fields-complete\"",
            "\"file-ready\", \"moon-is-full\"",
        ),
        ("\"enqueue-send\"", "\"run-script(x)\""),
        ("who = [\"clerk\"]", "who = [\"clerks\"]"),
        ("lock = \"none\"", "lock = \"maybe\""),
    ]);
    let said: Vec<_> = (all.iter())
        .map(|fault| (fault.code(), fault.values()[1].1.clone()))
        .collect();
    let names = [
        "drafted",
        "maybe",
        "moon-is-full",
        "clerks",
        "run-script(x)",
    ];
    assert_eq!(
        said,
        names.map(|it| ("process-fault-unknown-name", it.to_owned()))
    );
    let text = Definition::shipped_text();
    let line = text
        .lines()
        .position(|it| it == "status = \"draft\"")
        .unwrap()
        + 1;
    assert_eq!(all[0].line, Some(u32::try_from(line).unwrap()));
    assert!(all.iter().all(|fault| fault.line.is_some()));
}

#[test]
fn missing_doubled_and_unknown_keys_are_told_together() {
    check(
        &[
            ("name = \"Ban hành", "title = \"Ban hành"),
            ("total = \"48h\"", "total = \"2 ngày\""),
            ("id = \"initials\"", "id = \"Ký nháy\""),
            (
                "[[action]]\nid = \"ask-opinions\"",
                "[[action]]\nid = \"submit\"",
            ),
            ("version = 1", "version = 0"),
        ],
        &[
            ("", "missing-key"),
            ("", "unknown-key"),
            ("", "wrong-type"),
            ("", "wrong-type"),
            ("", "duplicate"),
            ("step Ký nháy", "bad-id"),
        ],
    );
}

#[test]
fn steps_must_exist_be_reached_and_left() {
    check(
        &[("to = \"initials\"", "to = \"elsewhere\"")],
        &[
            ("action submit", "no-such-step"),
            ("step draft", "never-ends"),
            ("step initials", "unreachable"),
            ("step format", "unreachable"),
            ("step sign", "unreachable"),
            ("step approve", "unreachable"),
            ("step number", "unreachable"),
            ("step seal", "unreachable"),
            ("step issue", "unreachable"),
            ("step issued", "unreachable"),
            ("step withdrawn", "unreachable"),
        ],
    );
    let nowhere = faults(&[("start = \"draft\"", "start = \"begin\"")]);
    let unreachable = |fault: &&Fault| fault.code() == "process-fault-unreachable";
    assert_eq!(nowhere[0].to_string(), "there is no step begin");
    assert_eq!(nowhere.iter().filter(unreachable).count(), 10);
    assert_eq!(nowhere.len(), 11);
    let archive = "[[step]]\nid = \"archive\"\nstatus = \"issue\"\nlabel = \"Lưu\"\n\n[[action]]\nid = \"submit\"";
    check(
        &[("[[action]]\nid = \"submit\"", archive)],
        &[
            ("step archive", "unreachable"),
            ("step archive", "no-way-out"),
        ],
    );
}

#[test]
fn a_way_back_must_be_a_return() {
    let faults = faults(&[(
        "to = \"draft\"\nmove = \"return\"\nlabel = \"Trả lại người soạn\"\nwho = [\"clerk\"]",
        "to = \"draft\"\nlabel = \"Trả lại người soạn\"\nwho = [\"clerk\"]",
    )]);
    assert!(faults.iter().any(|it| it.code() == "process-fault-circle"));
}

#[test]
fn the_seal_comes_after_the_signer_on_every_way() {
    // A way round the signer: from the format check straight to the number.
    let bypass = "[[action]]\nid = \"bypass\"\nfrom = [\"format\"]\nto = \"number\"\n\
                  label = \"Chuyển thẳng\"\nwho = [\"clerk\"]\n\n\
                  [[action]]\nid = \"return-from-format\"";
    check(
        &[("[[action]]\nid = \"return-from-format\"", bypass)],
        &[
            ("action seal", "seal-before-signer"),
            ("action return-to-signer", "return-astray"),
        ],
    );
}

#[test]
fn number_before_send_and_seal_before_issue() {
    check(
        &[("\"allocate-number(van-ban-di)\", ", "")],
        &[("action issue", "send-before-number")],
    );
    // The seal is left out: number leads to issue.
    let seal = action("seal");
    check(
        &[
            (seal.as_str(), ""),
            ("to = \"seal\"", "to = \"issue\""),
            (
                "from = [\"number\", \"seal\", \"issue\"]",
                "from = [\"number\", \"issue\"]",
            ),
            (
                "[[step]]\nid = \"seal\"\nstatus = \"seal\"\nlabel = \"Chờ đóng dấu\"\nroles = [\"token-keeper\"]\ntime = \"2h\"\nlock = \"files\"\nslot = \"organisation\"\ninstruction = \"Xem kết quả kiểm tra từng chữ ký, rồi ký số của cơ quan.\"\n",
                "",
            ),
        ],
        &[("action issue", "issue-before-seal")],
    );
    check(
        &[("\"enqueue-send\", ", "")],
        &[("action issue", "issue-without-sending")],
    );
}

#[test]
fn a_person_does_not_sign_after_the_seal_nor_twice() {
    check(
        &[
            (
                "status = \"issue\"\nlabel = \"Chờ phát hành\"",
                "status = \"issue\"\nlabel = \"Chờ phát hành\"\nslot = \"initials\"",
            ),
            (
                "who = [\"clerk\"]\nguards = [\"slot-signed(organisation)\",",
                "who = [\"clerk\"]\nsigns = \"initials\"\nguards = [\"slot-signed(initials)\", \"slot-signed(organisation)\",",
            ),
        ],
        &[
            ("action issue", "signed-twice"),
            ("action issue", "person-after-seal"),
        ],
    );
}

#[test]
fn a_return_undoes_what_it_goes_back_behind() {
    check(
        &[
            (
                "effects = [\"new-version\", \"notify(returned)\", \"notify(turn)\"]",
                "effects = [\"notify(returned)\"]",
            ),
            ("\"new-version\", \"release-number\", ", "\"new-version\", "),
        ],
        &[
            ("action return-from-sign", "return-keeps-signature"),
            ("action return-to-signer", "return-keeps-number"),
        ],
    );
    check(
        &[(
            "from = [\"number\", \"seal\", \"issue\"]",
            "from = [\"number\", \"seal\", \"issued\"]",
        )],
        &[("action return-to-signer", "return-after-issue")],
    );
    check(
        &[(
            "from = [\"number\", \"seal\", \"issue\"]\nto = \"sign\"",
            "from = [\"number\", \"seal\", \"issue\"]\nto = \"approve\"",
        )],
        &[("action return-to-signer", "return-astray")],
    );
    check(
        &[(
            "needs = [\"opinion\"]\n\n[[action]]\nid = \"approve-format\"",
            "\n[[action]]\nid = \"approve-format\"",
        )],
        &[("action return-from-initials", "reason-missing")],
    );
    // To the step before, whichever that was: from the format check it undoes the initials.
    let previous = "to = \"previous\"\nmove = \"return\"\nlabel = \"Trả lại\"\nwho = [\"clerk\"]";
    check(
        &[(
            "to = \"draft\"\nmove = \"return\"\nlabel = \"Trả lại người soạn\"\nwho = [\"clerk\"]",
            previous,
        )],
        &[],
    );
}

#[test]
fn nobody_is_named_in_vain_and_somebody_can_act() {
    check(
        &[
            (
                "roles = [\"the-drafter\", \"asked-unit\"]",
                "roles = [\"the-drafter\", \"archivist\"]",
            ),
            ("who = [\"head\"]\nguards", "guards"),
        ],
        &[("step draft", "dead-role"), ("action approve", "nobody")],
    );
}

#[test]
fn only_the_keeper_seals_with_every_signature_verified() {
    check(
        &[
            (
                "who = [\"token-keeper\"]",
                "who = [\"token-keeper\", \"clerk\"]",
            ),
            ("\"organisation-token-held\",", ""),
        ],
        &[
            ("action seal", "seal-by-others"),
            ("action seal", "guard-missing"),
        ],
    );
    check(
        &[("guards = [\"nothing-signed\"]\n", "")],
        &[("action take-back", "guard-missing")],
    );
}

#[test]
fn slots_are_signed_where_they_are() {
    check(
        &[("signs = \"initials\"", "signs = \"signer\"")],
        &[
            ("action initial", "wrong-slot"),
            ("action initial", "guard-missing"),
            ("step initials", "slot-unsigned"),
        ],
    );
}

#[test]
fn times_fit_into_the_whole() {
    let faults = faults(&[("total = \"48h\"", "total = \"43h30m\"")]);
    let said: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["the steps take 44h, the route has 43h30m"]);
}

#[test]
fn the_signers_cases_are_complete_and_one_button_is_the_main_one() {
    check(
        &[(action("sign").as_str(), "")],
        &[("action sign-for-head", "branch-incomplete")],
    );
    check(
        &[(
            "guards = [\"signer-is-deputy\", ",
            "guards = [\"signer-is-head\", ",
        )],
        &[
            ("action sign", "branch-incomplete"),
            ("action sign-for-head", "two-primaries"),
        ],
    );
}

#[test]
fn what_cannot_be_undone_is_not_called_reversible() {
    check(
        &[(
            "label = \"Phát hành\"\nprimary = true",
            "label = \"Phát hành\"\nprimary = true\nreversible = true",
        )],
        &[("action issue", "irreversible")],
    );
}

#[test]
fn targets_fit_their_moves() {
    check(
        &[("move = \"withdraw\"", "move = \"stay\"")],
        &[("action withdraw", "bad-target")],
    );
    check(
        &[("to = \"initials\"", "to = [\"initials\", \"format\"]")],
        &[("action submit", "bad-target")],
    );
}

#[test]
fn a_huge_file_is_not_read() {
    let faults = Definition::parse(&"#\n".repeat(1 << 20)).unwrap_err();
    assert_eq!(faults[0].code(), "process-fault-too-large");
}
