//! Every query on SQLite and on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at what surprises them"
)]

mod access;
mod account;
mod activity;
mod audit;
mod block;
mod both;
mod conversation_mute;
mod custom_emoji;
mod deletion;
mod event;
mod favourite;
mod follow;
mod followed_tag;
mod group_commit;
mod idempotency_key;
mod instance;
mod invitation;
mod job;
mod job_order;
mod list;
mod notification;
mod peer;
mod people;
mod place;
mod profile;
mod reblog;
mod relation;
mod report;
mod request_key;
mod selection;
mod status;
mod store;
mod timeline;
