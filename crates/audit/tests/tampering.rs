//! Whatever is changed in an export is found and named, at its place.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests"
)]

mod support;

use audit::{
    Checkpoint, Contradiction, Entry, Part, Tip, Verification, Verifier, append, chain, day_of,
    genesis, verify,
};
use proptest::prelude::*;
use proptest::sample::Index;
use support::{START, act, checkpoints, entries, lines};
use time::Duration;

fn read(bytes: &[u8], checkpoints: &[Checkpoint]) -> Verification {
    let mut verifier = Verifier::new(checkpoints.to_vec());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        verifier.line(line);
    }
    verifier.finish()
}

fn read_lines(lines: &[Vec<u8>], checkpoints: &[Checkpoint]) -> Contradiction {
    let found = read(&lines.concat(), checkpoints);
    found.contradiction.unwrap()
}

#[test]
fn what_was_not_touched_is_intact_and_what_no_checkpoint_covers_is_told() {
    let all = entries("so", 8);
    let days = checkpoints("so", &all);
    assert!(days.len() > 2);
    let found = read(&lines(&all).concat(), &days);
    assert_eq!(
        found,
        Verification {
            agency: Some("so".into()),
            lines: 8,
            intact_to: 8,
            covered_to: 8,
            tail: None,
            agreeing: days.len() as u64,
            contradiction: None,
        }
    );
    let some = &days[..days.len() - 1];
    let covered = some[some.len() - 1].last_seq;
    let found = verify(&all, some.to_vec());
    assert_eq!((found.intact_to, found.covered_to), (8, covered));
    assert_eq!(found.tail, Some((covered + 1, 8)));
    let found = verify(&all, []);
    assert_eq!((found.covered_to, found.tail), (0, Some((1, 8))));
    assert_eq!(verify(&[], []).agency, None);
}

#[test]
fn personal_data_may_be_disposed_of_but_not_changed() {
    let mut all = entries("so", 8);
    let name = &mut all[3].openings.get_mut("name").unwrap().text;
    *name = "Đỗ Thị Hạnh".into();
    let found = verify(&all, []).contradiction.unwrap();
    let part = Part::Opening("name".into());
    assert_eq!(found, Contradiction::Changed { seq: 4, part });
    for entry in &mut all {
        entry.openings.clear();
    }
    assert_eq!(verify(&all, checkpoints("so", &all)).contradiction, None);
}

/// The chain from `at` on made anew by whoever rules the server, after `change`.
fn rewritten(all: &[Entry], at: usize, change: impl Fn(&mut Entry)) -> Vec<Entry> {
    let mut made = all.to_vec();
    change(&mut made[at]);
    let mut head = at.checked_sub(1).map_or(genesis("so"), |it| made[it].head);
    for entry in &mut made[at..] {
        entry.leaf = entry.record.leaf().unwrap();
        head = chain(head, entry.leaf);
        entry.head = head;
    }
    made
}

#[test]
fn a_chain_made_anew_is_found_by_the_checkpoint_alone() {
    let all = entries("so", 8);
    let days = checkpoints("so", &all);
    let made = rewritten(&all, 4, |it| it.record.act = "read".into());
    assert_eq!(verify(&made, []).contradiction, None);
    let day = (days.iter().find(|it| it.last_seq >= 5)).unwrap();
    let found = verify(&made, days.clone());
    let expected = Contradiction::CheckpointDisagrees {
        seq: day.first_seq,
        to: day.last_seq,
        day: day.day.to_string(),
    };
    assert_eq!(found.contradiction, Some(expected));
    assert_eq!(found.covered_to, day.first_seq - 1);
    assert_eq!(found.tail, None);
}

#[test]
fn a_tail_cut_off_is_found_by_the_checkpoint_alone() {
    let all = entries("so", 8);
    let days = checkpoints("so", &all);
    assert_eq!(verify(&all[..5], []).contradiction, None);
    let found = verify(&all[..5], days.clone());
    assert_eq!(
        found.contradiction,
        Some(Contradiction::Missing { seq: 6, to: 8 })
    );
    assert_eq!(found.intact_to, 5);
    let found = verify(&[], days).contradiction.unwrap();
    assert_eq!(found, Contradiction::Missing { seq: 1, to: 8 });
}

