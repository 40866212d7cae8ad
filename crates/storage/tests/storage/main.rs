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
mod block;
mod both;
mod deletion;
mod favourite;
mod follow;
mod group_commit;
mod instance;
mod job;
mod job_order;
mod notification;
mod peer;
mod people;
mod profile;
mod report;
mod status;
mod timeline;
