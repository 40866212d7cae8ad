//! The public pages: rendered here, readable without JavaScript, in the reader's language.
//!
//! Each page is a plain view and a pure function that turns it into HTML. What the views hold is typed; words
//! in the reader's language, links and dates are made where they are shown.

pub mod about;
pub mod acquaintance;
pub mod acquaintances;
pub mod administration;
pub mod area;
pub mod asset;
pub mod authorization;
mod browser;
mod cookie;
mod date;
pub mod difference;
pub mod failure;
pub mod form;
pub mod frame;
pub mod hashtag;
pub mod head;
pub mod invitation;
pub mod joining;
pub mod landing;
pub mod language;
pub mod link;
pub mod locale;
pub mod meeting;
mod named;
pub mod new_account;
pub mod passage;
pub mod person;
pub mod phrase;
pub mod post;
pub mod profile;
pub mod qr_code;
pub mod reader;
pub mod recommendation;
mod refusal;
pub mod requests;
mod response;
pub mod router;
pub mod second_factor;
pub mod security;
pub mod session;
pub mod settings;
pub mod setup;
pub mod signature;
pub mod site;
pub mod statement;
mod structured;
pub mod terms;
pub mod tombstone;
mod topics;
pub mod verification;
mod vocabulary;
pub mod waiting;
pub mod welcome;
