//! The pictures of members, to everybody who has their addresses.

use std::io;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures::stream::{self, TryStream};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;
use vouchwell_domain::media::PictureFile;
use vouchwell_service::Context;

/// Whatever a browser makes of a file, it may do nothing.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// The most bytes of a picture in memory for one who asks for it.
const CHUNK: usize = 64 * 1024;

/// Answers `GET /media/{file}`. A file never changes under its name.
pub(crate) async fn show(State(context): State<Context>, Path(file): Path<String>) -> Response {
    let Ok(file) = file.parse::<PictureFile>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match context.pictures.open_or_larger(&file).await {
        Ok(Some((file, opened, length))) => {
            let headers = [
                (header::CONTENT_TYPE, file.format.media_type()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
                (
                    HeaderName::from_static("cross-origin-resource-policy"),
                    "cross-origin",
                ),
            ];
            (
                headers.map(|(name, value)| (name, HeaderValue::from_static(value))),
                [(header::CONTENT_LENGTH, HeaderValue::from(length))],
                Body::from_stream(chunks(opened)),
            )
                .into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a picture cannot be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn chunks(opened: File) -> impl TryStream<Ok = Vec<u8>, Error = io::Error> + Send {
    stream::try_unfold(opened, |mut opened| async move {
        let mut chunk = vec![0; CHUNK];
        let length = opened.read(&mut chunk).await?;
        chunk.truncate(length);
        Ok::<_, io::Error>((length > 0).then_some((chunk, opened)))
    })
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt as _;
    use vouchwell_tests::Directory;

    use super::*;

    #[tokio::test]
    async fn a_large_picture_goes_out_in_parts() {
        let directory = Directory::new("picture");
        let bytes: Vec<u8> = (0..=250).cycle().take(3 * CHUNK + 7).collect();
        let opened = File::open(directory.write("large.png", &bytes)).await.unwrap();
        let parts: Vec<Vec<u8>> = chunks(opened).try_collect().await.unwrap();
        assert!(parts.iter().all(|part| part.len() <= CHUNK));
        assert!(parts.concat() == bytes, "nothing is left out");
    }
}
