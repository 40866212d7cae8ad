//! A poll in Mastodon's shape.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_service::poll::PollView;

use super::custom_emoji::CustomEmoji;
use super::time::moment;

/// A poll of a status.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Poll {
    /// The same as that of the status.
    id: String,
    expires_at: Option<String>,
    expired: bool,
    multiple: bool,
    votes_count: i64,
    voters_count: Option<i64>,
    options: Vec<PollOption>,
    emojis: Vec<CustomEmoji>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_votes: Option<Vec<usize>>,
}

/// An answer to choose.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PollOption {
    title: String,
    /// Nothing while it is not told.
    votes_count: Option<i64>,
}

impl From<&PollView> for Poll {
    fn from(PollView { poll, emojis, reader }: &PollView) -> Self {
        let tells_totals = poll.has_ended || !poll.hides_totals;
        let options = poll.options.iter().map(|option| PollOption {
            title: option.title.clone(),
            votes_count: Some(option.votes).filter(|_| tells_totals),
        });
        Self {
            id: poll.status.to_string(),
            expires_at: poll.ends_at.map(moment),
            expired: poll.has_ended,
            multiple: poll.multiple,
            votes_count: poll.options.iter().map(|option| option.votes).sum(),
            voters_count: poll.voters,
            options: options.collect(),
            emojis: emojis.iter().map(CustomEmoji::from).collect(),
            voted: reader.as_ref().map(|reader| reader.has_voted),
            own_votes: reader.as_ref().map(|reader| reader.chosen.clone()),
        }
    }
}
