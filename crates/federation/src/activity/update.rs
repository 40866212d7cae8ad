//! `Update` of an actor or of a Note.

use serde_json::json;
use vouchwell_domain::account::{Account, AccountKind};
use vouchwell_domain::message::Message;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields, PUBLIC, Received, publish};

/// Says that the actor document has changed; whoever is concerned may read it where it lives.
pub(super) fn build(activity: &mut Activity, sender: &Account) {
    activity
        .kind("Update")
        .set("object", json!(sender.uri))
        .set("to", json!([PUBLIC]))
        .set_followers("cc", sender);
}

pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Received, ActivityError> {
    let kind = fields.object("object").map(Fields::kind);
    let is_actor = kind.is_none_or(|kind| kind.parse::<AccountKind>().is_ok());
    if !is_actor {
        return publish::parse(fields, actor, Received::UpdateNote);
    }
    if fields.id_of::<ActorUri>("object")? == *actor {
        Ok(Received::Message(Message::UpdateAccount))
    } else if kind.is_some() {
        Err(ActivityError::Foreign)
    } else {
        Ok(Received::Ignored)
    }
}
