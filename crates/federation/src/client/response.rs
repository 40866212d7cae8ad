//! What a host answered, and which of it is believed to be a document.

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, StatusCode, header};
use url::Url;

use super::FetchError;

/// The kind of document a GET asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentType {
    /// ActivityPub: actors, objects, collections.
    Activity,
    /// JSON Resource Descriptor: WebFinger and NodeInfo discovery.
    Descriptor,
    /// Any other JSON: NodeInfo, evidence.
    Json,
    /// A page for people, of which the beginning is read if it is long.
    Page,
    /// A picture of a kind that is read here.
    Picture,
}

impl DocumentType {
    pub(super) fn accept(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Activity => {
                "application/activity+json, application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""
            }
            Self::Descriptor => "application/jrd+json, application/json;q=0.9",
            Self::Json => "application/json",
            Self::Page => "text/html, application/xhtml+xml;q=0.9",
            Self::Picture => "image/jpeg, image/png, image/gif, image/webp",
        })
    }

    /// Whether a `Content-Type` is of this kind. A page that somebody may have uploaded as another type
    /// is thereby never taken for a document.
    #[must_use]
    pub fn admits(self, content_type: &str) -> bool {
        let mut parts = content_type.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        match self {
            Self::Activity if essence == "application/ld+json" => parts.any(names_activity_streams),
            Self::Activity => essence == "application/activity+json",
            Self::Descriptor => essence == "application/jrd+json" || essence == "application/json",
            Self::Json => essence == "application/json",
            Self::Page => essence == "text/html" || essence == "application/xhtml+xml",
            Self::Picture => matches!(
                essence.as_str(),
                "image/jpeg" | "image/png" | "image/gif" | "image/webp"
            ),
        }
    }
}

fn names_activity_streams(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    name.trim().eq_ignore_ascii_case("profile")
        && value
            .trim()
            .trim_matches('"')
            .split_ascii_whitespace()
            .any(|profile| profile == "https://www.w3.org/ns/activitystreams")
}

/// The answer to a GET, read to its end. Its body is reached through a check of status and type only.
#[derive(Debug)]
pub struct Response {
    asked_for: DocumentType,
    status: StatusCode,
    final_url: Url,
    content_type: Option<String>,
    body: Bytes,
}

impl Response {
    /// The status, never a redirect that was followed.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The URL that answered, after redirects. A document is only what its id says if it was found there.
    #[must_use]
    pub fn final_url(&self) -> &Url {
        &self.final_url
    }

    /// The encoding that it names for its text.
    #[must_use]
    pub fn charset(&self) -> Option<&str> {
        let parameters = self.content_type.as_deref()?.split(';').skip(1);
        let mut named = parameters.filter_map(|parameter| parameter.split_once('='));
        let (_, charset) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
        Some(charset.trim().trim_matches('"'))
    }

    /// The body of a successful answer of the type asked for.
    ///
    /// # Errors
    /// [`FetchError::Status`] for any other status, [`FetchError::ContentType`] for another type.
    pub fn document(&self) -> Result<&Bytes, FetchError> {
        self.body_where(StatusCode::is_success)
    }

    /// The body of a 410, which holds the withdrawals of what was there (protocol §8).
    ///
    /// # Errors
    /// As [`Response::document`].
    pub fn gone_document(&self) -> Result<&Bytes, FetchError> {
        self.body_where(|status| *status == StatusCode::GONE)
    }

    fn body_where(&self, is_wanted: impl Fn(&StatusCode) -> bool) -> Result<&Bytes, FetchError> {
        if !is_wanted(&self.status) {
            return Err(FetchError::Status(self.status));
        }
        let content_type = self.content_type.as_deref().unwrap_or_default();
        if !self.asked_for.admits(content_type) {
            return Err(FetchError::ContentType);
        }
        Ok(&self.body)
    }

    pub(super) async fn read(
        answer: reqwest::Response,
        final_url: Url,
        asked_for: DocumentType,
        limit: usize,
    ) -> Result<Self, FetchError> {
        let content_type = answer
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let content_type = content_type.map(str::to_owned);
        let status = answer.status();
        let is_of_kind = asked_for.admits(content_type.as_deref().unwrap_or_default());
        let may_be_document = is_of_kind && (status.is_success() || status == StatusCode::GONE);
        let body = match asked_for {
            _ if !may_be_document => Bytes::new(),
            DocumentType::Page => read_beginning(answer, limit).await?,
            _ => read_body(answer, limit).await?,
        };
        Ok(Self {
            asked_for,
            status,
            final_url,
            content_type,
            body,
        })
    }
}

/// Reads a body as it comes, and stops where it grows over the limit. Compression is neither offered nor
/// undone, so that no small answer becomes a large one.
pub(super) async fn read_body(mut answer: reqwest::Response, limit: usize) -> Result<Bytes, FetchError> {
    let announced = answer.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit) {
        return Err(FetchError::TooLarge { limit });
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Reads a body up to the limit, and leaves the rest of it.
async fn read_beginning(mut answer: reqwest::Response, limit: usize) -> Result<Bytes, FetchError> {
    let mut body = BytesMut::new();
    while body.len() < limit
        && let Some(chunk) = answer.chunk().await?
    {
        let read = chunk.len().min(limit - body.len());
        body.extend_from_slice(&chunk[..read]);
    }
    Ok(body.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activity_documents_are_told_by_their_type() {
        for admitted in [
            "application/activity+json",
            "Application/Activity+JSON; charset=utf-8",
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/ld+json;profile=https://www.w3.org/ns/activitystreams;charset=utf-8",
            "application/ld+json; profile=\"https://other.example https://www.w3.org/ns/activitystreams\"",
        ] {
            assert!(DocumentType::Activity.admits(admitted), "{admitted}");
        }
        for refused in [
            "",
            "application/json",
            "application/ld+json",
            "application/ld+json; profile=\"https://other.example\"",
            "text/html; profile=\"https://www.w3.org/ns/activitystreams\"",
            "application/activity+json-ish",
            "image/png",
        ] {
            assert!(!DocumentType::Activity.admits(refused), "{refused}");
        }
    }

    #[test]
    fn descriptors_may_come_as_plain_json() {
        assert!(DocumentType::Descriptor.admits("application/jrd+json; charset=utf-8"));
        assert!(DocumentType::Descriptor.admits("application/json"));
        assert!(!DocumentType::Descriptor.admits("text/html"));
        assert!(!DocumentType::Json.admits("application/jrd+json"));
    }
}
