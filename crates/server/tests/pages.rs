//! Every page renders, and keeps to the rules that the policy and readers with a screen reader need.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod gallery;

use std::collections::BTreeSet;

use unicode_normalization::is_nfc;

fn pages() -> impl Iterator<Item = (&'static str, String)> {
    (gallery::PAGES.into_iter()).map(|name| (name, gallery::page(name).unwrap()))
}

/// The values of `attribute` in `page`.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let mark = format!(" {attribute}=\"");
    (page.split(&mark).skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

#[test]
fn every_page_has_a_language_a_title_and_one_main_heading() {
    for (name, page) in pages() {
        assert!(
            page.starts_with("<!doctype html>\n<html lang=\"vi\""),
            "{name}"
        );
        assert!(page.contains(" · Công Vụ</title>"), "{name}");
        assert!(!page.contains("<title> ·"), "{name}");
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
    }
}

#[test]
fn the_strict_policy_forbids_nothing_a_page_has() {
    for (name, page) in pages() {
        for forbidden in [
            " style=\"",
            " onclick=",
            " onchange=",
            "javascript:",
            "hx-on",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {name}");
        }
        for script in page.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            let own = tag.contains(" src=\"/assets/") || tag.contains("application/json");
            assert!(own, "{tag} in {name}");
        }
    }
}

#[test]
fn ids_are_unique_and_what_points_to_them_finds_them() {
    for (name, page) in pages() {
        // Two viewers stand on the page of comparison, and neither has an id.
        let ids = values(&page, "id");
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        for attribute in ["for", "aria-labelledby", "aria-describedby"] {
            for id in values(&page, attribute) {
                assert!(unique.contains(id), "{attribute}={id} in {name}");
            }
        }
    }
}

#[test]
fn texts_are_composed_vietnamese() {
    for (name, page) in pages() {
        assert!(is_nfc(&page), "{name}");
    }
}

#[test]
fn the_rail_shows_only_what_the_person_can_use() {
    let page = gallery::page("danh-sach").unwrap();
    let order = [
        "Việc của tôi",
        "Văn bản đi",
        "Văn bản đến",
        "Hồ sơ công việc",
        "Tra cứu",
    ];
    let places: Vec<_> = (order.iter())
        .map(|label| {
            page.find(&format!("<span class=\"rail-word\">{label}"))
                .unwrap()
        })
        .collect();
    assert!(places.is_sorted(), "in the order of the screens");
    let lone = gallery::page("dang-nhap").unwrap();
    assert!(!lone.contains("frame-rail"));
}

#[test]
fn faults_are_said_at_the_field_and_in_a_summary_that_takes_the_focus() {
    let page = gallery::page("ly-do").unwrap();
    assert!(page.contains("autofocus data-faults"));
    assert!(page.contains("href=\"#ly-do\""));
    assert!(page.contains("id=\"ly-do\""));
    assert!(page.contains("aria-invalid=\"true\""));
}
