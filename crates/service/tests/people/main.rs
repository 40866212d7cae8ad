//! People of an instance and those they meet from elsewhere, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at what surprises them"
)]

mod abroad;
mod administration;
mod applications;
mod blocks;
mod conversation_mutes;
mod conversations;
mod custom_emojis;
mod departures;
mod device;
mod emails;
mod favourites;
mod filters;
mod first_start;
mod follows;
mod instance_domains;
mod invitations;
mod keys;
mod leave;
mod lists;
mod media;
mod members;
mod moving;
mod new_passwords;
mod notes;
mod notifications;
mod passkeys;
mod pins;
mod polls;
mod posts;
mod preview_cards;
mod profiles;
mod quotes;
mod reblogs;
mod relations;
mod remote_accounts;
mod reports;
mod scheduled;
mod searches;
mod second_factors;
mod sessions;
mod statements;
mod town;
mod vaults;
mod withdrawal_questions;

/// Makes two tests of one story, one for each database.
macro_rules! in_a_town {
    ($($(#[$attribute:meta])* async fn $name:ident($town:ident) $story:block)+) => {
        $(
            $(#[$attribute])*
            mod $name {
                #[allow(unused_imports, reason = "not every story names what its file uses")]
                use super::*;

                async fn story($town: crate::town::Town) $story

                #[tokio::test]
                async fn sqlite() {
                    story(crate::town::Town::found(vouchwell_tests::Engine::Sqlite).await).await;
                }

                #[tokio::test]
                async fn postgresql() {
                    story(crate::town::Town::found(vouchwell_tests::Engine::Postgresql).await).await;
                }
            }
        )+
    };
}
pub(crate) use in_a_town;
