//! `Announce`, and its `Undo`. What is announced is named by its id; what stands embedded is not believed.

use serde_json::{Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::{Announce, Message};
use vouchwell_domain::status::Visibility;
use vouchwell_evidence::{ActorUri, Timestamp};

use super::{Activity, ActivityError, Fields, PUBLIC};
use crate::note::visibility;

pub(super) fn build(activity: &mut Activity, announce: &Announce, sender: &Account) {
    let (to, cc) = addressees(announce, sender);
    activity
        .kind("Announce")
        .set("object", json!(announce.object))
        .set("to", to)
        .set("cc", cc)
        .set_some("published", announce.published.map(|time| json!(time)));
}

pub(super) fn parse(fields: Fields<'_>, actor: &ActorUri) -> Result<Announce, ActivityError> {
    let addressed = [fields.addressees("to"), fields.addressees("cc")].concat();
    let author = addressed
        .into_iter()
        .find(|addressee| !addressee.as_str().ends_with("/followers"));
    Ok(Announce {
        object: fields.id_of("object")?,
        author: author.unwrap_or_else(|| actor.clone()),
        visibility: visibility(fields),
        published: fields.moment("published").map(Timestamp::from_datetime),
    })
}

/// Many servers look for what is undone in the Undo itself.
pub(super) fn build_undo(activity: &mut Activity, id: &ObjectUri, announce: &Announce, sender: &Account) {
    let (to, cc) = addressees(announce, sender);
    let mut undone = json!({
        "id": id, "type": "Announce", "actor": sender.uri, "object": announce.object, "to": to, "cc": cc,
    });
    if let Some(published) = announce.published {
        undone["published"] = json!(published);
    }
    activity
        .kind("Undo")
        .set("object", undone)
        .set("to", to)
        .set("cc", cc);
}

pub(super) fn parse_undo(
    fields: Fields<'_>,
    undone: Fields<'_>,
    actor: &ActorUri,
) -> Result<Message, ActivityError> {
    Ok(Message::UndoAnnounce {
        id: fields.id_of("object")?,
        announce: parse(undone, actor)?,
    })
}

fn addressees(announce: &Announce, sender: &Account) -> (Value, Value) {
    let followers: Vec<&str> = sender.endpoints.followers.iter().map(ObjectUri::as_str).collect();
    let author = (announce.author != sender.uri).then(|| announce.author.as_str());
    let author: Vec<&str> = author.into_iter().collect();
    match announce.visibility {
        Visibility::Public => (json!([PUBLIC]), json!([followers, author].concat())),
        Visibility::Unlisted => (json!(followers), json!([vec![PUBLIC], author].concat())),
        Visibility::Private | Visibility::Direct => (json!(followers), json!(author)),
    }
}
