//! Checks a recommendation that is sent along.

use axum::Json;
use axum::extract::{Request, State};
use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::evidence::Verdict;
use vouchwell_service::verification::verify;

use super::body::bytes;
use super::{ApiError, error::Problem};
use crate::application::Application;

/// What the check found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Verification {
    /// A word of docs/protocol.md §5.
    verdict: &'static str,
    /// The same as a sentence.
    message: &'static str,
}

/// Checks a bundle, and counts the withdrawals that this server knows of. What is too large for one is malformed.
#[utoipa::path(post, path = "/api/v1/vouchwell/verify", request_body = Object,
    responses((status = 200, body = Verification), (status = 400, body = Problem)))]
pub(super) async fn check(
    State(application): State<Application>,
    request: Request,
) -> Result<Json<Verification>, ApiError> {
    let verdict = match bytes(request).await {
        Ok(bytes) => verify(&application.context, &bytes)
            .await?
            .err()
            .unwrap_or(Verdict::Valid),
        Err(ApiError::TooLarge) => Verdict::Malformed,
        Err(error) => return Err(error),
    };
    Ok(Json(Verification {
        verdict: verdict.as_str(),
        message: verdict.message(),
    }))
}
