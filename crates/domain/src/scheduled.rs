//! Posts that wait for their time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::identifier::{MemberId, ScheduledId};
use crate::post::Post;

/// How far ahead a post is scheduled at least.
pub const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// The most posts of a member that wait.
pub const WAITING: u32 = 300;

/// A post that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledPost {
    /// The id in the client API.
    pub id: ScheduledId,
    /// Who writes it.
    pub author: MemberId,
    /// The post.
    pub post: Post,
    /// When it is posted.
    pub at: DateTime<Utc>,
}
