//! People, acquaintances, recommendations and limits: types and rules, without input or output.
//!
//! The words that signed documents use come from [`vouchwell_evidence`] and are re-exported in
//! [`evidence`], so that every layer above speaks of the same topic, key or digest.

pub mod account;
pub mod acquaintance;
pub mod application;
pub mod audit;
pub mod authorization;
pub mod block;
pub mod boundary;
pub mod clock;
pub mod collection;
pub mod content;
pub mod conversation;
pub mod custom_emoji;
pub mod email;
pub mod event;
pub mod favourite;
pub mod filter;
pub mod follow;
pub mod identifier;
pub mod instance_domain;
pub mod invitation;
pub mod job;
pub mod limit;
pub mod link;
pub mod list;
pub mod mail;
pub mod marker;
pub mod media;
pub mod meeting;
pub mod member;
pub mod message;
pub mod mute;
pub mod notice;
pub mod notification;
pub mod page;
pub mod passkey;
pub mod path;
pub mod peer;
pub mod place;
pub mod plain_text;
pub mod poll;
pub mod portrait;
pub mod post;
pub mod preference;
pub mod preview_card;
pub mod profile;
pub mod publication;
pub mod push;
pub mod quarantine;
pub mod quote;
pub mod reciprocity;
pub mod recommendation;
pub mod recommending_post;
pub mod report;
pub mod request;
pub mod scheduled;
pub mod search;
pub mod session;
pub mod severance;
pub mod status;
pub mod text;
pub mod tie;
pub mod token;
pub mod version;
pub mod withdrawal;

/// The vocabulary and documents of signed evidence.
pub mod evidence {
    pub use vouchwell_evidence::*;
}

pub use clock::{Clock, Entropy};
