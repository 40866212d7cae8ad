//! Pictures and other files of posts: those that members upload, and those of others, by reference.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, FileId, InvalidIdentifier, MediaId, ObjectUri, StatusId};

/// The most media of a post.
pub const MEDIA: usize = 4;
/// The longest description, in characters.
pub const DESCRIPTION: usize = 1_500;
/// The largest file that is taken, in bytes.
pub const LARGEST_FILE: usize = 16 * 1024 * 1024;
/// The most bytes of a thumbnail, so that pages with some of them stay light.
pub const LARGEST_THUMBNAIL: usize = 5_000;
/// The same for the wide picture of a profile.
pub const LARGEST_HEADER_THUMBNAIL: usize = 2 * LARGEST_THUMBNAIL;
/// The most points of a picture that is taken: 8K.
pub const MOST_POINTS: u64 = 7_680 * 4_320;

/// What is uploaded is no picture that is kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// It is something else, whatever its name says.
    #[error("File content type is invalid: JPEG, PNG, GIF and WebP pictures are taken")]
    OtherKind,
    /// It has too many bytes.
    #[error("File must be less than {} MB", LARGEST_FILE / 1024 / 1024)]
    TooLarge,
    /// It has too many points.
    #[error(
        "a picture has at most {MOST_POINTS} points, all frames of an animation together five times as many"
    )]
    TooManyPoints,
    /// It is broken.
    #[error("the picture cannot be read: it is damaged or not complete")]
    Damaged,
}

/// The kinds in which pictures are kept. What was uploaded is written anew in one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// Without transparency.
    Jpeg,
    /// With it.
    Png,
    /// Moving.
    Gif,
}

impl PictureFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Gif];

    /// What files of the kind end with; also the word used by storage.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
        }
    }

    /// The kind of the small picture of one of this kind, which never moves.
    #[must_use]
    pub const fn of_preview(self) -> Self {
        match self {
            Self::Jpeg => Self::Jpeg,
            Self::Png | Self::Gif => Self::Png,
        }
    }
}

impl FromStr for PictureFormat {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.extension() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// The name of a file with a picture; nobody can guess it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PictureFile {
    /// What was uploaded.
    pub id: FileId,
    /// The kind.
    pub format: PictureFormat,
    /// How large it is.
    pub rendition: Rendition,
}

/// The files that are written of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rendition {
    /// The picture itself.
    Whole,
    /// The one that applications show.
    Preview,
    /// The one that pages show, of [`LARGEST_THUMBNAIL`] bytes at most. Older uploads have none.
    Thumbnail,
}

impl Rendition {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Whole, Self::Preview, Self::Thumbnail];

    /// What stands in the name of the file.
    const fn suffix(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Preview => "-preview",
            Self::Thumbnail => "-thumbnail",
        }
    }
}

impl PictureFile {
    /// The thumbnail of the same upload.
    #[must_use]
    pub fn thumbnail(&self) -> Self {
        Self::thumbnail_of(&self.id)
    }

    /// The thumbnail of an upload.
    #[must_use]
    pub fn thumbnail_of(id: &FileId) -> Self {
        Self {
            id: id.clone(),
            format: PictureFormat::Jpeg,
            rendition: Rendition::Thumbnail,
        }
    }

    /// All files that an upload can have, the smallest first.
    pub fn all(id: &FileId) -> impl Iterator<Item = Self> {
        Rendition::ALL.into_iter().rev().flat_map(|rendition| {
            PictureFormat::ALL.map(|format| Self {
                id: id.clone(),
                format,
                rendition,
            })
        })
    }
}

impl fmt::Display for PictureFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let suffix = self.rendition.suffix();
        write!(formatter, "{}{suffix}.{}", self.id, self.format.extension())
    }
}

impl FromStr for PictureFile {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, extension) = text.split_once('.').ok_or(InvalidIdentifier)?;
        let (id, suffix) = name.split_at(name.find('-').unwrap_or(name.len()));
        let mut renditions = Rendition::ALL.into_iter();
        Ok(Self {
            id: id.parse()?,
            format: extension.parse()?,
            rendition: renditions
                .find(|rendition| rendition.suffix() == suffix)
                .ok_or(InvalidIdentifier)?,
        })
    }
}

/// Width and height in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Points from left to right.
    pub width: u32,
    /// Points from top to bottom.
    pub height: u32,
}

/// The point of a picture that is to be seen when it is cut, in ten-thousandths from the middle: to the right and
/// up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Focus {
    x: i16,
    y: i16,
}

/// The text is no focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a focus is written as two numbers from -1 to 1 with a comma between them")]
pub struct InvalidFocus;

impl Focus {
    const WHOLE: f64 = 10_000.0;

    /// From two numbers from -1 to 1.
    ///
    /// # Errors
    /// One of them is something else.
    pub fn new(x: f64, y: f64) -> Result<Self, InvalidFocus> {
        let part = |number: f64| {
            let fits = (-1.0..=1.0).contains(&number);
            #[allow(clippy::cast_possible_truncation, reason = "it is at most ten thousand")]
            let part = (number * Self::WHOLE).round() as i16;
            fits.then_some(part).ok_or(InvalidFocus)
        };
        Ok(Self {
            x: part(x)?,
            y: part(y)?,
        })
    }

