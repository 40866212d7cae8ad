//! Hashtags that members follow: posts with them stand in their home timelines.

use vouchwell_domain::identifier::next_sequence;
use vouchwell_domain::member::Member;
use vouchwell_domain::page::{Page, Placed};
use vouchwell_domain::text::{Piece, pieces};
use vouchwell_storage::{followed_tag, status_tag};

use crate::error::Refusal;
use crate::{Context, Result};

/// A hashtag, and what the reader has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagView {
    /// The hashtag, without #.
    pub tag: String,
    /// Whether she follows it.
    pub following: bool,
    /// Whether she shows it on her profile.
    pub featuring: bool,
}

/// A hashtag as it is kept: in small letters, without #.
///
/// # Errors
/// It is no hashtag.
pub fn tag_name(name: &str) -> Result<String> {
    let signed = format!("#{}", name.trim().trim_start_matches(['#', '＃']));
    match pieces(&signed).as_slice() {
        [Piece::Hashtag(tag)] => Ok(tag.to_lowercase()),
        _ => Err(Refusal::Invalid(
            "a hashtag has letters, digits and underscores, and at least one letter".to_owned(),
        )
        .into()),
    }
}

/// What a reader has to do with a hashtag.
///
/// # Errors
/// It is no hashtag, or the database is away.
pub async fn show(context: &Context, reader: Option<&Member>, name: &str) -> Result<TagView> {
    let tag = tag_name(name)?;
    let mut snapshot = context.store.snapshot().await?;
    let (following, featuring) = match reader {
        Some(reader) => followed_tag::of_member(&mut snapshot, reader.id, &tag).await?,
        None => (false, false),
    };
    Ok(TagView {
        tag,
        following,
        featuring,
    })
}

/// A member follows a hashtag, or does so no more.
///
/// # Errors
/// It is no hashtag, or the database is away.
pub async fn set(context: &Context, member: &Member, name: &str, follows: bool) -> Result<TagView> {
    let tag = tag_name(name)?;
    let mut transaction = context.store.begin().await?;
    if follows {
        let sequence = next_sequence(context.now(), &*context.entropy);
        followed_tag::insert(&mut transaction, member.id, &tag, sequence).await?;
    } else {
        followed_tag::remove(&mut transaction, member.id, &tag).await?;
    }
    let (following, featuring) = followed_tag::of_member(&mut transaction, member.id, &tag).await?;
    transaction.commit().await?;
    Ok(TagView {
        tag,
        following,
        featuring,
    })
}

/// Hashtags of what everybody may read that begin with the text.
///
/// # Errors
/// The database is away.
pub async fn search(
    context: &Context,
    reader: Option<&Member>,
    text: &str,
    part: (u32, u32),
) -> Result<Vec<TagView>> {
    let prefix = text.trim_start_matches(['#', '＃']).to_lowercase();
    let is_hashtag = |letter: char| letter.is_alphanumeric() || letter == '_';
    if prefix.is_empty() || !prefix.chars().all(is_hashtag) {
        return Ok(Vec::new());
    }
    let mut snapshot = context.store.snapshot().await?;
    let found = status_tag::search(&mut snapshot, reader.map(|member| member.id), &prefix, part).await?;
    let view = |(tag, following, featuring)| TagView {
        tag,
        following,
        featuring,
    };
    Ok(found.into_iter().map(view).collect())
}

/// The hashtags that a member follows, with their positions, newest first.
///
/// # Errors
/// The database is away.
pub async fn list(context: &Context, member: &Member, page: Page) -> Result<Vec<Placed<String>>> {
    let mut snapshot = context.store.snapshot().await?;
    Ok(followed_tag::list(&mut snapshot, member.id, page).await?)
}
