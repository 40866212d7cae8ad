//! `Follow`, what answers it, and its `Undo`. Those embed it: Pixelfed reads no answer that only names it, and neither
//! GoToSocial nor Pixelfed an `Undo` that does.

use serde_json::{Value, json};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields, addressee};

pub(super) fn build(activity: &mut Activity, target: &ActorUri) {
    activity.kind("Follow").set("object", json!(target)).to(target);
}

pub(super) fn parse(fields: Fields<'_>) -> Result<Message, ActivityError> {
    Ok(Message::Follow {
        target: fields.id_of("object")?,
    })
}

/// An `Accept` or `Reject` by whoever is to be followed.
pub(super) fn build_answer(
    activity: &mut Activity,
    answer: &str,
    followed: &ActorUri,
    follow: &ObjectUri,
    follower: &ActorUri,
) {
    let follow = embedded(follow, follower, followed);
    activity.kind(answer).set("object", follow).to(follower);
}

/// The `Follow` that an answer embeds, and who is told of the answer.
pub(super) fn parse_answered(fields: Fields<'_>) -> Result<Option<(ObjectUri, ActorUri)>, ActivityError> {
    let is_follow = fields
        .object("object")
        .is_some_and(|answered| answered.kind() == "Follow");
    if !is_follow {
        return Ok(None);
    }
    let follower = addressee(fields).ok_or(ActivityError::Member("to"))?;
    Ok(Some((fields.id_of("object")?, follower)))
}

pub(super) fn build_undo(
    activity: &mut Activity,
    follower: &ActorUri,
    follow: &ObjectUri,
    target: &ActorUri,
) {
    let follow = embedded(follow, follower, target);
    activity.kind("Undo").set("object", follow).to(target);
}

/// An `Undo` that does not say who was followed still says which activity is taken back.
pub(super) fn parse_undo(
    fields: Fields<'_>,
    undone: Fields<'_>,
    actor: &ActorUri,
) -> Result<Message, ActivityError> {
    Ok(Message::UndoFollow {
        follow: fields.id_of("object")?,
        target: undone.id_of("object").unwrap_or_else(|_| actor.clone()),
    })
}

fn embedded(follow: &ObjectUri, follower: &ActorUri, followed: &ActorUri) -> Value {
    json!({ "id": follow, "type": "Follow", "actor": follower, "object": followed })
}
