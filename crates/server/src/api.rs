//! The client API: Mastodon's calls, and ours beside them.

pub mod access;
pub mod account;
pub mod acquaintance;
pub mod acquaintance_answer;
pub mod application;
pub mod authentication;
pub mod body;
pub mod bookmark;
pub mod conversation_mute;
mod description;
pub mod entity;
pub mod error;
pub mod favourite;
pub mod identifier;
pub mod instance;
pub mod link;
pub mod meeting;
pub mod notification;
pub mod parameters;
pub mod path;
pub mod person;
pub mod pin;
pub mod post;
pub mod profile;
pub mod reblog;
pub mod recommendation;
pub mod recommendation_answer;
pub mod request;
pub mod router;
pub mod search;
mod selection;
pub mod status;
pub mod timeline;
pub mod verification;

pub use error::ApiError;
