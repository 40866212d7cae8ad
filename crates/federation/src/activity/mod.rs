//! Activities: what accounts say to each other, as ActivityPub writes it. One file for each type.

mod announce;
mod answer;
mod block;
mod context;
mod delete;
mod error;
mod feature;
mod featured_collection;
mod fields;
mod flag;
mod follow;
mod invite;
mod leave;
mod like;
mod moving;
mod offer;
mod post;
mod publish;
mod tentative;
mod undo;
mod update;
mod vote;

use serde_json::{Map, Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::{Envelope, Message};
use vouchwell_evidence::{ActorUri, SecretKey, Timestamp, proof};

pub(crate) use context::context;
pub use error::ActivityError;
pub(crate) use fields::{Fields, PUBLIC, id};
pub use flag::Flag;
pub(crate) use publish::fetched;
pub use publish::{ReceivedNote, ReceivedRecommendation};

/// What a received activity says.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// A message between accounts.
    Message(Message),
    /// An ordinary Note is there.
    CreateNote(ReceivedNote),
    /// An ordinary Note has changed.
    UpdateNote(ReceivedNote),
    /// A recommendation is there, or has changed.
    Recommendation(Box<ReceivedRecommendation>),
    /// Somebody reports something of this instance.
    Flag(Flag),
    /// Nothing that is of concern here.
    Ignored,
}

/// Reads a received activity of an actor.
///
/// # Errors
/// It is of a known type, and not as that type has to be.
pub fn parse(activity: &Value, actor: &ActorUri) -> Result<Received, ActivityError> {
    let fields = Fields::of(activity).ok_or(ActivityError::Member("type"))?;
    match fields.kind() {
        "Follow" => follow::parse(fields).map(Received::Message),
        "Accept" => answer::parse_accept(fields).map(Received::Message),
        "Reject" => answer::parse_reject(fields).map(Received::Message),
        "TentativeAccept" => tentative::parse_accept(fields).map(Received::Message),
        "TentativeReject" => tentative::parse_reject(fields).map(Received::Message),
        "Like" => like::parse(fields, actor).map(Received::Message),
        // Groups pass on what their members do. What is announced for everybody they announce by itself as well.
        "Announce" if fields.object("object").is_some_and(Fields::is_activity) => Ok(Received::Ignored),
        "Announce" => {
            announce::parse(fields, actor).map(|announce| Received::Message(Message::Announce(announce)))
        }
        "Move" => moving::parse(fields, actor).map(Received::Message),
        "Undo" => undo::parse(fields, actor).map(Received::Message),
        "Offer" => offer::parse(fields, actor),
        "Invite" => invite::parse(fields, actor).map(Received::Message),
        "Create" => publish::parse(fields, actor, Received::CreateNote),
        "Update" => update::parse(fields, actor),
        "Delete" => delete::parse(fields, actor).map(Received::Message),
        "Block" => block::parse(fields).map(Received::Message),
        "FeatureRequest" | "QuoteRequest" => leave::parse(fields).map(Received::Message),
        "Flag" => flag::parse(fields),
        _ => Ok(Received::Ignored),
    }
}

/// What an activity is written with.
#[derive(Debug, Clone, Copy)]
pub struct Writing<'a> {
    /// Who says it.
    pub sender: &'a Account,
    /// Whom a Note in it is about.
    pub subject: Option<&'a Account>,
}

