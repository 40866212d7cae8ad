//! The profile of a member as she types it, and the lines that are made for her.

use serde::{Deserialize, Serialize};

use crate::account::{Account, ProfileField};
use crate::text::escape;

/// Characters of the name that is shown.
pub const NAME_LENGTH: usize = 60;
/// Characters of the note.
pub const NOTE_LENGTH: usize = 1_000;
/// Labelled lines.
pub const FIELDS: usize = 8;
/// Characters of a label, and of what stands behind it.
pub const FIELD_LENGTH: usize = 255;

/// What a member typed; what is shown is made of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileSource {
    /// The note, plain text.
    pub note: String,
    /// The labelled lines, plain text.
    pub fields: Vec<SourceField>,
}

/// A labelled line as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceField {
    /// The label.
    pub name: String,
    /// What stands behind it.
    pub value: String,
}

impl SourceField {
    /// Without blanks around it.
    #[must_use]
    pub fn trimmed(self) -> Self {
        Self {
            name: self.name.trim().to_owned(),
            value: self.value.trim().to_owned(),
        }
    }
}

/// Which lists of public recommendations of somebody are not empty. How long they are is never told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecommendationLists {
    /// She is recommended.
    pub received: bool,
    /// She recommends.
    pub given: bool,
}

/// The lines that lead to the lists on a member's profile page, so that every app shows the way there.
pub fn lines(account: &Account, lists: RecommendationLists) -> Vec<ProfileField> {
    if !account.is_local() {
        return Vec::new();
    }
    let page = account.profile.url.as_str();
    let shown = page.split_once("://").map_or(page, |(_, rest)| rest);
    [
        (lists.received, "Recommended by", "received"),
        (lists.given, "Recommends", "given"),
    ]
    .into_iter()
    .filter(|(is_there, ..)| *is_there)
    .map(|(_, name, part)| ProfileField {
        name: name.to_owned(),
        value: format!("<a href=\"{}#{part}\">{}</a>", escape(page), escape(shown)),
        verified_at: None,
    })
    .collect()
}
