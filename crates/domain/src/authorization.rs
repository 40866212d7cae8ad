//! Authorization codes (RFC 6749 §4.1): what a member allowed an application, until it fetches its token.

use chrono::{DateTime, TimeDelta, Utc};

use crate::application::RedirectUri;
use crate::identifier::{ApplicationId, MemberId};
use crate::token::{Scopes, SecretDigest};

/// What a code is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// By which it is known.
    pub digest: SecretDigest,
    /// Who may exchange it.
    pub application: ApplicationId,
    /// Who allowed it.
    pub member: MemberId,
    /// Where it was sent, exactly as asked.
    pub redirect_uri: RedirectUri,
    /// What was allowed.
    pub scopes: Scopes,
    /// The digest of the secret that has to be shown with the code (RFC 7636, S256).
    pub challenge: Option<SecretDigest>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl AuthorizationCode {
    /// How long an application has to fetch its token.
    pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
}
