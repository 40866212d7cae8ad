//! Use cases: each is one transaction, together with the jobs that follow from it.
//!
//! A use case that is asked for by a member takes a [`Context`] and begins its own transaction. One that
//! follows from a message of somebody else ([`inbox::take`]) works in the transaction that it is given,
//! so that *received* and *took effect* are one.

pub mod account;
pub mod acquaintance;
pub mod address;
pub mod administration;
pub mod application;
pub mod authorization;
pub mod block;
pub mod bookmark;
pub mod boundary;
pub mod card;
pub mod collection;
pub mod context;
pub mod conversation;
pub mod conversation_mute;
pub mod deletion;
pub mod domain_block;
pub mod email;
pub mod error;
pub mod evidence;
pub mod favourite;
pub mod featured_account;
pub mod featured_tag;
pub mod filter;
pub mod follow;
pub mod followed_tag;
pub mod inbox;
pub mod invitation;
mod involvement;
pub mod joining;
pub mod key;
mod leave;
pub mod list;
pub mod mail;
pub mod marker;
pub mod media;
pub mod meeting;
pub mod member;
pub mod moving;
pub mod mute;
pub mod new_password;
mod notice;
pub mod notification;
pub mod outbox;
pub mod path;
pub mod pin;
pub mod place;
pub mod poll;
pub mod private_note;
pub mod profile;
pub mod publication;
pub mod push;
pub mod reading_language;
pub mod reblog;
pub mod recommendation;
pub mod remote_account;
pub mod report;
pub mod request;
pub mod scheduled;
pub mod second_factor;
pub mod session;
pub mod setup;
pub mod status;
pub mod stream;
mod timed_link;
pub mod timeline;
pub mod timer;
pub mod token;
pub mod vault;
pub mod verification;
pub mod withdrawal;

pub use context::Context;
pub use error::{Error, Result};
