//! `Undo`.

use serde_json::json;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields, announce, follow, like};

pub(super) fn build(activity: &mut Activity, object: &ObjectUri, to: &ActorUri) {
    activity.kind("Undo").set("object", json!(object)).to(to);
}

/// Only what the actor itself said can be undone, which is known by the id and not by what is embedded.
/// Many servers address an `Undo` to nobody; whom it had been said to then stands in what is undone.
pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Message, ActivityError> {
    let undone = fields.object("object");
    if let Some(undone) = undone {
        let speaks_for = undone.id_of::<ActorUri>("actor");
        if speaks_for.is_ok_and(|other| other != *actor) {
            return Err(ActivityError::Foreign);
        }
        match undone.kind() {
            "Follow" => return follow::parse_undo(fields, undone, actor),
            "Like" => return like::parse_undo(fields, undone, actor),
            "Announce" => return announce::parse_undo(fields, undone, actor),
            _ => {}
        }
    }
    let to = fields.addressees("to").into_iter().next();
    let to = to.or_else(|| undone?.id_of("object").ok());
    Ok(Message::Undo {
        object: fields.id_of("object")?,
        to: to.unwrap_or_else(|| actor.clone()),
    })
}
