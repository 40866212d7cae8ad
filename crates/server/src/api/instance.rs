//! What the instance says of itself: Mastodon's calls, in both versions.

use axum::Json;
use axum::extract::State;
use vouchwell_storage::member;

use super::ApiError;
use super::entity::instance::Instance;
use super::entity::instance_v1::InstanceV1;
use crate::application::Application;

/// The instance.
#[utoipa::path(get, path = "/api/v2/instance", responses((status = 200, body = Instance)))]
pub(super) async fn show(State(application): State<Application>) -> Result<Json<Instance>, ApiError> {
    let members = members(&application).await?;
    Ok(Json(Instance::new(&application.site, members)))
}

/// The instance, in the older shape.
#[utoipa::path(get, path = "/api/v1/instance", responses((status = 200, body = InstanceV1)))]
pub(super) async fn show_v1(State(application): State<Application>) -> Result<Json<InstanceV1>, ApiError> {
    let members = members(&application).await?;
    Ok(Json(InstanceV1::new(&application.site, members)))
}

async fn members(application: &Application) -> Result<i64, ApiError> {
    let count = async {
        let mut snapshot = application.context.store.snapshot().await?;
        member::count(&mut snapshot).await
    };
    count
        .await
        .map_err(|error| vouchwell_service::Error::from(error).into())
}
