//! The Note of a member's post.

use serde_json::{Map, Value, json};
use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::message::Note;
use vouchwell_domain::quote::QuotePolicy;
use vouchwell_domain::status::Visibility;
use vouchwell_domain::text::hashtag_address;

use super::{attachment, question};
use crate::activity::{PUBLIC, context};

/// The Note as other servers see it.
pub(crate) fn post(note: &Note, author: &Account) -> Value {
    let (to, cc) = addressees(note, author);
    let mut members = Map::new();
    let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
    set("@context", context());
    set("id", json!(note.uri));
    set(
        "type",
        json!(if note.question.is_some() {
            "Question"
        } else {
            "Note"
        }),
    );
    set("attributedTo", json!(author.uri));
    set("url", json!(note.url));
    set("to", json!(to));
    set("cc", json!(cc));
    set("published", json!(note.published));
    if let Some(updated) = note.updated {
        set("updated", json!(updated));
    }
    if let Some(answered) = &note.in_reply_to {
        set("inReplyTo", json!(answered));
    }
    if !note.spoiler.is_empty() {
        set("summary", json!(note.spoiler));
    }
    set("sensitive", json!(note.sensitive));
    set("content", json!(note.content));
    if let Some(language) = &note.language {
        set("contentMap", json!({ language.as_str(): note.content }));
    }
    if let Some(question) = &note.question {
        for (name, value) in question::write(question) {
            set(name, value);
        }
    }
    if !note.attachments.is_empty() {
        let attachments = note.attachments.iter().map(attachment::write);
        set("attachment", attachments.collect());
    }
    let tag = tags(note, author);
    if !tag.is_empty() {
        set("tag", json!(tag));
    }
    let quoters = match (note.quote_policy, &author.endpoints.followers) {
        (QuotePolicy::Public, _) => vec![PUBLIC],
        (QuotePolicy::Followers, Some(followers)) => vec![author.uri.as_str(), followers.as_str()],
        _ => vec![author.uri.as_str()],
    };
    set(
        "interactionPolicy",
        json!({ "canQuote": { "automaticApproval": quoters } }),
    );
    Value::Object(members)
}

/// To whom it is written, in the form by which other servers tell who may read it.
fn addressees<'a>(note: &'a Note, author: &'a Account) -> (Vec<&'a str>, Vec<&'a str>) {
    let mentioned: Vec<&str> = note
        .mentions
        .iter()
        .map(|mention| mention.actor.as_str())
        .collect();
    let followers: Vec<&str> = author.endpoints.followers.iter().map(ObjectUri::as_str).collect();
    match note.visibility {
        Visibility::Public => (vec![PUBLIC], [followers, mentioned].concat()),
        Visibility::Unlisted => (followers, [vec![PUBLIC], mentioned].concat()),
        Visibility::Private => (followers, mentioned),
        Visibility::Direct => (mentioned, Vec::new()),
    }
}

fn tags(note: &Note, author: &Account) -> Vec<Value> {
    let mentions = note.mentions.iter().map(
        |mention| json!({ "type": "Mention", "href": mention.actor, "name": format!("@{}", mention.handle) }),
    );
    let origin = author.uri.origin().to_string();
    let hashtags = note.tags.iter().map(|tag| {
        let address = hashtag_address(tag, &origin);
        json!({ "type": "Hashtag", "href": address, "name": format!("#{tag}") })
    });
    mentions.chain(hashtags).collect()
}
