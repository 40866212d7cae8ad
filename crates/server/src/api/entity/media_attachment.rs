//! A picture or another file of a status in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::media::{Focus, Media, MediaContent, Picture, PictureFile, Reference, Size};

use crate::web::site::Site;

/// A file of a status, or for one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MediaAttachment {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    /// Nothing while it is being processed.
    url: Option<String>,
    preview_url: Option<String>,
    remote_url: Option<String>,
    meta: Meta,
    description: Option<String>,
    blurhash: Option<String>,
}

/// What is known of a file.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Meta {
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<Dimensions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    small: Option<Dimensions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<Point>,
}

/// How large a picture is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Dimensions {
    width: u32,
    height: u32,
    size: String,
    aspect: f64,
}

/// A point of a picture: from its middle to the right and up, from -1 to 1.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Point {
    x: f64,
    y: f64,
}

impl MediaAttachment {
    /// As this instance shows it.
    pub fn new(media: &Media, site: &Site) -> Self {
        let shown = match &media.content {
            MediaContent::Processing(_) | MediaContent::Unreadable(_) => Shown::default(),
            MediaContent::Here(picture) => Shown::here(picture, site),
            MediaContent::Elsewhere(reference) => Shown::elsewhere(reference),
        };
        let is_placed = media.focus != Focus::default();
        Self {
            id: media.id.to_string(),
            kind: shown.kind,
            url: shown.url,
            preview_url: shown.preview_url,
            remote_url: shown.remote_url,
            meta: Meta {
                original: shown.size.map(Dimensions::from),
                small: shown.preview_size.map(Dimensions::from),
                focus: is_placed.then(|| Point {
                    x: media.focus.x(),
                    y: media.focus.y(),
                }),
            },
            description: (!media.description.is_empty()).then(|| media.description.as_str().to_owned()),
            blurhash: shown.blurhash,
        }
    }
}

struct Shown {
    kind: &'static str,
    url: Option<String>,
    preview_url: Option<String>,
    remote_url: Option<String>,
    size: Option<Size>,
    preview_size: Option<Size>,
    blurhash: Option<String>,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            kind: "image",
            url: None,
            preview_url: None,
            remote_url: None,
            size: None,
            preview_size: None,
            blurhash: None,
        }
    }
}

impl Shown {
    fn here(picture: &Picture, site: &Site) -> Self {
        let address = |file: &PictureFile| Some(site.absolute(&format!("/media/{file}")));
        Self {
            url: address(&picture.whole()),
            preview_url: address(&picture.small()),
            size: Some(picture.size),
            preview_size: Some(picture.preview),
            blurhash: Some(picture.blurhash.clone()),
            ..Self::default()
        }
    }

    /// Files of others stay where they are.
    fn elsewhere(reference: &Reference) -> Self {
        let kind = match reference.media_type.split('/').next() {
            Some("image") => "image",
            Some("video") => "video",
            Some("audio") => "audio",
            _ => "unknown",
        };
        let url = Some(reference.url.to_string());
        Self {
            kind,
            preview_url: url.clone().filter(|_| kind == "image"),
            remote_url: url.clone(),
            url,
            size: reference.size,
            preview_size: None,
            blurhash: reference.blurhash.clone(),
        }
    }
}

impl From<Size> for Dimensions {
    fn from(Size { width, height }: Size) -> Self {
        Self {
            width,
            height,
            size: format!("{width}x{height}"),
            aspect: f64::from(width) / f64::from(height.max(1)),
        }
    }
}
