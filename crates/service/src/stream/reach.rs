//! Whom an event may concern: read once for all who look on, so that the rest need not ask.

use std::collections::HashSet;

use vouchwell_domain::event::{Event, Readers};
use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_domain::status::{Status, Visibility};
use vouchwell_storage::{Transaction, account, follow, followed_tag, status};

use super::Stream;
use crate::timeline::{Public, Source};
use crate::{Context, Result};

/// Whom an event may concern. What they are shown of it is decided by reading, see [`super::show`].
#[derive(Debug)]
pub struct Reach(Kind);

#[derive(Debug)]
enum Kind {
    Status {
        status: Box<Status>,
        local: bool,
        /// Who follows its author or one of its hashtags.
        followers: HashSet<MemberId>,
    },
    Removed {
        readers: Readers,
        followers: HashSet<MemberId>,
    },
    Notified(MemberId),
    FiltersChanged(MemberId),
    Nobody,
}

impl Reach {
    /// Looks up whom an event may concern of those who look on.
    ///
    /// # Errors
    /// The database is away.
    pub async fn of(context: &Context, event: &Event, members: &HashSet<MemberId>) -> Result<Self> {
        let kind = match event {
            Event::Posted(id) | Event::Edited(id) => {
                let mut snapshot = context.store.snapshot().await?;
                match status::by_id(&mut snapshot, *id).await? {
                    Some(status) => of_status(&mut snapshot, status, members).await?,
                    None => Kind::Nobody,
                }
            }
            Event::Removed { readers, .. } => {
                let followers = match readers {
                    Readers::Some {
                        author,
                        followers: true,
                        ..
                    } => {
                        let mut snapshot = context.store.snapshot().await?;
                        followers(&mut snapshot, *author, members).await?
                    }
                    _ => HashSet::new(),
                };
                let readers = readers.clone();
                Kind::Removed { readers, followers }
            }
            Event::Notified { member, .. } => Kind::Notified(*member),
            Event::FiltersChanged(member) => Kind::FiltersChanged(*member),
            Event::AccessEnded(_) => Kind::Nobody,
        };
        Ok(Self(kind))
    }

    /// Whether a member may be shown the event in a stream.
    pub fn is_for(&self, member: MemberId, stream: &Stream) -> bool {
        match &self.0 {
            Kind::Status {
                status,
                local,
                followers,
            } => {
                let is_public = is_public(status);
                match stream {
                    Stream::User | Stream::List(_) => {
                        status.account == member.account() || followers.contains(&member)
                    }
                    Stream::Notifications => false,
                    Stream::Public(Public { source, .. }) => {
                        is_public
                            && match source {
                                Source::Everywhere => true,
                                Source::Here => *local,
                                Source::Elsewhere => !*local,
                            }
                    }
                    Stream::Hashtag { tag, local: here } => {
                        let has_it = || status.tags.iter().any(|known| known.to_lowercase() == *tag);
                        is_public && (*local || !here) && has_it()
                    }
                    Stream::Direct => status.visibility == Visibility::Direct,
                }
            }
            Kind::Removed { readers, followers } => {
                let was_readable = match readers {
                    Readers::Everybody => true,
                    Readers::Some {
                        author, mentioned, ..
                    } => {
                        *author == member.account()
                            || mentioned.contains(&member)
                            || followers.contains(&member)
                    }
                };
                let is_open = *readers == Readers::Everybody;
                match stream {
                    Stream::User | Stream::List(_) => was_readable,
                    Stream::Notifications => false,
                    Stream::Public(_) | Stream::Hashtag { .. } => is_open,
                    Stream::Direct => was_readable && !is_open,
                }
            }
            Kind::Notified(told) => *told == member && matches!(stream, Stream::User | Stream::Notifications),
            Kind::FiltersChanged(owner) => *owner == member && *stream == Stream::User,
            Kind::Nobody => false,
        }
    }
}

fn is_public(status: &Status) -> bool {
    status.visibility == Visibility::Public && status.reblog_of.is_none()
}

async fn of_status(snapshot: &mut Transaction, status: Status, members: &HashSet<MemberId>) -> Result<Kind> {
    let author = account::by_ids(snapshot, &[status.account]).await?.pop();
    let mut followers = followers(snapshot, status.account, members).await?;
    if is_public(&status) {
        let tags: Vec<String> = status.tags.iter().map(|tag| tag.to_lowercase()).collect();
        let members = members.iter().copied();
        followers.extend(followed_tag::followers_among(snapshot, &tags, members).await?);
    }
    Ok(Kind::Status {
        status: Box::new(status),
        local: author.is_some_and(|author| author.is_local()),
        followers,
    })
}

async fn followers(
    snapshot: &mut Transaction,
    author: AccountId,
    members: &HashSet<MemberId>,
) -> Result<HashSet<MemberId>> {
    let found = follow::followers_among(snapshot, author, members.iter().copied()).await?;
    Ok(found.into_iter().collect())
}
