//! Streams by WebSocket: several on one connection, subscribed to and unsubscribed from while it stands.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;
use vouchwell_service::stream::Stream;

use super::{Caller, MEDIA, too_many};
use crate::api::error::Problem;
use crate::api::parameters::Parameters;
use crate::api::{ApiError, access, authentication, body};
use crate::application::Application;
use crate::stream::{End, Feed, Said};

/// The most that a client says at once.
const LARGEST: usize = 4 * 1024;
/// How long a client may take to take something.
const PATIENCE: Duration = Duration::from_secs(10);
/// Beats after which a client that says nothing is gone.
const UNANSWERED: u32 = 2;

/// Whoever was let go has been told why, or is gone.
struct Gone;

/// What a client says.
#[derive(Debug, Deserialize)]
struct Wish {
    #[serde(rename = "type")]
    kind: Kind,
    stream: String,
    tag: Option<String>,
    list: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Subscribe,
    Unsubscribe,
}

/// Streams by WebSocket: the one named by `stream`, and those that are asked for on the connection by
/// `{"type": "subscribe", "stream": …}`. The token may be given as `access_token` or as the protocol.
#[utoipa::path(get, path = "/api/v1/streaming",
    params(("stream" = Option<String>, Query), ("tag" = Option<String>, Query), ("list" = Option<String>, Query)),
    responses((status = 101), (status = 400, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(in crate::api) async fn open(
    State(application): State<Application>,
    caller: Caller,
    parameters: Parameters,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade.map_err(|_| ApiError::NoWebSocket)?;
    let first = parameters.get("stream");
    let first = first.map(|name| Stream::named(name, parameters.get("tag"), parameters.get("list")));
    let first = first.transpose()?;
    let feed = caller.open(application)?;
    if let Some(stream) = first {
        subscribe(&feed, stream).await?;
    }
    // A browser takes an answer for its own only if it names the protocol, which is the token.
    let protocol = headers.get(header::SEC_WEBSOCKET_PROTOCOL);
    let protocol = protocol
        .and_then(|offered| offered.to_str().ok())
        .map(str::to_owned);
    Ok(upgrade
        .protocols(protocol)
        .max_message_size(LARGEST)
        .max_frame_size(LARGEST)
        .on_upgrade(|socket| run(socket, feed)))
}

async fn run(mut socket: WebSocket, mut feed: Feed) {
    if let Ok(end) = converse(&mut socket, &mut feed).await {
        let (code, reason) = farewell(end);
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        // Whoever does not take it is let go all the same.
        let _ = send(&mut socket, Message::Close(Some(frame))).await;
    }
}

async fn converse(socket: &mut WebSocket, feed: &mut Feed) -> Result<End, Gone> {
    let mut unanswered = 0;
    loop {
        tokio::select! {
            next = feed.next() => match feed.say(next).await {
                Said::Message(message) => send(socket, Message::text(message.to_json())).await?,
                Said::Beat if unanswered >= UNANSWERED => return Ok(End::Silent),
                Said::Beat => {
                    unanswered += 1;
                    send(socket, Message::Ping(Default::default())).await?;
                }
                Said::Nothing => {}
                Said::End(end) => return Ok(end),
            },
            said = socket.recv() => {
                unanswered = 0;
                match said {
                    Some(Ok(Message::Text(text))) => {
                        if let Err(error) = listen(feed, text.as_str()).await {
                            let status = error.status().as_u16();
                            let Problem { error, .. } = error.problem();
                            let answer = json!({"error": error, "status": status});
                            send(socket, Message::text(answer.to_string())).await?;
                        }
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Gone),
                    Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                }
            }
        }
    }
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), Gone> {
    match timeout(PATIENCE, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Gone),
    }
}

async fn listen(feed: &Feed, said: &str) -> Result<(), ApiError> {
    let wish: Wish =
        body::from_json(said.as_bytes()).map_err(|error| ApiError::Unreadable(error.to_string()))?;
    let stream = Stream::named(&wish.stream, wish.tag.as_deref(), wish.list.as_deref())?;
    match wish.kind {
        Kind::Subscribe => subscribe(feed, stream).await?,
        Kind::Unsubscribe => feed.connection().unsubscribe(&stream),
    }
    Ok(())
}

/// A stream is for whoever may call it by itself.
async fn subscribe(feed: &Feed, stream: Stream) -> Result<(), ApiError> {
    let name = stream.name();
    let call = name.strip_suffix(MEDIA).unwrap_or(name).replace(':', "/");
    let path = format!("/api/v1/streaming/{call}");
    let access = access::of(&Method::GET, &path).ok_or(ApiError::NotFound)?;
    authentication::allowed(access, true, Some(feed.token()))?;
    feed.check(&stream).await?;
    let subscribed = feed.connection().subscribe(stream);
    subscribed.map_err(|full| too_many(full, feed.now()))
}

const fn farewell(end: End) -> (u16, &'static str) {
    match end {
        End::Stopping => (close_code::AWAY, "the server stops: connect again"),
        End::Missed => (
            close_code::AGAIN,
            "something may have been missed: read it, and connect again",
        ),
        End::Slow => (
            close_code::POLICY,
            "what happens is not read fast enough: read what was missed, and connect again",
        ),
        End::AccessEnded => (close_code::POLICY, "the access token was ended"),
        End::Silent => (close_code::POLICY, "no answer to pings"),
    }
}
