//! Every attack gets the verdict it deserves, and its honest twin passes.
//!
//! What the other programs say of the same files is in `docs/attacks.md`; with `CONGVU_ATTACKS=1`
//! the table there is measured and written anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use e2e::attacks::{self, Attack};
use e2e::congvu::congvu;
use e2e::judges::{pdfsig, pyhanko};
use e2e::tool;
use serde_json::Value;

macro_rules! attacks {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { demand(&attacks::named(stringify!($name))); })*

        /// The names for which there is a test.
        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

attacks! {
    shadow_hide_image,
    shadow_hide_form,
    shadow_hide_annotation,
    shadow_replace_font,
    shadow_replace_form_font,
    shadow_replace_appearance,
    shadow_hide_and_replace_by_catalog,
    shadow_hide_and_replace_by_root,
    shadow_hide_and_replace_by_xref,
    wrapping_shifted_second_range,
    wrapping_objects_in_the_padding,
    wrapping_copied_dictionary,
    wrapping_first_range_cut,
    wrapping_second_range_cut,
    wrapping_not_from_the_start,
    saving_new_content,
    saving_new_page,
    saving_changed_and_changed_back,
    saving_without_xref,
    saving_with_trailer_only,
    saving_with_bogus_xref,
    saving_with_copied_signature,
    saving_as_comment_of_the_end,
    forgery_contents_missing,
    forgery_contents_null,
    forgery_contents_empty,
    forgery_contents_literal,
    forgery_contents_reference,
    forgery_contents_zeros,
    forgery_byte_range_missing,
    forgery_byte_range_null,
    forgery_byte_range_empty,
    forgery_byte_range_zeros,
    forgery_byte_range_negative,
    forgery_byte_range_oversized,
    forgery_byte_range_of_three,
    forgery_byte_range_of_six,
    forgery_byte_range_of_text,
    forgery_byte_range_reference,
    forgery_sub_filter_unknown,
    forgery_sub_filter_missing,
    certification_evil_annotation,
    certification_evil_stamp,
    certification_evil_redaction,
    certification_annotation_forbidden,
    certification_form_filling_forbidden,
    certification_sneaky_signature,
    certification_lost,
    certification_reference_dropped,
    certification_twice,
    annotation_without_permission,
    dictionary_reason_replaced,
    dictionary_value_moved,
    stripping_field_emptied,
    stripping_field_unlisted,
    stripping_form_dropped,
    duplicate_key_in_new_catalog,
    duplicate_key_in_page,
    duplicate_key_by_escape,
    duplicate_key_in_field,
    reading_bytes_before_the_header,
    reading_second_startxref,
    reading_wrong_stream_length,
    reading_missing_endobj,
    reading_escaped_key,
    reading_comment_in_the_header,
    reading_odd_whitespace,
    hybrid_disagreeing,
    object_stream_shadowing,
    object_stream_override,
    freed_content,
    lost_revision_prev_loop,
    lost_revision_prev_skips,
    lost_revision_prev_zero,
    lost_revision_prev_missing,
    lost_revision_prev_into_data,
    section_outside_the_chain,
    objects_nobody_lists,
    number_above_size,
    resources_deep_nesting,
    resources_huge_table,
    resources_million_objects,
    resources_filter_bomb,
    resources_page_tree_loop,
}

#[test]
fn every_attack_has_a_test() {
    let all: BTreeSet<&str> = attacks::all().iter().map(|attack| attack.name).collect();
    assert_eq!(all, TESTED.iter().copied().collect());
    assert_eq!(all.len(), attacks::all().len(), "two attacks have one name");
}

/// Our verdict on a file, as JSON.
fn verdict(file: &Path) -> Value {
    let mut verify = congvu().args(["verify", "--json", "--offline"]).limit(60);
    for (root, lists) in attacks::trust() {
        verify = verify.arg("--trust").arg(root).arg("--crl").arg(lists);
    }
    let answer = verify.arg(file).run();
    serde_json::from_str(&answer.stdout).unwrap_or_else(|_| panic!("{answer:#?}"))
}

fn demand(attack: &Attack) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.pdf");
    std::fs::write(&file, &attack.honest().bytes).unwrap();
    let twin = verdict(&file);
    if !attack.prepared {
        assert_eq!(
            twin["indication"], "TOTAL_PASSED",
            "the honest twin: {twin:#}"
        );
    }
    std::fs::write(&file, attack.bytes()).unwrap();
    let found = verdict(&file);
    let name = &twin["signatures"][0]["field"];
    let mut signatures = found["signatures"].as_array().unwrap().iter();
    let victim = signatures.find(|signature| signature["field"] == *name);
    let gone = serde_json::json!({ "reasons": found["reasons"] });
    let victim = victim.unwrap_or(&gone);
    let expected = &attack.expected;
    let text = |key: &str| victim[key].as_str().unwrap_or_default().to_owned();
    let got = (
        text("indication"),
        text("sub_indication"),
        text("integrity"),
        text("covers"),
        text("changes_after"),
    );
    let wanted = (
        expected.indication.to_owned(),
        expected.sub_indication.to_owned(),
        expected.integrity.to_owned(),
        expected.covers.to_owned(),
        expected.changes_after.to_owned(),
    );
    assert_eq!(got, wanted, "{found:#}");
    let reasons = victim["reasons"].as_array().unwrap();
    let says = |code: &str| reasons.iter().any(|reason| reason["code"] == code);
    assert!(expected.code.is_empty() || says(expected.code), "{found:#}");
    if expected.indication != "TOTAL_PASSED" {
        assert_ne!(found["indication"], "TOTAL_PASSED", "{found:#}");
    }
}

