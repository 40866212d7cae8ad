//! Pictures of people elsewhere whom members meet.

use chrono::{DateTime, Utc};

use crate::identifier::{AccountId, ObjectUri};
use crate::media::PictureFile;

/// A thumbnail that is kept here for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    /// Whose.
    pub account: AccountId,
    /// Where the picture itself is. Another one has another address.
    pub address: ObjectUri,
    /// The file.
    pub picture: PictureFile,
    /// Until when it is there.
    pub kept_until: DateTime<Utc>,
}
