//! Pictures that members upload: for posts, and of themselves.

mod encoded;
mod files;
mod picture;
mod portrait;

use chrono::TimeDelta;
use vouchwell_domain::identifier::{FileId, MediaId};
use vouchwell_domain::job::Job;
use vouchwell_domain::media::{
    Attachment, Caption, Media, MediaContent, PictureError, PictureFile, Reference,
};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, media};

use files::Turn;
pub use files::{FileError, PictureStore};
pub use portrait::NewPortraits;
pub(crate) use portrait::{Portraits, files_of as portraits_of};

use crate::error::Refusal;
use crate::{Context, Error, Result, outbox};

/// How long an upload waits for a post that shows it.
pub(crate) const UNATTACHED: TimeDelta = TimeDelta::hours(24);

/// How long what a post showed waits for another one that is written in its place.
pub(crate) const REWRITING: TimeDelta = TimeDelta::hours(1);

/// The most pictures of a member that wait for posts.
const MOST_WAITING: i64 = 40;

/// A member uploads a picture, which is ready at the end.
///
/// # Errors
/// It is no picture that is kept here, or the database or the disk is away.
pub async fn upload(context: &Context, member: &Member, bytes: Vec<u8>, caption: Caption) -> Result<Media> {
    picture::check(&bytes)?;
    let (id, file) = begin(context, member, caption).await?;
    let turn = context.pictures.turn().await;
    match write(context, turn, id, &file, bytes).await {
        Err(error @ (Error::Refused(_) | Error::File(_))) => {
            forget(context, id).await?;
            Err(error)
        }
        written => {
            written?;
            own(context, member, id).await
        }
    }
}

/// A member uploads a picture, which is kept as it is and written anew by a job.
///
/// # Errors
/// It is no picture that is kept here, or the database or the disk is away.
pub async fn upload_for_later(
    context: &Context,
    member: &Member,
    bytes: Vec<u8>,
    caption: Caption,
) -> Result<Media> {
    picture::check(&bytes)?;
    let (id, file) = begin(context, member, caption).await?;
    if let Err(error) = context.pictures.keep_upload(&file, bytes).await {
        forget(context, id).await?;
        return Err(error.into());
    }
    let mut transaction = context.store.begin().await?;
    let job = Job::ProcessMedia { media: id };
    outbox::schedule(context, &mut transaction, &job, context.now()).await?;
    let uploaded = media::by_id(&mut transaction, id).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    uploaded.ok_or(Error::NotFound)
}

/// The upload is noted, and that it is to be forgotten, before there is a file of it.
pub(crate) async fn begin(context: &Context, member: &Member, caption: Caption) -> Result<(MediaId, FileId)> {
    let now = context.now();
    let id = MediaId::next(now, &*context.entropy);
    let file = FileId::random(&*context.entropy);
    let mut transaction = context.store.begin().await?;
    if media::count_waiting(&mut transaction, member.id).await? >= MOST_WAITING {
        return Err(Refusal::Invalid(format!(
            "{MOST_WAITING} of your pictures wait for a post: post or delete some, or wait until they are forgotten"
        ))
        .into());
    }
    media::begin(
        &mut transaction,
        id,
        member.id,
        &file,
        &caption.description.unwrap_or_default(),
        caption.focus.unwrap_or_default(),
    )
    .await?;
    forget_at(context, &mut transaction, id, UNATTACHED).await?;
    transaction.commit().await?;
    Ok((id, file))
}

/// Writes the thumbnail of a picture of somebody, and nothing else of it.
pub(crate) async fn write_thumbnail(context: &Context, file: &FileId, bytes: Vec<u8>) -> Result<PictureFile> {
    picture::check(&bytes)?;
    portrait::write_thumbnail(context, file, bytes).await
}

async fn write(context: &Context, turn: Turn, id: MediaId, file: &FileId, bytes: Vec<u8>) -> Result<()> {
    let picture = context.pictures.write_anew(turn, file, bytes).await?;
    let mut transaction = context.store.begin().await?;
    let is_wanted = media::finish(&mut transaction, id, &picture).await?;
    transaction.commit().await?;
    if !is_wanted && own_file(context, id).await?.is_none() {
        context.pictures.remove(file).await?;
    }
    Ok(())
}

async fn own_file(context: &Context, id: MediaId) -> Result<Option<Media>> {
    let mut reading = context.store.for_one_query().await?;
    Ok(media::by_id(&mut reading, id).await?)
}

