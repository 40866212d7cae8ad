//! The row of a file.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use vouchwell_domain::identifier::{AccountId, MediaId, StatusId};
use vouchwell_domain::media::{
    Description, Focus, Media, MediaContent, Picture, PictureFormat, Reference, Size,
};

use crate::error::{parse, parse_optional};
use crate::{Error, Result};

#[derive(FromRow)]
pub(super) struct Row {
    id: i64,
    account_id: i64,
    status_id: Option<i64>,
    attached_at: Option<DateTime<Utc>>,
    file: Option<String>,
    format: Option<String>,
    unreadable: bool,
    preview_width: Option<i64>,
    preview_height: Option<i64>,
    remote_url: Option<String>,
    remote_type: Option<String>,
    width: Option<i64>,
    height: Option<i64>,
    blurhash: Option<String>,
    description: String,
    focus_x: i16,
    focus_y: i16,
}

impl Row {
    pub(super) fn read(self) -> Result<Media> {
        Ok(Media {
            id: MediaId::from_number(self.id),
            owner: AccountId::from_number(self.account_id),
            status: self.status_id.map(StatusId::from_number),
            content: self.content()?,
            description: Description::cut(&self.description),
            focus: Focus::from_parts(self.focus_x, self.focus_y),
            attached_at: self.attached_at,
        })
    }

    fn content(&self) -> Result<MediaContent> {
        let size = size(self.width, self.height);
        if let Some(url) = parse_optional(self.remote_url.as_ref(), "address of a file")? {
            return Ok(MediaContent::Elsewhere(Reference {
                url,
                media_type: self.remote_type.clone().unwrap_or_default(),
                blurhash: self.blurhash.clone(),
                size,
            }));
        }
        let unreadable = Error::Unreadable("picture");
        let file = parse(self.file.as_deref().unwrap_or_default(), "name of a file")?;
        let format: Option<PictureFormat> = parse_optional(self.format.as_ref(), "kind of picture")?;
        Ok(match format {
            None if self.unreadable => MediaContent::Unreadable(file),
            None => MediaContent::Processing(file),
            Some(format) => {
                let (Some(size), Some(preview)) = (size, size_of_preview(self)) else {
                    return Err(unreadable);
                };
                MediaContent::Here(Picture {
                    file,
                    format,
                    size,
                    preview,
                    blurhash: self.blurhash.clone().ok_or(unreadable)?,
                })
            }
        })
    }
}

fn size_of_preview(row: &Row) -> Option<Size> {
    size(row.preview_width, row.preview_height)
}

fn size(width: Option<i64>, height: Option<i64>) -> Option<Size> {
    Some(Size {
        width: width?.try_into().ok()?,
        height: height?.try_into().ok()?,
    })
}
