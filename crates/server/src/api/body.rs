//! Bodies: form, multipart and JSON, as Mastodon's clients send them.
//!
//! Fields are typed by `serde`. Truth values and numbers may be texts, also in JSON, and ids may be numbers; a list may
//! be one thing, and in forms `name[]=`, a repeated `name=`, or numbered. Where a list, a truth value or a field that may
//! be left out is `null`, nothing is said; a reader of its own may tell that from a field that is not there. What stands
//! after the question mark counts as well, where the body does not say it. Unknown fields have no effect.
//! (`#[serde(flatten)]` and untagged enums hold values to their JSON types.)

mod fields;
mod lenient;
mod upload;

use axum::body::Body as Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use futures::StreamExt as _;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use vouchwell_domain::evidence::{Limits, json};

use self::lenient::Lenient;
pub(crate) use self::lenient::truth;
pub use self::upload::{Files, Upload};
use super::ApiError;

/// The most bytes of a body that are read.
const LARGEST: usize = Limits::INBOX.size;
/// The most bytes that are taken from the connection: who sends too much gets an answer, and not a
/// connection that breaks under her.
const MOST_TAKEN: usize = 16 * LARGEST;

/// A body that was read as `T`. No body is one without fields.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let query = form(request.uri().query().unwrap_or_default().as_bytes());
        let kind = Kind::of(&request);
        let (head, body) = request.into_parts();
        let bytes = bytes(Request::from_parts(head.clone(), body)).await?;
        let mut members = match kind {
            Kind::Form => form(&bytes),
            Kind::Multipart => multipart(Request::from_parts(head, Bytes::from(bytes))).await?,
            Kind::Json if bytes.is_empty() => Map::new(),
            Kind::Json => object(&bytes)?,
        };
        for (name, value) in query {
            members.entry(name).or_insert(value);
        }
        fit(members, kind != Kind::Json).map(Self)
    }
}

/// A JSON object that came by itself, read as `T` in the same way.
pub(super) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    fit(object(bytes)?, false)
}

/// What a form says, read as `T`; for pages, whose forms are sent as browsers do.
pub(crate) fn from_form<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    fit(form(bytes), true)
}

/// A field that counts as absent when it is empty, as fields of forms are that nobody filled.
pub(super) fn filled<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    field: D,
) -> Result<Option<T>, D::Error> {
    match Option::<Value>::deserialize(field)? {
        None => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(value) => {
            let field = Lenient { value, is_form: true };
            T::deserialize(field).map(Some).map_err(D::Error::custom)
        }
    }
}

/// A field that is as if it were not there when it is `null`.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    field: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(field)?.unwrap_or_default())
}

/// A list that has to be there and may be empty: null is not the same as nothing in it.
///
/// # Errors
/// It is null, or does not fit.
pub(super) fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(field: D) -> Result<T, D::Error> {
    Option::deserialize(field)?.ok_or_else(|| D::Error::custom("null says nothing"))
}

fn fit<T: DeserializeOwned>(members: Map<String, Value>, is_form: bool) -> Result<T, ApiError> {
    if let Some((field, _)) = members.iter().find(|(_, value)| holds_null_character(value)) {
        return Err(ApiError::Invalid(format!(
            "`{field}` does not fit: it holds the character U+0000, which cannot be kept"
        )));
    }
    let fields = Lenient {
        value: Value::Object(members),
        is_form,
    };
    serde_path_to_error::deserialize(fields).map_err(misfit)
}

/// PostgreSQL keeps no U+0000, and nobody writes one.
fn holds_null_character(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_null_character),
        Value::Object(members) => members.values().any(holds_null_character),
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Form,
    Multipart,
    Json,
}

impl Kind {
    /// What does not say what it is is read as JSON.
    fn of(request: &Request) -> Self {
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let content_type = content_type
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Self::Form
        } else if essence.eq_ignore_ascii_case("multipart/form-data") {
            Self::Multipart
        } else {
            Self::Json
        }
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
pub(crate) async fn bytes(request: Request) -> Result<Vec<u8>, ApiError> {
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

fn object(bytes: &[u8]) -> Result<Map<String, Value>, ApiError> {
    match json::read_with(bytes, Limits::INBOX) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(ApiError::Unreadable("send a JSON object".to_owned())),
        Err(error) => Err(ApiError::Unreadable(error.to_string())),
    }
}

fn form(bytes: &[u8]) -> Map<String, Value> {
    let mut members = Map::new();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        fields::set(&mut members, &name, value.into_owned());
    }
    members
}

