//! What people read from the pages of the office, and what their forms and desks send back.

use serde_json::{Value, json};

use crate::browser::{Answer, Browser, Cut, between};
use crate::desk::Desk;
use crate::ground::{Agency, sample};

/// The ids of the rows of a list, each once.
pub(crate) fn rows(page: &str, path: &str) -> Vec<String> {
    let mark = format!("row-subject\" href=\"{path}");
    let ids = page.split(mark.as_str()).skip(1);
    let mut ids: Vec<_> = ids.filter_map(|row| row.split('"').next()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(ToOwned::to_owned).collect()
}

/// The version that the form of a page was shown with.
pub(crate) fn version(page: &str) -> String {
    let found = between(page, "name=\"phien-ban\" value=\"", "\"");
    found.unwrap_or_default().to_owned()
}

/// The version that the button of an act, which leads to `action`, was shown with.
pub(crate) fn version_of<'a>(page: &'a str, action: &str) -> Option<&'a str> {
    let mark = format!("{action}\"><input type=\"hidden\" name=\"phien-ban\" value=\"");
    between(page, &mark, "\"")
}

/// Begins a draft with its file; the head signs, or a deputy.
pub(crate) fn begin(
    browser: &Browser,
    agency: &Agency,
    deputy: bool,
    subject: &str,
    to: &str,
) -> Result<Answer, Cut> {
    let signer = &agency.people[if deputy { "deputy" } else { "head" }];
    let signer = format!("{}|{}", signer.account, signer.appointment);
    let fields = [
        ("loai", "quyet-dinh"),
        ("trich-yeu", subject),
        ("do-khan", "normal"),
        ("do-mat", ""),
        ("don-vi", &agency.unit),
        ("nguoi-ky", &signer),
        ("co-quan", to),
        ("noi-nhan-khac", "Lưu: VT | 2"),
        ("phien-ban", "0"),
    ];
    let file = sample("quyet-dinh.pdf");
    browser.upload("/van-ban-di/moi", &fields, ("quyet-dinh.pdf", &file))
}

/// Asks what a desk is to sign of a document.
pub(crate) fn ask_to_sign(browser: &Browser, id: &str) -> Result<Answer, Cut> {
    browser.post_json("/ky/de-nghi", &json!({ "requests": [id] }))
}

/// What the page sends back when a desk has signed what was asked.
pub(crate) fn signed_by(desk: &Desk, asked: &Answer) -> Value {
    let envelope = serde_json::from_value(asked.json()["envelope"].clone()).unwrap();
    let (request, answer) = desk.answer(&envelope);
    json!({ "request": request, "answer": answer })
}

/// Hands over what a desk signed.
pub(crate) fn hand_over(browser: &Browser, signed: &Value) -> Result<Answer, Cut> {
    browser.post_json("/ky/tra-loi", signed)
}

/// Whether everything that was handed over stands as signed.
pub(crate) fn all_signed(answer: &Answer) -> bool {
    let outcomes = answer.json()["outcomes"].clone();
    let signed = |all: &Vec<Value>| !all.is_empty() && all.iter().all(|it| it["signed"] == true);
    outcomes.as_array().is_some_and(signed)
}
