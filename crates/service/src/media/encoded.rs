//! A picture written anew.

use vouchwell_domain::media::{PictureFormat, Size};

/// The bytes of a file.
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    pub(super) format: PictureFormat,
    pub(super) size: Size,
}

/// A picture and smaller ones.
pub(super) struct Renditions {
    pub(super) whole: Encoded,
    pub(super) preview: Encoded,
    pub(super) thumbnail: Vec<u8>,
    pub(super) blurhash: String,
}

/// What is made of a picture of somebody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) size: Size,
    /// In bytes.
    pub(super) largest_thumbnail: usize,
}

/// A picture of a member herself.
pub(super) struct EncodedPortrait {
    pub(super) whole: Encoded,
    pub(super) thumbnail: Vec<u8>,
}
