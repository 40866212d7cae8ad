//! `Follow`.

use serde_json::json;
use vouchwell_domain::message::Message;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields};

pub(super) fn build(activity: &mut Activity, target: &ActorUri) {
    activity.kind("Follow").set("object", json!(target)).to(target);
}

pub(super) fn parse(fields: Fields<'_>) -> Result<Message, ActivityError> {
    Ok(Message::Follow {
        target: fields.id_of("object")?,
    })
}
