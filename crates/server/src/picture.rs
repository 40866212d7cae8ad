//! The pictures of members, to everybody who has their addresses.

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use vouchwell_domain::media::PictureFile;
use vouchwell_service::Context;

/// Whatever a browser makes of a file, it may do nothing.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Answers `GET /media/{file}`. A file never changes under its name.
pub(crate) async fn show(State(context): State<Context>, Path(file): Path<String>) -> Response {
    let Ok(file) = file.parse::<PictureFile>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match context.pictures.read(&file).await {
        Ok(Some(bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, file.format.media_type()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
                (
                    HeaderName::from_static("cross-origin-resource-policy"),
                    "cross-origin",
                ),
            ];
            (
                headers.map(|(name, value)| (name, HeaderValue::from_static(value))),
                bytes,
            )
                .into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a picture cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
