//! What the instance says of itself: Mastodon's calls, in both versions.

use axum::Json;
use axum::extract::State;
use vouchwell_storage::instance::{self, InstanceCounts};

use super::ApiError;
use super::entity::instance::Instance;
use super::entity::instance_v1::InstanceV1;
use crate::application::Application;

/// The instance.
#[utoipa::path(get, path = "/api/v2/instance", responses((status = 200, body = Instance)))]
pub(super) async fn show(State(application): State<Application>) -> Result<Json<Instance>, ApiError> {
    let counts = counts(&application).await?;
    Ok(Json(Instance::new(&application.site, counts.members)))
}

/// The instance, in the older shape.
#[utoipa::path(get, path = "/api/v1/instance", responses((status = 200, body = InstanceV1)))]
pub(super) async fn show_v1(State(application): State<Application>) -> Result<Json<InstanceV1>, ApiError> {
    let counts = counts(&application).await?;
    Ok(Json(InstanceV1::new(&application.site, counts)))
}

async fn counts(application: &Application) -> Result<InstanceCounts, ApiError> {
    let counts = async {
        let mut snapshot = application.context.store.snapshot().await?;
        instance::counts(&mut snapshot).await
    };
    counts
        .await
        .map_err(|error| vouchwell_service::Error::from(error).into())
}
