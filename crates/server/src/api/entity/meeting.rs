//! A code that its member shows in person.

use serde::Serialize;
use utoipa::ToSchema;
use vouchwell_domain::meeting::MeetingToken;
use vouchwell_service::meeting::ShownCode;

use super::time::moment;

/// A code that its member shows in person. It is good once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Meeting {
    #[schema(value_type = String)]
    token: MeetingToken,
    /// To be shown as a QR code.
    link: String,
    /// The token in groups, to be read out and typed.
    digits: String,
    expires_at: String,
}

impl Meeting {
    /// As its member is shown it.
    pub fn new(code: &ShownCode) -> Self {
        let token = code.link.token();
        Self {
            token: token.clone(),
            link: code.link.url().to_string(),
            digits: token.groups(),
            expires_at: moment(code.expires_at),
        }
    }
}
