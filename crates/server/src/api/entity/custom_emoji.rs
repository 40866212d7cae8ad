//! A custom emoji in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::custom_emoji;

/// A picture of another server, which stands for its name between colons.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomEmoji {
    shortcode: String,
    url: String,
    static_url: String,
    /// Members cannot write it.
    visible_in_picker: bool,
}

impl From<&custom_emoji::CustomEmoji> for CustomEmoji {
    fn from(emoji: &custom_emoji::CustomEmoji) -> Self {
        Self {
            shortcode: emoji.shortcode.to_string(),
            url: emoji.url.to_string(),
            static_url: emoji.url.to_string(),
            visible_in_picker: false,
        }
    }
}
