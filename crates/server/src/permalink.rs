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
use vouchwell_federation::router::{meeting, recommendation, status};

/// Answers with the document where the reader asks for one, else lets the page be drawn.
pub(crate) async fn negotiate(
    State(federation): State<Arc<Federation>>,
    mut request: Request,
    next: Next,
) -> Response {
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    let pattern = pattern.as_ref().map(MatchedPath::as_str);
    let is_both = matches!(
        pattern,
        Some("/recommendations/{id}" | "/@{name}" | "/@{name}/{id}" | "/meet/{token}")
    );
    if !is_both || !wants_activity(request.headers()) {
        return next.run(request).await;
    }
    let Ok(Path(parts)) = request.extract_parts::<Path<HashMap<String, String>>>().await else {
        return next.run(request).await;
    };
    let part = |name: &str| parts.get(name).map(String::as_str);
    let mut response = match (part("id"), part("name"), part("token")) {
        (Some(id), Some(name), _) => status::note(&federation, name, id, &request.into_parts().0).await,
        (Some(id), None, _) => recommendation::note(&federation, id).await,
        (_, Some(name), _) => Redirect::to(&format!("/users/{name}")).into_response(),
        (_, _, Some(token)) => meeting::code(&federation, request.into_parts().0, token).await,
        (None, None, None) => return next.run(request).await,
    };
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept"));
    response
}
