//! Muting conversations: Mastodon's calls.

use vouchwell_service::conversation_mute;

use super::entity::Status;
use super::error::Problem;
use super::status_action::status_action;

status_action!(
    /// Tells the caller no more of the conversation of a status.
    mute, "/api/v1/statuses/{id}/mute", conversation_mute::mute
);

status_action!(
    /// Tells the caller of the conversation of a status again.
    unmute, "/api/v1/statuses/{id}/unmute", conversation_mute::unmute
);