/// Writes an upload anew that was kept as it came.
///
/// # Errors
/// The database or the disk is away; the job can be tried again.
pub async fn process(context: &Context, id: MediaId) -> Result<()> {
    let Some(Media {
        content: MediaContent::Processing(file),
        ..
    }) = own_file(context, id).await?
    else {
        return Ok(());
    };
    // A lease ends while many wait for a processor.
    let at_work = context.pictures.begin_work(&file);
    let _at_work = at_work.ok_or(Error::Internal("the picture is being written already"))?;
    let turn = context.pictures.turn().await;
    let written = match context.pictures.upload(&file).await? {
        Some(bytes) => write(context, turn, id, &file, bytes).await,
        None => Err(Refusal::Picture(PictureError::Damaged).into()),
    };
    if let Err(Error::Refused(refusal)) = written {
        tracing::info!(%refusal, "an upload is no picture");
        let mut transaction = context.store.begin().await?;
        media::set_unreadable(&mut transaction, id).await?;
        transaction.commit().await?;
    } else {
        written?;
    }
    Ok(context.pictures.remove_upload(&file).await?)
}

/// An upload of a member, or a picture in a post of hers.
///
/// # Errors
/// It is not hers, is no picture that can be read, or the database is away.
pub async fn own(context: &Context, member: &Member, id: MediaId) -> Result<Media> {
    let mut reading = context.store.for_one_query().await?;
    let found = of_member(&mut reading, member, id).await?;
    match found.content {
        MediaContent::Unreadable(_) => Err(Refusal::Picture(PictureError::Damaged).into()),
        _ => Ok(found),
    }
}

async fn of_member(transaction: &mut Transaction, member: &Member, id: MediaId) -> Result<Media> {
    let found = media::by_id(transaction, id).await?;
    found
        .filter(|found| found.owner == member.account.id)
        .ok_or(Error::NotFound)
}

/// A member says something else of an upload that no post shows yet. What a post shows is changed with the post, so
/// that those who have it are told.
///
/// # Errors
/// It is not hers, a post shows it, or the database is away.
pub async fn describe(context: &Context, member: &Member, id: MediaId, caption: Caption) -> Result<Media> {
    let mut transaction = context.store.begin().await?;
    let mut found = of_member(&mut transaction, member, id).await?;
    if found.status.is_some() {
        return Err(Error::NotFound);
    }
    caption_of(&mut transaction, &mut found, caption).await?;
    transaction.commit().await?;
    Ok(found)
}

pub(crate) async fn caption_of(
    transaction: &mut Transaction,
    found: &mut Media,
    caption: Caption,
) -> Result<()> {
    found.description = caption.description.unwrap_or_else(|| found.description.clone());
    found.focus = caption.focus.unwrap_or(found.focus);
    Ok(media::describe(transaction, found.id, &found.description, found.focus).await?)
}

/// A member takes back an upload that no post shows.
///
/// # Errors
/// It is not hers, a post shows it, or the database is away.
pub async fn remove(context: &Context, member: &Member, id: MediaId) -> Result<()> {
    let mut reading = context.store.for_one_query().await?;
    let found = of_member(&mut reading, member, id).await?;
    drop(reading);
    if found.status.is_some() {
        return Err(Refusal::MediaInUse.into());
    }
    forget(context, id).await?;
    // A post that waits for its time keeps it.
    match own_file(context, id).await? {
        Some(_) => Err(Refusal::MediaInUse.into()),
        None => Ok(()),
    }
}

/// Forgets an upload that no post shows.
///
/// # Errors
/// The database is away; the job can be tried again.
pub async fn forget(context: &Context, id: MediaId) -> Result<()> {
    let mut transaction = context.store.begin().await?;
    let file = media::remove_unattached(&mut transaction, id).await?;
    remove_files(context, &mut transaction, file.into_iter().collect()).await?;
    transaction.commit().await?;
    context.new_jobs.notify_one();
    Ok(())
}

/// Removes files that nothing names any more.
///
/// # Errors
/// The disk is away; the job can be tried again.
pub async fn remove_all(context: &Context, files: &[FileId]) -> Result<()> {
    for file in files {
        context.pictures.remove(file).await?;
    }
    Ok(())
}

/// Stores a job that forgets an upload after a time, unless a post shows it by then.
pub(crate) async fn forget_at(
    context: &Context,
    transaction: &mut Transaction,
    id: MediaId,
    after: TimeDelta,
) -> Result<()> {
    let job = Job::ForgetMedia { media: id };
    outbox::schedule(context, transaction, &job, context.now() + after).await
}

/// Stores a job that removes files, in the transaction after which nothing names them.
pub(crate) async fn remove_files(
    context: &Context,
    transaction: &mut Transaction,
    files: Vec<FileId>,
) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    outbox::schedule(context, transaction, &Job::RemoveFiles { files }, context.now()).await
}

/// A picture as other servers are told of it; nothing before it is ready.
pub(crate) fn attachment(context: &Context, media: Media) -> Option<Attachment> {
    let reference = match media.content {
        MediaContent::Here(picture) => Reference {
            url: context.address.picture(&picture.whole()),
            media_type: picture.format.media_type().to_owned(),
            blurhash: Some(picture.blurhash),
            size: Some(picture.size),
        },
        MediaContent::Elsewhere(reference) => reference,
        MediaContent::Processing(_) | MediaContent::Unreadable(_) => return None,
    };
    Some(Attachment {
        reference,
        description: media.description,
        focus: media.focus,
    })
}