#[test]
fn days_without_records_are_attested_too() {
    let all = entries("so", 2);
    let day = day_of(all[1].record.at);
    let empty = Checkpoint::over(day.previous_day().unwrap(), &Tip::empty("so"), &[]).unwrap();
    let first = Checkpoint::over(day, &Tip::empty("so"), &all).unwrap();
    let after = Tip::after(&all[1]);
    let silent = Checkpoint::over(day.next_day().unwrap(), &after, &[]).unwrap();
    assert_eq!((silent.first_seq, silent.last_seq), (3, 2));
    let found = verify(
        &all,
        [silent.clone(), first.clone(), empty.clone(), empty.clone()],
    );
    assert_eq!((found.agreeing, found.contradiction), (3, None));
    assert_eq!(verify(&[], [empty]).contradiction, None);
    let made = rewritten(&all, 1, |it| it.record.act = "read".into());
    let found = verify(&made, [silent]).contradiction.unwrap();
    assert_eq!(found.code(), "audit-checkpoint-disagrees");
}

#[test]
fn checkpoints_that_were_made_up_are_named() {
    let all = entries("so", 8);
    let good = checkpoints("so", &all);
    let code = |bent: Checkpoint| {
        let mut days = good.clone();
        days.push(bent);
        verify(&all, days).contradiction.unwrap().code()
    };
    let last = good[good.len() - 1].clone();
    let with = |change: fn(&mut Checkpoint)| {
        let mut bent = last.clone();
        change(&mut bent);
        bent
    };
    assert_eq!(
        code(with(|it| it.first_seq = 0)),
        "audit-checkpoint-disagrees"
    );
    assert_eq!(
        code(with(|it| it.first_seq += 1)),
        "audit-checkpoint-disagrees"
    );
    assert_eq!(
        code(with(|it| it.last_seq -= 1)),
        "audit-checkpoint-disagrees"
    );
    assert_eq!(
        code(with(|it| it.last_seq = 1)),
        "audit-checkpoint-disagrees"
    );
    assert_eq!(
        code(with(|it| it.root.0[0] ^= 1)),
        "audit-checkpoint-disagrees"
    );
    assert_eq!(
        code(with(|it| it.head.0[0] ^= 1)),
        "audit-checkpoint-disagrees"
    );
    assert_eq!(
        code(with(|it| it.first_seq = 100)),
        "audit-checkpoint-disagrees"
    );
    assert_eq!(
        code(with(|it| it.last_seq = u64::MAX)),
        "audit-record-missing"
    );
    assert_eq!(
        code(with(|it| it.agency = "huyen".into())),
        "audit-checkpoint-of-another"
    );
}

#[test]
fn a_record_of_another_agency_or_an_earlier_time_does_not_fit() {
    let all = entries("so", 4);
    let other = entries("huyen", 4);
    let mixed = [&all[..2], &other[2..3]].concat();
    let found = verify(&mixed, []).contradiction.unwrap();
    assert_eq!(found.code(), "audit-other-agency");
    // Not even under the right name: the chains begin differently.
    let renamed = rewritten(&other, 0, |_| ());
    let found = verify(&renamed, []).contradiction.unwrap();
    assert_eq!(found, Contradiction::ChainBroken { seq: 1 });
    let made = rewritten(&all, 2, |it| it.record.at = START);
    let found = verify(&made, []).contradiction.unwrap();
    assert_eq!(found, Contradiction::Time { seq: 3 });
}

#[test]
fn a_clock_set_back_stands_still_in_the_record() {
    let mut tip = Tip::empty("so");
    let first = append(&tip, act(1).0, START + Duration::nanoseconds(1_999_999)).unwrap();
    assert_eq!(first.record.at, START + Duration::milliseconds(1));
    tip = Tip::after(&first);
    let second = append(&tip, act(2).0, START - Duration::hours(1)).unwrap();
    assert_eq!(second.record.at, first.record.at);
    assert_eq!(verify(&[first, second], []).contradiction, None);
}

#[test]
fn a_record_has_one_spelling() {
    let line = lines(&entries("so", 1)).remove(0);
    let text = String::from_utf8(line).unwrap();
    let cause = |text: &str| Entry::from_line(text.as_bytes()).unwrap_err().code();
    assert!(Entry::from_line(text.trim_end().as_bytes()).is_ok());
    assert_eq!(cause(&text), "audit-not-canonical");
    assert_eq!(
        cause(&text.trim_end().replacen(':', ": ", 1)),
        "audit-not-canonical"
    );
    let double = text
        .trim_end()
        .replacen("\"detail\":{", "\"detail\":{\"n\":5,", 1);
    assert_eq!(cause(&double), "audit-not-canonical");
    let unknown = text
        .trim_end()
        .replacen("{\"head\"", "{\"also\":1,\"head\"", 1);
    assert_eq!(cause(&unknown), "audit-unreadable");
}

