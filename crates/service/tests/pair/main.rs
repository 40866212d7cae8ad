//! Two people of one instance, from attesting to withdrawing, on both databases.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod acquaintances;
mod deletions;
mod own_lists;
mod recommendations;
mod requests;
mod unfit_words;
mod village;
mod visibility;

/// Makes two tests of one story, one for each database.
macro_rules! in_a_village {
    ($(async fn $name:ident($village:ident) $story:block)+) => {
        $(
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                async fn story($village: crate::village::Village) $story

                #[tokio::test]
                async fn sqlite() {
                    story(crate::village::Village::found(vouchwell_tests::Engine::Sqlite).await).await;
                }

                #[tokio::test]
                async fn postgresql() {
                    story(crate::village::Village::found(vouchwell_tests::Engine::Postgresql).await).await;
                }
            }
        )+
    };
}
pub(crate) use in_a_village;
