//! `Create` of a Note that is a vote: it has a name, which is the answer that is chosen, and no words.

use serde_json::json;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Message;
use vouchwell_evidence::ActorUri;

use super::{Activity, ActivityError, Fields};

/// The longest answer that is read, in characters.
const OPTION_LENGTH: usize = 500;

pub(super) fn build(
    activity: &mut Activity,
    id: &ObjectUri,
    actor: &ActorUri,
    question: &ObjectUri,
    option: &str,
    to: &ActorUri,
) {
    let note = json!({
        "id": format!("{id}#vote"),
        "type": "Note",
        "name": option,
        "attributedTo": actor,
        "inReplyTo": question,
        "to": [to],
    });
    activity.kind("Create").to(to).set("object", note);
}

/// The vote that a Note of the actor is, if it is one. Pleroma names whom it answers in `cc`.
pub(super) fn parse(note: Fields<'_>, actor: &ActorUri) -> Result<Option<Message>, ActivityError> {
    let (Some(option), None, "Note") = (note.text("name"), note.text("content"), note.kind()) else {
        return Ok(None);
    };
    let Ok(question) = note.id_of("inReplyTo") else {
        return Ok(None);
    };
    if note.id_of::<ActorUri>("attributedTo")? != *actor {
        return Err(ActivityError::Foreign);
    }
    let addressed = [note.addressees("to"), note.addressees("cc")].concat();
    Ok(Some(Message::Vote {
        question,
        option: option.chars().take(OPTION_LENGTH).collect(),
        to: addressed.into_iter().next().ok_or(ActivityError::Member("to"))?,
    }))
}
