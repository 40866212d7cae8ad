//! Pages as answers over HTTP.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::frame::Rendered;
use super::reader::Reader;

/// A page that was found.
pub(super) fn found(rendered: Rendered, reader: &Reader) -> Response {
    with_status(StatusCode::OK, rendered, reader)
}

/// A page with another status. Nobody may show it again without asking, because it may be withdrawn meanwhile.
pub(super) fn with_status(status: StatusCode, rendered: Rendered, reader: &Reader) -> Response {
    let language = HeaderValue::from_static(reader.locale.language().tag());
    let headers = [
        (header::CONTENT_LANGUAGE, language),
        (header::VARY, HeaderValue::from_static("accept, accept-language")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    match rendered {
        Ok(page) => (status, headers, page).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "This page could not be made. Try again later.\n",
            )
                .into_response()
        }
    }
}