/// The line of an export in which byte `at` lies, from 1.
fn line_of(lines: &[Vec<u8>], at: usize) -> u64 {
    let mut end = 0;
    let passed = |line: &&Vec<u8>| {
        end += line.len();
        end <= at
    };
    lines.iter().take_while(passed).count() as u64 + 1
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_changed_byte_is_found_where_it_is(at: Index, to: u8) {
        let all = entries("so", 7);
        let lines = lines(&all);
        let mut bytes = lines.concat();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let found = read(&bytes, &checkpoints("so", &all)).contradiction.unwrap();
        prop_assert_eq!(found.seq(), line_of(&lines, at), "{:?}", found);
        let codes = ["audit-record-unreadable", "audit-record-changed",
            "audit-opening-changed", "audit-chain-broken"];
        prop_assert!(codes.contains(&found.code()), "{:?}", found);
    }

    #[test]
    fn a_byte_more_or_less_is_found_where_it_is(at: Index, more: Option<u8>) {
        let all = entries("so", 7);
        let lines = lines(&all);
        let mut bytes = lines.concat();
        let at = at.index(bytes.len());
        match more {
            Some(byte) => bytes.insert(at, byte),
            None => { bytes.remove(at); }
        }
        let found = read(&bytes, &checkpoints("so", &all)).contradiction.unwrap();
        prop_assert_eq!(found.seq(), line_of(&lines, at), "{:?}", found);
    }

    #[test]
    fn removed_records_are_named(count in 1..9u64, from: Index, much: Index) {
        let all = entries("so", count);
        let mut lines = lines(&all);
        let from = from.index(lines.len());
        let to = from + 1 + much.index(lines.len() - from);
        lines.drain(from..to);
        let found = read_lines(&lines, &checkpoints("so", &all));
        let (seq, to) = (from as u64 + 1, to as u64);
        prop_assert_eq!(found, Contradiction::Missing { seq, to });
    }

    #[test]
    fn a_record_put_in_again_is_named(count in 1..9u64, which: Index, before: Index) {
        let all = entries("so", count);
        let mut lines = lines(&all);
        let (which, before) = (which.index(lines.len()), before.index(lines.len() + 1));
        prop_assume!(before != which && before != which + 1);
        let copy = lines[which].clone();
        lines.insert(before, copy);
        let found = read_lines(&lines, &checkpoints("so", &all));
        let order = Contradiction::Order { seq: before as u64 + 1, found: which as u64 + 1 };
        prop_assert_eq!(found, order);
    }

    #[test]
    fn a_forged_record_put_in_is_named(count in 1..9u64, before: Index) {
        let all = entries("so", count);
        let before = before.index(all.len() + 1);
        let tip = before.checked_sub(1).map_or(Tip::empty("so"), |it| Tip::after(&all[it]));
        let forged = append(&tip, act(99).0, START).unwrap();
        let mut made = all.clone();
        made.insert(before, forged);
        let days = checkpoints("so", &all);
        let verdict = verify(&made, days);
        if before == all.len() {
            // Behind the last checkpoint nothing attests that there was no more: so it is told.
            let seq = before as u64 + 1;
            prop_assert_eq!((verdict.contradiction, verdict.tail), (None, Some((seq, seq))));
            return Ok(());
        }
        let found = verdict.contradiction.unwrap();
        // What follows says the number again, unless a checkpoint has spoken before.
        let codes = ["audit-order", "audit-checkpoint-disagrees", "audit-time"];
        prop_assert!(codes.contains(&found.code()), "{:?}", found);
        prop_assert!(found.seq() <= before as u64 + 2, "{:?}", found);
    }

    #[test]
    fn swapped_records_are_named(count in 2..9u64, one: Index, other: Index) {
        let all = entries("so", count);
        let mut lines = lines(&all);
        let (one, other) = (one.index(lines.len()), other.index(lines.len()));
        prop_assume!(one < other);
        lines.swap(one, other);
        let found = read_lines(&lines, &checkpoints("so", &all));
        let order = Contradiction::Order { seq: one as u64 + 1, found: other as u64 + 1 };
        prop_assert_eq!(found, order);
    }

    #[test]
    fn a_changed_byte_of_a_checkpoint_is_found(at: Index, to: u8) {
        let all = entries("so", 7);
        let mut days = checkpoints("so", &all);
        let mut bytes = days[1].to_bytes().unwrap();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        // Unreadable, or it says something else and the records say so; only the day is nobody's
        // word but the signature's.
        if let Ok(bent) = Checkpoint::from_bytes(&bytes) {
            let only_day = Checkpoint { day: days[1].day, ..bent.clone() } == days[1];
            days[1] = bent;
            let found = verify(&all, days).contradiction;
            prop_assert!(found.is_some() || only_day, "{:?}", found);
        }
    }
}
