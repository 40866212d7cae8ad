//! Pages as answers over HTTP.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::failure;
use super::frame::Rendered;
use super::locale::Locale;
use super::reader::Reader;
use super::router::Records;
use super::site::Site;

/// A page that was found.
pub(super) fn found(rendered: Rendered, reader: &Reader) -> Response {
    with_status(StatusCode::OK, rendered, reader)
}

/// A page for one person, which nobody keeps.
pub(super) fn private(status: StatusCode, rendered: Rendered, reader: &Reader) -> Response {
    let mut response = with_status(status, rendered, reader);
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    response
}

/// A page for one person, made from what was loaded for it, or why there is none.
pub(super) fn loaded<V>(
    view: vouchwell_service::Result<V>,
    render: impl Fn(&V, &Site, &Locale) -> Rendered,
    records: &Records,
    reader: &Reader,
) -> Response {
    match view {
        Ok(view) => {
            let rendered = render(&view, &records.pages.site, &reader.locale);
            private(StatusCode::OK, rendered, reader)
        }
        Err(error) => failure::answer(error.into(), &records.pages, reader),
    }
}

/// Leads to another address, also after a form.
pub(super) fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => {
            let headers = [
                (header::LOCATION, address),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "nobody can be sent to an address");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Makes the browser keep or forget something.
pub(super) fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A page with another status. Nobody may show it again without asking, because it may be withdrawn meanwhile, and what
/// a member was shown is kept by nobody.
pub(super) fn with_status(status: StatusCode, rendered: Rendered, reader: &Reader) -> Response {
    let language = HeaderValue::from_static(reader.locale.language().tag());
    let kept = if reader.locale.is_for_member() {
        "no-store"
    } else {
        "no-cache"
    };
    let headers = [
        (header::CONTENT_LANGUAGE, language),
        (
            header::VARY,
            HeaderValue::from_static("accept, accept-language, cookie"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
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
