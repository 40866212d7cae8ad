//! ActivityPub for Vouchwell: requests to other servers and requests from them.

pub mod client;
pub mod signature;
pub mod webfinger;
