//! Bodies with files, in multipart forms.

use std::collections::HashMap;

use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use serde::de::DeserializeOwned;
use serde_json::Map;
use vouchwell_domain::media::{LARGEST_FILE, PictureError};

use super::{ApiError, Body, Kind, LARGEST, fields, fit, form};

/// The names of files that are read; others are passed over.
const NAMES: [&str; 3] = ["file", "avatar", "header"];
/// The most bytes that are taken from the connection.
const MOST_TAKEN: usize = 4 * LARGEST_FILE;

/// The files of a form, by their names.
#[derive(Debug, Default)]
pub struct Files(HashMap<String, Vec<u8>>);

impl Files {
    /// The file with this name. An empty one is none.
    pub fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        self.0.remove(name).filter(|file| !file.is_empty())
    }
}

/// A body that was read as `T`, and the files in it.
#[derive(Debug)]
pub struct Upload<T>(pub T, pub Files);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Upload<T> {
    type Rejection = ApiError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, ApiError> {
        if Kind::of(&request) != Kind::Multipart {
            let Body(fields) = Body::from_request(request, state).await?;
            return Ok(Self(fields, Files::default()));
        }
        let query = form(request.uri().query().unwrap_or_default().as_bytes());
        DefaultBodyLimit::disable().apply(&mut request);
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| ApiError::Unreadable("the multipart form has no boundary".to_owned()))?;
        let mut taken = Taken::default();
        let (mut members, mut files) = (Map::new(), HashMap::new());
        while let Some(mut part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            if part.file_name().is_none() {
                let text = taken.read(&mut part, LARGEST).await?;
                let text = text.and_then(|text| String::from_utf8(text).ok());
                fields::set(&mut members, &name, text.ok_or(ApiError::TooLarge)?);
            } else if NAMES.contains(&name.as_str()) {
                let file = taken.read(&mut part, LARGEST_FILE).await?;
                files.insert(name, file);
            } else {
                taken.read(&mut part, 0).await?;
            }
        }
        for (name, value) in query {
            members.entry(name).or_insert(value);
        }
        let files: Option<HashMap<String, Vec<u8>>> = files
            .into_iter()
            .map(|(name, file)| Some((name, file?)))
            .collect();
        let files = files.ok_or_else(|| ApiError::invalid(PictureError::TooLarge))?;
        Ok(Self(fit(members, true)?, Files(files)))
    }
}

/// How much was taken from the connection.
#[derive(Default)]
struct Taken(usize);

impl Taken {
    /// A part of at most so many bytes; nothing if it has more, which are passed over so that its sender gets an
    /// answer.
    async fn read(&mut self, part: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, ApiError> {
        let mut bytes = Some(Vec::new());
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            self.0 += chunk.len();
            if self.0 > MOST_TAKEN {
                return Err(ApiError::invalid(PictureError::TooLarge));
            }
            bytes = bytes.filter(|bytes| bytes.len() + chunk.len() <= most);
            if let Some(bytes) = &mut bytes {
                bytes.extend_from_slice(&chunk);
            }
        }
        Ok(bytes)
    }
}

fn broken<E>(_: E) -> ApiError {
    ApiError::Unreadable("it is no multipart form, or it broke off".to_owned())
}
