//! What an account says of itself.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::ActorUri;

use super::AttributionDomains;
use crate::identifier::{InvalidIdentifier, ObjectUri};
use crate::media::Description;
use crate::place::Place;

/// What kind of actor an account is, as ActivityStreams names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountKind {
    /// A human being.
    Person,
    /// A bot.
    Service,
    /// A program, such as an instance.
    Application,
    /// An organisation.
    Organization,
    /// A group.
    Group,
}

impl AccountKind {
    /// The ActivityStreams type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Service => "Service",
            Self::Application => "Application",
            Self::Organization => "Organization",
            Self::Group => "Group",
        }
    }
}

impl FromStr for AccountKind {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [
            Self::Person,
            Self::Service,
            Self::Application,
            Self::Organization,
            Self::Group,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or(InvalidIdentifier)
    }
}

/// A line of a profile: a label and a cleaned HTML value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileField {
    /// The label, plain text.
    pub name: String,
    /// Cleaned HTML.
    pub value: String,
    /// When the page that it leads to was seen to lead back. Other servers do not say so of their lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<DateTime<Utc>>,
}

/// Which parts of a profile apps show beside the posts, as its owner wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProfileTabs {
    /// The media that it posted.
    pub media: bool,
    /// Among them those in answers.
    pub media_replies: bool,
    /// What it features.
    pub featured: bool,
}

impl Default for ProfileTabs {
    fn default() -> Self {
        Self {
            media: true,
            media_replies: true,
            featured: true,
        }
    }
}

/// What an account says of itself; text fields are bounded and cleaned at the edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The name shown to people.
    pub display_name: String,
    /// Cleaned HTML.
    pub summary: String,
    /// The page of the account.
    pub url: ObjectUri,
    /// Picture, by reference.
    pub avatar: Option<ObjectUri>,
    /// What the picture shows.
    pub avatar_description: Description,
    /// Banner, by reference.
    pub header: Option<ObjectUri>,
    /// What the banner shows.
    pub header_description: Description,
    /// Labelled lines.
    pub fields: Vec<ProfileField>,
    /// Where she is, coarsely.
    pub place: Option<Place>,
    /// Other accounts of the same person, as she claims.
    pub also_known_as: Vec<ActorUri>,
    /// Whether follow requests are answered by hand.
    pub locked: bool,
    /// Whether directories and search engines may show it.
    pub discoverable: bool,
    /// Whether its public posts may be found by their words.
    pub indexable: bool,
    /// Whether it keeps to itself whom it follows and who follows it.
    pub hides_collections: bool,
    /// Which parts apps show.
    pub tabs: ProfileTabs,
    /// Sites that may name it as an author.
    pub attribution_domains: AttributionDomains,
}
