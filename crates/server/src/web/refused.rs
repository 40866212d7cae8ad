//! Buttons whose use case refuses: the page on which the button stands says why.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use tower::ServiceExt as _;

use super::phrase::Phrase;

/// Where the content of a page begins (`templates/frame.html`).
const BEGINNING: &str = "<main id=\"content\" tabindex=\"-1\">\n";
/// No page is longer.
const LONGEST: usize = 1024 * 1024;

/// On an answer: that a use case refused what was asked, and where its button stands.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    /// The path of the page, as the reader's links lead to it.
    pub(super) page: String,
    /// What was refused.
    pub(super) title: Phrase,
    /// Why.
    pub(super) why: Phrase,
}

/// Shows the page of the button in place of an answer that says why nothing was done, with that sentence at its head. If
/// the page cannot be shown, the answer stays.
pub(super) async fn on_its_page(pages: Router, request: Request, next: Next) -> Response {
    let (asked, body) = request.into_parts();
    let again = (asked.method == Method::POST).then(|| asked.clone());
    let answer = next.run(Request::from_parts(asked, body)).await;
    let (Some(asked), Some(refused)) = (again, answer.extensions().get::<Refused>().cloned()) else {
        return answer;
    };
    shown(pages, asked, &refused).await.unwrap_or(answer)
}

async fn shown(pages: Router, asked: Parts, refused: &Refused) -> Option<Response> {
    let mut reading = Request::new(Body::empty());
    *reading.uri_mut() = refused.page.parse::<Uri>().ok()?;
    *reading.headers_mut() = asked.headers;
    *reading.extensions_mut() = asked.extensions;
    for sent in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
    ] {
        reading.headers_mut().remove(sent);
    }
    let Ok(page) = pages.oneshot(reading).await;
    if page.status() != StatusCode::OK {
        return None;
    }
    let (mut head, body) = page.into_parts();
    let html = to_bytes(body, LONGEST).await.ok()?;
    let html = String::from_utf8(html.to_vec()).ok()?;
    let (before, after) = html.split_once(BEGINNING)?;
    let notice = format!(
        "<div class=\"narrow refused\"><div class=\"verdict bad\" role=\"alert\">\n\
         <p class=\"verdict-word\">{}</p>\n<p>{}</p>\n</div></div>\n",
        refused.title, refused.why
    );
    head.status = StatusCode::UNPROCESSABLE_ENTITY;
    head.headers.remove(header::CONTENT_LENGTH);
    Some(Response::from_parts(
        head,
        Body::from([before, BEGINNING, &notice, after].concat()),
    ))
}
