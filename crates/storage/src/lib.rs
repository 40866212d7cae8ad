//! Queries, transactions and the job table, on SQLite and PostgreSQL.
//!
//! Every query is written once, as a function that takes a [`Transaction`]; [`on_both!`] compiles its
//! body for both databases. What the databases do differently stands in [`store`] and [`lock`].

/// Runs a body on the connection of either database. The text of the query is the same for both, with
/// `$1` placeholders; the compiler sees the body once for each.
macro_rules! on_both {
    ($transaction:expr, $connection:ident => $body:expr) => {
        match $transaction {
            $crate::store::Transaction::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::store::Transaction::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}

pub mod access_token;
pub mod account;
pub mod acquaintance;
pub mod activity;
pub mod application;
pub mod authorization_code;
pub mod block;
pub mod bookmark;
pub mod conversation_mute;
pub mod copy;
pub mod deletion;
pub mod document;
pub mod doubt;
pub mod error;
pub mod favourite;
pub mod follow;
pub mod group_commit;
pub mod idempotency_key;
pub mod instance;
pub mod job;
pub mod lock;
pub mod meeting;
pub mod meeting_try;
pub mod member;
pub mod mention;
pub mod missing_inbox;
pub mod notification;
pub mod notification_policy;
pub mod path;
pub mod peer;
pub mod pin;
mod placed;
pub mod preference;
pub mod private_key;
pub mod profile;
pub mod publication;
pub mod reader;
pub mod reblog;
pub mod recipient;
pub mod recommendation;
pub mod remembered_key;
pub mod report;
pub mod request;
mod secret;
pub mod session;
pub mod status;
mod status_tag;
pub mod store;
pub mod tie;
pub mod timeline;
pub mod tombstone;
pub mod topic_word;
mod value_list;
pub mod version;
pub mod withdrawal_question;

pub use error::{Error, Result};
pub use store::{Store, Transaction};
