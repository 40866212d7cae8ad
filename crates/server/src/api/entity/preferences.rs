//! Preferences in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::preference;

/// What one's posts are like unless one says otherwise, and how apps show those of others.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Preferences {
    #[serde(rename = "posting:default:visibility")]
    visibility: &'static str,
    #[serde(rename = "posting:default:sensitive")]
    sensitive: bool,
    #[serde(rename = "posting:default:language")]
    language: Option<String>,
    #[serde(rename = "posting:default:quote_policy")]
    quote_policy: &'static str,
    #[serde(rename = "reading:expand:media")]
    media: &'static str,
    #[serde(rename = "reading:expand:spoilers")]
    spoilers: bool,
    #[serde(rename = "reading:autoplay:gifs")]
    animations: bool,
}

impl Preferences {
    /// As a member has said; how apps show what others wrote is theirs to know.
    pub fn new(preferences: &preference::Preferences) -> Self {
        Self {
            visibility: preferences.visibility.as_str(),
            sensitive: preferences.sensitive,
            language: preferences.language.as_ref().map(ToString::to_string),
            quote_policy: preferences.quote_policy.as_str(),
            media: "default",
            spoilers: false,
            animations: false,
        }
    }
}
