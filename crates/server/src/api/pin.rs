//! Pins: Mastodon's calls.

use vouchwell_service::pin;

use super::entity::Status;
use super::error::Problem;
use super::status_action::status_action;

status_action!(
    /// Shows a status of the caller first on her profile.
    pin, "/api/v1/statuses/{id}/pin", pin::pin
);

status_action!(
    /// Shows a status of the caller where it belongs by its date alone.
    unpin, "/api/v1/statuses/{id}/unpin", pin::unpin
);
