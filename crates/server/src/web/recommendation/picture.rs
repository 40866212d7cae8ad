//! The picture of a recommendation for link previews.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use tokio::sync::{Semaphore, SemaphorePermit};
use vouchwell_domain::identifier::RecommendationId;
use vouchwell_evidence::Digest;

use super::show::{Remains, load};
use crate::web::preview::{self, Preview};
use crate::web::router::Records;

/// Pictures that are drawn at the same time: each takes a processor and 3 MB for a moment.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// How long a reader waits for her turn.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long it may be shown without asking again, since it may be withdrawn meanwhile.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=300");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-cache");

/// Where the picture of a text is. Another text has another address, because link previews ask for each once.
pub fn path(id: &RecommendationId, endorsement: &Digest) -> String {
    format!("/recommendations/{id}/preview.png?text={endorsement}")
}

/// Answers `GET /recommendations/{id}/preview.png` where the page of the recommendation is shown.
pub async fn show(State(records): State<Records>, Path(id): Path<String>, wishes: HeaderMap) -> Response {
    let statement = match load(&records, &id, None).await {
        Ok(Remains::Public(view)) => view.statement,
        Ok(Remains::Withdrawn(_)) => return nothing(StatusCode::GONE),
        Err(failure) => return nothing(failure.status()),
    };
    let Some(preview) = Preview::of(&statement, &records.pages.site) else {
        return (
            [(header::CACHE_CONTROL, KEPT)],
            Redirect::to(preview::of_all_pages()),
        )
            .into_response();
    };
    let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", preview.digest())) else {
        return nothing(StatusCode::INTERNAL_SERVER_ERROR);
    };
    let kept = [(header::CACHE_CONTROL, KEPT), (header::ETAG, tag.clone())];
    if is_known(&wishes, &tag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let Some(turn) = turn(&AT_ONCE, PATIENCE).await else {
        let later = [(header::RETRY_AFTER, HeaderValue::from_static("5"))];
        return (later, nothing(StatusCode::SERVICE_UNAVAILABLE)).into_response();
    };
    let drawn = tokio::task::spawn_blocking(move || {
        // Whoever asked may go; the turn lasts as long as the work.
        let _turn = turn;
        preview.draw()
    });
    match drawn.await {
        Ok(Ok(file)) => {
            let shown_anywhere = [
                (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
                (
                    HeaderName::from_static("cross-origin-resource-policy"),
                    HeaderValue::from_static("cross-origin"),
                ),
            ];
            (kept, shown_anywhere, file).into_response()
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a preview could not be drawn");
            nothing(StatusCode::INTERNAL_SERVER_ERROR)
        }
        Err(error) => {
            tracing::error!(%error, "the thread that draws a preview stopped");
            nothing(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn nothing(status: StatusCode) -> Response {
    (status, [(header::CACHE_CONTROL, NOT_KEPT)]).into_response()
}

/// Whether the reader has the picture with that tag (RFC 9110 §13.1.2).
fn is_known(wishes: &HeaderMap, tag: &HeaderValue) -> bool {
    let tags = wishes.get_all(header::IF_NONE_MATCH).iter();
    let mut tags = tags
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .map(|known| known.trim().trim_start_matches("W/"));
    tags.any(|known| known == "*" || known.as_bytes() == tag.as_bytes())
}

/// A place among those who draw, unless others keep all of them for too long.
async fn turn(places: &'static Semaphore, patience: Duration) -> Option<SemaphorePermit<'static>> {
    tokio::time::timeout(patience, places.acquire()).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn few_pictures_are_drawn_at_the_same_time() {
        static ONE: Semaphore = Semaphore::const_new(1);
        let first = turn(&ONE, Duration::ZERO).await;
        assert!(first.is_some());
        assert!(turn(&ONE, Duration::ZERO).await.is_none(), "nobody else draws");
        drop(first);
        assert!(turn(&ONE, Duration::ZERO).await.is_some());
    }
}
