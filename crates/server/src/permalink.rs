//! Addresses that are a page for people and a document for servers.

use std::collections::HashMap;
use std::sync::Arc;

use axum::RequestExt as _;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use vouchwell_federation::Federation;
use vouchwell_federation::router::negotiation::wants_activity;
use vouchwell_federation::router::recommendation;

/// Answers with the document where the reader asks for one, else lets the page be drawn.
pub(crate) async fn negotiate(
    State(federation): State<Arc<Federation>>,
    mut request: Request,
    next: Next,
) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    let pattern = pattern.as_ref().map(MatchedPath::as_str);
    let is_both = matches!(pattern, Some("/recommendations/{id}" | "/@{name}"));
    if !is_both || !wants_activity(request.headers()) {
        return next.run(request).await;
    }
    let Ok(Path(parts)) = request.extract_parts::<Path<HashMap<String, String>>>().await else {
        return next.run(request).await;
    };
    let mut response = match (parts.get("id"), parts.get("name")) {
        (Some(id), _) => recommendation::note(&federation, id).await,
        (None, Some(name)) => Redirect::to(&format!("/users/{name}")).into_response(),
        (None, None) => return next.run(request).await,
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    response
}
