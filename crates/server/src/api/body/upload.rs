//! Bodies with files, in multipart forms.

use std::collections::HashMap;

use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use serde::de::DeserializeOwned;
use serde_json::Map;
use tokio::sync::{Semaphore, SemaphorePermit};
use vouchwell_domain::media::{LARGEST_FILE, PictureError};

use super::{ApiError, Body, Kind, LARGEST, fields, fit, form};

/// The names of files that are read; others are passed over.
const NAMES: [&str; 3] = ["file", "avatar", "header"];
/// The most bytes that are taken from the connection.
const MOST_TAKEN: usize = 4 * LARGEST_FILE;
/// Each takes up to 48 MB until it is answered: more at once would let members use up the memory.
static AT_ONCE: Semaphore = Semaphore::const_new(16);

/// The files of a form, by their names.
#[derive(Debug, Default)]
pub struct Files {
    by_name: HashMap<String, Vec<u8>>,
    /// Whether there were some that were passed over.
    are_left_out: bool,
    /// Kept as long as the form is worked on.
    _place: Option<SemaphorePermit<'static>>,
}

impl Files {
    /// The file with this name. An empty one is none.
    pub fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        self.by_name.remove(name).filter(|file| !file.is_empty())
    }

    /// Whether any was sent.
    pub fn were_sent(&self) -> bool {
        self.are_left_out || self.by_name.values().any(|file| !file.is_empty())
    }
}

/// A body that was read as `T`, and the files in it.
#[derive(Debug)]
pub struct Upload<T>(pub T, pub Files);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Upload<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if Kind::of(&request) != Kind::Multipart {
            let Body(fields) = Body::from_request(request, state).await?;
            return Ok(Self(fields, Files::default()));
        }
        let place = place(&AT_ONCE)?;
        Self::read(request, state, Some(place)).await
    }
}

impl<T: DeserializeOwned> Upload<T> {
    /// A body of which the files are passed over, so that it takes no place among those whose files are kept.
    pub async fn without_files<S: Send + Sync>(request: Request, state: &S) -> Result<Self, ApiError> {
        if Kind::of(&request) == Kind::Multipart {
            Self::read(request, state, None).await
        } else {
            Self::from_request(request, state).await
        }
    }

    async fn read<S: Send + Sync>(
        mut request: Request,
        state: &S,
        place: Option<SemaphorePermit<'static>>,
    ) -> Result<Self, ApiError> {
        let query = form(request.uri().query().unwrap_or_default().as_bytes());
        DefaultBodyLimit::disable().apply(&mut request);
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| ApiError::Unreadable("the multipart form has no boundary".to_owned()))?;
        let mut taken = Taken::default();
        let (mut members, mut files) = (Map::new(), HashMap::new());
        let (mut is_film, mut are_left_out) = (false, false);
        while let Some(mut part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            if part.file_name().is_none() {
                let text = taken.text(&name, &mut part).await?;
                fields::set(&mut members, &name, text);
            } else if place.is_some() && NAMES.contains(&name.as_str()) {
                is_film |= is_film_or_sound(&part);
                let file = taken.read(&mut part, LARGEST_FILE).await?;
                files.insert(name, file);
            } else {
                are_left_out |= taken.read(&mut part, 0).await?.is_none();
            }
        }
        for (name, value) in query {
            members.entry(name).or_insert(value);
        }
        let files: Option<HashMap<String, Vec<u8>>> = files
            .into_iter()
            .map(|(name, file)| Some((name, file?)))
            .collect();
        // A smaller one would not be taken either.
        let reason = if is_film {
            PictureError::OtherKind
        } else {
            PictureError::TooLarge
        };
        let files = files.ok_or_else(|| ApiError::invalid(reason))?;
        let files = Files {
            by_name: files,
            are_left_out,
            _place: place,
        };
        Ok(Self(fit(members, true)?, files))
    }
}

/// Whether a file is said to be something that is not taken, whatever its size.
fn is_film_or_sound(part: &Field<'_>) -> bool {
    let kind = part.content_type().unwrap_or_default();
    kind.starts_with("video/") || kind.starts_with("audio/")
}

/// A place among those whose forms are read at the same time.
fn place(places: &Semaphore) -> Result<SemaphorePermit<'_>, ApiError> {
    places.try_acquire().map_err(|_| ApiError::Unavailable)
}

/// How much was taken from the connection.
#[derive(Default)]
struct Taken {
    all: usize,
    /// The texts, and their names.
    texts: usize,
}

impl Taken {
    /// A part of at most so many bytes; nothing if it has more, which are passed over so that its sender gets an
    /// answer.
    async fn read(&mut self, part: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, ApiError> {
        let mut bytes = Some(Vec::new());
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            self.all += chunk.len();
            if self.all > MOST_TAKEN {
                return Err(ApiError::invalid(PictureError::TooLarge));
            }
            bytes = bytes.filter(|bytes| bytes.len() + chunk.len() <= most);
            if let Some(bytes) = &mut bytes {
                bytes.extend_from_slice(&chunk);
            }
        }
        Ok(bytes)
    }

    /// A text; all texts of a form together are as large as any other body may be.
    async fn text(&mut self, name: &str, part: &mut Field<'_>) -> Result<String, ApiError> {
        self.texts += name.len();
        let left = LARGEST.checked_sub(self.texts).ok_or(ApiError::TooLarge)?;
        let text = self.read(part, left).await?.ok_or(ApiError::TooLarge)?;
        self.texts += text.len();
        String::from_utf8(text).map_err(|_| ApiError::Unreadable("its texts are not UTF-8".to_owned()))
    }
}

fn broken<E>(_: E) -> ApiError {
    ApiError::Unreadable("it is no multipart form, or it broke off".to_owned())
}

#[cfg(test)]
mod tests {
    use axum::body::Body as Bytes;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Said {
        first: String,
        second: String,
    }

    async fn read(first: usize, second: usize) -> Result<Said, ApiError> {
        let mut parts = String::new();
        for (name, length) in [("first", first), ("second", second)] {
            let value = "a".repeat(length);
            parts += &format!("--X\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        let request = Request::post("/api/v1/media")
            .header("content-type", "multipart/form-data; boundary=X")
            .body(Bytes::from(parts + "--X--\r\n"))
            .unwrap();
        Upload::from_request(request, &())
            .await
            .map(|Upload(said, _)| said)
    }

    #[tokio::test]
    async fn the_texts_of_a_form_are_together_as_large_as_a_body() {
        let half = LARGEST / 2;
        let said = read(half, half - 100).await.unwrap();
        assert_eq!((said.first.len(), said.second.len()), (half, half - 100));
        assert_eq!(read(half, half).await.unwrap_err(), ApiError::TooLarge);
    }

    #[test]
    fn who_finds_no_place_is_told_to_come_again() {
        let places = Semaphore::new(1);
        let first = place(&places).unwrap();
        assert_eq!(place(&places).unwrap_err(), ApiError::Unavailable);
        drop(first);
        assert!(place(&places).is_ok());
    }
}
