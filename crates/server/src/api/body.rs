//! Bodies: JSON, or a form as Mastodon's clients send it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use vouchwell_domain::evidence::{Limits, json};

use super::ApiError;

/// A body that was read as `T`.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let is_form = content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let bytes = bytes(request, state).await?;
        let value = if is_form { form(&bytes) } else { read(&bytes)? };
        if !value.is_object() {
            return Err(ApiError::Unreadable("send a JSON object".to_owned()));
        }
        serde_path_to_error::deserialize(value).map(Self).map_err(misfit)
    }
}

/// Names the field that does not fit, where the sentence does not.
fn misfit(error: serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let field = error.path().to_string();
    let cause = error.into_inner();
    if field == "." {
        ApiError::invalid(cause)
    } else {
        ApiError::Invalid(format!("`{field}` does not fit: {cause}"))
    }
}

/// The whole body, up to the limit of the server.
pub(super) async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| match rejection.status().as_u16() {
            413 => ApiError::TooLarge,
            _ => ApiError::Unreadable("it broke off".to_owned()),
        })
}

fn read(bytes: &[u8]) -> Result<Value, ApiError> {
    json::read_with(bytes, Limits::INBOX).map_err(|error| ApiError::Unreadable(error.to_string()))
}

/// `topics[]=a&topics[]=b` is a list, everything else a text; of a text that is repeated the last counts.
fn form(bytes: &[u8]) -> Value {
    let mut members = Map::new();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        let value = Value::from(value.into_owned());
        match name.strip_suffix("[]") {
            Some(name) => {
                let list = members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(items) = list {
                    items.push(value);
                }
            }
            None => {
                members.insert(name.into_owned(), value);
            }
        }
    }
    Value::Object(members)
}
