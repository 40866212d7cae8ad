//! Two people of one instance, or of two, from attesting to withdrawing, on both databases.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod acquaintances;
mod boosts;
mod boundaries;
mod cards;
mod clock_jumps;
mod collections;
mod crossing_renewals;
mod deletions;
mod drafts_about_each_other;
mod faraway;
mod floods;
mod foreign_answers;
mod foreign_evidence;
mod forms;
mod instance_domains;
mod meeting_elsewhere;
mod meetings;
mod neighbours;
mod notices;
mod own_lists;
mod path_privacy;
mod paths;
mod posts_that_recommend;
mod recommendations;
mod reminders;
mod renewals;
mod requests;
mod search;
mod signed_posts;
mod ties;
mod unfit_words;
mod village;
mod visibility;
mod word_of_mouth;

/// Makes two tests of one story, one for each database.
macro_rules! in_a_village {
    ($($(#[$attribute:meta])* async fn $name:ident($village:ident) $story:block)+) => {
        $(
            $(#[$attribute])*
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

/// The same for a story between two villages.
macro_rules! between_villages {
    ($(async fn $name:ident($neighbours:ident) $story:block)+) => {
        $(
            mod $name {
                #[allow(unused_imports)]
                use super::*;

                async fn story($neighbours: crate::neighbours::Neighbours) $story

                #[tokio::test]
                async fn sqlite() {
                    story(crate::neighbours::Neighbours::found(vouchwell_tests::Engine::Sqlite).await).await;
                }

                #[tokio::test]
                async fn postgresql() {
                    story(crate::neighbours::Neighbours::found(vouchwell_tests::Engine::Postgresql).await).await;
                }
            }
        )+
    };
}
pub(crate) use between_villages;
