//! Streams: what happens is shown to members while it does, as far as they would find it by reading.

mod reach;

use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::{ListId, StatusId};
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;

pub use reach::Reach;

use crate::conversation::{self, ConversationView};
use crate::notification::{self, NotificationView, Selection};
use crate::timeline::{self, Public, Source, StatusView, Tagged};
use crate::{Context, Error, Result, list};

/// The longest hashtag that is followed.
const LONGEST_TAG: usize = 200;

/// What a member can look on at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stream {
    /// Her home timeline and her notifications.
    User,
    /// Her notifications.
    Notifications,
    /// What everybody may read.
    Public(Public),
    /// What everybody may read under a hashtag.
    Hashtag {
        /// In lower case, without #.
        tag: String,
        /// Whether it is of members alone.
        local: bool,
    },
    /// What those write who are on a list of hers.
    List(ListId),
    /// What is written to her, or by her to others, directly.
    Direct,
}

/// The streams of what everybody may read, by their names.
const PUBLIC: [(&str, Public); 6] = [
    ("public", of(Source::Everywhere, false)),
    ("public:media", of(Source::Everywhere, true)),
    ("public:local", of(Source::Here, false)),
    ("public:local:media", of(Source::Here, true)),
    ("public:remote", of(Source::Elsewhere, false)),
    ("public:remote:media", of(Source::Elsewhere, true)),
];

const fn of(source: Source, with_media: bool) -> Public {
    Public { source, with_media }
}

/// What was asked for is no stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStream {
    /// There is none of that name.
    #[error("Unknown stream type")]
    Unknown,
    /// It is not said which hashtag.
    #[error("Missing tag name parameter")]
    NoTag,
    /// It is not said which list.
    #[error("Missing list name parameter")]
    NoList,
}

impl Stream {
    /// The stream of a name, in Mastodon's words.
    ///
    /// # Errors
    /// See [`InvalidStream`].
    pub fn named(name: &str, tag: Option<&str>, list: Option<&str>) -> Result<Self, InvalidStream> {
        Ok(match name {
            "user" => Self::User,
            "user:notification" => Self::Notifications,
            "hashtag" | "hashtag:local" => {
                let tag = tag.map(|tag| tag.trim_start_matches('#').to_lowercase());
                let tag = tag.filter(|tag| (1..=LONGEST_TAG).contains(&tag.len()));
                Self::Hashtag {
                    tag: tag.ok_or(InvalidStream::NoTag)?,
                    local: name == "hashtag:local",
                }
            }
            "list" => {
                let list = list.and_then(|list| list.parse().ok());
                Self::List(list.ok_or(InvalidStream::NoList)?)
            }
            "direct" => Self::Direct,
            _ => {
                let public = PUBLIC.iter().find(|(known, _)| *known == name);
                Self::Public(public.ok_or(InvalidStream::Unknown)?.1)
            }
        })
    }

    /// Its name, in Mastodon's words.
    pub fn name(&self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Notifications => "user:notification",
            Self::Public(public) => PUBLIC
                .iter()
                .find(|(_, known)| known == public)
                .map_or("public", |(name, _)| *name),
            Self::Hashtag { local: false, .. } => "hashtag",
            Self::Hashtag { local: true, .. } => "hashtag:local",
            Self::List(_) => "list",
            Self::Direct => "direct",
        }
    }

    /// The hashtag or list that it is of.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Hashtag { tag, .. } => Some(tag.clone()),
            Self::List(list) => Some(list.to_string()),
            _ => None,
        }
    }
}

/// Whether a member may look on at a stream: a list has to be hers.
///
/// # Errors
/// She has no such list, or the database is away.
pub async fn check(context: &Context, member: &Member, stream: &Stream) -> Result<()> {
    if let Stream::List(list) = stream {
        list::show(context, member, *list).await?;
    }
    Ok(())
}

