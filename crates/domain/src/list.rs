//! Lists of people whom a member follows, to read their posts by themselves.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::identifier::{InvalidIdentifier, ListId};

/// Which answers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListReplies {
    /// Those to people whom the member follows.
    Followed,
    /// Those to people on the list.
    #[default]
    List,
    /// None but to the member herself, and of people to themselves.
    None,
}

impl ListReplies {
    /// The word used by the client API and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Followed => "followed",
            Self::List => "list",
            Self::None => "none",
        }
    }
}

impl FromStr for ListReplies {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Followed, Self::List, Self::None]
            .into_iter()
            .find(|replies| replies.as_str() == text)
            .ok_or(InvalidIdentifier)
    }
}

/// A list of people, known to its member alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Its id in the client API.
    pub id: ListId,
    /// What the member calls it.
    pub title: String,
    /// Which answers it shows.
    pub replies: ListReplies,
    /// Whether those on it are left out of the home timeline.
    pub exclusive: bool,
}
