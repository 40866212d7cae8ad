//! What the operator would have to say to everybody: Mastodon's calls. Nothing here makes announcements, so there are
//! none to read, to dismiss and to react to.

use axum::Json;

use super::{ApiError, error::Problem};

/// Announcements of the operator: there are none.
#[utoipa::path(get, path = "/api/v1/announcements", responses((status = 200, body = Vec<String>)))]
pub(super) async fn list() -> Json<[String; 0]> {
    Json([])
}

/// Shows an announcement no more.
#[utoipa::path(post, path = "/api/v1/announcements/{id}/dismiss", params(("id" = String, Path)),
    responses((status = 404, body = Problem)))]
pub(super) async fn dismiss() -> ApiError {
    ApiError::NotFound
}

/// Adds a reaction to an announcement.
#[utoipa::path(put, path = "/api/v1/announcements/{id}/reactions/{name}",
    params(("id" = String, Path), ("name" = String, Path)),
    responses((status = 404, body = Problem)))]
pub(super) async fn react() -> ApiError {
    ApiError::NotFound
}

/// Takes a reaction back.
#[utoipa::path(delete, path = "/api/v1/announcements/{id}/reactions/{name}",
    params(("id" = String, Path), ("name" = String, Path)),
    responses((status = 404, body = Problem)))]
pub(super) async fn unreact() -> ApiError {
    ApiError::NotFound
}
