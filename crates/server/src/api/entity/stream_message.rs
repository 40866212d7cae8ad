//! What a stream says, in Mastodon's shape.

use serde::Serialize;
use vouchwell_service::stream::{Shown, Stream};

use super::{Notification, Status};
use crate::web::site::Site;

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct StreamMessage {
    stream: Vec<String>,
    event: &'static str,
    /// JSON as a text, or an id.
    payload: String,
}

impl StreamMessage {
    /// As a member is shown it in a stream.
    pub fn new(stream: &Stream, shown: &Shown, site: &Site) -> Self {
        let (event, payload) = match shown {
            Shown::Posted(view) => ("update", json(&Status::new(view, site))),
            Shown::Edited(view) => ("status.update", json(&Status::new(view, site))),
            Shown::Removed(id) => ("delete", id.to_string()),
            Shown::Notified(view) => ("notification", json(&Notification::new(view, site))),
        };
        let name = [stream.name()].into_iter();
        Self {
            stream: name.chain(stream.tag()).map(str::to_owned).collect(),
            event,
            payload,
        }
    }

    /// For WebSocket.
    pub fn to_json(&self) -> String {
        json(self)
    }

    /// For server-sent events, where there is one stream.
    pub fn to_lines(&self) -> String {
        format!("event: {}\ndata: {}\n\n", self.event, self.payload)
    }
}

/// Entities have texts for keys and no maps of anything else, so that this does not fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
