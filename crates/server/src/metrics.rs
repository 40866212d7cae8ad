//! Figures for Prometheus.

use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Upper bounds of what is told apart, in seconds.
const BUCKETS: [f64; 8] = [0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 5.0, 30.0];

/// How often what was recorded is summed up, so that it takes no more room.
const INTERVAL: Duration = Duration::from_secs(5);

/// Begins to collect figures; `None` if something else in the process does already. Needs a running Tokio.
pub fn install() -> Option<PrometheusHandle> {
    let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).ok()?;
    let figures = builder.install_recorder().ok()?;
    let summed_up = figures.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(INTERVAL).await;
            summed_up.run_upkeep();
        }
    });
    Some(figures)
}
