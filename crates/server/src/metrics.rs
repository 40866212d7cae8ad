//! Figures for Prometheus.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Begins to collect figures; `None` if something else in the process does already.
pub fn install() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}
