//! Follows of a member that ended because the instance blocked a server.

use crate::account::Host;

/// How many ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severance {
    /// With people of which server.
    pub host: Host,
    /// People who followed her.
    pub followers: i64,
    /// People whom she followed.
    pub following: i64,
}
