//! What programs were answered, judged by the description of the API with tools of others
//! (`judge.py`: openapi-spec-validator, jsonschema), in the Python that `CONGVU_PYTHON` names.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use axum::http::HeaderMap;
use serde_json::{Map, Value, json};

/// Where the judge is.
const JUDGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/people/judge.py");

thread_local! {
    /// What was asked and answered in the test of this thread.
    static CALLS: RefCell<Vec<Value>> = const { RefCell::new(Vec::new()) };
}

/// A request, as far as it is judged.
pub struct Call<'a> {
    pub method: &'a str,
    pub path: &'a str,
    /// What was sent, where it is JSON or a form.
    pub sent: Option<Value>,
}

/// Keeps a call with its answer.
pub fn keep(call: &Call, status: u16, headers: &HeaderMap, bytes: &[u8]) {
    let told: Map<_, _> = (headers.iter())
        .map(|(name, value)| (name.to_string(), json!(value.to_str().unwrap())))
        .collect();
    let kind = told.get("content-type").and_then(Value::as_str);
    let is_json = kind.is_some_and(|it| it.ends_with("json"));
    let body = is_json.then(|| serde_json::from_slice::<Value>(bytes).unwrap());
    let call = json!({
        "method": call.method, "path": call.path, "sent": call.sent,
        "status": status, "headers": told, "body": body,
    });
    CALLS.with_borrow_mut(|calls| calls.push(call));
}

/// Has the description and every call of this test judged, which are to be without fault; gives the
/// operations that were asked, with the status of the answer.
pub fn judged() -> BTreeSet<String> {
    let calls = CALLS.take();
    let asked = json!({ "description": server::api::description(), "calls": calls });
    let python = std::env::var("CONGVU_PYTHON")
        .unwrap_or_else(|_| panic!("CONGVU_PYTHON names no Python: scripts/setup.sh test"));
    let mut judge = Command::new(python);
    let judge = judge
        .arg(JUDGE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut judge = judge.spawn().unwrap();
    let mut to = judge.stdin.take().unwrap();
    to.write_all(asked.to_string().as_bytes()).unwrap();
    drop(to);
    let said = judge.wait_with_output().unwrap();
    assert!(said.status.success(), "{JUDGE}");
    let said = String::from_utf8(said.stdout).unwrap();
    let (faults, judged) = said.split_once("judged:\n").unwrap();
    assert_eq!(faults.trim(), "", "faults of the description, or by it");
    judged.lines().map(ToOwned::to_owned).collect()
}