/// The texts of a multipart form. Files are no fields.
async fn multipart(request: Request) -> Result<Map<String, Value>, ApiError> {
    let broken = |_| ApiError::Unreadable("it is no multipart form, or it broke off".to_owned());
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::Unreadable("the multipart form has no boundary".to_owned()))?;
    let mut members = Map::new();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if let (Some(name), None) = (part.name().map(str::to_owned), part.file_name()) {
            fields::set(&mut members, &name, part.text().await.map_err(broken)?);
        }
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use axum::body::Body as Bytes;
    use axum::extract::{FromRequest as _, Request};
    use serde::Deserialize;

    use super::Body;
    use crate::api::ApiError;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Poll {
        options: Vec<String>,
        expires_in: u32,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Post {
        status: String,
        #[serde(default)]
        sensitive: bool,
        poll: Option<Poll>,
    }

    async fn read(content_type: &str, query: &str, body: &str) -> Result<Post, ApiError> {
        let request = Request::post(format!("/api/v1/statuses?{query}"))
            .header("content-type", content_type)
            .body(Bytes::from(body.to_owned()))
            .unwrap();
        Body::from_request(request, &()).await.map(|Body(post)| post)
    }

    #[tokio::test]
    async fn a_post_is_the_same_in_every_encoding() {
        let mut parts = String::new();
        for (name, value) in [
            ("status", "ö & so"),
            ("sensitive", "1"),
            ("poll[options][]", "a"),
            ("poll[options][]", "b"),
            ("poll[expires_in]", "60"),
        ] {
            parts += &format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        parts +=
            "--X\r\ncontent-disposition: form-data; name=\"status\"; filename=\"f\"\r\n\r\nno\r\n--X--\r\n";
        let form = "status=%C3%B6+%26+so&sensitive=1&poll[options][]=a&poll[options][]=b&poll[expires_in]=60";
        let json =
            r#"{"status": "ö & so", "sensitive": "1", "poll": {"options": ["a", "b"], "expires_in": "60"}}"#;
        for (content_type, body) in [
            ("multipart/form-data; boundary=X", parts.as_str()),
            ("application/x-www-form-urlencoded", form),
            ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", form),
            ("application/json", json),
        ] {
            let post = read(content_type, "", body).await.unwrap();
            let poll = Poll {
                options: vec!["a".to_owned(), "b".to_owned()],
                expires_in: 60,
            };
            assert_eq!(post.status, "ö & so", "{content_type}");
            assert_eq!((post.sensitive, post.poll), (true, Some(poll)), "{content_type}");
        }
    }

    #[derive(Debug, Deserialize)]
    struct Answering {
        #[serde(default, deserialize_with = "super::filled")]
        to: Option<i64>,
        #[serde(default, deserialize_with = "super::or_default")]
        with: String,
    }

    #[tokio::test]
    async fn a_field_that_nobody_filled_says_nothing() {
        let json = "application/json";
        for (content_type, body, expected) in [
            ("application/x-www-form-urlencoded", "to=", Ok(None)),
            ("application/x-www-form-urlencoded", "to=5", Ok(Some(5))),
            (json, "{}", Ok(None)),
            (json, r#"{"to": null, "with": null}"#, Ok(None)),
            (json, r#"{"to": ""}"#, Ok(None)),
            (json, r#"{"to": 5}"#, Ok(Some(5))),
            (json, r#"{"to": "much"}"#, Err(())),
            (json, r#"{"with": []}"#, Err(())),
        ] {
            let request = Request::post("/").header("content-type", content_type);
            let request = request.body(Bytes::from(body)).unwrap();
            let read = Body::from_request(request, &()).await;
            let to = read.map(|Body(Answering { to, with })| (to, with));
            let expected = expected.map(|to| (to, String::new()));
            assert_eq!(to.map_err(|_: ApiError| ()), expected, "{body}");
        }
    }

    #[tokio::test]
    async fn what_the_body_does_not_say_the_address_may() {
        let post = read(
            "application/json",
            "status=a&sensitive=true",
            r#"{"status": "b"}"#,
        )
        .await;
        let post = post.unwrap();
        assert_eq!((post.status.as_str(), post.sensitive), ("b", true));
        assert_eq!(
            read("application/json", "status=a", "").await.unwrap().status,
            "a"
        );
    }

    #[tokio::test]
    async fn a_broken_body_is_refused() {
        for (content_type, body) in [
            ("multipart/form-data", "--X"),
            (
                "multipart/form-data; boundary=X",
                "--X\r\ncontent-disposition: form-data; name=\"status\"\r\n\r\nhalf",
            ),
            ("application/json", "{"),
            ("application/json", "[]"),
            ("text/plain", "hello"),
        ] {
            let refused = read(content_type, "status=a", body).await;
            assert!(
                matches!(refused, Err(ApiError::Unreadable(_))),
                "{content_type}: {refused:?}"
            );
        }
    }
}
