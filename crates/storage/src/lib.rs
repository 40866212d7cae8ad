//! Queries, transactions and the job table, on SQLite and PostgreSQL.
//!
//! Every query is written once, as a function that takes a [`Transaction`]; [`on_both!`] compiles its
//! body for both databases. What the databases do differently stands in [`store`], [`lock`] and [`event`].

/// Runs a body on the connection of either database. The text of the query is the same for both, with
/// `$1` placeholders; the compiler sees the body once for each.
macro_rules! on_both {
    ($transaction:expr, $connection:ident => $body:expr) => {{
        let asked: $crate::store::Asked<'_, _> = match $transaction {
            $crate::store::Transaction::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                Box::pin(async { Ok($body) })
            }
            $crate::store::Transaction::Postgres(transaction) => {
                let $connection = &mut **transaction;
                Box::pin(async { Ok($body) })
            }
        };
        asked.await?
    }};
}

/// The condition under which the account `$1` (0 for nobody in particular) hears an account: neither of the two
/// blocks the other, she mutes neither the account nor its server, and the instance does not block that server.
macro_rules! hears_author {
    ($account:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM block WHERE (block.blocker_id = $1 AND block.blocked_id = ",
            $account,
            ") OR (block.blocker_id = ",
            $account,
            " AND block.blocked_id = $1))
             AND NOT EXISTS (SELECT 1 FROM mute WHERE mute.muter_id = $1 AND mute.muted_id = ",
            $account,
            ")
             AND NOT EXISTS (SELECT 1 FROM domain_block JOIN account AS unheard ON unheard.host = domain_block.host
                 WHERE domain_block.owner_id = $1 AND unheard.id = ",
            $account,
            ")
             AND NOT EXISTS (SELECT 1 FROM account AS shut_out JOIN host_domain ON host_domain.host = shut_out.host
                 JOIN instance_domain ON instance_domain.host = host_domain.domain
                 WHERE instance_domain.severity = 'block' AND shut_out.id = ",
            $account,
            ")"
        )
    };
}

/// The condition under which an account is shown to everybody: the instance neither limits nor blocks its server.
macro_rules! shown_to_everybody {
    ($account:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM account AS hidden JOIN host_domain ON host_domain.host = hidden.host
                 JOIN instance_domain ON instance_domain.host = host_domain.domain
                 WHERE hidden.id = ",
            $account,
            ")"
        )
    };
}

pub mod access_token;
pub mod account;
pub mod account_move;
pub mod acquaintance;
pub mod activity;
pub mod application;
pub mod audit;
pub mod authorization_code;
pub mod block;
pub mod bookmark;
pub mod boundary;
pub mod collection;
pub mod conversation;
pub mod conversation_mute;
pub mod copy;
pub mod custom_emoji;
pub mod deletion;
pub mod document;
pub mod domain_block;
pub mod domain_without_media;
pub mod doubt;
pub mod email;
pub mod error;
pub mod event;
pub mod favourite;
pub mod featured_account;
pub mod featured_tag;
pub mod filter;
pub mod follow;
pub mod followed_tag;
pub mod group_commit;
mod host_domain;
pub mod idempotency_key;
pub mod instance;
pub mod instance_domain;
pub mod invitation;
pub mod job;
pub mod kept_back;
pub mod list;
pub mod lock;
pub mod marker;
pub mod media;
pub mod meeting;
pub mod meeting_try;
pub mod member;
pub mod member_list;
pub mod mention;
pub mod missing_account;
pub mod mute;
pub mod notification;
pub mod notification_policy;
pub mod passkey;
pub mod path;
pub mod peer;
pub mod pin;
mod placed;
pub mod poll;
pub mod portrait;
pub mod preference;
pub mod preview_card;
pub mod private_key;
pub mod private_note;
pub mod profile;
pub mod publication;
pub mod push_subscription;
pub mod quote;
pub mod quote_authorization;
pub mod quote_policy;
pub mod reader;
pub mod reading_language;
pub mod reblog;
pub mod recipient;
pub mod recommendation;
pub mod remembered_key;
pub mod report;
pub mod report_resolution;
pub mod request;
pub mod request_key;
pub mod scheduled;
pub mod second_factor;
mod secret;
pub mod session;
pub mod severance;
pub mod status;
pub mod status_tag;
pub mod store;
pub mod suggestion;
pub mod suspension;
pub mod tie;
pub mod timeline;
pub mod tombstone;
pub mod topic_word;
pub mod undisclosed_draft;
mod value_list;
pub mod version;
pub mod withdrawal_question;

pub use error::{Error, Result};
pub use store::{Store, Tables, Transaction};
