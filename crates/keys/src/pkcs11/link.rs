//! The way to the child process, as the engine sees it: one request, one reply, in their order.

use std::time::Duration;

use zeroize::Zeroizing;

/// A child process that runs [`run`](super::run); the edge starts it, watches it and kills it.
pub trait Link: Send + Sync {
    /// Sends one request, tells that it is sent, and waits for its reply. The contents are frames
    /// without their length, see [`write_frame`](super::write_frame).
    ///
    /// Several threads may call at once. The child serves one request after the other, but finds the
    /// next one waiting when it has finished the one before; a reply has all of its time from then on.
    ///
    /// # Errors
    /// See [`LinkError`]. The child is gone after one, and every later call fails too.
    fn exchange(
        &self,
        request: &[u8],
        wait: Wait,
        sent: &mut dyn FnMut(),
    ) -> Result<Zeroizing<Vec<u8>>, LinkError>;
}

/// How much patience a request deserves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wait {
    /// The module works by itself.
    Module,
    /// A person types a PIN on the device.
    Person,
}

/// How a child process can fail its parent.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LinkError {
    /// The process ended: the module crashed or called exit.
    #[error("the process ended ({status})")]
    Ended {
        /// How it ended, such as `signal 6`.
        status: String,
    },
    /// No reply came in time and the process was killed.
    #[error("no reply within {} s", after.as_secs())]
    Silent {
        /// How long it was waited for.
        after: Duration,
    },
    /// The channel itself failed.
    #[error("{0}")]
    Broken(String),
}
