//! HTTP on this machine only: the checks that every request passes, then the desk.

mod guard;
mod rate;
mod routes;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::{Desk, Error};

pub(crate) use guard::origin_may_pair;

/// How often it is looked whether a key is to be closed.
const IDLE: Duration = Duration::from_secs(5);

/// Serves `desk` until `stop` is ready.
///
/// # Errors
/// [`Error::NotLoopback`], [`Error::Listen`].
pub async fn serve(
    listener: TcpListener,
    desk: Arc<Desk>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let failed = |cause| Error::Listen {
        address: "127.0.0.1".to_owned(),
        cause,
    };
    let address = listener.local_addr().map_err(failed)?;
    on_this_machine(address)?;
    let closing = Arc::clone(&desk);
    let closer = tokio::spawn(async move {
        loop {
            tokio::time::sleep(IDLE).await;
            closing.close_idle();
        }
    });
    let leaving = Arc::clone(&desk);
    let stop = async move {
        stop.await;
        leaving.leave();
    };
    let routes = routes::router(desk, address.port());
    let served = axum::serve(listener, routes)
        .with_graceful_shutdown(stop)
        .await;
    closer.abort();
    served.map_err(failed)
}

/// Refuses an address that other machines could reach.
pub(crate) fn on_this_machine(address: SocketAddr) -> Result<(), Error> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    Err(Error::NotLoopback {
        address: address.to_string(),
    })
}
