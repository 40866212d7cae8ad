//! `Like`, and its `Undo`. What other software adds, such as the picture of a reaction, is not read.

use serde_json::json;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields, addressee};

pub(super) fn build(activity: &mut Activity, object: &ObjectUri, to: &ActorUri) {
    activity.kind("Like").set("object", json!(object)).to(to);
}

pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Message, ActivityError> {
    Ok(Message::Like {
        object: fields.id_of("object")?,
        to: addressee(fields).unwrap_or_else(|| actor.clone()),
    })
}

/// Most servers look for what is undone in the Undo itself.
pub(super) fn build_undo(
    activity: &mut Activity,
    actor: &ActorUri,
    like: &ObjectUri,
    object: &ObjectUri,
    to: &ActorUri,
) {
    activity
        .kind("Undo")
        .set(
            "object",
            json!({ "id": like, "type": "Like", "actor": actor, "object": object, "to": [to] }),
        )
        .to(to);
}

pub(super) fn parse_undo(
    fields: Fields<'_>,
    undone: Fields<'_>,
    actor: &ActorUri,
) -> Result<Message, ActivityError> {
    Ok(Message::UndoLike {
        like: fields.id_of("object")?,
        object: undone.id_of("object")?,
        to: addressee(fields).unwrap_or_else(|| actor.clone()),
    })
}
