//! `Create` and `Update` of a Note.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::PublishedNote;
use vouchwell_evidence::{ActorUri, Signed, Withdrawal};
use vouchwell_service::status::RemoteNote;

use super::{Activity, ActivityError, Fields, Received, vote};

/// An ordinary Note of the actor.
pub type ReceivedNote = Box<RemoteNote>;

/// A Note with `recommendation`, whose evidence is not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceivedRecommendation {
    /// The id of the Note.
    pub uri: ObjectUri,
    /// Its page.
    pub url: ObjectUri,
    /// The bundle as it came.
    pub bundle: Value,
    /// Whom the evidence is said to be about.
    pub subject: ActorUri,
    /// When it was first published, as its server says.
    pub published: Option<DateTime<Utc>>,
    /// When its text was last replaced, as its server says.
    pub updated: Option<DateTime<Utc>>,
    /// Withdrawals that came beside it.
    pub withdrawals: Vec<Signed<Withdrawal>>,
}

pub(super) fn build(
    activity: &mut Activity,
    note: &PublishedNote,
    replaced: Option<&Signed<Withdrawal>>,
    sender: &Account,
    subject: &Account,
) {
    let kind = if note.updated.is_some() {
        "Update"
    } else {
        "Create"
    };
    let mut object = crate::note::published(note, sender, subject);
    let (to, cc) = (object["to"].clone(), object["cc"].clone());
    if let Some(members) = object.as_object_mut() {
        members.remove("@context");
    }
    activity
        .kind(kind)
        .set("published", json!(note.updated.unwrap_or(note.published)))
        .set("to", to)
        .set("cc", cc)
        .set("object", object)
        .set_some(
            "withdrawal",
            replaced.map(|withdrawal| withdrawal.value().clone()),
        );
}

/// The Note of an activity. It must be the actor's own, on the actor's server.
pub(super) fn parse(
    fields: Fields<'_>,
    actor: &ActorUri,
    ordinary: fn(ReceivedNote) -> Received,
) -> Result<Received, ActivityError> {
    let Some(object) = fields.object("object") else {
        return Ok(Received::Ignored);
    };
    if !is_note(object) {
        return Ok(Received::Ignored);
    }
    if let Some(vote) = vote::parse(object, actor)? {
        return Ok(Received::Message(vote));
    }
    parse_note(object, actor, ordinary, fields.withdrawals())
}

/// Articles are read as Notes that lead to them.
fn is_note(object: Fields<'_>) -> bool {
    matches!(object.kind(), "Note" | "Question" | "Article" | "Page")
}

/// A Note that was fetched from its id, and who wrote it.
pub(crate) fn fetched(document: &Value, uri: &ObjectUri) -> Result<(ActorUri, Received), ActivityError> {
    let note = Fields::of(document).filter(|note| is_note(*note) && note.text("id") == Some(uri.as_str()));
    let note = note.ok_or(ActivityError::Member("id"))?;
    let author: ActorUri = note.id_of("attributedTo")?;
    let received = parse_note(note, &author, Received::CreateNote, Vec::new())?;
    Ok((author, received))
}

fn parse_note(
    object: Fields<'_>,
    actor: &ActorUri,
    ordinary: fn(ReceivedNote) -> Received,
    withdrawals: Vec<Signed<Withdrawal>>,
) -> Result<Received, ActivityError> {
    let uri: ObjectUri = object.parse("id")?;
    let is_own =
        object.id_of::<ActorUri>("attributedTo")? == *actor && uri.origin() == Some(actor.url().origin());
    if !is_own {
        return Err(ActivityError::Foreign);
    }
    match object.value("recommendation") {
        Some(bundle) => crate::note::parse_recommendation(object, uri, bundle, withdrawals)
            .map(|note| Received::Recommendation(Box::new(note))),
        None => Ok(ordinary(Box::new(crate::note::parse_ordinary(object, uri)))),
    }
}
