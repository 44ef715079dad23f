//! What the description of the API says besides its routes: how to come in, what goes wrong, and the
//! same refusals beside every route.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Object, Ref, RefOr, Required, Response, Type};
use utoipa::{Modify, OpenApi};

use crate::problem::{ProgramFault, ProgramProblem};

const ABOUT: &str = "\
The office for other programs: the same acts and the same rights as on its pages (`docs/api.md`).

A program shows a key (`Authorization: Bearer …`) that an administrator made for one appointment of one \
person, for a time, for reading or for reading and writing. It sees and does what that person may, less \
what is the person's alone: initials, format approval, signatures, approval, numbers, the seal and issue. \
Signing needs the person's own key and PIN, at the desk agent.

Texts are UTF-8, in Vietnamese where people read them; codes beside them stay the same. Instants are \
RFC 3339 in UTC, days `YYYY-MM-DD`. Lists are read part by part with `cursor`, which is handed back as it \
came. Answers with an `ETag` can be asked for again with `If-None-Match`.

What is of another agency, or may not be seen, is not found (404). Every refusal is \
`application/problem+json` with a stable `code`.";

#[derive(OpenApi)]
#[openapi(
    info(title = "Công Vụ", description = ABOUT, version = "1", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    components(schemas(ProgramProblem, ProgramFault)),
    tags(
        (name = "office", description = "Who asks"),
        (name = "documents", description = "What waits, and what is found"),
        (name = "outgoing", description = "Văn bản đi"),
        (name = "incoming", description = "Văn bản đến"),
        (name = "drafting", description = "Soạn thảo: drafts, their files, what they are filled in with"),
        (name = "registers", description = "Sổ đăng ký"),
    ),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let scheme = scheme.description(Some("A key made under Quản trị, Khóa kết nối"));
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// A refusal that any route may give: its status, code, what it means.
type Refusal = (&'static str, &'static str, &'static str);

const ALWAYS: [Refusal; 4] = [
    (
        "401",
        "server-token-needed",
        "No key, or one that is not good any more",
    ),
    (
        "403",
        "access-key",
        "The person may not, or not by this key",
    ),
    (
        "429",
        "server-too-many-requests",
        "Too many requests by one key, or from one address; `Retry-After` says when to ask again",
    ),
    (
        "503",
        "server-unavailable",
        "Something that the office relies on does not answer; nothing was done",
    ),
];
const WITH_PARAMETERS: Refusal = (
    "400",
    "server-malformed",
    "The request cannot be read; `detail` says why",
);
const OF_A_THING: Refusal = (
    "404",
    "server-not-found",
    "There is none, or none that may be seen",
);
const WRITING: [Refusal; 4] = [
    (
        "400",
        "server-malformed",
        "The request cannot be read; `detail` says why",
    ),
    (
        "409",
        "office-stale",
        "Somebody else was first: read it again",
    ),
    ("413", "server-too-large", "More bytes than are taken"),
    (
        "422",
        "office-invalid",
        "What was sent cannot be accepted: see `faults`",
    ),
];

/// The description before there is any route.
pub(super) fn begun() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// The description of all routes, with what may go wrong beside each.
pub(super) fn completed(mut description: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    for (path, item) in &mut description.paths.paths {
        let of_a_thing = path.contains('{');
        for (method, operation) in [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
            (HttpMethod::Put, &mut item.put),
            (HttpMethod::Delete, &mut item.delete),
        ] {
            if let Some(operation) = operation {
                complete(operation, method != HttpMethod::Get, of_a_thing);
            }
        }
    }
    description
}

fn complete(operation: &mut Operation, writes: bool, of_a_thing: bool) {
    let asks = operation
        .parameters
        .as_ref()
        .is_some_and(|it| !it.is_empty());
    let mut refusals = ALWAYS.to_vec();
    refusals.extend(Some(WITH_PARAMETERS).filter(|_| asks));
    refusals.extend(Some(OF_A_THING).filter(|_| of_a_thing));
    refusals.extend(WRITING.iter().filter(|_| writes));
    let responses = &mut operation.responses.responses;
    if responses.get("200").is_some_and(is_tagged) {
        let unchanged = ResponseBuilder::new()
            .description("Nothing has changed")
            .header("ETag", text("The same"));
        responses.insert("304".to_owned(), RefOr::T(unchanged.build()));
        (operation.parameters.get_or_insert_default()).push(RefOr::T(if_none_match()));
    }
    for (status, response) in responses.iter_mut() {
        // OpenAPI owes a description to every response.
        if let RefOr::T(it) = response
            && it.description.is_empty()
        {
            it.description = done(status).to_owned();
        }
    }
    for (status, code, meaning) in refusals {
        let refusal = RefOr::T(refusal(status, code, meaning));
        responses.entry(status.to_owned()).or_insert(refusal);
    }
}

/// What an answer is that says no more of itself.
fn done(status: &str) -> &'static str {
    match status {
        "201" => "What was made",
        _ => "What was asked for",
    }
}

/// Whether the answer bears an entity tag.
fn is_tagged(response: &RefOr<Response>) -> bool {
    matches!(response, RefOr::T(it) if it.headers.contains_key("ETag"))
}

fn if_none_match() -> Parameter {
    ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The `ETag` of what the program has"))
        .schema(Some(Object::with_type(Type::String)))
        .build()
}

fn refusal(status: &str, code: &str, meaning: &str) -> Response {
    let values = [
        ("action", "sign".to_owned()),
        ("size", "256 KiB".to_owned()),
    ];
    let example = serde_json::json!({
        "type": format!("urn:congvu:error:{code}"),
        "title": crate::office::said::plain(code, &values),
        "status": status.parse::<u16>().unwrap_or_default(),
        "detail": null,
        "code": code,
        "operation": "01JD-7F3Q-M2KA",
        "faults": [],
    });
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(Some(example));
    let response = ResponseBuilder::new()
        .description(meaning)
        .content("application/problem+json", content.build());
    match status {
        "401" => response.header("WWW-Authenticate", text("`Bearer`")),
        "429" => response.header("Retry-After", text("Seconds")),
        _ => response,
    }
    .build()
}

fn text(meaning: &str) -> utoipa::openapi::Header {
    HeaderBuilder::new().description(Some(meaning)).build()
}
