//! Ordinary Notes of other servers.

use serde_json::Value;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::status::Visibility;
use vouchwell_evidence::{ActorUri, Language};
use vouchwell_service::status::RemoteNote;

use super::{attachment, question};
use crate::activity::Fields;
use crate::html;

/// Characters of HTML that are read of one Note.
const CONTENT: usize = 100_000;
/// Characters of a content warning.
const SPOILER: usize = 500;
/// Hashtags and mentions of one Note.
const TAGS: usize = 100;

/// Reads a Note. What it lacks is empty; what is too long is cut.
pub(crate) fn parse(note: Fields<'_>, uri: ObjectUri) -> RemoteNote {
    let tags = note.list("tag");
    let tags: Vec<Fields<'_>> = tags.into_iter().take(TAGS).filter_map(Fields::of).collect();
    RemoteNote {
        // A page elsewhere could be anybody's.
        url: page(note)
            .filter(|page| page.origin() == uri.origin())
            .unwrap_or_else(|| uri.clone()),
        uri,
        content: html::clean(note.text("content").unwrap_or_default(), CONTENT),
        spoiler: html::to_plain(note.text("summary").unwrap_or_default(), SPOILER),
        sensitive: note.value("sensitive").and_then(Value::as_bool).unwrap_or(false),
        language: language(note),
        visibility: visibility(note),
        in_reply_to: note.id_of("inReplyTo").ok(),
        tags: tags.iter().filter_map(|tag| hashtag(*tag)).collect(),
        mentions: tags.iter().filter_map(|tag| mention(*tag)).collect(),
        attachments: attachment::read(note),
        question: question::read(note),
        published: note.moment("published"),
        updated: note.moment("updated"),
    }
}

/// The page, which some write as a link or as several of them.
fn page(note: Fields<'_>) -> Option<ObjectUri> {
    note.list("url").into_iter().find_map(|url| match url {
        Value::String(url) => url.parse().ok(),
        other => Fields::of(other)?.optional("href"),
    })
}

fn language(note: Fields<'_>) -> Option<String> {
    let languages = note.value("contentMap")?.as_object()?;
    let language: Language = languages.keys().next()?.parse().ok()?;
    (languages.len() == 1).then(|| language.as_str().to_owned())
}

/// Who may see what is addressed so.
pub(crate) fn visibility(note: Fields<'_>) -> Visibility {
    if note.is_public("to") {
        return Visibility::Public;
    }
    if note.is_public("cc") {
        return Visibility::Unlisted;
    }
    let is_collection = |actor: &ActorUri| actor.as_str().ends_with("/followers");
    let addressed = [note.addressees("to"), note.addressees("cc")].concat();
    if addressed.iter().any(is_collection) {
        Visibility::Private
    } else {
        Visibility::Direct
    }
}

fn hashtag(tag: Fields<'_>) -> Option<String> {
    let name = tag
        .text("name")
        .filter(|_| tag.kind() == "Hashtag")?
        .trim_start_matches('#');
    let is_plain = name
        .chars()
        .all(|letter| letter.is_alphanumeric() || letter == '_');
    (is_plain && (1..=100).contains(&name.chars().count())).then(|| name.to_lowercase())
}

fn mention(tag: Fields<'_>) -> Option<ActorUri> {
    if tag.kind() == "Mention" {
        tag.optional("href")
    } else {
        None
    }
}
