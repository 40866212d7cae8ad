//! Nothing, in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;

/// It is done, and there is nothing to show.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Nothing {}
