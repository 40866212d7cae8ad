//! The id in a path. One that cannot be an id is an id of nothing.

use std::collections::HashMap;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use vouchwell_domain::identifier::StatusId;

use super::ApiError;

/// The `{id}` of the path.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

/// The `{quote}` of the path: a status that quotes another.
#[derive(Debug, Clone, Copy)]
pub struct QuoteId(pub StatusId);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        named(parts, state, "id").await.map(Self)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for QuoteId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        named(parts, state, "quote").await.map(Self)
    }
}

async fn named<S: Send + Sync, T: FromStr>(
    parts: &mut Parts,
    state: &S,
    name: &'static str,
) -> Result<T, ApiError> {
    let Ok(Path(named)) = Path::<HashMap<String, String>>::from_request_parts(parts, state).await else {
        return Err(ApiError::NotFound);
    };
    // PostgreSQL takes no text with U+0000, and nothing has it in its name.
    let id = named.get(name).filter(|id| !id.contains('\0'));
    id.and_then(|id| id.parse().ok()).ok_or(ApiError::NotFound)
}
