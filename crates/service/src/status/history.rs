//! What a status says and said.

use chrono::{DateTime, Utc};
use vouchwell_domain::identifier::StatusId;
use vouchwell_domain::media::Media;
use vouchwell_domain::member::Member;
use vouchwell_storage::status;

use super::delete::own;
use crate::account::AccountView;
use crate::{Context, Error, Result, timeline};

/// Versions before the present one that are shown.
const VERSIONS: u32 = 100;

/// What a status says or said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusVersion {
    /// HTML.
    pub content: String,
    /// The content warning; empty for none.
    pub spoiler: String,
    /// Whether media are hidden at first.
    pub sensitive: bool,
    /// What was shown with it, as far as it still is.
    pub media: Vec<Media>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// What the author of a post typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSource {
    /// The text.
    pub text: String,
    /// The content warning; empty for none.
    pub spoiler: String,
}

/// Who wrote a status, and all that it said, oldest first.
///
/// # Errors
/// There is none that the reader may see, or the database is away.
pub async fn history(
    context: &Context,
    reader: Option<&Member>,
    id: StatusId,
) -> Result<(AccountView, Vec<StatusVersion>)> {
    let view = timeline::status(context, reader, id).await?;
    if view.status.reblog_of.is_some() {
        return Err(Error::NotFound);
    }
    let mut snapshot = context.store.snapshot().await?;
    let edits = status::edits(&mut snapshot, id, VERSIONS).await?;
    let mut versions: Vec<StatusVersion> = edits
        .into_iter()
        .map(|edit| StatusVersion {
            content: edit.content,
            spoiler: edit.spoiler,
            sensitive: edit.sensitive,
            media: shown_at(&view.media, edit.created_at),
            created_at: edit.created_at,
        })
        .collect();
    let now = view.status;
    versions.push(StatusVersion {
        content: now.content,
        spoiler: now.spoiler,
        sensitive: now.sensitive,
        media: view.media,
        created_at: now.edited_at.unwrap_or(now.created_at),
    });
    Ok((view.account, versions))
}

fn shown_at(media: &[Media], moment: DateTime<Utc>) -> Vec<Media> {
    let shown = media
        .iter()
        .filter(|one| one.attached_at.is_some_and(|since| since <= moment));
    shown.cloned().collect()
}

/// What a member typed for a post of hers.
///
/// # Errors
/// It is not hers, carries a recommendation, or the database is away.
pub async fn source(context: &Context, author: &Member, id: StatusId) -> Result<StatusSource> {
    let mut snapshot = context.store.snapshot().await?;
    let (post, text) = own(&mut snapshot, author, id).await?;
    Ok(StatusSource {
        text,
        spoiler: post.spoiler,
    })
}
