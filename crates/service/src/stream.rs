//! Streams: what happens is shown to members while it does, as far as they would find it by reading.

mod reach;

use vouchwell_domain::event::Event;
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::Page;

pub use reach::Reach;

use crate::notification::{self, NotificationView, Selection};
use crate::timeline::{self, Source, StatusView, Tagged};
use crate::{Context, Result};

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
    Public(Source),
    /// What everybody may read under a hashtag.
    Hashtag {
        /// In lower case, without #.
        tag: String,
        /// Whether it is of members alone.
        local: bool,
    },
    /// What is written to her, or by her to others, directly.
    Direct,
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
}

impl Stream {
    /// The stream of a name, in Mastodon's words.
    ///
    /// # Errors
    /// See [`InvalidStream`].
    pub fn named(name: &str, tag: Option<&str>) -> Result<Self, InvalidStream> {
        Ok(match name {
            "user" => Self::User,
            "user:notification" => Self::Notifications,
            "public" => Self::Public(Source::Everywhere),
            "public:local" => Self::Public(Source::Here),
            "public:remote" => Self::Public(Source::Elsewhere),
            "hashtag" | "hashtag:local" => {
                let tag = tag.map(|tag| tag.trim_start_matches('#').to_lowercase());
                let tag = tag.filter(|tag| (1..=LONGEST_TAG).contains(&tag.len()));
                Self::Hashtag {
                    tag: tag.ok_or(InvalidStream::NoTag)?,
                    local: name == "hashtag:local",
                }
            }
            "direct" => Self::Direct,
            _ => return Err(InvalidStream::Unknown),
        })
    }

    /// Its name, in Mastodon's words.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Notifications => "user:notification",
            Self::Public(Source::Everywhere) => "public",
            Self::Public(Source::Here) => "public:local",
            Self::Public(Source::Elsewhere) => "public:remote",
            Self::Hashtag { local: false, .. } => "hashtag",
            Self::Hashtag { local: true, .. } => "hashtag:local",
            Self::Direct => "direct",
        }
    }

    /// The hashtag, if it is of one.
    pub fn tag(&self) -> Option<&str> {
        match self {
            Self::Hashtag { tag, .. } => Some(tag),
            _ => None,
        }
    }
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
        Event::Posted(id) => status(context, member, stream, *id).await?.map(Shown::Posted),
        Event::Edited(id) => status(context, member, stream, *id).await?.map(Shown::Edited),
        Event::Removed { status, .. } => Some(Shown::Removed(*status)),
        Event::Notified { notification, .. } => {
            let (selection, page) = (Selection::default(), Page::only(notification.number()));
            let found = notification::list(context, member, &selection, page).await?;
            let found = found.into_iter().next();
            found.map(Box::new).map(Shown::Notified)
        }
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
        Stream::Public(source) => timeline::public(context, Some(member), *source, page).await?,
        Stream::Hashtag { tag, local } => {
            let source = if *local { Source::Here } else { Source::Everywhere };
            let tagged = Tagged {
                any: vec![tag.clone()],
                ..Tagged::default()
            };
            timeline::tagged(context, Some(member), &tagged, source, page).await?
        }
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
            "hashtag",
            "hashtag:local",
            "direct",
        ] {
            assert_eq!(Stream::named(name, Some("Trees")).unwrap().name(), name);
        }
        let hashtag = Stream::named("hashtag", Some("#Trees")).unwrap();
        assert_eq!(hashtag.tag(), Some("trees"));
    }

    #[test]
    fn what_is_no_stream_is_refused() {
        assert_eq!(Stream::named("users", None), Err(InvalidStream::Unknown));
        assert_eq!(Stream::named("", None), Err(InvalidStream::Unknown));
        for tag in [None, Some(""), Some("#"), Some(&*"a".repeat(300))] {
            assert_eq!(Stream::named("hashtag", tag), Err(InvalidStream::NoTag));
        }
    }
}
