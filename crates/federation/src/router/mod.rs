//! The addresses of federation (protocol §8).
//!
//! `/recommendations/{id}`, `/meet/{token}` and `/@{name}/{id}` are not among them: the same address is a page and
//! a document, so the server asks [`negotiation::wants_activity`] and calls [`recommendation::note`],
//! [`meeting::code`] or [`status::note`], or draws the page.

mod actor;
mod answer;
mod collection;
mod discovery;
mod evidence;
mod featured;
pub mod meeting;
pub mod negotiation;
mod quote;
pub mod recommendation;
pub mod status;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::Request;
use axum::response::Response;
use axum::routing::{get, post};
use vouchwell_service::address::DocumentKind;

use crate::Federation;

/// All addresses but those that are pages, too.
pub fn router(federation: Arc<Federation>) -> Router {
    let mut router = Router::new()
        .route("/inbox", post(inbox))
        .route("/actor", get(actor::instance))
        .route("/actor/outbox", get(collection::of_instance))
        .route("/users/{name}", get(actor::member))
        .route("/users/{name}/inbox", post(inbox))
        .route("/users/{name}/outbox", get(collection::outbox))
        .route("/users/{name}/followers", get(collection::followers))
        .route("/users/{name}/following", get(collection::following))
        .route("/users/{name}/collections/featured", get(collection::featured))
        .route("/users/{name}/collections/recommended_for", get(featured::list))
        .route("/users/{name}/recommended_for/{topic}", get(featured::show))
        .route(
            "/users/{name}/recommended_for/{topic}/{item}",
            get(featured::item),
        )
        .route(
            "/users/{name}/feature_authorization",
            get(featured::authorization),
        )
        .route(
            "/users/{name}/recommendations/received",
            get(collection::received),
        )
        .route("/users/{name}/recommendations/given", get(collection::given))
        .route("/users/{name}/statuses/{id}", get(status::show))
        .route(
            "/users/{name}/statuses/{id}/quote_authorization",
            get(quote::authorization),
        )
        .route("/activities/{id}", get(actor::activity))
        .route("/recommendations/{id}/bundle", get(recommendation::bundle))
        .route(
            "/.well-known/vouchwell/bundles/{digest}",
            get(recommendation::bundle_by_digest),
        )
        .route(
            "/.well-known/vouchwell/withdrawals/{digest}",
            get(evidence::withdrawal),
        )
        .route("/.well-known/webfinger", get(discovery::webfinger))
        .route("/.well-known/host-meta", get(discovery::host_meta))
        .route("/.well-known/nodeinfo", get(discovery::nodeinfo_links))
        .route("/nodeinfo/{version}", get(discovery::nodeinfo));
    for kind in [
        DocumentKind::Attestation,
        DocumentKind::Endorsement,
        DocumentKind::Acceptance,
        DocumentKind::Withdrawal,
    ] {
        router = router.route(&format!("/{}/{{id}}", kind.path()), get(evidence::document));
    }
    // The front door has a limit of its own, which answers in its own words.
    router.layer(DefaultBodyLimit::disable()).with_state(federation)
}

async fn inbox(State(federation): State<Arc<Federation>>, request: Request<Body>) -> Response {
    federation.receive(request).await
}
