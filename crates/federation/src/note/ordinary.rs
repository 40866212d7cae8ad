//! Ordinary Notes of other servers.

use serde_json::Value;
use url::Url;
use vouchwell_domain::custom_emoji::CustomEmoji;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::status::Visibility;
use vouchwell_evidence::{ActorUri, Language};
use vouchwell_service::status::RemoteNote;

use super::{attachment, question, quote, replies};
use crate::activity::Fields;
use crate::html;

/// Characters of HTML that are read of one Note.
const CONTENT: usize = 100_000;
/// Characters of a content warning.
const SPOILER: usize = 500;
/// Characters of the title of an article.
const TITLE: usize = 500;
/// Hashtags and mentions of one Note.
const TAGS: usize = 100;

/// Reads a Note. What it lacks is empty; what is too long is cut.
pub(crate) fn parse(note: Fields<'_>, uri: ObjectUri) -> RemoteNote {
    let tags = tags(note);
    // A page elsewhere could be anybody's.
    let url = page(note)
        .filter(|page| page.origin() == uri.origin())
        .unwrap_or_else(|| uri.clone());
    let sensitive = note.value("sensitive").and_then(Value::as_bool).unwrap_or(false);
    let published = note.moment("published");
    let is_article = matches!(note.kind(), "Article" | "Page");
    // Of an article it is what it says in short, unless it is a warning.
    let warns = sensitive || !is_article;
    RemoteNote {
        content: if is_article {
            article(note, &url, warns)
        } else {
            html::clean(content(note), CONTENT)
        },
        spoiler: html::to_plain(
            note.text("summary").filter(|_| warns).unwrap_or_default(),
            SPOILER,
        ),
        replies: replies::read(note, &uri),
        url,
        uri,
        sensitive,
        language: language(note),
        visibility: visibility(note),
        addressees: [note.addressees("to"), note.addressees("cc")].concat(),
        in_reply_to: note.id_of("inReplyTo").ok(),
        tags: tags.iter().filter_map(|tag| hashtag(*tag)).collect(),
        mentions: tags.iter().filter_map(|tag| mention(*tag)).collect(),
        attachments: attachment::read(note),
        emojis: tags.iter().filter_map(|tag| emoji(*tag)).collect(),
        question: question::read(note),
        quote: quote::read(note),
        published,
        // Ghost says so of everything.
        updated: note
            .moment("updated")
            .filter(|updated| Some(*updated) != published),
    }
}

/// Pixelfed writes the tags of an answer as one object: a mention, with all others under numbers in it.
fn tags(note: Fields<'_>) -> Vec<Fields<'_>> {
    let listed = note.list("tag").into_iter().filter_map(Fields::of);
    let nested = note.object("tag").into_iter().flat_map(Fields::numbered);
    listed.chain(nested).take(TAGS).collect()
}

fn content(note: Fields<'_>) -> &str {
    let only_translation = || {
        let translations = note.value("contentMap")?.as_object()?;
        translations.values().next()?.as_str()
    };
    note.text("content").or_else(only_translation).unwrap_or_default()
}

/// What is shown of an article: its title, what it says in short, and where it stands.
fn article(note: Fields<'_>, page: &ObjectUri, warns: bool) -> String {
    let title = html::to_plain(note.text("name").unwrap_or_default(), TITLE);
    let preview = note.object("preview").and_then(|preview| preview.text("content"));
    let summary = note.text("summary").filter(|_| !warns);
    let text = [preview, summary]
        .into_iter()
        .flatten()
        .find(|text| !text.trim().is_empty());
    let text = html::clean(text.unwrap_or_else(|| content(note)).trim(), CONTENT);
    let page = html::escape(page.as_str());
    let title = match title.as_str() {
        "" => String::new(),
        title => format!("<p><strong>{}</strong></p>", html::escape(title)),
    };
    let text = match text.as_str() {
        "" => String::new(),
        plain if !plain.starts_with('<') => format!("<p>{plain}</p>"),
        _ => text,
    };
    let shown = [title, text, format!("<p><a href=\"{page}\">{page}</a></p>")];
    html::clean(&shown.concat(), CONTENT)
}

/// The page, which some write as a link or as several of them.
fn page(note: Fields<'_>) -> Option<ObjectUri> {
    note.list("url").into_iter().find_map(|url| match url {
        Value::String(url) => url.parse().ok(),
        other => Fields::of(other)?.optional("href"),
    })
}

/// The language of the one translation, or the one that Lemmy names.
fn language(note: Fields<'_>) -> Option<String> {
    let translations = note.value("contentMap").and_then(Value::as_object);
    let translated = translations.filter(|languages| languages.len() == 1);
    let language = translated.and_then(|languages| languages.keys().next().map(String::as_str));
    let language = language.or_else(|| note.object("language")?.text("identifier"));
    let language: Language = language.filter(|language| *language != "und")?.parse().ok()?;
    Some(language.as_str().to_owned())
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

/// Those of others too are of the server that says so.
pub(crate) fn emoji(tag: Fields<'_>) -> Option<CustomEmoji> {
    let icon = tag.object("icon").filter(|_| tag.kind() == "Emoji")?;
    Some(CustomEmoji {
        shortcode: tag.optional("name")?,
        url: picture(icon.text("url")?)?,
    })
}

/// Where a picture is, not as it was written but as browsers write it: quotes, spaces and what is no character are
/// encoded, so that it ends nothing that somebody puts it into. Names of servers cannot be encoded so.
fn picture(address: &str) -> Option<ObjectUri> {
    let is_plain = |host: &str| {
        host.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
    };
    let url = Url::parse(address).ok()?;
    let is_read = url.scheme() == "https" && url.host_str().is_some_and(is_plain);
    url.as_str().parse().ok().filter(|_| is_read)
}

fn mention(tag: Fields<'_>) -> Option<ActorUri> {
    if tag.kind() == "Mention" {
        tag.optional("href")
    } else {
        None
    }
}
