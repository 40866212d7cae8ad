//! Whose code it is that somebody shows in person, for the server of who scanned it.

use axum::Json;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use vouchwell_domain::account::Host;
use vouchwell_domain::meeting::MeetingToken;
use vouchwell_service::error::Refusal;
use vouchwell_service::{Error, meeting};

use super::answer::{Absent, activity};
use crate::Federation;

/// The member who shows a code, or 404. The request must be signed, so that a server which tries codes can be
/// told from others; it does not use the code up.
pub async fn code(federation: &Federation, head: Parts, token: &str) -> Response {
    let reader = match federation.reader(head).await {
        Ok(reader) => reader,
        Err(refusal) => return refusal.into_response(),
    };
    let (Ok(token), Some(server)) = (token.parse::<MeetingToken>(), Host::of(&reader.url())) else {
        return Absent::NotFound.into_response();
    };
    let mut response = match meeting::shown_to(&federation.context, &server, &token).await {
        Ok(member) => activity(&json!({ "type": "Object", "attributedTo": member })),
        Err(Error::Refused(Refusal::TooManyCodes)) => {
            let sentence = "your server has tried too many codes that are not good; try again in a minute";
            (StatusCode::TOO_MANY_REQUESTS, Json(json!({ "error": sentence }))).into_response()
        }
        Err(error) => Absent::from(error).into_response(),
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
