//! ActivityPub for Vouchwell: requests to other servers and requests from them.

pub mod authority;
pub mod client;
pub mod signature;
