//! What the instance says of itself: Mastodon's calls, in both versions.

use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use vouchwell_storage::instance::{self, InstanceCounts};

use super::ApiError;
use super::entity::instance::Instance;
use super::entity::instance_v1::InstanceV1;
use crate::application::Application;

/// How long ago somebody may have been here who counts as active.
const ACTIVE: TimeDelta = TimeDelta::days(30);

/// The instance.
#[utoipa::path(get, path = "/api/v2/instance", responses((status = 200, body = Instance)))]
pub(super) async fn show(State(application): State<Application>) -> Result<Json<Instance>, ApiError> {
    let counts = counts(&application).await?;
    Ok(Json(Instance::new(&application.site, counts.active)))
}

/// The instance, in the older shape.
#[utoipa::path(get, path = "/api/v1/instance", responses((status = 200, body = InstanceV1)))]
pub(super) async fn show_v1(State(application): State<Application>) -> Result<Json<InstanceV1>, ApiError> {
    let counts = counts(&application).await?;
    Ok(Json(InstanceV1::new(&application.site, counts)))
}

async fn counts(application: &Application) -> Result<InstanceCounts, ApiError> {
    let counts = async {
        let since = application.context.now() - ACTIVE;
        let mut snapshot = application.context.store.snapshot().await?;
        instance::counts(&mut snapshot, since).await
    };
    counts
        .await
        .map_err(|error| vouchwell_service::Error::from(error).into())
}