const TABLE: &str = "docs/attacks.md";

/// The table in the docs names every attack with the verdict that its test demands.
#[test]
fn the_table_is_complete() {
    let path = tool::crate_folder().join("..").join(TABLE);
    if std::env::var_os("CONGVU_ATTACKS").is_some() {
        std::fs::write(&path, measured()).unwrap();
    }
    let table = std::fs::read_to_string(&path).unwrap();
    for attack in attacks::all() {
        let row = ours(&attack);
        assert!(table.contains(&row), "{TABLE} lacks `{row}`");
    }
}

fn passes(attack: &Attack) -> bool {
    attack.expected.indication == "TOTAL_PASSED"
}

/// The first columns of an attack's row.
fn ours(attack: &Attack) -> String {
    let expected = &attack.expected;
    if expected.indication.is_empty() {
        return format!(
            "| {} | `{}` | no signature, and that one was removed |",
            attack.class, attack.name
        );
    }
    let verdict = match expected.sub_indication {
        "" => expected.indication.to_owned(),
        cause => format!("{} ({cause})", expected.indication),
    };
    format!(
        "| {} | `{}` | {verdict}, {} |",
        attack.class, attack.name, expected.integrity
    )
}

/// The whole page, with what the others say today.
fn measured() -> String {
    let folder = tempfile::tempdir().unwrap();
    let all = attacks::all();
    let files: Vec<PathBuf> = all
        .iter()
        .map(|attack| {
            let file = folder.path().join(format!("{}.pdf", attack.name));
            std::fs::write(&file, attack.bytes()).unwrap();
            file
        })
        .collect();
    let roots = attacks::trust().map(|(root, _)| root);
    let roots: Vec<&Path> = roots.iter().map(PathBuf::as_path).collect();
    let requests: Vec<pyhanko::Request> = files
        .iter()
        .map(|file| pyhanko::Request {
            lenient: true,
            ..pyhanko::Request::new(file)
        })
        .collect();
    let reports = pyhanko::judge(&requests, &roots);
    let mut page = HEAD.to_owned();
    let mut accepted = [0, 0];
    for ((attack, file), report) in all.iter().zip(&files).zip(&reports) {
        let others = [by_pdfsig(file), by_pyhanko(report)];
        for (count, word) in accepted.iter_mut().zip(&others) {
            *count += usize::from(word.contains("valid**"));
        }
        writeln!(page, "{} {} |", ours(attack), others.join(" | ")).unwrap();
    }
    let [pdfsig, pyhanko] = accepted;
    let (all, ours) = (
        all.len(),
        all.iter().filter(|attack| passes(attack)).count(),
    );
    writeln!(
        page,
        "\nOf these {all} files we accept {ours} (large, and harmless), pdfsig {pdfsig}, pyHanko {pyhanko}."
    )
    .unwrap();
    page
}

const HEAD: &str = "\
# Attacks on signed PDFs

Every file here is made by `e2e/src/attacks` from a paper that was really signed; `e2e/tests/attacks.rs`
demands our verdict on the victim's signature, and that the untouched paper passes. Integrity is told
apart: `intact` means that the signed bytes are as they were, whatever became of the file.

The last columns are what `pdfsig` (poppler, certificates not asked for) and pyHanko (lenient parser,
the right root given, its difference analysis on) say of the same file; measured with
`CONGVU_ATTACKS=1 cargo test --workspace --test attacks the_table_is_complete`. pdfsig checks the
signed range and nothing else, and says so with \"not the whole document\"; its \"valid\" is right for
what it does and wrong as an answer to whether the document may be trusted.

| class | attack | our verdict | pdfsig | pyHanko |
| --- | --- | --- | --- | --- |
";

fn by_pdfsig(file: &Path) -> String {
    let found = pdfsig::signatures(file, None);
    match found.first() {
        None => "no signature found".to_owned(),
        Some(first) if first.is_valid() && first.total => "**valid**".to_owned(),
        Some(first) if first.is_valid() => "**valid**, not the whole document".to_owned(),
        Some(first) if first.validation.is_empty() => "no verdict".to_owned(),
        Some(first) => first.validation.trim_end_matches('.').to_lowercase(),
    }
}

fn by_pyhanko(report: &pyhanko::Report) -> String {
    if let Some(error) = &report.error {
        let kind = error.split(':').next().unwrap_or_default();
        return format!("exception `{kind}`");
    }
    match report.signatures.first() {
        None => "no signature found".to_owned(),
        Some(first) if first.bottom_line => match first.modification.as_deref() {
            None | Some("NONE") => "**valid**".to_owned(),
            Some(level) => format!("**valid**, {}", level.to_lowercase().replace('_', " ")),
        },
        Some(first) if !first.intact => "digest differs".to_owned(),
        Some(first) if first.suspicion.is_some() => "suspicious change".to_owned(),
        Some(first) if !first.docmdp_ok => "change not permitted".to_owned(),
        Some(first) => format!(
            "not valid ({})",
            first.coverage.to_lowercase().replace('_', " ")
        ),
    }
}
