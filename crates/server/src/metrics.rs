//! Counters of this process in the form Prometheus reads. Paths are patterns, so that no value of
//! an address becomes a label.

use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Seconds at which the answers are told apart.
const BUCKETS: &[f64] = &[
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
const DURATION: &str = "congvu_http_request_seconds";
const REQUESTS: &str = "congvu_http_requests_total";
const STREAMS: &str = "congvu_event_streams";

/// What `/metrics` renders.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Makes the recorder of this process. A second call finds the first one's in its place; its
    /// own then renders nothing, which only tests do.
    #[must_use]
    pub fn install() -> Self {
        let builder = PrometheusBuilder::new();
        let builder = builder
            .set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), BUCKETS)
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::debug!("a recorder of metrics is already in place");
        }
        Self(handle)
    }

    /// The counters as text.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Metrics")
    }
}

/// One request was answered.
pub(crate) fn request(method: &str, path: &str, status: u16, took: Duration) {
    let labels = [
        ("method", method.to_owned()),
        ("path", path.to_owned()),
        ("status", status.to_string()),
    ];
    metrics::counter!(REQUESTS, &labels).increment(1);
    metrics::histogram!(DURATION, "path" => path.to_owned()).record(took);
}

/// A stream of events was opened; it is counted until the guard goes.
pub(crate) fn stream() -> StreamGuard {
    metrics::gauge!(STREAMS).increment(1.0);
    StreamGuard
}

/// Counts an open stream down again.
#[derive(Debug)]
pub(crate) struct StreamGuard;

impl Drop for StreamGuard {
    fn drop(&mut self) {
        metrics::gauge!(STREAMS).decrement(1.0);
    }
}
