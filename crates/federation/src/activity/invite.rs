//! `Invite`: somebody asks for a recommendation.

use serde_json::{Value, json};
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_evidence::{ActorUri, Timestamp, Topic, Topics};

use super::{Activity, ActivityError, Fields, words};

pub(super) struct Invite<'a> {
    pub(super) to: &'a ActorUri,
    pub(super) topics: &'a Topics,
    pub(super) content: Option<&'a str>,
    pub(super) published: Timestamp,
    pub(super) end_time: Timestamp,
    pub(super) reminds: Option<&'a ObjectUri>,
}

pub(super) fn build(activity: &mut Activity, from: &ActorUri, invite: &Invite<'_>) {
    let topics: Vec<&str> = invite.topics.iter().map(Topic::as_str).collect();
    let content = invite.content.map(crate::html::from_plain);
    activity
        .kind("Invite")
        .set("object", json!(from))
        .set("target", json!(invite.to))
        .set("topics", json!(topics))
        .set_some("content", content.map(Value::String))
        .set("published", json!(invite.published))
        .set("endTime", json!(invite.end_time))
        .set_some("inReplyTo", invite.reminds.map(|first| json!(first)))
        .to(invite.to);
}

pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Message, ActivityError> {
    if fields.id_of::<ActorUri>("object")? != *actor {
        return Err(ActivityError::Foreign);
    }
    let topics: Option<Vec<Topic>> = fields
        .list("topics")
        .into_iter()
        .map(|topic| topic.as_str()?.parse().ok())
        .collect();
    let topics = topics.and_then(|topics| topics.try_into().ok());
    Ok(Message::Invite {
        to: fields.id_of("target")?,
        topics: topics.ok_or(ActivityError::Member("topics"))?,
        content: words(fields),
        published: fields.timestamp("published")?,
        end_time: fields.timestamp("endTime")?,
        reminds: fields.id_of("inReplyTo").ok(),
    })
}
