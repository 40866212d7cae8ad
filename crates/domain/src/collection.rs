//! Collections: the people whom somebody publicly recommends for one topic.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vouchwell_evidence::{ActorUri, Timestamp, Topic};

use crate::identifier::{AccountId, CollectionId, ObjectUri, RecommendationId};
use crate::notice::NoticeLanguage;

/// The most people of one collection that are shown.
pub const ITEMS: usize = 150;

/// The people whom a member publicly recommends for one topic. It follows from the recommendations: nobody is in it
/// who has not accepted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its number.
    pub id: CollectionId,
    /// Who recommends.
    pub author: AccountId,
    /// For what.
    pub topic: Topic,
    /// The language in which the author is told things.
    pub language: NoticeLanguage,
    /// Who is recommended; never empty, the oldest first.
    pub items: Vec<CollectionItem>,
    /// When somebody last came or left.
    pub changed_at: DateTime<Utc>,
}

/// Somebody in a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionItem {
    /// Who.
    pub account: AccountId,
    /// By which recommendations.
    pub recommendations: Vec<RecommendationId>,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Collection {
    /// What it is called.
    pub fn name(&self) -> String {
        let topic = self.topic.as_str().replace('_', " ");
        match self.language {
            NoticeLanguage::English => format!("People I recommend for {topic}"),
            NoticeLanguage::German => format!("Menschen, die ich für {topic} empfehle"),
        }
    }

    /// What it is, within the 100 characters that apps show.
    pub const fn description(&self) -> &'static str {
        match self.language {
            NoticeLanguage::English => {
                "We have attested that we know each other, and each of them has accepted my text."
            }
            NoticeLanguage::German => {
                "Wir haben bestätigt, dass wir uns kennen, und alle haben meinen Text angenommen."
            }
        }
    }

    /// Since when somebody is in it.
    pub fn begun_at(&self) -> DateTime<Utc> {
        self.items.iter().map(|item| item.since).min().unwrap_or_default()
    }
}

/// A collection as others are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCollection {
    /// Its id.
    pub uri: ObjectUri,
    /// Who recommends.
    pub author: ActorUri,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// BCP 47.
    pub language: String,
    /// For what.
    pub topic: Topic,
    /// Whether the author wants to be discovered.
    pub discoverable: bool,
    /// Who is recommended.
    pub items: Vec<ShownItem>,
    /// Since when somebody is in it.
    pub published: Timestamp,
    /// When somebody last came or left.
    pub updated: Timestamp,
}

/// Somebody in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownItem {
    /// The id of the entry.
    pub uri: ObjectUri,
    /// Who.
    pub actor: ActorUri,
    /// The type of the actor.
    pub kind: String,
    /// Where her server says that she agreed.
    pub authorization: ObjectUri,
    /// Since when.
    pub published: Timestamp,
}
