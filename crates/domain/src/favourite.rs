//! Favourites.

use chrono::{DateTime, Utc};

use crate::identifier::{AccountId, ObjectUri, StatusId};

/// An account likes a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Favourite {
    /// Who likes it.
    pub account: AccountId,
    /// What is liked.
    pub status: StatusId,
    /// The id of the Like activity.
    pub uri: ObjectUri,
    /// Its place among all favourites.
    pub sequence: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
}
