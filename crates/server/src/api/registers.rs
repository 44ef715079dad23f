//! Sổ đăng ký: the registers of a year (Nghị định 30/2020, Phụ lục IV).

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::tagged;
use super::caller::Caller;
use crate::error::Error;
use crate::office::said;
use crate::state::State;

/// The registers that there are: the segment of the address and the book.
const BOOKS: [(&str, &str); 2] = [("outgoing", "van-ban-di"), ("incoming", "van-ban-den")];

pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(register))
}

/// A register of a year.
#[derive(Debug, Serialize, ToSchema)]
struct Register {
    /// The year.
    #[schema(example = 2026)]
    year: i32,
    /// Its columns, in the order of the form.
    columns: Vec<Column>,
    /// Its rows, in the order of the numbers.
    rows: Vec<Row>,
}

/// A column of a register.
#[derive(Debug, Serialize, ToSchema)]
struct Column {
    /// What it holds.
    #[schema(example = "number-notation")]
    code: String,
    /// Its title.
    #[schema(example = "Số, ký hiệu văn bản")]
    title: String,
}

/// A row of a register.
#[derive(Debug, Serialize, ToSchema)]
struct Row {
    /// What stands in each column, by its code; as people write it, dates as `DD/MM/YYYY`.
    cells: BTreeMap<&'static str, String>,
    /// What is to be said beside it: that the number is void, that it was entered late.
    marks: Vec<String>,
}

/// Reads the register of a book and year: every number has its row.
#[utoipa::path(
    get,
    path = "/registers/{book}/{year}",
    tag = "registers",
    params(
        ("book" = String, Path, description = "`outgoing` or `incoming`", example = "outgoing"),
        ("year" = i32, Path, example = 2026),
    ),
    responses((status = 200, body = Register, headers(("ETag" = String, description = "the state that was read"))))
)]
async fn register(
    caller: Caller,
    Path((book, year)): Path<(String, i32)>,
    asked: HeaderMap,
) -> Result<Response, Error> {
    let code = BOOKS.iter().find(|(segment, _)| *segment == book);
    let (_, code) = code.ok_or(Error::NotFound)?;
    let found = caller.office.register(caller.acting(), code, year).await?;
    let codes: Vec<_> = found.columns.iter().map(|it| it.code()).collect();
    let rows = found.rows.into_iter().map(|row| Row {
        marks: (row.marks.iter())
            .map(|it| said::plain(it.code(), &it.values()))
            .collect(),
        cells: codes.iter().copied().zip(row.cells).collect(),
    });
    let register = Register {
        year: found.year,
        rows: rows.collect(),
        columns: (codes.iter().zip(found.titles))
            .map(|(code, title)| Column {
                code: (*code).to_owned(),
                title,
            })
            .collect(),
    };
    tagged(&asked, &register)
}
