//! Streams: Mastodon's calls, as server-sent events. [`socket`] has the one for WebSocket.

pub(super) mod socket;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use futures::stream::unfold;
use vouchwell_domain::member::Member;
use vouchwell_domain::token::AccessToken;
use vouchwell_service::stream::{self, Stream};

use super::authentication::{Bearer, SignedIn};
use super::parameters::Parameters;
use super::{ApiError, error::Problem};
use crate::application::Application;
use crate::rate_limit::Allowance;
use crate::stream::{Feed, Full, Said};

const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");
/// What is said first, so that the client knows that it is heard.
const GREETING: &str = ":)\n\n";
/// How the names of streams of media alone end.
const MEDIA: &str = ":media";
const THUMP: &str = ":thump\n\n";
/// By then a connection that is dead has left its place: it has not answered twice.
const RETRY_AFTER: Duration = Duration::from_secs(45);

/// Whoever asks for a stream.
pub(super) struct Caller {
    member: Arc<Member>,
    token: Arc<AccessToken>,
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let SignedIn(member) = SignedIn::from_request_parts(parts, state).await?;
        let Bearer(token) = Bearer::from_request_parts(parts, state).await?;
        Ok(Self { member, token })
    }
}

impl Caller {
    fn open(self, application: Application) -> Result<Feed, ApiError> {
        let now = application.context.now();
        Feed::open(application, self.member, self.token).map_err(|full| too_many(full, now))
    }
}

fn too_many(Full(most): Full, now: DateTime<Utc>) -> ApiError {
    ApiError::TooManyStreams(Allowance::used_up(most, RETRY_AFTER, now))
}

/// Whether streams can be had.
#[utoipa::path(get, path = "/api/v1/streaming/health",
    responses((status = 200, body = String, content_type = "text/plain")))]
pub(super) async fn health() -> &'static str {
    "OK"
}

/// What comes to the caller's home timeline, and what she is told.
#[utoipa::path(get, path = "/api/v1/streaming/user",
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 429, body = Problem)))]
pub(super) async fn user(
    State(application): State<Application>,
    caller: Caller,
) -> Result<Response, ApiError> {
    events(application, caller, "user", None)
}

/// What the caller is told.
#[utoipa::path(get, path = "/api/v1/streaming/user/notification",
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 429, body = Problem)))]
pub(super) async fn notifications(
    State(application): State<Application>,
    caller: Caller,
) -> Result<Response, ApiError> {
    events(application, caller, "user:notification", None)
}

/// What comes to the public timeline.
#[utoipa::path(get, path = "/api/v1/streaming/public", params(("only_media" = Option<bool>, Query)),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 429, body = Problem)))]
pub(super) async fn public(
    State(application): State<Application>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    of_everybody(application, caller, "public", &parameters)
}

/// What members post for everybody.
#[utoipa::path(get, path = "/api/v1/streaming/public/local", params(("only_media" = Option<bool>, Query)),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 429, body = Problem)))]
pub(super) async fn public_local(
    State(application): State<Application>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    of_everybody(application, caller, "public:local", &parameters)
}

/// What people of other servers post for everybody.
#[utoipa::path(get, path = "/api/v1/streaming/public/remote", params(("only_media" = Option<bool>, Query)),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 429, body = Problem)))]
pub(super) async fn public_remote(
    State(application): State<Application>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    of_everybody(application, caller, "public:remote", &parameters)
}

/// What is posted for everybody under a hashtag.
#[utoipa::path(get, path = "/api/v1/streaming/hashtag", params(("tag" = String, Query)),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 400, body = Problem),
        (status = 429, body = Problem)))]
pub(super) async fn hashtag(
    State(application): State<Application>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    events(application, caller, "hashtag", parameters.get("tag"))
}

/// What members post for everybody under a hashtag.
#[utoipa::path(get, path = "/api/v1/streaming/hashtag/local", params(("tag" = String, Query)),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 400, body = Problem),
        (status = 429, body = Problem)))]
pub(super) async fn hashtag_local(
    State(application): State<Application>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    events(application, caller, "hashtag:local", parameters.get("tag"))
}

/// What those write who are on a list of the caller.
#[utoipa::path(get, path = "/api/v1/streaming/list", params(("list" = String, Query)),
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn list(
    State(application): State<Application>,
    caller: Caller,
    parameters: Parameters,
) -> Result<Response, ApiError> {
    let list = Stream::named("list", None, parameters.get("list"))?;
    stream::check(&application.context, &caller.member, &list).await?;
    of(application, caller, list)
}

/// What is said in the conversations of the caller.
#[utoipa::path(get, path = "/api/v1/streaming/direct",
    responses((status = 200, body = String, content_type = "text/event-stream"), (status = 429, body = Problem)))]
pub(super) async fn direct(
    State(application): State<Application>,
    caller: Caller,
) -> Result<Response, ApiError> {
    events(application, caller, "direct", None)
}

/// Streams of media alone have names of their own, and no calls.
fn of_everybody(
    application: Application,
    caller: Caller,
    name: &str,
    parameters: &Parameters,
) -> Result<Response, ApiError> {
    let media = if parameters.flag("only_media")? { MEDIA } else { "" };
    events(application, caller, &format!("{name}{media}"), None)
}

fn events(
    application: Application,
    caller: Caller,
    name: &str,
    tag: Option<&str>,
) -> Result<Response, ApiError> {
    of(application, caller, Stream::named(name, tag, None)?)
}

fn of(application: Application, caller: Caller, stream: Stream) -> Result<Response, ApiError> {
    let feed = caller.open(application)?;
    let subscribed = feed.connection().subscribe(stream);
    subscribed.map_err(|full| too_many(full, feed.now()))?;
    let lines = unfold((feed, Some(GREETING.to_owned())), async |(mut feed, greeting)| {
        let lines = match greeting {
            Some(greeting) => greeting,
            None => next(&mut feed).await?,
        };
        Some((Ok::<_, Infallible>(lines), (feed, None)))
    });
    let headers = [
        (header::CONTENT_TYPE, EVENTS),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // nginx would collect what belongs on its way.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

async fn next(feed: &mut Feed) -> Option<String> {
    loop {
        let next = feed.next().await;
        match feed.say(next).await {
            Said::Message(message) => return Some(message.to_lines()),
            Said::Beat => return Some(THUMP.to_owned()),
            Said::Nothing => {}
            Said::End(_) => return None,
        }
    }
}
