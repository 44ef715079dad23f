//! Whatever the office may answer has a sentence in both languages, with values it really has.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use report::Catalogue;

/// What is called with a code as the last text among its first arguments.
const CALLS: [&str; 4] = ["Fault::new(", "fault(", "invalid(", "taken("];

#[test]
fn every_fault_and_error_has_a_sentence() {
    let mut sources = Vec::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut sources,
    );
    let codes: BTreeSet<_> = sources.iter().flat_map(|it| codes(it)).collect();
    for known in [
        "office-stale",
        "password-short",
        "unit-has-people",
        "image-size",
        "import-no-sheet",
    ] {
        assert!(codes.contains(known), "{known} is not found any more");
    }
    let catalogue = Catalogue::shared();
    let missing: Vec<_> = codes.iter().filter(|it| !catalogue.knows(it)).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
    let values = sources.concat();
    for code in &codes {
        for name in catalogue.placeholders(code) {
            assert!(
                values.contains(&format!("\"{name}\"")),
                "{code}: no value {name}"
            );
        }
    }
}

fn read(folder: &Path, sources: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, sources);
        } else {
            let text = std::fs::read_to_string(path).unwrap();
            let program = text.split("#[cfg(test)]").next().unwrap();
            sources.push(program.to_owned());
        }
    }
}

fn codes(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in CALLS {
        for (at, _) in source.match_indices(call) {
            let rest = source.get(at + call.len()..).unwrap();
            let end = ["vec!", "Vec::new", ")"].map(|it| rest.find(it).unwrap_or(rest.len()));
            let arguments = rest.get(..end.into_iter().min().unwrap()).unwrap();
            found.extend(arguments.split('"').skip(1).step_by(2).last());
        }
    }
    let arms = source.split("=> \"").skip(1);
    let arms = arms.filter_map(|it| it.split('"').next());
    found.extend(arms.filter(|it| it.starts_with("office-")));
    let code = |it: &&str| it.contains('-') && !it.contains(|c: char| !is_code(c));
    found
        .into_iter()
        .filter(code)
        .map(ToOwned::to_owned)
        .collect()
}

fn is_code(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}
