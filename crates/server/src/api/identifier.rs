//! The id in a path. One that cannot be an id is an id of nothing.

use std::collections::HashMap;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::ApiError;

/// The `{id}` of the path.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Ok(Path(named)) = Path::<HashMap<String, String>>::from_request_parts(parts, state).await else {
            return Err(ApiError::NotFound);
        };
        // PostgreSQL takes no text with U+0000, and nothing has it in its name.
        let id = named.get("id").filter(|id| !id.contains('\0'));
        let id = id.and_then(|id| id.parse().ok());
        id.map(Self).ok_or(ApiError::NotFound)
    }
}