/// What a member is shown of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A new status.
    Posted(Box<StatusView>),
    /// A status as it is now.
    Edited(Box<StatusView>),
    /// That a status is gone.
    Removed(StatusId),
    /// What she is told.
    Notified(Box<NotificationView>),
    /// What was said in a conversation of hers.
    Conversation(Box<ConversationView>),
    /// That her filters find something else.
    FiltersChanged,
}

/// What a member is shown of an event in a stream whose [`Reach`] it is in: what she would find there by reading now.
///
/// # Errors
/// The database is away.
pub async fn show(
    context: &Context,
    member: &Member,
    stream: &Stream,
    event: &Event,
) -> Result<Option<Shown>> {
    Ok(match event {
        Event::Posted(id) if *stream == Stream::Direct => {
            let found = conversation::list(context, member, Page::only(id.number())).await?;
            let found = found.into_iter().next();
            found.map(Box::new).map(Shown::Conversation)
        }
        Event::Posted(id) => status(context, member, stream, *id).await?.map(Shown::Posted),
        Event::Edited(id) => status(context, member, stream, *id).await?.map(Shown::Edited),
        Event::Removed { status, .. } => Some(Shown::Removed(*status)),
        Event::Notified { notification, .. } => {
            let (selection, page) = (Selection::default(), Page::only(notification.number()));
            let found = notification::list(context, member, &selection, page).await?;
            let found = found.into_iter().next();
            found.map(Box::new).map(Shown::Notified)
        }
        Event::FiltersChanged(_) => Some(Shown::FiltersChanged),
        Event::AccessEnded(_) => None,
    })
}

/// A status, if it stands in what the stream is of.
async fn status(
    context: &Context,
    member: &Member,
    stream: &Stream,
    id: StatusId,
) -> Result<Option<Box<StatusView>>> {
    let page = Page::only(id.number());
    let mut found = match stream {
        Stream::User => timeline::home(context, member, page).await?,
        Stream::Notifications => Vec::new(),
        Stream::Public(public) => timeline::public(context, Some(member), *public, page).await?,
        Stream::Hashtag { tag, local } => {
            let source = if *local { Source::Here } else { Source::Everywhere };
            let tagged = Tagged {
                any: vec![tag.clone()],
                ..Tagged::default()
            };
            timeline::tagged(context, Some(member), &tagged, source, page).await?
        }
        Stream::List(list) => match timeline::list(context, member, *list, page).await {
            // She has removed it while she looks on.
            Err(Error::NotFound) => Vec::new(),
            found => found?,
        },
        Stream::Direct => timeline::direct(context, member, id).await?,
    };
    Ok(found.pop().map(Box::new))
}

#[cfg(test)]
mod tests {
    use super::{InvalidStream, Stream};

    #[test]
    fn streams_are_known_by_the_names_that_they_have() {
        for name in [
            "user",
            "user:notification",
            "public",
            "public:local",
            "public:remote",
            "public:media",
            "public:local:media",
            "public:remote:media",
            "hashtag",
            "hashtag:local",
            "list",
            "direct",
        ] {
            assert_eq!(
                Stream::named(name, Some("Trees"), Some("7")).unwrap().name(),
                name
            );
        }
        let hashtag = Stream::named("hashtag", Some("#Trees"), None).unwrap();
        assert_eq!(hashtag.detail().as_deref(), Some("trees"));
    }

    #[test]
    fn what_is_no_stream_is_refused() {
        assert_eq!(Stream::named("users", None, None), Err(InvalidStream::Unknown));
        for name in ["", "media", "public:", "hashtag:media", "public:media:local"] {
            assert_eq!(
                Stream::named(name, None, None),
                Err(InvalidStream::Unknown),
                "{name}"
            );
        }
        for tag in [None, Some(""), Some("#"), Some(&*"a".repeat(300))] {
            assert_eq!(Stream::named("hashtag", tag, None), Err(InvalidStream::NoTag));
        }
        for list in [None, Some("friends")] {
            assert_eq!(Stream::named("list", None, list), Err(InvalidStream::NoList));
        }
    }
}
