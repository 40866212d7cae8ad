//! What a stream says, in Mastodon's shape.

use serde::Serialize;
use vouchwell_service::stream::{Shown, Stream};

use super::{Conversation, Notification, Status};
use crate::web::site::Site;

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct StreamMessage {
    stream: Vec<String>,
    event: &'static str,
    /// JSON as a text, or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
}

impl StreamMessage {
    /// As a member is shown it in a stream.
    pub fn new(stream: &Stream, shown: &Shown, site: &Site) -> Self {
        let (event, payload) = match shown {
            Shown::Posted(view) => ("update", Some(json(&Status::new(view, site)))),
            Shown::Edited(view) => ("status.update", Some(json(&Status::new(view, site)))),
            Shown::Removed(id) => ("delete", Some(id.to_string())),
            Shown::Notified(view) => ("notification", Some(json(&Notification::new(view, site)))),
            Shown::Conversation(view) => ("conversation", Some(json(&Conversation::new(view, site)))),
            Shown::FiltersChanged => ("filters_changed", None),
        };
        let name = [stream.name().to_owned()].into_iter();
        Self {
            stream: name.chain(stream.detail()).collect(),
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
        // What Mastodon says where there is nothing.
        let payload = self.payload.as_deref().unwrap_or("undefined");
        format!("event: {}\ndata: {payload}\n\n", self.event)
    }
}

/// Entities have texts for keys and no maps of anything else, so that this does not fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
