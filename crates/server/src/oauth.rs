//! OAuth 2.0 as Mastodon's clients use it (RFC 6749, 7009, 7636, 8414): what programs ask. The pages on which members
//! sign in and allow something are in [`crate::web`].

pub mod client;
pub mod error;
pub mod metadata;
pub mod revocation;
pub mod token;
pub mod userinfo;