/// The activity that carries a message, without a proof; nothing for a message that is never sent.
pub fn build(envelope: &Envelope, writing: Writing<'_>) -> Option<Value> {
    let mut activity = Activity::new(&envelope.id, &envelope.from);
    match &envelope.message {
        Message::Follow { target } => follow::build(&mut activity, target),
        Message::AcceptFollow { follow, follower } => {
            follow::build_answer(&mut activity, "Accept", &envelope.from, follow, follower);
        }
        Message::RejectFollow { follow, follower } => {
            follow::build_answer(&mut activity, "Reject", &envelope.from, follow, follower);
        }
        Message::UndoFollow { follow, target } => {
            follow::build_undo(&mut activity, &envelope.from, follow, target);
        }
        Message::Block { .. } | Message::AskLeave { .. } => return None,
        Message::Accept { object, to, result } => answer::build_accept(&mut activity, object, to, result),
        Message::Reject { object, to, content } => {
            answer::build_reject(&mut activity, object, to, content.as_deref());
        }
        Message::TentativeAccept {
            object,
            to,
            content,
            end_time,
        } => {
            tentative::build_accept(&mut activity, object, to, content.as_deref(), *end_time);
        }
        Message::TentativeReject { object, to, content } => {
            tentative::build_reject(&mut activity, object, to, content);
        }
        Message::Undo { object, to } => undo::build(&mut activity, object, to),
        Message::Like { object, to } => like::build(&mut activity, object, to),
        Message::UndoLike { like, object, to } => {
            like::build_undo(&mut activity, &envelope.from, like, object, to);
        }
        Message::Announce(announce) => announce::build(&mut activity, announce, writing.sender),
        Message::UndoAnnounce { id, announce } => {
            announce::build_undo(&mut activity, id, announce, writing.sender);
        }
        Message::OfferAttestation {
            to,
            attestation,
            meeting,
        } => {
            offer::build_attestation(&mut activity, to, attestation, meeting.as_ref());
        }
        Message::Pin { object } => feature::build(&mut activity, "Add", object, writing.sender),
        Message::Unpin { object } => feature::build(&mut activity, "Remove", object, writing.sender),
        Message::ShowCollection(shown) => {
            featured_collection::build_show(&mut activity, shown, writing.sender)
        }
        Message::ShrinkCollection(shown) => {
            featured_collection::build_update(&mut activity, shown, writing.sender);
        }
        Message::HideCollection { object } => {
            featured_collection::build_hide(&mut activity, object, writing.sender);
        }
        Message::Invite {
            to,
            topics,
            content,
            published,
            end_time,
            reminds,
        } => {
            let invite = invite::Invite {
                to,
                topics,
                content: content.as_deref(),
                published: *published,
                end_time: *end_time,
                reminds: reminds.as_ref(),
            };
            invite::build(&mut activity, &envelope.from, &invite);
        }
        Message::OfferRecommendation {
            to,
            note,
            published,
            end_time,
        } => {
            let note = crate::note::offered(note, writing.sender, writing.subject?);
            offer::build_recommendation(&mut activity, to, note, (*published, *end_time));
        }
        Message::Publish { note, replaced } => {
            publish::build(
                &mut activity,
                note,
                replaced.as_deref(),
                writing.sender,
                writing.subject?,
            );
        }
        Message::Post(note) => post::build(&mut activity, "Create", note, writing.sender),
        Message::EditPost(note) => post::build(&mut activity, "Update", note, writing.sender),
        Message::Vote { question, option, to } => {
            vote::build(&mut activity, &envelope.id, &envelope.from, question, option, to);
        }
        Message::Delete { object, withdrawals } => {
            delete::build(&mut activity, object, withdrawals, writing.sender);
        }
        Message::Flag { objects, to, content } => flag::build(&mut activity, objects, to, content),
        Message::Move { target } => moving::build(&mut activity, target, writing.sender),
        Message::UpdateAccount => update::build(&mut activity, writing.sender),
        Message::DeleteAccount { withdrawals } => {
            delete::build_account(&mut activity, withdrawals, writing.sender);
        }
    }
    Some(activity.finish())
}

/// Adds the proof of the actor's Ed25519 key (protocol §2).
pub fn prove(activity: Value, actor: &ActorUri, key: &SecretKey, now: Timestamp) -> Value {
    proof::sign_value(activity, key, &format!("{actor}#ed25519-key"), now)
}

/// An activity while it is written.
struct Activity(Map<String, Value>);

impl Activity {
    fn new(id: &ObjectUri, actor: &ActorUri) -> Self {
        let mut members = Map::new();
        members.insert("@context".to_owned(), context());
        members.insert("id".to_owned(), json!(id));
        members.insert("actor".to_owned(), json!(actor));
        Self(members)
    }

    fn kind(&mut self, kind: &str) -> &mut Self {
        self.set("type", json!(kind))
    }

    fn set(&mut self, name: &str, value: Value) -> &mut Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// A member that is left out where there is nothing.
    fn set_some(&mut self, name: &str, value: Option<Value>) -> &mut Self {
        if let Some(value) = value {
            self.set(name, value);
        }
        self
    }

    /// Addresses the followers of whoever says it, as far as they have an address.
    fn set_followers(&mut self, name: &str, sender: &Account) -> &mut Self {
        let followers = sender.endpoints.followers.as_ref();
        self.set_some(name, followers.map(|followers| json!([followers])))
    }

    fn to(&mut self, actor: &ActorUri) -> &mut Self {
        self.set("to", json!([actor]))
    }

    fn finish(self) -> Value {
        Value::Object(self.0)
    }
}

/// To whom an answer is: as addressed, or the actor of what is answered where it is embedded.
fn addressee(fields: Fields<'_>) -> Option<ActorUri> {
    let to = fields.addressees("to").into_iter().next();
    to.or_else(|| fields.object("object")?.id_of("actor").ok())
}

/// The longest message that is read, in characters; a longer one is cut.
const CONTENT: usize = 4_000;

/// The plain words of a message that others may write as HTML.
fn words(fields: Fields<'_>) -> Option<String> {
    plain(fields.text("content")?)
}

fn plain(written: &str) -> Option<String> {
    let text = crate::html::to_plain(written, CONTENT);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