    /// From stored parts.
    pub const fn from_parts(x: i16, y: i16) -> Self {
        Self { x, y }
    }

    /// The parts to store.
    pub const fn parts(self) -> (i16, i16) {
        (self.x, self.y)
    }

    /// From the middle to the right, from -1 to 1.
    pub fn x(self) -> f64 {
        f64::from(self.x) / Self::WHOLE
    }

    /// From the middle up, from -1 to 1.
    pub fn y(self) -> f64 {
        f64::from(self.y) / Self::WHOLE
    }
}

impl FromStr for Focus {
    type Err = InvalidFocus;

    fn from_str(text: &str) -> Result<Self, InvalidFocus> {
        let (x, y) = text.split_once(',').ok_or(InvalidFocus)?;
        let number = |text: &str| text.trim().parse().map_err(|_| InvalidFocus);
        Self::new(number(x)?, number(y)?)
    }
}

/// What a picture shows, in words, for those who do not see it; empty for none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Description(String);

/// It is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a description has at most {DESCRIPTION} characters")]
pub struct DescriptionTooLong;

impl Description {
    /// As it was stored, or cut where it is another server's.
    pub fn cut(text: &str) -> Self {
        Self(text.trim().chars().take(DESCRIPTION).collect())
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is described.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for Description {
    type Err = DescriptionTooLong;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.chars().count() > DESCRIPTION {
            Err(DescriptionTooLong)
        } else {
            Ok(Self(text.replace('\0', "")))
        }
    }
}

/// What somebody says of a file; nothing stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caption {
    /// What it shows.
    pub description: Option<Description>,
    /// What is to be seen of it.
    pub focus: Option<Focus>,
}

/// A picture that is kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its files.
    pub file: FileId,
    /// The kind.
    pub format: PictureFormat,
    /// How large it is.
    pub size: Size,
    /// How large the small one is.
    pub preview: Size,
    /// A few colours that stand for it while it is loaded.
    pub blurhash: String,
}

impl Picture {
    /// The picture itself.
    pub fn whole(&self) -> PictureFile {
        PictureFile {
            id: self.file.clone(),
            format: self.format,
            rendition: Rendition::Whole,
        }
    }

    /// The small one.
    pub fn small(&self) -> PictureFile {
        PictureFile {
            id: self.file.clone(),
            format: self.format.of_preview(),
            rendition: Rendition::Preview,
        }
    }
}

/// A file on some server, of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Where it is.
    pub url: ObjectUri,
    /// The media type, as its server says.
    pub media_type: String,
    /// A few colours that stand for it.
    pub blurhash: Option<String>,
    /// How large it is.
    pub size: Option<Size>,
}

/// A file of a Note as servers tell each other of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file.
    pub reference: Reference,
    /// What it shows.
    pub description: Description,
    /// What is to be seen of it.
    pub focus: Focus,
}

/// What has become of an upload, or where a file of others is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaContent {
    /// It was uploaded, and is being written anew.
    Processing(FileId),
    /// It was uploaded, and is no picture that can be read.
    Unreadable(FileId),
    /// It is here.
    Here(Picture),
    /// It is on another server.
    Elsewhere(Reference),
}

/// A file of a post, or for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The id in the client API.
    pub id: MediaId,
    /// Whose it is.
    pub owner: AccountId,
    /// The post that shows it.
    pub status: Option<StatusId>,
    /// The file.
    pub content: MediaContent,
    /// What it shows.
    pub description: Description,
    /// What is to be seen of it.
    pub focus: Focus,
    /// Since when the post shows it.
    pub attached_at: Option<DateTime<Utc>>,
}

impl Media {
    /// The file here that belongs to it.
    pub const fn file(&self) -> Option<&FileId> {
        match &self.content {
            MediaContent::Processing(file) | MediaContent::Unreadable(file) => Some(file),
            MediaContent::Here(picture) => Some(&picture.file),
            MediaContent::Elsewhere(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_were_made_here_are_names_of_pictures() {
        let id = "0123456789abcdef0123456789abcdef";
        for name in [
            format!("{id}.jpg"),
            format!("{id}-preview.png"),
            format!("{id}-thumbnail.jpg"),
        ] {
            assert_eq!(name.parse::<PictureFile>().unwrap().to_string(), name);
        }
        for foreign in [
            format!("../{id}.jpg"),
            format!("{id}.svg"),
            format!("{id}.jpg.part"),
            format!("{id}-preview-preview.png"),
            format!("{id}-large.png"),
            "vault.key".to_owned(),
        ] {
            assert!(foreign.parse::<PictureFile>().is_err(), "{foreign}");
        }
    }

    #[test]
    fn a_focus_is_two_numbers_within_the_picture() {
        let focus: Focus = "0.25, -1".parse().unwrap();
        assert_eq!((focus.x(), focus.y()), (0.25, -1.0));
        for unfit in ["", "0", "0,2", "NaN,0", "inf,0", "a,b", "0,0,0"] {
            assert_eq!(unfit.parse::<Focus>(), Err(InvalidFocus), "{unfit}");
        }
    }
}
