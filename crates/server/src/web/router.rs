//! Which page answers at which address.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::get;
use vouchwell_domain::Clock;

use super::site::Site;
use super::{about, asset, failure, landing, security, verification};

/// What the pages are made from.
#[derive(Clone)]
pub struct Pages {
    /// The instance.
    pub site: Arc<Site>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// The pages and their files. Whatever else is merged with it keeps its own headers.
pub fn router(pages: Pages) -> Router {
    let verify = get(verification::show)
        .post(verification::check)
        .layer(DefaultBodyLimit::max(verification::LARGEST_FORM));
    Router::new()
        .route("/", get(landing::show))
        .route("/about", get(about::show))
        .route("/verify", verify)
        .route("/assets/{name}", get(asset::show))
        .fallback(failure::not_found)
        .layer(from_fn(security::headers))
        .with_state(pages)
}
