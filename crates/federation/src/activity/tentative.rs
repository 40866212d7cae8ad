//! `TentativeAccept` and `TentativeReject`.

use serde_json::{Value, json};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_evidence::{ActorUri, Timestamp};

use super::{Activity, ActivityError, Fields, addressee, words};

pub(super) fn build_accept(
    activity: &mut Activity,
    object: &ObjectUri,
    to: &ActorUri,
    content: Option<&str>,
    end_time: Option<Timestamp>,
) {
    let content = content.map(crate::html::from_plain);
    activity
        .kind("TentativeAccept")
        .set("object", json!(object))
        .set_some("content", content.map(Value::String))
        .set_some("endTime", end_time.map(|time| json!(time)))
        .to(to);
}

pub(super) fn parse_accept(fields: Fields<'_>) -> Result<Message, ActivityError> {
    Ok(Message::TentativeAccept {
        object: fields.id_of("object")?,
        to: addressee(fields).ok_or(ActivityError::Member("to"))?,
        content: words(fields),
        end_time: fields.optional("endTime"),
    })
}

pub(super) fn build_reject(activity: &mut Activity, object: &ObjectUri, to: &ActorUri, content: &str) {
    activity
        .kind("TentativeReject")
        .set("object", json!(object))
        .set("content", json!(crate::html::from_plain(content)))
        .to(to);
}

pub(super) fn parse_reject(fields: Fields<'_>) -> Result<Message, ActivityError> {
    Ok(Message::TentativeReject {
        object: fields.id_of("object")?,
        to: addressee(fields).ok_or(ActivityError::Member("to"))?,
        content: words(fields).unwrap_or_default(),
    })
}
