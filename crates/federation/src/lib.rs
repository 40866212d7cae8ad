//! ActivityPub for Vouchwell: requests to other servers and requests from them.

pub mod activity;
pub mod actor;
#[cfg(test)]
mod any_input;
pub mod client;
mod collection;
pub mod deliver;
pub mod distribute;
mod federation;
pub mod front_door;
mod html;
pub mod keys;
mod link;
mod meeting;
mod mention;
mod note;
mod page;
mod portrait;
mod preview_card;
pub mod process;
pub mod push;
pub mod resolve;
mod resolve_note;
pub mod retry;
pub mod router;
mod second_knock;
pub mod signature;
pub mod webfinger;
mod withdrawal;
pub mod worker;

pub use federation::{Federation, Settings, StartError, Writers};
pub use note::recommendation_post;
