//! `Move`: an account says which one its people should go on with.

use serde_json::json;
use vouchwell_domain::account::Account;
use vouchwell_domain::message::Message;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields};

pub(super) fn build(activity: &mut Activity, target: &ActorUri, sender: &Account) {
    activity
        .kind("Move")
        .set("object", json!(sender.uri))
        .set("target", json!(target))
        .set_followers("to", sender);
}

/// Only the account that is left can say so.
pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Message, ActivityError> {
    if fields.id_of::<ActorUri>("object")? != *actor {
        return Err(ActivityError::Foreign);
    }
    Ok(Message::Move {
        target: fields.id_of("target")?,
    })
}
