//! Runs the server until it is told to stop, then lets running requests end within a limit.

use std::net::SocketAddr;

use axum::Router;
use axum::ServiceExt;
use axum::extract::Request;
use tokio::net::TcpListener;

use crate::state::State;

/// How the server ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stopped {
    /// Every running request was answered.
    Drained,
    /// Time ran out for some.
    Cut,
}

/// Serves `app` on `listener` until the state's token is cancelled. Streams of events end at once,
/// other requests get the seconds of the configuration.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(listener: TcpListener, app: Router, state: State) -> std::io::Result<Stopped> {
    let stop = state.stop().clone();
    let limit = state.config().drain();
    let service = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(app);
    let server =
        axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(limit).await;
    };
    tokio::select! {
        ended = server => ended.map(|()| Stopped::Drained),
        () = overdue => {
            tracing::warn!(limit_seconds = limit.as_secs(), "requests were cut off at the stop");
            Ok(Stopped::Cut)
        }
    }
}
