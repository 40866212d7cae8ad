//! The pictures of a member herself: her avatar and the header of her profile.

use vouchwell_domain::account::Account;
use vouchwell_domain::identifier::{FileId, MediaId, ObjectUri};
use vouchwell_domain::media::{Caption, LARGEST_HEADER_THUMBNAIL, LARGEST_THUMBNAIL, PictureFile, Size};
use vouchwell_domain::member::Member;
use vouchwell_storage::{Transaction, media};

use super::encoded::Shape;
use super::{begin, picture, remove_files};
use crate::error::Refusal;
use crate::{Context, Result};

const AVATAR: Shape = Shape {
    size: Size {
        width: 400,
        height: 400,
    },
    largest_thumbnail: LARGEST_THUMBNAIL,
};
const HEADER: Shape = Shape {
    size: Size {
        width: 1_500,
        height: 500,
    },
    largest_thumbnail: LARGEST_HEADER_THUMBNAIL,
};

/// Pictures of herself that a member uploads; nothing within takes one away.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPortraits {
    /// Her avatar.
    pub avatar: Option<Option<Vec<u8>>>,
    /// The header of her profile.
    pub header: Option<Option<Vec<u8>>>,
}

/// The same once their files are there. They are kept as uploads, which are forgotten, until the profile has them.
#[derive(Debug, Default)]
pub(crate) struct Portraits {
    avatar: Option<Option<Portrait>>,
    header: Option<Option<Portrait>>,
}

#[derive(Debug)]
struct Portrait {
    upload: MediaId,
    name: PictureFile,
}

impl Portraits {
    /// Writes the files.
    pub(crate) async fn write(context: &Context, member: &Member, new: NewPortraits) -> Result<Self> {
        for bytes in [&new.avatar, &new.header].into_iter().flatten().flatten() {
            picture::check(bytes).map_err(Refusal::Picture)?;
        }
        Ok(Self {
            avatar: write(context, member, new.avatar, AVATAR).await?,
            header: write(context, member, new.header, HEADER).await?,
        })
    }

    /// The pictures that an account has with these. Those that it had before are removed.
    pub(crate) async fn take(
        self,
        context: &Context,
        transaction: &mut Transaction,
        before: &Account,
    ) -> Result<(Option<ObjectUri>, Option<ObjectUri>)> {
        let Self { avatar, header } = self;
        Ok((
            take(context, transaction, avatar, before.profile.avatar.as_ref()).await?,
            take(context, transaction, header, before.profile.header.as_ref()).await?,
        ))
    }
}

async fn write(
    context: &Context,
    member: &Member,
    new: Option<Option<Vec<u8>>>,
    shape: Shape,
) -> Result<Option<Option<Portrait>>> {
    let bytes = match new {
        None => return Ok(None),
        Some(None) => return Ok(Some(None)),
        Some(Some(bytes)) => bytes,
    };
    let (upload, file) = begin(context, member, Caption::default()).await?;
    let name = context.pictures.write_cut(&file, bytes, shape).await?;
    Ok(Some(Some(Portrait { upload, name })))
}

/// Writes the thumbnail of a picture of somebody, and nothing else of it.
pub(super) async fn write_thumbnail(context: &Context, file: &FileId, bytes: Vec<u8>) -> Result<PictureFile> {
    context.pictures.write_cut_thumbnail(file, bytes, AVATAR).await
}

async fn take(
    context: &Context,
    transaction: &mut Transaction,
    new: Option<Option<Portrait>>,
    before: Option<&ObjectUri>,
) -> Result<Option<ObjectUri>> {
    let Some(new) = new else {
        return Ok(before.cloned());
    };
    let old = before.and_then(|before| file_of(context, before));
    remove_files(context, transaction, old.into_iter().collect()).await?;
    let Some(Portrait { upload, name }) = new else {
        return Ok(None);
    };
    media::remove_unattached(transaction, upload).await?;
    Ok(Some(context.address.picture(&name)))
}

/// The files of the pictures of an account.
pub(crate) fn files_of(context: &Context, account: &Account) -> Vec<FileId> {
    let pictures = [&account.profile.avatar, &account.profile.header];
    let own = pictures.into_iter().flatten();
    own.filter_map(|picture| file_of(context, picture)).collect()
}

fn file_of(context: &Context, picture: &ObjectUri) -> Option<FileId> {
    context.address.picture_at(picture).map(|name| name.id)
}
