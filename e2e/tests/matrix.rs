//! Every level × kind of key × kind of input, signed once and three times in a row.
//!
//! One test per kind of key. All inputs go through one batch per round, so this also proves that a
//! batch needs one PIN and leaves one whole file per input. Judges look at the first round and at
//! the third; the second only has to hold the third.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::{Path, PathBuf};

use e2e::certificates::certificates;
use e2e::inputs::Input;
use e2e::keys::Key;
use e2e::proof::{Case, demand_sound};
use e2e::tsa::{Manner, Tsa};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Level {
    BasicB,
    BasicT,
}

/// Signs all files in one batch into a new folder; gives the new files in the same order.
fn batch(key: Key, level: Level, tsa: &Tsa, files: &[PathBuf], folder: &Path) -> Vec<PathBuf> {
    std::fs::create_dir(folder).unwrap();
    let mut tool = key.sign();
    tool = match level {
        Level::BasicB => tool.args(["--level", "B-B"]),
        Level::BasicT => tool.args(["--level", "B-T", "--tsa", &tsa.url(Manner::Honest)]),
    };
    let _done = tool
        .arg("--out")
        .arg(folder)
        .args(files)
        .limit(600)
        .run()
        .success();
    files
        .iter()
        .map(|file| folder.join(file.file_name().unwrap()))
        .collect()
}

fn case(input: Input, original: &Path, file: &Path, signatures: usize, level: Level) -> Case {
    let mut case = Case::new(file, signatures).from(original);
    case.hybrid = matches!(input, Input::Hybrid | Input::HybridUpdate);
    case.timestamped = level == Level::BasicT;
    case.name = format!("{input:?}, {level:?}, signed {signatures} times");
    case
}

fn every_input_and_level(key: Key) {
    let tsa = Tsa::start();
    let originals: Vec<PathBuf> = Input::SIGNABLE.iter().map(|input| input.file()).collect();
    let mut cases = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    for level in [Level::BasicB, Level::BasicT] {
        let round = |number: u32| folder.path().join(format!("{level:?}-{number}"));
        let once = batch(key, level, &tsa, &originals, &round(1));
        let twice = batch(key, level, &tsa, &once, &round(2));
        let thrice = batch(key, level, &tsa, &twice, &round(3));
        for (index, input) in Input::SIGNABLE.iter().enumerate() {
            let original = &originals[index];
            cases.push(case(*input, original, &once[index], 1, level));
            cases.push(case(*input, &once[index], &thrice[index], 3, level));
        }
    }
    demand_sound(&cases, &certificates().root());
}

#[test]
fn rsa_2048() {
    every_input_and_level(Key::Rsa2048);
}

#[test]
fn rsa_3072() {
    every_input_and_level(Key::Rsa3072);
}

#[test]
fn rsa_4096() {
    every_input_and_level(Key::Rsa4096);
}

#[test]
fn rsa_pss() {
    every_input_and_level(Key::Pss);
}

#[test]
fn p_256() {
    every_input_and_level(Key::P256);
}

#[test]
fn p_384() {
    every_input_and_level(Key::P384);
}

#[test]
fn p_521() {
    every_input_and_level(Key::P521);
}

#[test]
fn token_rsa() {
    every_input_and_level(Key::TokenRsa);
}

#[test]
fn token_p_256() {
    every_input_and_level(Key::TokenP256);
}

#[test]
fn token_p_384() {
    every_input_and_level(Key::TokenP384);
}
