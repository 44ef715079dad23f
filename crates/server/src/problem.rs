//! The one place where an error becomes something a person reads: a page, a toast for htmx, or JSON
//! for `/api`; each says what happened, what to do, and the operation id to quote. Logged once, here.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Request, State as Shared};
use axum::http::header::{CONTENT_TYPE, LOCATION, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use report::catalogue::{Catalogue, Lang};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Refusal};
use crate::operation::OperationId;
use crate::state::State;

/// What a person reads about an error.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The code of the sentence.
    pub code: String,
    /// What happened, in Vietnamese.
    pub text: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The id to quote.
    pub operation: String,
}

/// The same for a program (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProgramProblem {
    /// The code as a URI.
    #[schema(example = "urn:congvu:error:office-invalid")]
    pub r#type: String,
    /// What happened, in Vietnamese.
    #[schema(example = "Có nội dung nhập chưa đúng; chưa có gì được lưu.")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What to do about it, in Vietnamese; for a request that cannot be read, why it cannot.
    pub detail: Option<String>,
    /// The code, which stays the same.
    #[schema(example = "office-invalid")]
    pub code: String,
    /// The id to quote to whoever runs the office; it stands in its log.
    #[schema(example = "01jd-7f3q-m2ka")]
    pub operation: String,
    /// Everything that is wrong with what was sent, each at its place.
    pub faults: Vec<ProgramFault>,
}

/// One thing that is wrong with what was sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgramFault {
    /// The field or parameter; empty for the whole.
    #[schema(example = "subject")]
    pub field: String,
    /// The code, which stays the same.
    #[schema(example = "office-subject-missing")]
    pub code: String,
    /// What is wrong, in Vietnamese.
    #[schema(example = "Chưa nhập trích yếu.")]
    pub text: String,
}

/// The page of an error.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    /// What is said.
    pub problem: Problem,
}

/// The toast of an error.
#[derive(Debug, Template)]
#[template(path = "problem_toast.html")]
pub struct ProblemToast {
    /// What is said.
    pub problem: Problem,
}

/// Who asked, which decides the form of the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Asker {
    Page,
    Htmx,
    Api,
    /// A script of ours that carries messages to the desk agent (`web/src/agent.js`).
    Script,
}

/// Turns whatever went wrong inside into its answer.
pub async fn layer(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let asker = asker_of(&request);
    let back = request.uri().path_and_query().map(ToString::to_string);
    let reads = request.method().is_safe();
    let operation = (request.extensions().get::<OperationId>().cloned()).unwrap_or_default();
    let response = next.run(request).await;
    let Some(error) = error_of(&response, state.config().limits.form_bytes) else {
        return response;
    };
    log(&error);
    match (&*error, asker) {
        (Error::SignInNeeded, Asker::Page | Asker::Htmx) => {
            let back = back.filter(|_| reads && asker == Asker::Page);
            go(asker, &crate::views::login::address(back.as_deref()))
        }
        (Error::PasswordChangeNeeded, Asker::Page | Asker::Htmx) => go(asker, "/doi-mat-khau"),
        _ => {
            let mut told = answer(&error, asker, &operation);
            // A program that was refused half-way is told where the first half is.
            if let Some(place) = response.headers().get(LOCATION) {
                told.headers_mut().insert(LOCATION, place.clone());
            }
            told
        }
    }
}

/// What is said about `error`.
#[must_use]
pub fn problem(error: &Error, operation: &OperationId) -> Problem {
    let sentence = Catalogue::shared().sentence(error.code(), Lang::Vi, &error.values());
    Problem {
        code: error.code().to_owned(),
        text: sentence_case(&sentence.text),
        hint: sentence.hint.map(|hint| sentence_case(&hint)),
        operation: operation.to_string(),
    }
}

/// A sentence of the catalogue as it stands on a page: with a capital and a full stop.
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    let mut whole: String = (letters.next().into_iter())
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    if !whole.ends_with(['.', '!', '?', '…']) {
        whole.push('.');
    }
    whole
}

/// The error in a response: ours, or a bare status of the router or of an extractor.
fn error_of(response: &Response, form_bytes: usize) -> Option<Arc<Error>> {
    if let Some(error) = response.extensions().get::<Arc<Error>>() {
        return Some(Arc::clone(error));
    }
    let cause = || "refused by an extractor".to_owned();
    let error = match response.status() {
        StatusCode::NOT_FOUND => Error::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Error::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge {
            limit: u64::try_from(form_bytes).unwrap_or(u64::MAX),
        },
        StatusCode::BAD_REQUEST
        | StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
            if plain(response) =>
        {
            Error::Malformed { cause: cause() }
        }
        _ => return None,
    };
    Some(Arc::new(error))
}

