//! Which page answers at which address.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::get;
use vouchwell_service::Context;

use super::site::Site;
use super::{
    about, asset, failure, landing, meeting, profile, recommendation, security, setup, verification,
};

/// What the pages about the instance are made from.
#[derive(Clone)]
pub struct Pages {
    /// The instance.
    pub site: Arc<Site>,
}

/// What the pages about people are made from.
#[derive(Clone)]
pub struct Records {
    /// What all pages share.
    pub pages: Pages,
    /// Where the records are.
    pub context: Context,
}

/// All pages and their files, with the headers that hold browsers to what they need.
pub fn router(site: Arc<Site>, context: Context) -> Router {
    let pages = Pages { site };
    let records = Records {
        pages: pages.clone(),
        context,
    };
    let verify = get(verification::show)
        .post(verification::check)
        .layer(DefaultBodyLimit::max(verification::LARGEST_FORM));
    let people = Router::new()
        .route("/@{name}", get(profile::show))
        .route("/recommendations/{id}", get(recommendation::show))
        .route("/verify", verify)
        .route("/setup/{secret}", get(setup::show).post(setup::create))
        .with_state(records);
    instance(pages).merge(people).layer(from_fn(security::headers))
}

/// The pages that need no records.
pub fn instance(pages: Pages) -> Router {
    Router::new()
        .route("/", get(landing::show))
        .route("/about", get(about::show))
        .route("/meet/{token}", get(meeting::show))
        .route("/assets/{name}", get(asset::show))
        .fallback(failure::not_found)
        .with_state(pages)
}
