//! A picture written anew.

use vouchwell_domain::media::{PictureFormat, Size};

/// The bytes of a file.
pub(super) struct Encoded {
    pub(super) bytes: Vec<u8>,
    pub(super) format: PictureFormat,
    pub(super) size: Size,
}

/// A picture and a small one.
pub(super) struct Pair {
    pub(super) whole: Encoded,
    pub(super) preview: Encoded,
    pub(super) blurhash: String,
}