/// Extractors answer in plain text; a page that shows a form with its faults is HTML and stays.
fn plain(response: &Response) -> bool {
    (response.headers().get("content-type"))
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn log(error: &Error) {
    let code = error.code();
    if error.status().is_server_error() {
        tracing::error!(code, %error, "failed");
    } else {
        tracing::info!(code, %error, "refused");
    }
}

fn answer(error: &Error, asker: Asker, operation: &OperationId) -> Response {
    let problem = problem(error, operation);
    let page = match asker {
        Asker::Api => return for_program(error, problem),
        Asker::Script => return (error.status(), Json(for_script(&problem))).into_response(),
        Asker::Page => ProblemPage { problem }.render(),
        Asker::Htmx => ProblemToast { problem }.render(),
    };
    // A template that fails must not hide the error it was to show.
    let text = page.unwrap_or_else(|_| format!("{} ({operation})", error.code()));
    let mut response = (error.status(), Html(text)).into_response();
    if asker == Asker::Htmx {
        let headers = response.headers_mut();
        headers.insert("hx-retarget", HeaderValue::from_static("#toasts"));
        headers.insert("hx-reswap", HeaderValue::from_static("beforeend"));
    }
    wait(&mut response, error);
    response
}

/// When to ask again.
fn wait(response: &mut Response, error: &Error) {
    if let Error::TooManyRequests { seconds } = error {
        let headers = response.headers_mut();
        headers.insert("retry-after", (*seconds).into());
    }
}

fn for_program(error: &Error, problem: Problem) -> Response {
    let said = |code: &str, values: &[(&'static str, String)]| {
        sentence_case(&Catalogue::shared().sentence(code, Lang::Vi, values).text)
    };
    let fault = |field: &str, code: &str, values: &[(&'static str, String)]| ProgramFault {
        field: field.to_owned(),
        code: code.to_owned(),
        text: said(code, values),
    };
    let (mut code, mut title, mut detail) = (problem.code, problem.text, problem.hint);
    let mut faults = Vec::new();
    match error {
        Error::Refused(Refusal { faults: found, .. }) if !found.is_empty() => {
            // A page tells the first of them; a program gets them all under the name of the whole.
            code = "office-invalid".to_owned();
            title = said(&code, &[]);
            detail = None;
            let all = found.iter();
            faults.extend(all.map(|it| fault(&it.field, &it.code, &it.values)));
        }
        Error::Parameter { name } => faults.push(fault(name, error.code(), &error.values())),
        Error::Malformed { cause } => detail = Some(cause.clone()),
        _ => {}
    }
    let status = error.status();
    let told = ProgramProblem {
        r#type: format!("urn:congvu:error:{code}"),
        title,
        status: status.as_u16(),
        detail,
        code,
        operation: problem.operation,
        faults,
    };
    let kind = [(CONTENT_TYPE, "application/problem+json")];
    let mut response = (status, kind, Json(told)).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let headers = response.headers_mut();
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    wait(&mut response, error);
    response
}

/// The same in the words of the desk agent, so that the page has one way to tell both.
fn for_script(problem: &Problem) -> serde_json::Value {
    serde_json::json!({ "error": {
        "code": problem.code,
        "message": problem.text,
        "hint": problem.hint,
    }})
}

fn go(asker: Asker, address: &str) -> Response {
    if asker != Asker::Htmx {
        return Redirect::to(address).into_response();
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Ok(value) = HeaderValue::from_str(address) {
        response.headers_mut().insert("hx-redirect", value);
    }
    response
}

fn asker_of(request: &Request) -> Asker {
    // A stream of events has no page to show; its reader only has to learn that it ended.
    let accepts = |kind: &[u8]| {
        let said = request.headers().get("accept");
        said.is_some_and(|kinds| kinds.as_bytes().starts_with(kind))
    };
    if accepts(b"text/event-stream") || request.uri().path().starts_with("/api/") {
        Asker::Api
    } else if accepts(b"application/json") {
        Asker::Script
    } else if request.headers().contains_key("hx-request") {
        Asker::Htmx
    } else {
        Asker::Page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_begins_with_a_capital_and_ends() {
        assert_eq!(sentence_case("đã lưu"), "Đã lưu.");
        assert_eq!(sentence_case("Xong chưa?"), "Xong chưa?");
        assert_eq!(sentence_case(""), ".");
    }

    #[test]
    fn the_cause_is_for_the_log_and_never_shown() {
        let error = Error::Unexpected {
            cause: "table of secrets".to_owned(),
        };
        let shown = problem(&error, &OperationId::new());
        assert!(!format!("{shown:?}").contains("secrets"));
    }
}
