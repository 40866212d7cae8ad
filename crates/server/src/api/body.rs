//! Bodies: JSON, or a form as Mastodon's clients send it.

use axum::extract::{FromRequest, Request};
use axum::http::header;
use futures::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use vouchwell_domain::evidence::{Limits, json};

use super::ApiError;

/// The most bytes of a body that are read.
const LARGEST: usize = Limits::INBOX.size;
/// The most bytes that are taken from the connection: who sends too much gets an answer, and not a
/// connection that breaks under her.
const MOST_TAKEN: usize = 16 * LARGEST;

/// A body that was read as `T`.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let is_form = content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let bytes = bytes(request).await?;
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

/// The whole body, up to [`LARGEST`].
pub(super) async fn bytes(request: Request) -> Result<Vec<u8>, ApiError> {
    let mut chunks = request.into_body().into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ApiError::Unreadable("it broke off".to_owned()))?;
        length += chunk.len();
        if length > MOST_TAKEN {
            break;
        }
        if length <= LARGEST {
            bytes.extend_from_slice(&chunk);
        }
    }
    if length > LARGEST {
        Err(ApiError::TooLarge)
    } else {
        Ok(bytes)
    }
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
