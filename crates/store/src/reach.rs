//! The first connection to PostgreSQL: made soon or not at all, and what its refusal means.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};

use crate::Error;

/// A server that is there answers within this.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connects once.
///
/// # Errors
/// [`Error::Unreachable`], [`Error::NoAnswer`], [`Error::LoginRefused`], [`Error::NoDatabase`].
pub(crate) async fn postgres(url: &str) -> Result<PgConnection, Error> {
    connect(&PgConnectOptions::from_str(url)?).await
}

/// As [`postgres`], with options that were read already.
pub(crate) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, Error> {
    match tokio::time::timeout(PATIENCE, PgConnection::connect_with(options)).await {
        Ok(connected) => connected.map_err(|error| refusal(place(options), &error)),
        Err(_) => Err(Error::NoAnswer {
            place: place(options),
            seconds: PATIENCE.as_secs(),
        }),
    }
}

/// By the classes of SQLSTATE: 28 is authorization, 3D000 a database that is not there.
fn refusal(place: String, error: &sqlx::Error) -> Error {
    let answer = error.as_database_error();
    let code = answer.and_then(|it| it.code()).unwrap_or_default();
    let reason = answer.map_or_else(|| error.to_string(), |it| it.message().to_owned());
    match &*code {
        "3D000" => Error::NoDatabase { place, reason },
        code if code.starts_with("28") => Error::LoginRefused { place, reason },
        _ => Error::Unreachable { place, reason },
    }
}

/// The place as it may be shown: without a password.
fn place(options: &PgConnectOptions) -> String {
    let host = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let database = options.get_database().unwrap_or_default();
    format!("postgres://{}@{host}/{database}", options.get_username())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_without_its_password() {
        for (url, shown) in [
            ("postgres://a:b@h:1/d", "postgres://a@h:1/d"),
            ("postgres://a@h/d?password=x", "postgres://a@h:5432/d"),
            (
                "postgres://a@%2Frun%2Fpostgresql/d",
                "postgres://a@/run/postgresql/d",
            ),
        ] {
            let options = PgConnectOptions::from_str(url).unwrap();
            assert_eq!(place(&options), shown);
        }
    }
}
